"""Ctrl-C at any line, and threads: the gradients of leaves are those of whole passes."""

import sys
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

import autograd
from autograd import Value
from autograd.passes import one_at_a_time, zero_grad

PACKAGE = str(Path(autograd.__file__).parent)


def stopped_at_each_line(job: Callable[[], object]) -> Iterator[int]:
    """Does the job again and again, with Ctrl-C at its first line in the package, its second, ...

    Lets the caller look after each time, until the job gets through.
    """
    for at in count(1):
        passed = 0

        def trace(frame, event, _, at=at):
            nonlocal passed
            if not frame.f_code.co_filename.startswith(PACKAGE):
                return None
            if event == "line":
                passed += 1
                if passed == at:
                    raise KeyboardInterrupt
            return trace

        usual = sys.gettrace()
        sys.settrace(trace)
        try:
            job()
        except KeyboardInterrupt:
            pass
        finally:
            sys.settrace(usual)
        # A line of `with` is passed on leaving it, too: stopped there, where no real Ctrl-C comes
        # in, it would keep the lock.
        while one_at_a_time._is_owned():
            one_at_a_time.release()
        yield at
        if passed < at:
            return


def check(job, leaves, start, end):
    """That after every stop the gradients are those of the start or those of the end."""
    seen = []
    for leaf, gradient in zip(leaves, start):
        leaf.grad = gradient
    for _ in stopped_at_each_line(job):
        now = [float(leaf.grad) for leaf in leaves]
        assert now in (start, end)
        seen.append(now)
        for leaf, gradient in zip(leaves, start):
            leaf.grad = gradient
    assert len(seen) > 3
    assert seen[0] == start
    assert seen[-1] == end


def graph():
    leaves = [Value(float(i)) for i in range(1, 6)]
    a, b, c, d, e = leaves
    return leaves, autograd.maximum(a * b, c) * autograd.sum([d, e, a]) + (b - d) ** 2


# a=1 b=2 c=3 d=4 e=5: max(ab, c) = c = 3, sum = 10, (b - d)² = 4
SLOPES = [3.0, 2 * -2.0, 10.0, 3.0 + 4.0, 3.0]
START = [10.0, 20.0, 30.0, 40.0, 50.0]


@pytest.mark.parametrize("create_graph", [False, True])
def test_a_pass_is_stopped_before_or_after_it_and_never_amid(create_graph):
    leaves, y = graph()
    end = [before + slope for before, slope in zip(START, SLOPES)]
    check(lambda: y.backward(create_graph=create_graph), leaves, START, end)


def test_a_compiled_pass_too():
    pytest.importorskip("numpy")
    leaves = [Value(float(i)) for i in range(1, 6)]
    y = autograd.compile(lambda x: autograd.dot(leaves, x) ** 2)([1.0, 0.0, 2.0, 0.0, 1.0])
    end = [before + 2 * 12.0 * x for before, x in zip(START, (1, 0, 2, 0, 1))]
    check(y.backward, leaves, START, end)


def test_zero_grad_too():
    leaves, _ = graph()
    check(lambda: zero_grad(leaves), leaves, START, [0.0] * 5)


def together(jobs):
    """Runs all at once, in threads that change places as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    threads = [threading.Thread(target=job) for job in jobs]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(usual)


@pytest.mark.parametrize("create_graph", [False, True])
def test_threads_lose_no_gradient_of_a_leaf_they_share(create_graph):
    w = Value(1.0)

    def job():
        for _ in range(10):
            autograd.sum([w * i for i in range(20)]).backward(create_graph=create_graph)

    together([job] * 10)
    assert float(w.grad) == 10 * 10 * sum(range(20))


def test_nor_of_inner_nodes_they_share():
    w = Value(1.0)
    shared = w
    for _ in range(50):
        shared = shared + 1.0
    together([lambda k=k: [(shared * k).backward() for _ in range(10)] for k in range(10)])
    assert w.grad == 10 * sum(range(10))


def test_nor_of_compiled_results():
    pytest.importorskip("numpy")
    w = [Value(1.0) for _ in range(50)]
    f = autograd.compile(lambda x: autograd.dot(w, x))
    results = [f([float(i)] * 50) for i in range(10)]
    together([lambda y=y: [y.backward() for _ in range(20)] for y in results])
    assert [leaf.grad for leaf in w] == [20.0 * sum(range(10))] * 50
