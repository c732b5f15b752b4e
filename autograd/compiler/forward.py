"""Statements as source: what each computes, written as a person would with NumPy."""

from __future__ import annotations

from math import prod
from typing import Any

from autograd import ops
from autograd.compiler.contraction import Axes, Term, align, contract
from autograd.compiler.naming import Names, name_arrays
from autograd.compiler.nests import Array, View
from autograd.compiler.operations import Vocabulary, function
from autograd.compiler.program import (
    Map,
    Operand,
    Program,
    Reduce,
    Softmax,
    Statement,
    Sum,
    operands_of,
)
from autograd.compiler.reading import Reading
from autograd.compiler.tape import COMPARISONS
from autograd.compiler.text import ATOM, LINE, Text, as_number, as_text, in_lines, total

TRUTHS = {*COMPARISONS, ops.step}
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
        masks = {constant for constant in program.constants if constant.values.dtype == bool}
        self._truths = _only_conditions(program) | masks  # these may be arrays of booleans
        self._kept: dict[Any, str] = {}
        self._windows: dict[str, str] = {}
        self.lines: list[tuple[str, str]] = []  # statements, each with a comment
        for constant in program.constants:
            self.vocabulary.environment[constant.name] = constant.values

    # --- reading ---------------------------------------------------------------------------------

    def keep(self, positions: Any) -> str:
        """The name of an array of explicit positions."""
        key = positions.shape, positions.tobytes()
        if key not in self._kept:
            name = self._kept[key] = self.names.numbered("i")
            self.vocabulary.environment[name] = positions
        return self._kept[key]

    def read(self, operand: Operand) -> Term:
        """An operand, as an expression."""
        if not isinstance(operand, View):
            return Term(as_text(operand), ())
        reading = Reading(operand, operand.array.shape, self.keep)
        term = reading.read(operand.array.name)
        if reading.has_windows:
            return Term(self._named(term, operand.array), term.axes)
        term.text.truth = operand.array in self._truths
        if operand.stopped:
            return Term(self.vocabulary.stopped(term.text), term.axes)
        return term

    def _named(self, windows: Term, array: Array) -> Text:
        """Windows get a name, for both halves read them."""
        source = windows.text.source
        if source not in self._windows:
            self._windows[source] = self.names.fresh(f"{array.name}_windows")
            self.lines.append((f"{self._windows[source]} = {source}", ""))
        return Text(self._windows[source], ATOM, windows.axes)

    def read_many(self, statement: Reduce | Softmax, in_order: bool = True) -> Term:
        """The operands of a reduction as one array.

        Its last axes are those to be reduced; if they need not be in order, it is as it is read.
        """
        axes, inner = axes_of(statement.out), inner_axes(statement)
        if isinstance(statement, Reduce) and not statement.sizes:
            texts = [align(self.read(operand), axes) for operand in statement.operands]
            stacked = function("stack", *texts)
            return Term(Text(stacked.source, ATOM, (*axes, *inner)), (*axes, *inner))
        (operand,) = statement.operands
        term = self.read(operand)
        if not in_order and set(inner) <= set(term.axes):
            return term
        present = tuple(axis for axis in axes if axis in term.axes and axis not in inner)
        text = align(term, (*present, *inner))
        if not set(inner) <= set(term.axes):  # one operand taken several times
            assert isinstance(operand, View)
            shape = tuple(operand.sizes[axis] for axis in (*present, *inner))
            text = Text(f"np.broadcast_to({text}, {shape})")
        axes = (*present, *inner)
        return Term(Text(text.source, text.level, axes, text.truth), axes)

    # --- statements ------------------------------------------------------------------------------

    def write(self, statement: Statement) -> None:
        """The assignment that computes a statement, and how many scalar nodes it stands for."""
        if isinstance(statement, Sum):
            text = self._sum(statement)
        elif isinstance(statement, Map):
            axes = axes_of(statement.out)
            operands = [align(self.read(operand), axes) for operand in statement.operands]
            text = self.vocabulary.value(statement.operation, operands)
        elif isinstance(statement, Softmax):
            text = function("softmax", self.read_many(statement).text, *several(statement))
        elif statement.operation is ops.take:
            text = self._take(statement)
        else:
            text = self._reduce(statement)
        if len(text.axes) < len(statement.out.shape):  # it does not vary after all: x * 0.0
            text = Text(f"np.full({statement.out.shape}, {text})")
        if statement.out not in self._truths:
            text = as_number(text)
        nodes = statement.out.nodes
        comment = f"{nodes:,} scalar node{'s' if nodes != 1 else ''}" if nodes else ""
        for line in in_lines(statement.out.name, text, LINE):
            self.lines.append((line, comment))
            comment = ""

    def _sum(self, statement: Sum) -> Text:
        axes = axes_of(statement.out)
        terms = []
        for part in statement.parts:
            sizes = dict(enumerate((*statement.out.shape, *part.sizes)))
            terms.append(contract([self.read(factor) for factor in part.factors], sizes, axes))
        terms.sort(key=lambda term: -len(term.axes))  # W @ x + b rather than b + W @ x
        return total([align(term, axes) for term in terms])

    def _reduce(self, statement: Reduce) -> Text:
        operation, axes = statement.operation, axes_of(statement.out)
        if operation is ops.maximum or operation is ops.minimum:
            many = self.read_many(statement, in_order=False)
            left = tuple(axis for axis in many.axes if axis in axes)
            over = places(inner_axes(statement), many.axes)
            text = Text(f"{many.text.inner}.{operation.symbol}({over})", ATOM, left)
            return align(Term(text, left), axes)
        name = {ops.logsumexp: "logsumexp", ops.hypot: "length"}.get(operation)
        if name is None:
            name, _ = self.vocabulary.many(operation, count_of(statement))
        return function(name, self.read_many(statement).text, *several(statement))

    def _take(self, statement: Reduce) -> Text:
        assert statement.index is not None
        axes = axes_of(statement.out)
        index, values = self.read(statement.index), self.read_many(statement)
        inner = inner_axes(statement)
        others = tuple(axis for axis in values.axes if axis not in inner)
        if others and index.axes and not set(others) & set(index.axes):  # a table: whole rows of it
            text = function("rows", align(values, (*inner, *others)), index.text)
            return align(Term(text, (*index.axes, *others)), axes)
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


def last_axes(statement: Reduce | Softmax) -> str:
    """The same as NumPy counts them from the end: `-1` or `(-2, -1)`."""
    count = len(inner_axes(statement))
    return "-1" if count == 1 else str(tuple(range(-count, 0)))


def places(some: Axes, axes: Axes) -> str:
    """Where some of an array's axes stand, for NumPy: `1`, `(3, 5)`, or `-1` for the last."""
    found = [place for place, axis in enumerate(axes) if axis in some]
    return (
        "-1"
        if found == [len(axes) - 1]
        else str(found[0])
        if len(found) == 1
        else str(tuple(found))
    )


def count_of(statement: Reduce) -> int:
    """How many operands each number of the result is made of."""
    return prod(statement.sizes) if statement.sizes else len(statement.operands)


def several(statement: Reduce | Softmax) -> list[Text]:
    """How many axes a reduction is over, where that is more than one."""
    count = len(inner_axes(statement))
    return [Text(str(count))] if count > 1 else []
