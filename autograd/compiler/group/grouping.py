"""From a recorded graph to groups, one node after the other."""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain
from typing import Any

from autograd import ops
from autograd.compiler.group.flat import SUMS, Graph, Rows, chains_as_sums, numbered, parents_of
from autograd.compiler.group.runs import form_and_counts, pad, runs_of
from autograd.compiler.group.tape import COMMUTATIVE, Group, Run, Tape
from autograd.compiler.record import (
    COMPARISONS,
    CONSTANT,
    DETACH,
    PARAMETER,
    WITHOUT_GRADIENT,
    BatchingError,
    Heard,
    Region,
)
from autograd.entry import Operation
from autograd.value import Value

SEVERAL = 3  # lengths are worth padding


def group(recording: Heard) -> Tape:
    """Takes a recording apart into groups.

    Raises:
        BatchingError: a node of a region is used as if it were for all samples.
    """
    recorded, inputs, results = recording.nodes, recording.leaves, recording.outputs
    detached, regions = recording.detached, recording.regions
    inserted = chains_as_sums(recorded, detached)
    for region in regions if inserted else ():
        region.start += bisect_left(inserted, region.start)
        region.stop += bisect_left(inserted, region.stop)
    # After the recorded nodes and the inputs: what was made outside, in the order of its use.
    operands = chain.from_iterable(map(parents_of, recorded))
    values, (_, *leaves, roots, operand, stopped) = numbered(
        recorded, *inputs.values(), results, operands, detached
    )
    entries: dict[int, Operation] = {}
    for operation, mine in zip(inputs, leaves):
        entries.update(dict.fromkeys(mine.tolist(), operation))
    graph = Graph(recorded, len(values), operand, roots.tolist(), stopped, regions)
    graph.counted[[place + k for k, place in enumerate(inserted)]] = False
    for region in regions:
        if graph.is_left(region):
            raise BatchingError("a node inside a vmap is used outside")
    rows = graph.rows()

    def grouped(padded: bool) -> Tape:
        grouping = _Grouping(list(values), len(recorded), regions, padded)
        grouping.enter_leaves(entries)
        grouping.enter_rows(rows, set(stopped.tolist()))
        tape = grouping.tape(graph.results, graph.checked, len(recorded) - len(inserted))
        if not padded and grouping.is_ragged():
            tape.padded = functools.partial(grouped, True)
        return tape

    return grouped(padded=False)


class _Grouping:
    """Puts one node after the other into its group.

    Arguments:
        values: the nodes by their numbers.
        recorded: how many of them were recorded.
        regions: the nodes that stand for samples.
        padded: whether sums that differ in nothing but their length belong together.
    """

    def __init__(
        self, values: list[Value], recorded: int, regions: Sequence[Region], padded: bool
    ) -> None:
        self.padded = padded
        self.values = values
        self.recorded = recorded
        self.regions = list(regions)
        self.batches = {region.batch for region in regions}
        self.group_of = [0] * len(values)
        self.position = [0] * len(values)
        self.groups: list[Group] = []
        self.same: dict[int, int] = {}  # nodes that are just another node
        self.source_of: dict[int, int] = {}  # what a node is, but for the gradient
        self._found: dict[object, tuple[Group, list[int] | None, tuple[int, ...]]] = {}
        self._forms: dict[Any, Group] = {}
        self._passed_over: list[int] = []  # by choices with an index that is fixed

    def tape(self, roots: list[int], checked: list[int], scalar_nodes: int) -> Tape:
        for group in self.groups:
            if len(set(group.counts)) > 1:
                pad(group)
        return Tape(
            self.values,
            self.group_of,
            self.position,
            self.groups,
            [self._result(root) for root in roots],
            # What is not chosen may fail as well. Group 0 are constants, which did not.
            [x for x in dict.fromkeys([*checked, *self._passed_over]) if self.group_of[x]],
            {i for i, root in enumerate(roots) if self._is_stopped(root)},
            scalar_nodes,
            self.regions,
            self.padded,
        )

    def is_ragged(self) -> bool:
        """Whether some sums differ in nothing but their length, which is one of several."""
        lengths: dict[object, set[tuple[int, ...]]] = {}
        for operation, _, runs, operands in self._forms:
            form, counts = form_and_counts(operation, runs, operands)
            if counts and max(operands) > 1:  # parameters alone are a penalty
                lengths.setdefault(form, set()).add(counts)
        return any(len(found) >= SEVERAL for found in lengths.values())

    def _result(self, root: int) -> int:
        """The node to read for a result; of a detached one, what it was made from."""
        root = self.same.get(root, root)
        return self.source_of.get(root, root)

    def _is_stopped(self, root: int) -> bool:
        return self.groups[self.group_of[self.same.get(root, root)]].stopped

    # --- entering nodes --------------------------------------------------------------------------

    def enter_leaves(self, inputs: dict[int, Operation]) -> None:
        """Inputs and parameters; the first two groups are those of constants and parameters."""
        self._new_group(CONSTANT, stopped=True)
        parameters = self._new_group(PARAMETER)
        groups = {
            operation: self._new_group(operation) for operation in dict.fromkeys(inputs.values())
        }
        for number, operation in inputs.items():
            self._enter(number, groups[operation])
        for number in range(self.recorded, len(self.values)):
            if number not in inputs:
                self._enter(number, parameters)

    def enter_rows(self, rows: Rows, detached: set[int]) -> None:
        """The recorded nodes, each after its operands."""
        same, stop = self.same, 0
        for number, length, products, scalars in zip(
            rows.nodes, rows.lengths, rows.products, rows.scalars
        ):
            row = rows.operands[stop : stop + length]
            stop += length
            if same:
                row = [same.get(operand, operand) for operand in row]
            operation = self.values[number].operation
            if operation in SUMS:
                operation = ops.sum_
            if operation in COMPARISONS:
                row = [self.source_of.get(operand, operand) for operand in row]
            if not row:
                if not self.group_of[number]:  # not a leaf that was entered before
                    self._enter(number, self.groups[0])
            elif operation is DETACH:
                self._detach(number, row[0])
            elif operation is ops.identity or self._is_copy(operation, row):
                same[number] = row[0]
            elif operation is ops.take and self._is_choice(row):
                same[number] = row[1 + int(self.values[row[0]]._data)]
                self._passed_over += [x for x in row[1:] if self.values[x].parents]
            else:
                if operation in self.batches:
                    products = self._step(row)
                self._enter_row(number, operation, row, products, scalars)
            if number in detached:
                self._detach(number, number)

    def _is_copy(self, operation: Operation, row: list[int]) -> bool:
        """Whether it is a sum of one term, which may be padded, though."""
        return operation is ops.sum_ and len(row) == 1 and not self.padded

    def _is_choice(self, row: list[int]) -> bool:
        """Whether a take has an index of its own and operands that are not alike."""
        index, *groups = [self.group_of[operand] for operand in row]
        return index == 0 and len(set(groups)) > 1

    def _step(self, row: list[int]) -> int:
        """How far the first two samples of a number are apart: in a group all lie alike."""
        if len({self.group_of[operand] for operand in row}) > 1:
            raise BatchingError("the samples are of different kinds")
        return self.position[row[1]] - self.position[row[0]]

    def _enter_row(
        self, number: int, operation: Operation, row: list[int], products: int, scalars: int
    ) -> None:
        key = (operation, products, tuple(map(self.group_of.__getitem__, row)))
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._group(*key)
        group, order, counts = found
        self._enter(number, group, scalars)
        if counts:
            group.counts.append(counts)
        if group.operands:
            group.flat.extend(row if order is None else [row[i] for i in order])

    def _enter(self, number: int, group: Group, scalars: int = 1) -> None:
        self.group_of[number] = group.number
        self.position[number] = len(group.nodes)
        group.nodes.append(number)
        group.scalars += scalars

    def _detach(self, number: int, source: int) -> None:
        """The same number without gradient; the very same where it had none."""
        if self.groups[self.group_of[source]].stopped:
            if number != source:
                self.same[number] = source
            return
        if number == source:  # a node made inside no_grad(): who reads it reads a second one
            number = self.same[source] = len(self.values)
            self.values.append(self.values[source])
            self.group_of.append(0)
            self.position.append(0)
        self._enter_row(number, DETACH, [source], 0, 1)
        self.source_of[number] = source

    # --- groups ----------------------------------------------------------------------------------

    def _new_group(
        self,
        operation: Operation,
        operands: tuple[int, ...] = (),
        runs: tuple[Run, ...] = (),
        stopped: bool = False,
    ) -> Group:
        group = Group(len(self.groups), operation, operands, runs, stopped=stopped)
        self.groups.append(group)
        return group

    def _group(
        self, operation: Operation, products: int, groups: tuple[int, ...]
    ) -> tuple[Group, list[int] | None, tuple[int, ...]]:
        """The group for operands from these groups, and how a row is put in its order.

        Where rows may be padded, also the number of operands in each run.
        """
        if not any(groups) and operation not in self.batches:
            return self.groups[0], None, ()  # what is made of constants is one
        order = list(range(len(groups)))
        runs: tuple[Run, ...] = ()
        if operation is ops.sum_:
            runs, order = runs_of(groups, products)
        elif operation in COMMUTATIVE:
            order.sort(key=lambda i: (groups[i] == 0, groups[i]))  # constants last
        operands = tuple([groups[i] for i in order])
        form: object = (operation, products, runs, operands)
        counts: tuple[int, ...] = ()
        if self.padded:
            shared, counts = form_and_counts(operation, runs, operands)
            form = shared if counts else form
        if form not in self._forms:
            stopped = operation in WITHOUT_GRADIENT or all(self.groups[g].stopped for g in groups)
            self._forms[form] = self._new_group(operation, operands, runs, stopped)
        return self._forms[form], None if order == list(range(len(order))) else order, counts
