"""argnums and has_aux, and the arguments that derivatives hand through."""

import math
from dataclasses import dataclass

import pytest

import autograd
from autograd import Value, grad, hessian, jacobian, value_and_grad


def f(x, y, mode="product", *, power=2):
    """x^power · y, or their sum: closed forms are below."""
    return x**power * y if mode == "product" else x + y


class TestArgnums:
    def test_one_position_gives_one_derivative(self):
        assert grad(f, 0)(3.0, 2.0) == 12.0  # 2xy
        assert grad(f, argnums=1)(3.0, 2.0) == 9.0  # x²
        assert grad(f, argnums=-1)(3.0, 2.0) == 9.0
        assert value_and_grad(f, 1)(3.0, 2.0) == (18.0, 9.0)
        assert jacobian(lambda x, y: [x * y, y], 0)(3.0, 2.0) == [2.0, 0.0]
        assert hessian(f, 0)(3.0, 2.0) == 4.0  # 2y

    def test_a_tuple_gives_a_tuple_in_its_order(self):
        assert grad(f, (1, 0))(3.0, 2.0) == (9.0, 12.0)
        assert grad(f, (0,))(3.0, 2.0) == (12.0,)
        assert grad(f, [0, 1])(3.0, 2.0) == (12.0, 9.0)
        assert hessian(f, (0, 1))(3.0, 2.0) == ((4.0, 6.0), (6.0, 0.0))

    def test_by_default_all_numbers_are_differentiated(self):
        assert grad(f)(3.0, 2.0) == (12.0, 9.0)

    def test_lists_keep_their_form_and_others_are_not_touched(self):
        seen = []

        def loss(weights, xs, names):
            seen.append((xs, names))
            return autograd.dot(weights, xs)

        xs, names = [3.0, 4.0], ["a", "b"]
        assert grad(loss, 0)([1.0, 2.0], xs, names) == [3.0, 4.0]
        assert seen[0][0] is xs
        assert seen[0][1] is names

    def test_a_position_that_is_none_says_so(self):
        for argnums in (2, -3):
            with pytest.raises(ValueError, match=f"argument {argnums}, and 2 were given"):
                grad(f, argnums)(3.0, 2.0)
        with pytest.raises(ValueError, match="those given by name are not differentiated"):
            grad(f, 1)(3.0, y=2.0)
        for argnums in (True, "x", 1.0):
            with pytest.raises(TypeError, match="argnums is a position or a tuple of positions"):
                grad(f, argnums)(3.0, 2.0)

    @pytest.mark.parametrize("thing", ["product", None, True, object(), ["a"]])
    def test_a_chosen_argument_is_made_of_numbers(self, thing):
        with pytest.raises(
            TypeError, match="argument 2, chosen by argnums, is not made of numbers"
        ):
            grad(f, 2)(3.0, 2.0, thing)
        with pytest.raises(TypeError, match="got NoneType"):
            grad(lambda x, y: x[0] * y, 0)([1.0, None], 2.0)


class TestHandedThrough:
    def test_arguments_by_name(self):
        assert grad(f)(3.0, 2.0, power=3) == (54.0, 27.0)
        assert grad(f)(3.0, y=2.0) == 12.0
        assert hessian(f)(3.0, 2.0, power=3) == ((36.0, 27.0), (27.0, 0.0))
        assert jacobian(lambda x, k: [k * x])(3.0, k=2.0) == [2.0]

    def test_strings_none_flags_and_objects(self):
        @dataclass
        class Settings:
            slope: float

        for thing in ("sum", None, True, Settings(2.0), ("a", None), {"kind": "b"}):
            seen = []

            def g(x, thing, seen=seen):
                seen.append(thing)
                return x * x

            assert grad(g)(3.0, thing) == 6.0
            assert value_and_grad(g)(3.0, thing) == (9.0, 6.0)
            assert hessian(g)(3.0, thing) == 2.0
            assert all(one is thing for one in seen)
        assert grad(f)(3.0, 2.0, "sum") == (1.0, 1.0)

    def test_what_is_partly_made_of_numbers_is_refused(self):
        with pytest.raises(TypeError, match="got str 'a'"):
            grad(lambda x: x[0])([1.0, "a"])

    def test_without_any_number_there_is_no_derivative(self):
        for thing in ("1", None, object()):
            with pytest.raises(TypeError, match=f"got {type(thing).__name__}"):
                grad(lambda x: x)(thing)
        with pytest.raises(TypeError, match="made of numbers, got True"):
            grad(lambda x: x)(True)


AUX = {"hidden": 6.0, "name": "h", "list": [6.0, 1, None]}


class TestAux:
    @staticmethod
    def with_aux(x, w):
        h = x * w
        return h**2, {"hidden": h, "name": "h", "list": [h, 1, None]}

    def test_it_comes_back_as_it_is_with_floats_for_values(self):
        slope, aux = grad(self.with_aux, has_aux=True)(2.0, 3.0)
        assert (slope, aux) == ((36.0, 24.0), AUX)
        assert type(aux["hidden"]) is float
        assert value_and_grad(self.with_aux, 0, has_aux=True)(2.0, 3.0) == ((36.0, AUX), 36.0)
        assert jacobian(lambda x: ([x, x * x], "two"), has_aux=True)(3.0) == ([1.0, 6.0], "two")
        assert hessian(self.with_aux, 0, has_aux=True)(2.0, 3.0) == (18.0, AUX)

    def test_inside_another_derivative_it_is_differentiated_on(self):
        def outer(x):
            slope, aux = grad(lambda y: (y**3, y * x), has_aux=True)(x)
            return slope + aux  # 3x² + x²

        assert grad(outer)(2.0) == 16.0

    def test_a_function_without_a_pair_says_so(self):
        for result in (lambda x: x, lambda x: (x,), lambda x: [x, x]):
            with pytest.raises(TypeError, match=r"returns a pair \(value, aux\)"):
                grad(result, has_aux=True)(1.0)
        with pytest.raises(TypeError, match=r"got tuple.*has_aux=True"):
            grad(lambda x: (x, x))(1.0)


def test_an_argument_that_is_named_twice_is_refused():
    for twice in ((0, 0), (1, 0, 1), (0, -2)):
        with pytest.raises(ValueError, match=r"names argument \d twice"):
            grad(f, twice)(2.0, 3.0)


def test_values_go_on():
    w = Value(3.0)
    slope = grad(f, 0)(2.0, w)  # 2xw
    slope.backward()
    assert w.grad == 4.0


def test_compiled_and_mapped_they_are_the_same():
    pytest.importorskip("numpy")
    payoff = autograd.compile(
        autograd.vmap(grad(lambda s, k: autograd.maximum(s - k, 0.0) * k, argnums=0))
    )
    assert payoff.numpy([1.0, 3.0], [2.0, 2.0]).tolist() == [0.0, 2.0]
    assert autograd.compile(grad(f, 1))(3.0, 2.0).data == 9.0
    assert [x.data for x in autograd.compile(grad(f))(3.0, 2.0, "sum")] == [1.0, 1.0]
    slope, aux = autograd.compile(grad(lambda x: (x**3, {"x": x}), has_aux=True))(2.0)
    assert (slope.data, aux["x"].data) == (12.0, 2.0)


def test_check_gradients_checks_numbers_alone():
    autograd.check_gradients(lambda x, y: autograd.sin(x) * y, 0.5, 2.0)
    with pytest.raises(TypeError, match="not made of numbers"):
        autograd.check_gradients(lambda flag, x: x * x if flag else x, True, math.pi)
