"""Activation functions: against `math`, and slopes by differences."""

from __future__ import annotations

import math
from typing import Any

import autograd
from autograd import Value

from .asking import exercise, expect, number, same, sigmoid, slope

POINTS = (-2.3, -0.7, 0.0, 0.4, 1.9)


@exercise(
    "3.1", my_tanh=("an operation, made by autograd.operation", "autograd.operation으로 만든 연산")
)
def _tanh(my_tanh: Any) -> None:
    for x in POINTS:
        expect(
            same(my_tanh(x), math.tanh(x)),
            f"my_tanh: the value at {x} is not that of tanh",
            f"my_tanh: {x}에서의 값이 tanh와 다릅니다",
        )
        v = Value(x)
        my_tanh(v).backward()
        expect(
            same(v.grad, slope(math.tanh, x), rel=1e-5),
            f"my_tanh: the value is right, the slope at {x} is not; is it written with "
            "the result y?",
            f"my_tanh: 값은 맞지만 {x}에서의 도함수가 틀립니다. 결과 y로 썼습니까?",
        )


@exercise("3.2", largest_slope=("the largest slope of tanh", "tanh의 가장 큰 도함수 값"))
def _largest(largest_slope: Any) -> None:
    right = max(slope(math.tanh, x / 100) for x in range(-300, 301))
    expect(
        same(largest_slope, right, rel=1e-6),
        "largest_slope: by the chain rule, tanh′ x is a multiple of σ′(2x); how large is "
        "that at most?",
        "largest_slope: 연쇄 법칙에 따라 tanh′ x는 σ′(2x)의 몇 배입니다. 그 값은 최대 얼마입니까?",
    )


@exercise(
    "3.3",
    slope_of_softplus=("the slope, a function of x", "도함수. x의 함수"),
)
def _softplus(slope_of_softplus: Any) -> None:
    for x in POINTS:
        right = slope(lambda x: math.log(1 + math.exp(x)), x)
        expect(
            same(slope_of_softplus(x), right, rel=1e-6),
            f"slope_of_softplus: wrong at {x}; outer derivative of the logarithm times "
            "inner derivative",
            f"slope_of_softplus: {x}에서 틀립니다. 로그의 바깥 미분과 안쪽 미분을 곱하십시오",
        )
    expect(
        same(slope_of_softplus(0.0), sigmoid(0.0)),
        "slope_of_softplus: wrong at 0",
        "slope_of_softplus: 0에서 틀립니다",
    )


@exercise(
    "3.4",
    absolute=("|x|, a function made of two relu", "|x|. relu 두 개로 만든 함수"),
    hat=("the hat, a function made of three relu", "모자. relu 세 개로 만든 함수"),
)
def _kinks(absolute: Any, hat: Any) -> None:
    for x in (-3.0, -1.0, -0.25, 0.0, 0.5, 1.0, 2.0):
        expect(
            same(absolute(x), abs(x)),
            f"absolute: wrong at {x}",
            f"absolute: {x}에서 틀립니다",
        )
        expect(
            same(hat(x), max(0.0, 1 - abs(x))),
            f"hat: wrong at {x}; it is to rise from -1 to 0, fall from 0 to 1, and be 0 elsewhere",
            f"hat: {x}에서 틀립니다. -1부터 오르고 0부터 내려 1에서 끝나며 나머지에서는 0입니다",
        )
    for name, function, kinks in (("absolute", absolute, 2), ("hat", hat, 3)):
        nodes = autograd.topological_order(function(Value(0.5)))
        used = sum(node.op == "relu" for node in nodes)
        expect(
            used == kinks and number(function(Value(0.5))) == 0.5,
            f"{name}: build it from {kinks} relu, and nothing else that bends",
            f"{name}: 굽은 것은 relu {kinks}개만 써서 만드십시오",
        )
