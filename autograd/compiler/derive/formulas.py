"""Formulas in the making: arithmetic on a `Formula` builds a tree instead of computing.

The rules of the operation table are ordinary arithmetic, so calling a rule with Formulas gives the
rule as an expression. The algebra that a person does without thinking is done here: 1·x is x,
factors are ordered so that numbers and scalars come before arrays (each array product costs),
-(-x) is x.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import prod
from typing import ClassVar, NamedTuple, Union

from autograd.compiler import program as trees
from autograd.compiler.program import Expression
from autograd.entry import Operation

FormulaLike = Union["Formula", float]


class Formula:
    """An array expression, and what is known of its value.

    Arguments:
        tree: the expression.
        axes: the axes along which its value varies.
        truth: whether its value is an array of booleans.

    Attributes:
        written: how operations are written: `operations.call`, which is made of Formulas itself.
    """

    written: ClassVar[Callable[[Operation, Sequence[Formula]], Formula]]

    def __init__(self, tree: Expression, axes: Iterable[int] = (), truth: bool = False) -> None:
        self.tree, self.truth = tree, truth
        self.axes = frozenset(axes)

    @property
    def is_zero(self) -> bool:
        """Whether it is the literal 0."""
        return self.tree == trees.Number(0.0)

    @property
    def is_simple(self) -> bool:
        """Whether repeating it costs next to nothing: a name, or a number times a name."""
        if isinstance(self.tree, trees.Name):
            return True
        whole = self.factors()
        names = [part for part in [*whole.over, *whole.under] if not isinstance(part, Number)]
        few = not self.axes and len(names) <= 1
        return few and all(isinstance(x.tree, trees.Name) for x in names)

    @property
    def is_made_here(self) -> bool:
        """Whether its value is certain to be a new array, and not one that has a name."""
        tree = self.tree
        together = isinstance(tree, trees.Apply) and tree.function == "concatenate"
        return together or isinstance(tree, trees.Arithmetic)

    def factors(self) -> Factors:
        """The expression as a product."""
        return Factors(1.0, [self], [])

    def terms(self) -> list[Formula]:
        """The expression as a sum."""
        return [self]

    def moved(self, place: dict[int, int]) -> Formula:
        """The same expression where the axes have other numbers."""
        return Formula(self.tree, [place[axis] for axis in self.axes], self.truth)

    def _apply(self, operation: Operation, operands: tuple[FormulaLike, ...]) -> Formula:
        return Formula.written(operation, [as_formula(operand) for operand in operands])

    def __bool__(self) -> bool:
        raise TypeError("a rule that branches on its operands cannot be written as array code")

    def __add__(self, other: FormulaLike) -> Formula:
        return total([*self.terms(), *as_formula(other).terms()])

    def __radd__(self, other: FormulaLike) -> Formula:
        return as_formula(other) + self

    def __sub__(self, other: FormulaLike) -> Formula:
        return total([*self.terms(), *(-term for term in as_formula(other).terms())])

    def __rsub__(self, other: FormulaLike) -> Formula:
        return as_formula(other) - self

    def __mul__(self, other: FormulaLike) -> Formula:
        return product(self.factors(), as_formula(other).factors())

    def __rmul__(self, other: FormulaLike) -> Formula:
        return as_formula(other) * self

    def __truediv__(self, other: FormulaLike) -> Formula:
        return product(self.factors(), as_formula(other).factors().inverse())

    def __rtruediv__(self, other: FormulaLike) -> Formula:
        return as_formula(other) / self

    def __neg__(self) -> Formula:
        return -1.0 * self

    def __pow__(self, exponent: FormulaLike) -> Formula:
        power = as_formula(exponent)
        if isinstance(power, Number) and power.value == 1.0:
            return self
        if isinstance(power, Number) and power.value.is_integer() and abs(power.value) < 1e9:
            power = Number(int(power.value))
        return Formula(trees.Power(self.tree, power.tree), self.axes | power.axes)

    def __rpow__(self, base: FormulaLike) -> Formula:
        return as_formula(base) ** self

    def compare(self, sign: str, other: FormulaLike) -> Formula:
        """A comparison with the sign, giving an array of booleans."""
        right = as_formula(other)
        tree = trees.Compare(sign, self.tree, right.tree)
        return Formula(tree, self.axes | right.axes, truth=True)

    def __gt__(self, other: FormulaLike) -> Formula:
        return self.compare(">", other)

    def __lt__(self, other: FormulaLike) -> Formula:
        return self.compare("<", other)

    def __ge__(self, other: FormulaLike) -> Formula:
        return self.compare(">=", other)

    def __le__(self, other: FormulaLike) -> Formula:
        return self.compare("<=", other)

    def __eq__(self, other: object) -> bool:
        raise TypeError("a rule that compares by == cannot be written as array code")

    __hash__ = None  # type: ignore[assignment]


class Number(Formula):
    """A literal."""

    def __init__(self, value: float) -> None:
        super().__init__(trees.Number(value))
        self.value = value

    def moved(self, place: dict[int, int]) -> Formula:
        """The same number: it has no axes."""
        return self

    def factors(self) -> Factors:
        """The number as a coefficient."""
        return Factors(self.value, [], [])


class Factors(NamedTuple):
    """coefficient · over[0] · over[1] ... / under[0] / under[1] ..."""

    coefficient: float
    over: list[Formula]
    under: list[Formula]

    def inverse(self) -> Factors:
        """1 / this. A number stays where it is written: x / 32.0, not 0.03125 * x."""
        if self.coefficient in (1.0, -1.0):
            return Factors(self.coefficient, self.under, self.over)
        return Factors(1.0, self.under, [Number(self.coefficient), *self.over])


class Product(Formula):
    """A product that is to be written."""

    def __init__(
        self, coefficient: float, over: Sequence[Formula], under: Sequence[Formula]
    ) -> None:
        self.coefficient = coefficient
        self.over = sorted(over, key=lambda factor: len(factor.axes))
        self.under = list(under)
        truths = bool(over) and all(factor.truth for factor in over) and not under
        tree = _product_tree(coefficient, self.over, self.under, negated=not truths)
        super().__init__(tree, axes_of([*over, *under]), truths and coefficient == 1.0)

    def factors(self) -> Factors:
        """Those that it was made of."""
        return Factors(self.coefficient, self.over, self.under)

    def moved(self, place: dict[int, int]) -> Formula:
        """The same product where the axes have other numbers."""
        over = [factor.moved(place) for factor in self.over]
        return Product(self.coefficient, over, [factor.moved(place) for factor in self.under])


class Total(Formula):
    """The sum of two terms or more."""

    def __init__(self, terms: Sequence[Formula]) -> None:
        first = next((term for term in terms if not _is_negative(term)), terms[0])
        self._terms = [first, *(term for term in terms if term is not first)]
        others = [
            ("-", (-term).tree) if _is_negative(term) else ("+", term.tree)
            for term in self._terms[1:]
        ]
        super().__init__(trees.Total(as_number(first).tree, tuple(others)), axes_of(terms))

    def terms(self) -> list[Formula]:
        """Its terms."""
        return self._terms

    def moved(self, place: dict[int, int]) -> Formula:
        """The same sum where the axes have other numbers."""
        return Total([term.moved(place) for term in self._terms])


def axes_of(formulas: Iterable[Formula]) -> frozenset[int]:
    """The axes along which any of them varies."""
    return frozenset(axis for formula in formulas for axis in formula.axes)


def as_formula(x: FormulaLike) -> Formula:
    """A Formula, or the literal of a number."""
    return x if isinstance(x, Formula) else Number(float(x))


def as_number(formula: Formula) -> Formula:
    """The same with numbers in the place of booleans, which neither add nor subtract as they do."""
    if not formula.truth:
        return formula
    return Formula(trees.Product((trees.Number(1.0), formula.tree)), formula.axes)


def _product_tree(
    coefficient: float, over: Sequence[Formula], under: Sequence[Formula], negated: bool
) -> Expression:
    """The factors as a tree; -1 is a sign, but for booleans, which have no negative."""
    factors = [factor.tree for factor in over]
    if coefficient == -1.0 and factors and negated:
        factors[0] = trees.Negative(factors[0])
    elif coefficient != 1.0 or not factors:
        factors.insert(0, trees.Number(coefficient))
    if len(factors) == 1 and not under:
        return factors[0]
    return trees.Product(tuple(factors), tuple([factor.tree for factor in under]))


def _is_negative(term: Formula) -> bool:
    return isinstance(term, (Number, Product)) and term.factors().coefficient < 0


def product(*products: Factors) -> Formula:
    """The product of products, as one."""
    coefficient = prod(p.coefficient for p in products)
    over = [factor for p in products for factor in p.over]
    under = [factor for p in products for factor in p.under]
    if (coefficient == 0.0 and not under) or not (over or under):  # 0 / x may fail
        return Number(coefficient)
    if coefficient == 1.0 and len(over) == 1 and not under:
        return over[0]
    return Product(coefficient, over, under)


def total(terms: Sequence[Formula]) -> Formula:
    """The sum of the terms; equal ones become a multiple."""
    if len(terms) == 1:
        return terms[0]
    counts = Counter([term.tree for term in terms])
    distinct = {term.tree: term for term in terms}
    found = [n * distinct[tree] for tree, n in counts.items() if not distinct[tree].is_zero]
    return Total(found) if len(found) > 1 else found[0] if found else Number(0.0)
