"""How fast and how small the eager engine is, beside micrograd: `python benchmarks/eager.py`.

Both libraries do the same jobs in one run, in turns, under Python's usual garbage collector. A
time is that of building a graph and going backward through it; a ratio is micrograd's time over
ours, the median over the turns. Jobs written with `Value`s make the same nodes in both libraries
(the script checks it), so their ratio is also the ratio per node. The last jobs are written with
each library's `nn`, as its users would; there a neuron of ours makes fewer and larger nodes.

micrograd recurses once for each node of a chain, so everything runs in a thread with a large
stack and a high recursion limit.
"""

import gc
import math
import platform
import random
import statistics
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import autograd
import nn

try:
    import micrograd.engine
    import micrograd.nn
except ImportError:
    sys.exit("micrograd is what this compares with, and is not installed: pip install micrograd")

TURNS = 5
SECONDS = 0.1  # of our time in each turn; shorter jobs are repeated
TARGET_RATIO = 7.0
TARGET_BYTES = 200

Job = Callable[[], Any]


def expression(value: Any) -> Job:
    """The example of micrograd's README, in the operations that both libraries have as nodes."""

    def job() -> Any:
        a, b = value(-4.0), value(2.0)
        c = a + b
        d = a * b + b**3
        c = c + c + 1
        c = c + 1 + c + a * -1
        d = d + d * 2 + (b + a).relu()
        d = d + d * 3 + (b + a * -1).relu()
        f = (c + d * -1) ** 2
        return f * 0.5 + f**-1 * 10.0

    return job


def wide(value: Any, nodes: int) -> Job:
    """About so many nodes over fifty leaves, in a chain of sums as losses are."""
    rng = random.Random(0)
    leaves = [value(rng.uniform(-1.0, 1.0)) for _ in range(50)]

    def job() -> Any:
        total = value(0.0)
        for i in range(nodes // 4):
            a, b, c = leaves[i % 50], leaves[(7 * i + 3) % 50], leaves[(3 * i + 1) % 50]
            total = total + (a * b + c).relu()
        return total

    return job


def network(value: Any) -> tuple[Callable[[list[Any]], Any], list[Any]]:
    """An MLP of sizes 2-16-16-1 in scalar arithmetic, and its parameters."""
    rng = random.Random(0)
    layers = [
        [([value(rng.uniform(-1.0, 1.0)) for _ in range(nin)], value(0.0)) for _ in range(nout)]
        for nin, nout in ((2, 16), (16, 16), (16, 1))
    ]

    def forward(x: list[Any]) -> Any:
        for layer in layers:
            x = [sum((w * xi for w, xi in zip(ws, x)), b) for ws, b in layer]
            x = [a.relu() for a in x] if layer is not layers[-1] else x
        return x[0]

    return forward, [p for layer in layers for ws, b in layer for p in (*ws, b)]


def sample(value: Any) -> Job:
    """One sample through that network."""
    forward, _ = network(value)
    return lambda: forward([value(0.5), value(-1.25)])


def moons() -> tuple[list[list[float]], list[int]]:
    """A hundred points on two half circles, with a little noise, labelled -1 and 1."""
    rng = random.Random(0)
    points = []
    for i in range(50):
        angle = math.pi * i / 49
        points += [(math.cos(angle), math.sin(angle), -1)]
        points += [(1.0 - math.cos(angle), 0.5 - math.sin(angle), 1)]
    xs = [[x + rng.gauss(0.0, 0.1), y + rng.gauss(0.0, 0.1)] for x, y, _ in points]
    return xs, [label for *_, label in points]


def moons_loss(value: Any, model: Callable[[list[Any]], Any], parameters: list[Any]) -> Job:
    """The loss of micrograd's demo: max-margin over a hundred points, plus an L2 penalty."""
    xs, labels = moons()

    def job() -> Any:
        scores = [model([value(x) for x in row]) for row in xs]
        losses = [(1 + -label * score).relu() for label, score in zip(labels, scores)]
        penalty = 1e-4 * sum(p * p for p in parameters)
        return sum(losses) * (1.0 / len(losses)) + penalty

    return job


def with_nn(value: Any, mlp: Any, job_of: str) -> Job:
    """The same with the library's own nn."""
    random.seed(1337)
    model = mlp(2, [16, 16, 1])
    if job_of == "sample":
        return lambda: model([0.5, -1.25])
    return moons_loss(value, model, model.parameters())


def count(root: Any) -> int:
    """The nodes of a graph of either library."""
    seen, stack = {root}, [root]
    while stack:
        for parent in stack.pop()._prev:
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)
    return len(seen)


def seconds(job: Job, repeats: int) -> float:
    """Of processor time for one build and backward; the garbage of others is not charged to it."""
    gc.collect()
    start = time.process_time()
    for _ in range(repeats):
        loss = job()
        loss.backward()
    return (time.process_time() - start) / repeats


def bytes_per_node(job: Job) -> tuple[float, float]:
    """What a graph holds once it is built, and after going backward through it."""
    nodes = count(job())
    gc.collect()
    tracemalloc.start()
    loss = job()
    built = tracemalloc.get_traced_memory()[0]
    loss.backward()
    gc.collect()
    differentiated = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return built / nodes, differentiated / nodes


def compare(name: str, ours: Job, theirs: Job, same_nodes: bool = True) -> None:
    nodes, micrograd_nodes = count(ours()), count(theirs())
    if same_nodes and nodes != micrograd_nodes:
        raise AssertionError(f"{name}: {nodes} nodes here and {micrograd_nodes} in micrograd")
    repeats = max(2, round(SECONDS / seconds(ours, 1)))
    times = [(seconds(ours, repeats), seconds(theirs, repeats)) for _ in range(TURNS)]
    mine, micrograds = (statistics.median(column) for column in zip(*times))
    ratio = statistics.median(b / a for a, b in times)
    note = "" if ratio >= TARGET_RATIO else f"   below {TARGET_RATIO:g}"
    print(
        f"{name:26} {nodes:8,} {1e6 * mine / nodes:8.2f} {micrograd_nodes:10,}"
        f" {1e6 * micrograds / micrograd_nodes:8.2f} {1e3 * mine:10.2f} {1e3 * micrograds:10.2f}"
        f" {ratio:8.1f}{note}",
        flush=True,
    )


def main() -> None:
    values = autograd.Value, micrograd.engine.Value
    print(
        f"CPython {platform.python_version()}, gc thresholds {gc.get_threshold()}, "
        f"{TURNS} turns, processor time of building and backward\n"
    )
    print(f"{'':26} {'ours':>17} {'micrograd':>19} {'ours':>10} {'micrograd':>10}")
    print(
        f"{'':26} {'nodes':>8} {'µs/node':>8} {'nodes':>10} {'µs/node':>8}"
        f" {'ms':>10} {'ms':>10} {'ratio':>8}"
    )
    print("the same nodes in both")
    compare("  small expression", *map(expression, values))
    compare("  MLP 2-16-16-1, a sample", *map(sample, values))
    compare("  wide graph", *(wide(value, 4_000) for value in values))
    compare("  wide graph", *(wide(value, 40_000) for value in values))
    compare("  two-moons loss", *(moons_loss(value, *network(value)) for value in values))
    compare("  wide graph", *(wide(value, 130_000) for value in values))
    print("as written with nn.MLP")
    libraries = (values[0], nn.MLP), (values[1], micrograd.nn.MLP)
    for name, kind in (("  MLP 2-16-16-1, a sample", "sample"), ("  two-moons loss", "moons")):
        compare(name, *(with_nn(*library, kind) for library in libraries), same_nodes=False)

    print(f"\n{'bytes a node':26} {'built':>17} {'after backward':>19}")
    for name, value in zip(("  ours", "  micrograd"), values):
        built, differentiated = bytes_per_node(wide(value, 40_000))
        above = name == "  ours" and differentiated > TARGET_BYTES
        note = f"   above {TARGET_BYTES}" if above else ""
        print(f"{name:26} {built:17.0f} {differentiated:19.0f}{note}")


if __name__ == "__main__":
    sys.setrecursionlimit(1_000_000)
    threading.stack_size(512 * 1024 * 1024)
    thread = threading.Thread(target=main)
    thread.start()
    thread.join()
