"""Expressions as data: small trees.

X @ W.T + b is

    Total(MatrixProduct(Name("X"), Transposed(Name("W"))), (("+", Name("b")),))

Nothing here knows how it is spelled. Printers turn trees into text, for one library or another;
whoever wants to know what is read walks over them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import EllipsisType

Sizes = tuple[int, ...]
Options = tuple[tuple[str, int | bool | None], ...]  # arguments by keyword


class Expression:
    """A node of a tree; trees that say the same are equal, and are never changed."""

    __slots__ = ()

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The nodes right below."""
        return ()


@dataclass(frozen=True)
class Slice:
    """start:stop:step within brackets; None for what is left out."""

    start: int | None = None
    stop: int | None = None
    step: int | None = None


EVERYTHING = Slice()
# What stands in brackets; None is a new axis, an expression an array of positions.
Entry = int | Slice | EllipsisType | Expression | None


@dataclass(frozen=True, slots=True)
class Name(Expression):
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Number(Expression):
    """A literal. -0.0 is another one than 0.0, and NaN is one too."""

    value: float

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and repr(self.value) == repr(other.value)

    def __hash__(self) -> int:
        return hash(repr(self.value))


@dataclass(frozen=True, slots=True)
class Shape(Expression):
    """The shape of an array, as an argument."""

    sizes: Sizes


@dataclass(frozen=True, slots=True)
class Listed(Expression):
    """A list: [a, b, ...]."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Apply(Expression):
    """A function that every library of arrays has, such as exp; the name is NumPy's."""

    function: str
    parts: tuple[Expression, ...]
    options: Options = ()


@dataclass(frozen=True, slots=True)
class Call(Expression):
    """A function that comes with the program, such as softmax or one of the user's."""

    function: str
    parts: tuple[Expression, ...]
    options: Options = ()


@dataclass(frozen=True, slots=True)
class Contraction(Expression):
    """The sum of a product of two arrays over the axes that the result lacks: "ij,ij->i"."""

    form: str
    parts: tuple[Expression, ...]

    @property
    def is_elementwise(self) -> bool:
        """Whether every axis of the result is one of both arrays."""
        operands, result = self.form.split("->")
        return all(operands.count(axis) == 2 for axis in result)


@dataclass(frozen=True, slots=True)
class Reduction(Expression):
    """The sum, max or min along axes; along all of them if None are said."""

    function: str
    operand: Expression
    axes: Sizes | None = None
    keepdims: bool = False

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The operand."""
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Index(Expression):
    """A part of an array: a[entries]."""

    operand: Expression
    entries: tuple[Entry, ...]

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The operand and the arrays of positions."""
        return (self.operand, *(x for x in self.entries if isinstance(x, Expression)))


@dataclass(frozen=True, slots=True)
class Relaid(Expression):
    """The numbers of one operand, laid out in another way."""

    operand: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The operand."""
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Reshaped(Relaid):
    """The same numbers in another shape; -1 for the size that the others leave."""

    sizes: Sizes


@dataclass(frozen=True, slots=True)
class Transposed(Relaid):
    """The same numbers with the axes in that order."""

    order: Sizes = (1, 0)


@dataclass(frozen=True, slots=True)
class Copied(Relaid):
    """The same numbers in memory of their own."""


# --- what is read --------------------------------------------------------------------------------


def walk(tree: Expression) -> Iterator[Expression]:
    """All nodes of a tree."""
    pending = [tree]
    for node in pending:
        yield node
        pending += node.parts


def names_in(tree: Expression) -> list[str]:
    """The variables that an expression reads, each as often as it is read."""
    found, pending = [], [tree]
    for node in pending:
        if isinstance(node, Name):
            found.append(node.name)
        else:
            pending += node.parts
    return found


def is_whole(entries: Sequence[Entry]) -> bool:
    """Whether brackets with these entries would leave nothing out."""
    return all(entry == EVERYTHING for entry in entries)
