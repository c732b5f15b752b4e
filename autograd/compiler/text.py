"""Expressions in the making: arithmetic on a `Text` writes source instead of computing.

The rules of the operation table are ordinary arithmetic, so calling a rule with Texts writes the
rule out. The algebra that a person does without thinking is done here: 1·x is x, factors are
ordered so that numbers and scalars come before arrays (each array product costs), -(-x) is x.
"""

from __future__ import annotations

import functools
import operator
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import isfinite, prod
from typing import Any, ClassVar, Union

from autograd.entry import Operation

# How tightly an expression holds together, loosest first; a looser one needs parentheses.
COMPARISON, SUM, PRODUCT, SIGNED, POWER, ATOM = range(6)

LINE = 88  # a longer sum is written as several statements

TextLike = Union["Text", float]


class Text:
    """Source of an array expression.

    Arguments:
        source: the expression.
        level: how tightly it holds together.
        axes: the axes along which its value varies.
        truth: whether its value is an array of booleans.

    Attributes:
        written: how operations are written: `operations.call`, which is made of Texts itself.
    """

    written: ClassVar[Callable[[Operation, Sequence[Text]], Text]]

    def __init__(
        self,
        source: str,
        level: int = ATOM,
        axes: Iterable[int] = (),
        truth: bool = False,
    ) -> None:
        self.source, self.level, self.truth = source, level, truth
        self.axes = frozenset(axes)

    def __str__(self) -> str:
        return self.source

    def within(self, level: int) -> str:
        """The source as part of an expression of that level."""
        return self.source if self.level >= level else f"({self.source})"

    @property
    def inner(self) -> str:
        """The source where nothing but an atom will do."""
        return self.within(ATOM)

    @property
    def is_simple(self) -> bool:
        """Whether repeating it costs next to nothing: a name, or a number times a name."""
        if self.source.isidentifier():
            return True
        whole = self.factors()
        names = [part for part in [*whole.over, *whole.under] if not isinstance(part, Number)]
        return not self.axes and len(names) <= 1 and all(x.source.isidentifier() for x in names)

    def factors(self) -> Product:
        """The expression as a product."""
        return Product(1.0, [self], [])

    def terms(self) -> list[Text]:
        """The expression as a sum."""
        return [self]

    def moved(self, place: dict[int, int]) -> Text:
        """The same expression where the axes have other numbers."""
        return Text(self.source, self.level, [place[axis] for axis in self.axes], self.truth)

    def split_scalars(self) -> tuple[Product, Text]:
        """The factors that are single numbers, and the rest."""
        whole = self.factors()
        scalars = Product(
            whole.coefficient,
            [factor for factor in whole.over if not factor.axes],
            [factor for factor in whole.under if not factor.axes],
        )
        rest = Product(
            1.0,
            [factor for factor in whole.over if factor.axes],
            [factor for factor in whole.under if factor.axes],
        )
        return scalars, product(rest)

    def _apply(self, operation: Operation, operands: tuple[Any, ...]) -> Text:
        return Text.written(operation, [as_text(operand) for operand in operands])

    def __bool__(self) -> bool:
        raise TypeError("a rule that branches on its operands cannot be written as array code")

    def __add__(self, other: TextLike) -> Text:
        return total([*self.terms(), *as_text(other).terms()])

    def __radd__(self, other: TextLike) -> Text:
        return as_text(other) + self

    def __sub__(self, other: TextLike) -> Text:
        return total([*self.terms(), *(-term for term in as_text(other).terms())])

    def __rsub__(self, other: TextLike) -> Text:
        return as_text(other) - self

    def __mul__(self, other: TextLike) -> Text:
        return product(self.factors(), as_text(other).factors())

    def __rmul__(self, other: TextLike) -> Text:
        return as_text(other) * self

    def __truediv__(self, other: TextLike) -> Text:
        return product(self.factors(), as_text(other).factors().inverse())

    def __rtruediv__(self, other: TextLike) -> Text:
        return as_text(other) / self

    def __neg__(self) -> Text:
        return -1.0 * self

    def __pow__(self, exponent: TextLike) -> Text:
        power = as_text(exponent)
        if isinstance(power, Number) and power.value == 1.0:
            return self
        if isinstance(power, Number) and power.value.is_integer() and abs(power.value) < 1e9:
            return Text(f"{self.inner} ** {int(power.value)}", POWER, self.axes)
        return Text(f"{self.inner} ** {power.inner}", POWER, self.axes | power.axes)

    def __rpow__(self, base: TextLike) -> Text:
        return as_text(base) ** self

    def compare(self, sign: str, other: TextLike) -> Text:
        """A comparison with the sign, giving an array of booleans."""
        text = as_text(other)
        source = f"{self.within(SUM)} {sign} {text.within(SUM)}"
        return Text(source, COMPARISON, self.axes | text.axes, truth=True)

    def __gt__(self, other: TextLike) -> Text:
        return self.compare(">", other)

    def __lt__(self, other: TextLike) -> Text:
        return self.compare("<", other)

    def __ge__(self, other: TextLike) -> Text:
        return self.compare(">=", other)

    def __le__(self, other: TextLike) -> Text:
        return self.compare("<=", other)

    def __eq__(self, other: object) -> bool:
        raise TypeError("a rule that compares by == cannot be written as array code")

    __hash__ = None  # type: ignore[assignment]


class Number(Text):
    """A literal."""

    def __init__(self, value: float) -> None:
        source = repr(value) if isfinite(value) else repr(value).replace("inf", "np.inf")
        super().__init__(source.replace("nan", "np.nan"), SIGNED if source[0] == "-" else ATOM)
        self.value = value

    def moved(self, place: dict[int, int]) -> Text:
        """The same number: it has no axes."""
        return self

    def factors(self) -> Product:
        """The number as a coefficient."""
        return Product(self.value, [], [])


class Product(Text):
    """coefficient · over[0] · over[1] ... / under[0] / under[1] ..."""

    def __init__(self, coefficient: float, over: Sequence[Text], under: Sequence[Text]) -> None:
        self.coefficient = coefficient
        self.over = sorted(over, key=lambda factor: len(factor.axes))
        self.under = list(under)
        parts = list(self.over)
        truths = bool(parts) and all(factor.truth for factor in parts) and not under
        sign = "-" if coefficient == -1.0 and parts and not truths else ""
        if not sign and (coefficient != 1.0 or not parts):
            parts.insert(0, Number(coefficient))
        first = parts[0].within(SIGNED if sign else PRODUCT)
        source = sign + " * ".join([first, *(part.within(SIGNED) for part in parts[1:])])
        source += "".join(f" / {part.within(SIGNED)}" for part in under)
        level = PRODUCT if len(parts) + len(under) > 1 else SIGNED if sign else parts[0].level
        super().__init__(source, level, axes_of([*over, *under]), truths and coefficient == 1.0)

    def factors(self) -> Product:
        """The product itself."""
        return self

    def moved(self, place: dict[int, int]) -> Text:
        """The same product where the axes have other numbers."""
        over = [factor.moved(place) for factor in self.over]
        return Product(self.coefficient, over, [factor.moved(place) for factor in self.under])

    def inverse(self) -> Product:
        """1 / this. A number stays where it is written: x / 32.0, not 0.03125 * x."""
        if self.coefficient in (1.0, -1.0):
            return Product(self.coefficient, self.under, self.over)
        return Product(1.0, self.under, [Number(self.coefficient), *self.over])


class Total(Text):
    """The sum of two terms or more."""

    def __init__(self, terms: Sequence[Text]) -> None:
        first = next((term for term in terms if not _is_negative(term)), terms[0])
        self._terms = [first, *(term for term in terms if term is not first)]
        source = as_number(first).source
        for term in self._terms[1:]:
            sign, term = ("-", -term) if _is_negative(term) else ("+", term)
            source += f" {sign} {term.within(PRODUCT)}"
        super().__init__(source, SUM, axes_of(terms))

    def terms(self) -> list[Text]:
        """Its terms."""
        return self._terms

    def moved(self, place: dict[int, int]) -> Text:
        """The same sum where the axes have other numbers."""
        return Total([term.moved(place) for term in self._terms])


def axes_of(texts: Iterable[Text]) -> frozenset[int]:
    """The axes along which any of them varies."""
    return frozenset(axis for text in texts for axis in text.axes)


def as_text(x: TextLike) -> Text:
    """A Text, or the literal of a number."""
    return x if isinstance(x, Text) else Number(float(x))


def as_number(text: Text) -> Text:
    """The same with numbers in the place of booleans, which neither add nor subtract as they do."""
    return Text(f"1.0 * {text.within(SIGNED)}", PRODUCT, text.axes) if text.truth else text


def _is_negative(term: Text) -> bool:
    return isinstance(term, (Number, Product)) and term.factors().coefficient < 0


def product(*products: Product) -> Text:
    """The product of products, as one."""
    coefficient = prod(p.coefficient for p in products)
    over = [factor for p in products for factor in p.over]
    under = [factor for p in products for factor in p.under]
    if (coefficient == 0.0 and not under) or not (over or under):  # 0 / x may fail
        return Number(coefficient)
    if coefficient == 1.0 and len(over) == 1 and not under:
        return over[0]
    return Product(coefficient, over, under)


def in_lines(name: str, whole: Text, width: int) -> list[str]:
    """`name = whole`; a sum that is too long for a line is continued by `name += ...`.

    The first line has two terms or more, which together vary along all axes: a fresh array, to
    which the other lines can add.
    """
    lines, sign, terms = [], "=", list(whole.terms())
    while terms:
        least = 1
        if sign == "=":
            least = next(n for n in range(1, 1 + len(terms)) if axes_of(terms[:n]) == whole.axes)
        count = len(terms)
        while count > max(least, 2) and len(f"{name} {sign} {total(terms[:count])}") > width:
            count -= 1
        lines.append(f"{name} {sign} {total(terms[:count])}")
        terms, sign = terms[count:], "+="
    return lines


def total(terms: Sequence[Text]) -> Text:
    """The sum of the terms; equal ones become a multiple."""
    counts = Counter(term.source for term in terms)
    distinct = {term.source: term for term in terms}
    found = [n * distinct[source] for source, n in counts.items() if source != "0.0"]
    return Total(found) if len(found) > 1 else found[0] if found else Number(0.0)


def factored(terms: Sequence[Text]) -> Text:
    """The sum of the terms with what all have in common outside: a·b + a·c is a·(b + c)."""
    products = [term.factors() for term in terms]
    common_over = _common([p.over for p in products])
    common_under = _common([p.under for p in products])
    if len(products) == 1 or not (common_over or common_under):
        return total(terms)
    rest = [
        product(Product(p.coefficient, _left(p.over, common_over), _left(p.under, common_under)))
        for p in products
    ]
    return product(Product(1.0, common_over, common_under), total(rest).factors())


def _common(lists: Sequence[Sequence[Text]]) -> list[Text]:
    counts = [Counter(text.source for text in texts) for texts in lists]
    shared = functools.reduce(operator.and_, counts)
    texts = {text.source: text for text in lists[0]}
    return [texts[source] for source in shared.elements()]


def _left(texts: Sequence[Text], taken: Sequence[Text]) -> list[Text]:
    gone = Counter(text.source for text in taken)
    left = []
    for text in texts:
        if gone[text.source]:
            gone[text.source] -= 1
        else:
            left.append(text)
    return left
