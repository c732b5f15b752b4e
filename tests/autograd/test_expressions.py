"""Random expressions on Values give the floats that Python gives, in every bit.

Each expression is computed twice: with Python's floats and the `math` module, and with Values.
Both must give the same 64 bits, or both the same kind of exception. The usual run takes 20,000
expressions; a long one is started with

    EXPRESSIONS=100000 python -m pytest tests/autograd/test_expressions.py

Functions that `math` lacks (sigmoid, gelu, ...) are compared with the library's own on floats;
`test_local_gradients` compares those with fifty-digit arithmetic.
"""

import math
import operator
import os
import random
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

import autograd
from autograd import Value

EXPRESSIONS = int(os.environ.get("EXPRESSIONS", "20000"))

VARIABLES = 4
EXTREMES = (0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, -2e-310, 1e308, -1e308, 1.0, 0.5)
OTHER_NUMBERS = (
    0,
    1,
    2,
    -3,
    10**6,
    10**400,
    True,
    False,
    Fraction(1, 3),
    Fraction(-7, 2),
    Fraction(2),
)


def real_power(a: Any, b: Any) -> Any:
    """a ** b, where Python stays within the real numbers: the one place where Values differ."""
    y = a**b
    if isinstance(y, complex):
        raise ValueError("math domain error")
    return y


def chosen(values: Any, index: int) -> Any:
    return values[index]


# name -> (what Python does, what the library does), by the number of operands.
UNARY: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "-": (operator.neg, operator.neg),
    "+": (operator.pos, operator.pos),
    "abs": (abs, abs),
    "**2": (lambda a: a**2, lambda a: a**2),
    "**-1": (lambda a: a**-1, lambda a: a**-1),
    "**0.5": (lambda a: real_power(a, 0.5), lambda a: a**0.5),
    "relu": (lambda a: 0.0 if a <= 0 else a, autograd.relu),
    "sign": (lambda a: float((a > 0) - (a < 0)) if a == a else a, autograd.sign),
    "step": (lambda a: 1.0 if a > 0 else 0.0, autograd.step),
    "leaky_relu": (lambda a: a if a > 0 else 0.01 * a, autograd.leaky_relu),
    "elu": (lambda a: a if a > 0 else 1.5 * math.expm1(a), lambda a: autograd.elu(a, 1.5)),
    "clip": (lambda a: min(max(a, -1.0), 2.0), lambda a: autograd.clip(a, -1, 2)),
    **{
        name: (getattr(math, name), getattr(autograd, name))
        for name in (
            *("exp", "expm1", "log", "log1p", "sqrt", "erf", "sin", "cos", "tan", "asin", "acos"),
            *("atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "log2", "log10", "erfc"),
            *("gamma", "lgamma", "degrees", "radians"),
            *(("exp2", "cbrt") if sys.version_info >= (3, 11) else ()),
        )
    },
    **{
        name: (getattr(autograd, name), getattr(autograd, name))
        for name in (
            *("sigmoid", "softplus", "silu", "gelu", "gaussian", "normal_pdf", "normal_cdf"),
            *("exp2", "cbrt", "reciprocal", "digamma", "trigamma", "log_normal_cdf", "square"),
            "normal_quantile",
        )
    },
}
BINARY: dict[str, tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]] = {
    "+": (operator.add, operator.add),
    "-": (operator.sub, operator.sub),
    "*": (operator.mul, operator.mul),
    "/": (operator.truediv, operator.truediv),
    "**": (real_power, operator.pow),
    "2**": (lambda a, b: 2.0**a, lambda a, b: 2.0**a),
    "atan2": (math.atan2, autograd.atan2),
    "%": (operator.mod, operator.mod),
    "//": (operator.floordiv, operator.floordiv),
    "divmod": (lambda a, b: divmod(a, b)[0], lambda a, b: divmod(a, b)[0]),
    "fmod": (math.fmod, autograd.fmod),
    "copysign": (math.copysign, autograd.copysign),
    "xlogy": (lambda a, b: 0.0 if a == 0 and b == b else a * math.log(b), autograd.xlogy),
    "max": (max, autograd.maximum),
    "min": (min, autograd.minimum),
    "hypot": (math.hypot, autograd.hypot),
    "a if a < b else b": (lambda a, b: a if a < b else b, lambda a, b: autograd.where(a < b, a, b)),
    "a if a - 1 > 0 else b": (
        lambda a, b: a if a - 1 > 0 else b,
        lambda a, b: autograd.where(autograd.step(a - 1), a, b),
    ),
}
MANY: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "sum": (lambda xs: float(sum(xs)), autograd.sum),
    "mean": (lambda xs: sum(xs) / len(xs), autograd.mean),
    "dot": (
        lambda xs: float(sum(a * b for a, b in zip(xs, xs[::-1]))),
        lambda xs: autograd.dot(xs, xs[::-1]),
    ),
    "max": (max, autograd.maximum),
    "min": (min, autograd.minimum),
    "hypot": (lambda xs: math.hypot(*xs), lambda xs: autograd.hypot(*xs)),
    "last": (lambda xs: xs[-1], lambda xs: autograd.take(xs, len(xs) - 1)),
    "logsumexp": (autograd.logsumexp, autograd.logsumexp),
    "softmax": (lambda xs: autograd.softmax(xs)[0], lambda xs: autograd.softmax(xs)[0]),
    "log_softmax": (lambda xs: autograd.log_softmax(xs)[0], lambda xs: autograd.log_softmax(xs)[0]),
}

Expression = tuple[Any, ...]


def draw(rng: random.Random, depth: int) -> Expression:
    """A random expression: ("variable", i) or (kind, name, operands...)."""
    kind = rng.choices(
        ("variable", "unary", "binary", "number", "many"), (0 if depth else 1, 4, 5, 3, 1)
    )[0]
    if depth == 0 or kind == "variable":
        return "variable", rng.randrange(VARIABLES)
    if kind == "unary":
        return kind, rng.choice(list(UNARY)), draw(rng, depth - 1)
    if kind == "binary":
        left, right = draw(rng, depth - 1), draw(rng, rng.randrange(depth))
        return kind, rng.choice(list(BINARY)), left, right
    if kind == "number":  # a plain number on one side of an operator
        name = rng.choice(["+", "-", "*", "/", "**"])
        number = rng.choice([*OTHER_NUMBERS, *EXTREMES, rng.uniform(-3.0, 3.0)])
        return kind, name, number, draw(rng, depth - 1), rng.random() < 0.5
    operands = [draw(rng, rng.randrange(depth)) for _ in range(rng.randint(1, 4))]
    if len(operands) == 1:
        operands *= 2
    return kind, rng.choice(list(MANY)), *operands


def compute(expression: Expression, variables: list[Any], library: bool) -> Any:
    """The expression on floats with Python's functions, or on Values with the library's."""
    kind, name, *operands = expression
    if kind == "variable":
        return variables[name]
    if kind == "number":
        number, other, number_first = operands
        x = compute(other, variables, library)
        function = BINARY[name][library]
        return function(number, x) if number_first else function(x, number)
    xs = [compute(operand, variables, library) for operand in operands]
    if kind == "many":
        return MANY[name][library](xs)
    return (UNARY if kind == "unary" else BINARY)[name][library](*xs)


def outcome(expression: Expression, variables: list[Any], library: bool, bits: Any) -> str:
    """The bits of the result, or the kind of exception."""
    try:
        result = compute(expression, variables, library)
    except (ArithmeticError, ValueError) as error:
        return type(error).__name__
    if library:
        assert type(result) is Value
        return bits(result.data)
    assert type(result) is float
    return bits(result)


def draw_point(rng: random.Random) -> list[float]:
    """Mostly everyday numbers, and some extremes."""
    return [
        rng.choice(EXTREMES)
        if rng.random() < 0.15
        else rng.uniform(-3.0, 3.0)
        if rng.random() < 0.8
        else rng.choice((-1.0, 1.0)) * 10.0 ** rng.uniform(-320.0, 308.0)
        for _ in range(VARIABLES)
    ]


def test_random_expressions_are_the_floats_of_python_in_every_bit(bits):
    rng = random.Random(20240229)
    outcomes = {"finite": 0, "not finite": 0, "exception": 0}
    for _ in range(EXPRESSIONS):
        expression, point = draw(rng, rng.randint(1, 5)), draw_point(rng)
        expected = outcome(expression, point, False, bits)
        assert outcome(expression, [Value(x) for x in point], True, bits) == expected, (
            expression,
            point,
        )
        if len(expected) != 16:
            outcomes["exception"] += 1
        else:
            finite = expected[1:4] not in ("ff0", "ff8") and not expected.startswith(("7ff", "fff"))
            outcomes["finite" if finite else "not finite"] += 1
    # The run means something only if all three are common.
    assert min(outcomes.values()) > EXPRESSIONS / 50, outcomes


def test_the_expressions_cover_every_operation_of_the_table():
    rng = random.Random(1)
    seen = set()
    for _ in range(3000):
        x = [Value(rng.uniform(0.1, 0.9)) for _ in range(VARIABLES)]
        try:
            result = compute(draw(rng, 3), x, True)
        except (ArithmeticError, ValueError):
            continue
        seen |= {node.op for node in autograd.topological_order(result)}
    derivatives = {"power_log", "normal_tail"}  # families that only derivatives are made of
    assert seen >= set(autograd.entry.BUILT_IN) - {"identity"} - derivatives


@pytest.mark.parametrize("name", [*UNARY])
@pytest.mark.parametrize("number", [*EXTREMES, -0.5, 710.0, -750.0, 1e22])
def test_each_function_agrees_at_the_extremes(name, number, bits):
    expression = ("unary", name, ("variable", 0))
    assert outcome(expression, [Value(number)], True, bits) == outcome(
        expression, [number], False, bits
    )


def test_each_operator_agrees_for_every_pair_of_extremes(bits):
    for name in BINARY:
        for a in EXTREMES:
            for b in EXTREMES:
                expression = ("binary", name, ("variable", 0), ("variable", 1))
                assert outcome(expression, [Value(a), Value(b)], True, bits) == outcome(
                    expression, [a, b], False, bits
                ), (name, a, b)


def test_each_operator_agrees_with_other_numbers_on_either_side(bits):
    for name in ("+", "-", "*", "/", "**"):
        for number in OTHER_NUMBERS:
            for x in (*EXTREMES, 2.5, -1.5):
                for number_first in (False, True):
                    expression = ("number", name, number, ("variable", 0), number_first)
                    assert outcome(expression, [Value(x)], True, bits) == outcome(
                        expression, [x], False, bits
                    ), (name, number, x, number_first)
