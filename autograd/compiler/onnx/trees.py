"""Expressions of the forward half, as operators of ONNX: one more printer."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

import numpy as np

from autograd.compiler.onnx.elementary import where
from autograd.compiler.onnx.functions import FUNCTIONS
from autograd.compiler.onnx.graph import Graph, Tensor
from autograd.compiler.onnx.kinds import BOOL, Batch, NotForAllError, Sizes
from autograd.compiler.onnx.shapes import (
    part_of,
    reduced,
    reshaped,
    spread,
    transposed,
    windows,
    with_axes,
    with_last_axis,
    without_axes,
)
from autograd.compiler.program import (
    Apply,
    Assign,
    Call,
    Compare,
    Contraction,
    Entry,
    Environment,
    Expression,
    Index,
    Line,
    MatrixProduct,
    Name,
    Negative,
    Number,
    Positions,
    Power,
    Product,
    Reduction,
    Reshaped,
    Shape,
    Total,
    Transposed,
)
from autograd.recording import TraceError

REDUCTIONS = {"sum": "ReduceSum", "max": "ReduceMax", "min": "ReduceMin"}
SIGNS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a.equals(b),
    "!=": lambda a, b: ~a.equals(b),
}


class Writer:
    """Writes expressions into a graph.

    Arguments:
        graph: the graph.
        variables: what is known by name, to begin with the inputs.
        environment: what else expressions refer to: arrays of the function's own.
        samples: so many samples the program was made of, if the graph is to take any number.
    """

    def __init__(
        self,
        graph: Graph,
        variables: dict[str, Tensor],
        environment: Environment,
        samples: int | None,
    ) -> None:
        self.graph, self.variables, self.environment = graph, variables, environment
        self.samples = samples
        self._known: dict[Expression, Tensor] = {}

    def write(self, line: Line) -> None:
        """A line of the forward half."""
        assert isinstance(line, Assign)
        assert isinstance(line.target, Name)
        name = self.graph.scope = line.target.name
        self.variables[name] = self.graph.call(self.tensor(line.value), name)

    def tensor(self, tree: Expression) -> Tensor:
        """What an expression gives."""
        if tree not in self._known:
            self._known[tree] = self._written(tree)
        return self._known[tree]

    def _written(self, tree: Expression) -> Tensor:
        of = self.tensor
        match tree:
            case Name(name):
                return self.variable(name)
            case Number(value):
                return self.graph.number(float(value))
            case Negative(operand):
                return -of(operand)
            case Product(over, under):
                found = functools.reduce(_times, map(of, over))
                return functools.reduce(lambda a, b: a / b, map(of, under), found)
            case Total(first, others):
                return self._total(of(first), others)
            case Power(base, exponent):
                return of(base) ** of(exponent)
            case Compare(sign, left, right):
                return SIGNS[sign](of(left), of(right))
            case MatrixProduct(left, right):
                return _matrix_product(of(left), of(right))
            case Contraction(form, parts):
                return _contraction(form, *map(of, parts))
            case Apply(function, parts) | Call(function, parts):
                return self._function(tree, function, parts)
            case Reduction(function, operand, axes, keepdims):
                return reduced(of(operand), REDUCTIONS[function], axes, keepdims)
            case Index(operand, entries):
                return part_of(of(operand), [*map(self._entry, entries)])
            case Reshaped(operand, sizes):
                return reshaped(of(operand), sizes)
            case Transposed(operand, order):
                return transposed(of(operand), order)
        raise TypeError(f"{type(tree).__name__} cannot be written")

    def variable(self, name: str) -> Tensor:
        """What is called so: a result, an input, or an array of the function's own."""
        if name not in self.variables:
            kind = BOOL if self.environment[name].dtype == bool else self.graph.real
            self.variables[name] = self.graph.constant(self.environment[name], kind, name)
        return self.variables[name]

    def _total(self, first: Tensor, others: Sequence[tuple[str, Expression]]) -> Tensor:
        for sign, term in others:
            first = first + self.tensor(term) if sign == "+" else first - self.tensor(term)
        return first

    def _function(self, tree: Apply | Call, function: str, parts: Sequence[Expression]) -> Tensor:
        options = {key: value for key, value in tree.options if value is not None}
        if function in ("full", "broadcast_to"):
            shapes = [part for part in parts if isinstance(part, Shape)]
            (filling,) = [part for part in parts if not isinstance(part, Shape)]
            return spread(self.tensor(filling).numbers(), self._sizes(shapes[0].sizes))
        if function == "where":
            return where(*map(self.tensor, parts))
        counts = [int(x.value) for x in parts[1:] if isinstance(x, Number)]
        if function == "windows":
            return windows(self.tensor(parts[0]), *counts, **options)
        if function in COUNTED:
            return FUNCTIONS[function](self.tensor(parts[0]), *counts)
        if function not in FUNCTIONS:
            raise TraceError(
                f"the operation {function!r} cannot be exported to ONNX; it can if its value is "
                "written with arithmetic and autograd's functions, such as where"
            )
        return FUNCTIONS[function](*[self.tensor(part).numbers() for part in parts])

    def _sizes(self, sizes: Sizes) -> Sizes:
        if self.samples is not None and sizes[:1] == (self.samples,):
            return (Batch(self.samples), *sizes[1:])
        return sizes

    def _entry(self, entry: Entry) -> Entry | Positions:
        if not isinstance(entry, Expression):
            return entry
        assert isinstance(entry, Name)
        return np.asarray(self.environment[entry.name])


COUNTED = {"logsumexp", "softmax", "length", "piece"}  # whose other arguments are counts


def _times(a: Tensor, b: Tensor) -> Tensor:
    return a & b if a.kind == b.kind == BOOL else a * b


def _matrix_product(a: Tensor, b: Tensor) -> Tensor:
    """a @ b. Vectors become matrices first.

    ONNX Runtime (1.32) makes one operator of Transpose and MatMul, which goes wrong for vectors.
    """
    a, b = a.numbers(), b.numbers()
    row, column = len(a.shape) == 1, len(b.shape) == 1
    a = with_axes(a, [0]) if row else a
    b = with_last_axis(b) if column else b
    shape = np.matmul(np.empty(a.shape, bool), np.empty(b.shape, bool)).shape
    found = a.graph.node("MatMul", [a, b], _marked(_letters(a.shape, b.shape), shape, a, b), a.kind)
    rank = len(found.shape)
    return without_axes(found, [rank - 2] * row + [rank - 1] * column)


def _letters(a: Sizes, b: Sizes) -> str:
    """A product of matrices as a contraction, to follow the axes."""
    stacks = "abcdefgh"[: max(len(a), len(b)) - 2]
    return (
        f"{stacks[len(stacks) + 2 - len(a) :]}ik,{stacks[len(stacks) + 2 - len(b) :]}kj->{stacks}ij"
    )


def _contraction(form: str, a: Tensor, b: Tensor) -> Tensor:
    a, b = a.numbers(), b.numbers()
    operands, result = form.split("->")
    sizes = dict(zip(operands.replace(",", ""), (*a.shape, *b.shape)))
    shape = _marked(form, tuple([sizes[x] for x in result]), a, b)
    return a.graph.node("Einsum", [a, b], shape, a.kind, equation=form)


def _marked(form: str, shape: Sizes, a: Tensor, b: Tensor) -> Sizes:
    """The shape of a contraction with the axis of the samples marked.

    Raises:
        NotForAllError: samples meet a certain number of something, or are summed up.
    """
    operands, result = form.split("->")
    ways = dict[str, set[bool]]()
    for letters, x in zip(operands.split(","), (a, b)):
        for letter, n in zip(letters, x.shape):
            if n != 1 or isinstance(n, Batch):
                ways.setdefault(letter, set()).add(isinstance(n, Batch))
    batches = {letter for letter, found in ways.items() if True in found}
    if any(len(ways[x]) > 1 or x not in result for x in batches):
        raise NotForAllError
    return tuple([Batch(n) if x in batches else n for x, n in zip(result, shape)])
