"""Obstacles: a chain by differences, chances simulated with other seeds."""

from __future__ import annotations

import math
import random
from typing import Any

from .asking import exercise, expect, number, same, slope


@exercise(
    "10.1",
    chain=(
        "a function of the weight: the gradient that arrives at x = 0.5",
        "가중치의 함수. x = 0.5에 닿는 기울기",
    ),
)
def _chain(chain: Any) -> None:
    def forward(weight: float, h: float) -> float:
        for _ in range(10):
            h = math.tanh(weight * h)
        return h

    for weight in (1.0, 0.8, 1.5, 3.0):
        right = slope(lambda x, w=weight: forward(w, x), 0.5)
        expect(
            same(chain(weight), right, rel=1e-4, small=1e-9),
            f"chain: with the weight {weight} another gradient arrives after ten tanh",
            f"chain: 가중치가 {weight}이면 tanh 열 개를 지난 기울기가 다릅니다",
        )


@exercise(
    "10.2",
    passed=("the 20,000 numbers that came out", "나온 수 20,000개"),
)
def _dropout(passed: Any) -> None:
    values = [number(x) for x in passed]
    expect(len(values) == 20_000, "passed: 20,000 numbers", "passed: 수가 20,000개여야 합니다")
    cut = sum(x == 0 for x in values) / len(values)
    expect(
        abs(cut - 0.3) < 0.02,
        "passed: three of ten should be cut; is the layer in training mode?",
        "passed: 열에 셋은 끊겨야 합니다. 학습 모드입니까?",
    )
    left = [x for x in values if x]
    expect(
        all(same(x, left[0]) for x in left) and abs(sum(values) / len(values) - 1) < 0.02,
        "passed: those that are left are to be larger, so that the mean stays what it was",
        "passed: 남은 수가 커져서 평균이 그대로여야 합니다",
    )


@exercise(
    "10.3",
    smallest_of_50=(
        "a loss of 0.5 is measured 50 times with a noise of 0.03: the smallest, on average",
        "손실 0.5를 잡음 0.03으로 50번 잰다. 가장 작은 값은 평균 얼마인가",
    ),
)
def _chosen(smallest_of_50: Any) -> None:
    rng = random.Random(50)
    right = sum(min(rng.gauss(0.5, 0.03) for _ in range(50)) for _ in range(2000)) / 2000
    expect(
        number(smallest_of_50) < 0.49,
        "smallest_of_50: the smallest of 50 looks lies well below the truth; measure it "
        "by chance numbers",
        "smallest_of_50: 50번 가운데 가장 작은 값은 참값보다 꽤 작습니다. 난수로 재어 보십시오",
    )
    expect(
        abs(number(smallest_of_50) - right) < 0.006,
        "smallest_of_50: not quite; take the mean over some hundred repetitions",
        "smallest_of_50: 조금 다릅니다. 수백 번 되풀이해 평균하십시오",
    )
