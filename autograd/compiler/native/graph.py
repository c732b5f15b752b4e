"""A recorded graph with numbers for names, and the two orders in which it is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from autograd.compiler.record import WITHOUT_GRADIENT, Recording
from autograd.entry import Operation
from autograd.value import Value

Operand = int | float  # a place in the memory, or a constant


@dataclass
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


def graph_of(recording: Recording, inputs_too: bool) -> Graph:
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


def leaves_of(recording: Recording) -> tuple[list[Value], list[Value]]:
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
    where: dict[int, Operand] = {}
    for place, leaf in enumerate(leaves):
        where.setdefault(id(leaf), place)
    first = len(leaves)
    wanted = bytearray(wanted_leaves) + bytearray(len(nodes))
    kept: list[Node] = []
    for node in nodes:
        if id(node) in where:
            continue
        if not node.parents:
            where[id(node)] = node._data
            continue
        place = first + len(kept)
        operands = tuple([where[id(parent)] for parent in node.parents])
        cut = node.operation in WITHOUT_GRADIENT or node in detached
        flows = tuple([not cut and isinstance(x, int) and bool(wanted[x]) for x in operands])
        wanted[place] = any(flows)
        where[id(node)] = place
        kept.append(Node(place, node.operation, operands, flows))
    results = [where[id(output)] for output in outputs]
    back = _backward(kept, results, first)
    carries = [isinstance(x, int) and bool(wanted[x]) for x in results]
    return Graph([], first, True, kept, back, results, carries)


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
