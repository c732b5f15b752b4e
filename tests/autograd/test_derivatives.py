"""grad, value_and_grad, jacobian and hessian against closed forms."""

import math
import random

import pytest

import autograd
from autograd import Value, grad, hessian, jacobian, jvp, value_and_grad, vjp


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


class TestForms:
    """What goes in decides the form of what comes out."""

    def test_one_number_gives_one_float(self):
        slope = grad(lambda x: x * x)(3)
        assert slope == 6.0
        assert type(slope) is float

    def test_several_numbers_give_a_tuple_of_partials(self):
        assert grad(lambda x, y: x * x + x * y + y * y)(3.0, 2.0) == (8.0, 7.0)

    def test_a_list_gives_a_list_nested_alike(self):
        assert grad(lambda xs: xs[0] * xs[1] * xs[2])([2.0, 3.0, 4.0]) == [12.0, 8.0, 6.0]
        assert grad(lambda w: w[0][1] * w[1][0])([[1.0, 2.0], [3.0]]) == [[0.0, 3.0], [2.0]]
        assert grad(lambda p: p[0] * p[1])((2.0, 3.0)) == (3.0, 2.0)

    def test_arguments_of_different_forms_keep_their_own(self):
        def f(w, b, xs):
            return autograd.dot(w[0], xs) + b

        assert grad(f)([[1.0, 2.0]], 3.0, [4.0, 5.0]) == ([[4.0, 5.0]], 1.0, [1.0, 2.0])

    def test_value_and_grad_gives_both(self):
        value, gradient = value_and_grad(rosenbrock)(2.0, 1.0)
        assert (value, gradient) == (901.0, (2402.0, -600.0))
        assert type(value) is float

    def test_a_jacobian_has_a_row_for_each_result(self):
        def polar(r, t):
            return [r * autograd.cos(t), r * autograd.sin(t)]

        c, s = math.cos(0.5), math.sin(0.5)
        assert jacobian(polar)(2.0, 0.5) == [(c, -2.0 * s), (s, 2.0 * c)]
        assert jacobian(lambda xs: [xs[0] * xs[1], xs[1], 7])([2.0, 3.0]) == [
            [3.0, 2.0],
            [0.0, 1.0],
            [0.0, 0.0],
        ]
        assert jacobian(lambda x: [[x, 2 * x], [x * x]])(3.0) == [[1.0, 2.0], [6.0]]
        assert jacobian(lambda x: x * x)(3.0) == 6.0

    def test_a_hessian_has_the_form_of_the_gradient_twice(self):
        assert hessian(lambda x: x**3)(2.0) == 12.0
        assert hessian(lambda x, y: x * x * y)(2.0, 3.0) == ((6.0, 4.0), (4.0, 0.0))
        assert hessian(lambda xs: xs[0] * xs[0] * xs[1])([2.0, 3.0]) == [[6.0, 4.0], [4.0, 0.0]]

    def test_arrays_are_taken_as_lists(self):
        np = pytest.importorskip("numpy")
        assert grad(lambda xs: autograd.dot(xs, xs))(np.array([1.0, 2.0])) == [2.0, 4.0]
        assert jacobian(lambda x: np.array([x, 3 * x], dtype=object))(np.float64(1.0)) == [1.0, 3.0]

    def test_a_function_that_does_not_depend_on_its_argument_has_derivative_zero(self):
        assert grad(lambda x: 3)(1.0) == 0.0
        assert grad(lambda x, y: y)(1.0, 2.0) == (0.0, 1.0)
        assert value_and_grad(lambda x: 3)(1.0) == (3.0, 0.0)
        assert hessian(lambda x, y: x + y)(1.0, 2.0) == ((0.0, 0.0), (0.0, 0.0))

    def test_a_derivative_in_values_does_not_go_into_what_they_were_computed_from(self):
        root = Value(0.0).sqrt()  # which has no derivative, and needs none here
        assert grad(lambda x: 3 * x)(root).data == 3.0

    def test_wrong_uses_say_what_to_do(self):
        with pytest.raises(TypeError, match="one number as its result, got list; use jacobian"):
            grad(lambda x: [x, x])(1.0)
        with pytest.raises(TypeError, match="at least one argument"):
            grad(lambda: 1.0)()
        with pytest.raises(TypeError, match="got str"):
            grad(lambda x: x)("1")
        with pytest.raises(TypeError, match="got NoneType"):
            grad(lambda x: None)(1.0)


class TestExactness:
    def test_the_hessian_of_the_rosenbrock_function_is_exact(self):
        # d²/dx² = 2 - 400 (y - x²) + 800 x², d²/dxdy = -400 x, d²/dy² = 200
        for x, y in ((1.0, 1.0), (-1.0, 2.0), (3.0, -5.0), (0.0, 0.0), (-2.0, 7.0)):
            second = 2 - 400 * (y - x * x) + 800 * x * x
            assert hessian(rosenbrock)(x, y) == ((second, -400 * x), (-400 * x, 200.0))
            assert grad(rosenbrock)(x, y) == (
                -2 * (1 - x) - 400 * x * (y - x * x),
                200 * (y - x * x),
            )

    def test_third_derivatives_of_x_cubed_sine_x_agree_with_the_closed_form(self):
        def f(x):
            return x**3 * autograd.sin(x)

        for x in (0.3, 1.0, 1.3, -2.0, 5.0, 0.0):
            s, c = math.sin(x), math.cos(x)
            assert grad(f)(x) == pytest.approx(3 * x**2 * s + x**3 * c, rel=1e-12)
            assert grad(grad(f))(x) == pytest.approx(
                (6 * x - x**3) * s + 6 * x**2 * c, rel=1e-12, abs=1e-300
            )
            assert grad(grad(grad(f)))(x) == pytest.approx(
                (6 - 9 * x**2) * s + (18 * x - x**3) * c, rel=1e-12, abs=1e-300
            )

    def test_all_derivatives_of_the_exponential_are_the_exponential(self):
        f = autograd.exp
        for _ in range(6):
            f = grad(f)
            assert f(0.7) == pytest.approx(math.exp(0.7), rel=1e-15)

    def test_derivatives_of_a_polynomial_end(self):
        f, expected = (lambda x: x**4), [4 * 8.0, 12 * 4.0, 24 * 2.0, 24.0, 0.0, 0.0]
        for number in expected:
            f = grad(f)
            assert f(2.0) == number

    @pytest.mark.parametrize(
        ("f", "second"),
        [
            (autograd.tanh, lambda x: -2 * math.tanh(x) / math.cosh(x) ** 2),
            (autograd.log, lambda x: -1 / x**2),
            (autograd.log1p, lambda x: -1 / (1 + x) ** 2),
            (autograd.sqrt, lambda x: -0.25 * x**-1.5),
            (autograd.atan, lambda x: -2 * x / (1 + x * x) ** 2),
            (autograd.asin, lambda x: x * (1 - x * x) ** -1.5),
            (autograd.acos, lambda x: -x * (1 - x * x) ** -1.5),
            (autograd.tan, lambda x: 2 * math.tan(x) / math.cos(x) ** 2),
            (autograd.erf, lambda x: -4 * x / math.sqrt(math.pi) * math.exp(-x * x)),
            (autograd.expm1, math.exp),
            (autograd.sinh, math.sinh),
            (autograd.cosh, math.cosh),
            (autograd.cos, lambda x: -math.cos(x)),
            (lambda x: 1 / x, lambda x: 2 / x**3),
            (lambda x: x**-2, lambda x: 6 / x**4),
            (lambda x: 2**x, lambda x: math.log(2) ** 2 * 2**x),
            (lambda x: x**x, lambda x: x**x * ((math.log(x) + 1) ** 2 + 1 / x)),
            (
                lambda x: autograd.hypot(x, 1),
                lambda x: (1 + x * x) ** -1.5,
            ),
            (lambda x: autograd.atan2(x, 2), lambda x: -4 * x / (x * x + 4) ** 2),
            (
                lambda x: autograd.logsumexp([x, 0]),
                lambda x: math.exp(x) / (1 + math.exp(x)) ** 2,
            ),
            (autograd.softplus, lambda x: math.exp(x) / (1 + math.exp(x)) ** 2),
            (autograd.relu, lambda x: 0.0),
            (lambda x: autograd.elu(-x), lambda x: math.exp(-x)),
            (autograd.normal_cdf, lambda x: -x * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)),
            (lambda x: autograd.where(x > 0, x**3, x), lambda x: 6 * x),
            (lambda x: autograd.maximum(x * x, x - 1), lambda x: 2.0),
            (lambda x: autograd.softmax([x, 1.0])[1] * 0 + x * x, lambda x: 2.0),
        ],
    )
    def test_second_derivatives_agree_with_their_closed_forms(self, f, second):
        for x in (0.2, 0.5, 0.9):
            assert grad(grad(f))(x) == pytest.approx(second(x), rel=1e-13)

    def test_the_hessian_is_symmetric_and_the_jacobian_of_the_gradient(self):
        def f(xs):
            a, b, c = xs
            return autograd.log(a * a + b * b) * autograd.sin(c) + a**b

        point = [1.3, 0.4, -0.7]
        second = hessian(f)(point)
        assert second == jacobian(grad(f))(point)
        for i in range(3):
            for j in range(3):
                assert second[i][j] == pytest.approx(second[j][i], rel=1e-14)


class TestNesting:
    def test_an_inner_derivative_does_not_see_the_outer_variable(self):
        # Perturbation confusion: d/dx (x · d/dy (x + y)) is 1, not 2.
        assert grad(lambda x: x * grad(lambda y: x + y)(1.0))(1.0) == 1.0
        # d/dx (x · d/dy (x y)) = d/dx x² = 2x
        assert grad(lambda x: x * grad(lambda y: x * y)(2.0))(3.0) == 6.0

    def test_an_inner_derivative_at_the_outer_variable_is_differentiated_through(self):
        # d/dx [d/dy y³ at y = x] = 6x, also where x itself is used inside
        assert grad(lambda x: grad(lambda y: y**3)(x))(2.0) == 12.0
        # d/dx [d/dy x² y² at y = x] = d/dx 2x³ = 6x²
        assert grad(lambda x: grad(lambda y: x * x * y * y)(x))(3.0) == 54.0

    def test_an_inner_derivative_at_a_plain_number_is_differentiated_through(self):
        # d/dx [d/dy (x y³) at y = 2] = 12
        assert grad(lambda x: grad(lambda y: x * y**3)(2.0))(5.0) == 12.0

    def test_three_levels_keep_apart(self):
        # x²y³z⁴: ∂³/∂x∂y∂z = 2x·3y²·4z³
        f = grad(
            lambda x: grad(lambda y: grad(lambda z: x**2 * y**3 * z**4)(5.0))(3.0),
        )
        assert f(2.0) == 2 * 2 * 3 * 9 * 4 * 125

    def test_a_result_inside_another_derivative_is_a_value_and_outside_a_float(self):
        kinds = []

        def f(x):
            slope = grad(lambda y: y * y)(3.0)
            kinds.append(type(slope))
            return x * slope

        assert grad(f)(2.0) == 6.0
        assert kinds == [Value]
        assert type(grad(lambda y: y * y)(3.0)) is float

    def test_the_nesting_ends_with_an_exception(self):
        with pytest.raises(ZeroDivisionError):
            grad(lambda x: 1 / (x - x))(1.0)
        assert type(grad(lambda y: y * y)(3.0)) is float


class TestValuesAround:
    def test_nobodys_grad_is_touched(self):
        w, x = Value(2.0), Value(3.0)
        w.grad, x.grad = 10.0, 20.0
        inner = []

        def f(y):
            inner.append(w * y)
            return inner[-1] ** 2

        assert grad(f)(3.0) == 2 * 2.0 * 2.0 * 3.0
        hessian(f)(x)
        jacobian(lambda y: [f(y), y])(x)
        assert (w.grad, x.grad) == (10.0, 20.0)
        assert [node.grad for node in inner] == [0.0] * len(inner)

    def test_captured_values_are_constants_and_floats_come_out(self):
        w = Value(5.0)
        slope = grad(lambda x: w * x * x)(3.0)
        assert slope == 30.0
        assert type(slope) is float

    def test_a_value_as_argument_gives_values_that_go_on(self):
        x = Value(2.0)
        value, slope = value_and_grad(lambda y: y**3)(x)
        assert (value.data, slope.data) == (8.0, 12.0)
        (value + slope).backward()  # x³ + 3x²
        assert x.grad == 12.0 + 12.0

    def test_a_captured_value_is_reached_through_a_derivative_at_a_value(self):
        w, x = Value(5.0), Value(3.0)
        slope = grad(lambda y: w * y * y)(x)
        slope.backward()  # 2wx
        assert (w.grad, x.grad) == (6.0, 10.0)

    def test_the_same_value_for_two_arguments_stays_two_arguments(self):
        x = Value(3.0)
        a, b = grad(lambda p, q: p * p * q)(x, x)
        assert (a.data, b.data) == (18.0, 9.0)


def random_function(rng):
    """A smooth function of two numbers, drawn at random, for any module of functions."""
    a, b, c, d = (rng.uniform(-2, 2) for _ in range(4))

    def f(x, y, m=autograd):
        u = m.tanh(a * x + b * y) * m.exp(c * x * 0.3)
        v = m.sin(d * y) + (x * x + y * y + 1.0) ** 0.5
        return u * v + m.log(1.5 + m.cos(x * y)) / (1.0 + y * y)

    return f


def test_a_function_may_change_the_lists_that_it_is_given():
    def scaled(xs):
        xs.append(5.0)
        xs[0] = xs[0] * 2.0
        return xs[0] * xs[1] * xs[2]

    point = [2.0, 3.0]
    assert grad(scaled)(point) == [30.0, 20.0]
    assert jacobian(lambda xs: [scaled(xs)])(point) == [[30.0, 20.0]]
    assert hessian(scaled)(point) == [[0.0, 10.0], [10.0, 0.0]]
    assert jvp(scaled, (point,), ([1.0, 0.0],)) == (60.0, 30.0)
    assert vjp(scaled, point)[1](1.0) == ([30.0, 20.0],)
    assert point == [2.0, 3.0]


def test_hessians_and_jacobians_agree_with_torch():
    torch = pytest.importorskip("torch")
    rng = random.Random(4)
    for _ in range(20):
        f, point = random_function(rng), (rng.uniform(-1, 1), rng.uniform(-1, 1))
        tensors = tuple(torch.tensor(x, dtype=torch.float64) for x in point)
        expected = torch.autograd.functional.hessian(lambda x, y, f=f: f(x, y, torch), tensors)
        for row, torch_row in zip(hessian(f)(*point), expected):
            assert row == pytest.approx([x.item() for x in torch_row], rel=1e-12, abs=1e-13)
        rows = torch.autograd.functional.jacobian(
            lambda x, y, f=f: torch.stack([f(x, y, torch), f(y, x, torch)]), tensors
        )
        ours = jacobian(lambda x, y, f=f: [f(x, y), f(y, x)])(*point)
        for i in (0, 1):
            assert ours[i] == pytest.approx([g[i].item() for g in rows], rel=1e-12, abs=1e-13)
