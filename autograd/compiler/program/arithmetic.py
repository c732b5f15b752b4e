"""Expressions that operators write: sums, products, powers, comparisons."""

from __future__ import annotations

from dataclasses import dataclass

from autograd.compiler.program.expressions import Expression


class Arithmetic(Expression):
    """What an operator computes from its operands."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Negative(Arithmetic):
    """The negative: -a."""

    operand: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The operand."""
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Product(Arithmetic):
    """A product: a * b * ... / c / d ...."""

    over: tuple[Expression, ...]
    under: tuple[Expression, ...] = ()

    @property
    def parts(self) -> tuple[Expression, ...]:
        """All factors."""
        return (*self.over, *self.under)


@dataclass(frozen=True, slots=True)
class Total(Arithmetic):
    """A sum, a + b - c ...: the first term, and the others with their signs."""

    first: Expression
    others: tuple[tuple[str, Expression], ...]

    @property
    def parts(self) -> tuple[Expression, ...]:
        """All terms."""
        return (self.first, *(term for _, term in self.others))


@dataclass(frozen=True, slots=True)
class Power(Arithmetic):
    """A power: a ** b."""

    base: Expression
    exponent: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        """Base and exponent."""
        return (self.base, self.exponent)


@dataclass(frozen=True, slots=True)
class Compare(Arithmetic):
    """A comparison, such as a > b: an array of booleans."""

    sign: str
    left: Expression
    right: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        """Both sides."""
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class MatrixProduct(Arithmetic):
    """A matrix product: a @ b."""

    left: Expression
    right: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        """Both factors."""
        return (self.left, self.right)
