"""How far rounding may take a result: learned by computing it once more with nudged numbers.

Array code adds in another order than scalar code, and no fixed tolerance tells rounding from a
fault: of 1e16 + x - 1e16 no digit may be right, of x + x every one is. So where a program and the
scalar graph differ, the graph is evaluated again, forward and backward, with every number on the
way moved by some hundred units in its last place. What that does to a result is far more than
rounding does, and far less than a fault, unless no digit of the result means anything.

Where large contributions to a gradient cancel, the moves may cancel as well. So a gradient may also
be off by some units in the last place of the sum of its contributions' sizes.

Equal numbers are moved alike, so that what ties goes on to tie; and whole numbers, which are mostly
exact, not at all. A logsumexp, m + log(1 + ...), may be off by units in the last place of the 1,
however small it is itself.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from autograd import ops
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats

NUDGE = 1e-13
TRIALS = 3
ULP = 2.0**-52
MARGIN = 10.0  # how much further than in the trials a result may be


def leeway(
    order: list[Value], results: list[Value], leaves: list[Value], expected: list[Floats]
) -> list[Floats]:
    """For the results, and for the gradients of the leaves, how far each may be from `expected`.

    Arguments:
        order: a graph, parents before children; the last node is what the gradients are of.
        results: nodes of it.
        leaves: nodes of it.
        expected: the numbers of the results, and the gradients: two arrays.
    """
    moves = [np.zeros_like(numbers) for numbers in expected]
    with np.errstate(all="ignore"):
        for trial in range(TRIALS):
            found = _moved(order, results, leaves, trial)
            for move, numbers, moved in zip(moves, expected, found):
                far = np.abs(np.asarray(moved) - numbers)
                np.maximum(move, np.where(np.isfinite(far), far, 0.0), out=move)
    moves[1] += ULP * np.array(_sizes(order, leaves))
    return [MARGIN * move for move in moves]


def _sizes(order: list[Value], leaves: list[Value]) -> list[float]:
    """Of each leaf Σ |slope·upstream|: its gradient if nothing cancelled on the way."""
    sizes = dict.fromkeys(order, 0.0)
    sizes[order[-1]] = 1.0
    for node in reversed(order):
        if sizes[node] and node.parents:
            try:
                slopes = node.local_gradients()
            except (ArithmeticError, ValueError):  # of something that a zero stops
                continue
            for parent, slope in zip(node.parents, slopes):
                sizes[parent] += abs(float(slope)) * sizes[node]
    return [sizes[leaf] if math.isfinite(sizes[leaf]) else 0.0 for leaf in leaves]


def _moved(
    order: list[Value], results: list[Value], leaves: list[Value], trial: int
) -> tuple[list[float], list[float]]:
    """The results and the gradients of the last node, with every number on the way moved."""
    data: dict[Value, float] = {}
    for node in order:
        data[node] = _nudged(_value(node, data), node._data, trial)
        if node.operation is ops.logsumexp:
            data[node] += _move(node._data, trial)
    gradients = dict.fromkeys(order, 0.0)
    gradients[order[-1]] = 1.0
    for node in reversed(order):
        upstream = gradients[node]
        if upstream and node.parents:
            parents = [data[parent] for parent in node.parents]
            try:
                slopes = node.operation.gradients(data[node], *parents)
            except (ArithmeticError, ValueError):
                slopes = node.local_gradients()
            for parent, slope in zip(node.parents, slopes):
                flow = float(slope) * upstream
                gradients[parent] += _nudged(flow, flow, trial)
    return [data[node] for node in results], [gradients[leaf] for leaf in leaves]


def _value(node: Value, data: dict[Value, float]) -> float:
    if not node.parents:
        return node._data
    try:
        return float(node.operation.value(*[data[parent] for parent in node.parents]))
    except (ArithmeticError, ValueError):  # moved out of where the operation is defined
        return node._data


def _nudged(number: float, like: float, trial: int) -> float:
    """The number, moved as `like` is moved in that trial."""
    if not math.isfinite(like) or (abs(like) < 2**31 and like == int(like)):
        return number
    return number * (1.0 + _move(like, trial))


def _move(like: float, trial: int) -> float:
    return NUDGE * (hash((abs(like), trial)) % 2001 - 1000) / 1000.0
