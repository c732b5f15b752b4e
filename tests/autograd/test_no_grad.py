"""no_grad(): inside, nothing is recorded; around it, everything is as before."""

import asyncio
import threading

import pytest

import autograd
from autograd import Value, no_grad


def is_recorded():
    x = Value(2.0)
    return (x * x).parents == (x, x)


def test_inside_results_are_numbers_without_a_past():
    x = Value(2.0)
    with no_grad():
        for y in (
            x * x,
            3 * x,
            x**2,
            -x,
            x.exp(),
            autograd.sum([x, x]),
            autograd.maximum(x, 1),
            autograd.leaky_relu(x),
            *autograd.softmax([x, 1.0]),
        ):
            assert (y.parents, y.op) == ((), "")
        y = x * x
        assert y.data == 4.0
        y.backward()
    assert (x.grad, y.grad) == (0.0, 1.0)
    assert is_recorded()


def test_it_nests_and_ends_with_an_exception():
    with no_grad():
        with no_grad():
            assert not is_recorded()
        assert not is_recorded()
    assert is_recorded()
    with pytest.raises(KeyError), no_grad():
        raise KeyError
    assert is_recorded()


def test_it_decorates_a_function():
    @no_grad()
    def predict(x):
        """Docs stay."""
        return x * x

    x = Value(3.0)
    for _ in range(2):
        assert predict(x).parents == ()
        assert (x * x).parents == (x, x)
    assert predict.__name__ == "predict"
    assert predict.__doc__ == "Docs stay."


def test_backward_works_inside_on_a_graph_from_outside():
    x = Value(3.0)
    y = x * x
    with no_grad():
        y.backward()
    assert x.grad == 6.0


def test_derivatives_are_right_inside_it():
    with no_grad():
        assert autograd.grad(lambda x: x * x)(3.0) == 6.0
        assert autograd.hessian(lambda x: x**3)(2.0) == 12.0
        assert autograd.check_gradients(lambda x: x.tanh(), 0.3).worst < 1e-9
        slope = autograd.grad(lambda x: x * x)(Value(3.0))
        assert (slope.data, slope.parents) == (6.0, ())
        assert not is_recorded()


def test_it_holds_for_its_own_thread_only():
    inside, checked = threading.Event(), threading.Event()
    seen = {}

    def other():
        inside.wait(10)
        seen["while the main thread is inside"] = is_recorded()
        with no_grad():
            seen["inside itself"] = is_recorded()
            checked.set()
            left.wait(10)
            seen["after the main thread has left"] = is_recorded()

    left = threading.Event()
    thread = threading.Thread(target=other)
    thread.start()
    with no_grad():
        inside.set()
        checked.wait(10)
        assert not is_recorded()
    assert is_recorded()
    left.set()
    thread.join(10)
    assert seen == {
        "while the main thread is inside": True,
        "inside itself": False,
        "after the main thread has left": False,
    }


def test_it_holds_for_its_own_task_only():
    async def without(log):
        with no_grad():
            for _ in range(5):
                await asyncio.sleep(0)
                log.append(is_recorded())

    async def usual(log):
        for _ in range(5):
            await asyncio.sleep(0)
            log.append(is_recorded())

    async def main():
        off, on = [], []
        await asyncio.gather(without(off), usual(on), without(off), usual(on))
        return off, on

    off, on = asyncio.run(main())
    assert off == [False] * 10
    assert on == [True] * 10


def test_a_task_started_inside_begins_inside():
    async def look():
        return is_recorded()

    async def main():
        with no_grad():
            started_inside = asyncio.create_task(look())
        return await started_inside, await asyncio.create_task(look())

    assert asyncio.run(main()) == (False, True)


def test_threads_that_work_on_graphs_of_their_own_do_not_disturb_each_other():
    def train(seed, results):
        x = Value(1.0 + seed)
        for _ in range(300):
            y = (x * x + seed).tanh() * x
            x.grad = 0.0
            y.backward()
            x.data -= 0.01 * x.grad
        results[seed] = x.data

    expected, results = {}, {}
    for seed in range(6):
        train(seed, expected)
    threads = [threading.Thread(target=train, args=(seed, results)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == expected
