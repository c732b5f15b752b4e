"""Results that were computed together and go back together.

Several results of one call of compiled code have the same parents; one run of its program gives
the gradients of all of them in the time of one. So in a pass of the chain rule one node stands for
them, when the turn comes to the first of them: its parents were made before, and what uses its
results has had its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol, cast
from weakref import ref

if TYPE_CHECKING:
    from autograd.value import Value

    class Joint(Protocol):
        """The operation of a result that was computed with others."""

        number: int

        def together(self, node: Value, seeds: list[tuple[int, object]]) -> Value:
            """The node that stands for all results, given what arrived at which of them."""


calls: set[ref[object]] = set()
"""Those of which several results are alive: mostly none."""


def contracted(order: list[Value], upstream: Callable[[Value], object]) -> Iterator[Value]:
    """An order from its end to its beginning, with one node for all results of a call.

    Arguments:
        order: parents before children.
        upstream: what has arrived at a node.
    """
    call_of: dict[Value, int] = {}
    first: dict[int, Value] = {}
    for node in order:
        if hasattr(node.operation, "together"):
            call_of[node] = key = id(node.parents)  # a tuple that the results of one call share
            first.setdefault(key, node)
    seeds: dict[int, list[tuple[int, object]]] = {key: [] for key in first}
    for node in reversed(order):
        if node not in call_of:
            yield node
            continue
        key, operation = call_of[node], cast("Joint", node.operation)
        seed = upstream(node)
        if type(seed) is not float or seed:  # nothing flows on from a zero, unless it is recorded
            seeds[key].append((operation.number, seed))
        if node is first[key] and seeds[key]:
            yield operation.together(node, seeds[key])
