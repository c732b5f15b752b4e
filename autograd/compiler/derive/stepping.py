"""Statements that come again and again, as a function of one step and a loop over all steps.

def step(state, given):
    [h_before] = state
    [x_now] = given
    h = tanh(W @ h_before + x_now)
    return [h], [h]

_, [h_all] = scan(step, [h1], [x], 2000)
"""

from __future__ import annotations

from collections.abc import Iterable

from autograd.compiler.derive.contraction import align
from autograd.compiler.derive.formulas import Formula, as_number
from autograd.compiler.derive.forward import Forward
from autograd.compiler.program import (
    Array,
    Call,
    Expression,
    Listed,
    Name,
    Number,
    Program,
    Repeat,
    Repeated,
    View,
)


def write_all(forward: Forward, program: Program) -> None:
    """Writes all statements of a program; those of a step within their loop."""
    repeats = program.repeats
    inside = {statement.out for repeat in repeats.values() for statement in repeat.body}
    for statement in program.statements:
        if statement.out in repeats:
            forward.steps.append(_repeated(forward, repeats[statement.out]))
        elif statement.out not in inside:
            forward.write(statement)


def _repeated(forward: Forward, repeat: Repeat) -> Repeated:
    first = [as_number(_whole(forward, carried.first)).tree for carried in repeat.carried]
    given = [_whole(forward, view).tree for view in repeat.given.values()]
    function, *arguments = map(forward.names.fresh, ("step", "state", "given"))
    parts = Name(function), _list(first), _list(given), Number(repeat.steps)
    return Repeated(
        _names(repeat.kept.values()),
        Call("scan", parts),
        function=function,
        arguments=tuple(arguments),
        state=_names(carried.before for carried in repeat.carried),
        given=_names(repeat.given),
        lines=tuple(forward.step(repeat)),
        after=_names(carried.after for carried in repeat.carried),
        kept=_names(repeat.kept),
    )


def _whole(forward: Forward, view: View) -> Formula:
    """What a view reads, with all its axes in their order."""
    return align(forward.read(view), tuple(range(len(view.sizes))))


def _list(parts: Iterable[Expression]) -> Listed:
    return Listed(tuple(parts))


def _names(arrays: Iterable[Array]) -> Listed:
    return _list([Name(array.name) for array in arrays])
