"""The further operations of the table at their edges, against closed forms and Python's floats."""

import math
import random

import pytest

import autograd
from autograd import Value, grad, hessian

INF, NAN = math.inf, math.nan


def slopes(f, *xs):
    xs = [Value(x) for x in xs]
    f(*xs).backward()
    return [x.grad for x in xs]


def test_percent_and_double_slash_are_those_of_floats_with_their_errors():
    rng = random.Random(0)
    for _ in range(2000):
        a, b = rng.gauss(0, 10), rng.choice((rng.gauss(0, 3), 2.0, -0.1, INF, -INF))
        for x, y in ((Value(a), Value(b)), (Value(a), b), (a, Value(b))):
            assert (x % y).data == a % b
            assert (x // y).data == a // b
            assert tuple(part.data for part in divmod(x, y)) == divmod(a, b)
    for run in (lambda v: 1.0 % v, lambda v: v // 0, lambda v: divmod(v, v)):
        with pytest.raises(ZeroDivisionError, match=r"remainder|floor_divide"):
            run(Value(0.0))


def test_the_rest_moves_with_the_dividend_and_by_the_quotient_with_the_divisor():
    assert slopes(lambda a, b: a % b, 7.5, 2.0) == [1.0, -3.0]
    assert slopes(lambda a, b: a % b, -7.5, 2.0) == [1.0, 4.0]
    assert slopes(autograd.fmod, -7.5, 2.0) == [1.0, 3.0]
    assert slopes(lambda a, b: a // b, -7.5, 2.0) == [0.0, 0.0]
    assert slopes(lambda a, b: a % b, 6.0, 2.0) == [1.0, -3.0]  # where it jumps
    for f in (lambda a, b: a % b, autograd.fmod):
        assert hessian(f)(-7.5, 2.0) == ((0.0, 0.0), (0.0, 0.0))
        assert hessian(lambda a, b, f=f: f(a, b) ** 2)(7.5, 2.0) == ((2.0, -6.0), (-6.0, 18.0))


def test_a_frequency_of_zero_has_no_part_in_xlogy():
    assert autograd.xlogy(0.0, 0.0) == 0.0
    assert math.isnan(autograd.xlogy(0.0, NAN))
    t, q = Value(0.0), Value(0.0)
    autograd.xlogy(t, q).backward()
    assert (t.grad, q.grad) == (-INF, 0.0)
    assert slopes(autograd.xlogy, 0.0, 2.0) == [math.log(2.0), 0.0]
    assert math.isnan(slopes(autograd.xlogy, 0.0, -1.0)[0])
    with pytest.raises(ValueError, match="xlogy"):
        autograd.xlogy(1.0, 0.0)
    with pytest.raises((ValueError, ZeroDivisionError), match="the derivative of xlogy"):
        hessian(autograd.xlogy)(0.0, 0.0)


def test_the_logarithm_of_the_normal_distribution_keeps_its_digits_in_both_tails():
    f = autograd.log_normal_cdf
    assert f(-40.0) == pytest.approx(-804.6084420137538, rel=1e-15)
    assert grad(f)(-40.0) == pytest.approx(40.02496884720725, rel=1e-15)
    assert grad(grad(f))(-40.0) == pytest.approx(-0.99937733162140861, rel=1e-14)
    assert grad(grad(f))(-1e8) == pytest.approx(-1.0, rel=1e-12)
    assert f(8.0) == pytest.approx(-6.220960574271786e-16, rel=1e-14)
    assert grad(f)(8.0) == pytest.approx(math.exp(-32.0) / math.sqrt(2 * math.pi), rel=1e-14)
    assert (f(40.0), grad(f)(40.0)) == (0.0, pytest.approx(1.4636e-348, abs=1e-323))
    assert (f(INF), f(-INF), grad(f)(INF), grad(f)(-INF)) == (0.0, -INF, 0.0, INF)
    assert math.isnan(f(NAN))


def test_the_quantile_is_the_inverse():
    for p in (1e-300, 1e-10, 0.025, 0.5, 0.8, 1.0 - 1e-12):
        a = autograd.normal_quantile(p)
        assert autograd.normal_cdf(a) == pytest.approx(p, rel=1e-12)
        slope = grad(autograd.normal_quantile)(p)
        assert slope * grad(autograd.normal_cdf)(a) == pytest.approx(1.0, rel=1e-11)
    assert grad(grad(autograd.normal_quantile))(0.5) == 0.0
    a, slope = autograd.normal_quantile(0.2), grad(autograd.normal_quantile)(0.2)
    assert grad(grad(autograd.normal_quantile))(0.2) == pytest.approx(a * slope**2)
    for p in (0.0, 1.0, -0.1, 1.1):
        with pytest.raises(ValueError, match="normal_quantile"):
            autograd.normal_quantile(p)


def test_gamma_and_its_kin_have_their_closed_forms():
    euler, zeta3 = 0.5772156649015329, 1.2020569031595942
    assert autograd.gamma(5) == 24.0
    assert autograd.digamma(1.0) == pytest.approx(-euler, rel=1e-15)
    assert grad(autograd.gamma)(1.0) == pytest.approx(-euler, rel=1e-15)
    assert grad(autograd.lgamma)(3.0) == pytest.approx(1.5 - euler, rel=1e-15)
    assert autograd.trigamma(1.0) == pytest.approx(math.pi**2 / 6, rel=1e-15)
    assert grad(autograd.trigamma)(1.0) == pytest.approx(-2 * zeta3, rel=1e-15)
    assert autograd.polygamma(0, 2.0) == autograd.digamma(2.0)
    assert autograd.polygamma(3, 1.0) == pytest.approx(math.pi**4 / 15, rel=1e-15)
    assert Value(1.0).polygamma(3).data == autograd.polygamma(3, 1.0)
    for f in (autograd.gamma, autograd.lgamma, autograd.digamma, autograd.trigamma):
        for pole in (0.0, -1.0, -7.0):
            with pytest.raises(ValueError, match="gamma"):
                f(Value(pole))
    for n in (-1, 0.5, NAN):
        with pytest.raises(ValueError, match="polygamma takes the number of the derivative"):
            autograd.polygamma(n, 1.0)


@pytest.mark.parametrize(
    ("f", "x", "value", "slope"),
    [
        (autograd.asinh, -INF, -INF, 0.0),
        (autograd.acosh, INF, INF, 0.0),
        (autograd.log2, INF, INF, 0.0),
        (autograd.log10, INF, INF, 0.0),
        (autograd.exp2, -INF, 0.0, 0.0),
        (autograd.cbrt, -INF, -INF, 0.0),
        (autograd.erfc, INF, 0.0, 0.0),
        (autograd.erfc, -INF, 2.0, 0.0),
        (autograd.reciprocal, -INF, -0.0, 0.0),
        (autograd.lgamma, INF, INF, INF),
        (autograd.digamma, INF, INF, 0.0),
        (autograd.gamma, INF, INF, INF),
        (autograd.gamma, -200.5, 0.0, 0.0),
        (autograd.degrees, INF, INF, 180 / math.pi),
    ],
)
def test_at_their_ends_value_and_slope_are_the_limits(f, x, value, slope):
    assert f(x) == value
    assert slopes(f, x) == [slope]


@pytest.mark.parametrize(
    ("f", "x"), [(autograd.acosh, 1.0), (autograd.cbrt, 0.0), (autograd.cbrt, -0.0)]
)
def test_an_infinite_slope_is_an_error(f, x):
    with pytest.raises(ZeroDivisionError, match="the derivative of"):
        grad(f)(x)


def test_signs_are_copied():
    assert slopes(autograd.copysign, -3.0, 2.0) == [-1.0, 0.0]
    assert slopes(autograd.copysign, 3.0, -0.0) == [-1.0, 0.0]
    assert slopes(autograd.copysign, 0.0, 1.0) == [0.0, 0.0]
    assert [autograd.sign(x) for x in (2.0, -0.1, 0.0)] == [1.0, -1.0, 0.0]


def test_the_constants_are_those_of_math():
    assert (autograd.e, autograd.pi) == (math.e, math.pi)
