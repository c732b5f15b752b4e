"""Threads at real work: what they find together is what one finds alone.

On a CPython without the global lock they run at once; on the others they change places often.
"""

import contextlib
import sys
import threading

import pytest

import autograd
import nn
from autograd import Value, compile, grad, hessian, no_grad, value_and_grad

THREADS = 6


def together(jobs):
    """The results of all jobs, each in a thread of its own, begun at the same moment."""
    results, errors = [None] * len(jobs), []
    start = threading.Barrier(len(jobs))

    def run(i, job):
        start.wait(30)
        try:
            results[i] = job()
        except Exception as error:
            errors.append(error)

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(usual)
    assert errors == []
    return results


def test_derivatives_of_all_orders_are_those_of_one_thread():
    def f(x, y):
        return (
            autograd.logsumexp([x * y, autograd.sin(x), autograd.exp(y)])
            + autograd.maximum(x, y, 0.5) ** 3
        )

    def derivatives(k):
        x, y = 0.1 * k, 1.0 - 0.2 * k
        return value_and_grad(f)(x, y), hessian(f)(x, y), grad(grad(lambda x: f(x, y)))(x)

    alone = [derivatives(k) for k in range(THREADS)]
    assert (
        together([lambda k=k: [derivatives(k) for _ in range(20)][-1] for k in range(THREADS)])
        == alone
    )


def test_a_thread_that_records_nothing_leaves_the_others_recording():
    def recorded(k):
        for _ in range(200):
            x = Value(3.0)
            with no_grad() if k % 2 else contextlib.nullcontext():
                y = x * x
            assert bool(y.parents) == (k % 2 == 0)
        return True

    assert all(together([lambda k=k: recorded(k) for k in range(THREADS)]))


def test_leaves_are_shared_while_they_are_looked_at():
    """The gradient seen at any moment is that of whole passes."""
    w, seen, done = Value(1.0), set(), threading.Event()

    def add():
        for _ in range(50):
            autograd.sum([w * 2.0] * 16).backward()  # 32 in all

    def look():
        while not done.is_set():
            seen.add(float(w.grad))

    looking = threading.Thread(target=look)
    looking.start()
    together([add] * THREADS)
    done.set()
    looking.join()
    assert w.grad == THREADS * 50 * 32
    assert all(gradient % 32 == 0 for gradient in seen)


@pytest.mark.parametrize("compiled", [False, True])
def test_trainings_of_models_of_their_own_end_as_one_after_the_other(compiled):
    if compiled:
        pytest.importorskip("numpy")
    X = [[0.1 * i, 1.0 - 0.05 * i] for i in range(20)]
    y = [0.3 * a - 0.2 * b for a, b in X]

    def train(seed):
        model = nn.MLP(2, [3, 1], seed=seed)
        nn.fit(model, X, y, epochs=3, compile=compiled, progress=False, seed=seed)
        return model.state_dict()

    threads = 2 if compiled else THREADS
    alone = [train(seed) for seed in range(threads)]
    assert together([lambda seed=seed: train(seed) for seed in range(threads)]) == alone


def test_a_compiled_function_that_all_call_first_at_once_gives_each_its_numbers():
    pytest.importorskip("numpy")
    w = [Value(0.5), Value(-1.5)]

    @compile
    def loss(X, y):
        return sum((autograd.dot(w, x) - t).tanh() ** 2 for x, t in zip(X, y))

    def numbers(k):
        X = [[0.1 * i + k, 1.0 - i] for i in range(4 + k % 2)]
        return X, [0.5 * i for i in range(len(X))]

    def eager(X, y):
        v = [Value(0.5), Value(-1.5)]
        total = sum((autograd.dot(v, x) - t).tanh() ** 2 for x, t in zip(X, y))
        total.backward()
        return total.data, [p.grad for p in v]

    expected = [eager(*numbers(k)) for k in range(THREADS)]
    found = together([lambda k=k: loss(*numbers(k)) for k in range(THREADS)])
    for value, (data, _) in zip(found, expected):
        assert value.data == pytest.approx(data, rel=1e-12)
    together([value.backward for value in found])
    for i, p in enumerate(w):
        assert p.grad == pytest.approx(sum(slopes[i] for _, slopes in expected), rel=1e-12)
