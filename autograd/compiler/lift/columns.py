"""Operands of statements that are alike, one after the other, as one view with an axis more.

What the steps of a loop computed is in one array then; and so are numbers, constants and parameters
that are others at each step. A sum over what each step gave becomes a sum along that axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from autograd.compiler.group import Numbers
from autograd.compiler.program import (
    Array,
    Operand,
    Part,
    Program,
    Reduce,
    Repeat,
    Sizes,
    Softmax,
    Statement,
    Sum,
    View,
    operands_of,
    views_of,
    with_operands,
)

FEWEST = 8  # terms of a sum that become one with an axis


def kind_of_statement(statement: Statement) -> object:
    """What statements have in common that differ in their operands alone."""
    form: object = ()
    if isinstance(statement, Sum):
        form = tuple([(part.sizes, len(part.factors)) for part in statement.parts])
    elif isinstance(statement, Softmax):
        form = statement.axes
    elif isinstance(statement, Reduce):
        form = statement.operation, statement.sizes, statement.index is None
    else:
        form = statement.operation
    kinds = tuple(map(kind_of, operands_of(statement)))
    return type(statement), statement.out.shape, form, kinds


def kind_of(operand: Operand) -> object:
    """What views have in common that differ in where they begin, and in which array."""
    if not isinstance(operand, View):
        return None
    index = None if operand.index is None else (operand.index.shape, operand.index.tobytes())
    truth = operand.array.values is not None and operand.array.values.dtype == bool
    signs = operand.negative, operand.stopped, truth
    return operand.array.shape, operand.strides, operand.sizes, index, signs


def varying(view: View) -> list[int]:
    """The axes along which there is more than one number."""
    return [axis for axis in view.axes if view.sizes[axis] > 1]


class Columns:
    """Operands that are alike as one, in a program of which some arrays are gathered in others.

    Arguments:
        program: the program as it was.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._kept: dict[Array, tuple[Array, int]] = {}
        self._constants: dict[object, Array] = {}

    def keep(self, arrays: Sequence[Array]) -> Array:
        """The array that has these one after the other, for whoever reads one of them."""
        whole = Array("", "value", (len(arrays), *arrays[0].shape), label=arrays[0].label)
        self._kept.update({x: (whole, k * x.size) for k, x in enumerate(arrays)})
        return whole

    def moved(self, operand: Operand) -> Operand:
        """The operand where it is now."""
        return self.moved_view(operand) if isinstance(operand, View) else operand

    def moved_view(self, view: View) -> View:
        """The view where its array is now."""
        whole, start = self._kept.get(view.array, (view.array, 0))
        return replace(view, array=whole, offset=start + view.offset)

    def same(self, column: Sequence[Operand]) -> Operand | None:
        """The operand, where it is the same one each time."""
        first = column[0]
        if isinstance(first, View):
            places = {(x.array, x.offset) for x in column if isinstance(x, View)}
            return self.moved(first) if len(places) == 1 else None
        return first if len(set(map(repr, column))) == 1 else None  # 0.0 is not -0.0

    def rows(self, column: Sequence[Operand], sizes: Sizes) -> View | None:
        """One view that has the operands along its first axis.

        Arguments:
            column: operands of one kind.
            sizes: those of each, if they are numbers.
        """
        views = [x for x in map(self.moved, column) if isinstance(x, View)]
        if not views:
            numbers = self._constant(column)
            return View(numbers, 0, (1, *(0 for _ in sizes)), (len(column), *sizes))
        found = self._in_one(views)
        if found is None:
            return None
        array, starts = found
        first, offset, moves = views[0], int(starts[0]), np.diff(starts)
        step = int(moves[0])
        index = None if first.index is None else first.index[None]
        if (moves != step).any():
            rows = starts.reshape(-1, *(1 for _ in first.sizes))
            offset, step, index = 0, 0, rows if index is None else rows + index
        strides, sizes = (step, *first.strides), (len(views), *first.sizes)
        return View(array, offset, strides, sizes, index, first.stopped, first.negative)

    def _in_one(self, views: list[View]) -> tuple[Array, Numbers] | None:
        """The array that has all that these views read, and where each begins there."""
        arrays = [view.array for view in views]
        starts = np.array([view.offset for view in views])
        if len(set(arrays)) == 1:
            return arrays[0], starts
        offsets = self._program.offsets
        if not varying(views[0]) and all(array in offsets for array in arrays):
            return self._program.parameters, starts + [offsets[array] for array in arrays]
        values = [x.values for x in arrays if x.values is not None]
        if len(values) < len(views):
            return None
        return self._constant(values), starts + arrays[0].size * np.arange(len(views))

    def _constant(self, values: Sequence[object]) -> Array:
        """A constant that has these along its first axis."""
        whole = np.array(values)
        key = whole.shape, whole.dtype, whole.tobytes()
        if key not in self._constants:
            self._constants[key] = Array("", "constant", whole.shape, values=whole)
        return self._constants[key]

    # --- what is not in a loop -------------------------------------------------------------------

    def merged(self, statement: Statement) -> Statement:
        """The statement, in which terms that are alike are one term with an axis."""
        operands = [*map(self.moved, operands_of(statement))]
        statement = with_operands(statement, operands)
        if isinstance(statement, Sum):
            return replace(statement, parts=self._terms(statement))
        if isinstance(statement, Reduce) and not statement.sizes:
            many = statement.operands
            one = self._last(many, statement.out.shape) if self._is_like(many) else None
            if one is not None:
                return replace(statement, operands=[one], sizes=(len(many),))
        return statement

    def _is_like(self, column: Sequence[Operand]) -> bool:
        return len(column) >= FEWEST and len({*map(self._family, column)}) == 1

    def family(self, part: Part) -> object:
        """Parts of one family are perhaps to be had as one."""
        return part.sizes, *map(self._family, part.factors)

    def _family(self, operand: Operand) -> object:
        """Those of one family are perhaps to be had as one view."""
        if not isinstance(operand, View):
            return None
        is_constant = operand.array.kind == "constant"
        return kind_of(operand), None if is_constant else operand.array

    def _terms(self, statement: Sum) -> list[Part]:
        alike: dict[object, list[Part]] = {}
        for part in statement.parts:
            alike.setdefault(self.family(part), []).append(part)
        found = []
        for parts in alike.values():
            sizes = (*statement.out.shape, *parts[0].sizes)
            if len(parts) >= FEWEST:
                columns = zip(*(part.factors for part in parts))
                factors = [self._last(column, sizes) for column in columns]
                if None not in factors:
                    parts = [Part(factors, (*parts[0].sizes, len(parts)))]  # type: ignore[arg-type]
            found += parts
        return found

    def _last(self, column: Sequence[Operand], sizes: Sizes) -> Operand | None:
        """The operands as one, along its last axis."""
        same = self.same(column)
        if isinstance(same, View):
            return replace(
                same,
                strides=(*same.strides, 0),
                sizes=(*same.sizes, len(column)),
                index=None if same.index is None else same.index[..., None],
            )
        rows = self.rows(column, sizes) if same is None else None
        if rows is None:
            return same
        (step, *strides), (count, *sizes_) = rows.strides, rows.sizes
        index = None if rows.index is None else np.moveaxis(rows.index, 0, -1)
        return replace(rows, strides=(*strides, step), sizes=(*sizes_, count), index=index)

    def program(self, statements: list[Statement], repeats: dict[Array, Repeat]) -> Program:
        """The program with these statements."""
        views = [view for statement in statements for view in views_of(statement)]
        views += [view for repeat in repeats.values() for view in repeat.given.values()]
        views += [carried.first for repeat in repeats.values() for carried in repeat.carried]
        constants = [*self._program.constants, *self._constants.values()]
        read = {view.array for view in views}
        now = {x: whole for x, (whole, _) in self._kept.items()}
        results: list[tuple[Array | float, int]] = []
        for array, place in self._program.results:
            whole, start = self._kept.get(array, (array, 0))  # type: ignore[arg-type]
            results.append((whole, start + place))
        return replace(
            self._program,
            statements=statements,
            repeats=repeats,
            constants=[x for x in constants if x in read or x in self._program.needed],
            results=results,
            checked=[*dict.fromkeys(now.get(x, x) for x in self._program.checked)],
        )
