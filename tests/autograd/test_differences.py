"""How accurate the differences are by which gradients are checked, and where f is asked."""

import math

import pytest

import autograd
from autograd import check_gradients

SMOOTH = {
    "exp": autograd.exp,
    "sin": autograd.sin,
    "log": autograd.log,
    "sqrt": autograd.sqrt,
    "a cube": lambda x: x**3,
    "a quotient": lambda x: 1.0 / x,
    "a bell": autograd.gaussian,
}


@pytest.mark.parametrize("name", SMOOTH)
def test_a_difference_has_twelve_digits_at_most_points(name):
    errors = sorted(check_gradients(SMOOTH[name], 0.3 + 0.37 * k).worst for k in range(12))
    assert errors[6] < 1e-12
    assert errors[-1] < 1e-9


def test_f_is_asked_on_both_sides_within_a_hundredth_and_at_the_point():
    asked = []

    def f(x):
        asked.append(float(x))
        return x * x

    for x, reach in [(3.0, 0.03), (0.5, 0.01), (-200.0, 2.0)]:
        asked.clear()
        check_gradients(f, x)
        assert min(asked) == pytest.approx(x - reach)
        assert max(asked) == pytest.approx(x + reach)
        assert x in asked
        assert sorted(2 * x - y for y in asked) == pytest.approx(sorted(asked), rel=1e-12)


def test_next_to_the_edge_of_the_domain_the_steps_are_eight_times_smaller():
    asked = []

    def f(x):
        asked.append(float(x))
        return autograd.log(x)

    assert check_gradients(f, 1e-3).worst < 1e-9
    inside = [y for y in asked if y > 0.0]
    assert max(inside) == pytest.approx(1e-3 + 0.01)  # which failed on the other side
    assert 1e-3 + 0.01 / 64 in [pytest.approx(y) for y in asked]


def test_where_rounding_hides_the_slope_the_error_is_of_what_can_be_seen():
    report = check_gradients(lambda x: 1e9 + autograd.sin(x), 1.0)
    assert report.rows[0].gradient == math.cos(1.0)
    assert report.worst < 1e-6
