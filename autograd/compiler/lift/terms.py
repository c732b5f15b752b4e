"""What the members of a group sum over: runs of terms, and the loops that these make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

import numpy as np

from autograd import ops
from autograd.compiler.group import COMMUTATIVE, Group
from autograd.compiler.lift.layout import CONSTANTS, PARAMETERS
from autograd.compiler.lift.loops import Loops
from autograd.compiler.lift.nests import Nest, find_nest, refine, view_of
from autograd.compiler.lift.operands import Column, Operands
from autograd.compiler.lift.padding import ANY, Filling, PaddingError, continued
from autograd.compiler.program import Constants, Mask, Operand, Part, Positions, Step
from autograd.entry import Operation


@dataclass
class Terms:
    """What each member of a group sums over: columns of (members, terms), one for each factor.

    `nest` has the loops over the terms, and is None where they differ from member to member.
    """

    factors: list[Column]
    nest: Nest | None

    def heads(self) -> list[Column]:
        """The first term of each member."""
        return [factor[:, 0] for factor in self.factors]

    @property
    def regular(self) -> bool:
        """Whether every factor is given by strides alone."""
        return self.nest is not None and self.nest.regular

    @property
    def in_any_cell(self) -> bool:
        """Whether they can also be read where there is no member."""
        constants = [factor.values for factor in self.factors if factor.values is not None]
        return self.regular and all((values == values.flat[0]).all() for values in constants)

    def ordered(self, order: Positions) -> Terms:
        """With the members in another order."""
        return Terms([factor[order] for factor in self.factors], self.nest)


class TermReader:
    """Finds the loops over terms, and reads them as parts of statements.

    Arguments:
        operands: where all that went before is found.
    """

    def __init__(self, operands: Operands) -> None:
        self.operands, self.layout = operands, operands.layout

    def runs(self, group: Group) -> tuple[list[Terms], Constants]:
        """The runs of a sum, and the constants among them, which are added up at once."""
        constant = np.zeros(len(group.nodes))
        found: list[Terms] = []
        start = 0
        for form, count in group.runs:
            factors = []
            for _ in form:
                nodes = group.rows[:, start : start + count]
                present = nodes >= 0
                factors.append(self.operands.column(np.where(present, nodes, nodes[:, :1])))
                start += count
            if all(factor.values is not None for factor in factors):
                constant += np.prod([present, *(f.values for f in factors)], axis=0).sum(1)
            elif present.all():
                found += self._by_role(self._terms(factors))
            else:
                found.append(self._padded_terms(factors, present))
        return found, constant

    def many(self, factor: Column, operation: Operation) -> Terms:
        """The operands of a reduction; those of a take stay in the order that the index counts."""
        if operation is not ops.take:
            return self._terms([factor], operation in COMMUTATIVE)
        nest = self._term_loops([factor], cut=False)  # an index counts along one axis
        return Terms([factor], nest if nest is not None and len(nest.sizes) == 1 else None)

    def _terms(self, factors: list[Column], may_sort: bool = True) -> Terms:
        """The loops over the terms; if they make none as they stand, perhaps when sorted."""
        terms = self.in_order(factors)
        keys = [factor.positions for factor in factors if factor.positions is not None]
        if terms.regular or not may_sort or not keys:
            return terms
        order = np.argsort(keys[0], axis=1, kind="stable")
        rows = np.arange(len(order))[:, None]
        sorted_factors = [factor[rows, order] for factor in factors]
        sorted_terms = self.in_order(sorted_factors)
        return sorted_terms if sorted_terms.regular else terms

    def in_order(self, factors: list[Column]) -> Terms:
        """The terms as they stand."""
        return Terms(factors, self._term_loops(factors))

    def _term_loops(self, factors: list[Column], cut: bool = True) -> Nest | None:
        lists = [factor.positions for factor in factors if factor.positions is not None]
        for positions in lists:
            if (positions - positions[:, :1] != positions[0] - positions[0, 0]).any():
                return None  # each member steps through its terms in its own way
        nest = find_nest([positions[0] for positions in lists], factors[0].entries.shape[1])
        if cut:
            refine(nest, [self.operands.array_of(f) for f in factors if f.positions is not None])
        steps = iter(nest.steps)
        each: list[list[Step]] = [[] if f.positions is None else next(steps) for f in factors]
        return Nest(nest.sizes, each)

    def _by_role(self, terms: Terms) -> list[Terms]:
        """A sum that runs irregularly over the parameters, taken apart into one for each role."""
        for factor in terms.factors:
            if terms.regular or factor.group != PARAMETERS:
                continue
            owner = self.layout.owner[factor.positions]
            if (owner == owner[0]).all() and (owner[0] != owner[0, 0]).any():
                return [
                    self._terms([f[:, owner[0] == role] for f in terms.factors])
                    for role in dict.fromkeys(owner[0].tolist())
                ]
        return [terms]

    def part(self, terms: Terms, loops: Loops, steps: list[list[Step]]) -> Part:
        """The sum of a run of terms, as the loops over the members read its factors."""
        nest, count = loops.nest, terms.factors[0].entries.shape[1]
        if loops.cells is not None and not terms.in_any_cell:
            raise PaddingError("the terms differ from member to member")
        terms = terms.ordered(loops.order)
        if terms.nest is not None:
            inner = terms.nest.sizes
            factors = [
                self.operands.read(factor, outer + along, nest.sizes + inner)
                for factor, outer, along in zip(terms.factors, steps, terms.nest.steps)
            ]
            return Part(factors, tuple(inner))
        return Part(
            [
                self._irregular(factor, [*nest.sizes, count], outer, loops.samples)
                for factor, outer in zip(terms.factors, steps)
            ],
            (count,),
        )

    def _irregular(
        self, factor: Column, sizes: list[int], outer: list[Step], samples: int
    ) -> Operand:
        """A factor whose partner follows no loops; it may itself."""
        alone = self._term_loops([factor])
        if factor.values is not None or (alone is not None and len(alone.sizes) == 1):
            assert alone is not None
            return self.operands.read(factor, outer + alone.steps[0], sizes)
        still: list[Step] = [0] * (len(sizes) - samples)
        view = view_of(self.operands.arrays[factor.group], 0, outer[:samples] + still, sizes)
        everywhere = factor.positions.reshape([1] * samples + sizes[samples:])
        view = replace(view, index=everywhere if view.index is None else view.index + everywhere)
        if factor.group == PARAMETERS:
            view = self.layout.in_role(view)
        return replace(view, stopped=factor.stopped)

    # --- padding ---------------------------------------------------------------------------------

    def continued(self, column: Column, present: Mask) -> tuple[Column, Filling]:
        """A column of short rows continued to the length of the longest, and what it finds there.

        Constants are 0 there.
        """
        if column.values is not None:
            return replace(column, values=column.values * present), 0.0
        extent = self.operands.arrays[column.group].size
        found = replace(column, positions=continued(column.positions, present, extent))
        if column.group not in self.operands.padding:
            return found, ANY
        return found, self.operands.padding[column.group].at(found.positions[~present])

    def _padded_terms(self, factors: list[Column], present: Mask) -> Terms:
        """Rows of several lengths, with 0 for the terms that the short ones lack."""
        longer = [self.continued(factor, present) for factor in factors]
        factors, fillings = [column for column, _ in longer], [x for _, x in longer]
        if -inf in fillings or (len(factors) > 1 and 0.0 not in fillings):
            raise PaddingError("the padding is not 0")
        if 0.0 not in fillings:  # Σ over some is Σ over all, times 0 or 1
            factors.append(Column(CONSTANTS, values=present.astype(float)))
        terms = self.in_order(factors)
        if not terms.regular:
            raise PaddingError("the rows follow no loops")
        return terms
