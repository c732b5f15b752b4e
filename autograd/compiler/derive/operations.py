"""The operations of the table as NumPy: how each is called, and its local gradients on arrays.

Most local gradients are the table's own rules, called with Formulas. Written here are those that
branch on their operands, and those for which NumPy has shorter words.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from autograd import ops, special
from autograd.compiler.derive.formulas import Formula, FormulaLike, as_formula, as_number, axes_of
from autograd.compiler.program import Apply, Call, Expression
from autograd.compiler.record import DETACH, EQUAL, GREATER, GREATER_EQUAL
from autograd.entry import FAMILIES, Operation

if TYPE_CHECKING:
    pass


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
