"""Losses that are called often on JAX: value and gradient come from one program of XLA."""

import math

import pytest

import autograd
from autograd import Value

pytest.importorskip("jax")

from autograd.compiler.run import jax_code, steps


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Instead of after many calls."""
    monkeypatch.setattr(steps, "FEW_CALLS", 2)


def line(n):
    """Σ (w_i·x_i - 1)², compiled, and its weights."""
    w = [Value(0.5 + 0.1 * i) for i in range(n)]

    @autograd.compile(backend="jax")
    def loss(xs):
        return autograd.sum([(a * x - 1.0) ** 2 for a, x in zip(w, xs)])

    return w, loss


def slopes(w, xs, seed=1.0):
    return [seed * 2.0 * x * (a.data * x - 1.0) for a, x in zip(w, xs)]


def after_some_calls(n=40):
    """The same, after so many calls that both halves are one program; two would be refused."""
    w, loss = line(n)
    for k in range(4):
        loss([1.0 + k] * n).backward()
    for a in w:
        a.grad = 0.0
    return w, loss


def refused(*_):
    raise AssertionError("forward and backward run after each other")


@pytest.mark.parametrize("seed", [1.0, -2.5, 1e-200])
def test_value_and_gradient_follow_parameters_arguments_and_what_arrives_from_above(
    seed, monkeypatch
):
    w, loss = after_some_calls()
    monkeypatch.setattr(jax_code.JaxCode, "forward", refused)
    xs = [0.1 * i - 1.0 for i in range(40)]
    w[3].data = 7.0
    result = loss(xs)
    assert result.data == pytest.approx(
        sum((a.data * x - 1.0) ** 2 for a, x in zip(w, xs)), rel=1e-13
    )
    result.backward(gradient=seed)
    assert [a.grad for a in w] == pytest.approx(slopes(w, xs, seed), rel=1e-12)
    (3.0 * result).backward()
    total = [(seed + 3.0) * slope for slope in slopes(w, xs)]
    assert [a.grad for a in w] == pytest.approx(total, rel=1e-12)


def test_several_numbers_of_which_one_carries_a_gradient(monkeypatch):
    w = [Value(1.0 + i) for i in range(30)]

    @autograd.compile(backend="jax")
    def loss(xs):
        total = autograd.sum([a * x * x for a, x in zip(w, xs)])
        return total, [total.data / 2.0, 5.0]

    for _ in range(4):
        loss([1.0] * 30)[0].backward()
    monkeypatch.setattr(jax_code.JaxCode, "forward", refused)
    for a in w:
        a.grad = 0.0
    total, rest = loss([2.0] * 30)
    total.backward()
    assert (total.data, rest) == (4.0 * sum(range(1, 31)), [2.0 * sum(range(1, 31)), 5.0])
    assert [a.grad for a in w] == [4.0] * 30


def test_without_gradients_only_the_way_forward_runs(monkeypatch):
    _, loss = after_some_calls()
    xs = [0.3] * 40
    expected = loss(xs).data
    monkeypatch.setattr(loss.lifted.steps, "_both", refused)
    with pytest.raises(AssertionError):
        loss(xs)
    with autograd.no_grad():
        assert loss(xs).data == pytest.approx(expected, rel=1e-14)
    assert loss.numpy(xs) == pytest.approx(expected, rel=1e-14)


def test_where_a_derivative_does_not_exist_the_scalar_code_says_so():
    w = [Value(1.0 + i) for i in range(30)]

    @autograd.compile(backend="jax")
    def loss(xs):
        return autograd.sum([autograd.sqrt(a * x) for a, x in zip(w, xs)])

    for _ in range(4):
        loss([1.0] * 30).backward()
    before = [a.grad for a in w]
    result = loss([0.0] * 30)
    assert result.data == 0.0
    with pytest.raises(ZeroDivisionError, match="sqrt"):
        result.backward()
    assert [a.grad for a in w] == before
    with pytest.raises(ValueError, match="sqrt"):
        loss([-1.0] * 30)
    assert loss([4.0] * 30).data == pytest.approx(
        sum(2.0 * math.sqrt(1.0 + i) for i in range(30)), rel=1e-14
    )


def test_a_number_too_small_for_xla_goes_to_the_scalar_code():
    w, loss = after_some_calls()
    result = loss([5e-324, *[0.0] * 39])
    result.backward()
    assert (result.data, w[0].grad) == (40.0, -1e-323)


@pytest.mark.parametrize("fault", [(1.5, 1.0), (1.0, 1.5)])
def test_a_program_that_computes_something_else_is_not_used(fault, monkeypatch):
    """The check is itself tested, with a fault in the value, and one in the gradient."""
    usual = jax_code.JaxCode._both

    def faulty(self, parameters, inputs):
        (result,), gradient = usual(self, parameters, inputs)
        return [fault[0] * result], fault[1] * gradient

    monkeypatch.setattr(jax_code.JaxCode, "_both", faulty)
    w, loss = after_some_calls()
    xs = [0.3] * 40
    result = loss(xs)
    result.backward()
    assert result.data == pytest.approx(sum((a.data * 0.3 - 1.0) ** 2 for a in w), rel=1e-13)
    assert [a.grad for a in w] == pytest.approx(slopes(w, xs), rel=1e-12)
