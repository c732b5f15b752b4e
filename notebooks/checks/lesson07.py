"""Regression: gradients added up sample by sample, a power iteration, NumPy's own fit."""

from __future__ import annotations

from typing import Any

import nn

from .asking import exercise, expect, number, same


@exercise(
    "7.1",
    rate_for_the_sum=("the learning rate for sum_squares", "sum_squares에 맞는 학습률"),
)
def _rate(rate_for_the_sum: Any) -> None:
    progression = nn.data.diabetes().y
    of_the_mean = sum(2 * (0 - y) for y in progression) / len(progression)
    of_the_sum = sum(0.5 * 2 * (0 - y) for y in progression)
    expect(
        same(number(rate_for_the_sum) * of_the_sum, 0.2 * of_the_mean, rel=1e-6),
        "rate_for_the_sum: its steps are not those of the mean; how many times larger is "
        "the gradient?",
        "rate_for_the_sum: 평균의 걸음과 다릅니다. 기울기가 몇 배로 커집니까?",
    )


@exercise("7.2", limit=("the largest learning rate that works", "쓸 수 있는 가장 큰 학습률"))
def _limit(limit: Any, A: Any) -> None:
    import numpy as np

    v = np.ones(A.shape[1])
    for _ in range(500):  # the direction that curves most grows fastest
        v = A.T @ (A @ v)
        v /= np.linalg.norm(v)
    curvature = 2 / len(A) * v @ (A.T @ (A @ v))
    expect(
        same(number(limit) * curvature, 2, rel=5e-3),
        "limit: along the direction that curves most, one step is to keep the distance",
        "limit: 가장 많이 휜 방향에서 한 걸음이 거리를 그대로 두는 값입니다",
    )


@exercise(
    "7.3",
    error_of_line=("the mean squared error of the line", "직선의 평균 제곱 오차"),
    error_of_parabola=("that of the parabola", "포물선의 평균 제곱 오차"),
)
def _parabola(error_of_line: Any, error_of_parabola: Any, bmi: Any, progression: Any) -> None:
    import numpy as np

    for name, given, degree in (
        ("error_of_line", error_of_line, 1),
        ("error_of_parabola", error_of_parabola, 2),
    ):
        fitted = np.polyval(np.polyfit(bmi, progression, degree), bmi)
        least = np.mean((fitted - np.array(progression)) ** 2)
        expect(
            number(given) > least * (1 - 1e-9),
            f"{name}: smaller than any such curve can reach; is it divided by the number "
            "of patients?",
            f"{name}: 그런 곡선으로는 이렇게 작아질 수 없습니다. 환자 수로 나누었습니까?",
        )
        expect(
            same(given, least, rel=1e-6),
            f"{name}: not the least; a column for each power of x, and one of ones",
            f"{name}: 가장 작은 값이 아닙니다. x의 거듭제곱마다 열 하나, 1의 열 하나가 필요합니다",
        )
