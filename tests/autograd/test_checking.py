"""check_gradients passes right rules and catches wrong ones; here are both, planted."""

import math
import random

import pytest

import autograd
from autograd import GradientError, Value, check_gradients, operation

POINTS = (0.3, 1.7, -0.8, 2.9)


def softplus_with(rule):
    """softplus, with a rule of the test's."""
    return operation("planted", value=lambda a: math.log1p(math.exp(a)), gradients=rule)


class TestRightRules:
    @pytest.mark.parametrize("name", [n for n in autograd.OPERATIONS if n not in ("", "constant")])
    def test_every_operation_of_the_table_passes(self, name):
        operation = autograd.OPERATIONS[name]
        rng = random.Random(name)
        arity = operation.arity or 4
        points = {
            "acos": [(0.3,), (-0.9,)],
            "asin": [(0.3,), (-0.9,)],
            "abs": [(0.3,), (-2.0,)],
            "acosh": [(1.3,), (20.0,)],
            "atanh": [(0.3,), (-0.9,)],
            "normal_quantile": [(0.3,), (0.9,)],
            "take": [(1.0, 0.5, 0.7, -0.2)],
            "where": [(1.0, 0.5, 0.7), (0.0, 0.5, 0.7)],
        }.get(name) or [tuple(rng.uniform(0.2, 1.2) for _ in range(arity)) for _ in range(4)]
        for point in points:
            if name == "take":  # the index is a choice: there is nothing between two of them
                check_gradients(lambda *xs: autograd.take(xs, 1), *point[1:])
            else:
                check_gradients(operation, *point)

    @pytest.mark.parametrize(
        "f",
        [
            lambda x: x**3,
            lambda x: x**5,
            lambda x: x - autograd.sin(x),
            lambda x: autograd.cos(3 * x) * 1e6,
            lambda x: 1e-9 * autograd.exp(x),
            lambda x: 0 * x + 3.0,
            lambda x: 3.0,
            lambda x: autograd.sin(50 * x),
            lambda x: x.tanh() * x,  # methods, so f needs Values
            autograd.grad(lambda x: x**3 * autograd.sin(x)),
            lambda x: autograd.grad(lambda y: autograd.tanh(x * y))(0.5),
        ],
    )
    def test_smooth_functions_pass_everywhere(self, f):
        rng = random.Random(0)
        points = [0.0, 1.0, -1.0, math.pi / 100, *(rng.uniform(-3, 3) for _ in range(20))]
        assert check_gradients(f, *points).worst <= 1e-6

    def test_roots_of_the_derivative_are_no_false_alarm(self):
        check_gradients(autograd.gelu, -0.7517915246935645)
        check_gradients(autograd.silu, -1.2784645427610738)
        check_gradients(autograd.sin, math.pi / 2, -math.pi / 2)
        check_gradients(lambda x, y: (1 - x) ** 2 + 100 * (y - x * x) ** 2, 1.0, 1.0)

    def test_far_out_and_close_to_the_edge_of_the_domain(self):
        check_gradients(autograd.log, 1e-300, 1e-8, 1.0, 1e300)
        check_gradients(autograd.sqrt, 1e-300, 1e-8, 1.0, 1e300)
        check_gradients(autograd.asin, 1 - 1e-9, -1 + 1e-9, 0.0)
        check_gradients(autograd.log1p, -1 + 1e-9, 1e-18)
        check_gradients(autograd.exp, -700.0, 700.0)
        check_gradients(autograd.sigmoid, -700.0, -40.0, 0.0, 30.0)
        check_gradients(autograd.softplus, -700.0, 800.0)
        check_gradients(autograd.tanh, 15.0, -15.0)

    def test_several_numbers_lists_and_values_are_points_too(self):
        def f(w, b):
            return autograd.tanh(w[0][0] * 0.5 + w[1][0] * b)

        report = check_gradients(f, [[1.0], [Value(2.0)]], -0.3)
        assert len(report.rows) == 3
        assert report.worst <= 1e-10
        assert check_gradients(autograd.logsumexp, [1.0, 2.0, 3.0]).worst <= 1e-9

    def test_nothing_is_left_behind_on_the_points(self):
        x = Value(0.5)
        check_gradients(autograd.tanh, x)
        assert (x.data, x.grad) == (0.5, 0.0)


class TestPlantedFaults:
    sigmoid = staticmethod(autograd.sigmoid)

    @pytest.mark.parametrize(
        ("fault", "rule"),
        [
            ("a relative 1e-4", lambda y, a: autograd.sigmoid(a) * 1.0001),
            ("a relative 1e-5", lambda y, a: autograd.sigmoid(a) * 0.99999),
            ("the wrong sign", lambda y, a: -autograd.sigmoid(a)),
            ("a factor of two", lambda y, a: 2 * autograd.sigmoid(a)),
            ("a missing term", lambda y, a: 1.0),
            ("another function", lambda y, a: autograd.tanh(a)),
            ("zero", lambda y, a: 0.0),
            ("y in place of a", lambda y, a: autograd.sigmoid(y)),
            ("NaN", lambda y, a: math.nan),
            ("infinity", lambda y, a: math.inf),
            ("a tiny constant", lambda y, a: autograd.sigmoid(a) + 1e-5),
        ],
    )
    def test_a_wrong_rule_is_caught_at_every_point(self, fault, rule):
        planted = softplus_with(rule)
        for x in POINTS:
            with pytest.raises(GradientError):
                check_gradients(planted, x)
            with pytest.raises(GradientError):  # also inside a larger function
                check_gradients(lambda x: x * planted(2 * x) + 1, x)

    def test_the_right_rule_passes_where_those_fail(self):
        check_gradients(softplus_with(lambda y, a: autograd.sigmoid(a)), *POINTS)

    def test_one_wrong_partial_among_many_is_named(self):
        product = operation(
            "planted product", lambda a, b, c: a * b * c, lambda y, a, b, c: (b * c, a * c, a + b)
        )
        with pytest.raises(GradientError, match=r"at d/d\(number 2\) at 4"):
            check_gradients(product, 2.0, 3.0, 4.0)

    def test_a_nan_beside_right_partials_is_caught_and_named(self):
        product = operation("planted nan", lambda a, b: a * b, lambda y, a, b: (b, math.nan))
        with pytest.raises(GradientError, match=r"a relative nan at d/d\(number 1\)"):
            check_gradients(product, 2.0, 3.0)
        product = operation("planted nan", lambda a, b: a * b, lambda y, a, b: (math.nan, 9 * a))
        with pytest.raises(GradientError, match=r"a relative nan at d/d\(number 0\)"):
            check_gradients(product, 2.0, 3.0)

    def test_a_fault_in_a_small_derivative_is_caught_too(self):
        planted = softplus_with(lambda y, a: autograd.sigmoid(a) * 1.0001)
        for scale in (1e-6, 1e-100, 1e100):
            with pytest.raises(GradientError):
                check_gradients(lambda x, scale=scale: scale * planted(x), 0.5)
        with pytest.raises(GradientError):
            check_gradients(planted, -20.0)

    def test_swapped_partials_are_caught(self):
        quotient = operation(
            "planted quotient", lambda a, b: a / b, lambda y, a, b: (-y / b, 1 / b)
        )
        with pytest.raises(GradientError):
            check_gradients(quotient, 2.0, 3.0)

    def test_a_fault_on_one_side_only_is_caught_there(self):
        leaky = operation(
            "planted leaky", lambda a: a if a > 0 else 0.1 * a, lambda y, a: 1.0 * (a > 0)
        )
        check_gradients(leaky, 2.0)
        with pytest.raises(GradientError, match="point 1"):
            check_gradients(leaky, 2.0, -2.0)

    def test_a_value_that_is_not_finite_is_never_confirmed(self):
        for f in (lambda x: x + math.inf, lambda x: x * math.nan, lambda x: x * 1e300 * 1e300):
            with pytest.raises(GradientError, match="nan"):
                check_gradients(f, 0.5)

    def test_a_kink_is_not_confirmed(self):
        with pytest.raises(GradientError):
            check_gradients(autograd.relu, 0.0)

    def test_a_wrong_second_derivative_is_caught_by_checking_the_gradient(self):
        # The rule for the square is right, but built with float() it cannot be differentiated.
        square = operation("planted square", lambda a: a * a, lambda y, a: 2 * float(a))
        check_gradients(square, 1.5)
        with pytest.raises(GradientError):
            check_gradients(autograd.grad(square), 1.5)


class TestReports:
    def test_the_report_says_what_was_compared(self):
        report = check_gradients(lambda x, y: x * x * y, 2.0, 3.0)
        assert [row.gradient for row in report.rows] == [12.0, 4.0]
        assert [row.difference for row in report.rows] == pytest.approx([12.0, 4.0], rel=1e-9)
        assert report.worst == max(row.error for row in report.rows)
        assert report.where in {row.where for row in report.rows}
        head, *lines = str(report).splitlines()
        assert head.split() == ["gradient", "difference", "relative", "error"]
        assert len(lines) == 2
        assert lines[0].startswith("d/d(number 0) at 2 ")
        assert {len(line) for line in (head, *lines)} == {len(head)}

    def test_the_error_is_a_readable_table(self):
        planted = softplus_with(lambda y, a: autograd.sigmoid(a) * 1.01)
        with pytest.raises(GradientError) as caught:
            check_gradients(planted, 0.5, -1.25)
        first, head, *lines = str(caught.value).splitlines()
        assert first.startswith("the gradient is off by a relative 9.9e-03 at point ")
        assert first.endswith("(tolerance 1e-06)")
        assert head.split() == ["gradient", "difference", "relative", "error"]
        assert [line.split(",")[0] for line in lines] == ["point 0", "point 1"]
        assert isinstance(caught.value, AssertionError)

    def test_the_tolerance_decides(self):
        planted = softplus_with(lambda y, a: autograd.sigmoid(a) * 1.001)
        report = check_gradients(planted, 0.5, tolerance=0.01)
        assert report.worst == pytest.approx(1e-3, rel=0.01)
        with pytest.raises(GradientError):
            check_gradients(planted, 0.5, tolerance=1e-4)

    def test_without_a_point_it_asks_for_one(self):
        with pytest.raises(ValueError, match="needs the point at which to check"):
            check_gradients(autograd.tanh)

    def test_where_there_is_no_other_side_it_says_so(self):
        for f, x in ((autograd.log, 5e-324), (autograd.asin, 1 - 2.0**-53)):
            with pytest.raises(ValueError, match="cannot be evaluated on both sides"):
                check_gradients(f, x)
