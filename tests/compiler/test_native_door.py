"""The door: machine code that Python calls as a function of its own."""

import ctypes
import math
import sys
import threading

import pytest

pytest.importorskip("llvmlite")
import numpy as np

import autograd
from autograd import Value
from autograd.compiler.native.door import door


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_double), ctypes.POINTER(ctypes.c_double))
def sums(values, memory):
    """memory[3] is the sum of three numbers, memory[4] one of values; the third tells of errors."""
    memory[3], memory[4] = memory[0] + memory[1] + memory[2], values[0]
    return memory[2] < 0.0


@pytest.fixture(params=[False, True], ids=["short", "long"])
def enter(request):
    return door(ctypes.cast(sums, ctypes.c_void_p).value, 0, 3, 2, request.param)


def test_numbers_of_lists_are_put_one_after_the_other_and_found_numbers_are_a_list(enter):
    values, memory = np.array([7.5]), bytearray(5 * 8)
    assert enter(values, memory, [1.0, 2.0], [], [3]) == [6.0, 7.5]
    assert enter(memory, memory, [0.5], [1e-3, 0.25]) == [0.5 + 1e-3 + 0.25, 0.5]
    assert enter(values, memory) == [0.5 + 1e-3 + 0.25, 7.5]
    assert enter(values, memory, [1.0, 2.0, -3.0]) is False
    assert math.isnan(enter(values, memory, [math.nan, 1.0, 1.0])[0])


def test_what_is_no_number_no_list_or_no_memory_is_an_error_and_changes_no_count(enter):
    memory, wrong = bytearray(5 * 8), [1.0, "a"]
    numbers = [1.5, 2.5, 3.5]
    mistaken = [
        ((memory, memory, wrong), TypeError),
        ((memory, memory, numbers, (1.0,)), SystemError),
        ((memory, memory, np.ones(3)), SystemError),
        ((b"12345678" * 5, memory, numbers), BufferError),
        ((memory, 3, numbers), TypeError),
        ((None, memory, numbers), TypeError),
    ]
    counted = [memory, wrong, numbers, *numbers, wrong[1]]
    before = [*map(sys.getrefcount, counted)]
    for _ in range(50):
        for given, error in mistaken:
            with pytest.raises(error):
                enter(*given)
        assert enter(memory, memory, numbers) == [7.5, 1.5]
        assert enter(memory, memory, [1.0, 1.0, -1.0]) is False
    assert [*map(sys.getrefcount, counted)] == before
    memory.extend(b"12345678")  # nobody holds it any more


def test_results_outlive_calls_that_follow_and_go_back_in_any_thread():
    w = Value(3.0)
    f = autograd.compile(lambda x: autograd.sin(w * x) * x, backend="native")
    points = [0.01 * k for k in range(400)]
    results = [f(x) for x in points]
    found = {}

    def slopes(mine):
        for k in mine:
            found[k] = results[k].operation.gradients(results[k].data, 3.0)[0]

    threads = [threading.Thread(target=slopes, args=(range(k, 400, 4),)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for k, x in enumerate(points):
        assert results[k].data == math.sin(3.0 * x) * x
        assert found[k] == pytest.approx(math.cos(3.0 * x) * x * x, rel=1e-14, abs=1e-300)
