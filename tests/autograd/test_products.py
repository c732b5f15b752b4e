"""jvp, vjp and hvp against closed forms, fifty-digit arithmetic, and what adjoints are."""

import math
import random
from functools import reduce
from itertools import pairwise

import pytest
from mpmath import mp, mpf

import autograd
from autograd import Value, grad, hessian, hvp, jvp, vjp
from tests.tools.domains import DIGITS, DOMAINS
from tests.tools.special_domains import DOMAINS as SPECIAL


def polar(r, t):
    return [r * autograd.cos(t), r * autograd.sin(t)]


def rosenbrock(xs):
    return autograd.sum([(1 - a) ** 2 + 100 * (b - a * a) ** 2 for a, b in pairwise(xs)])


def rosenbrock_curvature(xs, v):
    """H·v, worked out by hand: pairs (a, b) have f_aa, f_ab, f_bb."""
    product = [0.0] * len(xs)
    for i, (a, b) in enumerate(pairwise(xs)):
        aa, ab, bb = 2 - 400 * (b - a * a) + 800 * a * a, -400 * a, 200.0
        product[i] += aa * v[i] + ab * v[i + 1]
        product[i + 1] += ab * v[i] + bb * v[i + 1]
    return product


class TestForms:
    """What goes in decides the form of what comes out."""

    def test_jvp_gives_the_value_and_its_tangent_nested_alike(self):
        c, s = math.cos(0.5), math.sin(0.5)
        value, tangent = jvp(polar, (2.0, 0.5), (1.0, 10.0))
        assert value == [2 * c, 2 * s]
        assert tangent == pytest.approx([c - 20 * s, s + 20 * c], rel=1e-15)
        assert [type(x) for x in (*value, *tangent)] == [float] * 4
        assert jvp(lambda x: x * x, (3,), (2,)) == (9.0, 12.0)
        assert jvp(lambda x: ([x, 7], {"a": x * x}), [3.0], [1.0]) == (
            ([3.0, 7.0], {"a": 9.0}),
            ([1.0, 0.0], {"a": 6.0}),
        )

    def test_vjp_gives_a_tuple_with_one_gradient_for_each_argument(self):
        c, s = math.cos(0.5), math.sin(0.5)
        value, pullback = vjp(polar, 2.0, 0.5)
        assert value == [2 * c, 2 * s]
        assert pullback([1.0, 10.0]) == pytest.approx((c + 10 * s, -2 * s + 20 * c), rel=1e-15)
        assert pullback([1.0, 0.0]) == pytest.approx((c, -2 * s), rel=1e-15)  # as often as wanted
        assert vjp(lambda xs: xs[0] * xs[1], [2.0, 3.0])[1](10) == ([30.0, 20.0],)
        assert vjp(lambda x: {"a": x, "b": [x * x, 5]}, 3.0)[1]({"b": [1.0, 9.0], "a": 2.0}) == (
            8.0,
        )

    def test_hvp_has_the_form_of_the_gradient(self):
        assert hvp(lambda x: x**3, (2.0,), (10.0,)) == 120.0
        assert hvp(lambda x, y: x * x * y, (2.0, 3.0), (1.0, 10.0)) == (46.0, 4.0)
        assert hvp(lambda xs: xs[0] * xs[0] * xs[1], ([2.0, 3.0],), ([1.0, 10.0],)) == [46.0, 4.0]
        assert hvp(lambda w, b: w[0][1] * b * b, ([[1.0, 2.0]], 3.0), ([[0, 1.0]], 0)) == (
            [[0.0, 0.0]],
            6.0,
        )

    def test_arguments_may_be_dicts_tuples_and_arrays(self):
        np = pytest.importorskip("numpy")

        def f(p, xs):
            return p["w"] * xs[0] + p["b"] * xs[1]

        given = {"w": 2.0, "b": 3.0}
        for form in (list, tuple, np.array):
            xs, vs = form([5.0, 7.0]), form([1.0, 0.5])
            # The keys of a tangent may come in another order.
            assert jvp(f, (given, xs), ({"b": 1.0, "w": 10.0}, vs)) == (31.0, 57.0 + 3.5)
        assert vjp(f, given, (5.0, 7.0))[1](2.0) == ({"w": 10.0, "b": 14.0}, (4.0, 6.0))

    def test_what_is_not_made_of_numbers_is_handed_through(self):
        def f(kind, x, scale):
            assert (kind, scale) == ("cube", None)
            return x**3

        assert jvp(f, ("cube", 2.0, None), (None, 1.0, None)) == (8.0, 12.0)
        value, pullback = vjp(f, "cube", 2.0, None)
        assert (value, pullback(1.0)) == (8.0, (None, 12.0, None))
        assert hvp(f, ("cube", 2.0, None), (None, 1.0, None)) == 12.0

    def test_aux_comes_back_as_it_is_with_its_values_as_floats(self):
        def f(x):
            return x * x, {"root": x, "name": "f"}

        assert jvp(f, (3.0,), (1.0,), has_aux=True) == (9.0, 6.0, {"root": 3.0, "name": "f"})
        value, pullback, aux = vjp(f, 3.0, has_aux=True)
        assert (value, pullback(1.0), aux) == (9.0, (6.0,), {"root": 3.0, "name": "f"})

    def test_nobodys_grad_is_touched(self):
        x, w = Value(2.0), Value(3.0)
        x.grad = w.grad = 7.0
        jvp(lambda a: a * w, (x,), (1.0,))
        vjp(lambda a: a * w, x)[1](1.0)
        hvp(lambda a: a * a * w, (x,), (1.0,))
        assert (x.grad, w.grad) == (7.0, 7.0)

    def test_a_variable_may_be_a_result_and_a_result_may_come_twice(self):
        def f(x, y):
            z = x * y
            return [x, z, z, 1.0, x]

        assert jvp(f, (2.0, 3.0), (1.0, 0.0))[1] == [1.0, 3.0, 3.0, 0.0, 1.0]
        assert vjp(f, 2.0, 3.0)[1]([1.0, 10.0, 100.0, 1e6, 1e3]) == (1331.0, 220.0)

    def test_wrong_uses_say_what_was_expected(self):
        with pytest.raises(TypeError, match=r"primals is a tuple .* got float; .* write \(x,\)"):
            jvp(polar, 3.0, 1.0)
        with pytest.raises(TypeError, match=r"tangents is a tuple .* got float"):
            hvp(polar, (3.0,), 1.0)
        with pytest.raises(TypeError, match="2 arguments need as many tangents, got 1"):
            jvp(polar, (1.0, 2.0), (1.0,))
        with pytest.raises(TypeError, match="tangent of argument 1 must have the form of a number"):
            jvp(polar, (1.0, 2.0), (1.0, [1.0]))
        with pytest.raises(TypeError, match="form of a list of 2, got a list of 3"):
            jvp(sum, ([1.0, 2.0],), ([1.0, 2.0, 3.0],))
        with pytest.raises(TypeError, match="a dict with the keys a, got a dict with the keys b"):
            jvp(lambda p: p["a"], ({"a": 1.0},), ({"b": 1.0},))
        with pytest.raises(
            TypeError, match=r"argument 0 is not made of numbers, so .* None, got 1"
        ):
            jvp(lambda kind, x: x, ("a", 1.0), (1.0, 1.0))
        with pytest.raises(TypeError, match=r"arrives at the value .* a list of 2, got a number"):
            vjp(polar, 1.0, 2.0)[1](1.0)
        with pytest.raises(TypeError, match="one number as its result, got list"):
            hvp(polar, (1.0, 2.0), (1.0, 1.0))
        with pytest.raises(TypeError, match="at least one argument"):
            jvp(lambda: 1.0, (), ())
        with pytest.raises(TypeError, match="got NoneType"):
            jvp(lambda x: None, (1.0,), (1.0,))
        with pytest.raises(TypeError, match="got str 'a'"):
            jvp(lambda x: x, (1.0,), ("a",))
        with pytest.raises(autograd.GradientWarning, match=r"write autograd\.exp"):
            jvp(lambda x: math.exp(x), (1.0,), (1.0,))


class TestExactness:
    @pytest.mark.parametrize("domain", [*DOMAINS, *SPECIAL], ids=lambda d: repr(d.operation))
    def test_the_tangent_of_every_operation_is_the_exact_one(self, domain):
        rng = random.Random(domain.operation.name)
        with mp.workdps(DIGITS):
            for _ in range(20):
                point = domain.draw(rng)
                v = [rng.uniform(0.5, 2.0) for _ in point]
                terms = [mpf(a) * g for a, g in zip(v, domain.gradients(*map(mpf, point)))]
                if not all(mp.isfinite(term) and abs(term) < 1e300 for term in terms):
                    continue
                _, tangent = jvp(domain.operation, point, v)
                size = max(map(abs, (domain.terms or domain.gradients)(*map(mpf, point))))
                assert abs(tangent - sum(terms)) <= 1e-11 * 2 * len(v) * size + mpf("1e-300")

    def test_a_product_with_the_hessian_of_the_rosenbrock_function_is_exact(self):
        rng = random.Random(1)
        for n in (2, 3, 17):
            xs = [float(rng.randint(-5, 5)) for _ in range(n)]
            v = [float(rng.randint(-5, 5)) for _ in range(n)]
            assert hvp(rosenbrock, (xs,), (v,)) == rosenbrock_curvature(xs, v)

    def test_forward_and_back_are_adjoint(self):
        """u·(J v) = (uᵀ J)·v for every program."""
        rng = random.Random(2)
        steps = (autograd.sin, autograd.tanh, autograd.softplus, autograd.square, autograd.atan)
        for _ in range(50):
            plan = [(rng.choice(steps), rng.randrange(6), rng.randrange(6)) for _ in range(12)]

            def f(xs, plan=plan):
                pool = list(xs)
                for step, i, j in plan:
                    pool.append(step(pool[-1 - i % len(pool)]) * pool[j % len(pool)] + 0.1)
                return pool[-3:]

            xs, v = ([rng.gauss(0, 1) for _ in range(4)] for _ in range(2))
            u = [rng.gauss(0, 1) for _ in range(3)]
            tangent = jvp(f, (xs,), (v,))[1]
            (gradient,) = vjp(f, xs)[1](u)
            left = [a * b for a, b in zip(u, tangent)]
            right = [a * b for a, b in zip(gradient, v)]
            scale = sum(map(abs, [*left, *right]))
            assert abs(math.fsum(left) - math.fsum(right)) <= 1e-12 * scale

    def test_the_tangent_along_one_variable_is_the_gradient_in_it(self):
        f = lambda x, y: autograd.exp(x * y) / (1 + x * x) + autograd.hypot(x, y)  # noqa: E731
        for x, y in ((0.3, -0.7), (2.0, 1.0)):
            along = (jvp(f, (x, y), (1.0, 0.0))[1], jvp(f, (x, y), (0.0, 1.0))[1])
            assert along == pytest.approx(grad(f)(x, y), rel=1e-14)

    def test_a_sum_of_many_terms_goes_from_the_first_to_the_last(self):
        n = 1000
        rng = random.Random(3)
        v = [rng.gauss(0, 1) * 10.0 ** rng.randint(-8, 8) for _ in range(n)]
        tangent = jvp(lambda xs: autograd.sum(xs), ([0.0] * n,), (v,))[1]
        assert tangent == reduce(lambda a, b: a + b, v)  # Python's own sum compensates from 3.12 on


class TestZeros:
    """Through a zero nothing flows, even where the slope is infinite."""

    def test_what_does_not_move_needs_no_slope(self):
        assert jvp(autograd.sqrt, (0.0,), (0.0,)) == (0.0, 0.0)
        assert jvp(lambda x: autograd.sqrt(0 * x), (3.0,), (1.0,)) == (0.0, 0.0)
        assert jvp(lambda x, y: autograd.sqrt(x) + y, (0.0, 1.0), (0.0, 5.0)) == (1.0, 5.0)
        assert vjp(lambda x: [autograd.sqrt(x), x], 0.0)[1]([0.0, 2.0]) == (2.0,)

    def test_a_slope_that_does_not_exist_matters_only_where_it_arrives(self):
        def root(x):
            return autograd.where(x > 0, autograd.sqrt(x), 0.0)

        assert jvp(root, (0.0,), (1.0,)) == (0.0, grad(root)(0.0)) == (0.0, 0.0)
        assert jvp(lambda x: x * autograd.sqrt(x), (0.0,), (1.0,)) == (0.0, 0.0)
        with pytest.raises(ZeroDivisionError, match=r"the derivative of sqrt\(0\.0\)"):
            jvp(lambda x: [x, 1 + 3 * autograd.sqrt(x)], (0.0,), (1.0,))

    def test_infinite_and_missing_numbers_are_those_of_floats(self):
        assert jvp(lambda x: 2 * x, (1.0,), (math.inf,)) == (2.0, math.inf)
        assert math.isnan(jvp(lambda x: 2 * x, (1.0,), (math.nan,))[1])
        assert jvp(lambda x: x * 1e300, (1.0,), (1e300,)) == (1e300, math.inf)


class TestNesting:
    def test_derivatives_of_every_order_and_mode(self):
        f = lambda x: x**5  # noqa: E731

        def ahead(g):
            return lambda x: jvp(g, (x,), (1.0,))[1]

        def back(g):
            return lambda x: vjp(g, x)[1](1.0)[0]

        for first in (ahead, back, grad):
            for second in (ahead, back, grad):
                assert second(first(f))(2.0) == 160.0
                for third in (ahead, back, grad):
                    assert third(second(first(f)))(2.0) == 240.0
        assert hvp(ahead(f), (2.0,), (1.0,)) == 240.0
        assert grad(lambda x: hvp(f, (x,), (1.0,)))(2.0) == 240.0

    def test_a_tangent_has_derivatives_in_the_direction_too(self):
        # d/dv of f'(x)·v is f'(x); d/dx of it f''(x)·v.
        product = lambda x, v: jvp(lambda x: x**3, (x,), (v,))[1]  # noqa: E731
        assert grad(product)(2.0, 5.0) == (60.0, 12.0)
        assert grad(product)(2.0, 0.0) == (0.0, 12.0)  # a zero that is recorded has a derivative
        arriving = lambda x, u: vjp(lambda x: x**3, x)[1](u)[0]  # noqa: E731
        assert grad(arriving)(2.0, 0.0) == (0.0, 12.0)

    def test_variables_of_an_outer_derivative_are_constants_to_the_inner_one(self):
        # d/dx [x · d/dy (x + y)] = 1: the two must not be confused.
        inner = lambda x: jvp(lambda y: x + y, (1.0,), (1.0,))[1]  # noqa: E731
        assert jvp(lambda x: x * inner(x), (1.0,), (1.0,))[1] == 1.0
        assert grad(lambda x: x * jvp(lambda y: x * y, (x,), (1.0,))[1])(3.0) == 6.0

    def test_of_values_come_values_that_differentiate_further(self):
        x = Value(2.0)
        value, tangent = jvp(lambda a: a**3, (x,), (5.0,))
        tangent.backward()
        assert (value.data, tangent.data, x.grad) == (8.0, 60.0, 60.0)
        v = Value(5.0)
        _, tangent = jvp(lambda a: a**3, (2.0,), (v,))
        tangent.backward()
        assert (tangent.data, v.grad) == (60.0, 12.0)
        u = Value(3.0)
        (slope,) = vjp(lambda a: a**3, 2.0)[1](u)
        slope.backward()
        assert (slope.data, u.grad) == (36.0, 12.0)
        w = Value(4.0)
        curved = hvp(lambda a: w * a**3, (Value(2.0),), (1.0,))
        curved.backward()
        assert (curved.data, w.grad) == (48.0, 12.0)

    def test_inside_no_grad_derivatives_are_taken_all_the_same(self):
        with autograd.no_grad():
            assert jvp(lambda x: x * x, (3.0,), (1.0,)) == (9.0, 6.0)
            assert vjp(lambda x: x * x, 3.0)[1](1.0) == (6.0,)
            assert hvp(lambda x: x**3, (3.0,), (1.0,)) == 18.0
            _, tangent = jvp(autograd.sqrt, (Value(0.0),), (Value(0.0),))  # which stays
            assert (tangent.data, tangent.parents) == (0.0, ())

    def test_what_was_made_inside_no_grad_is_constant(self):
        def f(x):
            with autograd.no_grad():
                square = x * x
            return x * square

        assert jvp(f, (3.0,), (1.0,)) == (27.0, 9.0)
        assert hvp(f, (3.0,), (1.0,)) == 0.0

    def test_operations_of_a_users_own_and_nodes_made_by_hand(self):
        cube = autograd.operation("my cube", lambda a: a**3, lambda y, a: (3 * a * a,))
        assert jvp(cube, (2.0,), (1.0,)) == (8.0, 12.0)
        assert hvp(cube, (2.0,), (1.0,)) == 12.0

        def by_hand(x):
            out = Value(x.data**2, (x,), "square")

            def _backward():
                x.grad += 2 * x.data * out.grad

            out._backward = _backward
            return out

        assert jvp(by_hand, (3.0,), (1.0,)) == (9.0, 6.0)
        with pytest.raises(TypeError, match=r"define it with autograd\.operation"):
            hvp(by_hand, (3.0,), (1.0,))


def dense(xs):
    return autograd.sum([autograd.sin(x) for x in xs]) ** 2


class TestCost:
    @pytest.mark.parametrize("f", [rosenbrock, dense])
    def test_a_product_costs_a_small_multiple_of_a_gradient_whatever_the_size(self, f, calls):
        def costs(n):
            xs, v = [0.5] * n, [1.0] * n
            one = calls(lambda: grad(f)(xs))
            assert calls(lambda: jvp(f, (xs,), (v,))) < 2.5 * one
            assert calls(lambda: vjp(f, xs)[1](1.0)) < 2.5 * one
            return calls(lambda: hvp(f, (xs,), (v,))) / one

        ratios = [costs(n) for n in (20, 100, 500)]
        assert max(ratios) < 6
        assert max(ratios) < 1.2 * min(ratios)

    def test_the_measure_of_cost_sees_that_a_whole_hessian_grows_faster(self, calls):
        small, large = (calls(lambda n=n: hessian(dense)([0.5] * n)) for n in (20, 80))
        assert large > 10 * small

    def test_many_results_cost_one_walk(self, calls):
        def f(xs):
            total, sums = 0.0, []
            for x in xs:
                total = total + x * x
                sums.append(total)
            return sums

        for product in (
            lambda n: jvp(f, ([1.0] * n,), ([1.0] * n,)),
            lambda n: vjp(f, [1.0] * n)[1]([1.0] * n),
        ):
            assert calls(lambda p=product: p(1000)) < 10.5 * calls(lambda p=product: p(100))

    def test_a_chain_of_twenty_thousand_nodes_recurses_nowhere(self, shallow):
        def f(x):
            for _ in range(20_000):
                x = x + 1e-9 * x
            return x

        with shallow():
            value, tangent = jvp(f, (1.0,), (1.0,))
            (slope,) = vjp(f, 1.0)[1](1.0)
        assert value == pytest.approx(math.exp(2e-5), rel=1e-10)
        assert tangent == pytest.approx(value, rel=1e-12)
        assert slope == pytest.approx(value, rel=1e-12)
