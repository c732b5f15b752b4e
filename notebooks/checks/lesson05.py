"""Backpropagation by hand: everything by central differences of the cost."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from .asking import exercise, expect, same, sigmoid, slopes

# The network of the lesson, section 2.
X, Y = [1.0, 0.5], [0.0, 1.0]
W1, W2 = [[0.2, -0.6], [0.4, 0.1]], [[0.3, 0.8], [-0.5, 0.7]]


def sums(W: Any, a: Any, b: Any = (0.0,) * 9) -> list[float]:
    """z = W a + b."""
    return [sum(w * x for w, x in zip(row, a)) + c for row, c in zip(W, b)]


def cost(a: Any, y: Any) -> float:
    """Half the squared errors."""
    return sum((p - q) ** 2 for p, q in zip(a, y)) / 2


@exercise(
    "5.1",
    d3=("δ⁽³⁾, two numbers", "δ⁽³⁾, 수 두 개"),
    d2=("δ⁽²⁾, two numbers", "δ⁽²⁾, 수 두 개"),
)
def _deltas(d3: Any, d2: Any) -> None:
    def end(z3: Any) -> float:
        return cost(map(math.tanh, z3), Y)

    def middle(z2: Any) -> float:
        return end(sums(W2, list(map(math.tanh, z2))))

    z2 = sums(W1, X)
    z3 = sums(W2, list(map(math.tanh, z2)))
    expect(
        same(d3, slopes(end, z3), rel=1e-6),
        "d3: how far off, times the slope of tanh, which is no longer a(1 - a)",
        "d3: 얼마나 벗어났는가에 tanh의 도함수를 곱합니다. 이제 a(1 - a)가 아닙니다",
    )
    expect(
        same(d2, slopes(middle, z2), rel=1e-6),
        "d2: back through the column of weights, times the slope of tanh in the hidden layer",
        "d2: 가중치의 열을 따라 뒤로 간 다음, 은닉층의 tanh 도함수를 곱하십시오",
    )


@exercise("5.2", d1=("∂J/∂x₁ and ∂J/∂x₂", "∂J/∂x₁과 ∂J/∂x₂"))
def _inputs(d1: Any) -> None:
    def cost_of(x: Any) -> float:
        hidden = list(map(sigmoid, sums(W1, x)))
        return cost(map(sigmoid, sums(W2, hidden)), Y)

    right = slopes(cost_of, X)
    expect(len(d1) == 2, "d1: one number for each input", "d1: 입력마다 수가 하나여야 합니다")
    expect(
        not same(d1, [-r for r in right]),
        "d1: the sign is turned round",
        "d1: 부호가 반대입니다",
    )
    expect(
        same(d1, right, rel=1e-6),
        "d1: input i has fed neurons 1 and 2; add up over both, along the column of the weights",
        "d1: 입력 i는 뉴런 1과 2에 들어갑니다. 가중치의 열을 따라 둘을 더하십시오",
    )


@exercise(
    "5.3",
    gradients_in_matrices=(
        "a function of (X, Y, weights, biases): for each layer (dW, db)",
        "(X, Y, weights, biases)의 함수. 층마다 (dW, db)",
    ),
)
def _any_depth(gradients_in_matrices: Callable[..., Any]) -> None:
    import numpy as np

    rng = random.Random(7)
    sizes = [3, 5, 4, 2]
    weights = [
        np.array([[rng.uniform(-1, 1) for _ in range(m)] for _ in range(n)])
        for m, n in pairwise(sizes)
    ]
    biases = [np.array([rng.uniform(-1, 1) for _ in range(n)]) for n in sizes[1:]]
    X = [[rng.uniform(-1, 1) for _ in range(3)] for _ in range(4)]
    Y = [[rng.random() for _ in range(2)] for _ in range(4)]

    def total_cost() -> float:
        total = 0.0
        for a, y in zip(X, Y):
            for W, b in zip(weights, biases):
                a = [sigmoid(z) for z in sums(W, a, b)]
            total += cost(a, y)
        return total

    def differences(parameters: Any) -> Any:
        found = np.zeros_like(parameters)
        for at in np.ndindex(parameters.shape):
            for sign in (1, -1):
                parameters[at] += sign * 1e-5
                found[at] += sign * total_cost() / 2e-5
                parameters[at] -= sign * 1e-5
        return found

    gradients = list(gradients_in_matrices(X, Y, weights, biases))
    expect(
        len(gradients) == 3,
        "it should give (dW, db) for each of the three layers",
        "세 층마다 (dW, db)를 내야 합니다",
    )
    for layer, (dW, db) in enumerate(gradients, 1):
        W, b = weights[layer - 1], biases[layer - 1]
        expect(
            np.shape(dW) == W.shape and np.shape(db) == b.shape,
            f"layer {layer}: the shapes of its gradients are not those of W and b",
            f"{layer}번째 층: 기울기의 모양이 W, b와 다릅니다",
        )
        expect(
            same(dW, differences(W), rel=1e-5, small=1e-8)
            and same(db, differences(b), rel=1e-5, small=1e-8),
            f"layer {layer}: its gradients are not those of half the squared errors, "
            "added up over the samples",
            f"{layer}번째 층: 표본에 걸쳐 더한 제곱 오차 절반의 기울기가 아닙니다",
        )
