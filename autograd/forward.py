"""The chain rule, going forward: how fast every node moves when the variables do.

The tangent of a node is the speed of its number:

    Σ  local gradient  ×  tangent of the parent

over its parents, from the first to the last. So one walk along the order, parents before children,
gives the derivatives of any number of results along one direction, where the way back gives those
of one result in any number of variables. The local gradients are the table's, as on the way back.

With floats tangents are floats. Where they are recorded they are Values, made of the recorded
rules, and can be differentiated again: forward over backward, backward over forward, to any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import add

from autograd.chain_rule import FLOAT_ERRORS, without_derivative
from autograd.factors import flows, times
from autograd.recording import is_recording
from autograd.value import Operand, Value

Tangent = Operand | Exception


def push_forward(order: Iterable[Value], seeds: Mapping[Value, Operand]) -> dict[Value, Tangent]:
    """The tangents of all nodes of an order that move when some move as the seeds say.

    A node that does not move is not among them. One whose tangent does not exist has the error of
    its rule in the place of a tangent.
    """
    tangents: dict[Value, Tangent] = {node: seed for node, seed in seeds.items() if flows(seed)}
    for node in order:
        if not tangents.keys().isdisjoint(node.parents):
            tangent = _tangent(node, tangents)
            if flows(tangent):
                tangents[node] = tangent
    return tangents


def tangent_of(result: Operand, tangents: Mapping[Value, Tangent]) -> Operand:
    """The tangent of a result, 0 where it does not move. Raises the error if it has none."""
    tangent = tangents.get(result, 0.0) if isinstance(result, Value) else 0.0
    if isinstance(tangent, Exception):
        raise tangent
    return tangent


def _tangent(node: Value, tangents: Mapping[Value, Tangent]) -> Tangent:
    recorded = is_recording()
    operands = (node, *node.parents)
    try:
        slopes = node.operation.gradients(*operands) if recorded else node.local_gradients()
    except FLOAT_ERRORS as error:
        return without_derivative(node, error)
    terms = []
    for slope, parent in zip(slopes, node.parents):
        if parent in tangents and flows(slope):
            tangent = tangents[parent]
            if isinstance(tangent, Exception):
                return tangent
            terms.append(times(slope, tangent))
    return reduce(add, terms) if terms else 0.0
