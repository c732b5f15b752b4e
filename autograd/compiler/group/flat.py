"""The recording as flat arrays, in which sums absorb what they alone use.

The scalar code of a neuron, `w1*x1 + w2*x2 + b`, records two products and two additions. Nobody
needs the single products or the partial sums, so they become part of one sum. That comes before
anything else: it halves the graph, and a sum of products is what a matrix product is made of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import numpy as np

from autograd import ops
from autograd.compiler.group.tape import may_fail
from autograd.compiler.record import Region
from autograd.entry import Operation
from autograd.recording import recording
from autograd.value import Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

SUMS = {ops.add, ops.sum_, ops.dot}
LEFT, RIGHT, TERM = 0, 1, 2  # a factor of a product inside a sum, the other, and anything else

Index: TypeAlias = "NDArray[np.int64]"
Mask: TypeAlias = "NDArray[np.bool_]"
T = TypeVar("T")
parents_of = attrgetter("parents")
operation_of = attrgetter("operation")


def numbered(*rows: Iterable[T]) -> tuple[list[T], list[Index]]:
    """Different things in the order in which they first come, and each row as their numbers.

    Each is equal to itself alone, so they are known by their `id`. Sorting all of these is many
    times quicker than a dictionary, of which each look-up would go to another place in memory.
    """
    lists = [list(row) for row in rows]
    every = list(chain.from_iterable(lists))
    ids = np.fromiter(map(id, every), np.uint64, len(every))
    _, first, which = np.unique(ids, return_index=True, return_inverse=True)
    order = np.argsort(first)
    numbers = np.empty_like(order)
    numbers[order] = np.arange(len(order))
    ends = np.cumsum(list(map(len, lists)))
    return [every[place] for place in first[order].tolist()], np.split(numbers[which], ends[:-1])


@dataclass
class Rows:
    """What each node reads once sums are flat. Absorbed and unused nodes have no row.

    Attributes:
        nodes: their numbers, in the order of their making.
        operands: the operands of all of them, row after row.
        lengths: how many operands each has.
        products: how many products each has inside; their factors begin the row, first all left
            ones, then all right ones.
        scalars: how many recorded nodes each stands for.
    """

    nodes: list[int]
    operands: list[int]
    lengths: list[int]
    products: list[int]
    scalars: list[int]


def chains_as_sums(recorded: list[Value], detached: set[Value]) -> list[int]:
    """Makes total - a - b, a loop's `total -= x`, the sum total + (-a) + (-b), in place.

    So all the steps of a loop become one statement. A lone difference stays what it is.

    Returns:
        The places that the nodes had before which a negative was inserted.
    """
    add, sub = ops.add, ops.sub
    differences = {id(node) for node in recorded if node.operation is sub}
    if not differences:
        return []
    followed = {
        id(node.parents[0])
        for node in recorded
        if (node.operation is sub or node.operation is add) and id(node.parents[0]) in differences
    }
    if not followed:
        return []
    operands = map(id, chain.from_iterable(map(parents_of, recorded)))
    uses = Counter(filter(followed.__contains__, operands))
    chained = {node for node in followed if uses[node] == 1}
    longer: list[Value] = []
    places: list[int] = []
    for place, node in enumerate(recorded):
        adds = node.operation is add or node.operation is sub
        follows = adds and id(node.parents[0]) in chained
        if node.operation is sub and (follows or id(node) in chained) and node not in detached:
            a, b = node.parents
            with recording():
                negative = Value(-b._data, "", (b,), ops.neg)
            longer.append(negative)
            places.append(place)
            node.operation, node.parents = add, (a, negative)
        if follows:
            chained.add(id(node))
        longer.append(node)
    recorded[:] = longer
    return places


class Graph:
    """A recording as arrays: one entry for each node, or for each edge from an operand to its user.

    What is not used is left out, but for operations that may raise an error: the scalar code would.

    Arguments:
        recorded: the nodes in the order of their making; a node's number is its place.
        total: how many nodes there are; those that were not recorded follow.
        operand: the operands of all recorded nodes, one node after the other.
        results: what must be computed.
        detached: what no gradient passes.
        regions: the nodes that stand for samples of a `vmap`.

    Attributes:
        checked: the nodes that nothing uses and that must be computed for their errors.
    """

    def __init__(
        self,
        recorded: list[Value],
        total: int,
        operand: Index,
        results: list[int],
        detached: Index,
        regions: Sequence[Region] = (),
    ) -> None:
        self.recorded = recorded
        self.results = results
        self.operand = operand
        self.lengths = np.fromiter(map(len, map(parents_of, recorded)), int, len(recorded))
        self.user = np.repeat(np.arange(len(recorded)), self.lengths)
        starts = np.cumsum(self.lengths) - self.lengths
        self.slot = np.arange(len(self.operand)) - starts[self.user]
        self._kinds, (self._kind,) = numbered(map(operation_of, recorded))
        self.uses = self._count_uses(total, results)
        harmless = {operation for r in regions for operation in (r.batch, r.sample)}
        self.checked = self._find_checked(harmless)
        if self.checked:
            self.uses = self._count_uses(total, [*results, *self.checked])
        self.live = self.uses[: len(recorded)] > 0
        self.absorbed = self._find_absorbed(detached)
        self.counted = np.ones(len(recorded), bool)  # by the comments that count scalar nodes

    def made_by(self, operations: set[Operation]) -> Mask:
        """Which nodes one of these operations made."""
        return np.array([kind in operations for kind in self._kinds], bool)[self._kind]

    def _count_uses(self, total: int, results: list[int]) -> Index:
        """How often each node is used, not counting uses by what is itself not used."""
        uses = np.bincount(np.append(self.operand, results).astype(int), minlength=total)
        stops = np.cumsum(self.lengths)
        inner = np.zeros(total, bool)
        inner[: len(self.lengths)] = self.lengths > 0
        unused = np.flatnonzero(inner & (uses == 0)).tolist()
        while unused:
            node = unused.pop()
            for operand in self.operand[stops[node] - self.lengths[node] : stops[node]].tolist():
                uses[operand] -= 1
                if not uses[operand] and inner[operand]:
                    unused.append(operand)
        return uses

    def _find_checked(self, harmless: set[Operation]) -> list[int]:
        """Of the nodes that are not used, those whose operation may fail on other numbers.

        A quotient fails where its divisor is 0, so one of those with the same divisor is enough.
        """
        live = self.uses[: len(self.recorded)] > 0
        fallible = {kind for kind in self._kinds if may_fail(kind)} - harmless
        unused = np.flatnonzero(self.made_by(fallible) & ~live).tolist()
        quotients, stops = self.made_by({ops.div}), np.cumsum(self.lengths)
        divided = set(self.operand[stops[quotients & live] - 1].tolist())
        found = []
        for node in unused:
            if quotients[node]:
                divisor = int(self.operand[stops[node] - 1])
                if divisor in divided or self._is_constant(divisor):
                    continue
                divided.add(divisor)
            found.append(node)
        return found

    def _is_constant(self, node: int) -> bool:
        """Whether it is a number of the function's own: if it did not fail now, it never will."""
        return node < len(self.recorded) and self.recorded[node].operation is ops.constant

    def _find_absorbed(self, detached: Index) -> Mask:
        """Sums and products that are used once, by a sum."""
        adding = (self.made_by({ops.add, ops.sum_}) & self.live)[self.user]
        by_sums = np.bincount(self.operand[adding], minlength=len(self.uses))
        absorbed: Mask = (self.uses == 1) & (by_sums == 1)
        absorbed[: len(self.recorded)] &= self.made_by(SUMS | {ops.mul}) & (self.lengths > 0)
        absorbed[len(self.recorded) :] = False
        absorbed[detached] = False
        return absorbed

    def is_left(self, region: Region) -> bool:
        """Whether a node of the region is read outside by another way than as a sample."""
        start, stop = region.start, region.stop
        computed = np.flatnonzero(self.lengths[start:stop]) + start
        outside = (self.user < start) | (self.user >= stop)
        outside &= self.live[self.user] & ~self.made_by({region.sample})[self.user]
        read = np.append(self.operand[outside], self.results)
        return bool(np.isin(computed, read).any())

    def _roots(self) -> Index:
        """The node that each node became part of; itself, if it was not absorbed.

        Each absorbed node points to its user, and that one perhaps to another. Following all
        pointers at once, twice as far each time, takes a few rounds for the longest chain.
        """
        root: Index = np.arange(len(self.recorded))
        inside = self.absorbed[self.operand] & self.live[self.user]
        root[self.operand[inside]] = self.user[inside]
        following = np.flatnonzero(self.absorbed[: len(root)])
        while len(following):
            further = root[root[following]]
            moved = further != root[following]
            root[following] = further
            following = following[moved]
        return root

    def _literal_starts(self) -> Mask:
        """Edges from the literal 0 that Python's `sum()` starts from: nobody's mathematics."""
        found: Mask = self.made_by({ops.add})[self.user] & (self.slot == 0)
        found &= self.operand < len(self.recorded)
        found[found] = self.made_by({ops.constant})[self.operand[found]]
        found[found] = [not self.recorded[node]._data for node in self.operand[found]]
        return found

    def rows(self) -> Rows:
        """What each node reads, in one pass over the edges: sorted by the node they end up in."""
        total, root = len(self.recorded), self._roots()
        role = np.full(len(self.operand), TERM)
        dots = self.made_by({ops.dot})[self.user]
        role[dots] = np.where(2 * self.slot < self.lengths[self.user], LEFT, RIGHT)[dots]
        products = (self.made_by({ops.mul}) & self.absorbed[:total])[self.user]
        role[products] = self.slot[products]
        read = self.live[self.user] & ~self.absorbed[self.operand] & ~self._literal_starts()
        owner, role, operand = root[self.user[read]], role[read], self.operand[read]
        order = np.argsort(3 * owner + role, kind="stable")
        nodes = np.flatnonzero(self.live & ~self.absorbed[:total])
        return Rows(
            nodes.tolist(),
            operand[order].tolist(),
            np.bincount(owner, minlength=total)[nodes].tolist(),
            np.bincount(owner[role == LEFT], minlength=total)[nodes].tolist(),
            np.bincount(root[self.live & self.counted], minlength=total)[nodes].tolist(),
        )
