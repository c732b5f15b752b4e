"""Both halves of a program as the text of two Python functions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograd.compiler.program import Assign, Environment, Halves, Line, Repeated
from autograd.compiler.write.printing import Printer

COMMENT = 60  # comments stand in one column, unless a statement is longer than this


class FloatPrinter(Printer):
    """Writes plain Python, where no library has names for what is not finite."""

    def number(self, value: float) -> str:
        """A literal; `float` may be an argument's name, so infinity is a number too large."""
        source = repr(value)
        return "(1e999 - 1e999)" if source == "nan" else source.replace("inf", "1e999")


NUMPY, FLOATS = Printer("np"), FloatPrinter()


def python_source(printer: Printer, halves: Halves) -> str:
    """The text of `forward(theta, ...)` and `backward(saved, ...)`."""
    saved, results = in_tuple(halves.saved), in_tuple([*map(printer.text, halves.results)])
    lines = [
        *_preamble(halves.environment),
        *forward_lines(printer, halves),
        f"    saved = {saved}",
    ]
    lines += [f"    return {results}, saved", "", ""]
    lines += [f"def backward({', '.join(['saved', *halves.seeds])}):"]
    lines += [f"    {saved} = saved"] if halves.saved else []
    lines += [f"    {line}" for step in halves.backward for line in printer.lines(step)]
    lines += [f"    return {in_tuple([*map(printer.text, halves.gradients)])}", ""]
    return "\n".join(lines)


def forward_lines(printer: Printer, halves: Halves) -> list[str]:
    """The forward function up to where it returns."""
    lines = [f"def forward({', '.join(halves.arguments)}):"]
    lines += [f"    {line}" for role in halves.roles for line in printer.lines(role)]
    return lines + _with_notes(printer, halves.forward)


def in_tuple(names: Sequence[str]) -> str:
    """`(a,)` or `(a, b)`."""
    return f"({names[0]},)" if len(names) == 1 else f"({', '.join(names)})"


def _preamble(environment: Environment) -> list[str]:
    """What the source takes from its environment besides functions."""
    kept = {name: value for name, value in environment.items() if isinstance(value, np.ndarray)}
    if not kept:
        return []
    listed = ", ".join(f"{name} {value.shape}" for name, value in kept.items())
    return [f"# arrays of the function's own: {listed}"]


def _function(printer: Printer, loop: Repeated) -> list[str]:
    """The function of one step of a loop."""
    lines = ["", f"def {loop.function}({', '.join(loop.arguments)}):"]
    for names, argument in zip((loop.state, loop.given), loop.arguments):
        if names.parts:
            lines.append(f"    {printer.text(names)} = {argument}")
    lines += _with_notes(printer, loop.lines)
    return [*lines, f"    return {printer.text(loop.after)}, {printer.text(loop.kept)}", ""]


def _with_notes(printer: Printer, steps: Sequence[Line]) -> list[str]:
    """The lines of steps; the first of each has its note, in one column with the others."""
    lines: list[tuple[str, str]] = []
    for step in steps:
        if isinstance(step, Repeated):
            lines += [(line, "") for line in _function(printer, step)]
        first, *others = printer.lines(step)
        lines.append((first, step.note if isinstance(step, Assign) else ""))
        lines += [(line, "") for line in others]
    width = max((len(text) for text, _ in lines if len(text) <= COMMENT), default=0)
    return [
        f"    {text:{width}}  # {note}" if note else f"    {text}".rstrip() for text, note in lines
    ]
