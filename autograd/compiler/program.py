"""The array program: one statement per group of scalar nodes, and how groups become statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from autograd import ops
from autograd.compiler.nests import Array, Index, View, find_nest, refine, strides_of
from autograd.compiler.tape import CONSTANT, PARAMETER, Group, Tape
from autograd.entry import Operation

Operand = View | float


@dataclass
class Map:
    """out[i, j, ...] = operation(operands[i, j, ...])."""

    out: Array
    operation: Operation
    operands: list[Operand]


@dataclass
class Part:
    """Σ over `sizes` of the product of one or two factors, for each element of a sum's result."""

    factors: list[Operand]
    sizes: tuple[int, ...] = ()


@dataclass
class Sum:
    """out[i, j, ...] = Σ of the parts."""

    out: Array
    parts: list[Part]


@dataclass
class Reduce:
    """out[i, j, ...] = operation over the last axis of the operand (maximum, logsumexp, ...)."""

    out: Array
    operation: Operation
    operands: list[Operand]  # for take: the index, then the values; else the values alone
    stacked: bool = False  # one operand for each value, rather than one with an axis for them


Statement = Map | Sum | Reduce


def views_of(statement: Statement) -> list[View]:
    """Every view that a statement reads."""
    if isinstance(statement, Sum):
        operands = [factor for part in statement.parts for factor in part.factors]
    else:
        operands = statement.operands
    return [operand for operand in operands if isinstance(operand, View)]


@dataclass
class Program:
    """Statements in the order of execution, and what goes in and out."""

    statements: list[Statement]
    parameters: Array
    roles: list[Array]  # the parts of the parameter vector, by their use
    offsets: dict[Array, int]  # of each role in the parameter vector
    order: list[int]  # parameter number at each place of the vector
    inputs: list[Array]
    constants: list[Array]
    results: list[tuple[Array | float, int]]
    scalar_nodes: int
    gathers: int = 0


@dataclass
class _Column:
    """Where the members of a group find one of their operands."""

    group: int
    positions: Index = field(default=None)  # (members,) or (members, terms)
    values: Any = None  # of constants, in the place of positions

    def heads(self) -> _Column:
        """The first term of each member."""
        return _Column(
            self.group,
            None if self.positions is None else self.positions[:, 0],
            None if self.values is None else self.values[:, 0],
        )


def lift(tape: Tape, inputs: dict[Operation, Array]) -> Program:
    """Turns groups into statements. `inputs` gives the array of each argument's leaves."""
    return _Lifter(tape, inputs).program()


class _Lifter:
    def __init__(self, tape: Tape, inputs: dict[Operation, Array]) -> None:
        self.tape = tape
        self.inputs = inputs
        self.position = np.array(tape.position, dtype=np.int64)
        self.group_of = np.array(tape.group_of, dtype=np.int64)
        self.data = tape.data
        self.arrays: dict[int, Array] = {}
        self.statements: list[Statement] = []
        self.constants: list[Array] = []
        self.gathers = 0
        self.theta = Array("theta", "parameter", (len(tape.parameters),))
        self.roles: list[Array] = []
        self.offsets: dict[Array, int] = {}
        self.place = np.full(len(tape.parameters), -1, dtype=np.int64)

    def program(self) -> Program:
        tape = self.tape
        for number, group in enumerate(tape.groups):
            if group.operation in self.inputs:
                self.arrays[number] = self.inputs[group.operation]
        self._place_parameters()
        for number, group in enumerate(tape.groups):
            if group.operation is PARAMETER:
                self.arrays[number] = self.theta
            elif (
                number not in self.arrays and group.operation is not CONSTANT and not group.inlined
            ):
                self._statement(number, group)
        results: list[tuple[Array | float, int]] = []
        for node in tape.results:
            array = self.arrays.get(tape.group_of[node])
            if array is None:
                results.append((self.data[node], 0))
            elif array is self.theta:
                results.append((array, int(self.place[tape.position[node]])))
            else:
                results.append((array, tape.position[node]))
        order = np.argsort(self.place).tolist()
        return Program(
            self.statements,
            self.theta,
            self.roles,
            self.offsets,
            order,
            list(self.inputs.values()),
            self.constants,
            results,
            tape.scalar_nodes,
            self.gathers,
        )

    # --- parameters ------------------------------------------------------------------------------

    def _place_parameters(self) -> None:
        """Lays the parameter vector out so that each use of it is one block, in the order of use.

        Uses together with other things (weights with inputs) come before uses among themselves
        (penalties), which do not care about the order.
        """
        later = []
        for group in self.tape.groups:
            for nodes in self._parameter_uses(group):
                if nodes[0]:
                    self._place(nodes[1])
                else:
                    later.append(nodes[1])
        for left in [*later, np.arange(len(self.place))]:
            self._place(left)

    def _parameter_uses(self, group: Group) -> list[tuple[bool, Index]]:
        tape = self.tape
        if group.operation is ops.sum_:
            kinds = [tape.groups[g].operation for g, _ in group.runs]
            if PARAMETER not in kinds:
                return []
            mixed = len(kinds) > 1
        else:
            kinds = [tape.groups[g].operation for g in group.operands]
            if PARAMETER not in kinds:
                return []
            mixed = any(kind is not PARAMETER for kind in kinds)
        flat = np.array([o for m in group.members for o in tape.operands[m]], dtype=np.int64)
        mine = flat[[tape.operations[o] is PARAMETER for o in flat]]
        return [(mixed, self.position[mine])]

    def _place(self, numbers: Index) -> None:
        fresh = numbers[self.place[numbers] < 0]
        if not len(fresh):
            return
        _, first = np.unique(fresh, return_index=True)
        fresh = fresh[np.sort(first)]
        offset = sum(role.size for role in self.roles)
        self.place[fresh] = np.arange(offset, offset + len(fresh))
        role = Array("", "parameter", (len(fresh),))
        self.roles.append(role)
        self.offsets[role] = offset

    # --- columns: the positions of operands ------------------------------------------------------

    def _column(self, nodes: Index) -> _Column:
        group = int(self.group_of[nodes.flat[0]])
        operation = self.tape.groups[group].operation
        if operation is CONSTANT:
            data = self.data
            values = np.array([data[n] for n in nodes.ravel()]).reshape(nodes.shape)
            return _Column(group, values=values)
        positions = self.position[nodes]
        if operation is PARAMETER:
            positions = self.place[positions]
        return _Column(group, positions)

    def _view(
        self,
        column: _Column,
        head: int,
        strides: tuple[int, ...] | None,
        sizes: tuple[int, ...],
        axes: str = "",
    ) -> Operand:
        if column.values is not None:
            return self._constant(column.values.reshape(sizes))
        array = self.arrays[column.group]
        if strides is None:
            self.gathers += 1
            index = column.positions.reshape(sizes)
            return View(array, 0, (1,) * len(sizes), sizes, index)
        view = View(array, head, strides, sizes)
        return self._in_role(view) if array is self.theta else view

    def _in_role(self, view: View) -> View:
        """A view of the parameter vector that stays within one role, as a view of that role."""
        last = view.offset + sum(s * (n - 1) for s, n in zip(view.strides, view.sizes))
        for role in self.roles:
            start = self.offsets[role]
            if start <= min(view.offset, last) and max(view.offset, last) < start + role.size:
                varying = sorted((-s, n) for s, n in zip(view.strides, view.sizes) if s)
                if (
                    len(role.shape) == 1
                    and view.offset == start
                    and prod(n for _, n in varying) == role.size
                    and not role.name
                ):
                    role.shape = tuple(n for _, n in varying)
                    role.name = "?"
                return View(role, view.offset - start, view.strides, view.sizes)
        return view

    def _constant(self, values: Any) -> Operand:
        sizes = values.shape
        for axis in range(values.ndim):
            first = values.take([0], axis)
            if (values == first).all():
                values = first
        if values.size == 1:
            return float(values.flat[0])
        strides = tuple(s if n > 1 else 0 for s, n in zip(strides_of(values.shape), values.shape))
        squeezed = values.squeeze()
        for known in self.constants:  # the same constant may serve several statements
            if known.shape == squeezed.shape and (known.values == squeezed).all():
                return View(known, 0, strides, sizes)
        array = Array(f"c{len(self.constants) + 1}", "constant", squeezed.shape, values=squeezed)
        self.constants.append(array)
        return View(array, 0, strides, sizes)

    # --- statements ------------------------------------------------------------------------------

    def _statement(self, number: int, group: Group) -> None:
        rows = np.array([self.tape.operands[m] for m in group.members], dtype=np.int64)
        if group.operation is ops.sum_:
            self._sum(number, group, rows)
        elif group.operation.arity is None:
            self._reduce(number, group, rows)
        else:
            self._map(number, group, rows)

    def _loops(
        self, columns: list[_Column], count: int
    ) -> tuple[tuple[int, ...], list[tuple[int, ...] | None]]:
        """Common loops over the members for all columns that have positions."""
        indexed = [c.positions for c in columns if c.positions is not None]
        if count == 1:
            return (), [() for _ in columns]
        nest = find_nest(indexed) if indexed else None
        if nest is None:
            sizes: tuple[int, ...] = (count,)
            per_column = [find_nest([p]) for p in indexed]
            found = iter(
                nest[1][0] if nest is not None and len(nest[0]) == 1 else None
                for nest in per_column
            )
            return sizes, [next(found) if c.positions is not None else () for c in columns]
        arrays = [
            None if self.arrays[c.group] is self.theta else self.arrays[c.group]
            for c in columns
            if c.positions is not None
        ]
        sizes, inner = refine(nest[0], nest[1], arrays)
        each = iter(inner)
        return sizes, [next(each) if c.positions is not None else () for c in columns]

    def _define(self, number: int, group: Group, sizes: tuple[int, ...], nodes: int) -> Array:
        array = Array("", "value", sizes, nodes)
        self.arrays[number] = array
        return array

    def _map(self, number: int, group: Group, rows: Index) -> None:
        columns = [self._column(rows[:, k]) for k in range(rows.shape[1])]
        sizes, strides = self._loops(columns, len(rows))
        operands = [
            self._view(c, 0 if c.positions is None else int(c.positions[0]), s, sizes)
            for c, s in zip(columns, strides)
        ]
        out = self._define(number, group, sizes, len(rows))
        self.statements.append(Map(out, group.operation, operands))

    def _sum(self, number: int, group: Group, rows: Index) -> None:
        order = np.argsort(self.group_of[rows], axis=1, kind="stable")
        rows = np.take_along_axis(rows, order, axis=1)
        parts: list[list[_Column]] = []
        nodes = group.absorbed + len(rows)
        start = 0
        for operand_group, count in group.runs:
            block = rows[:, start : start + count]
            start += count
            if self.tape.groups[operand_group].inlined:
                pairs = np.array([self.tape.operands[p] for p in block.ravel()], dtype=np.int64)
                factors = [self._column(pairs[:, k].reshape(block.shape)) for k in range(2)]
                nodes += block.size
            else:
                factors = [self._column(block)]
            parts.append(factors)
        heads = [column.heads() for part in parts for column in part]
        sizes, strides = self._loops(heads, len(rows))
        each = iter(strides)
        built = [self._part(part, sizes, [next(each) for _ in part]) for part in parts]
        out = self._define(number, group, sizes, nodes)
        self.statements.append(Sum(out, built))

    def _part(
        self,
        part: list[_Column],
        sizes: tuple[int, ...],
        strides: list[tuple[int, ...] | None],
        sorted_terms: bool = False,
    ) -> Part:
        count = (part[0].values if part[0].positions is None else part[0].positions).shape[1]
        terms: tuple[int, ...] = ()
        inner: list[tuple[int, ...] | None] = [() for _ in part]
        if count > 1:
            indexed = [c.positions for c in part if c.positions is not None]
            steady = all(bool((p - p[:, :1] == p[0] - p[0, 0]).all()) for p in indexed)
            nest = find_nest([p[0] for p in indexed]) if steady and indexed else None
            if nest is None and len(indexed) and not sorted_terms:
                return self._part(self._sort_terms(part), sizes, strides, sorted_terms=True)
            if nest is None:
                terms = (count,)
                inner = [None if c.positions is not None else () for c in part]
            else:
                terms = nest[0]
                each = iter(nest[1])
                inner = [next(each) if c.positions is not None else () for c in part]
        factors = []
        for column, outer, steps in zip(part, strides, inner):
            joined = None if outer is None or steps is None else outer + steps
            head = 0 if column.positions is None else int(column.positions.flat[0])
            factors.append(self._view(column, head, joined, sizes + terms))
        return Part(factors, terms)

    def _sort_terms(self, part: list[_Column]) -> list[_Column]:
        """The terms of each sum in the order of their operands: addition does not mind."""
        key = next(c.positions for c in part if c.positions is not None)
        order = np.argsort(key, axis=1, kind="stable")
        return [
            _Column(
                c.group,
                None if c.positions is None else np.take_along_axis(c.positions, order, 1),
                None if c.values is None else np.take_along_axis(c.values, order, 1),
            )
            for c in part
        ]

    def _reduce(self, number: int, group: Group, rows: Index) -> None:
        lead: list[_Column] = []
        operand_groups = group.operands
        if group.operation is ops.take:
            lead, rows, operand_groups = [self._column(rows[:, 0])], rows[:, 1:], operand_groups[1:]
        stacked = len(set(operand_groups)) > 1
        columns = (
            [self._column(rows[:, k]) for k in range(rows.shape[1])]
            if stacked
            else [self._column(rows)]
        )
        heads = [*lead, *(columns if stacked else [columns[0].heads()])]
        sizes, strides = self._loops(heads, len(rows))
        operands = [
            self._view(c, 0 if c.positions is None else int(c.positions[0]), s, sizes)
            for c, s in zip(heads if stacked else lead, strides)
        ]
        if not stacked:
            operands += self._part(columns, sizes, strides[-1:]).factors
        out = self._define(number, group, sizes, len(rows))
        self.statements.append(Reduce(out, group.operation, operands, stacked))
