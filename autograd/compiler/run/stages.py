"""What `explain(stage)` shows: the state of a function after each pass of the compiler."""

from __future__ import annotations

from collections.abc import Callable

from autograd.compiler.group import Group
from autograd.compiler.program import Halves, Line
from autograd.compiler.run.codes import ArrayCode, ScalarCode
from autograd.compiler.run.lifted import Lifted
from autograd.compiler.run.notation import in_notation, loops_of
from autograd.compiler.write import FLOATS, NUMPY, Printer
from autograd.telling import told, value_error

MOST = 40  # lines of each kind that are shown


def stage_of(lifted: Lifted, stage: str) -> str:
    """The state after a pass, to be read.

    Arguments:
        lifted: the function for arguments of one form.
        stage: "recorded", "grouped", "lifted", "derived" or "written".

    Raises:
        ValueError: there is no such stage.
    """
    if stage not in STAGES:
        raise value_error(f"stage is one of {', '.join(map(repr, STAGES))}, got {stage!r}")
    return STAGES[stage](lifted)


def _recorded(lifted: Lifted) -> str:
    """How many nodes there were, of what they were made, and the first of them."""
    inputs = [f"{array.name} {_shape(array.shape)}" for array in lifted.inputs.values()]
    given = told(f"given {', '.join(inputs)}" if inputs else "given nothing")
    found = f"{len(lifted.parameters):,}"
    head = told(f"{lifted.name} was called once, {given}, with {found} Values found outside it:")
    lines = [f"  {line}" for line in lifted.heard]
    return "\n".join([head, *_shown(lines, lifted.tape.scalar_nodes)])


def _grouped(lifted: Lifted) -> str:
    """Each group: what made its members, how many they are, and what they read."""
    tape = lifted.tape
    groups = [group for group in tape.groups if group.nodes]
    head = told(f"{tape.scalar_nodes:,} scalar nodes in {len(groups)} groups of one form each:")
    return "\n".join([head, *_shown([*map(_group, groups)], len(groups))])


def _group(group: Group) -> str:
    members = f"{len(group.nodes):,} × {group.operation.name}"
    terms = [f"{count} × {'·'.join(f'g{k}' for k in form)}" for form, count in group.runs]
    of = " + ".join(terms) or ", ".join(f"g{k}" for k in dict.fromkeys(group.operands))
    return f"  g{group.number:<3} {members}" + (told(f" of {of}") if of else "")


def _lifted(lifted: Lifted) -> str:
    """Each statement with an index for every axis."""
    if lifted.program is None or isinstance(lifted.code, ScalarCode):
        return _none(lifted)
    statements = lifted.program.statements
    head = told(f"{len(statements)} statements on arrays:")
    lines = _shown([f"  {in_notation(x)}" for x in statements], len(statements))
    return "\n".join([head, *loops_of(lifted.program), *lines])


def _derived(lifted: Lifted) -> str:
    """What each statement computes as an expression, and the way back."""
    code = lifted.code
    if isinstance(code, ScalarCode):
        return _halves(code.halves(), FLOATS)
    if isinstance(code, ArrayCode):
        return _halves(code.halves, NUMPY)
    return _none(lifted)


def _halves(halves: Halves, printer: Printer) -> str:
    def lines(steps: list[Line]) -> list[str]:
        written = [f"  {line}" for step in steps for line in printer.lines(step)]
        return _shown(written, len(written))

    forward, backward = lines([*halves.roles, *halves.forward]), lines(halves.backward)
    heads = told("forward:"), told("backward, from the last to the first:")
    return "\n".join([heads[0], *forward, heads[1], *backward])


def _written(lifted: Lifted) -> str:
    """The text that runs."""
    return lifted.source.rstrip() or _none(lifted)


def _none(lifted: Lifted) -> str:
    if lifted.code is None:
        return told(f"{lifted.name} runs uncompiled")
    if isinstance(lifted.code, ScalarCode):
        return told(f"{lifted.name} is too small or too irregular for arrays")
    return told(f"{lifted.name} runs on JAX, which goes backward by itself")


def _shown(lines: list[str], count: int) -> list[str]:
    """The first lines, and how many others there are."""
    left = count - len(lines[:MOST])
    return lines[:MOST] + ([told(f"  ... and {left:,} more")] if left > 0 else [])


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or told("(a number)")


STAGES: dict[str, Callable[[Lifted], str]] = {
    "recorded": _recorded,
    "grouped": _grouped,
    "lifted": _lifted,
    "derived": _derived,
    "written": _written,
}
