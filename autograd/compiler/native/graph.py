"""A recorded graph with numbers for names, and the two orders in which it is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from autograd import ops
from autograd.compiler.native.shorter import Minus, Term, minus, shorter
from autograd.compiler.record import WITHOUT_GRADIENT, Heard
from autograd.entry import Operation
from autograd.value import Value

Operand = int | float  # a place in the memory, or a constant


@dataclass(slots=True)
class Node:
    """One scalar operation.

    Attributes:
        place: where its result is in the memory.
        operands: places in the memory, or constants.
        wanted: of each operand, whether anybody asks for its gradient.
    """

    place: int
    operation: Operation
    operands: tuple[Operand, ...]
    wanted: tuple[bool, ...]


@dataclass
class Graph:
    """The nodes of a recording.

    The memory begins with the leaves: the parameters, then each input; the results of the nodes
    follow.

    Attributes:
        parameters: the leaves that the function found outside itself.
        leaves: how many leaves there are, inputs included.
        inputs_too: whether somebody asks for the gradients of inputs.
        nodes: in the order of their making, which is that of forward.
        backward: those from which a gradient flows on, in the order of the engine's `backward`.
        results: their places, or the constants that they are.
        carries: of each result, whether a gradient flows back from it.
    """

    parameters: list[Value]
    leaves: int
    inputs_too: bool
    nodes: list[Node]
    backward: list[Node]
    results: list[Operand]
    carries: list[bool]

    @property
    def size(self) -> int:
        """How many numbers the memory holds."""
        return self.leaves + len(self.nodes)

    @property
    def copies(self) -> list[Node]:
        """Nodes that put the results where they are found, behind all numbers."""
        results = enumerate(zip(self.results, self.carries), self.size)
        return [Node(place, ops.identity, (x,), (carries,)) for place, (x, carries) in results]

    @property
    def asked(self) -> int:
        """Of so many leaves, which come first, gradients are asked for."""
        return self.leaves if self.inputs_too else len(self.parameters)


def graph_of(recording: Heard, inputs_too: bool) -> Graph:
    """The graph of a recording, in which each node stands for itself alone.

    Arguments:
        recording: as it was heard; grouping rewrites it.
        inputs_too: whether somebody asks for the gradients of the inputs as well.
    """
    parameters, given = leaves_of(recording)
    wanted = [True] * len(parameters) + [inputs_too] * len(given)
    graph = built(
        recording.nodes, [*parameters, *given], wanted, recording.outputs, recording.detached
    )
    graph.parameters, graph.inputs_too = parameters, inputs_too
    return graph


def leaves_of(recording: Heard) -> tuple[list[Value], list[Value]]:
    """What the function found outside itself, and its inputs, number by number."""
    given = [*chain.from_iterable(recording.leaves.values())]
    known = set(map(id, given)).union(map(id, recording.nodes))
    parents = chain.from_iterable(node.parents for node in recording.nodes)
    used = chain(recording.outputs, parents)
    return [*{id(x): x for x in used if id(x) not in known}.values()], given


def built(
    nodes: Sequence[Value],
    leaves: Sequence[Value],
    wanted_leaves: Sequence[bool],
    outputs: Sequence[Value],
    detached: set[Value],
) -> Graph:
    """The graph of some nodes on some leaves; a node without operands is a constant.

    Arguments:
        nodes: parents first.
        leaves: one may be there twice.
        wanted_leaves: for which of them somebody asks for the gradient.
        outputs: among the leaves and the nodes.
        detached: nodes through which no gradient passes.
    """
    making = _Making(wanted_leaves)
    where: dict[int, Term] = {}
    for place, leaf in enumerate(leaves):
        where.setdefault(id(leaf), place)
    needed = _needed(nodes, outputs)
    for node in nodes:
        if id(node) in where or id(node) not in needed:
            continue
        if not node.parents:
            where[id(node)] = node._data
            continue
        terms = tuple([where[id(parent)] for parent in node.parents])
        cut = node.operation in WITHOUT_GRADIENT or node in detached
        where[id(node)] = making.node(node.operation, terms, cut)
    results = [making.operand(where[id(output)]) for output in outputs]
    nodes_made, wanted, first = making.nodes, making.wanted, len(leaves)
    back = _backward(nodes_made, results, first)
    carries = [isinstance(x, int) and bool(wanted[x]) for x in results]
    return Graph([], first, True, nodes_made, back, results, carries)


def _needed(nodes: Sequence[Value], outputs: Sequence[Value]) -> set[int]:
    """By their ids: what the outputs are made of, and what may raise an error; with all operands.

    A recorded derivative has products that nobody reads: the gradients of constants.
    """
    needed = set(map(id, outputs))
    for node in reversed(nodes):
        if id(node) in needed or not node.operation.total:
            needed.add(id(node))
            needed.update(map(id, node.parents))
    return needed


class _Making:
    """Nodes in the making.

    Attributes:
        wanted: of each place, whether anybody asks for its gradient.
    """

    def __init__(self, wanted_leaves: Sequence[bool]) -> None:
        self.nodes: list[Node] = []
        self.wanted = [*wanted_leaves]
        self._signed = False  # whether there has been a sign
        self._negated: dict[Minus, int] = {}
        self._known: dict[tuple[object, ...], int] = {}

    def node(self, operation: Operation, terms: tuple[Term, ...], cut: bool) -> Term:
        """What an operation gives; where no gradient flows through it, perhaps without a node."""
        if not cut and True in self._flows(terms):
            return self._made(operation, terms, cut)
        negative, operation, terms = shorter(operation, terms)
        found = terms[0] if operation is ops.identity else self._once(operation, terms)
        self._signed |= negative
        return minus(found) if negative else found

    def _once(self, operation: Operation, terms: tuple[Term, ...]) -> int:
        """The node without a gradient; what is there already is not computed again."""
        # By their text, 0.0 and -0.0 are two numbers, and 1.0 is no place.
        key = (operation, *[repr(x) if isinstance(x, float) else x for x in terms])
        if key not in self._known:
            self._known[key] = self._made(operation, terms, True)
        return self._known[key]

    def operand(self, x: Term) -> Operand:
        """A number without a sign; the node that a sign needs is made once."""
        if not isinstance(x, Minus):
            return x
        if x not in self._negated:
            self._negated[x] = self._made(ops.neg, (x.place,), True)
        return self._negated[x]

    def _made(self, operation: Operation, terms: tuple[Term, ...], cut: bool) -> int:
        operands: tuple[Operand, ...] = terms  # type: ignore[assignment]
        if self._signed:
            operands = tuple(map(self.operand, terms))
        flows = (False,) * len(operands) if cut else self._flows(operands)
        place = len(self.wanted)
        self.wanted.append(True in flows)
        self.nodes.append(Node(place, operation, operands, flows))
        return place

    def _flows(self, terms: tuple[Term, ...]) -> tuple[bool, ...]:
        """Of each whether somebody asks for its gradient."""
        wanted = self.wanted
        return tuple([type(x) is int and wanted[x] for x in terms])


def _backward(nodes: list[Node], results: list[Operand], first: int) -> list[Node]:
    """Those from which a gradient flows on, in the order in which `Value.backward` meets them.

    That is the topological order of `autograd.graph`, from its end: sums of gradients are formed
    in the very same order. What carries no gradient is no part of it.
    """
    order: list[Node] = []
    seen = bytearray(first + len(nodes))
    stack: list[int] = [x for x in results if type(x) is int]
    while stack:
        place = stack.pop()
        if place < 0:
            order.append(nodes[~place - first])
        elif not seen[place]:
            seen[place] = True
            node = nodes[place - first] if place >= first else None
            if node is not None and any(node.wanted):
                stack.append(~place)  # comes up again when its operands are done
                stack.extend([x for x, w in zip(node.operands, node.wanted) if w])  # type: ignore[misc]
    return order[::-1]
