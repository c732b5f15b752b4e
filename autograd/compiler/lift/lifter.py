"""How groups become statements: each operand of a group as one view, each group as one array."""

from __future__ import annotations

from contextlib import suppress
from math import inf, prod

import numpy as np

from autograd import ops
from autograd.compiler.group import COMMUTATIVE, Group, Tape
from autograd.compiler.lift.labels import common, label_roles
from autograd.compiler.lift.layout import PARAMETERS, Layout
from autograd.compiler.lift.loops import Loops, loops_over
from autograd.compiler.lift.operands import Column, Operands
from autograd.compiler.lift.padding import ANY, Filling, Padding, PaddingError, filling_of
from autograd.compiler.lift.simplify import simplify
from autograd.compiler.lift.terms import TermReader, Terms
from autograd.compiler.program import (
    Array,
    Map,
    Operand,
    Part,
    Positions,
    Program,
    Reduce,
    Sizes,
    Statement,
    Step,
    Sum,
    View,
    distinct,
    replace_operands,
    strides_of,
    views_of,
)
from autograd.compiler.record import PARAMETER
from autograd.entry import Operation
from autograd.structure import leaves_of
from autograd.value import Value


def lift(
    tape: Tape, inputs: dict[Operation, Array], captured: dict[str, object] | None = None
) -> Program:
    """Turns groups into statements.

    Parameters stand as the user holds them, so that W is W. If then something must be gathered
    element by element, they are also tried in the order of their use: the better one stays. So do
    sums of several lengths, padded to one.

    Arguments:
        tape: the grouped graph.
        inputs: the array of each argument, by the operation that stands for it.
        captured: nested lists of parameters, by the names of the variables that hold them.
    """
    holder = {leaf: name for name, tree in (captured or {}).items() for leaf in leaves_of(tree)}
    rank = {value: place for place, value in enumerate(holder)}

    def lifted(tape: Tape) -> Program:
        layout = Layout(tape, rank)
        program = _Lifter(tape, inputs, holder, layout).program()
        if program.gathers:
            by_use = Layout(tape, rank, natural=False)
            if (by_use.place != layout.place).any():
                other = _Lifter(tape, inputs, holder, by_use).program()
                program = min(program, other, key=lambda found: found.gathers)
        return simplify(program)

    program = lifted(tape)
    if tape.padded is not None:
        with suppress(PaddingError):
            padded = lifted(tape.padded())
            fewer = len(padded.statements) < len(program.statements)
            program = padded if fewer and padded.gathers <= program.gathers else program
        tape.padded = None
    return program


class _Lifter:
    def __init__(
        self,
        tape: Tape,
        inputs: dict[Operation, Array],
        holder: dict[Value, str],
        layout: Layout,
    ) -> None:
        self.tape, self.inputs, self.holder, self.layout = tape, inputs, holder, layout
        self.operands = Operands(tape, layout)
        self.terms = TermReader(self.operands)
        self.statements: list[Statement] = []
        self.checked: list[Array] = []

    def program(self) -> Program:
        tape = self.tape
        label_roles(tape, self.layout, self.holder)
        for number, group in enumerate(tape.groups):
            if group.operation is PARAMETER:
                self.operands.arrays[number] = self.layout.vector
                self.operands.position[group.nodes] = self.layout.place
            elif group.operation in self.inputs:
                self.operands.arrays[number] = self.inputs[group.operation]
            elif group.operands and not self.operands.is_alias(group):
                self._statement(group)
        return Program(
            self.statements,
            self.layout.vector,
            self.layout.roles,
            self.layout.offsets,
            np.argsort(self.layout.place).tolist(),
            list(self.inputs.values()),
            list(self.operands.constants.values()),
            self._results(),
            self._checked(),
            tape.stopped,
            tape.scalar_nodes,
        )

    def _results(self) -> list[tuple[Array | float, int]]:
        """The array that holds each result, and where; or the number that it always is."""
        nodes = np.array(self.tape.results)
        found: dict[int, tuple[Array | float, int]] = {}
        for group in distinct(self.operands.group_of[nodes]):
            mine = distinct(nodes[self.operands.group_of[nodes] == group])
            column = self.operands.column(mine)
            if column.values is not None:
                found.update((n, (x, 0)) for n, x in zip(mine.tolist(), column.values.tolist()))
                continue
            for node, position in zip(mine.tolist(), column.positions.tolist()):
                array = self.operands.arrays[column.group]
                if column.group == PARAMETERS:
                    array = self.layout.roles[self.layout.owner[position]]
                    position -= self.layout.offsets[array]
                found[node] = array, position
        return [found[node] for node in self.tape.results]

    def _checked(self) -> list[Array]:
        """The arrays that are computed, though perhaps not read, for the errors this may raise."""
        groups = distinct(self.operands.group_of[np.array(self.tape.checked, int)]).tolist()
        return [*self.checked, *(self.operands.arrays[group] for group in groups)]

    # --- statements ------------------------------------------------------------------------------

    def _statement(self, group: Group) -> None:
        if group.operation is ops.sum_:
            self._sum(group)
        elif group.operation.arity is None and not _is_pair(group):
            self._reduce(group)
        else:
            self._map(group)

    def _map(self, group: Group) -> None:
        columns = [self.operands.column(group.rows[:, k]) for k in range(group.rows.shape[1])]
        loops = loops_over(columns, len(group.nodes), self.operands)
        operands = [
            self._operand(column, steps, loops) for column, steps in zip(columns, loops.nest.steps)
        ]
        self._define(Map(self._array(group), group.operation, operands), group, loops)
        if loops.cells is not None:
            fillings = [
                self.operands.filling(c, x, loops.empty()) for c, x in zip(columns, operands)
            ]
            by_constant = columns[-1].values is not None
            self._pad(group, loops, filling_of(group.operation, fillings, by_constant))

    def _operand(self, column: Column, steps: list[Step], loops: Loops) -> Operand:
        """A column as the loops read it."""
        if column.values is not None:
            return self.operands.constant(loops.spread(column.values), loops.nest.sizes)
        return self.operands.read(column[loops.order], steps, loops.nest.sizes)

    def _sum(self, group: Group) -> None:
        terms, constant = self.terms.runs(group)
        heads = [head for run in terms for head in run.heads()]
        loops = loops_over(heads, len(group.nodes), self.operands)
        steps = iter(loops.nest.steps)
        parts = []
        for run in terms:
            part = self.terms.part(run, loops, [next(steps) for _ in run.factors])
            for factor, operand in zip(run.factors, part.factors):
                if self.operands.filling(factor, operand, loops.empty()) == -inf:
                    raise PaddingError("an infinity would be added")
            if 0.0 in part.factors:  # nothing, unless what is multiplied by 0 is not finite
                self.checked += [x.array for x in part.factors if isinstance(x, View)]
            else:
                parts.append(part)
        if constant.any() or not parts:
            value = self.operands.constant(loops.spread(constant), loops.nest.sizes)
            parts.append(Part([value]))
        self._define(Sum(self._array(group), parts), group, loops)
        if loops.cells is not None:
            self._pad(group, loops, ANY)

    def _reduce(self, group: Group) -> None:
        rows, operands = group.rows, group.operands
        index = None
        if group.operation is ops.take:
            index, rows, operands = self.operands.column(rows[:, 0]), rows[:, 1:], operands[1:]
        leading = [] if index is None else [index]
        if len(set(operands)) > 1 or len(operands) == 1:
            columns = [self.operands.column(rows[:, k]) for k in range(rows.shape[1])]
            loops = loops_over([*leading, *columns], len(group.nodes), self.operands)
            steps = loops.nest.steps[len(leading) :]
            views = [self._operand(column, own, loops) for column, own in zip(columns, steps)]
            sizes: Sizes = ()
        else:
            terms = (
                self._padded_many(rows)
                if (rows < 0).any()
                else self.terms.many(self.operands.column(rows), group.operation)
            )
            loops = loops_over([*leading, *terms.heads()], len(group.nodes), self.operands)
            part = self.terms.part(terms, loops, loops.nest.steps[-1:])
            views, sizes = part.factors, part.sizes
        place = None if index is None else self._operand(index, loops.nest.steps[0], loops)
        statement = Reduce(self._array(group), group.operation, views, sizes, place)
        self._define(statement, group, loops)
        if loops.cells is not None:
            raise PaddingError("not every operation is worth padding")

    def _array(self, group: Group) -> Array:
        labels = {self.tape.values[group.nodes[0]].label}
        if labels != {""}:
            labels = {self.tape.values[node].label for node in group.nodes}
        array = Array("", "value", (), group.scalars, label=common(labels))
        self.operands.arrays[group.number] = array
        return array

    def _define(self, statement: Statement, group: Group, loops: Loops) -> None:
        """Gives a statement's result its shape, and the members their places in it.

        Along a loop in which no operand varies, all members are the same: one will do.
        """
        sizes, samples = loops.nest.sizes, loops.samples
        varying = {axis for view in views_of(statement) for axis in view.axes}
        same = [axis for axis in range(len(sizes)) if axis not in varying]
        if same and loops.cells is not None:
            raise PaddingError("the padding does not differ from the rest")
        places = [1 if axis in same else size for axis, size in enumerate(sizes)]
        statement.out.reshape(tuple(n for axis, n in enumerate(sizes) if axis not in same))
        statement.out.nodes *= prod(sizes[:samples])
        strides = strides_of(tuple(places))
        self.operands.along[group.number] = {
            region: strides[axis]
            for axis, region in enumerate(loops.nest.regions)
            if axis not in same
        }
        first = np.arange(prod(places[samples:])).reshape(places[samples:])
        where: Positions = np.broadcast_to(first, sizes[samples:]).ravel()
        if loops.cells is not None:
            where = where[loops.cells]
        self.operands.position[np.array(group.nodes)[loops.order]] = where
        if same:
            replace_operands(statement, lambda x: x.without(same) if isinstance(x, View) else x)
        self.statements.append(statement)

    # --- padding ---------------------------------------------------------------------------------

    def _pad(self, group: Group, loops: Loops, filling: Filling) -> None:
        """Remembers which entries of a group's array stand for no node."""
        empty = loops.empty()
        assert empty is not None
        self.operands.padding[group.number] = Padding(empty.ravel(), filling)

    def _padded_many(self, rows: Positions) -> Terms:
        """What a reduction over rows of several lengths reads: -∞ beyond the short ones.

        From now on everybody reads the operands from the array that is padded so.
        """
        present = rows >= 0
        nodes = np.where(present, rows, rows[:, :1])
        number = int(self.operands.group_of[nodes.flat[0]])
        column, filling = self.terms.continued(self.operands.column(nodes), present)
        terms = self.terms.in_order([column])
        if filling == -inf and terms.regular:
            return terms
        once = len(distinct(nodes)) == present.sum() == len(self.tape.groups[number].nodes)
        loops = loops_over(terms.heads(), len(rows), self.operands)
        if not once or column.group != number or not terms.regular or loops.cells is not None:
            raise PaddingError("the operands are not rows of one array")
        part = self.terms.part(terms, loops, loops.nest.steps)
        (view,), shape = part.factors, (*loops.nest.sizes, *part.sizes)
        assert isinstance(view, View)
        rest = shape[loops.samples :]
        where = present[loops.order].reshape([1] * loops.samples + list(rest))
        array = Array("", "value", shape)
        mask = self.operands.constant(where, list(shape))
        self.statements.append(Map(array, ops.where, [mask, view, -inf]))
        cells = np.arange(prod(rest)).reshape(present.shape)
        shown = present[loops.order]
        along = dict(zip(loops.nest.regions, array.strides))
        self.operands.move(number, array, nodes[loops.order][shown], cells[shown], along)
        empty = np.broadcast_to(~where, shape).ravel()
        self.operands.padding[number] = Padding(empty, -inf)
        return self._padded_many(rows)


def _is_pair(group: Group) -> bool:
    """Whether it is an operation on many operands, such as a maximum, of just two kinds."""
    return group.operation in COMMUTATIVE and len(group.operands) == len(set(group.operands)) == 2
