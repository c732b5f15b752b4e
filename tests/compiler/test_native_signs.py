"""Minus signs in gradients: machine code leaves them out where it can, and no bit differs."""

import math
import re
import struct

import pytest

import autograd
from autograd import Value

KINDS = {
    "a difference of leaves": (lambda a, b: a - b, lambda a, b: (1.0, -1.0)),
    "what cancels": (lambda a, b: (b - a) - (b - a), lambda a, b: (0.0, 0.0)),
    "minus a quotient": (lambda a, b: -a / b, lambda a, b: (-1.0 / b, a / b**2)),
    "minus a product, twice": (lambda a, b: -(-a * b), lambda a, b: (b, a)),
    "a reciprocal of a difference": (
        lambda a, b: 1.0 / (a - b),
        lambda a, b: (-1.0 / (a - b) ** 2, 1.0 / (a - b) ** 2),
    ),
    "cosines": (
        lambda a, b: autograd.cos(a) - autograd.cos(-b),
        lambda a, b: (-math.sin(a), math.sin(b)),
    ),
    "a difference read by many": (
        lambda a, b: autograd.sum([a - b, b - a, -(a - b) * (a - b), autograd.maximum(a - b, b)]),
        None,
    ),
}


def bits(numbers):
    return [struct.pack("d", x) for x in numbers]


def gradient(f, a, b):
    a, b = Value(a), Value(b)
    y = f(a, b)
    y.backward()
    return [y.data, a.grad, b.grad]


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_have_their_signs_and_the_bits_of_the_engine(kind):
    f, slopes = KINDS[kind]
    compiled = autograd.compile(f, backend="native")
    for a, b in [(0.7, -1.3), (2.0, 0.3), (-0.0, 0.5), (0.0, -0.5), (1e-300, 3.0), (-5.0, 1e10)]:
        found = gradient(compiled, a, b)
        assert bits(found) == bits(gradient(f, a, b))
        if slopes is not None:
            assert found[1:] == pytest.approx(slopes(a, b), rel=1e-12, abs=0.0)


def test_no_instruction_turns_a_sign_that_a_sum_can_take():
    compiled = autograd.compile(lambda a, b: (a - b) * a + 2.0 / (a - b), backend="native")
    gradient(compiled, 0.7, -1.3)
    back = compiled.llvm.split("define internal void @nodes.backward")[1]
    assert "fsub double" in back
    assert "0xbff0000000000000" not in back


def of_many(xs):
    """Sums and differences, whose slopes are 1 and -1, and minus signs that many read."""
    a, b, c = xs
    minus = -a
    terms = [autograd.exp(minus * x) - minus / x for x in (b, c, a - b)]
    return autograd.sum(terms) - (minus + b) * (b - minus) * (minus - -c) ** 1.0


def test_a_recorded_derivative_has_no_products_by_one_and_the_bits_of_the_engine():
    both = autograd.value_and_grad(of_many)
    compiled = autograd.compile(both, backend="native")
    for xs in ([0.7, -1.3, 0.4], [2.0, 0.3, -1.1], [-0.5, 1e-3, 7.0]):
        value, slopes = compiled.numpy(xs)
        expected, expected_slopes = both(xs)
        assert bits([value, *slopes]) == bits([expected, *expected_slopes])
    assert not re.search("fneg|fmul.*0x3ff0000000000000", compiled.llvm.split("@nodes.forward")[1])
