"""What many steps give to one array, as one product of matrices, of which each step has a row.

dW = dz2[:, None] * h1 + dz3[:, None] * h2 + dz4[:, None] * h3 + ...      is

dzs = np.array([dz2, dz3, dz4, ...])
hs = np.array([h1, h2, h3, ...])
dW = dzs.T @ hs
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from autograd.compiler.derive.contraction import Axes, Term, contract
from autograd.compiler.derive.formulas import Formula
from autograd.compiler.program import (
    Apply,
    Assign,
    Expression,
    Index,
    Line,
    Listed,
    Name,
    Sizes,
    Slice,
    View,
)

FEWEST = 4  # steps


class Given(NamedTuple):
    """A contribution to an array.

    Attributes:
        view: what of the array was read.
        term: the contribution, in the axes of the view.
        factors: it is the sum of their product over the axes that the target lacks.
        sizes: of these axes.
        target: those of the view that the contribution may have.
    """

    view: View
    term: Term
    factors: tuple[Term, ...] = ()
    sizes: Sizes = ()
    target: Axes = ()


def given_sum(view: View, factors: Sequence[Term], sizes: Sizes, target: Axes) -> Given:
    """The contribution that is a sum of products."""
    formula, axes = contract(factors, dict(enumerate(sizes)), target)
    term = Term(-formula if view.negative else formula, axes)
    return Given(view, term, tuple(factors), sizes, target)


def are_many(contributions: Sequence[Given]) -> bool:
    """Whether some of them are to be one product."""
    return bool(_families(contributions))


class Rows:
    """Arrays as rows of others, each of which is made once.

    Arguments:
        fresh: finds a name that is not taken.
        steps: where the lines go that make them.
    """

    def __init__(self, fresh: Callable[[str], str], steps: list[Line]) -> None:
        self._fresh, self._steps = fresh, steps
        self._made: dict[str, list[Expression]] = {}

    def make(self, name: str, rows: Sequence[Expression]) -> Expression:
        """Writes the array that has these rows."""
        self._steps.append(Assign(Name(name), Apply("array", (Listed(tuple(rows)),))))
        self._made[name] = [*rows]
        return Name(name)

    def joined(self, contributions: Sequence[Given]) -> list[Given]:
        """The contributions, where many of one family are one."""
        families = _families(contributions)
        found: dict[object, Given] = {}
        for one in contributions:
            family = _family(one)
            if family not in families:
                found[id(one)] = one
            elif family not in found:
                found[family] = self._product(families[family])
        return [*found.values()]

    def _product(self, family: Sequence[Given]) -> Given:
        """Σ over the steps, too, of products of one form."""
        view, _, factors, sizes, target = family[0]
        step = max(len(sizes), *(axis + 1 for factor in factors for axis in factor.axes))
        wholes = []
        for terms in zip(*(one.factors for one in family)):
            rows = self._array([term.formula.tree for term in terms])
            truth = all(term.formula.truth for term in terms)
            axes = (step, *terms[0].axes)
            wholes.append(Term(Formula(rows, axes, truth), axes))
        return given_sum(view, wholes, sizes, target)

    def _array(self, rows: list[Expression]) -> Expression:
        """The array that has these rows, perhaps a part of one that is there."""
        for name, made in self._made.items():
            start = made.index(rows[0]) if rows[0] in made else 0
            stop = start + len(rows)
            if made[start:stop] == rows:
                part = Slice(start or None, stop if stop < len(made) else None)
                return Name(name) if made == rows else Index(Name(name), (part,))
        return self.make(self._fresh(_plural(rows[0])), rows)


def _families(contributions: Sequence[Given]) -> dict[object, list[Given]]:
    """Those of one form, by what they have in common, where they are many."""
    if len(contributions) < FEWEST:
        return {}
    counts = Counter(map(_family, contributions))
    found: dict[object, list[Given]] = {}
    for one in contributions:
        if counts[_family(one)] >= FEWEST and _family(one) is not None:
            found.setdefault(_family(one), []).append(one)
    return {family: some for family, some in found.items() if _differ(some)}


def _differ(family: Sequence[Given]) -> bool:
    """Whether no factor is common to all, which would rather stand outside the sum."""
    columns = zip(*(one.factors for one in family))
    return all(len({term.formula.tree for term in terms}) > 1 for terms in columns)


def _family(one: Given) -> object:
    """What contributions have in common that differ but in which arrays they are made of."""
    if not one.factors or not all(map(_is_row, one.factors)):
        return None
    view = one.view
    index = None if view.index is None else (view.index.shape, view.index.tobytes())
    place = view.array, view.offset, view.strides, view.sizes, index, view.negative
    return place, one.sizes, one.target, tuple([factor.axes for factor in one.factors])


def _is_row(term: Term) -> bool:
    """Whether it is an array that has a name, or a row of one."""
    tree = term.formula.tree
    if isinstance(tree, Index) and all(isinstance(entry, int) for entry in tree.entries):
        tree = tree.operand
    return isinstance(tree, Name) and term.axes != ()


def _plural(row: Expression) -> str:
    """Rows such as dz2 and dz3 are dzs."""
    name = row.operand if isinstance(row, Index) else row
    return f"{name.name.rstrip('_0123456789')}s" if isinstance(name, Name) else "rows"
