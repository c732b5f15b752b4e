"""A recording in few bytes a node, for those who want to read it later."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import nan

from autograd.compiler.record.recording import Heard
from autograd.compiler.record.region import Region
from autograd.entry import Operation
from autograd.recording import recording
from autograd.value import Value


@dataclass
class Again:
    """What was heard, made again."""

    leaves: dict[Operation, list[Value]]
    nodes: list[Value] = field(default_factory=list)
    detached: set[Value] = field(default_factory=set)
    outputs: list[Value] = field(default_factory=list)
    regions: tuple[Region, ...] = ()


class Packed:
    """The nodes as numbers in a row: what made each, and of which others.

    Arguments:
        heard: nodes without regions.
        parameters: what they found outside themselves.
    """

    def __init__(self, heard: Heard, parameters: Sequence[Value]) -> None:
        self._parameters = parameters
        self._leaves = {operation: len(mine) for operation, mine in heard.leaves.items()}
        leaves = [*parameters, *chain.from_iterable(heard.leaves.values())]
        known = set(map(id, leaves))
        nodes = [node for node in heard.nodes if id(node) not in known]
        place = {id(x): k for k, x in enumerate(chain(leaves, nodes))}
        kinds: dict[tuple[Operation, int], int] = {}
        forms = [(node.operation, len(node.parents)) for node in nodes]
        self._kind = array("i", [kinds.setdefault(form, len(kinds)) for form in forms])
        self._kinds = [*kinds]
        self._operands = array("i", [place[id(x)] for node in nodes for x in node.parents])
        self._constants = array("d", [node._data for node in nodes if not node.parents])
        self._labels = {k: node.label for k, node in enumerate(nodes) if node.label}
        self._detached = [place[id(node)] for node in heard.detached if id(node) not in known]
        self._outputs = [place[id(x)] for x in heard.outputs]

    def heard(self) -> Again:
        """The nodes. Of their numbers only those are known that are made of constants alone."""
        leaves = {op: [Value(nan) for _ in range(n)] for op, n in self._leaves.items()}
        known = [*self._parameters, *chain.from_iterable(leaves.values())]
        first, varies = len(known), bytearray([True]) * len(known)
        operands, constants = iter(self._operands), iter(self._constants)
        with recording():
            for k, kind in enumerate(self._kind):
                operation, arity = self._kinds[kind]
                places = [next(operands) for _ in range(arity)]
                parents = tuple([known[place] for place in places])
                varies.append(any(varies[place] for place in places))
                if varies[-1]:
                    data = nan
                else:
                    numbers = [x._data for x in parents]
                    data = operation.value(*numbers) if numbers else next(constants)
                known.append(Value(data, self._labels.get(k, ""), parents, operation))
        again = Again(leaves, known[first:])
        again.detached.update(known[place] for place in self._detached)
        again.outputs += [known[place] for place in self._outputs]
        return again
