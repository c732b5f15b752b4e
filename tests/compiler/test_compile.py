"""`autograd.compile` as a user meets it: a drop-in that says what it will not do."""

import random

import pytest

import autograd
from autograd import Value
from tests.compiler.networks import assert_same, batch, gradients

np = pytest.importorskip("numpy")


def test_a_compiled_loss_equals_the_eager_one_while_parameters_move_and_batches_change(network):
    loss, parameters = network
    compiled = autograd.compile(loss)
    rng = random.Random(5)
    for n in (4, 9, 4, 17):
        X, y = batch(n, rng)
        assert_same(compiled, loss, parameters, X, y)
        for parameter in parameters:
            parameter.data -= 0.1 * parameter.grad


def test_arrays_tuples_and_keywords_are_arguments_too(network):
    loss, _ = network
    compiled = autograd.compile(loss)
    X, y = batch(6, random.Random(1))
    expected = loss(X, y).data
    for given in ((np.array(X), np.array(y)), (tuple(map(tuple, X)), tuple(y))):
        assert compiled(*given).data == pytest.approx(expected, rel=1e-12)
    assert compiled(X, y=np.array(y)).data == pytest.approx(expected, rel=1e-12)


def test_it_decorates_with_and_without_arguments():
    @autograd.compile
    def plain(x):
        "Squares."
        return x * x

    @autograd.compile(backend="numpy")
    def configured(x):
        return x * x

    assert plain(3.0).data == configured(3.0).data == 9.0
    assert plain.__name__ == "plain"
    assert plain.__doc__ == "Squares."
    with pytest.raises(ValueError, match="unknown backend 'fortran'; known: 'auto'"):
        autograd.compile(plain, backend="fortran")


def test_the_result_composes_with_other_values_and_accumulates(network):
    loss, parameters = network
    compiled = autograd.compile(loss)
    X, y = batch(5, random.Random(2))
    wanted = gradients(3 * loss(X, y) + parameters[0] ** 2, parameters)
    total = 3 * compiled(X, y) + parameters[0] ** 2
    assert gradients(total, parameters) == pytest.approx(wanted, rel=1e-10)
    total.backward()
    assert [p.grad for p in parameters] == pytest.approx([2 * g for g in wanted], rel=1e-10)


def test_values_among_the_arguments_receive_gradients():
    w = Value(2.0)
    compiled = autograd.compile(lambda x, k: autograd.sum(w * xi * xi * k for xi in x))
    x = [Value(1.0), 2.0, Value(3.0)]
    compiled(x, 5.0).backward()
    assert (w.grad, x[0].grad, x[2].grad) == (70.0, 20.0, 60.0)


def test_nested_results_keep_their_nesting():
    a, b = Value(2.0), Value(3.0)
    compiled = autograd.compile(lambda x: [[a * x, b], (x, {"not": "a number"}, 1.5)])
    (first, second), (third, other, number) = compiled(4.0)
    assert (first.data, second.data, third.data) == (8.0, 3.0, 4.0)
    assert (other, number) == ({"not": "a number"}, 1.5)
    (first * second).backward()
    assert (a.grad, b.grad) == (12.0, 8.0)


def test_arguments_may_have_any_names():
    w = [Value(0.1 * i) for i in range(40)]

    def f(v1, tanh, W1, dX, X):  # names that a program might use itself
        total = autograd.sum((a * x).tanh() for a, x in zip(w, v1))
        return total * tanh + W1 * autograd.sum(a * x for a, x in zip(w, dX)) + X

    xs = [0.05 * i for i in range(40)]
    assert_same(autograd.compile(f), f, w, xs, 2.0, 3.0, xs, 4.0)


def test_nothing_is_recorded_inside_no_grad(network):
    loss, _ = network
    compiled = autograd.compile(loss)
    X, y = batch(3, random.Random(2))
    with autograd.no_grad():
        assert compiled(X, y).parents == ()
    assert compiled(X, y).parents


def test_second_derivatives_go_through_the_scalar_graph():
    w = Value(2.0)
    compiled = autograd.compile(lambda x: w * x**3)
    assert autograd.grad(autograd.grad(compiled))(3.0) == pytest.approx(36.0)
    y = compiled(3.0)
    y.backward(create_graph=True)
    assert w.grad.data == pytest.approx(27.0)


def test_the_old_gradients_of_parameters_survive_compiling():
    w = Value(2.0)
    w.grad = 7.0
    autograd.compile(lambda x: w * x)(3.0)
    assert w.grad == 7.0
