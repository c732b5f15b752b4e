"""The derivative of a program, statement by statement, from the last to the first.

The chain rule on arrays: a statement hands each array that it reads a contribution, made from the
gradient of its own result. When all readers of an array have been through, the contributions add up
to its gradient, and it is the array's turn.
"""

from __future__ import annotations

import re
from math import prod

import numpy as np

from autograd import ops
from autograd.compiler.contraction import Axes, Term, align, contract
from autograd.compiler.forward import Forward, axes_of, count_of, last_axes, several
from autograd.compiler.nests import Array, Sizes, View, strides_of
from autograd.compiler.operations import function
from autograd.compiler.program import (
    Map,
    Operand,
    Part,
    Program,
    Reduce,
    Softmax,
    Statement,
    Sum,
    views_of,
)
from autograd.compiler.reading import Reading
from autograd.compiler.tape import WITHOUT_GRADIENT
from autograd.compiler.text import ATOM, LINE, Number, Text, factored, in_lines

FLAT = {*WITHOUT_GRADIENT, ops.step}


class Backward:
    """Writes the statements of the backward half.

    Arguments:
        program: the program.
        forward: the writer of the forward half, which knows all names.
        inputs_too: whether the gradients of the inputs are wanted.
    """

    def __init__(self, program: Program, forward: Forward, inputs_too: bool) -> None:
        self.program, self.forward = program, forward
        self.lines: list[str] = []
        self._given: dict[Array, list[tuple[View, Term]]] = {}
        self._names: dict[Array, str] = {program.parameters: "dtheta"}
        self._wanted = {program.parameters, *program.roles}
        if inputs_too:
            self._wanted.update(program.inputs)
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
            name = self.name(array) + (f".reshape({shape})" if shape != array.shape else "")
            self.give(View(array, 0, strides_of(shape), shape), Term(Text(name, ATOM, axes), axes))
        leaves = [*self.program.roles, *self.program.inputs]
        turn: dict[int, list[Array]] = {}
        first_readers: dict[Array, int] = {}
        for number, statement in enumerate(self.program.statements):
            for view in views_of(statement):
                first_readers.setdefault(view.array, number)
        for leaf in leaves:
            turn.setdefault(first_readers.get(leaf, 0), []).append(leaf)
        found: dict[Array, Term | None] = {}
        for number in reversed(range(len(self.program.statements))):
            self._write(self.program.statements[number])
            found.update({leaf: self.gradient(leaf) for leaf in turn.pop(number, [])})
        return found | {leaf: self.gradient(leaf) for left in turn.values() for leaf in left}

    def is_given(self, array: Array) -> bool:
        """Whether an array has contributions that are not added up yet."""
        return array in self._given

    # --- the chain rule --------------------------------------------------------------------------

    def _wants(self, operand: Operand) -> bool:
        return isinstance(operand, View) and operand.array in self._wanted and not operand.stopped

    def give(self, operand: Operand, term: Term) -> None:
        """Hands an operand a contribution, in the axes of the statement."""
        if isinstance(operand, View) and self._wants(operand):
            text = -term.text if operand.negative else term.text
            if isinstance(text, Number) and not text.value:
                return
            self._given.setdefault(operand.array, []).append((operand, Term(text, term.axes)))

    def _give_sum(self, operand: Operand, shape: Sizes, *factors: Term) -> None:
        """Hands an operand the product of the factors, summed over the axes that it lacks."""
        if isinstance(operand, View) and self._wants(operand):
            reading = Reading(operand, squeezed(operand.array.shape), self.forward.keep)
            self.give(operand, contract(factors, dict(enumerate(shape)), reading.axes))

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

        def local_gradients(axes: Axes) -> list[Text]:
            y = align(Term(Text(out.name, ATOM, axes_of(out)), axes_of(out)), axes)
            texts = [align(operand, axes) for operand in operands]
            return self.forward.vocabulary.gradients(operation, y, texts)

        for k, operand in enumerate(statement.operands):
            if not self._wants(operand):
                continue
            varying = local_gradients(axes_of(out))[k].axes.union(upstream.axes)
            axes = tuple(axis for axis in axes_of(out) if axis in varying)
            text = align(upstream, axes) * local_gradients(axes)[k]
            if text.source != "0.0":
                self._give_sum(operand, out.shape, Term(text, axes))

    def _softmax(self, statement: Softmax, upstream: Term) -> None:
        """dx = y·(dy - Σ y·dy)."""
        out, axes = statement.out, axes_of(statement.out)
        y, dy = Text(out.name, ATOM, axes), align(upstream, axes)
        inside = Text(f"{(dy * y).inner}.sum({last_axes(statement)}, keepdims=True)", ATOM, axes)
        self._give_sum(statement.operands[0], out.shape, Term(y * (dy - inside), axes))

    def _take(self, statement: Reduce, upstream: Term) -> None:
        """The gradient goes to the operand that the index chose."""
        assert statement.index is not None
        index, shape = self.forward.read(statement.index), statement.out.shape
        count = count_of(statement)
        axes = (*index.axes, len(shape))
        hits = Text(f"one_hot({index.text}, {count})", ATOM, axes, truth=True)
        if statement.sizes:
            self._give_sum(statement.operands[0], (*shape, count), upstream, Term(hits, axes))
            return
        for k, operand in enumerate(statement.operands):
            hit = Text(f"{hits}[..., {k}]", ATOM, index.axes, truth=True)
            self._give_sum(operand, shape, upstream, Term(hit, index.axes))

    def _reduce(self, statement: Reduce, upstream: Term) -> None:
        """Each of the many operands has its local gradient, along the axes of the reduction."""
        out, operation = statement.out, statement.operation
        axes = axes_of(out)
        y = Term(Text(out.name, ATOM, axes), axes)
        extreme = operation is ops.maximum or operation is ops.minimum
        many, full = self.forward.read_many(statement, in_order=not extreme)
        if extreme:
            local = function("share", many, align(y, full))
        elif operation is ops.logsumexp:
            local = function("softmax", many, *several(statement))  # e/Σe: no digit is lost
        elif operation is ops.hypot:
            local = function("ratio", many, align(y, full))
        else:
            _, name = self.forward.vocabulary.many(operation, count_of(statement))
            local = function(name, many, *several(statement))
        text = align(upstream, full) * local
        if statement.sizes:
            self._give_sum(statement.operands[0], (*out.shape, *statement.sizes), Term(text, full))
            return
        name = self.forward.names.fresh(f"{self.name(out)}_parts")
        self.lines.append(f"{name} = {text}")
        for k, operand in enumerate(statement.operands):
            piece = Text(f"{name}[..., {k}]", ATOM, axes)
            self._give_sum(operand, out.shape, Term(piece, axes))

    # --- adding up -------------------------------------------------------------------------------

    def gradient(self, array: Array) -> Term | None:
        """Writes the sum of the contributions to an array; None if there were none.

        A sum that is but a name or a number needs no statement. One over the whole array may lack
        axes: those along which it is constant.
        """
        given = self._given.pop(array, [])[::-1]  # the last one first: layers before penalties
        if not given:
            return None
        shape = squeezed(array.shape)
        readings = [(Reading(view, shape, self.forward.keep), term) for view, term in given]
        pieces = _joined([(r, term) for r, term in readings if not r.whole])
        whole = [reading.give_back(term) for reading, term in readings if reading.whole]
        present = {axis for term in whole for axis in term.axes}
        axes = tuple(axis for axis in range(len(shape)) if pieces or axis in present)
        name = self.name(array)
        terms = [align(term, axes) for term in whole]
        terms.sort(key=lambda text: -len(text.axes))
        # A gradient that was given under the same name is used before that is assigned again.
        terms.sort(key=lambda text: name not in re.findall(r"\w+", text.source))
        together = factored(terms) if terms else None
        if together is not None and not pieces and together.is_simple:
            return Term(together, axes)
        if together is None:
            self._start_empty(name, shape, [reading for reading, _ in pieces])
        elif pieces:
            self._start(name, together, shape, any(reading.flat for reading, _ in pieces))
        else:
            self.lines += in_lines(name, together, LINE)
        for reading, text in pieces:
            self.lines.append(reading.add(name, text))
        return Term(Text(name, ATOM, axes), axes)

    def _start_empty(self, name: str, shape: Sizes, pieces: list[Reading]) -> None:
        """An array of which only parts get a gradient; parts that do not overlap are assigned."""
        reached = np.zeros(prod(shape), bool)
        for reading in pieces:
            positions = reading.view.positions()
            seen = reading.repeats or reading.has_windows or reached[positions].any()
            reading.assigns = not seen
            reached[positions] = True
        full = reached.all() and all(reading.assigns for reading in pieces)
        self.lines.append(f"{name} = np.{'empty' if full else 'zeros'}({shape_text(shape)})")

    def _start(self, name: str, together: Text, shape: Sizes, flat: bool) -> None:
        """An array of its own, to parts of which more is added; perhaps seen as one long row.

        What NumPy computes from transposed arrays is transposed in memory too, and then the long
        row would be a copy.
        """
        if not together.axes:
            self.lines.append(f"{name} = np.full({shape_text(shape)}, {together})")
        elif len(together.axes) < len(shape):
            self.lines.append(f"{name} = np.broadcast_to({together}, {shape}).copy()")
        else:
            made_here = together.level != ATOM or together.source.startswith("np.concatenate")
            source = str(together) if made_here and not flat else f"{together.inner}.copy()"
            self.lines.append(f"{name} = {source}")


def _joined(pieces: list[tuple[Reading, Term]]) -> list[tuple[Reading, Text]]:
    """The gradients of parts of an array, with those of the same part added up."""
    readings: dict[str, Reading] = {}
    texts: dict[str, list[Text]] = {}
    for reading, term in pieces:
        readings.setdefault(reading.place, reading)
        text = align(reading.give_back(term), reading.dimensions)
        texts.setdefault(reading.place, []).append(text)
    return [(reading, factored(texts[place])) for place, reading in readings.items()]


def squeezed(shape: Sizes) -> Sizes:
    """The shape without dimensions of size 1, which no loop runs along."""
    return tuple(size for size in shape if size != 1)


def shape_text(shape: Sizes) -> str:
    """A shape as NumPy's functions take it: `8` or `(4, 8)`."""
    return str(shape[0]) if len(shape) == 1 else str(shape)
