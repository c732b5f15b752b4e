"""What a node is to the reader: a parameter, an input, a constant, computed, or the result.

A Value does not know to which model it belongs. A leaf is a parameter if a given model holds it,
if it was made as one, `Value(0.1, parameter=True)`, or else if its label says so, as those of `nn`
do: the name w, b, weight, bias or theta (in Korean 가중치 or 편향), with any number behind it.
Other leaves are inputs. A plain number that the code met is a constant, but as an operand of a
weighted sum (`dot`) it is an input too: so `model([2.0, 3.0])` has two of them.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from autograd import ops
from autograd.value import Value

PARAMETER_NAMES = {"w", "b", "weight", "bias", "theta", "θ", "가중치", "편향"}
_FIRST_WORD = re.compile(r"[A-Za-z가-힣θ]*")


class Kinds:
    """Tells the kinds of the nodes of one graph.

    Arguments:
        result: the node at the end.
        order: all its nodes.
        parameters: leaves known to be parameters.
    """

    def __init__(
        self, result: Value, order: Iterable[Value], parameters: Container[Value] = ()
    ) -> None:
        self._result, self._parameters = result, parameters
        self._known: dict[Value, str] = {}  # it is asked for again and again
        self._weighted = {x for node in order if node.operation is ops.dot for x in node.parents}

    def __call__(self, node: Value) -> str:
        """The kind of a node."""
        kind = self._known.get(node)
        if kind is None:
            kind = self._known[node] = self._kind(node)
        return kind

    def _kind(self, node: Value) -> str:
        if node is self._result:
            return "result"
        if node.parents:
            return "computed"
        marked = node in self._parameters or node.operation is ops.parameter
        if marked or stem(node.label).lower() in PARAMETER_NAMES:
            return "parameter"
        number = node.operation is ops.constant and node not in self._weighted
        return "constant" if number else "input"


def stem(label: str) -> str:
    """The word that a label begins with, without the number: the w of `w12`."""
    found = _FIRST_WORD.match(label)
    return found[0] if found else ""
