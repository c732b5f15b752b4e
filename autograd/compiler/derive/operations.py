"""The operations of the table as NumPy: how each is called, and its local gradients on arrays.

Most local gradients are the table's own rules, called with Formulas. Written here are those that
branch on their operands, and those for which NumPy has shorter words.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from autograd import ops, special
from autograd.compiler import arrays
from autograd.compiler.derive.formulas import Formula, FormulaLike, as_formula, as_number, axes_of
from autograd.compiler.program import Apply, Call, Environment, Expression
from autograd.compiler.record import DETACH, EQUAL, GREATER, GREATER_EQUAL
from autograd.entry import FAMILIES, Operation

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats


def library(name: str, *operands: FormulaLike) -> Formula:
    """A function that array libraries have, on numbers."""
    return _of_numbers(functools.partial(Apply, name), operands)


def function(name: str, *operands: FormulaLike) -> Formula:
    """A function that comes with the program, on numbers."""
    return _of_numbers(functools.partial(Call, name), operands)


def _of_numbers(call: Callable[..., Expression], operands: Sequence[FormulaLike]) -> Formula:
    formulas = [as_number(as_formula(x)) for x in operands]
    return Formula(call(tuple([formula.tree for formula in formulas])), axes_of(formulas))


def choice(condition: Formula, a: FormulaLike, b: FormulaLike) -> Formula:
    """a where the condition holds, else b."""
    formulas = [holds(condition), as_number(as_formula(a)), as_number(as_formula(b))]
    tree = Apply("where", tuple([formula.tree for formula in formulas]))
    return Formula(tree, axes_of(formulas))


def holds(condition: Formula) -> Formula:
    """Where a condition is not 0."""
    return condition if condition.truth else condition.compare("!=", 0.0)


def fails(condition: Formula) -> Formula:
    """Where a condition is 0."""
    return condition.compare("==", 0.0)


def beats(a: Formula, b: Formula) -> Formula:
    """1 where a > b, 1/2 where they tie, 0 where a < b."""
    return library("heaviside", a - b, 0.5)


# By the names that NumPy has for them, and by those of functions that come with the program.
LIBRARY = {
    ops.exp: "exp", ops.expm1: "expm1", ops.log: "log", ops.log1p: "log1p", ops.sqrt: "sqrt",
    ops.sin: "sin", ops.cos: "cos", ops.tan: "tan", ops.asin: "arcsin", ops.acos: "arccos",
    ops.atan: "arctan", ops.atan2: "arctan2", ops.sinh: "sinh", ops.cosh: "cosh",
    ops.tanh: "tanh", ops.abs_: "abs", ops.sign: "sign", ops.maximum: "maximum",
    ops.minimum: "minimum", ops.hypot: "hypot", ops.logsumexp: "logaddexp",
    special.log2: "log2", special.log10: "log10", special.exp2: "exp2", special.cbrt: "cbrt",
    special.asinh: "arcsinh", special.acosh: "arccosh", special.atanh: "arctanh",
    special.remainder: "remainder", special.fmod: "fmod",
    special.floor_divide: "floor_divide", special.copysign: "copysign",
    special.degrees: "degrees", special.radians: "radians",
}  # fmt: skip
OWN = {
    ops.sigmoid: "sigmoid", ops.softplus: "softplus", ops.erf: "erf", ops.gaussian: "gaussian",
    ops.normal_pdf: "normal_pdf", ops.normal_cdf: "normal_cdf", special.xlogy: "xlogy",
    special.gamma: "gamma", special.lgamma: "lgamma", special.digamma: "digamma",
    special.erfc: "erfc", special.log_normal_cdf: "log_normal_cdf",
    special.normal_quantile: "normal_quantile",
}  # fmt: skip

WRITTEN: dict[Operation, Callable[..., Formula]] = {
    ops.sub: lambda a, b: a - b,
    ops.mul: lambda a, b: a * b,
    ops.div: lambda a, b: a / b,
    ops.neg: lambda a: -a,
    ops.pow_: lambda a, b: a**b,
    ops.zero_power: lambda a, b: a**b,
    ops.relu: lambda a: library("maximum", a, 0.0),
    ops.step: lambda a: a > 0.0,
    ops.silu: lambda a: a * ops.sigmoid(a),
    ops.gelu: lambda a: a * ops.normal_cdf(a),
    ops.where: choice,
    DETACH: lambda a: a,
    GREATER: lambda a, b: a > b,
    GREATER_EQUAL: lambda a, b: a >= b,
    EQUAL: lambda a, b: a.compare("==", b),
}

FAMILY_WRITTEN: dict[str, Callable[..., Formula]] = {
    "power": lambda a, n: a**n,
    "leaky_relu": lambda a, s: choice(a > 0.0, a, s * a),
    "elu": lambda a, s: choice(a > 0.0, a, s * ops.expm1(ops.minimum(a, 0.0))),
    "clip": lambda a, low, high: library("clip", a, low, high),
    "power_log": lambda a, b, k: function("power_of_log", a, b, k),
    "polygamma": lambda a, n: function("psi", n, a),
    "normal_tail": lambda a, k: function("normal_ratio", a, k),
}

GRADIENTS: dict[Operation, Callable[..., Sequence[FormulaLike]]] = {
    ops.relu: lambda y, a: (y > 0.0,),  # which is where a > 0, and then a need not be kept
    # 1 - y² has no digits left once y rounds to ±1; 1/cosh² is the same and keeps them all.
    ops.tanh: lambda y, a: (1.0 / ops.cosh(a) ** 2.0,),
    ops.pow_: lambda y, a, b: (function("pow_base", y, a, b), function("pow_exponent", y, a, b)),
    ops.where: lambda y, c, a, b: (0.0, holds(c), fails(c)),
    ops.maximum: lambda y, a, b: (beats(a, b), beats(b, a)),
    ops.minimum: lambda y, a, b: (beats(b, a), beats(a, b)),
    # e^(a - y) has lost digits to y where the numbers are large: 1e16 + log 2 is 1e16.
    ops.logsumexp: lambda y, a, b: (ops.sigmoid(a - b), ops.sigmoid(b - a)),
    ops.hypot: lambda y, a, b: (function("ratio", a, y), function("ratio", b, y)),
}

FAMILY_GRADIENTS: dict[str, Callable[..., Sequence[FormulaLike]]] = {
    "elu": lambda y, a, s: (choice(a > 0.0, 1.0, s * ops.exp(ops.minimum(a, 0.0))),),
}


def call(operation: Operation, operands: Sequence[Formula]) -> Formula:
    """The operation on whole arrays, written out.

    Raises:
        TypeError: its rule cannot be written as arithmetic on arrays.
    """
    if operation in LIBRARY:
        return library(LIBRARY[operation], *operands)
    if operation in OWN:
        return function(OWN[operation], *operands)
    if operation in WRITTEN:
        return WRITTEN[operation](*operands)
    if _is_member(operation) and operation.name in FAMILY_WRITTEN:
        return FAMILY_WRITTEN[operation.name](*operands, *operation.parameters)
    found: object = operation.value(*operands)  # perhaps it is plain arithmetic
    if not isinstance(found, Formula):
        raise TypeError(f"{operation.name} gave {found!r} for formulas")
    return found


Formula.written = call  # so that a rule called with Formulas writes the operations in it


def local_gradients(
    operation: Operation, y: Formula, operands: Sequence[Formula]
) -> Sequence[FormulaLike]:
    """The local gradients, written out.

    Raises:
        TypeError: the rule branches on its operands, or computes with anything but arithmetic and
            the operations of the table.
    """
    if operation in GRADIENTS:
        return GRADIENTS[operation](y, *operands)
    if _is_member(operation) and operation.name in FAMILY_GRADIENTS:
        return FAMILY_GRADIENTS[operation.name](y, *operands, *operation.parameters)
    return operation.gradients(y, *operands)  # type: ignore[no-any-return]


def _is_member(operation: Operation) -> bool:
    family = FAMILIES.get(operation.name)
    return family is not None and family(*operation.parameters) is operation


def is_ours(operation: Operation) -> bool:
    """Whether it is of the table, or somebody's own."""
    return operation in LIBRARY or operation in OWN or operation in WRITTEN or _is_member(operation)


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
