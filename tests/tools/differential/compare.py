"""What a program should give, and what counts as a difference from it.

Not differences, each for the reason given:

*   A derivative that is not a finite number, or its exception, where a slope on the way is
    infinite or does not exist, or where the same chain rule overflows in floats with perfect
    slopes.
*   Derivatives at NaN, which has none.
*   Compiled code, where an error of rounding could turn a branch or leaves no digits.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mpmath import mp

from tests.tools.differential.chain import Chain, Expected
from tests.tools.differential.program import Call, Program, Running, combined, leaves, mapped
from tests.tools.differential.tape import Number, Tape
from tests.tools.differential.worlds import REFERENCE

FLOAT_ERRORS = (ArithmeticError, ValueError, IndexError)


class Case:
    """A program with its references, each worked out once."""

    def __init__(self, program: Program) -> None:
        self.program, self.calls = program, program.calls
        self._known: dict[tuple[int, bool], Reference] = {}

    def reference(self, k: int, conditioned: bool = False) -> Reference:
        """What call k should give; for compiled code, with the errors that values may have."""
        if (k, conditioned) not in self._known:
            self._known[k, conditioned] = Reference(self.program, self.calls[k], conditioned)
        return self._known[k, conditioned]


@dataclass(frozen=True)
class Difference:
    """One number that is not what it should be.

    Arguments:
        path: how the program was run.
        call: which of its calls.
        what: the value, or the leaf whose derivative it is.
        found: what came out.
        expected: what should have.
    """

    path: str
    call: int
    what: str
    found: str
    expected: str

    @property
    def kind(self) -> tuple[str, str]:
        """What a smaller program must keep to show the same."""
        return self.path, self.what.split(" ")[0]

    def __str__(self) -> str:
        return f"{self.path}, call {self.call}: {self.what}: {self.found}, right {self.expected}"


class Reference:
    """One call of a program on the tape.

    Attributes:
        error: the exception that floats raise, or None; then there is nothing else.
        results: the numbers returned.
        arguments, parameters: the leaves.
    """

    def __init__(self, program: Program, call: Call, conditioned: bool = False) -> None:
        tape = self.tape = Tape()
        self.conditioned = conditioned
        self.error: Exception | None = None
        running = Running(program.but(calls=(call,)), REFERENCE, tape.leaf)
        given = mapped(tape.leaf, call.arguments)
        self.arguments, self.parameters = leaves(given), running.parameters
        try:
            results = running.f(*given.values())
            self.results = [tape.number(x) for x in leaves(results)]
            self.total = tape.number(combined(results))
        except FLOAT_ERRORS as error:
            self.error = error

    @property
    def has_nan(self) -> bool:
        """Whether a number is NaN."""
        return any(math.isnan(node.x) for node in self.tape.nodes)

    @property
    def finite(self) -> bool:
        """Whether all numbers are finite."""
        return all(math.isfinite(node.x) for node in self.tape.nodes)

    @cached_property
    def chain(self) -> Chain:
        """The derivatives of all results together."""
        self.tape.differentiate()
        if self.conditioned:
            self.tape.bound_values()
        return Chain(self.tape, self.total, self.conditioned)

    @property
    def may_raise(self) -> bool:
        """Whether a derivative may be refused."""
        chain = self.chain
        return (
            chain.singular or chain.uncertain or not all(map(math.isfinite, chain.shadow.values()))
        )

    def values(self, found: list[float], path: str, k: int) -> Iterator[Difference]:
        """Values that differ: in any bit, or for compiled code by more than rounding explains."""
        if self.conditioned:
            _ = self.chain
        for i, (x, node) in enumerate(zip(found, self.results)):
            if not (self._close(x, node) if self.conditioned else same_bits(x, node.x)):
                yield Difference(path, k, f"value {i}", repr(x), repr(node.x))

    def _close(self, x: float, node: Number) -> bool:
        if not math.isfinite(node.x):  # then it runs uncompiled
            return same_bits(x, node.x)
        return x == node.x or abs(x - node.x) <= 4 * node.error

    def gradients(self, found: list[Any], path: str, k: int) -> Iterator[Difference]:
        """Derivatives that differ, of the arguments and then the parameters."""
        for i, (x, leaf) in enumerate(zip(found, [*self.arguments, *self.parameters])):
            expected = self.chain.of(leaf)
            if x is not None and disagrees(float(x), expected):
                yield Difference(path, k, f"gradient {i}", repr(float(x)), shown(expected))


def disagrees(found: float, expected: Expected) -> bool:
    """Whether a derivative is further from the exact one than rounding explains."""
    exact, bound, shadow = expected
    if not math.isfinite(found):
        return bool(mp.isfinite(exact) and math.isfinite(shadow) and bound < math.inf)
    if mp.isfinite(exact):
        return bool(abs(exact - found) > bound)
    return not math.isnan(shadow) and not (abs(found - shadow) <= 1e-9 * abs(shadow))


def shown(expected: Expected) -> str:
    """An expected derivative as text."""
    return f"{float(expected.exact)!r} ± {expected.bound:.1e}"


def same_bits(a: float, b: float) -> bool:
    """Equal to the last bit, the sign of zero included; any NaN equals any NaN."""
    return struct.pack(">d", a) == struct.pack(">d", b) or (a != a and b != b)
