"""Where the members of groups find their operands: which array, and at which positions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autograd.compiler.group import Group, Tape
from autograd.compiler.lift.layout import PARAMETERS, Layout
from autograd.compiler.lift.nests import view_of
from autograd.compiler.lift.padding import ANY, Filling, Padding
from autograd.compiler.program import (
    Array,
    Constants,
    Mask,
    Operand,
    Positions,
    Sizes,
    Step,
    View,
    strides_of,
)
from autograd.compiler.record import CONSTANT, DETACH, BatchingError, Region


@dataclass
class Column:
    """Where the members of a group find one of their operands, or several: (members, terms).

    Constants have values instead of positions. Where one sample stands for many, the positions are
    those of the first, and `along` has the steps from sample to sample, by region.
    """

    group: int
    positions: Any = None  # Positions; or else
    values: Any = None  # Constants
    stopped: bool = False
    along: Mapping[int, Step] = field(default_factory=dict)

    def __getitem__(self, key: Positions | tuple[object, ...]) -> Column:
        if self.positions is None:
            return replace(self, values=self.values[key])
        return replace(self, positions=self.positions[key])

    @property
    def entries(self) -> Any:
        """The positions, or the values of constants."""
        return self.values if self.positions is None else self.positions


class Operands:
    """The arrays that groups have become so far, and where each node stands in them.

    Attributes:
        arrays: the array of each group, by its number.
        position: where each node stands in the array of its group.
        along: of each group whose members stand for samples, the steps from sample to sample.
        constants: arrays of numbers that the function had of its own.
        padding: of the arrays that have some, by their group.
    """

    def __init__(self, tape: Tape, layout: Layout) -> None:
        self.tape, self.layout = tape, layout
        self.group_of = np.array(tape.group_of, int)
        self.arrays: dict[int, Array] = {}
        self.position = np.array(tape.position, int)
        self.along: dict[int, Mapping[int, Step]] = {}
        self.constants: dict[tuple[Sizes, bytes], Array] = {}
        self.padding: dict[int, Padding] = {}
        self._member = self.position.copy()  # of each node: which member of its group
        self._numbers = np.array([tape.values[node]._data for node in tape.groups[0].nodes])
        self._batches: dict[int, Column] = {}
        self._regions = {
            operation: region
            for region in tape.regions
            for operation in (region.batch, region.sample)
        }

    def is_alias(self, group: Group) -> bool:
        """Whether it computes nothing: its nodes are others, differently seen."""
        return group.operation is DETACH or group.operation in self._regions

    def column(self, nodes: Positions) -> Column:
        """Where these nodes, which are of one group, are found."""
        group = self.tape.groups[self.group_of[nodes.flat[0]]]
        members = self._member[nodes]
        if group.operation is DETACH:  # the same numbers, but for the gradient
            return replace(self.column(group.rows[members, 0]), stopped=True)
        if group.operation in self._regions:
            region = self._regions[group.operation]
            if group.operation is region.sample:
                return self._sample(region, group.rows[members])
            if group.number not in self._batches:
                self._batches[group.number] = self._batch(region, group)
            return self._batches[group.number][members]
        if group.operation is CONSTANT:
            return Column(group.number, values=self._numbers[members])
        along = self.along.get(group.number, {})
        return Column(group.number, self.position[nodes], along=along)

    def _batch(self, region: Region, group: Group) -> Column:
        """Numbers of one sample; the steps to those of the others must be the same for all."""
        every = self.column(group.rows)  # (numbers, samples)
        if every.values is not None:
            view = self.constant(every.values.T, list(every.values.T.shape))
            assert isinstance(view, View)
            self.arrays[group.number] = view.array
            every = Column(group.number, view.positions().T)
        steps = every.positions - every.positions[:, :1]
        if (steps != steps[0]).any():
            raise BatchingError("the samples lie irregularly")
        steady = (steps[0] == steps[0, 1] * np.arange(region.count)).all()
        step: Step = int(steps[0, 1]) if steady else steps[0]
        return replace(every[:, 0], along={**every.along, region.number: step})

    def _sample(self, region: Region, rows: Positions) -> Column:
        """Numbers of certain samples: each row has a node of the region and a sample's number."""
        found = self.column(rows[..., 0])
        if region.number not in found.along:
            return found
        along = dict(found.along)
        step = along.pop(region.number)
        numbers = self._numbers[self._member[rows[..., 1]]].astype(int)
        moved = step * numbers if isinstance(step, int) else step[numbers]
        return replace(found, positions=found.positions + moved, along=along)

    def read(self, column: Column, steps: list[Step], sizes: list[int]) -> Operand:
        """A column as loops of these sizes read it.

        The steps of constants are those between samples alone: they are the same for all.
        """
        if column.values is not None:
            shape = [1] * len(steps) + sizes[len(steps) :]
            return self.constant(column.values.reshape(shape), sizes)
        view = view_of(self.arrays[column.group], int(column.positions.flat[0]), steps, sizes)
        if column.group == PARAMETERS:
            view = self.layout.in_role(view)
        return replace(view, stopped=column.stopped) if column.stopped else view

    def constant(self, values: Constants, sizes: list[int]) -> Operand:
        """Numbers of the function's own: a float if all are equal, else an array kept once."""
        for axis in range(values.ndim):
            first = values.take([0], axis)
            if (values == first).all():
                values = first
        if values.size == 1:
            return float(values.flat[0])
        strides = tuple(s if n > 1 else 0 for s, n in zip(strides_of(values.shape), values.shape))
        kept = values.squeeze()
        key = kept.shape, kept.tobytes()
        if key not in self.constants:
            name = f"c{len(self.constants) + 1}"
            label = "mask" if kept.dtype == bool else ""
            self.constants[key] = Array(name, "constant", kept.shape, values=kept, label=label)
        return View(self.constants[key], 0, strides, tuple(sizes))

    def array_of(self, column: Column) -> Array:
        """The array that a column lies in; of the parameters, the part."""
        if column.group == PARAMETERS:
            return self.layout.block(column.positions)
        return self.arrays[column.group]

    def move(
        self,
        group: int,
        array: Array,
        nodes: Positions,
        positions: Positions,
        along: Mapping[int, Step],
    ) -> None:
        """From now on a group's nodes are found at these positions of another array."""
        self.arrays[group], self.along[group] = array, along
        self.position[nodes] = positions
        self._batches = {n: found for n, found in self._batches.items() if found.group != group}

    def filling(self, column: Column, operand: Operand, empty: Mask | None) -> Filling:
        """What loops find in an operand in the cells that no member has, if there are any."""
        padding = self.padding.get(column.group)
        if empty is None or padding is None or not isinstance(operand, View):
            return ANY
        return padding.at(operand.positions()[empty])
