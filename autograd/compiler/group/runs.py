"""The operands of sums sorted into runs of one form, and rows of several lengths made one."""

from __future__ import annotations

import numpy as np

from autograd import ops
from autograd.compiler.group.tape import Group, Run
from autograd.entry import Operation

REDUCED = {ops.maximum, ops.logsumexp}


def runs_of(groups: tuple[int, ...], products: int) -> tuple[tuple[Run, ...], list[int]]:
    """The operands of a sum sorted into runs, products first; and the order that sorts a row.

    Addition and multiplication do not mind the order, so a*x + b + y*c is like c + y*b + x*a.
    """
    found: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for i in range(products):
        a, b = i, i + products
        if groups[a] > groups[b]:
            a, b = b, a
        found.setdefault((groups[a], groups[b]), []).append((a, b))
    for i in range(2 * products, len(groups)):
        found.setdefault((groups[i],), []).append((i,))
    forms = sorted(found, key=lambda form: (-len(form), 0 in form, form))  # constants last
    order = [i for form in forms for factors in zip(*found[form]) for i in factors]
    return tuple((form, len(found[form])) for form in forms), order


def form_and_counts(
    operation: Operation, runs: tuple[Run, ...], operands: tuple[int, ...]
) -> tuple[object, tuple[int, ...]]:
    """What sums of all lengths have in common, and how many terms this one has in each run."""
    if runs:
        return (operation, tuple(form for form, _ in runs)), tuple(count for _, count in runs)
    if operation in REDUCED and len(set(operands)) == 1:
        return (operation, operands[0]), (len(operands),)
    return None, ()


def pad(group: Group) -> None:
    """Makes all rows as long as the longest, run by run, with -1 for the operands they lack."""
    forms = [form for form, _ in group.runs] or [group.operands[:1]]
    counts = np.array(group.counts)
    most = counts.max(0).tolist()
    if group.runs:
        group.runs = tuple(zip(forms, most))
    group.operands = tuple(g for form, n in zip(forms, most) for g in form for _ in range(n))
    lengths = counts @ np.array([len(form) for form in forms])
    starts = np.cumsum(lengths) - lengths
    flat, rows = np.array(group.flat), np.full((len(counts), len(group.operands)), -1)
    kinds, kind = np.unique(counts, axis=0, return_inverse=True)
    for number, own in enumerate(kinds.tolist()):
        members = np.flatnonzero(kind.ravel() == number)
        source, place = starts[members][:, None], 0
        for form, n, longest in zip(forms, own, most):
            for _ in form:
                rows[members, place : place + n] = flat[source + np.arange(n)]
                source, place = source + n, place + longest
    group.rows = rows
