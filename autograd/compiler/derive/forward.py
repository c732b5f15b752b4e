"""Statements as expressions: what each computes, as a person would write it with arrays."""

from __future__ import annotations

from math import prod

from autograd import ops
from autograd.compiler.derive.contraction import Axes, Term, align, contract
from autograd.compiler.derive.formulas import Formula, as_formula, as_number, total
from autograd.compiler.derive.naming import Names, name_arrays
from autograd.compiler.derive.operations import function
from autograd.compiler.derive.reading import Reading
from autograd.compiler.derive.vocabulary import Vocabulary
from autograd.compiler.program import (
    Apply,
    Array,
    Assign,
    Expression,
    Line,
    Map,
    Name,
    Number,
    Operand,
    Positions,
    Program,
    Reduce,
    Reduction,
    Repeat,
    Shape,
    Sizes,
    Softmax,
    Statement,
    Sum,
    View,
    operands_of,
)
from autograd.compiler.record import COMPARISONS

TRUTHS = {*COMPARISONS, ops.step}
MANY = {ops.logsumexp: "logsumexp", ops.hypot: "length"}  # of numbers along the last axes
RESERVED = {"theta", "dtheta", "saved", "forward", "backward"}


class Forward:
    """Writes the expressions of a program's statements.

    Arguments:
        program: the program; its arrays get their names here.
        function: what the traced function is called.
        vocabulary: how operations are said.
    """

    def __init__(
        self, program: Program, function: str, vocabulary: Vocabulary | None = None
    ) -> None:
        self.vocabulary = vocabulary or Vocabulary()
        self.names = Names({*RESERVED, *self.vocabulary.environment, *self.vocabulary.reserved})
        self.vocabulary.fresh = self.names.fresh
        program.parameters.name = "theta"
        name_arrays(program, function, self.names)
        masks = {x for x in program.constants if x.values is not None and x.values.dtype == bool}
        self._truths = _only_conditions(program) | masks  # these may be arrays of booleans
        self._kept: dict[tuple[Sizes, bytes], str] = {}
        self._windows: dict[Expression, str] = {}
        self.steps: list[Line] = []
        for constant in program.constants:
            self.vocabulary.environment[constant.name] = constant.values

    # --- reading ---------------------------------------------------------------------------------

    def keep(self, positions: Positions) -> Name:
        """The name of an array of explicit positions."""
        key = positions.shape, positions.tobytes()
        if key not in self._kept:
            name = self._kept[key] = self.names.numbered("i")
            self.vocabulary.environment[name] = positions
        return Name(self._kept[key])

    def read(self, operand: Operand) -> Term:
        """An operand, as an expression."""
        if not isinstance(operand, View):
            return Term(as_formula(operand), ())
        array = operand.array
        reading = Reading(operand, array.shape, self.keep)
        if reading.has_windows:
            return self._named(reading.read(array.name), array)
        formula, axes = reading.read(array.name, array in self._truths)
        return Term(self.vocabulary.stopped(formula) if operand.stopped else formula, axes)

    def _named(self, windows: Term, array: Array) -> Term:
        """Windows get a name, for both halves read them."""
        tree = windows.formula.tree
        if tree not in self._windows:
            self._windows[tree] = self.names.fresh(f"{array.name}_windows")
            self.steps.append(Assign(Name(self._windows[tree]), tree))
        return Term(Formula(Name(self._windows[tree]), windows.axes), windows.axes)

    def read_many(self, statement: Reduce | Softmax, in_order: bool = True) -> Term:
        """The operands of a reduction as one array.

        Its last axes are those to be reduced; if they need not be in order, it is as it is read.
        """
        axes, inner = axes_of(statement.out), inner_axes(statement)
        if isinstance(statement, Reduce) and not statement.sizes:
            stacked = function("stack", *(align(self.read(x), axes) for x in statement.operands))
            return Term(Formula(stacked.tree, (*axes, *inner)), (*axes, *inner))
        (operand,) = statement.operands
        term = self.read(operand)
        if not in_order and set(inner) <= set(term.axes):
            return term
        present = tuple(axis for axis in axes if axis in term.axes and axis not in inner)
        formula = align(term, (*present, *inner))
        if not set(inner) <= set(term.axes):  # one operand taken several times
            assert isinstance(operand, View)
            shape = Shape(tuple(operand.sizes[axis] for axis in (*present, *inner)))
            formula = Formula(Apply("broadcast_to", (formula.tree, shape)))
        axes = (*present, *inner)
        return Term(Formula(formula.tree, axes, formula.truth), axes)

    # --- statements ------------------------------------------------------------------------------

    def write(self, statement: Statement) -> None:
        """The assignment that computes a statement, and how many scalar nodes it stands for."""
        if isinstance(statement, Sum):
            formula = self._sum(statement)
        elif isinstance(statement, Map):
            axes = axes_of(statement.out)
            operands = [align(self.read(operand), axes) for operand in statement.operands]
            formula = self.vocabulary.value(statement.operation, operands)
        elif isinstance(statement, Softmax):
            formula = function("softmax", self.read_many(statement).formula, *several(statement))
        elif statement.operation is ops.take:
            formula = self._take(statement)
        else:
            formula = self._reduce(statement)
        if len(formula.axes) < len(statement.out.shape):  # it does not vary after all: x * 0.0
            formula = Formula(Apply("full", (Shape(statement.out.shape), formula.tree)))
        if statement.out not in self._truths:
            formula = as_number(formula)
        nodes = statement.out.nodes
        note = f"{nodes:,} scalar node{'s' if nodes != 1 else ''}" if nodes else ""
        self.steps.append(Assign(Name(statement.out.name), formula.tree, note))

    def step(self, repeat: Repeat) -> list[Line]:
        """The lines of one step of a loop. What windows are called there, nobody knows outside."""
        self._truths |= {x for x, view in repeat.given.items() if view.array in self._truths}
        outside, windows = self.steps, self._windows.copy()
        lines: list[Line] = []
        self.steps = lines
        for statement in repeat.body:
            self.write(statement)
        self.steps, self._windows = outside, windows
        return lines

    def _sum(self, statement: Sum) -> Formula:
        axes = axes_of(statement.out)
        terms = []
        for part in statement.parts:
            sizes = dict(enumerate((*statement.out.shape, *part.sizes)))
            terms.append(contract([self.read(factor) for factor in part.factors], sizes, axes))
        terms.sort(key=lambda term: -len(term.axes))  # W @ x + b rather than b + W @ x
        return total([align(term, axes) for term in terms])

    def _reduce(self, statement: Reduce) -> Formula:
        operation, axes = statement.operation, axes_of(statement.out)
        if operation is ops.maximum or operation is ops.minimum:
            many = self.read_many(statement, in_order=False)
            left = tuple(axis for axis in many.axes if axis in axes)
            over = places(inner_axes(statement), many.axes)
            tree = Reduction(operation.symbol, many.formula.tree, over)
            return align(Term(Formula(tree, left), left), axes)
        operands = [self.read_many(statement).formula, *several(statement)]
        if operation in MANY:
            return function(MANY[operation], *operands)
        return self.vocabulary.many(operation, count_of(statement), *operands)

    def _take(self, statement: Reduce) -> Formula:
        assert statement.index is not None
        axes = axes_of(statement.out)
        index, values = self.read(statement.index), self.read_many(statement)
        inner = inner_axes(statement)
        others = tuple(axis for axis in values.axes if axis not in inner)
        if others and index.axes and not set(others) & set(index.axes):  # a table: whole rows of it
            found = function("rows", align(values, (*inner, *others)), index.formula)
            return align(Term(found, (*index.axes, *others)), axes)
        return function("take", align(values, (*axes, *inner)), align(index, axes))


def _only_conditions(program: Program) -> set[Array]:
    """The results of comparisons that are but compared again, counted or chosen by."""
    found = {s.out for s in program.statements if isinstance(s, Map) and s.operation in TRUTHS}
    for statement in program.statements:
        operands = operands_of(statement)
        if isinstance(statement, Map) and statement.operation is ops.where:
            operands = operands[1:]
        elif isinstance(statement, Map) and statement.operation in COMPARISONS:
            operands = []
        elif isinstance(statement, Sum):
            operands = [x for part in statement.parts for x in part.factors if part.factors[1:]]
        found -= {operand.array for operand in operands if isinstance(operand, View)}
    for repeat in program.repeats.values():
        found -= {*repeat.kept, *(carried.after for carried in repeat.carried)}
    return found


def axes_of(array: Array) -> Axes:
    """The numbers of an array's axes."""
    return tuple(range(len(array.shape)))


def inner_axes(statement: Reduce | Softmax) -> Axes:
    """The axes that a reduction is over."""
    rank = len(statement.out.shape)
    if isinstance(statement, Softmax):
        return tuple(range(rank - statement.axes, rank))
    return tuple(range(rank, rank + (len(statement.sizes) or 1)))


def last_axes(statement: Reduce | Softmax) -> Axes:
    """The same as NumPy counts them from the end: -1, or -2 and -1."""
    return tuple(range(-len(inner_axes(statement)), 0))


def places(some: Axes, axes: Axes) -> Axes:
    """Where some of an array's axes stand; the last one is -1."""
    found = tuple(place for place, axis in enumerate(axes) if axis in some)
    return (-1,) if found == (len(axes) - 1,) else found


def count_of(statement: Reduce) -> int:
    """How many operands each number of the result is made of."""
    return prod(statement.sizes) if statement.sizes else len(statement.operands)


def several(statement: Reduce | Softmax) -> list[Formula]:
    """How many axes a reduction is over, where that is more than one."""
    count = len(inner_axes(statement))
    return [Formula(Number(count))] if count > 1 else []
