"""The program as it is going to be written: what is done with expressions, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autograd.compiler.program.expressions import Entry, Expression, Index, Listed, Name, names_in

Environment = dict[str, Any]  # what a program refers to by name: functions, arrays, modules


@dataclass(frozen=True, slots=True)
class Assign:
    """target = value. A target is a name, or a part of an array; a note is for the reader."""

    target: Expression
    value: Expression
    note: str = ""


@dataclass(frozen=True, slots=True)
class AddTo:
    """An addition to what is there: target += value."""

    target: Expression
    value: Expression


@dataclass(frozen=True, slots=True)
class AddAt:
    """target[entries] += value, where a place may be named several times."""

    target: Expression
    entries: tuple[Entry, ...]
    value: Expression


NOTHING = Listed(())


@dataclass(frozen=True, slots=True)
class Repeated(Assign):
    """The lines of a step, again and again: a function of a state and what is given at each step.

    Its target is where the function's second result is gathered, and its value calls the loop.

    Attributes:
        function: what the function is called.
        arguments: what its two arguments are called.
        state, given: what these are.
        lines: what it computes.
        after, kept: its results: the next state, and what is gathered.
    """

    function: str = ""
    arguments: tuple[str, ...] = ()
    state: Expression = NOTHING
    given: Expression = NOTHING
    lines: tuple[Line, ...] = ()
    after: Expression = NOTHING
    kept: Expression = NOTHING


Line = Assign | AddTo | AddAt


@dataclass
class Halves:
    """Both halves of a program.

    Attributes:
        arguments: of the forward half: the vector of all parameters, and the inputs.
        roles: the steps that take the parameters out of their vector.
        forward: the steps of the forward half.
        results: what it returns.
        saved: the names of what it hands to the backward half.
        seeds: the gradients that the backward half is given, by name.
        backward: its steps.
        gradients: what it returns.
        environment: what the steps refer to by name besides their variables.
    """

    arguments: list[str]
    roles: list[Line]
    forward: list[Line]
    results: list[Expression]
    saved: list[str] = field(default_factory=list)
    seeds: list[str] = field(default_factory=list)
    backward: list[Line] = field(default_factory=list)
    gradients: list[Expression] = field(default_factory=list)
    environment: Environment = field(default_factory=dict)


@dataclass
class Definition:
    """A function of arrays, element by element, with its local gradients.

    Attributes:
        name: what it is called.
        operands: what its arguments are called.
        value: its result.
        slopes: the local gradients, by the arguments and the result `y`.
    """

    name: str
    operands: list[str]
    value: Expression
    slopes: list[Expression]


def read_by(line: Line) -> list[str]:
    """The variables that a line reads; what it adds to is read too."""
    found = names_in(line.value)
    if not (isinstance(line, Assign) and isinstance(line.target, Name)):
        found += names_in(line.target)
    if isinstance(line, AddAt):
        found += names_in(Index(line.target, line.entries))
    return found
