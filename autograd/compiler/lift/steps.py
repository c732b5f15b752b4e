"""Statements that come again and again become a loop: the steps of a recurrence.

    h1 = tanh(W @ h0 + x[0]);  v1 = h1**2            at each step t < 2000:
    h2 = tanh(W @ h1 + x[1]);  v2 = h2**2    is        h = tanh(W @ h + x[t]);  v[t] = h**2
    ...                                              y = v.sum()
    y = v1 + v2 + ...

Statements are alike that do the same to operands of the same kinds. Where that repeats itself with
some period, a period is a step, and an operand is a column: what it is at each step. It is computed
in the step itself, or some steps before: then it is carried. Or it comes from outside: then it is
the same for all, or given, step by step. Steps of which a column is none of these stay unrolled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf

from autograd.compiler.group import Stretch, may_fail, numbered, stretches
from autograd.compiler.lift.columns import Columns, kind_of_statement, varying
from autograd.compiler.program import (
    Array,
    Carried,
    Map,
    Operand,
    Program,
    Reduce,
    Repeat,
    Statement,
    View,
    operands_of,
    strides_of,
    views_of,
    with_operands,
)

LEAST = 64  # statements that a loop must save: from there on XLA compiles it more quickly
FEWEST = 4  # steps
MOST_UNLIKE = 8  # so many steps at both ends may look alike and be of another kind
FURTHEST = 16  # steps from where something is computed to where it is read


def with_steps(program: Program) -> Program:
    """The same program, where steps that are alike are loops; the given one stays as it is."""
    kinds = [kind_of_statement(statement) for statement in program.statements]
    found = stretches(numbered(kinds), LEAST) if len(kinds) > LEAST else []
    folded = _Folding(program).folded(found)
    return folded if folded.repeats else program


class _Folding:
    """A program in the making, in which stretches of statements become loops."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.statements: list[Statement] = []
        self.repeats: dict[Array, Repeat] = {}
        self.columns = Columns(program)
        self._last: dict[Array, float] = dict.fromkeys(program.needed, inf)  # type: ignore[arg-type]
        for place, statement in enumerate(program.statements):
            for view in views_of(statement):
                self._last[view.array] = max(self._last.get(view.array, 0), place)

    def folded(self, found: Sequence[Stretch]) -> Program:
        """The program with loops."""
        program, done = self.program, 0
        for stretch in found:
            for start, steps in _ranges(stretch):
                repeat = self._repeat(start, steps, stretch.period)
                if repeat is not None:
                    self._plain(done, start)
                    self.repeats[repeat.body[0].out] = repeat
                    self.statements += repeat.body
                    done = start + steps * stretch.period
                    break
        self._plain(done, len(program.statements))
        return self.columns.program(self.statements, self.repeats)

    def _plain(self, start: int, stop: int) -> None:
        """Statements that stay as they are, but for where they find things."""
        self.statements += map(self.columns.merged, self.program.statements[start:stop])

    def _repeat(self, start: int, steps: int, period: int) -> Repeat | None:
        """The loop over some steps; None where a step reads what the others read otherwise."""
        taken = self.program.statements[start : start + steps * period]
        step = _Step(self.columns, taken, period)
        body = []
        for k in range(period):
            columns = [*zip(*map(operands_of, taken[k::period]))]
            operands = [step.operand(column) for column in columns]
            if None in operands:
                return None
            body.append(with_operands(taken[k], operands))  # type: ignore[arg-type]
        kept = {}
        for k, statement in enumerate(body):
            of_all = [x.out for x in taken[k::period]]
            if _may_fail(statement) or any(
                self._last.get(x, 0) >= start + len(taken) for x in of_all
            ):
                kept[statement.out] = self.columns.keep(of_all)
        return Repeat(steps, body, [*step.carried.values()], step.given, kept)


def _ranges(stretch: Stretch) -> Iterator[tuple[int, int]]:
    """Where steps may begin, and how many they are: all of a stretch, or few at its ends fewer."""
    whole = (stretch.stop - stretch.start) // stretch.period
    for fewer in range(min(MOST_UNLIKE, whole - FEWEST) + 1):
        for skipped in range(fewer + 1):
            yield stretch.start + skipped * stretch.period, whole - fewer


def _may_fail(statement: Statement) -> bool:
    return isinstance(statement, (Map, Reduce)) and may_fail(statement.operation)


class _Step:
    """One step in the making.

    Arguments:
        columns: knows how to read something else at each step.
        taken: the statements of all steps.
        period: how many make a step.

    Attributes:
        carried: what goes from step to step: by the statement that computes it, and what is found
            by the first steps that read it.
        given: what is another one at each step.
    """

    def __init__(self, columns: Columns, taken: list[Statement], period: int) -> None:
        self._columns, self._taken, self._period = columns, taken, period
        self._place = {statement.out: k for k, statement in enumerate(taken)}
        self.carried: dict[tuple[int, tuple[Array, ...]], Carried] = {}
        self.given: dict[Array, View] = {}
        self._named: dict[object, Array] = {}

    def operand(self, column: Sequence[Operand]) -> Operand | None:
        """What an operand is in a step; None where that is not the same for all."""
        first = column[0]
        if isinstance(first, View):
            views: list[View] = [*column]  # type: ignore[list-item]
            places = [self._place.get(view.array) for view in views]
            back = next((t for t, place in enumerate(places) if place is not None), len(views))
            if back < len(views):
                return self._computed(views, places, back)
        same = self._columns.same(column)
        if same is not None:
            return same
        rows = self._columns.rows(column, ())
        return None if rows is None else self._given(first, rows)

    def _computed(self, views: list[View], places: list[int | None], back: int) -> View | None:
        """What is computed in a step, so many steps back."""
        place = places[back]
        moved = len({view.offset for view in views}) > 1
        if place is None or place >= self._period or back > FURTHEST or moved:
            return None
        if places[back:] != [place + k * self._period for k in range(len(places) - back)]:
            return None
        array = self._taken[place].out
        if back:
            array = self._state(place, tuple([view.array for view in views[:back]])).before
        return replace(views[0], array=array)

    def _state(self, place: int, first: tuple[Array, ...]) -> Carried:
        """What is carried from a statement to as many steps later as `first` has arrays."""
        if (place, first) not in self.carried:
            out = self._taken[place].out
            after = self._state(place, first[1:]).before if first[1:] else out
            before = Array("", "value", out.shape, label=out.label)
            whole = View(first[0], 0, strides_of(out.shape), out.shape)
            self.carried[place, first] = Carried(before, after, self._columns.moved_view(whole))
        return self.carried[place, first]

    def _given(self, first: Operand, rows: View) -> View:
        """What is read at each step of something that is another one there."""
        axes = varying(rows)
        rows = replace(rows, negative=False, stopped=False)
        rows = rows.without([axis for axis in range(1, len(rows.sizes)) if axis not in axes])
        index = b"" if rows.index is None else rows.index.tobytes()
        key = rows.array, rows.offset, rows.strides, rows.sizes, index
        if key not in self._named:
            array = self._named[key] = Array("", "value", rows.sizes[1:])
            self.given[array] = rows
        array = self._named[key]
        if not isinstance(first, View):
            return View(array, 0, (), ())
        stride = dict(zip(axes[1:], array.strides))
        strides = tuple([stride.get(1 + axis, 0) for axis in range(len(first.sizes))])
        return replace(first, array=array, offset=0, strides=strides, index=None)
