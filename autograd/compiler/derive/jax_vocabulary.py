"""The operations in JAX's words: what it differentiates otherwise brings the table's rule along."""

from __future__ import annotations

from collections.abc import Sequence

import jax.numpy as jnp
import numpy as np

from autograd import ops
from autograd.compiler.derive.formulas import Formula, as_formula
from autograd.compiler.derive.forward import MANY
from autograd.compiler.derive.operations import call, function, is_ours, local_gradients
from autograd.compiler.derive.vocabulary import Vocabulary, stem_of
from autograd.compiler.jax_arrays import FUNCTIONS
from autograd.compiler.program import Call, Definition, Name, Number, Power
from autograd.compiler.record import DETACH, EQUAL, GREATER, GREATER_EQUAL
from autograd.entry import FAMILIES, OPERATIONS, Operation
from autograd.recording import TraceError

# Operations that JAX differentiates as the table does; other ones bring the table's rule along.
JAX_AGREES = {
    ops.sub, ops.mul, ops.div, ops.neg, ops.pow_, ops.step, ops.where, ops.identity, ops.exp,
    ops.log, ops.log1p, ops.sqrt, ops.sin, ops.cos, ops.tan, ops.atan, ops.sinh, ops.cosh,
    GREATER, GREATER_EQUAL, EQUAL,
}  # fmt: skip
MOST_MULTIPLICATIONS = 16  # up to this power JAX multiplies, as is exact enough and quick


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
