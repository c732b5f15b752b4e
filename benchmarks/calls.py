"""What surrounds a compiled call: a call of a small program, with its `backward()` and on numbers.

The programs do next to nothing, so that nearly all of the time is what goes on around them: the
arguments are recognised, what the function goes by is looked at, a Value is made, and the gradient
finds its way to the leaves.
"""

import time
from collections.abc import Callable
from typing import Any

import autograd
from autograd import Value
from benchmarks.told import line

BOTH, NUMBERS = 6.0, 3.0  # microseconds around an empty program, at most


class Line:
    """A method that is compiled."""

    def __init__(self) -> None:
        self.slope, self.offset, self.scale = Value(2.0), Value(1.0), 3.0

    @autograd.compile(backend="numpy")
    def at(self, x: Any) -> Any:
        """Of a line, a point."""
        return self.scale * (self.slope * x + self.offset)


def jobs() -> dict[str, tuple[Any, Any]]:
    """Compiled functions and an argument for each, by the form of the call."""
    w = Value(2.0)
    rows = [[Value(0.1 * (i + j)) for i in range(4)] for j in range(4)]
    shifts, ends = ([Value(scale * i) for i in range(4)] for scale in (0.1, 0.3))

    def network(xs: Any) -> Any:
        hidden = [autograd.tanh(autograd.dot(row, xs) + b) for row, b in zip(rows, shifts)]
        return autograd.dot(ends, hidden)

    def total(xs: Any) -> Any:
        return w * autograd.sum(xs)

    compiled = autograd.compile(backend="numpy")
    return {
        "empty program, a float": (compiled(lambda x: w * x), 1.5),
        "empty program, a Value": (compiled(lambda x: w * x), Value(1.5)),
        "a list of 10": (compiled(total), [0.1 * i for i in range(10)]),
        "a method": (Line().at, 0.5),
        "three captured lists of weights": (compiled(network), [0.1, 0.2, 0.3, 0.4]),
    }


def report(turns: int = 15, calls: int = 2_000) -> None:
    """Prints the table's part."""
    print("calls of small programs: alone, with backward(), and on numbers by .numpy()")
    for name, (f, x) in jobs().items():
        alone, both, numbers = (microseconds(way, turns, calls) for way in ways(f, x))
        wish = ""
        if name.startswith("empty"):
            missed = "" if both <= BOTH and numbers <= NUMBERS else "  missed"
            wish = f"<= {BOTH:g}, {NUMBERS:g}{missed}"
        line(name, f"{alone:.1f}  {both:.1f}  {numbers:.1f} µs", wish)
    w, x = Value(2.0), 1.5
    line("for scale: w * x uncompiled", f"{microseconds(lambda: w * x, turns, calls):.1f} µs")


def ways(f: Any, x: Any) -> tuple[Callable[[], object], ...]:
    """To call a function: alone, with `backward()`, on numbers."""
    return lambda: f(x), lambda: f(x).backward(), lambda: f.numpy(x)


def microseconds(way: Callable[[], object], turns: int, calls: int) -> float:
    """The least of the turns, a call, in processor time: what else runs only makes it longer."""
    found = []
    for _ in range(turns + 1):  # the first gets everything started
        start = time.process_time()
        for _ in range(calls):
            way()
        found.append(1e6 * (time.process_time() - start) / calls)
    return min(found)
