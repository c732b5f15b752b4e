"""Walks over recorded graphs. None of them recurses: a chain of a million nodes is a graph too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograd.value import Value


def topological_order(root: Value, beyond: Iterable[Value] = ()) -> list[Value]:
    """Every node that `root` was computed from, parents before children, `root` last.

    Depth first, in the order of the parents, so the result is the same on every run. A node is
    put back below a marker before its parents are pushed; when the marker comes up again, all of
    them are done. What is `beyond` the walk's end is left out, and so is what leads there alone.
    """
    order: list[Value] = []
    seen: set[Value] = set(beyond)
    stack: list[Value | None] = [root]
    while stack:
        node = stack.pop()
        if node is None:
            order.append(stack.pop())  # type: ignore[arg-type]  # the node below its marker
        elif node not in seen:
            seen.add(node)
            if node.parents:
                stack.append(node)
                stack.append(None)
                stack.extend(node.parents)
            else:
                order.append(node)
    return order
