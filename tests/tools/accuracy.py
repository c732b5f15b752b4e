"""`docs/accuracy.md`: the worst error of each operation, in units in the last place (ulp).

python -m tests.tools.accuracy                      measures and writes docs/accuracy.md: minutes
python -m tests.tools.accuracy --samples 100        fewer random points for each operation
python -m tests.tools.accuracy tanh erf             shows these, and writes nothing

The value and every local gradient, by the scalar engine and by compiled NumPy code, against mpmath
at 60 digits. Points are drawn over the whole domain of `tests.tools.domains`; to them come its
edges, kinks and roots with the floats beside them, and for operations of one operand the numbers
at both ends of every binade that the domain reaches.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import numpy as np
from mpmath import mp, mpf

import autograd
from autograd import Value
from autograd.compiler.record.call import Call
from autograd.compiler.run import ways
from tests.tools.domains import DIGITS, DOMAINS, SMALLEST_NORMAL, Domain, Numbers, ulps
from tests.tools.special_domains import DOMAINS as SPECIAL

PATH = Path(__file__).resolve().parents[2] / "docs" / "accuracy.md"
SAMPLES = 500
BATCH = 100
ALL = [*DOMAINS, *SPECIAL]

HEAD = """\
# Accuracy

How far the operations are from the exact result, at worst, in units in the last place of the exact
result (ulp): 0.5 is a result that is rounded correctly, 1 a result that may be the next float.
Each row was measured over the whole domain (its edges, kinks and roots, both ends of its binades,
and {samples:,} random points) against 60 digits of mpmath, with where the worst was; exact means
that every result was the float nearest to the exact one. Results below 2.2e-308, which have fewer
digits, count as right where the exact result is as small. Values are those of Python's `math`
wherever it has the function, bit for bit, and so is their error.

Written by `python -m tests.tools.accuracy`; the tests measure a part of it anew.

| Operation | Value | Local gradients | Compiled value | Compiled gradients |
| --- | --- | --- | --- | --- |
"""
NOTES = {
    "tanh": "compiled, its slope is 1/cosh², and squaring doubles the error of NumPy's cosh.",
    "silu": "its slope has a root at -1.278, near which two terms cancel: the error is a few ulp "
    "of the terms.",
    "gelu": "its slope has a root at -0.752, near which two terms cancel: the error is a few ulp "
    "of the terms.",
    "logsumexp": "the slope of a term that is d below the largest is e^-d, and rounding d makes an "
    "error d times as large. The value is right to some ulp of 1 or of the largest term, whichever "
    "is larger: a value near 0 has few digits of its own.",
    "sum": "its terms may cancel: the result is the float that Python's `sum` gives, and NumPy "
    "adds in another order.",
    "dot": "its terms may cancel: the products are rounded before they are added.",
    "lgamma": "`math.lgamma` has few digits left near its roots 1 and 2, and left of 0 near those "
    "between every two poles, where ψ has roots too.",
    "gamma": "its slope is Γ·ψ, and ψ has a root between every two poles left of 0.",
    "digamma": "between every two poles left of 0 it has a root, where its two terms cancel; right "
    "of 0 it is within 3 ulp, also at its root 1.4616.",
    "polygamma": "left of 0 two terms cancel near the roots of the even derivatives.",
    "normal_tail": "it stands for second derivatives of log_normal_cdf; a + λ cancels above -3, "
    "and so does its slope.",
    "power_log": "it stands for derivatives in the exponent; its slope has a root at b ln a = -k, "
    "and the rounding of b - 1 counts ln a times.",
    "remainder": "a tiny operand of the other sign than b leaves b - |a|, and the quotient rounds: "
    "as floats do.",
    "normal_quantile": "Wichura's AS 241, as Python's `statistics` has it.",
}


class Worst(NamedTuple):
    """An error in ulp, and the operands at which it was found."""

    error: float
    point: Numbers

    def __str__(self) -> str:
        if self.error <= 0.5:
            return "exact"
        at = ", ".join(f"{x:.6g}" for x in self.point)
        return f"{self.error:.3g} at {at}" if self.error < 1e4 else f"{self.error:.0e} at {at}"


class Row(NamedTuple):
    """What was found for one operation."""

    name: str
    value: Worst
    gradients: Worst
    compiled_value: Worst | None
    compiled_gradients: Worst | None

    def __str__(self) -> str:
        cells = (str(cell) if cell else "—" for cell in self[1:])
        return f"| `{self.name}` | " + " | ".join(cells) + " |"


def name_of(domain: Domain) -> str:
    """The operation with the numbers that are fixed in it."""
    numbers = ", ".join(f"{x:.3g}" for x in domain.operation.parameters)
    return domain.operation.name + (f"({numbers})" if numbers else "")


def beside(numbers: Numbers) -> Iterator[Numbers]:
    """The point, and those with one operand moved to the next float."""
    yield numbers
    for k, x in enumerate(numbers):
        for towards in (-math.inf, math.inf):
            yield (*numbers[:k], math.nextafter(x, towards), *numbers[k + 1 :])


def binades(drawn: list[Numbers]) -> Iterator[Numbers]:
    """Both ends of each binade between the smallest and the largest number drawn, of each sign."""
    for sign in (1.0, -1.0):
        sizes = [abs(x) for (x,) in drawn if x * sign > 0]
        if sizes:
            for k in range(math.frexp(min(sizes))[1], math.frexp(max(sizes))[1]):
                yield (sign * math.ldexp(1.0, k),)
                yield (sign * math.nextafter(math.ldexp(1.0, k), 0.0),)


def points_of(domain: Domain, samples: int) -> list[Numbers]:
    """Random points, of which more begin with the same ones as fewer, and the chosen ones."""
    rng = random.Random(domain.operation.name)
    drawn = [domain.draw(rng) for _ in range(samples)]
    chosen = [near for point in domain.extremes for near in beside(point)]
    if domain.operation.arity == 1:
        chosen += binades(drawn)
    return [point for point in (*drawn, *chosen) if all(map(_is_ordinary, point))]


def _is_ordinary(x: float) -> bool:
    """No -0.0, which mpmath does not have, no subnormal number and no infinity."""
    return math.copysign(1.0, x) > 0 if x == 0 else SMALLEST_NORMAL <= abs(x) < math.inf


def worst(found: list[tuple[Numbers, float, Any]]) -> Worst:
    """Of results with their points and the exact results."""
    errors = [Worst(ulps(number, exact), point) for point, number, exact in found]
    return max(errors, key=lambda one: one.error, default=Worst(0.0, ()))


def measure(domain: Domain, samples: int, compiled: bool = True) -> Row:
    """The worst errors of one operation."""
    operation, values, slopes = domain.operation, [], []
    usable: list[Numbers] = []
    exact: dict[Numbers, tuple[Any, tuple[Any, ...]]] = {}
    for point in points_of(domain, samples):
        try:
            node = operation(*map(Value, point))
            local = node.local_gradients()
        except (ArithmeticError, ValueError):
            continue
        numbers = (node.data, *map(float, local))
        if not all(map(math.isfinite, numbers)):
            continue
        usable.append(point)
        exact[point] = (domain.value(*map(mpf, point)), domain.gradients(*map(mpf, point)))
        values.append((point, node.data, exact[point][0]))
        slopes += [(point, *pair) for pair in zip(numbers[1:], exact[point][1])]
    rows = [worst(values), worst(slopes)]
    if not compiled or operation.name == "take":
        return Row(name_of(domain), *rows, None, None)
    by_program = program_results(operation, usable)
    values = [(point, y, exact[point][0]) for point, y, _ in by_program]
    slopes = [
        (point, *pair) for point, _, local in by_program for pair in zip(local, exact[point][1])
    ]
    return Row(name_of(domain), *rows, worst(values), worst(slopes))


def program_results(operation: Any, points: list[Numbers]) -> list[tuple[Numbers, float, Numbers]]:
    """Values and local gradients by compiled NumPy code: those of the commonest operand count.

    Points at which the program hands over to the scalar engine are left out.
    """
    counts = [len(point) for point in points]
    count = max(set(counts), key=counts.count)
    points = [point for point in points if len(point) == count]
    leaves = [tuple(map(Value, points[0])) for _ in range(BATCH)]
    run = autograd.compile(lambda: [operation(*xs) for xs in leaves])
    with mock.patch.object(ways, "ARRAY_STATEMENT", 0.0):
        run()

    def at(batch: list[Numbers]) -> list[tuple[Numbers, float, Numbers]]:
        for xs, point in zip(leaves, [*batch, *(points[:1] * (BATCH - len(batch)))]):
            for x, number in zip(xs, point):
                x.data, x.grad = number, 0.0
        try:
            with mock.patch.object(Call, "eagerly", side_effect=HandedOverError):
                results = run()
                autograd.sum(results).backward()
        except HandedOverError:
            middle = len(batch) // 2
            return [*at(batch[:middle]), *at(batch[middle:])] if middle else []
        return [
            (point, result.data, tuple(float(x.grad) for x in xs))
            for point, result, xs in zip(batch, results, leaves)
        ]

    batches = [points[k : k + BATCH] for k in range(0, len(points), BATCH)]
    return [found for batch in batches for found in at(batch)]


class HandedOverError(Exception):
    """The program left a call to the scalar engine."""


def table(rows: list[Row]) -> str:
    """The text of docs/accuracy.md."""
    notes = [f"- `{name}`: {note}\n" for name, note in NOTES.items()]
    why = "\n## Why some are larger\n\n" + "".join(notes)
    return "".join(f"{row}\n" for row in rows) + why


def main() -> None:
    """Measures all, or the operations that are named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("operations", nargs="*")
    parser.add_argument("--samples", type=int, default=SAMPLES)
    asked = parser.parse_args()
    rows = []
    with mp.workdps(DIGITS), np.errstate(under="ignore"):
        for domain in ALL:
            if not asked.operations or domain.operation.name in asked.operations:
                rows.append(measure(domain, asked.samples))
                print(rows[-1], flush=True)
    if not asked.operations:
        PATH.write_text(HEAD.format(samples=asked.samples) + table(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
