"""Optimizers: geometric sums, Adam's first step, a walk of our own."""

from __future__ import annotations

import math
import random
from typing import Any

from .asking import exercise, expect, number, same


@exercise(
    "9.1",
    times_as_far=(
        "how many times as far as plain gradient descent",
        "기본 경사 하강법의 몇 배인가",
    ),
)
def _momentum(times_as_far: Any) -> None:
    expect(
        same(times_as_far, math.fsum(0.9**k for k in range(1000))),
        "times_as_far: at rest the velocity no longer changes, v = 0.9 v + 1",
        "times_as_far: 끝에는 속도가 바뀌지 않으므로 v = 0.9 v + 1입니다",
    )


@exercise(
    "9.2",
    first_step=("its length, in units of the learning rate η", "첫걸음의 길이. 단위는 학습률 η"),
)
def _without_hats(first_step: Any) -> None:
    m = s = 0.0
    gradient = 1.0
    m += (1 - 0.9) * (gradient - m)
    s += (1 - 0.999) * (gradient**2 - s)
    expect(
        number(first_step) > 1,
        "first_step: it is larger than with hats, which make it 1",
        "first_step: 모자가 있으면 1이고, 없으면 그보다 큽니다",
    )
    expect(
        same(first_step, m / math.sqrt(s), rel=1e-3),
        "first_step: m over the root of s, both after one step from 0",
        "first_step: 0에서 한 걸음 간 m을 s의 제곱근으로 나누십시오",
    )


@exercise(
    "9.3",
    constant=(
        "the mean distance from the minimum after 5 epochs, η = 0.1",
        "η = 0.1로 5 에포크 뒤 최솟값까지의 평균 거리",
    ),
    falling=("the same with a falling rate", "학습률을 낮출 때의 평균 거리"),
)
def _falling(constant: Any, falling: Any, X: Any, y: Any, w_best: Any) -> None:
    distances = []
    for seed in range(100, 110):
        rng, w, b = random.Random(seed), 0.0, 0.0
        for _ in range(5 * len(X)):
            i = rng.randrange(len(X))
            error = w * X[i][0] + b - y[i]
            w, b = w - 0.1 * error * X[i][0], b - 0.1 * error
        distances.append(math.hypot(w - w_best, b))
    usual = sum(distances) / len(distances)
    expect(
        usual / 2.5 < number(constant) < usual * 2.5,
        "constant: not the distance that a walk with η = 0.1 keeps; take the mean of several seeds",
        "constant: η = 0.1로 걸을 때의 거리가 아닙니다. 여러 시드의 평균을 쓰십시오",
    )
    expect(
        0 < number(falling) < number(constant) / 1.5,
        "falling: it does not come to rest; let the rate fall with the number of the step",
        "falling: 멈추지 않습니다. 걸음의 번호에 따라 학습률을 낮추십시오",
    )
