"""Samples shared among threads: the numbers are those of one thread, to the last bit."""

import math
import multiprocessing
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

pytest.importorskip("llvmlite")
import numpy as np

import autograd
from autograd import Value, vmap
from autograd.compiler.native import NativeCode

ROOT = Path(__file__).parents[2]
COUNT = 600


@pytest.fixture(autouse=True)
def _little_is_worth_it(monkeypatch):
    monkeypatch.setattr("autograd.compiler.native.threads.WORTH", 500)


def shared(f, threads, **options):
    """Compiled so that so many threads share the samples."""
    return autograd.compile(f, backend="native", threads=threads, **options)


def threads_of(compiled):
    assert isinstance(compiled.lifted.code, NativeCode)
    return compiled.lifted.code.threads


def wave(x, y):
    for _ in range(8):
        x, y = autograd.sin(x + 0.3 * y) + 0.2, autograd.exp(-x * x) * y
    return x * y


def columns(count=COUNT, seed=0):
    rng = random.Random(seed)
    return [[rng.uniform(-1.0, 1.0) for _ in range(count)] for _ in range(2)]


def test_values_and_slopes_of_samples_are_those_of_one_thread():
    both = vmap(autograd.value_and_grad(wave))
    one, two, five = (shared(both, n) for n in (1, 2, 5))
    xs, ys = columns()
    expected = one.numpy(xs, ys)
    for many in (two, five):
        found = many.numpy(xs, ys)
        assert [x.tobytes() for x in (found[0], *found[1])] == [
            x.tobytes() for x in (expected[0], *expected[1])
        ]
    assert [threads_of(x) for x in (one, two, five)] == [1, 2, 5]


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_gradients_of_shared_parameters_are_those_of_one_thread(threads):
    w, v = Value(0.7), Value(-0.3)

    def loss(xs, ys):
        return sum(vmap(lambda x, y: wave(w * x, v * y) ** 2)(xs, ys)) + w * v

    def gradients(compiled):
        w.grad = v.grad = 0.0
        result = compiled(*columns())
        result.backward()
        return result.data, w.grad, v.grad

    expected = gradients(shared(loss, 1))
    many = shared(loss, threads)
    assert gradients(many) == expected
    assert all(gradients(many) == expected for _ in range(20))
    assert threads_of(many) == threads


def test_gradients_of_the_samples_themselves_are_those_of_one_thread():
    xs, ys = columns()
    given = [Value(x) for x in xs], [Value(y) for y in ys]
    found = []
    for threads in (1, 2):
        for x in (*given[0], *given[1]):
            x.grad = 0.0
        compiled = shared(lambda xs, ys: sum(vmap(wave)(xs, ys)), threads)
        compiled(*given).backward()
        found.append([x.grad for x in (*given[0], *given[1])])
        assert threads_of(compiled) == threads
    assert found[0] == found[1]


def test_a_number_that_samples_of_two_threads_read_gets_what_both_send():
    x = Value(0.5)
    xs, count = [x, *map(Value, columns()[0])], COUNT
    xs[-1] = x
    shared(lambda xs: sum(vmap(lambda a: wave(a, 1.0))(xs)), 2)(xs).backward()
    expected = 2.0 * autograd.grad(lambda a: wave(a, 1.0))(0.5)
    assert len(xs) == count + 1
    assert x.grad == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("place", [0, COUNT // 3, COUNT - 1])
def test_an_error_in_any_thread_is_that_of_the_engine(place):
    f = shared(vmap(lambda x: autograd.log(wave(x, x) + 10.0 * x)), 3)
    xs = [1.0] * COUNT
    assert len(f.numpy(xs)) == COUNT
    xs[place] = -5.0
    with pytest.raises(ValueError, match="log"):
        f.numpy(xs)
    xs[place] = 1.0
    assert f.numpy(xs)[place] == math.log(float(wave(1.0, 1.0)) + 10.0)
    assert threads_of(f) == 3


def test_few_samples_are_not_shared():
    f = shared(vmap(lambda x: x * x), 4)
    assert [*f.numpy([1.0, 2.0, 3.0])] == [1.0, 4.0, 9.0]
    assert threads_of(f) == 1


def test_a_function_without_samples_runs_as_ever():
    assert shared(lambda x: x * autograd.exp(x), 2)(0.0).data == 0.0


def test_functions_of_python_itself_take_part():
    f = shared(vmap(lambda x: autograd.gamma(wave(x, x) + 3.0)), 2)
    xs = columns()[0]
    found = f.numpy(xs)
    assert threads_of(f) == 2
    assert [*found[:50]] == [float(autograd.gamma(wave(x, x) + 3.0)) for x in xs[:50]]


def test_explain_says_how_many_threads_there_are(capsys):
    f = shared(vmap(wave), 2)
    f.numpy(*columns())
    f.explain()
    assert "threads" in capsys.readouterr().out


@pytest.mark.parametrize("threads", [0, -1, 1.5, True, "2", None])
def test_what_is_no_number_of_threads_is_refused_in_one_line(threads):
    with pytest.raises(ValueError, match="threads is a whole number from 1 on, got") as caught:
        autograd.compile(wave, backend="native", threads=threads)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("backend", ["auto", "numpy", "jax"])
def test_other_backends_leave_threads_to_their_libraries(backend):
    with pytest.raises(ValueError, match="needs backend='native'"):
        autograd.compile(wave, backend=backend, threads=2)
    assert autograd.compile(backend="numpy", threads=1)(wave)(0.1, 0.2) is not None


def test_many_threads_may_call_it_at_once():
    f = shared(vmap(wave), 2)
    given = [columns(seed=k) for k in range(4)]
    expected = [f.numpy(*xs).tobytes() for xs in given]
    wrong = []

    def call(k):
        found = [f.numpy(*given[k]).tobytes() for _ in range(50)]
        wrong.extend(x for x in found if x != expected[k])

    callers = [threading.Thread(target=call, args=(k,)) for k in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert not wrong


def _sum_in_a_child(f, xs, ys, queue):
    queue.put(float(np.sum(f.numpy(xs, ys))))


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
# Where JAX was imported in this process, it warns of forks that use JAX; the child uses none.
@pytest.mark.filterwarnings("ignore:os.fork:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:.*_at_fork.*:pytest.PytestUnraisableExceptionWarning")
def test_a_forked_process_has_threads_of_its_own():
    f, (xs, ys) = shared(vmap(wave), 2), columns()
    expected = float(np.sum(f.numpy(xs, ys)))
    forked = multiprocessing.get_context("fork")
    queue = forked.Queue()
    child = forked.Process(target=_sum_in_a_child, args=(f, xs, ys, queue))
    child.start()
    assert queue.get(timeout=60) == expected
    child.join(60)
    assert child.exitcode == 0


ENDLESS = """
import random, signal, autograd
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell's background job ignores
from tests.compiler.test_native_threads import columns, wave
f = autograd.compile(autograd.vmap(wave), backend="native", threads=2)
given = columns(4_000)
f.numpy(*given)
print("ready", flush=True)
try:
    while True:
        f.numpy(*given)
except KeyboardInterrupt:
    print(len(f.numpy(*given)), flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_it_and_it_can_be_called_again():
    command = [sys.executable, "-c", ENDLESS]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        try:
            out, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (out, process.returncode) == ("4000\n", 0)
