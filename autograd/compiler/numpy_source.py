"""From the array program to the text of two NumPy functions, forward and backward."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from autograd import ops
from autograd.compiler import arrays as runtime
from autograd.compiler.nests import Array, View
from autograd.compiler.program import (
    Map,
    Operand,
    Part,
    Program,
    Reduce,
    Statement,
    Sum,
    views_of,
)
from autograd.compiler.tape import WITHOUT_GRADIENT
from autograd.entry import OPERATIONS, Operation

Axes = tuple[int, ...]

FUNCTIONS = {
    "exp": "np.exp", "expm1": "np.expm1", "log": "np.log", "log1p": "np.log1p", "sqrt": "np.sqrt",
    "sin": "np.sin", "cos": "np.cos", "tan": "np.tan", "asin": "np.arcsin", "acos": "np.arccos",
    "atan": "np.arctan", "atan2": "np.arctan2", "sinh": "np.sinh", "cosh": "np.cosh",
    "tanh": "np.tanh", "abs": "np.abs", "maximum": "np.maximum", "minimum": "np.minimum",
    "hypot": "np.hypot",
}  # fmt: skip


class Text:
    """An expression in the making: arithmetic on it writes source instead of computing.

    The rules of the operation table are ordinary arithmetic, so calling a rule with Texts writes
    the rule out.
    """

    def __init__(self, source: str, truth: bool = False, tight: bool = True) -> None:
        self.source = source
        self.truth = truth  # an array of booleans
        self.tight = tight  # needs no parentheses inside a larger expression

    def __str__(self) -> str:
        return self.source

    @property
    def inner(self) -> str:
        """The source as a part of a larger expression."""
        return self.source if self.tight else f"({self.source})"

    def __bool__(self) -> bool:
        raise TypeError("a rule that branches on its operands cannot be written as array code")

    def __eq__(self, other: object) -> bool:
        return bool(self)  # refused: whether two numbers are equal is not known yet

    __hash__ = object.__hash__

    def _apply(self, operation: Operation, operands: tuple[Any, ...]) -> Text:
        return call(operation, [as_text(x) for x in operands])

    def __add__(self, other: Any) -> Text:
        return _infix(self, "+", other)

    def __radd__(self, other: Any) -> Text:
        return _infix(other, "+", self)

    def __sub__(self, other: Any) -> Text:
        return _infix(self, "-", other)

    def __rsub__(self, other: Any) -> Text:
        return _infix(other, "-", self)

    def __mul__(self, other: Any) -> Text:
        return _times(self, as_text(other))

    def __rmul__(self, other: Any) -> Text:
        return _times(as_text(other), self)

    def __truediv__(self, other: Any) -> Text:
        return _infix(self, "/", other)

    def __rtruediv__(self, other: Any) -> Text:
        return _infix(other, "/", self)

    def __pow__(self, other: float) -> Text:
        return self if other == 1 else Text(f"{self.inner} ** {as_text(other).inner}", tight=False)

    def __neg__(self) -> Text:
        return Text(f"-{self.inner}", tight=False)

    def __gt__(self, other: Any) -> Text:
        return Text(f"{self.inner} > {as_text(other).inner}", truth=True, tight=False)

    def __lt__(self, other: Any) -> Text:
        return Text(f"{self.inner} < {as_text(other).inner}", truth=True, tight=False)

    def __ge__(self, other: Any) -> Text:
        return Text(f"{self.inner} >= {as_text(other).inner}", truth=True, tight=False)

    def __le__(self, other: Any) -> Text:
        return Text(f"{self.inner} <= {as_text(other).inner}", truth=True, tight=False)


def as_text(x: Any) -> Text:
    """A number as source; a Text as it is."""
    if isinstance(x, Text):
        return x
    number = float(x)
    return Text(repr(number), tight=number >= 0)


def _number(text: Text) -> Text:
    return Text(f"1.0 * {text.inner}", tight=False) if text.truth else text


def _infix(a: Any, sign: str, b: Any) -> Text:
    left, right = _number(as_text(a)), _number(as_text(b))
    if sign == "+":
        return Text(f"{left} + {right}", tight=False)
    if sign == "-":
        return Text(f"{left} - {right.inner}", tight=False)
    return Text(f"{left.inner} {sign} {right.inner}", tight=False)


def _times(a: Text, b: Text) -> Text:
    for one, other in ((a, b), (b, a)):
        if one.source == "1.0":
            return other
        if one.source == "-1.0":
            return -other
    return Text(f"{a.inner} * {b.inner}", a.truth and b.truth, tight=False)


def call(operation: Operation, operands: list[Text]) -> Text:
    """The operation of the table on whole arrays, written out."""
    name, p = operation.name, operation.parameters
    first = operands[0]
    if operation is ops.sub or operation is ops.div:
        return _infix(first, operation.symbol, operands[1])
    if operation is ops.mul:
        return _times(first, operands[1])
    if operation is ops.neg:
        return -first
    if name == "pow":
        exponent = as_text(p[0]) if p else operands[1]
        return Text(f"{first.inner} ** {exponent.inner}", tight=False)
    inside = ", ".join(map(str, operands))
    if name == "relu":
        return Text(f"np.maximum({inside}, 0.0)")
    if name == "leaky_relu":
        return Text(f"np.where({first} > 0, {first}, {p[0]!r} * {first.inner})")
    if name == "elu":
        return Text(
            f"np.where({first} > 0, {first}, {p[0]!r} * np.expm1(np.minimum({first}, 0.0)))"
        )
    if name == "clip":
        return Text(f"np.clip({inside}, {p[0]!r}, {p[1]!r})")
    if name == "step":
        return Text(f"1.0 * ({first} > 0)", tight=False)
    if name in ("identity", "detach"):
        return first
    if name in (">", ">=", "=="):
        return Text(f"1.0 * ({first.inner} {name} {operands[1].inner})", tight=False)
    if name == "where":
        return Text(f"np.where({operands[0].inner} != 0, {operands[1]}, {operands[2]})")
    return Text(f"{FUNCTIONS.get(name, name)}({inside})")


# --- views ---------------------------------------------------------------------------------------


def slices(view: View) -> tuple[str, Axes, bool] | None:
    """The view as basic indexing: the text in brackets, the axes that remain, whether it is all.

    None if two axes run along the same dimension (overlapping windows) or positions are explicit.
    """
    if view.index is not None:
        return None
    array = view.array
    start, rest = [], view.offset
    for step in array.strides:
        start.append(rest // step)
        rest %= step
    entries: list[str] = [str(i) for i in start]
    axis_of: dict[int, int] = {}
    for axis in view.axes:
        stride, size = view.strides[axis], view.sizes[axis]
        for dim, (extent, unit) in enumerate(zip(array.shape, array.strides)):
            step = stride // unit
            last = start[dim] + step * (size - 1)
            if stride % unit == 0 and 0 <= last < extent and dim not in axis_of and extent > 1:
                break
        else:
            return None
        axis_of[dim] = axis
        if start[dim] == 0 and step == 1 and size == extent:
            entries[dim] = ":"
        else:
            stop = last + (1 if step > 0 else -1)
            entries[dim] = f"{start[dim]}:{stop if stop >= 0 else ''}" + (
                f":{step}" if step != 1 else ""
            )
    whole = all(entry == ":" or (entry == "0" and n == 1) for entry, n in zip(entries, array.shape))
    if all(entry == ":" for entry in entries):
        return "", tuple(axis_of[d] for d in sorted(axis_of)), True
    while entries and entries[-1] == ":":
        entries.pop()
    return f"[{', '.join(entries)}]", tuple(axis_of[d] for d in sorted(axis_of)), whole


def align(text: Text, axes: Axes, target: Axes) -> Text:
    """An array with these axes, arranged so that it broadcasts against the target's axes."""
    wanted = tuple(a for a in target if a in axes)
    if wanted != axes:
        if len(axes) == 2:
            text = Text(f"{text.inner}.T")
        else:
            order = ", ".join(str(axes.index(a)) for a in wanted)
            text = Text(f"{text.inner}.transpose({order})")
    if not wanted:
        return text
    tail = target[target.index(wanted[0]) :]
    if tail != wanted:
        marks = ", ".join(":" if a in wanted else "None" for a in tail)
        text = Text(f"{text.inner}[{marks}]")
    return text


Term = tuple[Text, Axes]


def contract(factors: Sequence[Term], sizes: dict[int, int], target: Axes) -> Term:
    """Σ of the product of one or two arrays over the axes that the target lacks.

    An axis that must be summed but that no factor varies along counts its size. The result may
    lack axes of the target along which it is constant.
    """
    over = [axis for axis in sizes if axis not in target]
    seen = {axis for _, axes in factors for axis in axes}
    times = prod(sizes[axis] for axis in over if axis not in seen)
    factors = [_presum(term, factors, target) for term in factors]
    text, axes = factors[0] if len(factors) == 1 else _product(factors[0], factors[1], target)
    if times != 1:
        text = _times(as_text(float(times)), text)
    return text, axes


def _presum(term: Term, factors: Sequence[Term], target: Axes) -> Term:
    text, axes = term
    others = {a for other in factors if other is not term for a in other[1]}
    alone = [a for a in axes if a not in target and a not in others]
    if not alone:
        return term
    left = tuple(a for a in axes if a not in alone)
    where = [axes.index(a) for a in alone]
    inside = "" if not left else str(where[0]) if len(where) == 1 else str(tuple(where))
    return Text(f"{text.inner}.sum({inside})"), left


def _product(a: Term, b: Term, target: Axes) -> Term:
    (left, left_axes), (right, right_axes) = a, b
    common = [x for x in left_axes if x in right_axes]
    summed = [x for x in common if x not in target]
    together = tuple(x for x in target if x in left_axes or x in right_axes)
    if not summed:
        return _times(
            align(left, left_axes, together), align(right, right_axes, together)
        ), together
    if len(summed) == 1 and len(common) == 1:
        axis = summed[0]
        free_left = tuple(x for x in left_axes if x != axis)
        free_right = tuple(x for x in right_axes if x != axis)
        if len(free_left) <= 1 and len(free_right) <= 1:
            if free_left + free_right != together or (free_right and not free_left):
                left, right = right, left
                left_axes, right_axes = right_axes, left_axes
                free_left, free_right = free_right, free_left
            left = align(left, left_axes, (*free_left, axis))
            right = align(right, right_axes, (axis, *free_right))
            return Text(f"{left.inner} @ {right.inner}", tight=False), together
    letter = {axis: chr(ord("i") + k) for k, axis in enumerate(sorted({*left_axes, *right_axes}))}
    spell = ["".join(letter[x] for x in axes) for axes in (left_axes, right_axes, together)]
    form = f"{spell[0]},{spell[1]}->{spell[2]}"
    return Text(f'np.einsum("{form}", {left}, {right}, optimize=True)'), together


# --- the two functions ---------------------------------------------------------------------------


class Writer:
    """Writes the forward and the backward function of a program."""

    def __init__(self, program: Program, name: str, wanted_inputs: bool = False) -> None:
        self.program = program
        self.name = name
        self.wanted_inputs = wanted_inputs
        self.environment: dict[str, Any] = {"np": np}
        for entry in vars(runtime).values():
            if callable(entry) and getattr(entry, "__module__", "") == runtime.__name__:
                self.environment[entry.__name__] = entry
        for entry in OPERATIONS.values():  # those without an array form, one number at a time
            if entry.name not in self.environment and entry.arity is not None:
                self.environment[entry.name] = np.vectorize(entry.value, otypes=[float])
        for constant in program.constants:
            self.environment[constant.name] = constant.values
        self.contributions: dict[Array, list[tuple[View, Text, Axes]]] = {}
        self.forward: list[tuple[str, str]] = []
        self.backward: list[tuple[str, str]] = []
        self._name_everything()
        self.differentiable: set[Array] = {program.parameters, *program.roles}
        if wanted_inputs:
            self.differentiable.update(program.inputs)
        for statement in program.statements:
            if isinstance(statement, Map) and statement.operation in WITHOUT_GRADIENT:
                continue
            if any(view.array in self.differentiable for view in views_of(statement)):
                self.differentiable.add(statement.out)

    # --- names -----------------------------------------------------------------------------------

    def _name_everything(self) -> None:
        """W1, b1 for the parameters of the first layer, z1 for its sums, h1 for its outputs."""
        program = self.program
        result_arrays = {a for a, _ in program.results if isinstance(a, Array)}
        for role in program.roles:
            role.name = ""
        layer, other = 0, 0
        named: dict[Array, int] = {}
        for statement in program.statements:
            out = statement.out
            if out in result_arrays and len(result_arrays) == 1:
                out.name = (
                    self.name if self.name.isidentifier() and self.name != "<lambda>" else "y"
                )
                continue
            if isinstance(statement, Sum) and _weights(statement):
                layer += 1
                for weight in _weights(statement):
                    weight.name = weight.name or f"W{layer}"
                for bias in _biases(statement):
                    bias.name = bias.name or f"b{layer}"
                out.name, named[out] = f"z{layer}", layer
            elif isinstance(statement, Map) and len(statement.operands) == 1:
                operand = statement.operands[0]
                source = operand.array if isinstance(operand, View) else None
                if (
                    source in named
                    and source.shape == out.shape
                    and f"h{named[source]}" not in {s.out.name for s in program.statements}
                ):
                    out.name = f"h{named[source]}"
            if not out.name:
                other += 1
                out.name = f"v{other}"
        for number, role in enumerate((r for r in program.roles if not r.name), 1):
            role.name = f"p{number}"

    # --- reading ---------------------------------------------------------------------------------

    def read(self, operand: Operand) -> Term:
        """The operand as source, and the axes along which it varies."""
        if isinstance(operand, float):
            return as_text(operand), ()
        name = operand.array.name
        found = slices(operand)
        if found is not None:
            text, axes, _ = found
            return Text(name + text), axes
        if operand.index is not None:
            index = self._keep("i", operand.index)
            flat = name if len(operand.array.shape) == 1 else f"{name}.ravel()"
            return Text(f"{flat}[{index}]"), tuple(range(len(operand.sizes)))
        sizes = tuple(operand.sizes[a] for a in operand.axes)
        strides = tuple(operand.strides[a] for a in operand.axes)
        return Text(f"window({name}, {operand.offset}, {sizes}, {strides})"), operand.axes

    def _keep(self, prefix: str, value: Any) -> str:
        for name, kept in self.environment.items():
            if kept is value:
                return name
        number = 1 + sum(
            name.startswith(prefix) and name[1:].isdigit() for name in self.environment
        )
        self.environment[f"{prefix}{number}"] = value
        return f"{prefix}{number}"

    # --- forward ---------------------------------------------------------------------------------

    def write_forward(self, statement: Statement) -> None:
        """One line of the forward function."""
        out = statement.out
        axes = tuple(range(len(out.shape)))
        if isinstance(statement, Sum):
            text, present = self._sum(statement, axes)
        elif isinstance(statement, Map):
            self._lend(statement.operation)
            operands = [self.read(o) for o in statement.operands]
            present = tuple(a for a in axes if any(a in x for _, x in operands))
            text = call(statement.operation, [align(t, x, axes) for t, x in operands])
        else:
            text, present = self._reduce(statement, axes)
        if present != axes:
            text = Text(f"np.broadcast_to({text}, {out.shape})")
        nodes = f"{out.nodes:,} scalar node" + "s" * (out.nodes != 1)
        self.forward.append((f"{out.name} = {text}", nodes))

    def _lend(self, operation: Operation) -> None:
        """An operation that somebody added is known to us by its function of floats alone."""
        name = operation.name
        if name not in self.environment and name not in FUNCTIONS and name not in _WRITTEN:
            self.environment[name] = np.vectorize(operation.value, otypes=[float])

    def _sum(self, statement: Sum, axes: Axes) -> Term:
        terms = []
        for part in statement.parts:
            sizes = self._sizes(statement.out, part)
            terms.append(contract([self.read(f) for f in part.factors], sizes, axes))
        present = tuple(a for a in axes if any(a in x for _, x in terms))
        terms.sort(key=lambda term: -len(term[1]))  # W x + b rather than b + W x
        texts = [align(text, x, axes) for text, x in terms]
        total = texts[0]
        for text in texts[1:]:
            total = total + text
        return total, present

    def _sizes(self, out: Array, part: Part) -> dict[int, int]:
        return dict(enumerate((*out.shape, *part.sizes)))

    def _reduce(self, statement: Reduce, axes: Axes) -> Term:
        name = statement.operation.name
        lead, stacked, present = self._stacked(statement, axes)
        if name in ("maximum", "minimum"):
            text = Text(f"{stacked.inner}.{name[:3]}(-1)")
        elif name == "hypot":
            text = Text(f"np.hypot.reduce({stacked}, -1)")
        elif name == "take":
            text = Text(f"take({stacked}, {lead[0]})")
        elif name == "logsumexp":
            text = Text(f"logsumexp({stacked})")
        else:
            function = self._keep(
                "f", lambda x: np.apply_along_axis(lambda r: statement.operation.value(*r), -1, x)
            )
            text = Text(f"{function}({stacked})")
        return text, present

    def _stacked(self, statement: Reduce, axes: Axes) -> tuple[list[Text], Text, Axes]:
        """The operands of a reduction along a last axis; before them the index of a take."""
        operands = [self.read(o) for o in statement.operands]
        present = tuple(a for a in axes if any(a in x for _, x in operands))
        lead = []
        if statement.operation is ops.take:
            text, x = operands.pop(0)
            lead = [align(text, x, present)]
        if statement.stacked:
            inside = ", ".join(str(align(t, x, present)) for t, x in operands)
            return lead, Text(f"stack({inside})"), present
        text, x = operands[0]
        return lead, align(text, x, (*present, len(axes))), present

    # --- backward --------------------------------------------------------------------------------

    def contribute(self, operand: Operand, text: Text, axes: Axes) -> None:
        """Notes a part of d(result)/d(operand), to be added up when the array's turn comes."""
        if isinstance(operand, View) and self._wants(operand.array):
            self.contributions.setdefault(operand.array, []).append((operand, text, axes))

    def _wants(self, array: Array) -> bool:
        return array in self.differentiable

    def gradient(self, array: Array) -> Term | None:
        """Writes the statements that add up d(result)/d(array), and says what to call it."""
        given = self.contributions.pop(array, [])
        if not given:
            return None
        name = f"d{array.name}"
        dims = tuple(range(len(array.shape)))
        whole: list[Term] = []
        pieces: list[tuple[str, Text]] = []
        for view, text, axes in given:
            found = slices(view)
            if found is None:
                pieces.append(("", self._scatter(view, text, axes, name)))
                continue
            where, order, covers = found
            if covers:
                # In terms of the array's own dimensions, as far as the text varies along them.
                text = align(text, axes, tuple(a for a in order if a in axes))
                sized = [d for d in dims if array.shape[d] > 1]
                whole.append((text, tuple(d for d, a in zip(sized, order) if a in axes)))
            else:
                pieces.append((where, align(text, axes, order)))
        present = tuple(d for d in dims if any(d in x for _, x in whole))
        if whole:
            texts = [align(text, x, present) for text, x in whole]
            counts = Counter(text.source for text in texts)
            total = Text("")
            for text in {text.source: text for text in texts}.values():
                n = counts[text.source]
                once = text if n == 1 else _times(as_text(float(n)), text)
                total = total + once if total.source else once
            if pieces and present != dims:
                total = Text(f"np.broadcast_to({total}, {array.shape}).copy()")
                present = dims
            if not pieces and total.source.isidentifier():
                return total, present
            self.backward.append((f"{name} = {total}", ""))
        else:
            self.backward.append((f"{name} = np.zeros({array.shape})", ""))
            present = dims
        for where, text in pieces:
            if where:
                self.backward.append((f"{name}{where} += {text}", ""))
            else:
                self.backward.append((str(text), ""))
        return Text(name), present

    def _scatter(self, view: View, text: Text, axes: Axes, name: str) -> Text:
        """Adds to positions that may repeat: windows that overlap, explicit indices."""
        if view.index is not None:
            index, order = view.index, tuple(range(len(view.sizes)))
        else:
            order = view.axes
            index = np.full((), view.offset)
            for axis in order:
                index = index[..., None] + np.arange(view.sizes[axis]) * view.strides[axis]
        kept = self._keep("i", index)
        return Text(f"np.add.at({name}.reshape(-1), {kept}, {align(text, axes, order)})")

    def write_backward(self, statement: Statement) -> None:
        """The lines of the backward function that a statement gives rise to."""
        out = statement.out
        upstream = self.gradient(out)
        if upstream is None:
            return
        axes = tuple(range(len(out.shape)))
        if isinstance(statement, Sum):
            for part in statement.parts:
                self._sum_backward(out, part, upstream)
        elif isinstance(statement, Map):
            self._map_backward(statement, upstream, axes)
        else:
            self._reduce_backward(statement, upstream, axes)

    def _sum_backward(self, out: Array, part: Part, upstream: Term) -> None:
        sizes = self._sizes(out, part)
        for k, factor in enumerate(part.factors):
            if isinstance(factor, float) or not self._wants(factor.array):
                continue
            others = [self.read(f) for j, f in enumerate(part.factors) if j != k]
            target = factor.axes if factor.index is None else tuple(sizes)
            if others and not others[0][1]:  # a number or a scalar, not an array
                text, axes = contract([upstream], sizes, target)
                scaled = _times(text, others[0][0])
                self.contribute(factor, scaled, axes)
            else:
                text, axes = contract([upstream, *others], sizes, target)
                self.contribute(factor, text, axes)

    def _map_backward(self, statement: Map, upstream: Term, axes: Axes) -> None:
        out = statement.out
        operands = [(align(*self.read(o), axes), self.read(o)[1]) for o in statement.operands]
        y = Text(out.name)
        operation = statement.operation
        texts = [text for text, _ in operands]
        if operation is ops.pow_:
            inside = ", ".join(map(str, (y, *texts)))
            local_gradients: Sequence[Any] = (
                Text(f"pow_base({inside})"),
                Text(f"pow_exponent({inside})"),
            )
        elif operation is ops.where:
            local_gradients = (
                0.0,
                Text(f"{texts[0].inner} != 0", truth=True, tight=False),
                Text(f"{texts[0].inner} == 0", truth=True, tight=False),
            )
        else:
            local_gradients = operation.gradients(y, *texts)
        sizes = dict(enumerate(out.shape))
        up, up_axes = upstream
        for operand, local in zip(statement.operands, local_gradients):
            if isinstance(operand, float) or not self._wants(operand.array):
                continue
            text = as_text(local)
            if text.source == "0.0":
                continue
            if text.source in ("1.0", "-1.0"):
                product, present = _times(up, text), up_axes
            else:
                product, present = _times(align(up, up_axes, axes), text), axes
            target = operand.axes if operand.index is None else axes
            self.contribute(operand, *contract([(product, present)], sizes, target))

    def _reduce_backward(self, statement: Reduce, upstream: Term, axes: Axes) -> None:
        name, out = statement.operation.name, statement.out
        lead, stacked, _ = self._stacked(statement, axes)
        local = {
            "maximum": f"share({stacked}, {out.name})",
            "minimum": f"share({stacked}, {out.name})",
            "logsumexp": f"softmax({stacked})",
            "hypot": f"direction({stacked}, {out.name})",
            "take": f"one_hot({stacked}, {lead[0] if lead else ''})",
        }[name]
        last = len(axes)
        up = align(*upstream, axes)
        widened = Text(f"{up.inner}[..., None]") if upstream[1] else up
        product = _times(widened, Text(local))
        operands = statement.operands[1:] if lead else statement.operands
        if statement.stacked:
            self.backward.append((f"d{out.name}_parts = {product}", ""))
            sizes = dict(enumerate(out.shape))
            for k, operand in enumerate(operands):
                if isinstance(operand, View):
                    target = operand.axes if operand.index is None else axes
                    piece = Text(f"d{out.name}_parts[..., {k}]")
                    self.contribute(operand, *contract([(piece, axes)], sizes, target))
            return
        operand = operands[0]
        assert isinstance(operand, View)
        sizes = dict(enumerate((*out.shape, operand.sizes[-1])))
        target = operand.axes if operand.index is None else (*axes, last)
        self.contribute(operand, *contract([(product, (*axes, last))], sizes, target))

    # --- the whole -------------------------------------------------------------------------------

    def source(self) -> str:
        """The text of both functions."""
        program = self.program
        for statement in program.statements:
            self.write_forward(statement)
        for array in self.result_arrays():
            seed, axes = Text(f"d{array.name}"), tuple(range(len(array.shape)))
            self.contribute(View(array, 0, array.strides, array.shape), seed, axes)
        for statement in reversed(program.statements):
            self.write_backward(statement)
        returned = ", ".join(array.name for array in self.result_arrays())
        body = [text for text, _ in self.backward]
        gradient = self._gradient_lines(body)
        used = set(re.findall(r"[A-Za-z_]\w*", "\n".join([*body, *gradient])))
        arrays = [*program.roles, *program.inputs, *(s.out for s in program.statements)]
        saved = [a.name for a in (program.parameters, *arrays) if a.name in used]
        width = max([len(text) for text, _ in self.forward if len(text) < 60], default=0)
        head = ", ".join(["theta", *(array.name for array in program.inputs)])
        lines = [f"def forward({head}):"]
        lines += [f"    {role.name} = {self._part_of_theta(role)}" for role in program.roles]
        lines += [f"    {text:{width}}  # {note}" for text, note in self.forward]
        lines += [
            f"    saved = {_tuple(saved)}",
            f"    return {_tuple(returned.split(', '))}, saved",
        ]
        seeds = ", ".join(f"d{array.name}" for array in self.result_arrays())
        lines += ["", "", f"def backward(saved, {seeds}):"]
        lines += [f"    {_tuple(saved)} = saved"] if saved else []
        lines += [f"    {text}" for text in body]
        lines += [f"    {text}" for text in gradient]
        return "\n".join(lines) + "\n"

    def _part_of_theta(self, role: Array) -> str:
        start = self.program.offsets[role]
        if not role.shape:
            return f"theta[{start}]"
        text = f"theta[{start}:{start + role.size}]"
        return text if len(role.shape) == 1 else f"{text}.reshape{role.shape}"

    def _gradient_lines(self, body: list[str]) -> list[str]:
        """The end of the backward function: the gradients of parameters and inputs."""
        program = self.program
        before = len(self.backward)
        pieces = []
        for role in program.roles:
            found = self.gradient(role)
            pieces.append(self._flat(found, role) if found else f"np.zeros({role.size})")
        whole = self.gradient(program.parameters)
        total = f"np.concatenate([{', '.join(pieces)}])" if pieces else "np.zeros(0)"
        if whole is not None:
            total = f"{total} + {whole[0]}"
        given = []
        if self.wanted_inputs:
            for array in program.inputs:
                found = self.gradient(array)
                given.append(str(align(*found, tuple(range(len(array.shape))))) if found else "0.0")
        body += [text for text, _ in self.backward[before:]]
        return [f"return {_tuple([total, *given])}"]

    def _flat(self, term: Term, array: Array) -> str:
        text, axes = term
        if len(axes) < sum(n > 1 for n in array.shape):
            dims = tuple(range(len(array.shape)))
            return f"np.broadcast_to({align(text, axes, dims)}, {array.shape}).ravel()"
        return str(text) if len(array.shape) == 1 else f"np.ravel({text})"

    def result_arrays(self) -> list[Array]:
        """The arrays that hold results, each once."""
        return list(dict.fromkeys(a for a, _ in self.program.results if isinstance(a, Array)))


def _tuple(names: list[str]) -> str:
    return f"({names[0]},)" if len(names) == 1 else f"({', '.join(names)})"


_WRITTEN = {
    "sub", "div", "mul", "neg", "pow", "relu", "leaky_relu", "elu", "clip", "step",
    "identity", "detach", "where", ">", ">=", "==",
}  # fmt: skip


def _weights(statement: Sum) -> list[Array]:
    return [
        f.array
        for part in statement.parts
        if len(part.factors) == 2 and part.sizes
        for f, other in (part.factors, reversed(part.factors))
        for f, other in [(f, other)]
        if isinstance(f, View)
        and f.array.kind == "parameter"
        and f.array.name != "theta"
        and isinstance(other, View)
        and other.array.kind != "parameter"
    ]


def _biases(statement: Sum) -> list[Array]:
    return [
        f.array
        for part in statement.parts
        if len(part.factors) == 1
        for f in part.factors
        if isinstance(f, View) and f.array.kind == "parameter" and f.array.name != "theta"
    ]
