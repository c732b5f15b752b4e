"""The array program as JAX: the forward half alone is written, and JAX goes backward by itself.

The steps are those of the NumPy program, with the names of `jnp`. What JAX would differentiate by
another rule than the engine's (another slope at a kink, fewer digits far out) comes with the rule
of the table, next to its value:

    relu = elementwise(lambda a: jnp.maximum(a, 0.0), lambda y, a: (a > 0.0,))

JAX compiles the whole to machine code, in double precision whatever the user's own JAX code is set
to. It raises no errors of arithmetic, so the program says whether all its numbers are finite; where
they are not, the scalar graph is asked, which names the operation that failed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from autograd import ops
from autograd.compiler.codes import ProgramCode, all_finite
from autograd.compiler.expressions import Apply, Call, Expression, Halves, Name, Number, Power
from autograd.compiler.formulas import Formula, as_formula
from autograd.compiler.forward import MANY
from autograd.compiler.halves import forward_half
from autograd.compiler.jax_arrays import FUNCTIONS
from autograd.compiler.loading import load
from autograd.compiler.operations import (
    Vocabulary,
    call,
    function,
    is_ours,
    local_gradients,
    stem_of,
)
from autograd.compiler.printing import Printer
from autograd.compiler.program import Map, Program, Reduce
from autograd.compiler.python_source import forward_lines
from autograd.compiler.tape import DETACH, EQUAL, GREATER, GREATER_EQUAL, may_fail
from autograd.entry import FAMILIES, OPERATIONS, Operation
from autograd.recording import TraceError

Floats = Any  # jax.Array of float64

# Operations that JAX differentiates as the table does; other ones bring the table's rule along.
JAX_AGREES = {
    ops.sub, ops.mul, ops.div, ops.neg, ops.pow_, ops.step, ops.where, ops.identity, ops.exp,
    ops.log, ops.log1p, ops.sqrt, ops.sin, ops.cos, ops.tan, ops.atan, ops.sinh, ops.cosh,
    GREATER, GREATER_EQUAL, EQUAL,
}  # fmt: skip

TINY = np.finfo(float).tiny
JAX = Printer("jnp")
MOST_MULTIPLICATIONS = 16  # up to this power JAX multiplies, as is exact enough and quick


def double_precision() -> Any:
    """A context in which JAX computes in float64, for this thread alone."""
    if hasattr(jax, "enable_x64"):
        return jax.enable_x64(True)
    from jax.experimental import enable_x64  # where it was before JAX 0.8

    return enable_x64()


class JaxCode(ProgramCode):
    """The program as JAX statements."""

    def __init__(self, program: Program, name: str, inputs_too: bool) -> None:
        super().__init__(program)
        vocabulary = JaxVocabulary()
        halves, _ = forward_half(program, name, vocabulary)
        self.source = jax_source(halves, checked_arrays(program), vocabulary.definitions)
        self.function: Callable[..., Any] = load(self.source, name, vocabulary.environment)[
            "forward"
        ]
        self.inputs_too = inputs_too
        self._forward = jax.jit(self._with_pullback)
        self._backward = jax.jit(lambda pullback, seeds: pullback(seeds))

    def _with_pullback(self, theta: Floats, *inputs: Floats) -> Any:
        if self.inputs_too:
            return jax.vjp(self.function, theta, *inputs, has_aux=True)
        return jax.vjp(lambda theta: self.function(theta, *inputs), theta, has_aux=True)

    def forward(self, parameters: Any, inputs: list[Any]) -> tuple[Floats, Any]:
        """The results, one after the other, and what `backward` needs.

        Raises:
            ArithmeticError: a number is not finite; or one given is so small, below 2e-308, that
                XLA takes it for 0, which may have another slope.
        """
        if any(((np.abs(x) < TINY) & (x != 0)).any() for x in (parameters, *inputs)):
            raise ArithmeticError("a number is subnormal")
        with double_precision():
            arrays, pullback, finite = self._forward(parameters[self.order], *inputs)
            if not finite:
                raise ArithmeticError("a number is not finite")
        return self.results(arrays), pullback

    def backward(self, saved: Any, seeds: Any) -> list[Any]:
        """Σ seed·d(result), for the parameters and then for each input: arrays.

        Raises:
            ArithmeticError: a derivative is not finite.
        """
        spread = tuple(map(np.asarray, self.spread(seeds, self.arrays)))
        with double_precision():
            theta, *inputs = map(np.asarray, self._backward(saved, spread))
        return all_finite([theta[self.inverse], *inputs])

    def loss(self, theta: Floats, *inputs: Floats) -> tuple[Floats, Floats]:
        """The first result, and whether all numbers are finite, for JAX code to build upon.

        Arguments:
            theta: the parameters in the order of the program, `parameters[order]`.
            inputs: the arrays of the arguments, and of the random draws if there are any.
        """
        where, position = self.program.results[0]
        results, finite = self.function(theta, *inputs)
        if isinstance(where, float):
            return jnp.asarray(where), finite
        return results[self.arrays.index(where)].reshape(-1)[position], finite


class JaxVocabulary(Vocabulary):
    """The operations as JAX has them, or as functions that bring the table's rule along.

    Attributes:
        definitions: these functions.
    """

    reserved = frozenset({*OPERATIONS, *FAMILIES})

    def __init__(self) -> None:
        super().__init__()
        self.environment.update(FUNCTIONS, np=np, jnp=jnp)
        self.definitions: list[Definition] = []
        self._defined: dict[tuple[Operation, int], str] = {}

    def value(self, operation: Operation, operands: Sequence[Formula]) -> Formula:
        """An operation on whole arrays."""
        if operation is DETACH:
            return self.stopped(operands[0])
        if operation.name == "power":
            (n,) = operation.parameters
            whole = n.is_integer() and abs(n) <= MOST_MULTIPLICATIONS
            tree = Power(operands[0].tree, Number(int(n) if whole else n))
            return Formula(tree, operands[0].axes)
        if operation in JAX_AGREES:
            return call(operation, operands)
        return function(self._function(operation, len(operands)), *operands)

    def many(self, operation: Operation, count: int, *operands: Formula) -> Formula:
        """An operation on the last axes of an array; its gradients come with it."""
        return function("spread", Formula(Name(self._function(operation, count))), *operands)

    def stopped(self, formula: Formula) -> Formula:
        """The same numbers without gradient."""
        return Formula(Call("stop_gradient", (formula.tree,)), formula.axes)

    def _function(self, operation: Operation, count: int) -> str:
        """The name of the function for an operation; it is written down at its first use."""
        key = operation, count
        if key not in self._defined:
            # A function of the table stands in the place of the bare one, with its rule.
            name = stem = stem_of(operation)
            taken = {*self._defined.values(), *MANY.values()}
            if stem in taken or not is_ours(operation):
                name = self.fresh(stem)
            self._defined[key] = name
            self.definitions.append(_definition(name, operation, count))
        return self._defined[key]


@dataclass
class Definition:
    """A function of arrays, element by element, with its local gradients.

    Attributes:
        name: what it is called.
        operands: what its arguments are called.
        value: its result.
        slopes: the local gradients, by the arguments and the result `y`.
    """

    name: str
    operands: list[str]
    value: Expression
    slopes: list[Expression]


def checked_arrays(program: Program) -> list[str]:
    """The names of the arrays whose numbers have to be finite.

    On floats these may raise an error. Arrays only mark it by an infinity or a NaN, which a later
    operation may hide again: 1/(1 + e^1000) is 0.
    """
    fallible = [
        statement.out
        for statement in program.statements
        if isinstance(statement, (Map, Reduce)) and may_fail(statement.operation)
    ]
    computed = {statement.out for statement in program.statements}
    checked = [*program.result_arrays, *fallible, *(x for x in program.checked if x in computed)]
    return list(dict.fromkeys([array.name for array in checked]))


def jax_source(halves: Halves, checked: list[str], definitions: list[Definition]) -> str:
    """The text of the forward half, after the functions that bring a rule of the table along."""
    lines = [_defined(definition) for definition in definitions]
    lines += ["", ""] if definitions else []
    lines += forward_lines(JAX, halves)
    results = "".join(f"{JAX.text(result)}, " for result in halves.results).rstrip()
    lines += [f"    return ({results}), finite({', '.join(checked)})", ""]
    return "\n".join(lines)


def _defined(definition: Definition) -> str:
    value, listed = JAX.text(definition.value), ", ".join(definition.operands)
    bare = isinstance(definition.value, (Apply, Call)) and not definition.value.options
    if bare and definition.value.parts == tuple(map(Name, definition.operands)):
        value = value.removesuffix(f"({listed})")  # the function itself
    else:
        value = f"lambda {listed}: {value}"
    slopes = ", ".join(map(JAX.text, definition.slopes))
    return f"{definition.name} = elementwise({value}, lambda y, {listed}: ({slopes},))"


def _definition(name: str, operation: Operation, count: int) -> Definition:
    """The function for an operation: its value and its rule, by arithmetic on letters.

    Raises:
        TraceError: it is an operation of the user's own that wants floats.
    """
    letters = "abcdefgh" if operation.arity == count <= 8 else [f"x{k + 1}" for k in range(count)]
    operands = [Formula(Name(letter)) for letter, _ in zip(letters, range(count))]
    try:
        value = call(operation, operands)
        rule = local_gradients(operation, Formula(Name("y")), operands)
        slopes = [as_formula(slope).tree for slope in rule]
    except Exception as error:  # whatever its author's code says to something that is no float
        raise TraceError(
            f"the operation {operation.name!r} cannot run on JAX ({error}); it can if its value "
            "and gradients are written with arithmetic and autograd's functions, such as where"
        ) from None
    return Definition(name, list(letters[:count]), value.tree, slopes)
