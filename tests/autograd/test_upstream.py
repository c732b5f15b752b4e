"""`backward(gradient)`: what arrives from above, as in PyTorch."""

import math
import random
from fractions import Fraction

import pytest

import autograd
from autograd import Value


def test_the_gradient_given_comes_first_and_multiplies_all():
    x = Value(3.0)
    y = x * 2
    y.backward(2.0)
    assert (x.grad, y.grad) == (4.0, 2.0)
    y.backward(gradient=Fraction(1, 2))
    assert (x.grad, y.grad) == (5.0, 0.5)


def test_a_leaf_receives_it_itself():
    x = Value(3.0)
    x.backward(5)
    x.backward(-1.0)
    assert x.grad == 4.0


def test_several_results_with_their_gradients_add_up_to_a_product_of_vector_and_jacobian():
    # f(x, y) = (xy, x + y²) has the Jacobian ((y, x), (1, 2y)).
    rng = random.Random(5)
    for _ in range(20):
        a, b, u, v = (rng.uniform(-2, 2) for _ in range(4))
        x, y = Value(a), Value(b)
        (x * y).backward(u)
        (x + y * y).backward(v)
        assert x.grad == pytest.approx(u * b + v, rel=1e-14)
        assert y.grad == pytest.approx(u * a + v * 2 * b, rel=1e-14)


def test_nothing_flows_on_from_a_zero_even_where_the_slope_is_infinite():
    x = Value(0.0)
    y = autograd.sqrt(x)
    y.backward(0.0)
    assert (x.grad, y.grad) == (0.0, 0.0)


def test_a_nan_reaches_the_leaves():
    x = Value(1.0)
    (2 * x).backward(math.nan)
    assert math.isnan(x.grad)


@pytest.mark.parametrize("flag", [True, False])
def test_a_bool_was_create_graph_and_is_told_so(flag):
    x = Value(3.0)
    with pytest.raises(TypeError, match=r"gradient first.*backward\(create_graph=True\)"):
        (x * x).backward(flag)
    assert x.grad == 0.0


@pytest.mark.parametrize("thing", ["1", None, [1.0], 1j])
def test_what_is_no_number_is_refused(thing):
    x = Value(3.0)
    with pytest.raises(TypeError, match=type(thing).__name__):
        (x * x).backward(thing)
    assert x.grad == 0.0


def test_a_value_is_a_gradient_only_where_it_is_recorded():
    x, g = Value(3.0), Value(2.0)
    with pytest.raises(TypeError, match=r"create_graph=True.*gradient\.data"):
        (x * x).backward(g)
    (x * x).backward(g, create_graph=True)
    assert x.grad.data == 12.0
    x.grad.backward()  # d(2x·g)/dg
    assert g.grad == 6.0


def test_with_create_graph_a_number_multiplies_too():
    x = Value(3.0)
    (x**3).backward(2.0, create_graph=True)
    slope = x.grad
    assert slope.data == 2 * 27.0
    x.grad = 0.0
    slope.backward()  # d(2·3x²)/dx
    assert x.grad == 2 * 18.0


def test_a_recorded_gradient_that_is_zero_keeps_its_own_derivative():
    x = Value(0.0)
    (x * x).backward(create_graph=True)  # 2x, now 0
    (3 * x).backward(create_graph=True)  # and 3
    slope = x.grad
    assert slope.data == 3.0
    x.grad = 0.0
    slope.backward()
    assert x.grad == 2.0


class TestCompiled:
    @pytest.fixture
    def weights(self):
        pytest.importorskip("numpy")
        return [Value(0.5), Value(-1.5)]

    def test_a_compiled_result_takes_it_too(self, weights):
        @autograd.compile
        def f(x):
            return autograd.dot(weights, x) ** 2

        y = f([2.0, 4.0])
        y.backward(3.0)  # 3 · 2(w·x) x, w·x = -5
        assert [w.grad for w in weights] == [3 * 2 * -5 * 2.0, 3 * 2 * -5 * 4.0]
        assert y.grad == 3.0
        y.backward(0.0)
        assert [w.grad for w in weights] == [-60.0, -120.0]
        with pytest.raises(TypeError, match="create_graph=True"):
            y.backward(True)

    def test_with_create_graph_too(self, weights):
        @autograd.compile
        def f(x):
            return autograd.dot(weights, x) ** 2

        f([2.0, 4.0]).backward(3.0, create_graph=True)
        assert [w.grad.data for w in weights] == [-60.0, -120.0]


def test_zero_grad_is_refused_while_compiling():
    pytest.importorskip("numpy")
    from autograd.passes import zero_grad

    w = Value(2.0)

    @autograd.compile
    def f(x):
        zero_grad([w])
        return w * x

    with pytest.raises(autograd.TraceError, match=r"zero_grad\(\[w\]\).*setting \.grad"):
        f(1.0)


@pytest.mark.parametrize("make", [lambda f: f, autograd.compile])
def test_through_a_constant_zero_nothing_flows_where_gradients_are_recorded_either(make):
    if make is autograd.compile:
        pytest.importorskip("numpy")
    slopes = make(autograd.grad(lambda x, y: 0.0 * x**-1 + y))  # the slope of 1/x is no float here
    assert [g.data for g in slopes(Value(1e-300), Value(2.0))] == [0.0, 1.0]
