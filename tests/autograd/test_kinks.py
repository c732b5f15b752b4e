"""What the derivative is said to be where mathematics leaves it open.

The conventions are PyTorch's wherever PyTorch has one; `test_torch` compares them with it.
"""

import math

import pytest

import autograd
from autograd import Value


def slope(f, x):
    x = Value(x)
    f(x).backward()
    return x.grad


def slopes(f, *xs):
    xs = [Value(x) for x in xs]
    f(*xs).backward()
    return [x.grad for x in xs]


ZEROS = (0.0, -0.0)


@pytest.mark.parametrize("zero", ZEROS)
class TestAtZero:
    def test_relu_is_flat(self, zero):
        assert slope(Value.relu, zero) == 0.0

    def test_the_absolute_value_is_flat(self, zero):
        assert slope(abs, zero) == 0.0

    def test_the_step_is_flat(self, zero):
        assert slope(autograd.step, zero) == 0.0
        assert autograd.step(zero) == 0.0

    def test_leaky_relu_has_the_slope_of_its_negative_side(self, zero):
        assert slope(autograd.leaky_relu, zero) == 0.01
        assert slope(lambda x: autograd.leaky_relu(x, 0.3), zero) == 0.3

    def test_elu_has_the_slope_of_its_negative_side(self, zero):
        assert slope(lambda x: autograd.elu(x, 0.7), zero) == 0.7

    def test_the_length_of_a_vector_is_flat_at_the_origin(self, zero):
        assert slopes(autograd.hypot, zero, zero) == [0.0, 0.0]

    def test_a_zero_power_is_flat(self, zero):
        assert slope(lambda x: x**0, zero) == 0.0
        assert slopes(lambda x, n: x**n, zero, 0.0)[0] == 0.0

    def test_zero_to_a_positive_power_is_flat_in_the_exponent(self, zero):
        assert slopes(lambda x, n: x**n, zero, 2.0) == [0.0, 0.0]
        assert slope(lambda n: 0**n, 0.5) == 0.0
        assert slope(lambda n: 0**n, 3.0) == 0.0

    def test_zero_to_a_power_below_one_is_an_error_in_the_base(self, zero):
        with pytest.raises(ZeroDivisionError, match=r"the derivative of power\(-?0\.0, 0\.5\)"):
            slope(lambda x: x**0.5, zero)
        for n in (0.5, 0.9, 0.3, 5e-324):
            with pytest.raises(ZeroDivisionError, match=r"the derivative of pow\(-?0\.0, "):
                slopes(lambda x, n: x**n, zero, n)


def test_the_step_is_flat_everywhere():
    for x in (-1.0, 5e-324, 3.0):
        assert slope(autograd.step, x) == 0.0


def test_slopes_beside_the_kink_are_those_of_their_side():
    tiny = 5e-324
    assert slope(Value.relu, tiny) == 1.0
    assert slope(Value.relu, -tiny) == 0.0
    assert (slope(abs, tiny), slope(abs, -tiny)) == (1.0, -1.0)
    assert (slope(autograd.leaky_relu, tiny), slope(autograd.leaky_relu, -tiny)) == (1.0, 0.01)


def test_operands_that_tie_for_the_maximum_share_its_slope_equally():
    assert slopes(autograd.maximum, 1.0, 1.0) == [0.5, 0.5]
    assert slopes(autograd.minimum, 1.0, 1.0) == [0.5, 0.5]
    assert slopes(autograd.maximum, 2.0, 1.0, 2.0) == [0.5, 0.0, 0.5]
    assert slopes(autograd.minimum, 3.0, 3.0, 3.0, 4.0) == [1 / 3, 1 / 3, 1 / 3, 0.0]
    assert slopes(autograd.maximum, 0.0, -0.0) == [0.5, 0.5]
    assert slope(lambda x: autograd.maximum(x, 0), 0.0) == 0.5
    assert slope(lambda x: autograd.maximum(x, x), 1.0) == 1.0
    assert slope(lambda x: autograd.maximum([x, 1.0]), math.inf) == 1.0


def test_clip_passes_the_slope_inside_and_on_its_bounds():
    for x, expected in ((-1.5, 0.0), (-1.0, 1.0), (0.3, 1.0), (1.0, 1.0), (1.0000001, 0.0)):
        assert slope(lambda x: autograd.clip(x, -1, 1), x) == expected


def test_where_sends_the_slope_to_the_chosen_one_and_none_to_the_condition():
    condition, a, b = Value(1.0), Value(2.0), Value(3.0)
    autograd.where(condition, a, b).backward()
    assert (condition.grad, a.grad, b.grad) == (0.0, 1.0, 0.0)


def test_take_sends_the_slope_to_the_chosen_one_and_none_to_the_index():
    index, a, b = Value(1.0), Value(2.0), Value(3.0)
    autograd.take([a, b], index).backward()
    assert (index.grad, a.grad, b.grad) == (0.0, 0.0, 1.0)


def test_a_negative_base_has_no_derivative_in_the_exponent():
    base, exponent = slopes(lambda x, n: x**n, -2.0, 3.0)
    assert base == 12.0
    assert math.isnan(exponent)
    assert slope(lambda x: x**3, -2.0) == 12.0
    assert slope(lambda x: x**-1, -2.0) == -0.25


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (autograd.sqrt, 0.0),
        (autograd.asin, 1.0),
        (autograd.asin, -1.0),
        (autograd.acos, 1.0),
        (autograd.acos, -1.0),
        (lambda x: x**0.5, 0.0),
        (lambda x: x**0.1, 0.0),
        (lambda x: autograd.atan2(x, 0.0), 0.0),
    ],
)
def test_an_infinite_slope_is_an_error_and_not_a_number(f, x):
    assert math.isfinite(f(x))
    with pytest.raises(ZeroDivisionError, match="the derivative of"):
        slope(f, x)
    with pytest.raises(ZeroDivisionError, match="the derivative of"):
        autograd.grad(f)(x)
