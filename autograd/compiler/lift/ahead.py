"""What the steps of a recurrence make of the same arrays is computed for all of them ahead.

    z1 = U @ xs[0] + b                      z1 = xs @ U.T + b
    z2 = U @ xs[1] + W @ h1 + b     is      z2 = z1[1] + W @ h1
    z3 = U @ xs[2] + W @ h2 + b             z3 = z1[2] + W @ h2

One product of matrices stands for many of a matrix and a vector; and so it does on the way back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from autograd.compiler.lift.columns import Columns
from autograd.compiler.lift.simplify import simplify
from autograd.compiler.program import Array, Operand, Part, Program, Sizes, Statement, Sum, View

FEWEST = 4  # steps


def with_rows_ahead(program: Program) -> Program:
    """The same program, where parts of sums that are alike are rows of one sum."""
    columns = Columns(program)
    alike = _alike(program, columns)
    ahead: dict[Array, Sum] = {}  # by the result of the first statement that reads a row of it
    changed: dict[Array, Sum] = {}
    for family, sums in alike.items():
        taken = [[part for part in s.parts if columns.family(part) in family] for s in sums]
        shape = sums[0].out.shape
        rows = [_rows(columns, parts, shape) for parts in zip(*taken)]
        found = [part for part in rows if part is not None]
        if len(found) < len(rows) or not any(map(_is_worth_while, found)):
            continue
        whole = Array("", "value", (len(sums), *shape))
        ahead[sums[0].out] = Sum(whole, found)
        for k, each in enumerate(sums):
            row = View(whole, k * each.out.size, each.out.strides, shape)
            left = [part for part in each.parts if part not in taken[k]]
            changed[each.out] = replace(each, parts=[Part([row]), *left])
    if not ahead:
        return program
    statements: list[Statement] = []
    for statement in program.statements:
        if statement.out in ahead:
            statements.append(ahead[statement.out])
        statements.append(changed.get(statement.out, statement))
    return simplify(columns.program(statements, program.repeats))


def _alike(program: Program, columns: Columns) -> dict[tuple[object, ...], list[Sum]]:
    """Sums that have parts of the same families, by these families."""
    sums = [s for s in program.statements if isinstance(s, Sum)]
    families = {s.out: [columns.family(part) for part in s.parts] for s in sums}
    counts = Counter([family for found in families.values() for family in set(found)])
    alike: dict[tuple[object, ...], list[Sum]] = {}
    for s in sums:
        shared = tuple([family for family in families[s.out] if counts[family] >= FEWEST])
        if shared:
            alike.setdefault((s.out.shape, *shared), []).append(s)
    return {family: found for family, found in alike.items() if len(found) >= FEWEST}


def _rows(columns: Columns, parts: Sequence[Part], shape: Sizes) -> Part | None:
    """Parts that are alike as one with a first axis; None where they are not rows of an array."""
    factors: list[Operand] = []
    for column in zip(*(part.factors for part in parts)):
        same = columns.same(column)
        if isinstance(same, View):
            same = _again(same, len(column))
        found = columns.rows(column, (*shape, *parts[0].sizes)) if same is None else same
        if found is None or _is_gathered(found):
            return None
        factors.append(found)
    return Part(factors, parts[0].sizes)


def _again(view: View, count: int) -> View:
    """The view with a first axis along which it is the same."""
    index = None if view.index is None else view.index[None]
    return replace(view, strides=(0, *view.strides), sizes=(count, *view.sizes), index=index)


def _is_gathered(operand: Operand) -> bool:
    return isinstance(operand, View) and operand.index is not None


def _is_worth_while(part: Part) -> bool:
    """Whether something is computed that is another one in each row."""
    views = [factor for factor in part.factors if isinstance(factor, View)]
    computed = len(part.factors) > 1 or part.sizes != ()
    return computed and any(view.strides[0] for view in views)
