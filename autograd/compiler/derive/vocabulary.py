"""How a program says the operations of its graph, those that somebody added included."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from autograd.compiler import arrays
from autograd.compiler.derive.formulas import Formula, as_formula
from autograd.compiler.derive.operations import call, function, is_ours, local_gradients
from autograd.compiler.program import Environment
from autograd.entry import Operation

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats


class Vocabulary:
    """What the emitted source may call, and how operations are said with it.

    Operations that somebody added are written out where they are plain arithmetic. Where they are
    not, their functions of floats are called for one element after the other.

    Attributes:
        environment: what the source refers to, by name.
        fresh: gives a name that nothing else has; the program's own, once its arrays have theirs.
    """

    fresh: Callable[[str], str]
    reserved: frozenset[str] = frozenset()  # what else no array is called

    def __init__(self) -> None:
        self.environment: Environment = {"np": np}
        self.environment.update({name: getattr(arrays, name) for name in arrays.__all__})
        self._names: dict[tuple[Operation, str], str] = {}

    def value(self, operation: Operation, operands: Sequence[Formula]) -> Formula:
        """The operation on whole arrays."""
        if is_ours(operation):
            return call(operation, operands)
        try:
            return call(operation, operands)
        except Exception:  # whatever somebody's function says to being given a formula
            each = np.vectorize(_finite(operation.value), otypes=[float])
            return function(self.name(operation, "", each), *operands)

    def gradients(
        self, operation: Operation, y: Formula, operands: Sequence[Formula]
    ) -> list[Formula]:
        """The local gradients on whole arrays."""
        try:
            return [as_formula(slope) for slope in local_gradients(operation, y, operands)]
        except Exception:
            if is_ours(operation):
                raise
        found = []
        for k in range(len(operands)):
            rule = functools.partial(_one_gradient, operation, k)
            name = self.name(operation, f"_slope{k + 1}", np.vectorize(rule, otypes=[float]))
            found.append(function(name, y, *operands))
        return found

    def stopped(self, formula: Formula) -> Formula:
        """The same numbers without gradient; that is seen to by the backward half."""
        return formula

    def many(self, operation: Operation, count: int, *operands: Formula) -> Formula:
        """The operation on the last axes of an array, `count` numbers in all.

        Arguments:
            operation: the operation.
            count: how many operands it has.
            operands: the array, and how many axes these are where that is more than one.
        """

        def value(x: Floats, axes: int = 1) -> Floats:
            rows = x.reshape(-1, math.prod(x.shape[-axes:]))
            found = np.array([_finite(operation.value)(*row) for row in rows.tolist()])
            return found.reshape(x.shape[:-axes])

        return function(self.name(operation, "", value), *operands)

    def many_slopes(self, operation: Operation, *operands: Formula) -> Formula:
        """The local gradients of that."""

        def slopes(x: Floats, axes: int = 1) -> Floats:
            rows = x.reshape(-1, math.prod(x.shape[-axes:])).tolist()
            found = [operation.gradients(operation.value(*row), *row) for row in rows]
            return np.array(found, float).reshape(x.shape)

        return function(self.name(operation, "_slopes", slopes), *operands)

    def name(self, operation: Operation, suffix: str, meaning: object) -> str:
        """A name for something that belongs to the operation; the same one when asked again."""
        key = operation, suffix
        if key not in self._names:
            self._names[key] = self.define(stem_of(operation) + suffix, meaning)
        return self._names[key]

    def define(self, stem: str, meaning: object) -> str:
        """Gives something a name of its own."""
        name = self.fresh(stem)
        self.environment[name] = meaning
        return name


def stem_of(operation: Operation) -> str:
    """What an operation may be called in a program: its name, where that will do.

    Python reads letters beyond ASCII in a form of its own, and knows names like `__name__` itself.
    """
    name = operation.name
    return name if name.isidentifier() and name.isascii() and name[0] != "_" else "f"


def _finite(value: Callable[..., float]) -> Callable[..., float]:
    """The function, with an error for what arrays would compare and multiply in another way."""

    def checked(*operands: float) -> float:
        y = value(*operands)
        if not math.isfinite(y):
            raise FloatingPointError(f"{y} among floats")
        return y

    return checked


def _one_gradient(operation: Operation, k: int, y: float, *operands: float) -> float:
    return float(operation.gradients(y, *operands)[k])
