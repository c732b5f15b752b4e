"""Several classes: the loss and every count worked out here, with `math` alone."""

from __future__ import annotations

import math
from typing import Any

from .asking import accuracy, exercise, expect, floats, number, same


def cross_entropy(scores: Any, labels: Any, T: float) -> float:
    """-log of the probability of what is right, on average."""
    total = 0.0
    for z, label in zip(scores, labels):
        largest = max(z)
        total += math.log(sum(math.exp((s - largest) / T) for s in z)) - (z[label] - largest) / T
    return total / len(labels)


@exercise("11.1", best=("the T with the least loss", "손실이 가장 작은 T"))
def _temperature(best: Any, outputs: Any, y_test: Any) -> None:
    T = number(best)
    expect(T > 0, "best: a temperature is positive", "best: 온도는 양수입니다")
    least = min(range(25, 151), key=lambda k: cross_entropy(outputs, y_test, k / 50)) / 50
    usual, here = (cross_entropy(outputs, y_test, t) for t in (1.0, T))
    expect(
        here < usual,
        "best: the loss is no smaller than without it, at T = 1",
        "best: T = 1일 때보다 손실이 작지 않습니다",
    )
    expect(
        abs(T / least - 1) < 0.08,
        "best: there is a T with a smaller loss; try a finer or a wider row of them",
        "best: 손실이 더 작은 T가 있습니다. 더 촘촘히, 더 넓게 찾아 보십시오",
    )


@exercise(
    "11.2",
    botanist=("the trained network", "학습한 신경망"),
    unseen=("the flowers it has not seen, standardised", "처음 보는 꽃, 표준화한 것"),
    table=("the confusion matrix on them", "그 꽃들의 혼동 행렬"),
)
def _iris(botanist: Any, unseen: Any, table: Any) -> None:
    counted = [[0] * 3 for _ in range(3)]
    for x, label in zip(*unseen):
        scores = floats(botanist(x))
        counted[label][scores.index(max(scores))] += 1
    expect(
        sum(map(sum, counted)) >= 20,
        "unseen: too few flowers to judge by",
        "unseen: 판단하기에는 꽃이 너무 적습니다",
    )
    expect(
        same(table, counted),
        "table: row is what a flower is, column what the network says; count again",
        "table: 행은 실제 품종, 열은 신경망의 답입니다. 다시 세십시오",
    )
    expect(
        accuracy(botanist, unseen) > 0.85,
        "botanist: too many mistakes; is unseen standardised by the training flowers?",
        "botanist: 너무 많이 틀립니다. unseen을 학습 데이터의 평균과 표준편차로 표준화했습니까?",
    )
    expect(
        counted[0][0] == sum(counted[0]) == sum(row[0] for row in counted),
        "botanist: it confuses the one species that a straight line separates",
        "botanist: 직선 하나로 나뉘는 품종을 혼동합니다",
    )


@exercise("11.3", on_shifted=("the accuracy on the moved images", "옮긴 그림에서의 정확도"))
def _shifted(on_shifted: Any, model: Any, X_test: Any, y_test: Any) -> None:
    right = 0
    for x, label in zip(X_test, y_test):
        rows = [list(x[8 * i : 8 * i + 8]) for i in range(8)]
        scores = floats(model([v for row in rows for v in (0.0, *row[:-1])]))
        right += scores.index(max(scores)) == label
    expect(
        same(on_shifted, right / len(y_test), rel=1e-6),
        "on_shifted: another accuracy; each row moves by one to the right, and its first "
        "pixel is 0",
        "on_shifted: 정확도가 다릅니다. 각 행을 오른쪽으로 한 칸 옮기고 첫 화소는 0으로 둡니다",
    )
