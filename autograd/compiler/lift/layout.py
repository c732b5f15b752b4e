"""Where each parameter stands in the one vector that holds them all.

The order is chosen so that what is used together lies together: first the weights of the first
layer, row by row, then its biases, and so on. Each such block is a role; a statement reads it as a
slice of the vector, reshaped. A penalty on some of the roles (all weights, no biases) moves these
to the front, so that they too are one slice.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import numpy as np

from autograd.compiler.group import Group, Tape
from autograd.compiler.program import Array, Positions, View, along_dimensions, strides_of
from autograd.value import Value

CONSTANTS, PARAMETERS = 0, 1  # the numbers of their groups


class Layout:
    """The parameter vector of a tape.

    Arguments:
        tape: the grouped graph.
        rank: the natural order of those parameters that were found in lists or modules.
        natural: whether they stand in that order within a role, or in the order of their use.

    Attributes:
        vector: the array of all parameters.
        roles: its blocks, in order.
        offsets: where each begins.
        place: for each parameter by its number, where it stands.
    """

    def __init__(self, tape: Tape, rank: dict[Value, int], natural: bool = True) -> None:
        self.vector = Array("theta", "parameter", (len(tape.parameters),))
        self.roles: list[Array] = []
        self.offsets: dict[Array, int] = {}
        self._natural = natural
        self._position = np.array(tape.position, int)
        self._rank = np.array([rank.get(p, -1) for p in tape.parameters], int)
        blocks, penalties = self._blocks(tape)
        # A block that is all in the larger penalties comes before one that is not.
        penalties = sorted(penalties, key=len)[-3:]
        masks = [np.isin(np.arange(self.vector.size), numbers) for numbers in penalties]
        blocks.sort(key=lambda block: [not mask[block].all() for mask in masks])
        self.place = np.zeros(self.vector.size, int)
        start = 0
        for block in blocks:
            self.place[block] = np.arange(start, start + len(block))
            role = Array("", "parameter", (len(block),))
            self.roles.append(role)
            self.offsets[role] = start
            start += len(block)
        self._shaped: set[Array] = set()
        self.owner = np.repeat(np.arange(len(blocks)), [len(block) for block in blocks])

    def _blocks(self, tape: Tape) -> tuple[list[Positions], list[Positions]]:
        """Parameters by their first use; and the uses together with nothing but parameters."""
        blocks: list[Positions] = []
        penalties: list[Positions] = []
        placed = np.zeros(self.vector.size, bool)

        def place(numbers: Positions) -> None:
            fresh = numbers[~placed[numbers]]
            if len(fresh):
                blocks.append(self._in_order(fresh))
                placed[fresh] = True

        for group in tape.groups:
            for numbers, alone in self._uses(tape, group):
                if alone:
                    penalties.append(numbers)
                else:
                    place(numbers)
        for numbers in [*penalties, np.arange(self.vector.size)]:
            place(numbers)
        return blocks, penalties

    def _uses(self, tape: Tape, group: Group) -> list[tuple[Positions, bool]]:
        """The parameters in each run of operands, and whether only parameters are about.

        One number for all, such as the factor of a penalty, does not count; various ones are data.
        """
        if PARAMETERS not in group.operands:
            return []
        alone = set(group.operands) <= {CONSTANTS, PARAMETERS}
        if alone:
            constant = [operand == CONSTANTS for operand in group.operands]
            numbers = set(group.rows[:, constant].ravel().tolist()) - {-1}
            alone = len({tape.values[number]._data for number in numbers}) <= 1
        found = []
        start = 0
        for (operand, *_), run in groupby(_columns(group)):
            stop = start + len(list(run))
            if operand == PARAMETERS:
                nodes = group.rows[:, start:stop].ravel()
                found.append((self._position[nodes[nodes >= 0]], alone))
            start = stop
        return found

    def _in_order(self, fresh: Positions) -> Positions:
        """In their natural order, if that is wanted and all have one; else in that of their use."""
        by_use = np.array(list(dict.fromkeys(fresh.tolist())))
        rank = self._rank[by_use]
        if self._natural and (rank >= 0).all():
            return by_use[np.argsort(rank, kind="stable")]
        return by_use

    def block(self, positions: Positions) -> Array:
        """The role that these places are in, or the vector if they are in several."""
        owner = self.owner[positions.min()]
        return self.roles[owner] if owner == self.owner[positions.max()] else self.vector

    def in_role(self, view: View) -> View:
        """A view of the vector that stays within one role, as a view of that role."""
        low = high = view.offset
        if view.index is not None:
            low, high = low + int(view.index.min()), high + int(view.index.max())
        for stride, size in zip(view.strides, view.sizes):
            low, high = low + min(stride, 0) * (size - 1), high + max(stride, 0) * (size - 1)
        if self.owner[low] != self.owner[high]:
            return view
        role = self.roles[self.owner[low]]
        found = replace(view, array=role, offset=view.offset - self.offsets[role])
        if role not in self._shaped and high - low + 1 == role.size:
            self._shape(role, found)
        return found

    def _shape(self, role: Array, view: View) -> None:
        """The first use of a role as a whole says by its strides what shape it has."""
        self._shaped.add(role)
        strides = sorted({abs(stride) for stride in view.strides if stride}, reverse=True)
        shape = tuple(outer // inner for outer, inner in zip([role.size, *strides], strides))
        follows = view.index is None and strides_of(shape) == tuple(strides)
        if follows and along_dimensions(view, shape) is not None:
            role.reshape(shape)


def _columns(group: Group) -> list[tuple[int, ...]]:
    """The group of each operand and what else tells the uses of a row apart."""
    if group.runs:
        return [
            (operand, run, factor)
            for run, (form, count) in enumerate(group.runs)
            for factor, operand in enumerate(form)
            for _ in range(count)
        ]
    if group.operation.arity is None:
        return [(operand, 0) for operand in group.operands]
    return [(operand, column) for column, operand in enumerate(group.operands)]
