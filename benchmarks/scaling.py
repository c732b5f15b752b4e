"""What compiling costs as graphs grow: time and memory of the first call, a scalar node.

The graph is the two-moons loss of a network written in plain scalar arithmetic, on more and more
samples: there every number, every product and every sum is a node. The first call records it,
lifts it, and checks value and gradient against what was recorded; the program's own run, which
comes last, is the second call's time and not counted.
"""

import gc
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import autograd
from autograd import Value
from benchmarks.told import line, times

SIZES = (10_000, 100_000, 1_000_000)
MICROSECONDS = 2.0  # a node, at most
NODES_OF_A_SAMPLE = 678


def report(turns: int = 3, sizes: tuple[int, ...] = SIZES) -> None:
    """Prints the table's part."""
    print("tracing and lifting, by scalar nodes recorded")
    each: dict[str, list[float]] = {}
    for size in sizes:
        found = [first_call(size) for _ in range(turns)]
        nodes = found[0][0]
        name = f"{nodes:,} nodes"
        each[name] = [taken / nodes for _, taken in found]
        median = 1e6 * statistics.median(each[name])
        missed = "" if median <= MICROSECONDS else "  missed"
        line(f"{name}, time a node", f"{median:.2f} µs", f"<= {MICROSECONDS:g}{missed}")
        line(f"{name}, memory a node at most", f"{peak_memory(size) / nodes:,.0f} bytes")
    small, *_, large = each
    ratios = (a / b for a, b in zip(each[large], each[small]))
    ratio = statistics.median(ratios)
    line(f"{large} : {small}, each", times(ratio), "<= 1.5" + ("" if ratio <= 1.5 else "  missed"))


def moons_loss(nodes: int) -> tuple[Callable[..., Any], list[list[float]], list[float]]:
    """A loss whose graph has about so many nodes, and its arguments."""
    rng = random.Random(0)
    sizes = (2, 16), (16, 16), (16, 1)
    layers = [
        [([Value(rng.uniform(-1.0, 1.0)) for _ in range(nin)], Value(0.0)) for _ in range(nout)]
        for nin, nout in sizes
    ]

    def loss(X: Any, y: Any) -> Any:
        total = 0.0
        for x, target in zip(X, y):
            for layer in layers:
                x = [sum((w * xi for w, xi in zip(ws, x)), b) for ws, b in layer]
                x = [z.relu() for z in x] if layer is not layers[-1] else x
            total += (1 - target * x[0]).relu()
        return total / len(X)

    samples = nodes // NODES_OF_A_SAMPLE
    X = [[rng.uniform(-1.0, 1.0) for _ in range(2)] for _ in range(samples)]
    return loss, X, [rng.choice((-1.0, 1.0)) for _ in range(samples)]


def first_call(size: int) -> tuple[int, float]:
    """The scalar nodes of a graph, and the processor time that compiling it takes."""
    loss, X, y = moons_loss(size)
    nodes = len(autograd.topological_order(loss(X, y)))
    gc.collect()
    compiled = autograd.compile(loss)
    starts = [time.process_time()]
    for _ in range(2):
        compiled(X, y)
        starts.append(time.process_time())
    start, first, second = starts
    return nodes, (first - start) - (second - first)


def peak_memory(size: int) -> int:
    """The most that compiling it holds at once, in bytes."""
    loss, X, y = moons_loss(size)
    compiled = autograd.compile(loss)
    gc.collect()
    tracemalloc.start()
    compiled(X, y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
