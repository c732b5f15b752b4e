"""One primitive: the sum of a product of arrays, over some of their axes.

Forward pass and both derivatives of everything linear are this one call with different axes. With
Σ over i, j, k of the axes that the result lacks:

    X[i, k] · W[j, k] -> [i, j]     X @ W.T            forward
    d[i, j] · W[j, k] -> [i, k]     d @ W              back to the input
    d[i, j] · X[i, k] -> [j, k]     d.T @ X            back to the weights
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

from autograd.compiler.derive.formulas import Factors, Formula, Number, as_number, product
from autograd.compiler.program import (
    EVERYTHING,
    Apply,
    Contraction,
    Index,
    MatrixProduct,
    Reduction,
    Transposed,
)

Axes = tuple[int, ...]


class Term(NamedTuple):
    """An expression and the axes along which it varies, in the order of its dimensions."""

    formula: Formula
    axes: Axes


def align(term: Term, target: Axes) -> Formula:
    """The expression arranged so that it broadcasts against an array with the target's axes."""
    formula, axes = term
    wanted = tuple(axis for axis in target if axis in axes)
    if wanted != axes:
        order = tuple(axes.index(axis) for axis in wanted)
        formula = Formula(Transposed(formula.tree, order), axes, formula.truth)
    tail = target[target.index(wanted[0]) :] if wanted else ()
    if tail != wanted:
        marks = tuple(EVERYTHING if axis in wanted else None for axis in tail)
        formula = Formula(Index(formula.tree, marks), axes, formula.truth)
    return formula


def contract(factors: Sequence[Term], sizes: dict[int, int], target: Axes) -> Term:
    """Σ of the product of one or two arrays over all axes in `sizes` that the target lacks.

    An axis that must be summed but along which no factor varies counts its size. The result may
    lack axes of the target: those along which it is constant.
    """
    seen = {axis for factor in factors for axis in factor.axes}
    times = prod(n for axis, n in sizes.items() if axis not in target and axis not in seen)
    outside = Number(float(times)).factors()
    arrays = []
    for factor in factors:
        others = {axis for other in factors if other is not factor for axis in other.axes}
        scalars, formula = _split_scalars(factor.formula)
        outside = product(outside, scalars).factors()
        arrays.append(_sum_alone(Term(formula, factor.axes), others.union(target)))
    formula, axes = arrays[0] if len(arrays) == 1 else _product(arrays[0], arrays[1], target)
    return Term(product(outside, formula.factors()), axes)


def _split_scalars(formula: Formula) -> tuple[Factors, Formula]:
    """The factors that are single numbers, and the rest."""
    coefficient, over, under = formula.factors()
    scalars = [[x for x in factors if not x.axes] for factors in (over, under)]
    if coefficient == 1.0 and not any(scalars):
        return Factors(1.0, [], []), formula
    rest = [[x for x in factors if x.axes] for factors in (over, under)]
    return Factors(coefficient, *scalars), product(Factors(1.0, *rest))


def _sum_alone(term: Term, kept: set[int]) -> Term:
    """Sums over the axes that nothing else has."""
    left = tuple(axis for axis in term.axes if axis in kept)
    if left == term.axes:
        return term
    where = tuple(place for place, axis in enumerate(term.axes) if axis not in kept)
    return Term(Formula(Reduction("sum", term.formula.tree, where if left else None), left), left)


def _product(a: Term, b: Term, target: Axes) -> Term:
    """Σ over the axes that both have and the target has not."""
    summed = tuple(axis for axis in a.axes if axis in b.axes and axis not in target)
    shared = tuple(axis for axis in target if axis in a.axes and axis in b.axes)
    together = tuple(axis for axis in target if axis in a.axes or axis in b.axes)
    if not summed:
        return Term(align(a, together) * align(b, together), together)
    if not together and len(summed) > 1:
        return Term(Formula(Apply("vdot", (a.formula.tree, align(b, a.axes).tree))), ())
    if len(summed) == 1:
        ways = [*_matrix_products(a, b, shared, summed), *_matrix_products(b, a, shared, summed)]
        ways.sort(key=lambda way: way.axes != together)  # rather one that need not be transposed
        if ways:
            return ways[0]
    letter = {axis: chr(ord("i") + place) for place, axis in enumerate([*together, *summed])}
    spelled = ["".join(letter[axis] for axis in axes) for axes in (a.axes, b.axes, together)]
    form = f"{spelled[0]},{spelled[1]}->{spelled[2]}"
    return Term(Formula(Contraction(form, (a.formula.tree, b.formula.tree)), together), together)


def _matrix_products(a: Term, b: Term, shared: Axes, summed: Axes) -> list[Term]:
    """The ways to write it as a @ b: (..., i, k) times (..., k, j), a matrix before a vector."""
    rows = tuple(axis for axis in a.axes if axis not in b.axes)
    columns = tuple(axis for axis in b.axes if axis not in a.axes)
    ways: list[tuple[Axes, Axes, Axes]] = []
    if shared:
        if len(rows) == len(columns) == 1:
            ways.append(((*shared, *rows, *summed), (*shared, *summed, *columns), rows + columns))
    elif len(columns) <= 1 and (rows or not columns):
        ways.append(((*rows, *summed), (*summed, *columns), rows + columns))
    elif len(rows) == 1:
        outer, last = columns[:-1], columns[-1:]
        ways.append(((*rows, *summed), (*outer, *summed, *last), outer + rows + last))
    found = []
    for left_axes, right_axes, free in ways:
        left, right = as_number(align(a, left_axes)), as_number(align(b, right_axes))
        result = (*shared, *free)
        found.append(Term(Formula(MatrixProduct(left.tree, right.tree), result), result))
    return found
