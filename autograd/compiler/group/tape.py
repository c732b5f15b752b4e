"""From a recorded graph to groups: the scalar nodes that one array statement can compute.

Two nodes belong together if the same operation made them from operands that belong together. So the
groups follow from the graph alone, leaves first, and nobody has to say what a layer is:

    w1*x1 + w2*x2 + b   two products of a parameter and an input, and a parameter: group 4
    relu(that)          relu of a member of group 4: group 5
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from autograd import ops
from autograd.compiler.record import Region
from autograd.entry import Operation
from autograd.value import Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

COMMUTATIVE = {ops.mul, ops.maximum, ops.minimum, ops.hypot, ops.logsumexp}


def may_fail(operation: Operation) -> bool:
    """Whether there are floats for which it raises an error, as log does at -1."""
    return not operation.total


Run = tuple[tuple[int, ...], int]


@dataclass
class Group:
    """Scalar nodes of one form.

    Attributes:
        number: its place among the groups; operands come from groups with smaller numbers.
        operation: what made the nodes; for all sums, `ops.sum_`.
        operands: the group of each operand, as they stand in a row.
        runs: the operands of a sum: a run `((3,), 5)` is five terms from group 3, a run
            `((3, 4), 5)` five products of a factor from group 3 and one from group 4.
        nodes: the members, in the order of their making.
        flat: the operands of each member, row after row. For a sum, run after run: the terms, or
            the first factors of all products and then the second.
        scalars: how many recorded nodes it stands for.
        stopped: no gradient flows through it.
    """

    number: int
    operation: Operation
    operands: tuple[int, ...] = ()
    runs: tuple[Run, ...] = ()
    nodes: list[int] = field(default_factory=list)
    flat: list[int] = field(default_factory=list)
    scalars: int = 0
    stopped: bool = False
    counts: list[tuple[int, ...]] = field(default_factory=list)  # of each row, if they differ

    @functools.cached_property
    def rows(self) -> NDArray[np.int64]:
        """The operands as an array of a row for each member.

        A short row of a padded tape has -1 where longer ones have operands.
        """
        return np.array(self.flat, int).reshape(len(self.nodes), len(self.operands))

    def members(self) -> Iterator[tuple[int, list[int]]]:
        """Each member with its operands, where none is padded."""
        width = len(self.operands)
        for k, node in enumerate(self.nodes):
            yield node, self.flat[k * width : k * width + width]


@dataclass
class Tape:
    """The grouped graph. Nodes have numbers: the recorded ones, then inputs, then parameters."""

    values: list[Value]
    group_of: list[int]
    position: list[int]  # of each node within its group
    groups: list[Group]  # the first is that of all constants, the second that of the parameters
    results: list[int]
    checked: list[int]  # what nothing reads, computed for the errors that it may raise
    stopped: set[int]  # the results that carry no gradient
    scalar_nodes: int
    regions: list[Region]  # of each `vmap`
    is_padded: bool = False
    padded: Callable[[], Tape] | None = None  # the same with sums of all lengths in one group

    @property
    def parameters(self) -> list[Value]:
        """The leaves that the function found outside itself."""
        return [self.values[node] for node in self.groups[1].nodes]
