"""The derivative of a program, statement by statement, from the last to the first.

The chain rule on arrays: a statement hands each array that it reads a contribution, made from the
gradient of its own result. When all readers of an array have been through, the contributions add up
to its gradient, and it is the array's turn.
"""

from __future__ import annotations

from collections.abc import Collection

from autograd import ops
from autograd.compiler.derive.adding import Adding
from autograd.compiler.derive.contraction import Axes, Term, align
from autograd.compiler.derive.formulas import Formula, Number
from autograd.compiler.derive.forward import Forward, axes_of, count_of, last_axes, several
from autograd.compiler.derive.operations import function
from autograd.compiler.derive.reading import Reading
from autograd.compiler.derive.rows import Given, Rows, are_many, given_sum
from autograd.compiler.program import (
    Array,
    Assign,
    Call,
    Index,
    Line,
    Map,
    Name,
    Operand,
    Part,
    Program,
    Reduce,
    Reduction,
    Reshaped,
    Sizes,
    Softmax,
    Statement,
    Sum,
    View,
    strides_of,
    views_of,
)
from autograd.compiler.program import Number as Literal
from autograd.compiler.record import WITHOUT_GRADIENT

FLAT = {*WITHOUT_GRADIENT, ops.step}


class Backward:
    """Writes the statements of the backward half.

    Arguments:
        program: the program.
        forward: the writer of the forward half, which knows all names.
        asked: the inputs whose gradients are wanted.
        in_rows: whether what many steps give to an array is to be one product.
    """

    def __init__(
        self, program: Program, forward: Forward, asked: Collection[Array], in_rows: bool = False
    ) -> None:
        self.program, self.forward = program, forward
        self.steps: list[Line] = []
        self._given: dict[Array, list[Given]] = {}
        self._rows = Rows(forward.names.fresh, self.steps) if in_rows else None
        self._adding = Adding(forward.keep, self._rows, self.steps)
        self._names: dict[Array, str] = {program.parameters: "dtheta"}
        self._wanted = {program.parameters, *program.roles, *asked}
        for statement in program.statements:
            stops = isinstance(statement, Map) and statement.operation in FLAT
            if not stops and any(map(self._wants, views_of(statement))):
                self._wanted.add(statement.out)

    def name(self, array: Array) -> str:
        """What the gradient of an array is called."""
        if array not in self._names:
            self._names[array] = self.forward.names.fresh(f"d{array.name}")
        return self._names[array]

    def run(self, seeded: list[Array]) -> dict[Array, Term | None]:
        """Writes all statements. Returns the gradients of the roles and the inputs.

        Arguments:
            seeded: the arrays whose gradients are given, under the names that they have here.
        """
        for array in seeded:
            shape = squeezed(array.shape)
            axes = tuple(range(len(shape)))
            seed = Name(self.name(array))
            formula = Formula(Reshaped(seed, shape) if shape != array.shape else seed, axes)
            self.give(View(array, 0, strides_of(shape), shape), Term(formula, axes))
        leaves = [*self.program.roles, *self.program.inputs]
        turn: dict[int, list[Array]] = {}
        first_readers: dict[Array, int] = {}
        for number, statement in enumerate(self.program.statements):
            for view in views_of(statement):
                first_readers.setdefault(view.array, number)
        for leaf in leaves:
            turn.setdefault(first_readers.get(leaf, 0), []).append(leaf)
        found: dict[Array, Term | None] = {}
        later: list[Array] = []
        for number in reversed(range(len(self.program.statements))):
            self._write(self.program.statements[number])
            for leaf in turn.pop(number, []):
                if self._rows is not None and are_many(self._given.get(leaf, [])):
                    later.append(leaf)
                else:
                    found[leaf] = self.gradient(leaf)
        later.sort(key=lambda leaf: -len(self._given[leaf]))  # of whose rows others have a part
        later += [leaf for left in turn.values() for leaf in left]
        return found | {leaf: self.gradient(leaf) for leaf in later}

    def is_given(self, array: Array) -> bool:
        """Whether an array has contributions that are not added up yet."""
        return array in self._given

    # --- the chain rule --------------------------------------------------------------------------

    def _wants(self, operand: Operand) -> bool:
        return isinstance(operand, View) and operand.array in self._wanted and not operand.stopped

    def give(self, operand: Operand, term: Term) -> None:
        """Hands an operand a contribution, in the axes of the statement."""
        if isinstance(operand, View) and self._wants(operand):
            formula = -term.formula if operand.negative else term.formula
            self._give(Given(operand, Term(formula, term.axes)))

    def _give_sum(self, operand: Operand, shape: Sizes, *factors: Term) -> None:
        """Hands an operand the product of the factors, summed over the axes that it lacks."""
        if isinstance(operand, View) and self._wants(operand):
            reading = Reading(operand, squeezed(operand.array.shape), self.forward.keep)
            self._give(given_sum(operand, factors, shape, reading.axes))

    def _give(self, one: Given) -> None:
        formula = one.term.formula
        if not isinstance(formula, Number) or formula.value:
            self._given.setdefault(one.view.array, []).append(one)

    def _write(self, statement: Statement) -> None:
        """Takes the gradient of a statement's result back to what it was made from."""
        upstream = self.gradient(statement.out)
        if upstream is None:
            return
        if isinstance(statement, Sum):
            for part in statement.parts:
                self._part(statement.out, part, upstream)
        elif isinstance(statement, Map):
            self._map(statement, upstream)
        elif isinstance(statement, Softmax):
            self._softmax(statement, upstream)
        elif statement.operation is ops.take:
            self._take(statement, upstream)
        else:
            self._reduce(statement, upstream)

    def _part(self, out: Array, part: Part, upstream: Term) -> None:
        """d/da Σ a·b = b: the same contraction over other axes."""
        for k, factor in enumerate(part.factors):
            others = [self.forward.read(other) for j, other in enumerate(part.factors) if j != k]
            self._give_sum(factor, (*out.shape, *part.sizes), upstream, *others)

    def _map(self, statement: Map, upstream: Term) -> None:
        """Local gradient times upstream gradient."""
        out, operation = statement.out, statement.operation
        operands = [self.forward.read(operand) for operand in statement.operands]

        def local_gradients(axes: Axes) -> list[Formula]:
            y = align(_named(out), axes)
            aligned = [align(operand, axes) for operand in operands]
            return self.forward.vocabulary.gradients(operation, y, aligned)

        for k, operand in enumerate(statement.operands):
            if not self._wants(operand):
                continue
            varying = local_gradients(axes_of(out))[k].axes.union(upstream.axes)
            axes = tuple(axis for axis in axes_of(out) if axis in varying)
            flow = align(upstream, axes) * local_gradients(axes)[k]
            if not flow.is_zero:
                self._give_sum(operand, out.shape, Term(flow, axes))

    def _softmax(self, statement: Softmax, upstream: Term) -> None:
        """dx = y·(dy - Σ y·dy)."""
        out, axes = statement.out, axes_of(statement.out)
        y, dy = _named(out).formula, align(upstream, axes)
        inside = Formula(Reduction("sum", (dy * y).tree, last_axes(statement), True), axes)
        self._give_sum(statement.operands[0], out.shape, Term(y * (dy - inside), axes))

    def _take(self, statement: Reduce, upstream: Term) -> None:
        """The gradient goes to the operand that the index chose."""
        assert statement.index is not None
        index, shape = self.forward.read(statement.index), statement.out.shape
        count = count_of(statement)
        axes = (*index.axes, len(shape))
        tree = Call("one_hot", (index.formula.tree, Literal(count)))
        hits = Formula(tree, axes, truth=True)
        if statement.sizes:
            self._give_sum(statement.operands[0], (*shape, count), upstream, Term(hits, axes))
            return
        for k, operand in enumerate(statement.operands):
            hit = Formula(Index(tree, (..., k)), index.axes, truth=True)
            self._give_sum(operand, shape, upstream, Term(hit, index.axes))

    def _reduce(self, statement: Reduce, upstream: Term) -> None:
        """Each of the many operands has its local gradient, along the axes of the reduction."""
        out, operation = statement.out, statement.operation
        axes = axes_of(out)
        y = _named(out)
        extreme = operation is ops.maximum or operation is ops.minimum
        many, full = self.forward.read_many(statement, in_order=not extreme)
        if extreme:
            local = function("share", many, align(y, full))
        elif operation is ops.logsumexp:
            local = function("softmax", many, *several(statement))  # e/Σe: no digit is lost
        elif operation is ops.hypot:
            local = function("ratio", many, align(y, full))
        else:
            local = self.forward.vocabulary.many_slopes(operation, many, *several(statement))
        flow = align(upstream, full) * local
        if statement.sizes:
            self._give_sum(statement.operands[0], (*out.shape, *statement.sizes), Term(flow, full))
            return
        name = self.forward.names.fresh(f"{self.name(out)}_parts")
        self.steps.append(Assign(Name(name), flow.tree))
        for k, operand in enumerate(statement.operands):
            piece = Formula(Index(Name(name), (..., k)), axes)
            self._give_sum(operand, out.shape, Term(piece, axes))

    # --- adding up -------------------------------------------------------------------------------

    def gradient(self, array: Array) -> Term | None:
        """Writes the sum of the contributions to an array; None if there were none."""
        given = self._given.pop(array, [])[::-1]  # the last one first: layers before penalties
        return self._adding.total(self.name(array), squeezed(array.shape), given) if given else None


def _named(array: Array) -> Term:
    """An array of the forward half."""
    axes = axes_of(array)
    return Term(Formula(Name(array.name), axes), axes)


def squeezed(shape: Sizes) -> Sizes:
    """The shape without dimensions of size 1, which no loop runs along."""
    return tuple(size for size in shape if size != 1)
