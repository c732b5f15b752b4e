"""Many results of one compiled call go back together: the same gradients, in the time of one."""

import gc
import math
import time
import weakref
from unittest import mock

import pytest

import autograd
from autograd import Value, joint

pytest.importorskip("numpy")


def outer(w, xs):
    return [autograd.tanh(w[0] * x) + w[1] * x for x in xs]


def setting(count, one_parent=False):
    w = [Value(0.3, "w0"), Value(-0.2, "w1")]
    w = [w[0], w[0]] if one_parent else w
    return w, autograd.compile(lambda xs: outer(w, xs)), [0.1 * k - 1.0 for k in range(count)]


def slopes(w, xs, weights):
    """d/dw Σ weight·(tanh(w0·x) + w1·x), written down by hand."""
    first = sum(c * x / math.cosh(w[0].data * x) ** 2 for c, x in zip(weights, xs))
    return first, sum(c * x for c, x in zip(weights, xs))


def backwards_of(code):
    return mock.patch.object(code, "backward", side_effect=code.backward)


@pytest.mark.parametrize("count", [3, 60])
def test_the_program_goes_back_once_for_all_results(count):
    w, f, xs = setting(count)
    results = f(xs)
    weights = [1.0 / (k + 1) for k in range(count)]
    total = sum(c * r for c, r in zip(weights, results))
    with backwards_of(f.lifted.code) as backward:
        total.backward()
        total.backward()
    assert backward.call_count == 2
    found = [w[0].grad / 2, w[1].grad / 2]
    assert found == pytest.approx(slopes(w, xs, weights), rel=1e-13)
    assert [r.grad for r in results] == weights
    assert results[0].parents == (w[0], w[1])


def test_a_call_with_one_parent_or_two_goes_back_once_too():
    w, f, xs = setting(50, one_parent=True)
    results = f(xs)
    assert results[0].parents == (w[0],)
    with backwards_of(f.lifted.code) as backward:
        sum(results).backward()
    assert backward.call_count == 1
    assert w[0].grad == pytest.approx(sum(slopes(w, xs, [1.0] * 50)), rel=1e-13)


def test_some_results_of_several_calls_mix():
    w, f, xs = setting(40)
    first, second = f(xs), f([2.0 * x for x in xs])
    total = first[3] * second[5] + first[7] * 2.0 - second[3]
    total.backward()
    expected = [Value(p.data) for p in w]
    a, b = outer(expected, xs), outer(expected, [2.0 * x for x in xs])
    (a[3] * b[5] + a[7] * 2.0 - b[3]).backward()
    assert [p.grad for p in w] == pytest.approx([p.grad for p in expected], rel=1e-13)


def test_results_go_back_before_the_inner_nodes_that_were_given():
    w, f, xs = setting(30)
    x = Value(0.7)
    inner = [x * k for k in xs]
    results = f(inner)
    deeper = f(results)  # results of one call are given to another
    (sum(deeper) + results[2] * inner[1] + sum(inner)).backward()
    v, y = [Value(p.data) for p in w], Value(0.7)
    plain = [y * k for k in xs]
    once = outer(v, plain)
    (sum(outer(v, once)) + once[2] * plain[1] + sum(plain)).backward()
    assert x.grad == pytest.approx(y.grad, rel=1e-12)
    assert [p.grad for p in w] == pytest.approx([p.grad for p in v], rel=1e-12)
    assert [p.grad for p in inner] == pytest.approx([p.grad for p in plain], rel=1e-12)
    assert all(type(p._grad) is float for p in [*inner, *results, *deeper])


def test_recorded_gradients_go_back_together_and_can_be_differentiated_again():
    w, f, xs = setting(20)
    results = f(xs)
    calls = mock.Mock(side_effect=f.function)
    with mock.patch.object(results[0].operation.pullback.call, "function", calls):
        sum(r * r for r in results).backward(create_graph=True)
        assert calls.call_count == 1  # of the scalar code, for all results
    first = w[0].grad
    w[0].grad = w[1].grad = 0.0
    first.backward()

    v = [Value(p.data) for p in w]
    sum(r * r for r in outer(v, xs)).backward(create_graph=True)
    again = v[0].grad
    v[0].grad = v[1].grad = 0.0
    again.backward()
    assert first.data == pytest.approx(again.data, rel=1e-12)
    assert [p.grad for p in w] == pytest.approx([p.grad for p in v], rel=1e-12)


def test_an_error_on_the_way_leaves_no_gradient_behind():
    w = [Value(1.0), Value(2.0)]
    f = autograd.compile(lambda: [w[0].sqrt(), w[1] * 3.0, w[0] * w[1]])
    f()
    w[0].data = 0.0
    results = f()
    with pytest.raises(ZeroDivisionError, match="sqrt"):
        (results[0] + results[1] + results[2]).backward()
    assert [p.grad for p in w] == [0.0, 0.0]
    (results[1] + results[2]).backward()  # nothing of the failed pass is left
    assert [p.grad for p in w] == [2.0, 3.0]


def test_an_interrupt_on_the_way_leaves_no_gradient_behind():
    w, f, xs = setting(30)
    total = sum(f(xs))
    code = f.lifted.code
    with (
        mock.patch.object(code, "backward", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        total.backward()
    assert [p.grad for p in w] == [0.0, 0.0]
    total.backward()
    assert [p.grad for p in w] == pytest.approx(slopes(w, xs, [1.0] * 30), rel=1e-13)


def test_a_leaf_that_is_both_captured_and_given_has_its_gradient_once():
    w = Value(0.25)
    f = autograd.compile(lambda x, y: [(w * x).sqrt() * 0.0 + x * y, w * x])
    for a, b in [(w, Value(2.0)), (w, w)]:
        results = f(a, b)
        for backend_fails in (False, True):
            w.grad = 0.0
            failing = mock.patch.object(f.lifted.code, "backward", side_effect=ArithmeticError)
            if backend_fails:
                with failing:
                    sum(results).backward()
            else:
                sum(results).backward()
            expected = 2.0 + 0.5 if b is not w else 0.5 + 0.5
            assert w.grad == pytest.approx(expected, rel=1e-13)
    results = f(w, w)
    w.grad = 0.0
    sum(results).backward(create_graph=True)
    assert w.grad.data == pytest.approx(1.0, rel=1e-13)


def test_the_scalar_code_is_asked_for_derivatives_without_a_look_at_what_came_before():
    x, w = Value(0.0), Value(4.0)
    f = autograd.compile(lambda y: [(y * w).sqrt() * 0.0 + y * w, y - w])
    f(x + 1.0)
    before = x + 1.0
    inner = before - 1.0  # 0: there the slope of sqrt is infinite, behind a zero
    results = f(inner)
    (results[0] + results[1] + before * 10.0 + inner * 100.0).backward()
    assert x.grad == 4.0 + 1.0 + 10.0 + 100.0
    assert (before.grad, inner.grad, w.grad) == (115.0, 105.0, -1.0)


def test_time_grows_with_the_number_of_results_and_not_with_its_square():
    def seconds(count):
        _, f, xs = setting(count)
        total = sum(f(xs))
        start = time.process_time()
        total.backward()
        return time.process_time() - start

    seconds(50)
    assert seconds(4000) < 40 * max(seconds(400), 0.001)


def test_calls_are_forgotten_with_their_results():
    _, f, xs = setting(5)
    results = f(xs)
    call = weakref.ref(results[0].operation.pullback)
    assert call in joint.calls
    del results
    gc.collect()
    assert call() is None
