"""Perceptron: truth tables, and the learning rule in exact fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from .asking import exercise, expect, number

CORNERS = list(product((0, 1), repeat=2))


def learned(eta: Fraction, epochs: int = 20) -> list[Fraction]:
    """w1, w2 and b after the rule has learned AND from zero, with a pencil's arithmetic."""
    w = [Fraction(0)] * 3
    for _ in range(epochs):
        for x in CORNERS:
            z = sum(a * b for a, b in zip(w, (*x, 1)))
            error = int(all(x)) - int(z > 0)
            w = [a + eta * error * b for a, b in zip(w, (*x, 1))]
    return w


@exercise(
    "2.1",
    nand_gate=(
        "a perceptron, made by perceptron(w1, w2, b)",
        "perceptron(w1, w2, b)로 만든 퍼셉트론",
    ),
)
def _nand(nand_gate: Any) -> None:
    for x in CORNERS:
        expect(
            number(nand_gate(x)) == (not all(x)),
            f"nand_gate: wrong for {x}; it is to say 0 only if both inputs are 1",
            f"nand_gate: {x}에서 틀립니다. 두 입력이 모두 1일 때만 0이어야 합니다",
        )


@exercise("2.2", majority=("a neuron of three inputs with a step", "입력이 셋인 계단 뉴런"))
def _majority(majority: Any) -> None:
    for x in product((0, 1), repeat=3):
        expect(
            number(majority(x)) == (sorted(x)[1] == 1),
            f"majority: wrong for {x}; it is to say 1 if at least two inputs are 1",
            f"majority: {x}에서 틀립니다. 입력이 둘 이상 1이면 1이어야 합니다",
        )


@exercise(
    "2.3",
    how_much_larger=(
        "by which factor all weights of the second run are larger",
        "둘째 실행의 모든 가중치는 첫째의 몇 배인가",
    ),
)
def _scale(how_much_larger: Any) -> None:
    small, large = (learned(eta) for eta in (Fraction(1, 8), Fraction(8)))
    expect(
        all(how_much_larger * a == b for a, b in zip(small, large)),
        "how_much_larger: from zero, every number is the learning rate times a whole number",
        "how_much_larger: 0에서 시작하면 모든 수는 학습률의 정수배입니다",
    )


@exercise(
    "2.4",
    possible=(
        "the functions, a set of the answers at (0,0), (0,1), (1,0), (1,1)",
        "가능한 함수들. (0,0), (0,1), (1,0), (1,1)에서의 답 네 개를 모은 집합",
    ),
)
def _possible(possible: Any) -> None:
    right = {
        tuple(int(w1 * x1 + w2 * x2 + b > 0) for x1, x2 in CORNERS)
        for w1, w2, b in product(range(-3, 4), repeat=3)
    }
    found = {tuple(int(number(y)) for y in answers) for answers in possible}
    expect(
        found <= set(product((0, 1), repeat=4)),
        "possible: each function is four answers, 0 or 1",
        "possible: 함수는 0이나 1인 답 네 개입니다",
    )
    expect(
        found <= right,
        "possible: it holds a function that no straight line can separate",
        "possible: 직선으로 나눌 수 없는 함수가 들어 있습니다",
    )
    expect(
        found == right,
        "possible: some are missing; search a finer or wider grid of numbers",
        "possible: 빠진 것이 있습니다. 더 넓거나 촘촘하게 찾으십시오",
    )
