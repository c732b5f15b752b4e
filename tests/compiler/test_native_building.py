"""How machine code is made, and where it stands in memory."""

import gc
import platform
import sys
import tracemalloc

import pytest

import autograd
from autograd import Value
from tests.tools.golden_sources import hinge, neuron, softmax

pytest.importorskip("llvmlite")

from autograd.compiler.native import graph_of
from autograd.compiler.native.cache import key
from autograd.compiler.native.program import written
from autograd.compiler.record import Call, Packed, Recorder, Surroundings, record

close = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64",
    reason="elsewhere addresses may be of any size",
)


def of_all_samples(count):
    """Gradients of so many parameters are set to zero before a loop over samples adds to them."""
    ws = [Value(0.01 * k) for k in range(count)]

    @autograd.compile(backend="native")
    def loss(xs):
        return autograd.sum(
            autograd.vmap(lambda x: autograd.exp(autograd.sin(autograd.sum(w * x for w in ws))))(xs)
        )

    return loss


@close
def test_what_stands_elsewhere_is_called_by_a_table_of_addresses():
    loss = of_all_samples(400)
    loss([0.01 * k for k in range(20)]).backward()
    calls = [line for line in loss.assembly.splitlines() if "call" in line and "@" in line]
    for function in ("exp", "sin", "memset"):
        assert any(f"libm.{function}@" in call for call in calls)
    assert all("@GOTPCREL" in call for call in calls)


def with_all_kinds_of_nodes(x, y):
    """What is detached, made of constants, chosen, labelled, subtracted in a row."""
    c = Value(2.0) * 3.0
    z = autograd.exp(x * 0.25)
    z.label = "z"
    with autograd.no_grad():
        scale = x * y
    total = x - y - z - W * c
    chosen = autograd.take([total, z], 1)
    return total * scale.data + chosen, autograd.maximum(x, y) / (W - x), Value(4.0)


W = Value(0.75, "W")


@pytest.mark.parametrize("given", [(0.5, -0.25), (Value(0.5), Value(-0.25))])
def test_what_runs_as_machine_code_is_read_as_what_runs_as_arrays_is(given):
    ways = [autograd.compile(with_all_kinds_of_nodes, backend=b) for b in ("native", "numpy")]
    for way in ways:
        way(*given)
    native, arrays = (way.lifted for way in ways)
    assert native.source == arrays.source
    assert native.tape.scalar_nodes == arrays.tape.scalar_nodes


@pytest.mark.parametrize("program", [neuron, hinge, softmax])
def test_a_known_program_reads_the_same_whichever_way_it_runs(program):
    function, args = program()
    ways = [autograd.compile(function, backend=b) for b in ("native", "numpy")]
    for way in ways:
        way(*args)
    assert ways[0].source == ways[1].source


def test_of_the_recorded_nodes_nothing_is_kept_but_numbers():
    def f(x):
        for k in range(2_000):
            x = autograd.sin(x) * (k + W)
        return x

    compiled = autograd.compile(f, backend="native")
    tracemalloc.start()
    try:
        compiled(0.5)
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 60 * 8_000 + 200_000  # a node alone takes 152 bytes


def test_the_text_can_be_read_after_the_nodes_are_gone():
    def f(x, y):
        z = autograd.maximum(autograd.sin(x) * 0.5 + y, Value(0.25) * 3.0)
        return x * z.data, z - W

    heard = record(Call(f, (0.5, 1.0), {}, ["x", "y"]), "f", Surroundings(f, []), Recorder())
    again = Packed(heard, [W]).heard()
    before, after = (graph_of(each, inputs_too=True) for each in (heard, again))
    assert written(after) == written(before)
    assert key(after) == key(before)
