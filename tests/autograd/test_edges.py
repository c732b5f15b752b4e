"""Infinities, NaN, and second derivatives at kinks and edges: the limit where there is one."""

import math
import sys
import time

import pytest
from mpmath import mp, mpf

import autograd
from autograd import Value, grad, hessian

INF, NAN = math.inf, math.nan


def slope(f, *xs):
    xs = [Value(x) for x in xs]
    f(*xs).backward()
    return [x.grad for x in xs]


def assert_numbers(found, wanted):
    """The same numbers: a NaN is equal to a NaN, and 0.0 to -0.0."""
    for x, y in zip(found, wanted, strict=False):
        assert x == y or (math.isnan(x) and math.isnan(y)), (found, wanted)
    assert len(found) == len(wanted)


# --- at infinity: value, and slope ---------------------------------------------------------------


AT_INFINITY = {  # name: (value, slope) at ∞, at -∞; None where Python's floats raise an error
    "exp": ((INF, INF), (0.0, 0.0)),
    "expm1": ((INF, INF), (-1.0, 0.0)),
    "log": ((INF, 0.0), None),
    "log1p": ((INF, 0.0), None),
    "sqrt": ((INF, 0.0), None),
    "erf": ((1.0, 0.0), (-1.0, 0.0)),
    "gaussian": ((0.0, 0.0), (0.0, 0.0)),
    "normal_pdf": ((0.0, 0.0), (0.0, 0.0)),
    "normal_cdf": ((1.0, 0.0), (0.0, 0.0)),
    "atan": ((math.pi / 2, 0.0), (-math.pi / 2, 0.0)),
    "sinh": ((INF, INF), (-INF, INF)),
    "cosh": ((INF, INF), (INF, -INF)),
    "tanh": ((1.0, 0.0), (-1.0, 0.0)),
    "sigmoid": ((1.0, 0.0), (0.0, 0.0)),
    "softplus": ((INF, 1.0), (0.0, 0.0)),
    "relu": ((INF, 1.0), (0.0, 0.0)),
    "leaky_relu": ((INF, 1.0), (-INF, 0.01)),
    "elu": ((INF, 1.0), (-1.0, 0.0)),
    "gelu": ((INF, 1.0), (0.0, 0.0)),
    "silu": ((INF, 1.0), (0.0, 0.0)),
    "step": ((1.0, 0.0), (0.0, 0.0)),
    "sign": ((1.0, 0.0), (-1.0, 0.0)),
}


@pytest.mark.parametrize("name", AT_INFINITY)
def test_at_infinity_value_and_slope_are_the_limits(name):
    f = getattr(autograd, name)
    for x, wanted in zip((INF, -INF), AT_INFINITY[name]):
        if wanted is None:
            with pytest.raises(ValueError, match=name):
                f(Value(x))
        else:
            assert (f(Value(x)).data, *slope(f, x), grad(f)(x)) == (*wanted, wanted[1])


@pytest.mark.parametrize(
    ("f", "xs", "wanted"),
    [
        (abs, (INF,), [1.0]),
        (abs, (-INF,), [-1.0]),
        (abs, (NAN,), [NAN]),
        (lambda a: a**0.3, (INF,), [0.0]),
        (lambda a: a**-1, (-INF,), [0.0]),
        (lambda a, b: a**b, (INF, -1.0), [0.0, 0.0]),
        (lambda a, b: a**b, (2.0, -INF), [0.0, 0.0]),
        (lambda a, b: a**b, (0.5, INF), [0.0, 0.0]),
        (autograd.hypot, (INF, 3.0), [1.0, 0.0]),
        (autograd.hypot, (3.0, -INF), [0.0, -1.0]),
        (autograd.hypot, (INF, INF), [NAN, NAN]),
        (autograd.hypot, (INF, NAN), [NAN, NAN]),
        (autograd.atan2, (1.0, INF), [0.0, 0.0]),
        (autograd.atan2, (INF, -INF), [0.0, 0.0]),
        (autograd.atan2, (INF, NAN), [NAN, 0.0]),
        (lambda a, b: autograd.logsumexp([a, b]), (INF, 0.0), [1.0, 0.0]),
        (lambda a, b: autograd.logsumexp([a, b]), (0.0, -INF), [1.0, 0.0]),
        (lambda a, b: autograd.logsumexp([a, b]), (INF, INF), [NAN, NAN]),
        (lambda a: autograd.logsumexp([a]), (-INF,), [1.0]),
        (autograd.maximum, (INF, 1.0), [1.0, 0.0]),
        (autograd.maximum, (-INF, -INF), [0.5, 0.5]),
        (autograd.minimum, (-INF, 1.0), [1.0, 0.0]),
        # Python's max(nan, 1) is nan, which no operand has been shown to reach; max(1, nan) is 1.
        (autograd.maximum, (NAN, 1.0), [NAN, NAN]),
        (autograd.maximum, (1.0, NAN), [1.0, 0.0]),
        (autograd.minimum, (NAN, 1.0, 2.0), [NAN, NAN, NAN]),
        (autograd.minimum, (1.0, NAN), [1.0, 0.0]),
    ],
)
def test_slopes_at_infinities_and_nan(f, xs, wanted):
    assert_numbers(slope(f, *xs), wanted)


# --- second derivatives --------------------------------------------------------------------------


def test_second_derivatives_of_a_power_at_the_power_0():
    log2 = math.log(2.0)
    assert hessian(lambda a, b: a**b)(2.0, 0.0) == ((0.0, 0.5), (0.5, pytest.approx(log2**2)))


@pytest.mark.parametrize("a", [0.3, 1.0, 2.5, 1e-20, 1e20])
@pytest.mark.parametrize("b", [-2.5, -1.0, 0.0, 0.25, 0.5, 1.0, 2.0, 3.7])
def test_second_derivatives_of_a_power_are_exact(a, b):
    with mp.workdps(50):
        x, y, log = mpf(a), mpf(b), mp.log(mpf(a))
        mixed = float(x ** (y - 1) * (1 + y * log))
        exact = ((float(y * (y - 1) * x ** (y - 2)), mixed), (mixed, float(x**y * log**2)))
    for found, wanted in zip(hessian(lambda a, b: a**b)(a, b), exact):
        assert found == pytest.approx(wanted, rel=1e-12)


def test_second_derivatives_of_a_power_of_0_are_limits_or_errors():
    power = hessian(lambda a, b: a**b)
    assert power(0.0, 2.0) == ((2.0, 0.0), (0.0, 0.0))
    assert power(0.0, 3.5) == ((0.0, 0.0), (0.0, 0.0))
    assert grad(grad(grad(lambda a: a ** Value(3.0))))(0.0) == 6.0
    for exponent in (0.0, 0.5, 1.0, 1.5):  # a^(b-1) ln a or a^(b-2) grows without bound
        with pytest.raises(ZeroDivisionError, match="the derivative of"):
            power(0.0, exponent)
    assert [grad(grad(lambda n: 0**n))(n) for n in (0.5, 3.0)] == [0.0, 0.0]


def test_a_negative_base_is_differentiated_in_the_base_and_nan_in_the_exponent():
    (in_a, mixed), (mixed_too, in_b) = hessian(lambda a, b: a**b)(-2.0, 3.0)
    assert in_a == -12.0
    assert all(map(math.isnan, (mixed, mixed_too, in_b)))


@pytest.mark.parametrize(
    ("f", "x", "second"),
    [
        (autograd.elu, 0.0, 1.0),
        (lambda x: autograd.elu(x, 0.7), -0.0, 0.7),
        (autograd.leaky_relu, 0.0, 0.0),
        (autograd.relu, 0.0, 0.0),
        (abs, 0.0, 0.0),
        (lambda x: x * abs(x), 0.0, 0.0),
        (lambda x: autograd.relu(x) ** 2, 0.0, 0.0),
        (lambda x: autograd.maximum(x, 0.0) ** 2, 0.0, 0.5),  # half of 0 and 2, as the slope is
        (lambda x: autograd.clip(x, -1, 1) ** 2, 1.0, 2.0),
        (lambda x: autograd.softplus(x), 0.0, 0.25),
        (lambda x: autograd.log1p(x), 0.0, -1.0),
        (lambda x: autograd.asin(x), 0.0, 0.0),
        (lambda x: autograd.atan2(x, 1.0), 0.0, 0.0),
        (lambda x: autograd.logsumexp([x, 0.0]), 0.0, 0.25),
        (lambda x: x**0, 0.0, 0.0),
        (lambda x: x**1, 0.0, 0.0),
        (lambda x: x**2, 0.0, 2.0),
    ],
)
def test_second_derivatives_at_kinks_and_zeros_are_limits_or_those_of_the_side_that_is_taken(
    f, x, second
):
    assert grad(grad(f))(x) == second


@pytest.mark.parametrize("power", [1, 2])
def test_the_length_of_a_vector_has_no_second_derivative_at_the_origin(power):
    def f(x, y):
        return autograd.hypot(x, y) ** power

    assert grad(f)(0.0, 0.0) == (0.0, 0.0)
    with pytest.raises(ZeroDivisionError, match=r"in the derivative of hypot\(0\.0, 0\.0\)"):
        hessian(f)(0.0, 0.0)
    assert hessian(autograd.hypot)(3.0, 4.0)[0] == pytest.approx((16 / 125, -12 / 125))


def test_nothing_flows_on_from_a_slope_of_0_even_where_the_next_is_infinite():
    assert grad(lambda x: autograd.sqrt(x) ** 2)(0.0) == 0.0
    assert grad(lambda x, y: autograd.sqrt(x * x + y * y) ** 2)(0.0, 0.0) == (0.0, 0.0)
    with pytest.raises(ZeroDivisionError, match="the derivative of sqrt"):
        grad(grad(lambda x: autograd.sqrt(x) ** 2))(0.0)


# --- many operands -------------------------------------------------------------------------------


def seconds_backward(f, count):
    leaves = [Value(float(i % 1000)) for i in range(count)]
    y = f(leaves)
    start = time.perf_counter()
    y.backward()
    return time.perf_counter() - start


def test_the_way_back_through_an_extreme_is_linear_in_the_operands():
    for f in (autograd.maximum, autograd.minimum):
        pairs = [
            (seconds_backward(f, 30_000), seconds_backward(autograd.sum, 30_000)) for _ in range(3)
        ]
        # Steps in the square of the operands would be a thousand times the sum's.
        assert min(pairs)[0] < 20 * min(total for _, total in pairs), pairs


@pytest.mark.parametrize("f", [autograd.softmax, autograd.log_softmax])
def test_the_way_back_through_a_softmax_is_linear_in_the_operands(f):
    def first(xs):
        return f(xs)[0]

    assert seconds_backward(first, 20_000) < 30 * seconds_backward(first, 2_000) + 0.1


@pytest.mark.parametrize("a", [5e-324, 1e-310, 1e-200])
def test_the_slope_of_a_power_with_tiny_base_and_exponent_does_not_overflow(a):
    assert grad(lambda x: x**x)(a) == pytest.approx(float(1 + mp.log(mpf(a))), rel=1e-14)
    assert grad(lambda x: x**a)(a) == pytest.approx(1.0, rel=1e-14)


def test_the_slopes_of_logarithms_do_not_vanish_at_the_largest_float():
    a = 1.7976931348623157e308
    for log, base in ((autograd.log2, 2), (autograd.log10, 10)):
        wanted = float(1 / (mpf(a) * mp.log(base)))
        assert abs(grad(log)(a) - wanted) <= 5e-324 * 4


FAR = (1.7e308, -1e308, 9e307, 1e200, -1e154, 2e-308, 1.0)


@pytest.mark.parametrize("b", FAR)
@pytest.mark.parametrize("a", FAR)
def test_the_slopes_of_angle_and_length_are_right_where_the_length_is_no_float(a, b):
    with mp.workdps(700):
        length = mp.hypot(mpf(a), mpf(b))
        angle_slopes = [mpf(b) / length**2, -mpf(a) / length**2]
        length_slopes = [mpf(a) / length, mpf(b) / length]
    checks = [(autograd.atan2, angle_slopes)]
    if length < sys.float_info.max:
        checks.append((autograd.hypot, length_slopes))
    for f, wanted in checks:
        for found, exact in zip(slope(f, a, b), wanted, strict=True):
            if abs(exact) < sys.float_info.max:
                assert abs(found - exact) <= abs(exact) * 1e-15 + 5e-324, f


@pytest.mark.parametrize("b", [1.7e308, -1e308, 9e307, 1e200])
@pytest.mark.parametrize("a", [1.7e308, 1e308])
def test_their_second_derivatives_are_right_there(a, b):
    assert_numbers([h for row in hessian(autograd.atan2)(a, b) for h in row], [0.0] * 4)
    with mp.workdps(700):
        length = mp.hypot(mpf(a), mpf(b))
        wanted = [mpf(x) * mpf(y) / length**3 for x, y in ((b, b), (-a, b), (-a, b), (a, a))]
    if length < sys.float_info.max:
        for found, exact in zip(sum(hessian(autograd.hypot)(a, b), ()), wanted, strict=True):
            assert abs(found - exact) <= 4 * 5e-324


@pytest.mark.parametrize("far", [-38.0, -200.0, -700.0])
def test_what_logsumexp_adds_to_the_largest_is_not_lost_beside_its_one(far):
    right = mp.log1p(mp.exp(mpf(far)))
    assert autograd.logsumexp([far, 0.0]) == pytest.approx(float(right), rel=4e-16, abs=0.0)
    assert autograd.logsumexp([0.0, far, far]) == pytest.approx(
        float(mp.log1p(2 * mp.exp(mpf(far)))), rel=4e-16, abs=0.0
    )


def test_slopes_of_a_hypotenuse_that_is_no_float():
    slopes = slope(autograd.hypot, 1.2e308, -1.6e308)
    assert slopes == pytest.approx((0.6, -0.8), rel=4e-16)
