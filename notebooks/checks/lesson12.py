"""From scalars to matrices: operations tried both ways round, places counted, bits added."""

from __future__ import annotations

import operator
from typing import Any

from .asking import exercise, expect, floats, number, same


@exercise(
    "12.1",
    groups_of_products=("how many groups the lifter makes of them", "리프터가 만드는 묶음의 수"),
    may_be_sorted=(
        'those of "add", "sub", "mul", "div", "power" whose operands may be sorted',
        '"add", "sub", "mul", "div", "power" 가운데 피연산자를 정렬해도 되는 것',
    ),
)
def _sorted(groups_of_products: Any, may_be_sorted: Any) -> None:
    forms = {("mul", "W", "X"), ("mul", "X", "W")}
    expect(
        groups_of_products == len(forms),
        "groups_of_products: a form is the operation and the groups of its operands, in "
        "their order",
        "groups_of_products: 형태는 연산과, 순서대로 적은 피연산자의 묶음입니다",
    )
    add, sub, mul = operator.add, operator.sub, operator.mul
    operations = {"add": add, "sub": sub, "mul": mul, "div": operator.truediv, "power": pow}
    pairs = [(2.0, 3.0), (0.5, 4.0), (7.0, 1.5)]
    right = {
        name
        for name, compute in operations.items()
        if all(compute(a, b) == compute(b, a) for a, b in pairs)
    }
    expect(
        set(may_be_sorted) == right,
        "may_be_sorted: those, and only those, for which a ∘ b = b ∘ a always",
        "may_be_sorted: 언제나 a ∘ b = b ∘ a인 것만, 빠짐없이 적으십시오",
    )


@exercise(
    "12.2",
    step_of_windows=("the step from window to window", "창에서 다음 창으로의 보폭"),
    step_of_terms=("the step from term to term in a sum", "합의 한 항에서 다음 항으로의 보폭"),
)
def _windows(step_of_windows: Any, step_of_terms: Any) -> None:
    places = [[k + term for term in range(3)] for k in range(6)]
    expect(
        step_of_windows == places[1][0] - places[0][0],
        "step_of_windows: compare the first places of two windows",
        "step_of_windows: 두 창의 첫 자리를 비교하십시오",
    )
    expect(
        step_of_terms == places[0][1] - places[0][0],
        "step_of_terms: compare two neighbours in one window",
        "step_of_terms: 한 창 안의 이웃한 두 자리를 비교하십시오",
    )


@exercise(
    "12.3", answers=("the rounded answers to the four pairs of X", "X의 네 쌍에 대한 반올림한 답")
)
def _half_adder(answers: Any, model: Any, X: Any) -> None:
    right = [[int(a) ^ int(b), int(a) & int(b)] for a, b in X]
    expect(
        len(answers) == len(X) and all(len(row) == 2 for row in answers),
        "answers: sum bit and carry bit for each pair",
        "answers: 쌍마다 합 비트와 자리올림 비트가 있어야 합니다",
    )
    expect(
        same(answers, right),
        "answers: not the sums of the bits; has the cost fallen? (set the gradients to "
        "zero before each step)",
        "answers: 비트의 합이 아닙니다. 비용이 줄었습니까? (걸음마다 기울기를 0으로 되돌리십시오)",
    )
    expect(
        [[round(v) for v in floats(model(x))] for x in X] == right,
        "model: the answers are right, but the network does not give them",
        "model: 답은 맞지만 신경망이 그 답을 내지 않습니다",
    )


@exercise(
    "12.4",
    scaled=("the compiled function", "컴파일한 함수"),
    after_the_change=("what scaled(10.0) is after scale = 5.0", "scale = 5.0 다음의 scaled(10.0)"),
)
def _constant(scaled: Any, after_the_change: Any, scale: Any) -> None:
    expect(
        hasattr(scaled, "source"),
        "scaled: compile it, with autograd.compile",
        "scaled: autograd.compile로 컴파일하십시오",
    )
    for x in (1.0, -4.0):
        expect(
            same(scaled(x), number(scale) * x),
            "scaled: it is not scale times x",
            "scaled: scale과 x의 곱이 아닙니다",
        )
    expect(
        same(after_the_change, 5.0 * 10.0),
        "after_the_change: call it once more after the change; the compiler looks again",
        "after_the_change: 바꾼 다음 다시 호출해 보십시오. 컴파일러는 다시 봅니다",
    )
