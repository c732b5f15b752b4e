"""The contributions to an array, added up to its gradient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

import numpy as np

from autograd.compiler.derive.contraction import Term, align
from autograd.compiler.derive.factoring import factored
from autograd.compiler.derive.formulas import Formula, as_number
from autograd.compiler.derive.reading import Reading
from autograd.compiler.derive.rows import FEWEST, Given, Rows
from autograd.compiler.program import (
    Apply,
    Assign,
    Copied,
    Expression,
    Line,
    Name,
    Positions,
    Shape,
    Sizes,
    names_in,
)


class Adding:
    """Writes the sums.

    Arguments:
        keep: gives an array of explicit positions a name in the program.
        rows: writes arrays as rows of others; None where each is to stay by itself.
        steps: where the lines go.
    """

    def __init__(
        self, keep: Callable[[Positions], Name], rows: Rows | None, steps: list[Line]
    ) -> None:
        self.keep, self.rows, self.steps = keep, rows, steps

    def total(self, name: str, shape: Sizes, given: Sequence[Given]) -> Term:
        """Writes the sum of one contribution or more.

        A sum that is but a name or a number needs no statement. One over the whole array may lack
        axes: those along which it is constant.

        Arguments:
            name: what it is called.
            shape: that of the array, without dimensions of size 1.
            given: the contributions.
        """
        given = given if self.rows is None else self.rows.joined(given)
        readings = [(Reading(one.view, shape, self.keep), one.term) for one in given]
        pieces = _joined([(r, term) for r, term in readings if not r.whole])
        whole = [reading.give_back(term) for reading, term in readings if reading.whole]
        present = {axis for term in whole for axis in term.axes}
        axes = tuple(axis for axis in range(len(shape)) if pieces or axis in present)
        terms = [align(term, axes) for term in whole]
        terms.sort(key=lambda formula: -len(formula.axes))
        # A gradient that was given under the same name is used before that is assigned again.
        terms.sort(key=lambda formula: name not in names_in(formula.tree))
        together = factored(terms) if terms else None
        if together is not None and not pieces and together.is_simple:
            return Term(together, axes)
        if together is None:
            rows = _as_rows(pieces, shape)
            if rows and self.rows is not None:
                return Term(Formula(self.rows.make(name, rows), axes), axes)
            self._start_empty(name, shape, [reading for reading, _ in pieces])
        elif pieces:
            self._start(name, together, shape, any(reading.flat for reading, _ in pieces))
        else:
            self.steps.append(Assign(Name(name), together.tree))
        for reading, formula in pieces:
            self.steps.append(reading.add(name, formula))
        return Term(Formula(Name(name), axes), axes)

    def _start_empty(self, name: str, shape: Sizes, pieces: list[Reading]) -> None:
        """An array of which only parts get a gradient; parts that do not overlap are assigned."""
        reached = np.zeros(prod(shape), bool)
        for reading in pieces:
            positions = reading.view.positions()
            seen = reading.repeats or reading.has_windows or reached[positions].any()
            reading.assigns = not seen
            reached[positions] = True
        full = reached.all() and all(reading.assigns for reading in pieces)
        empty = Apply("empty" if full else "zeros", (Shape(shape),))
        self.steps.append(Assign(Name(name), empty))

    def _start(self, name: str, together: Formula, shape: Sizes, flat: bool) -> None:
        """An array of its own, to parts of which more is added; perhaps seen as one long row.

        What NumPy computes from transposed arrays is transposed in memory too, and then the long
        row would be a copy.
        """
        tree = together.tree
        if not together.axes:
            tree = Apply("full", (Shape(shape), tree))
        elif len(together.axes) < len(shape):
            tree = Copied(Apply("broadcast_to", (tree, Shape(shape))))
        elif flat or not together.is_made_here:
            tree = Copied(tree)
        self.steps.append(Assign(Name(name), tree))


def _joined(pieces: list[tuple[Reading, Term]]) -> list[tuple[Reading, Formula]]:
    """The gradients of parts of an array, with those of the same part added up."""
    readings: dict[object, Reading] = {}
    formulas: dict[object, list[Formula]] = {}
    for reading, term in pieces:
        readings.setdefault(reading.place, reading)
        formula = align(reading.give_back(term), reading.dimensions)
        formulas.setdefault(reading.place, []).append(formula)
    return [(reading, factored(formulas[place])) for place, reading in readings.items()]


def _as_rows(pieces: list[tuple[Reading, Formula]], shape: Sizes) -> list[Expression]:
    """The gradients of an array's rows, in their order; none where it is not all rows and whole."""
    rows = {reading.place: (reading, formula) for reading, formula in pieces}
    places = [(False, (k,)) for k in range(shape[0])] if shape else []
    found = [rows[place] for place in places if place in rows]
    if not FEWEST <= len(places) == len(found) == len(pieces) or any(r.repeats for r, _ in found):
        return []
    whole = all(len(formula.axes) == len(reading.dimensions) for reading, formula in found)
    return [as_number(formula).tree for _, formula in found] if whole else []
