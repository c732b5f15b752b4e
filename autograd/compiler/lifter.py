"""How groups become statements: each operand of a group as one view, each group as one array."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from math import inf, prod
from typing import Any

import numpy as np

from autograd import ops
from autograd.compiler.layout import CONSTANTS, PARAMETERS, Layout
from autograd.compiler.nests import (
    Array,
    Index,
    Nest,
    Sizes,
    Step,
    View,
    find_nest,
    refine,
    strides_of,
    view_of,
)
from autograd.compiler.operands import Column, Operands
from autograd.compiler.padding import (
    ANY,
    Filling,
    Padding,
    PaddingError,
    box_of,
    continued,
    filling_of,
    in_box,
)
from autograd.compiler.program import (
    Map,
    Operand,
    Part,
    Program,
    Reduce,
    Statement,
    Sum,
    replace_operands,
    views_of,
)
from autograd.compiler.simplify import simplify
from autograd.compiler.tape import COMMUTATIVE, PARAMETER, Group, Tape
from autograd.entry import Operation
from autograd.structure import leaves_of
from autograd.value import Value


def lift(
    tape: Tape, inputs: dict[Operation, Array], captured: dict[str, Any] | None = None
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


@dataclass
class _Loops:
    """The loops over the members of a group.

    Attributes:
        nest: the loops, those over samples first.
        order: the members in the order in which the loops visit them.
        cells: where each of these stands, if the loops make a box that is not full.
    """

    nest: Nest
    order: Index
    cells: Index | None = None

    @property
    def samples(self) -> int:
        """How many of the loops are over samples."""
        return len(self.nest.regions)

    def spread(self, values: Any) -> Any:
        """Numbers of the members in the shape of the loops."""
        sizes = self.nest.sizes[self.samples :]
        values = values[self.order]
        if self.cells is not None:
            values = in_box(values, self.cells, sizes)
        return values.reshape([1] * self.samples + sizes)

    def empty(self) -> Any:
        """Which cells no member has, in the shape of the loops; None if the box is full."""
        if self.cells is None:
            return None
        found = np.ones(prod(self.nest.sizes[self.samples :]), bool)
        found[self.cells] = False
        return np.broadcast_to(found.reshape(self.nest.sizes[self.samples :]), self.nest.sizes)


@dataclass
class _Terms:
    """What each member of a group sums over: columns of (members, terms), one for each factor.

    `nest` has the loops over the terms, and is None where they differ from member to member.
    """

    factors: list[Column]
    nest: Nest | None

    def heads(self) -> list[Column]:
        """The first term of each member."""
        return [factor[:, 0] for factor in self.factors]

    @property
    def regular(self) -> bool:
        return self.nest is not None and self.nest.regular

    @property
    def in_any_cell(self) -> bool:
        """Whether they can also be read where there is no member."""
        constants = [factor.values for factor in self.factors if factor.values is not None]
        return self.regular and all((values == values.flat[0]).all() for values in constants)

    def ordered(self, order: Index) -> _Terms:
        """With the members in another order."""
        return _Terms([factor[order] for factor in self.factors], self.nest)


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
        self.padding: dict[int, Padding] = {}  # of the arrays that have some, by their group
        self.statements: list[Statement] = []

    def program(self) -> Program:
        tape = self.tape
        self._label_roles()
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
            tape.stopped,
            tape.scalar_nodes,
        )

    def _results(self) -> list[tuple[Array | float, int]]:
        """The array that holds each result, and where; or the number that it always is."""
        nodes = np.array(self.tape.results)
        found: dict[int, tuple[Array | float, int]] = {}
        for group in np.unique(self.operands.group_of[nodes]):
            mine = np.unique(nodes[self.operands.group_of[nodes] == group])
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

    def _label_roles(self) -> None:
        """A role is called what the user calls all of its parameters."""
        parameters, place = self.tape.parameters, np.argsort(self.layout.place)
        for role in self.layout.roles:
            start = self.layout.offsets[role]
            values = [parameters[k] for k in place[start : start + role.size]]
            names = {self.holder.get(value, "") for value in values}
            role.label = names.pop() if len(names) == 1 else ""
            role.label = role.label or _common({value.label for value in values})

    # --- statements ------------------------------------------------------------------------------

    def _statement(self, group: Group) -> None:
        if group.operation is ops.sum_:
            self._sum(group)
        elif group.operation.arity is None and not _is_pair(group):
            self._reduce(group)
        else:
            self._map(group)

    def _loops(self, heads: list[Column], count: int) -> _Loops:
        """The loops over the members of a group, and the order of members that makes them.

        Before these come the loops over samples, for the members that stand for many.
        """
        columns = [column for column in heads if column.positions is not None]
        lists = [column.positions for column in columns]
        order, cells = np.arange(count), None
        nest = find_nest(lists, count)
        if not nest.ascending:
            keys = sorted(columns, key=lambda column: column.group == PARAMETERS)  # samples first
            by_position = np.lexsort([column.positions for column in reversed(keys)])
            sorted_nest = find_nest([positions[by_position] for positions in lists], count)
            if sorted_nest.regular:
                nest, order = sorted_nest, by_position
            elif self.tape.is_padded and not nest.regular:
                arrays = [self.operands.arrays[column.group] for column in columns]
                rows = [
                    column.positions // array.shape[-1]
                    for column, array in zip(columns, arrays)
                    if column.group in self.padding
                ]
                extents = [array.size for array in arrays]
                nest, order, cells = box_of(lists, extents, rows) or (nest, order, None)
        refine(
            nest,
            [self.operands.array_of(column) for column in heads if column.positions is not None],
        )
        regions = sorted({region for column in heads for region in column.along})
        member_steps = iter(nest.steps)
        steps = [
            [column.along.get(region, 0) for region in regions]
            + ([] if column.positions is None else next(member_steps))
            for column in heads
        ]
        samples = [self.tape.regions[region].count for region in regions]
        return _Loops(Nest(samples + nest.sizes, steps, regions), order, cells)

    def _map(self, group: Group) -> None:
        columns = [self.operands.column(group.rows[:, k]) for k in range(group.rows.shape[1])]
        loops = self._loops(columns, len(group.nodes))
        operands = [
            self._operand(column, steps, loops) for column, steps in zip(columns, loops.nest.steps)
        ]
        self._define(Map(self._array(group), group.operation, operands), group, loops)
        if loops.cells is not None:
            fillings = [self._filling(c, x, loops) for c, x in zip(columns, operands)]
            by_constant = columns[-1].values is not None
            self._pad(group, loops, filling_of(group.operation, fillings, by_constant))

    def _operand(self, column: Column, steps: list[Step], loops: _Loops) -> Operand:
        """A column as the loops read it."""
        if column.values is not None:
            return self.operands.constant(loops.spread(column.values), loops.nest.sizes)
        return self.operands.read(column[loops.order], steps, loops.nest.sizes)

    def _sum(self, group: Group) -> None:
        terms, constant = self._runs(group)
        heads = [head for run in terms for head in run.heads()]
        loops = self._loops(heads, len(group.nodes))
        steps = iter(loops.nest.steps)
        parts = []
        for run in terms:
            part = self._part(run, loops, [next(steps) for _ in run.factors])
            if 0.0 not in part.factors:  # nothing times a literal 0
                parts.append(part)
        if constant.any() or not parts:
            value = self.operands.constant(loops.spread(constant), loops.nest.sizes)
            parts.append(Part([value]))
        self._define(Sum(self._array(group), parts), group, loops)
        if loops.cells is not None:
            for run, part in zip(terms, parts):
                for factor, operand in zip(run.factors, part.factors):
                    if self._filling(factor, operand, loops) == -inf:
                        raise PaddingError("an infinity would be added")
            self._pad(group, loops, ANY)

    def _reduce(self, group: Group) -> None:
        rows, operands = group.rows, group.operands
        index = None
        if group.operation is ops.take:
            index, rows, operands = self.operands.column(rows[:, 0]), rows[:, 1:], operands[1:]
        leading = [] if index is None else [index]
        if len(set(operands)) > 1 or len(operands) == 1:
            columns = [self.operands.column(rows[:, k]) for k in range(rows.shape[1])]
            loops = self._loops([*leading, *columns], len(group.nodes))
            steps = loops.nest.steps[len(leading) :]
            views = [self._operand(column, own, loops) for column, own in zip(columns, steps)]
            sizes: Sizes = ()
        else:
            terms = (
                self._padded_many(rows)
                if (rows < 0).any()
                else self._many(self.operands.column(rows), group.operation)
            )
            loops = self._loops([*leading, *terms.heads()], len(group.nodes))
            part = self._part(terms, loops, loops.nest.steps[-1:])
            views, sizes = part.factors, part.sizes
        place = None if index is None else self._operand(index, loops.nest.steps[0], loops)
        statement = Reduce(self._array(group), group.operation, views, sizes, place)
        self._define(statement, group, loops)
        if loops.cells is not None:
            raise PaddingError("not every operation is worth padding")

    def _many(self, factor: Column, operation: Operation) -> _Terms:
        if operation is not ops.take:
            return self._terms([factor], operation in COMMUTATIVE)
        nest = self._term_loops([factor], cut=False)  # an index counts along one axis
        return _Terms([factor], nest if nest is not None and len(nest.sizes) == 1 else None)

    def _array(self, group: Group) -> Array:
        labels = {self.tape.values[group.nodes[0]].label}
        if labels != {""}:
            labels = {self.tape.values[node].label for node in group.nodes}
        array = Array("", "value", (), group.scalars, label=_common(labels))
        self.operands.arrays[group.number] = array
        return array

    def _define(self, statement: Statement, group: Group, loops: _Loops) -> None:
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
        where: Index = np.broadcast_to(first, sizes[samples:]).ravel()
        if loops.cells is not None:
            where = where[loops.cells]
        self.operands.position[np.array(group.nodes)[loops.order]] = where
        if same:
            replace_operands(statement, lambda x: x.without(same) if isinstance(x, View) else x)
        self.statements.append(statement)

    # --- padding ---------------------------------------------------------------------------------

    def _pad(self, group: Group, loops: _Loops, filling: Filling) -> None:
        """Remembers which entries of a group's array stand for no node."""
        self.padding[group.number] = Padding(loops.empty().ravel(), filling)

    def _filling(self, column: Column, operand: Operand, loops: _Loops) -> Filling:
        """What the empty cells of the loops find in an operand."""
        if column.group not in self.padding or not isinstance(operand, View):
            return ANY
        return self.padding[column.group].at(operand.positions()[loops.empty()])

    def _continued(self, column: Column, present: Index) -> tuple[Column, Filling]:
        """A column of short rows continued to the length of the longest, and what it finds there.

        Constants are 0 there.
        """
        if column.values is not None:
            return replace(column, values=column.values * present), 0.0
        extent = self.operands.arrays[column.group].size
        found = replace(column, positions=continued(column.positions, present, extent))
        if column.group not in self.padding:
            return found, ANY
        return found, self.padding[column.group].at(found.positions[~present])

    def _padded_terms(self, factors: list[Column], present: Index) -> _Terms:
        """Rows of several lengths, with 0 for the terms that the short ones lack."""
        continued = [self._continued(factor, present) for factor in factors]
        factors, fillings = [column for column, _ in continued], [x for _, x in continued]
        if -inf in fillings or (len(factors) > 1 and 0.0 not in fillings):
            raise PaddingError("the padding is not 0")
        if 0.0 not in fillings:  # Σ over some is Σ over all, times 0 or 1
            factors.append(Column(CONSTANTS, values=present.astype(float)))
        terms = _Terms(factors, self._term_loops(factors))
        if not terms.regular:
            raise PaddingError("the rows follow no loops")
        return terms

    def _padded_many(self, rows: Index) -> _Terms:
        """What a reduction over rows of several lengths reads: -∞ beyond the short ones.

        From now on everybody reads the operands from the array that is padded so.
        """
        present = rows >= 0
        nodes = np.where(present, rows, rows[:, :1])
        number = int(self.operands.group_of[nodes.flat[0]])
        column, filling = self._continued(self.operands.column(nodes), present)
        terms = _Terms([column], self._term_loops([column]))
        if filling == -inf and terms.regular:
            return terms
        once = len(np.unique(nodes)) == present.sum() == len(self.tape.groups[number].nodes)
        loops = self._loops(terms.heads(), len(rows))
        if not once or column.group != number or not terms.regular or loops.cells is not None:
            raise PaddingError("the operands are not rows of one array")
        part = self._part(terms, loops, loops.nest.steps)
        (view,), shape = part.factors, (*loops.nest.sizes, *part.sizes)
        assert isinstance(view, View)
        rest = shape[loops.samples :]
        where = present[loops.order].reshape([1] * loops.samples + list(rest))
        array = Array("", "value", shape)
        mask = self.operands.constant(where, list(shape))
        self.statements.append(Map(array, ops.where, [mask, view, -inf]))
        self.operands.arrays[number] = array
        cells = np.arange(prod(rest)).reshape(present.shape)
        shown = present[loops.order]
        self.operands.position[nodes[loops.order][shown]] = cells[shown]
        self.operands.along[number] = dict(zip(loops.nest.regions, array.strides))
        empty = np.broadcast_to(~where, shape).ravel()
        self.padding[number] = Padding(empty, -inf)
        return self._padded_many(rows)

    # --- what is summed over ---------------------------------------------------------------------

    def _runs(self, group: Group) -> tuple[list[_Terms], Any]:
        """The runs of a sum, and the constants among them, which are added up at once."""
        constant = np.zeros(len(group.nodes))
        found: list[_Terms] = []
        start = 0
        for form, count in group.runs:
            factors = []
            for _ in form:
                nodes = group.rows[:, start : start + count]
                present = nodes >= 0
                factors.append(self.operands.column(np.where(present, nodes, nodes[:, :1])))
                start += count
            if all(factor.values is not None for factor in factors):
                constant += np.prod([present, *(f.values for f in factors)], axis=0).sum(1)
            elif present.all():
                found += self._by_role(self._terms(factors))
            else:
                found.append(self._padded_terms(factors, present))
        return found, constant

    def _terms(self, factors: list[Column], may_sort: bool = True) -> _Terms:
        """The loops over the terms; if they make none as they stand, perhaps when sorted."""
        terms = _Terms(factors, self._term_loops(factors))
        keys = [factor.positions for factor in factors if factor.positions is not None]
        if terms.regular or not may_sort or not keys:
            return terms
        order = np.argsort(keys[0], axis=1, kind="stable")
        rows = np.arange(len(order))[:, None]
        sorted_factors = [factor[rows, order] for factor in factors]
        sorted_terms = _Terms(sorted_factors, self._term_loops(sorted_factors))
        return sorted_terms if sorted_terms.regular else terms

    def _term_loops(self, factors: list[Column], cut: bool = True) -> Nest | None:
        lists = [factor.positions for factor in factors if factor.positions is not None]
        for positions in lists:
            if (positions - positions[:, :1] != positions[0] - positions[0, 0]).any():
                return None  # each member steps through its terms in its own way
        nest = find_nest([positions[0] for positions in lists], factors[0].entries.shape[1])
        if cut:
            refine(nest, [self.operands.array_of(f) for f in factors if f.positions is not None])
        steps = iter(nest.steps)
        each: list[list[Step]] = [[] if f.positions is None else next(steps) for f in factors]
        return Nest(nest.sizes, each)

    def _by_role(self, terms: _Terms) -> list[_Terms]:
        """A sum that runs irregularly over the parameters, taken apart into one for each role."""
        for factor in terms.factors:
            if terms.regular or factor.group != PARAMETERS:
                continue
            owner = self.layout.owner[factor.positions]
            if (owner == owner[0]).all() and (owner[0] != owner[0, 0]).any():
                return [
                    self._terms([f[:, owner[0] == role] for f in terms.factors])
                    for role in dict.fromkeys(owner[0].tolist())
                ]
        return [terms]

    def _part(self, terms: _Terms, loops: _Loops, steps: list[list[Step]]) -> Part:
        """The sum of a run of terms, as the loops over the members read its factors."""
        nest, count = loops.nest, terms.factors[0].entries.shape[1]
        if loops.cells is not None and not terms.in_any_cell:
            raise PaddingError("the terms differ from member to member")
        terms = terms.ordered(loops.order)
        if terms.nest is not None:
            inner = terms.nest.sizes
            factors = [
                self.operands.read(factor, outer + along, nest.sizes + inner)
                for factor, outer, along in zip(terms.factors, steps, terms.nest.steps)
            ]
            return Part(factors, tuple(inner))
        return Part(
            [
                self._irregular(factor, [*nest.sizes, count], outer, loops.samples)
                for factor, outer in zip(terms.factors, steps)
            ],
            (count,),
        )

    def _irregular(
        self, factor: Column, sizes: list[int], outer: list[Step], samples: int
    ) -> Operand:
        """A factor whose partner follows no loops; it may itself."""
        alone = self._term_loops([factor])
        if factor.values is not None or (alone is not None and len(alone.sizes) == 1):
            assert alone is not None
            return self.operands.read(factor, outer + alone.steps[0], sizes)
        still: list[Step] = [0] * (len(sizes) - samples)
        view = view_of(self.operands.arrays[factor.group], 0, outer[:samples] + still, sizes)
        everywhere = factor.positions.reshape([1] * samples + sizes[samples:])
        view = replace(view, index=everywhere if view.index is None else view.index + everywhere)
        if factor.group == PARAMETERS:
            view = self.layout.in_role(view)
        return replace(view, stopped=factor.stopped)


def _is_pair(group: Group) -> bool:
    """Whether it is an operation on many operands, such as a maximum, of just two kinds."""
    return group.operation in COMMUTATIVE and len(group.operands) == len(set(group.operands)) == 2


def _common(labels: set[str]) -> str:
    """What the labels have in common but for a number: `"h"` for h1, h2, ..."""
    stems = {label.rstrip("0123456789").rstrip("_") for label in labels}
    name = min(labels) if len(labels) == 1 else stems.pop() if len(stems) == 1 else ""
    return name if name.isidentifier() and name.isascii() else ""
