"""An engine of one's own: its nodes are driven from outside, and compared with `math`."""

from __future__ import annotations

import gc
import math
import weakref
from typing import Any

from .asking import exercise, expect, number, same, slope


@exercise(
    "6.1",
    exp=("a function of a Scalar, which gives a Scalar", "Scalar를 받아 Scalar를 내는 함수"),
    log=("a function of a Scalar, which gives a Scalar", "Scalar를 받아 Scalar를 내는 함수"),
)
def _functions(exp: Any, log: Any, Scalar: Any) -> None:
    for name, mine, theirs in (("exp", exp, math.exp), ("log", log, math.log)):
        for x in (0.3, 1.0, 2.5):
            node = mine(Scalar(x))
            expect(
                same(node.data, theirs(x)),
                f"{name}: wrong value at {x}",
                f"{name}: {x}에서 값이 틀립니다",
            )
            local = tuple(node.local_gradients())
            expect(
                len(local) == 1 and same(local[0], slope(theirs, x), rel=1e-6),
                f"{name}: the value is right, the local gradient at {x} is not (one "
                "number for one parent)",
                f"{name}: 값은 맞지만 {x}에서 국소 기울기가 틀립니다(부모 하나에 수 하나)",
            )
            leaf = Scalar(x)
            mine(leaf).backward()
            expect(
                same(leaf.grad, slope(theirs, x), rel=1e-6),
                f"{name}: no gradient arrives at its parent",
                f"{name}: 부모에게 기울기가 가지 않습니다",
            )


@exercise(
    "6.2",
    exp_in_a_circle=(
        "exp whose closure refers to its own node",
        "클로저가 자기 노드를 가리키는 exp",
    ),
    goes_at_once=(
        "a function of an operation: True if its node goes at once",
        "연산의 함수. 노드가 곧바로 사라지면 True",
    ),
)
def _memory(exp_in_a_circle: Any, goes_at_once: Any, Scalar: Any) -> None:
    def told_from_outside(operation: Any) -> bool:
        watch = weakref.ref(operation(Scalar(1.0)))
        return watch() is None

    was_on = gc.isenabled()
    gc.disable()
    try:
        node = exp_in_a_circle(Scalar(1.0))
        expect(
            same(node.data, math.e) and same(list(node.local_gradients()), [math.e]),
            "exp_in_a_circle: it is to be exp, in its value and its local gradient",
            "exp_in_a_circle: 값과 국소 기울기가 exp와 같아야 합니다",
        )
        del node
        expect(
            not told_from_outside(exp_in_a_circle),
            "exp_in_a_circle: its node goes at once, so there is no circle",
            "exp_in_a_circle: 노드가 곧바로 사라지므로 고리가 없습니다",
        )
        for operation in (Scalar.tanh, exp_in_a_circle):
            expect(
                bool(goes_at_once(operation)) == told_from_outside(operation),
                "goes_at_once: wrong; delete your own name for the node before you look "
                "at the reference",
                "goes_at_once: 틀립니다. 참조를 보기 전에 노드를 가리키는 이름을 지우십시오",
            )
    finally:
        if was_on:
            gc.enable()


@exercise(
    "6.3",
    first=("the first derivative of x³ at 3, a Scalar", "3에서 x³의 도함수, Scalar"),
    second=("the second derivative, a Scalar", "이계도함수, Scalar"),
)
def _twice(first: Any, second: Any) -> None:
    h = 2.0**-10
    before, at, after = ((3 + k * h) ** 3 for k in (-1, 0, 1))
    expect(
        same(first.data, (after - before) / (2 * h), rel=1e-6),
        "first: wrong; each contribution is local × upstream, and where paths meet they add up",
        "first: 틀립니다. 기여는 국소 기울기 × 위에서 온 기울기이고, 만나는 곳에서 더합니다",
    )
    expect(
        first.parents,
        "first: it has no parents, so it is no graph and cannot be differentiated again",
        "first: 부모가 없습니다. 그래프가 아니어서 다시 미분할 수 없습니다",
    )
    expect(
        same(number(second), (after - 2 * at + before) / h**2, rel=1e-6),
        "second: differentiate the graph of first, with respect to the same x",
        "second: first의 그래프를 같은 x로 미분하십시오",
    )
