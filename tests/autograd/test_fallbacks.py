"""What stands in for functions that only later Pythons have; rules that are no lambdas."""

import functools
import importlib.util
import math
import random
import sys

import pytest

import autograd
from autograd import Value, numeric


@pytest.fixture
def as_on_3_10(monkeypatch):
    """The module `numeric` as CPython 3.10 imports it."""
    spec = importlib.util.spec_from_file_location("numeric_on_3_10", numeric.__file__)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "version_info", (3, 10, 0, "final", 0))
    spec.loader.exec_module(module)
    return module


def test_a_cube_root_of_3_10_is_right_to_the_last_bit_but_one(as_on_3_10):
    mpmath = pytest.importorskip("mpmath")
    rng = random.Random(0)
    numbers = [rng.uniform(-1.0, 1.0) * 10.0 ** rng.randint(-90, 90) for _ in range(500)]
    numbers += [27.0, -8.0, 1e-300, 1e300, 1.0]
    with mpmath.workdps(40):
        for a in numbers:
            exact = mpmath.sign(a) * mpmath.root(abs(mpmath.mpf(a)), 3)
            found = as_on_3_10.cbrt(a)
            assert abs(found - exact) <= math.ulp(float(exact))
    for a in (0.0, -0.0, math.inf, -math.inf):
        assert repr(as_on_3_10.cbrt(a)) == repr(a)
    assert math.isnan(as_on_3_10.cbrt(math.nan))


def test_a_power_of_two_of_3_10_is_that_of_floats(as_on_3_10):
    for a in (-1074.0, -2.5, 0.0, 0.5, 3.0, 1023.0):
        assert as_on_3_10.exp2(a) == 2.0**a
        assert type(as_on_3_10.exp2(a)) is float
    with pytest.raises(OverflowError):
        as_on_3_10.exp2(1024.0)


class Rules:
    def __init__(self, k):
        self.k = k

    def value(self, a):
        return self.k * a * a

    def slope(self, y, a):
        return 2.0 * self.k * a

    def slopes(self, y, a, b):
        return self.k * b, self.k * a

    def __call__(self, y, a):
        return (2.0 * self.k * a,)


def test_a_rule_may_be_a_method_an_object_or_partly_given():
    rules = Rules(3.0)
    partly = functools.partial(lambda k, y, a: 2.0 * k * a, 3.0)
    for k, rule in enumerate((rules.slope, rules, partly)):
        square = autograd.operation(f"square_by_{k}", rules.value, rule)
        x = Value(5.0)
        square(x).backward()
        assert (square(5.0), x.grad) == (75.0, 30.0)
        assert autograd.grad(autograd.grad(square))(5.0) == 6.0
    product = autograd.operation("product_by", lambda a, b: 3.0 * a * b, rules.slopes)
    assert autograd.grad(product)(2.0, 5.0) == (15.0, 6.0)


def test_of_a_plain_rule_the_number_of_operands_is_known():
    square = autograd.operation("square_plain", lambda a: a * a, lambda y, a: 2.0 * a)
    with pytest.raises(TypeError, match=r"square_plain takes 1 operand\(s\), got 2"):
        square(1.0, 2.0)
    total = autograd.operation("total_plain", lambda *xs: sum(xs), lambda y, *xs: (1.0,) * len(xs))
    assert total(1.0, 2.0, 3.0) == 6.0
