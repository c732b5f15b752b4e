"""Graphs of scalars for eager engines: small, wide and deep, by one text for every library.

Each is a function of leaves and of a `scalar_libraries.Scalars`, and makes the same nodes wherever
an operation is a node.
"""

import gc
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from benchmarks.scalar_libraries import Function, Number, Scalars, Vector

EXPRESSION = 39  # nodes of the small one, constants counted


def expression(leaves: Vector, m: Scalars) -> Number:
    """The example of micrograd's README, in the operations that all libraries have."""
    a, b = leaves
    c = a + b
    d = a * b + b**3
    c = c + c + 1
    c = c + 1 + c + a * -1
    d = d + d * 2 + m.relu(b + a)
    d = d + d * 3 + m.relu(b + a * -1)
    f = (c + d * -1) ** 2
    return f * 0.5 + f**-1 * 10.0


def wide(leaves: Vector, m: Scalars, nodes: int) -> Number:
    """About so many nodes over the leaves, in a chain of sums as losses are."""
    total, n = leaves[0], len(leaves)
    for i in range(nodes // 4):
        a, b, c = leaves[i % n], leaves[(7 * i + 3) % n], leaves[(3 * i + 1) % n]
        total = total + m.relu(a * b + c)
    return total


def chain(leaves: Vector, m: Scalars, operations: int) -> Number:
    """x, multiplied by one number and increased by another, again and again."""
    x, slope, shift = leaves
    for _ in range(operations // 2):
        x = x * slope + shift
    return x


def graph(nodes: int) -> tuple[Function, list[float]]:
    """A function that makes so many nodes, and its numbers: the expression, or a wide graph."""
    if nodes == EXPRESSION:
        return expression, [-4.0, 2.0]
    rng = random.Random(0)
    leaves = [rng.uniform(-1.0, 1.0) for _ in range(min(50, nodes // 10))]
    return lambda xs, m: wide(xs, m, nodes - len(leaves)), leaves


def deep(operations: int) -> tuple[Function, list[float]]:
    """The chain, and its numbers."""
    return lambda xs, m: chain(xs, m, operations), [1.0, 0.999, 0.002]


def repeated(
    m: Scalars, f: Function, numbers: list[float], graphs: int = 1
) -> Callable[[int], list[float]]:
    """In a round builds so many graphs and goes back through them: the value, then the gradient."""
    once = m.both(f, numbers)

    def run(rounds: int) -> list[float]:
        for _ in range(graphs * rounds):
            value, gradient = once()
        return [float(value), *map(float, gradient)]

    return run


def bytes_a_node(m: Scalars, nodes: int, memory: Callable[[], int]) -> dict[str, float]:
    """What a graph holds when it is built, and after going back through it."""
    m.both(*graph(EXPRESSION))()  # what is made only once
    f, numbers = graph(nodes)
    leaves = [m.value(number) for number in numbers]
    gc.collect()
    before = memory()
    result = f(leaves, m)
    built = memory() - before
    m.gradients(result, leaves)
    gc.collect()
    back = memory() - before
    return {"bytes a node, built": built / nodes, "bytes a node, after backward": back / nodes}


def traced() -> int:
    """Bytes that Python's own allocators have given, from the first question on."""
    if not tracemalloc.is_tracing():
        tracemalloc.start()
    return tracemalloc.get_traced_memory()[0]


def resident() -> int:
    """Bytes that this process has, where Linux tells: for libraries that ask C for memory."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
