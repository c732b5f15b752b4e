"""What machine code costs before it runs: time and memory of the first call, a recorded node.

    python -m benchmarks.building             a table: four programs, of 10^3, 10^4 and 10^5 nodes
    python -m benchmarks.building --all       10^6 nodes as well, which takes minutes

A random graph, in which nothing repeats, is all straight-line code; a pendulum, a Kalman filter and
Rosenbrock's valley become loops. Each row is a process of its own, so that the memory is its own.
Times are those of the processor. The last column is the first call of a second process, which finds
the machine code on disk. With `backend="auto"` the first call makes what runs without machine code.
"""

import argparse
import functools
import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import autograd
from autograd import Value
from benchmarks import formulas

SIZES = [1_000, 10_000, 100_000, 1_000_000]
NODES = {"random graph": 3.1, "pendulum": 62, "kalman": 32, "rosenbrock": 10}  # a step, recorded
WANTED = 40.0  # microseconds a node, at most
PARTS = ["record", "graph", "group, lift", "text", "LLVM", "check", "pack"]


def main() -> None:
    """Prints the table, or measures one row of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.building", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", metavar="NAME", default="")
    parser.add_argument("--row", nargs=4, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.row:
        name, size, backend, cache = arguments.row
        print(json.dumps(first_call(name, int(size), backend, cache == "cache")))
        return
    titles = [*PARTS, "all, µs/node", "kept, bytes/node", "peak", "from disk, µs/node"]
    print(f"{'':<34}" + "  ".join(titles))
    for name in NODES:
        for size in SIZES if arguments.all else SIZES[:-1]:
            for backend in ("native", "auto"):
                if arguments.only in name:
                    print(line(name, size, backend, titles), flush=True)


def line(name: str, size: int, backend: str, titles: list[str]) -> str:
    """One row of the table."""
    found, stored = row(name, size, backend, "no cache"), ""
    if backend == "native":
        with tempfile.TemporaryDirectory() as folder:
            row(name, size, backend, "cache", folder)
            stored = f"{row(name, size, backend, 'cache', folder)['all']:.1f}"
    cells = [f"{found[part]:.1f}" for part in [*PARTS, "all"]]
    cells += [f"{found['kept']:.0f}", f"{found['peak']:.0f}", stored]
    if found["all"] > WANTED and backend == "native":
        cells.append(f"  missed: at most {WANTED:g} wanted")
    head = f"{name}, {int(found['nodes']):,}, {backend}"
    return f"{head:<34}" + "  ".join(f"{x:>{len(t)}}" for x, t in zip(cells, [*titles, ""]))


def row(name: str, size: int, backend: str, cache: str, folder: str = "") -> dict[str, float]:
    """What a process of its own measures."""
    command = [sys.executable, "-m", "benchmarks.building", "--row", name, str(size)]
    done = subprocess.run(
        [*command, backend, cache],
        env={**os.environ, "XDG_CACHE_HOME": folder} if folder else None,
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def first_call(name: str, size: int, backend: str, cache: bool = False) -> dict[str, float]:
    """Microseconds and bytes a node, of each part and of all."""
    loss = program(name, size)
    compiled = autograd.compile(loss, backend=backend, cache=cache)
    autograd.compile(program(name, 700), backend=backend, cache=cache)()  # what is made only once
    gc.collect()
    nodes, before = [0], resident()
    with stopwatch(nodes) as spent:
        start = time.process_time()
        compiled()
        spent["all"] = time.process_time() - start
    found = {part: 1e6 * spent.get(part, 0.0) / nodes[0] for part in [*PARTS, "all"]}
    peak = 1024.0 * int(status("VmHWM"))
    gc.collect()
    return {
        **found,
        "nodes": nodes[0],
        "kept": (resident() - before) / nodes[0],
        "peak": (peak - before) / nodes[0],
    }


def program(name: str, nodes: int) -> Callable[[], Any]:
    """A loss with about so many recorded nodes."""
    steps = max(2, round(nodes / NODES[name]))
    values, rng = formulas.functions(autograd), random.Random(1)
    numbers = formulas.numbers_of(name)
    sizes = {"random graph": {"size": steps}, "rosenbrock": {}}.get(name, {"steps": steps})
    if name == "rosenbrock":
        numbers = [rng.uniform(-1.5, 1.5) for _ in range(steps)]
    formula, parameters = formulas.job(name, sizes), [Value(x) for x in numbers]
    return lambda: formula(parameters, values)


def resident() -> float:
    """Bytes of memory that this process has."""
    return 1024.0 * int(status("VmRSS"))


def status(what: str) -> str:
    """What Linux says of this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(line.split()[1] for line in lines if line.startswith(what))


@contextmanager
def stopwatch(nodes: list[int]) -> Iterator[dict[str, float]]:
    """Inside, the time of each pass of the compiler is taken, less that of others in it.

    Arguments:
        nodes: gets the number of recorded nodes for its first.
    """
    from autograd.compiler.native import code, plan
    from autograd.compiler.run import lifted, machine, reading

    watched: list[tuple[ModuleType, str, str]] = [
        (lifted, "record", "record"),
        (machine, "graph_heard", "graph"),
        (machine, "plan_of", "graph"),
        (reading, "group", "group, lift"),
        (reading, "program_of", "group, lift"),
        (reading, "written", "group, lift"),
        (plan, "written", "text"),
        (plan, "key", "text"),
        (code, "compiled", "LLVM"),
        (code, "Machine", "LLVM"),
        (lifted, "difference", "check"),
        (reading, "Packed", "pack"),
    ]
    spent, inner = dict.fromkeys(PARTS, 0.0), [0.0]

    def timed(function: Callable[..., Any], part: str) -> Callable[..., Any]:
        @functools.wraps(function, updated=())
        def timing(*given: Any, **named: Any) -> Any:
            inner.append(0.0)
            start = time.process_time()
            result = function(*given, **named)
            took = time.process_time() - start
            spent[part] += took - inner.pop()
            inner[-1] += took
            if part == "record":
                nodes[0] = len(result.nodes)
            return result

        return timing

    before = [(owner, name, getattr(owner, name)) for owner, name, _ in watched]
    try:
        for owner, name, part in watched:
            setattr(owner, name, timed(getattr(owner, name), part))
        yield spent
    finally:
        for owner, name, function in before:
            setattr(owner, name, function)


if __name__ == "__main__":
    main()
