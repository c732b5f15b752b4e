"""Repeated structure found: thousands of nodes in a dozen groups that are a network's layers.

1. A sum absorbs what it alone uses: the products and partial sums of `w1*x1 + w2*x2 + b` become
   part of one sum, as in the compiler.
2. Nodes are of one class if their operation is the same and their operands are of the same
   classes. Going from the leaves to the result, one look at each node settles its class: the sums
   of the first layer read parameters and inputs, those of the second parameters and outputs of the
   first, and so on.
3. Leaves are told apart by who reads them: each layer has parameters of its own.

A recurrent network of many steps has too many classes that way. Then nodes are compared by their
operation and that of their operands alone, and what would be a circle is cut into stretches of time
(see `unrolling`).

Everything here is plain Python and linear in the size of the graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field

from autograd import ops
from autograd.drawing.kinds import stem
from autograd.drawing.unrolling import Classes, Reads, unrolled
from autograd.entry import Operation
from autograd.value import Value

MOST_GROUPS = 60
"""More boxes than these make a picture too crowded; a coarser one is tried then."""

SUMS = {ops.add, ops.sum_, ops.dot}
PRODUCTS = {ops.mul, ops.dot}


@dataclass(eq=False)
class Group:
    """Nodes of one class.

    Attributes:
        kind: what they are; see `kinds`.
        number: by which the picture calls it; 0 if there is nothing to open.
        nodes: all of them, operands before results.
        heads: those that are not absorbed by another, such as the sum of a neuron.
        reads: the groups of the operands, each once; its own where nodes of it read each other.
        names: what a model calls the parts that the parameters belong to, each with its place.
    """

    kind: str
    number: int = 0
    nodes: list[Value] = field(default_factory=list)
    heads: list[Value] = field(default_factory=list)
    reads: dict[Group, None] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)


@dataclass
class Folding:
    """A graph in groups.

    Attributes:
        groups: all of them.
        group: that of each node.
        head: the node itself, or the sum that absorbed it.
        depth: of each head, how many steps it is away from the leaves.
        constants: the nodes that are constants.
    """

    groups: list[Group]
    group: dict[Value, Group]
    head: dict[Value, Value]
    depth: dict[Value, float]
    constants: set[Value]


def fold(
    order: list[Value], kind_of: Callable[[Value], str], names: Mapping[Value, str]
) -> Folding:
    """The groups of a graph.

    Arguments:
        order: its nodes, or some of them, in topological order.
        kind_of: tells a node's kind.
        names: for parameters, what part of a model they belong to.
    """
    head = _absorb(order)
    reads: Reads = {node: {} for node in order if head[node] is node}
    inside: dict[Value, set[Operation]] = {node: {node.operation} for node in reads}
    for node in order:
        whole = head[node]
        inside[whole].add(node.operation)
        for parent in node.parents:
            if head.get(parent, whole) is not whole:  # what is not in `order` does not count
                reads[whole][parent] = None
    kinds = {node: kind_of(node) for node in reads}

    def alone(node: Value) -> Hashable:
        return kinds[node], frozenset(inside[node])

    def named(node: Value) -> Hashable:
        return alone(node), stem(node.label) if node.parents else names.get(node, "")

    attempts = _attempts(reads, named, alone, kinds)
    classes = next(c for c in attempts if c and len(set(c.values())) <= MOST_GROUPS)
    depth = _depths(reads)
    cut = unrolled(reads, classes, kinds, depth, MOST_GROUPS)
    if cut is not classes:  # inputs stay together, but each layer has parameters of its own
        apart = _leaves_by_reader(reads, cut)
        own = {n: (apart if kinds[n] == "parameter" else cut)[n] for n in reads}
        classes = own if len(set(own.values())) <= MOST_GROUPS else cut
    return _grouped(order, head, reads, classes, kinds, names, depth)


def _attempts(
    reads: Reads,
    named: Callable[[Value], Hashable],
    alone: Callable[[Value], Hashable],
    kinds: dict[Value, str],
) -> Iterator[Classes]:
    """Ever coarser classes, until the picture is small enough."""
    yield _classes(reads, named)
    for rounds in (2, 1, 0):
        yield _near_classes(reads, alone, rounds)
    yield {node: alone(node) for node in reads}
    yield dict(kinds)


def _absorb(order: list[Value]) -> dict[Value, Value]:
    """For each node the one it is drawn as: itself, or the sum that alone uses it."""
    uses: dict[Value, int] = defaultdict(int)
    user: dict[Value, Value] = {}
    for node in order:
        for parent in node.parents:
            uses[parent] += 1
            user[parent] = node
    sums, terms, head = SUMS - {ops.dot}, SUMS | PRODUCTS, {}
    for node in reversed(order):
        head[node] = node
        if node.operation in terms and uses[node] == 1 and not node.label:
            by = user[node]
            if by.operation in sums:
                head[node] = head[by]
    return head


def _classes(reads: Reads, alone: Callable[[Value], Hashable]) -> Classes:
    """Classes by all that a node was computed from; none where there are too many."""
    number: dict[Hashable, int] = {}
    classes: Classes = {}
    for node, operands in reads.items():
        key = alone(node), frozenset([classes[operand] for operand in operands])
        classes[node] = number.setdefault(key, len(number))
        if len(number) > MOST_GROUPS:
            return {}
    return _leaves_by_reader(reads, classes)


def _near_classes(reads: Reads, alone: Callable[[Value], Hashable], rounds: int) -> Classes:
    """Classes by what lies at most so many steps before a node."""
    first = {node: alone(node) for node in reads}
    classes: Classes = first
    for _ in range(rounds):
        number: dict[Hashable, int] = {}
        refined: Classes = {}
        for node, operands in reads.items():
            key = first[node], frozenset([classes[operand] for operand in operands])
            refined[node] = number.setdefault(key, len(number))
        classes = refined
    return _leaves_by_reader(reads, classes)


def _leaves_by_reader(reads: Reads, classes: Classes) -> Classes:
    """The same classes, but leaves told apart by the classes of what reads them."""
    readers: dict[Value, set[Hashable]] = {node: set() for node in reads if not node.parents}
    for node, operands in reads.items():
        for operand in operands:
            if operand in readers:
                readers[operand].add(classes[node])
    split = dict(classes)
    for leaf, by in readers.items():
        split[leaf] = classes[leaf], frozenset(by)
    return split


def _grouped(
    order: list[Value],
    head: dict[Value, Value],
    reads: Reads,
    classes: Classes,
    kinds: dict[Value, str],
    names: Mapping[Value, str],
    depth: dict[Value, float],
) -> Folding:
    of_class: dict[Hashable, Group] = {}
    rank = {name: i for i, name in enumerate(dict.fromkeys(names.values()))}
    group: dict[Value, Group] = {}
    for node in order:
        whole = head[node]
        if classes[whole] not in of_class:
            of_class[classes[whole]] = Group(kinds[whole])
        group[node] = mine = of_class[classes[whole]]
        mine.nodes.append(node)
        if node is whole:
            mine.heads.append(node)
    for node, operands in reads.items():
        group[node].reads.update((group[operand], None) for operand in operands)
    for each in of_class.values():
        each.names = {name: rank[name] for node in each.nodes if (name := names.get(node))}
    groups = sorted(of_class.values(), key=lambda each: min(depth[node] for node in each.heads))
    several = [each for each in groups if len(each.nodes) > 1 and each.kind != "constant"]
    for number, each in enumerate(several, 1):
        each.number = number
    constants = {node for node, kind in kinds.items() if kind == "constant"}
    return Folding(groups, group, head, depth, constants)


def _depths(reads: Reads) -> dict[Value, float]:
    """How many steps from the leaves; a leaf is just before the last that reads it."""
    depth: dict[Value, float] = {}
    for node, operands in reads.items():
        depth[node] = 1 + max((depth[operand] for operand in operands), default=-1.0)
    leaves = {node: 0.0 for node in reads if not node.parents}
    for node, operands in reads.items():
        for operand in operands:
            if operand in leaves:
                leaves[operand] = max(leaves[operand], depth[node] - 0.5)
    return {**depth, **leaves}
