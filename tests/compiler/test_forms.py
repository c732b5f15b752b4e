"""Compiled functions: results and arguments of every form."""

import pytest

import autograd
from autograd import Value
from autograd.structure import flatten
from tests.tools.agreement import (
    assert_agrees,
    assert_close,
    gradients,
    numbers,
    values,
)

np = pytest.importorskip("numpy")


def leaves(*trees):
    return list(flatten(list(trees)))


def affine(W, b, x):
    return [autograd.dot(w, x) + bi for w, bi in zip(W, b)]


def test_functions_with_several_results_of_several_kinds():
    W, b = values(3, 2), values(3, seed=1)

    def f(X):
        hidden = [affine(W, b, x) for x in X]
        return {
            "hidden": hidden,
            "loss": autograd.mean(h[0] ** 2 for h in hidden),
            "again": (W[0][0], X[0][0], b[1] * b[2]),
        }

    compiled = assert_agrees(f, leaves(W, b), (numbers(4, 2),), (numbers(1, 2),))
    found = compiled(numbers(4, 2))
    assert list(found) == ["hidden", "loss", "again"]
    assert [len(found["hidden"]), len(found["hidden"][0])] == [4, 3]


def test_one_value_returned_twice_and_results_that_are_inputs_or_parameters():
    w = Value(2.0)

    def f(x):
        y = w * x
        return y, y, w, x

    assert_agrees(f, [w], (3.0,), (Value(4.0),), (np.float32(0.5),))


def test_values_among_numbers_in_nested_arguments():
    w = values(3)
    row = [Value(0.3), 0.4, Value(-0.2)]

    def f(X, scale):
        return [autograd.dot(w, x).tanh() * scale for x in X]

    call = ([row, [1.0, row[0], 2.0]], Value(1.5))  # one of them in two places
    assert_agrees(f, w, call, call)


def test_the_results_compose_with_other_values():
    w, other = Value(0.7), Value(-1.2)

    def f(xs):
        return autograd.sum((w * x).sin() for x in xs)

    compiled = autograd.compile(f)
    for xs in (numbers(5), numbers(40)):

        def both(g, xs=xs):
            return (g(xs) * other).exp() + g(xs) / 3 + w * other

        expected = gradients(both(f), [w, other])
        assert_close(gradients(both(compiled), [w, other]), expected)


def test_a_compiled_function_inside_another():
    w = values(4)
    inner = autograd.compile(lambda x: autograd.sum((wi * x).tanh() for wi in w))

    def outer(xs):
        return autograd.mean(inner(x) ** 2 for x in xs)

    assert_agrees(outer, w, (numbers(3),), (numbers(8),))


def test_recursion_through_the_compiled_function():
    w = Value(0.5)

    @autograd.compile
    def power(x, n):
        return x if n is None else w * power(x, None) * x

    assert power(3.0, "once").data == 4.5


def test_gradients_jacobians_and_hessians_of_compiled_functions():
    w = values(3)

    def f(x):
        return autograd.sum((wi * xi).sin() * xi for wi, xi in zip(w, x)) + x[0] * x[1] * x[2]

    compiled = autograd.compile(f)
    at = numbers(3)
    assert_close(autograd.grad(compiled)(at), autograd.grad(f)(at))
    assert_close(autograd.hessian(compiled)(at), autograd.hessian(f)(at))
    several = autograd.compile(lambda x: [x[0] * w[0], x[1] * x[2]])
    assert_close(autograd.jacobian(several)(at), autograd.jacobian(several.__wrapped__)(at))
    compiled(at)  # and once it has its program
    assert_close(autograd.hessian(compiled)(at), autograd.hessian(f)(at))


def test_recorded_gradients_through_a_compiled_function_can_be_differentiated_again():
    w, v = Value(0.8), Value(1.1)

    def f(x):
        return 1.5, (w * x).sin() * v, w**3

    def second(g):
        _, first, third = g(0.7)
        (first * third).backward(create_graph=True)
        slope = w.grad
        w.grad = v.grad = 0.0
        (slope * slope).backward()
        found = [slope.data, w.grad, v.grad]
        w.grad = v.grad = 0.0
        return found

    assert_close(second(autograd.compile(f)), second(f))


@pytest.mark.parametrize(
    "data",
    [
        np.arange(6).reshape(2, 3),
        np.arange(6, dtype=np.float32).reshape(3, 2).T,
        np.array([[True, False, True]]),
        np.arange(12.0).reshape(2, 6)[:, ::-2],
        [np.arange(3), np.arange(3) + 1],
        ((1, 2, 3), [4.0, 5, 6]),
        np.zeros((0, 3)),
        [],
    ],
    ids=["ints", "float32 transposed", "bools", "strided", "list of arrays", "mixed", "0x3", "[]"],
)
def test_arrays_and_lists_of_any_kind_are_inputs(data):
    w = values(3)
    assert_agrees(lambda X: autograd.sum(autograd.dot(w, x).tanh() for x in X) + w[0], w, (data,))


@pytest.mark.parametrize("number", [2, np.int8(2), np.float32(2), np.array(2), np.array(2.0)])
def test_single_numbers_of_any_kind_are_inputs(number):
    w = Value(0.5)
    compiled = autograd.compile(lambda x: w * x * x)
    assert compiled(number).data == 2.0
    assert compiled(number + 1).data == 4.5
    assert len(compiled._lifted) == 1  # one program serves both


def test_keywords_defaults_and_arguments_of_no_use():
    w = Value(2.0)

    def f(x, *rest, k=3.0, unused=None, **more):
        return w * x * k + sum(rest) + sum(more.values())

    compiled = autograd.compile(f)
    for args, kwargs in [
        ((1.0,), {}),
        ((1.0, 5.0, 6.0), {}),
        ((), {"x": 1.0, "k": 4.0}),
        ((), {"k": 4.0, "x": 1.0}),
        ((1.0, 2.0), {"k": 1.0, "tanh": 7.0, "unused": [1.0, 2.0]}),
        ((1.0,), {"unused": "a string"}),
    ]:
        assert compiled(*args, **kwargs).data == float(f(*args, **kwargs).data)


def test_dicts_named_tuples_ranges_and_generators_are_arguments():
    from collections import namedtuple
    from fractions import Fraction

    Sample = namedtuple("Sample", "x y")
    w = Value(0.5)
    compiled = autograd.compile(lambda d: w * d["x"][1] - d["y"])
    assert compiled({"x": [1.0, 2.0], "y": 3.0}).data == -2.0
    assert compiled({"x": [1.0, 4.0], "y": 3.0}).data == -1.0
    line = autograd.compile(lambda s: Sample(w * s.x, s.y))
    assert line(Sample(3.0, 4.0)).x.data == 1.5
    total = autograd.compile(lambda xs: w * sum(xs))
    assert [total(x * 1.0 for x in range(n)).data for n in (3, 3, 4)] == [1.5, 1.5, 3.0]
    assert total(range(5)).data == 5.0
    assert total([Fraction(1, 2), Fraction(3, 2)]).data == 1.0


def test_methods_callable_objects_and_partial_functions_compile():
    import functools

    class Model:
        def __init__(self, w):
            self.w = Value(w)

        def __call__(self, x):
            return self.w * x

        @autograd.compile
        def loss(self, x, t):
            return (self(x) - t) ** 2

    first, second = Model(2.0), Model(3.0)
    assert [first.loss(1.0, 5.0).data, second.loss(1.0, 5.0).data] == [9.0, 4.0]
    loss = second.loss(1.0, 5.0)
    loss.backward()
    assert (first.w.grad, second.w.grad) == (0.0, -4.0)
    assert "def forward" in second.loss.source
    for function in (first, first.__call__, functools.partial(lambda k, x: first(x) * k, 1.0)):
        compiled = autograd.compile(function)
        assert [compiled(4.0).data, compiled(5.0).data] == [8.0, 10.0]


def test_one_program_serves_all_calls_of_one_form():
    w = values(3)
    f = autograd.compile(lambda X: autograd.sum(autograd.dot(w, x) for x in X))
    programs = []
    for n in (2, 5, 2, 5, 2):
        f(numbers(n, 3))
        programs.append(f.lifted)
    assert programs == [*programs[:2], *programs[:2], programs[0]]
    assert programs[0] is not programs[1]
