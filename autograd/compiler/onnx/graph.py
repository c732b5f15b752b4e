"""Nodes of ONNX in the making: arithmetic on a `Tensor` adds a node instead of computing.

What is written down twice is computed once: a node that says what another one says is that node.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autograd.compiler.onnx.kinds import (
    BOOL,
    DOUBLE,
    FLOAT,
    INT,
    Attribute,
    Numbers,
    Sizes,
    broadcast,
    held,
)


@dataclass(eq=False)
class Node:
    """One operator: what it reads, and what it gives."""

    operator: str
    inputs: list[Tensor]
    result: Tensor
    attributes: dict[str, Attribute]


@dataclass(eq=False)
class Tensor:
    """An array that the graph computes, or has.

    Attributes:
        graph: whose it is.
        name: what it is called there; decided late.
        kind: of its entries: "float32", "float64", "bool" or "int64".
        shape: its sizes; a `Batch` among them is the axis of the samples.
    """

    graph: Graph
    name: str
    kind: str
    shape: Sizes

    def apply(self, operator: str, *others: Tensor | float, kind: str = "") -> Tensor:
        """An operator, element by element, on this and others as numbers of one kind."""
        return self.graph.elementwise(operator, (self, *others), kind)

    def of(self, kind: str) -> Tensor:
        """The same numbers in another kind."""
        return self.graph.cast(self, kind)

    def numbers(self) -> Tensor:
        """The same with 1 and 0 in the place of truths."""
        return self.of(self.graph.real) if self.kind == BOOL else self

    def __add__(self, other: Tensor | float) -> Tensor:
        return self.apply("Add", other)

    def __sub__(self, other: Tensor | float) -> Tensor:
        return self.apply("Sub", other)

    def __mul__(self, other: Tensor | float) -> Tensor:
        return self.apply("Mul", other)

    def __truediv__(self, other: Tensor | float) -> Tensor:
        return self.apply("Div", other)

    def __pow__(self, other: Tensor | float) -> Tensor:
        return self.apply("Pow", other)

    def __radd__(self, other: float) -> Tensor:
        return self.graph.elementwise("Add", (other, self))

    def __rsub__(self, other: float) -> Tensor:
        return self.graph.elementwise("Sub", (other, self))

    def __rmul__(self, other: float) -> Tensor:
        return self.graph.elementwise("Mul", (other, self))

    def __rtruediv__(self, other: float) -> Tensor:
        return self.graph.elementwise("Div", (other, self))

    def __neg__(self) -> Tensor:
        return self.apply("Neg")

    def __abs__(self) -> Tensor:
        return self.apply("Abs")

    def __lt__(self, other: Tensor | float) -> Tensor:
        return self.apply("Less", other, kind=BOOL)

    def __gt__(self, other: Tensor | float) -> Tensor:
        return self.apply("Greater", other, kind=BOOL)

    def __le__(self, other: Tensor | float) -> Tensor:
        return self.apply("LessOrEqual", other, kind=BOOL)

    def __ge__(self, other: Tensor | float) -> Tensor:
        return self.apply("GreaterOrEqual", other, kind=BOOL)

    def equals(self, other: Tensor | float) -> Tensor:
        """Where both are the same number."""
        return self.apply("Equal", other, kind=BOOL)

    def __and__(self, other: Tensor) -> Tensor:
        return self.graph.node("And", [self, other], broadcast(self.shape, other.shape), BOOL)

    def __or__(self, other: Tensor) -> Tensor:
        return self.graph.node("Or", [self, other], broadcast(self.shape, other.shape), BOOL)

    def __invert__(self) -> Tensor:
        return self.graph.node("Not", [self], self.shape, BOOL)


class Graph:
    """Operators in the order of execution.

    Arguments:
        real: the kind of its numbers, "float32" or "float64".

    Attributes:
        nodes: the operators.
        constants: the arrays that it has, with their numbers.
        scope: what is being computed, which lends its name to the steps on the way there.
        samples: an input that has the samples along its first axis, where there may be any number.
    """

    def __init__(self, real: str) -> None:
        self.real = real
        self.nodes: list[Node] = []
        self.constants: dict[Tensor, Numbers] = {}
        self.scope = ""
        self.samples: Tensor | None = None
        self._known: dict[object, Tensor] = {}
        self._made: dict[Tensor, Node] = {}
        self._taken: set[str] = set()

    def named(self, name: str) -> str:
        """The name, or one like it that nothing else has."""
        free, number = name, 1
        while free in self._taken:
            number += 1
            free = f"{name}:{number}"
        self._taken.add(free)
        return free

    def node(
        self,
        operator: str,
        inputs: Sequence[Tensor],
        shape: Sizes,
        kind: str = "",
        **attributes: Attribute,
    ) -> Tensor:
        """What an operator gives: numbers of the graph's kind, if no other is said."""
        key = operator, *map(id, inputs), repr(attributes), kind
        if key not in self._known:
            self._known[key] = self._new(operator, inputs, shape, kind, attributes)
        return self._known[key]

    def _new(
        self,
        operator: str,
        inputs: Sequence[Tensor],
        shape: Sizes,
        kind: str,
        attributes: dict[str, Attribute],
    ) -> Tensor:
        name = self.named(f"{self.scope}/{operator}")
        result = Tensor(self, name, kind or self.real, shape)
        node = self._made[result] = Node(operator, [*inputs], result, attributes)
        self.nodes.append(node)
        return result

    def unshaped(self, x: Tensor) -> Tensor:
        """What was given another shape, if nothing else was done to it."""
        node = self._made.get(x)
        return node.inputs[0] if node is not None and node.operator == "Reshape" else x

    def elementwise(
        self, operator: str, operands: Sequence[Tensor | float], kind: str = ""
    ) -> Tensor:
        """An operator on numbers of one kind: the widest among them; truths count as 1 and 0."""
        kinds = {x.kind for x in operands if isinstance(x, Tensor)} - {BOOL}
        common = max(kinds, key=(INT, FLOAT, DOUBLE).index) if kinds else self.real
        given = [
            x.of(common) if isinstance(x, Tensor) else self.number(x, common) for x in operands
        ]
        shape = functools.reduce(broadcast, [x.shape for x in given])
        return self.node(operator, given, shape, kind or common)

    def cast(self, x: Tensor, kind: str) -> Tensor:
        """The same numbers in another kind."""
        if x.kind == kind:
            return x
        if x in self.constants:
            return self.constant(self.constants[x], kind, f"{x.name}:{kind}")
        return self.node("Cast", [x], x.shape, kind)

    def number(self, value: float, kind: str = "") -> Tensor:
        """A single number."""
        kind = kind or self.real
        name = repr(value) if kind == self.real else f"{value!r}:{kind}"
        return self.constant(np.array(value), kind, name)

    def whole(self, numbers: Sequence[int]) -> Tensor:
        """A list of whole numbers, such as sizes and axes."""
        return self.constant(np.array(numbers, np.int64), INT, f"{[*map(int, numbers)]}")

    def constant(self, numbers: Numbers, kind: str, name: str) -> Tensor:
        """An array that the graph has.

        Raises:
            ValueError: it has a number that its kind cannot hold.
        """
        found = numbers.astype(kind) if kind in (INT, BOOL) else held(numbers, kind, name)
        key = kind, found.shape, found.tobytes()
        if key not in self._known:
            result = self._known[key] = Tensor(self, self.named(name), kind, found.shape)
            self.constants[result] = found
        return self._known[key]

    def call(self, x: Tensor, name: str) -> Tensor:
        """Gives a result its name, if it has none yet but one of a step on the way."""
        if x in self._made and "/" in x.name and name not in self._taken:
            x.name = self.named(name)
        return x

    def output(self, x: Tensor, name: str) -> Tensor:
        """A result under the name of an output; what only has passed through gets a step more."""
        if x.name == name and x in self._made:
            return x
        if x not in self._made or "/" not in x.name or name in self._taken:
            x = self._new("Identity", [x], x.shape, x.kind, {})
        x.name = self.named(name)
        return x
