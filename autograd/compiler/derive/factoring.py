"""What the terms of a sum have in common: a·b + a·c is a·(b + c)."""

from __future__ import annotations

import functools
import operator
from collections import Counter
from collections.abc import Sequence

from autograd.compiler.derive.formulas import Factors, Formula, product, total


def factored(terms: Sequence[Formula]) -> Formula:
    """The sum of the terms with what all have in common outside: a·b + a·c is a·(b + c)."""
    if len(terms) == 1:
        return terms[0]
    products = [term.factors() for term in terms]
    common_over = _common([p.over for p in products])
    common_under = _common([p.under for p in products])
    if not (common_over or common_under):
        return total(terms)
    rest = [
        product(Factors(p.coefficient, _left(p.over, common_over), _left(p.under, common_under)))
        for p in products
    ]
    return product(Factors(1.0, common_over, common_under), total(rest).factors())


def _common(lists: Sequence[Sequence[Formula]]) -> list[Formula]:
    counts = [Counter([formula.tree for formula in formulas]) for formulas in lists]
    shared = functools.reduce(operator.and_, counts)
    formulas = {formula.tree: formula for formula in lists[0]}
    return [formulas[tree] for tree in shared.elements()]


def _left(formulas: Sequence[Formula], taken: Sequence[Formula]) -> list[Formula]:
    gone = Counter([formula.tree for formula in taken])
    left = []
    for formula in formulas:
        if gone[formula.tree]:
            gone[formula.tree] -= 1
        else:
            left.append(formula)
    return left
