"""The array program: what its statements say, before anybody writes them down as code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from autograd.compiler.program.views import Array, Sizes, View
from autograd.entry import Operation

Operand = View | float


@dataclass
class Map:
    """out[i, j, ...] = operation(operands[i, j, ...])."""

    out: Array
    operation: Operation
    operands: list[Operand]


@dataclass
class Part:
    """Σ over `sizes` of the product of one or two factors, for each element of a sum's result.

    The factors' axes are those of the result and, after them, those that are summed over.
    """

    factors: list[Operand]
    sizes: Sizes = ()


@dataclass
class Sum:
    """out[i, j, ...] = Σ of the parts. `X @ W.T + b` is a Sum of two parts."""

    out: Array
    parts: list[Part]


@dataclass
class Reduce:
    """out[i, j, ...] = operation(many operands), such as a maximum or logsumexp.

    Attributes:
        operands: one view with further axes, of these `sizes`, for the operands; or, where sizes is
            empty, one view for each.
        index: of a take, which operand.
    """

    out: Array
    operation: Operation
    operands: list[Operand]
    sizes: Sizes = ()
    index: Operand | None = None


@dataclass
class Softmax:
    """out = e^x / Σ e^x for the only operand x, where the sum is over the last `axes` axes."""

    out: Array
    operands: list[Operand]
    axes: int


Statement = Map | Sum | Reduce | Softmax


def with_operands(statement: Statement, operands: Sequence[Operand]) -> Statement:
    """The same statement on other operands, in the order of `operands_of`."""
    if isinstance(statement, Sum):
        left = iter(operands)
        parts = [Part([next(left) for _ in part.factors], part.sizes) for part in statement.parts]
        return replace(statement, parts=parts)
    if isinstance(statement, Reduce) and statement.index is not None:
        return replace(statement, index=operands[0], operands=[*operands[1:]])
    return replace(statement, operands=[*operands])


def replace_operands(statement: Statement, change: Callable[[Operand], Operand]) -> None:
    """Puts something else in the place of each operand."""
    if isinstance(statement, Sum):
        for part in statement.parts:
            part.factors = [change(factor) for factor in part.factors]
        return
    statement.operands = [change(operand) for operand in statement.operands]
    if isinstance(statement, Reduce) and statement.index is not None:
        statement.index = change(statement.index)


def operands_of(statement: Statement) -> list[Operand]:
    """Every operand that a statement reads."""
    if isinstance(statement, Sum):
        return [factor for part in statement.parts for factor in part.factors]
    if isinstance(statement, Reduce) and statement.index is not None:
        return [statement.index, *statement.operands]
    return statement.operands


def views_of(statement: Statement) -> list[View]:
    """Every view that a statement reads."""
    return [operand for operand in operands_of(statement) if isinstance(operand, View)]


@dataclass
class Carried:
    """An array that goes from one step to the next.

    Attributes:
        before: what a step finds.
        after: what it leaves: computed there, or what it found as another one's `before`.
        first: what the first step finds, read as it is.
    """

    before: Array
    after: Array
    first: View


@dataclass
class Repeat:
    """Statements that are computed again and again: the steps of a recurrence.

    Attributes:
        steps: how many there are.
        body: the statements of one step, which are among those of the program.
        carried: what goes from step to step.
        given: arrays that are others at each step: a view has them along its first axis.
        kept: arrays of a step, each with the array in which those of all steps are, one after the
            other.
    """

    steps: int
    body: list[Statement]
    carried: list[Carried]
    given: dict[Array, View]
    kept: dict[Array, Array]


@dataclass
class Program:
    """Statements in the order of execution, and what goes in and out.

    Attributes:
        statements: what is computed.
        parameters: the vector of all parameters.
        roles: its parts, by their use, in order; each has a name and a shape of its own.
        offsets: where each role begins in the vector.
        order: for each place in the vector, the number of the parameter that stands there.
        inputs: the arguments.
        constants: arrays of numbers that the function had of its own.
        results: for each result, its array and place therein; or the number it always is.
        checked: arrays that are computed for the errors that this may raise, read or not.
        stopped: the results that carry no gradient.
        scalar_nodes: how many nodes were recorded.
        result_names: for each result what the function calls it, or `""`.
        repeats: loops over steps, each by the result of the first statement of its step. Nobody but
            a step reads what is computed in it.
    """

    statements: list[Statement]
    parameters: Array
    roles: list[Array]
    offsets: dict[Array, int]
    order: list[int]
    inputs: list[Array]
    constants: list[Array]
    results: list[tuple[Array | float, int]]
    checked: list[Array]
    stopped: set[int]
    scalar_nodes: int
    result_names: list[str] = field(default_factory=list)
    repeats: dict[Array, Repeat] = field(default_factory=dict)

    @property
    def result_arrays(self) -> list[Array]:
        """The arrays that hold results, each once: what `forward` returns first."""
        return list(dict.fromkeys([a for a, _ in self.results if isinstance(a, Array)]))

    @property
    def seeded_arrays(self) -> list[Array]:
        """Those of them whose gradients `backward` is given."""
        carrying = [a for k, (a, _) in enumerate(self.results) if k not in self.stopped]
        return list(dict.fromkeys([a for a in carrying if isinstance(a, Array)]))

    @property
    def needed(self) -> set[Array | float]:
        """The arrays that must be computed even where no statement reads them."""
        return {array for array, _ in self.results} | set(self.checked)

    @property
    def unfolded(self) -> int:
        """How many operations it would be if each computed its operands itself.

        Operations on single elements, that is: sums and products over an axis stand for themselves.
        """
        sizes: dict[Array, int] = {}
        for statement in self.statements:
            size = 1 + sum(sizes.get(view.array, 0) for view in views_of(statement))
            is_simple = isinstance(statement, Map) or (
                isinstance(statement, Sum) and not any(part.sizes for part in statement.parts)
            )
            sizes[statement.out] = size if is_simple else 0
        return max(sizes.values(), default=0)

    @property
    def gathers(self) -> int:
        """How many operands must be gathered element by element, because no loops lead to them."""
        views = [view for statement in self.statements for view in views_of(statement)]
        return sum(view.index is not None for view in views)
