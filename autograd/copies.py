"""Copies of Values and of whole graphs, also through pickle: without recursion, each node once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from autograd.entry import Operation
from autograd.graph import topological_order
from autograd.recording import refuse_effect
from autograd.scopes import hand_on

if TYPE_CHECKING:
    from autograd.value import Value

    Row = tuple[tuple[Operation, float, float, str], list[int]]  # a node, and where its parents are


class Copied:
    """How a Value is copied and stored."""

    __slots__ = ()

    _data: float
    _grad: float | Value
    label: str
    parents: tuple[Value, ...]
    operation: Operation
    made: ClassVar[Callable[[float, str], Value]]  # Value itself, from a number and a label

    def __copy__(self) -> Value:
        refuse_effect("copying a Value")
        copy = restore(self.operation, self._data, self._grad, self.label, self.parents)
        hand_on(self, copy)  # type: ignore[arg-type]
        return copy

    def __deepcopy__(self, memo: dict[int, Any]) -> Value:
        refuse_effect("copying a Value")
        for node in topological_order(self):  # type: ignore[arg-type]
            if id(node) not in memo:
                parents = tuple(memo[id(parent)] for parent in node.parents)
                memo[id(node)] = restore(*_without_parents(node), parents)
                hand_on(node, memo[id(node)])
        copied: Value = memo[id(self)]
        return copied

    def __reduce__(self) -> tuple[Callable[..., Value], tuple[object, ...]]:
        """For pickle: a leaf as it is, a graph as the flat list of its nodes."""
        if not self.parents:
            return restore, _without_parents(self)
        order = topological_order(self)  # type: ignore[arg-type]
        index = {node: i for i, node in enumerate(order)}
        rows = [
            (_without_parents(node), [index[parent] for parent in node.parents])
            if node.parents
            else node
            for node in order
        ]
        return restore_graph, (rows,)


def _without_parents(node: Copied) -> tuple[Operation, float, float, str]:
    return node.operation, node._data, float(node._grad), node.label


def restore(
    operation: Operation,
    data: float,
    grad: Value | float,
    label: str,
    parents: tuple[Value, ...] = (),
) -> Value:
    """A node as it was."""
    node = Copied.made(data, label)
    node.operation, node.parents, node._grad = operation, parents, grad
    return node


def restore_graph(rows: list[Value | Row]) -> Value:
    """The last node of a graph, from its leaves and from the rows of the others."""
    nodes: list[Value] = []
    for row in rows:
        if isinstance(row, Copied):
            nodes.append(row)
        else:
            (operation, data, grad, label), parents = row
            nodes.append(restore(operation, data, grad, label, tuple(nodes[i] for i in parents)))
    return nodes[-1]
