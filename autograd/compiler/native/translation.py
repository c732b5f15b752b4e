"""The library's functions of floats, made to compute on Registers: the same code, another `math`.

A rule of the table reads `math.exp`, `max`, `numeric.sigmoid`: names of its module. A copy of the
function, in whose world these names are other functions, writes instructions where the original
computes. So there is one definition of every operation, for floats and for the machine.
"""

from __future__ import annotations

import builtins
import functools
import math
import operator
import sys
from collections.abc import Callable, Iterable
from types import CellType, FunctionType, ModuleType
from typing import Any

from autograd import numeric, ops
from autograd.compiler.native.registers import (
    Condition,
    Number,
    Register,
    compare,
    copysign,
    emit,
    select,
)

# Of these functions `math` calls those of the C library, for all finite numbers.
LIBM = ["exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "asin", "acos"]
LIBM += ["atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "erf", "erfc", "fmod"]
if sys.version_info >= (3, 11):
    LIBM += ["exp2", "cbrt"]
BINARY = {"atan2", "fmod", "pow"}
COMPENSATED = sys.version_info >= (3, 12)  # since then `sum` keeps what rounding lost


def is_register(x: object) -> bool:
    """Whether a number will be known to the machine only."""
    return isinstance(x, Register)


def _or_float(
    function: Callable[..., Number], on_registers: Callable[..., Number]
) -> Callable[..., Number]:
    """The function where all its arguments are known, else what writes it down."""

    def either(*xs: Number, **options: float) -> Number:
        known = not any(map(is_register, xs))
        return function(*xs, **options) if known else on_registers(*xs, **options)

    return either


def _libm(name: str) -> Callable[..., Register]:
    def call(*xs: Number) -> Register:
        operands = ", ".join(f"double {{{k}}}" for k in range(len(xs)))
        return emit(f"call double @libm.{name}({operands})", *xs)

    return call


class _FloatType(type):
    """What `float` is: of a Register, too, a rule asks `isinstance(y, float)`."""

    def __instancecheck__(cls, x: object) -> bool:
        return isinstance(x, float) or (is_register(x) and not isinstance(x, Condition))

    def __call__(cls, x: Number = 0.0) -> Number:
        if isinstance(x, Condition):
            return x.number()
        return x if is_register(x) else float(x)


class _Float(metaclass=_FloatType):
    """`float`, where a rule is written down."""


def _sum(xs: Iterable[Any], start: Any = 0) -> Any:
    """`sum`: from CPython 3.12 on with Neumaier's correction (sum of floats in bltinmodule.c)."""
    numbers = [start, *xs]
    if not any(map(is_register, numbers)):
        return sum(numbers[1:], start)
    total, *others = numbers
    total = total if is_register(total) else float(total)
    if not COMPENSATED:
        for x in others:
            total = total + x
        return total
    lost: Any = 0.0
    for k, x in enumerate(others):
        if k == 0 and not is_register(total):  # the 0 that it starts from is a whole number
            total = total + x
            continue
        new = total + x
        larger = compare("fcmp oge double {0}, {1}", abs(total), abs(x))
        lost = lost + select(larger, (total - new) + x, (x - new) + total)
        total = new
    finite = compare("fcmp one double {0}, {1}", lost, 0.0)
    return select(finite, total + lost, total)


def _largest(more: Callable[[Number, Number], Number]) -> Callable[..., Number]:
    def largest(*xs: Any) -> Number:
        found: Number
        found, *others = xs if len(xs) > 1 else xs[0]
        for x in others:
            # Floats and Registers; a comparison of two floats is settled.
            found = choose(more(x, found), x, found)
        return found

    return largest


def choose(condition: Number, a: Number, b: Number) -> Number:
    """a where the condition holds, else b."""
    return select(condition, a, b) if is_register(condition) else (a if condition else b)


def _logsumexp(*xs: Number) -> Number:
    """`numeric.logsumexp`. It leaves the largest out of the sum; here a 0 stands in its place."""
    m: Number = WRITTEN[max](xs)
    terms: list[Register] = []
    before: Number = 0.0
    for x in xs:
        largest = compare("fcmp oeq double {0}, {1}", x, m)
        e = WRITTEN[math.exp](x - m)  # of infinity it is no number, and the engine is asked
        terms.append(select(largest, select(before, e, 0.0), e))
        before = select(largest, 1.0, before)
    beyond: Number = WRITTEN[math.log1p](_sum(terms))
    return m + beyond


def _softmax(*xs: Number) -> tuple[Number, ...]:
    """`numeric.softmax`, which of infinity is no number here, and the engine is asked."""
    m = WRITTEN[max](xs)
    es = [WRITTEN[math.exp](x - m) for x in xs]
    total = _sum(es)
    return tuple([e / total for e in es])


def _sigmoid(a: Register) -> Number:
    """`numeric.sigmoid`, whose two forms take exp of the same number: so both are one way."""
    e: Register = WRITTEN[math.exp](-abs(a))
    return choose(a >= 0.0, 1.0, e) / (1.0 + e)


def _slope_of_tanh(y: Number, a: Register) -> tuple[Number]:
    """4 σ(2a) σ(-2a), of which one is 1/(1 + e) and the other e/(1 + e): exp is asked once.

    Which of them is multiplied by 4 makes no difference, for that is exact.
    """
    e: Register = WRITTEN[math.exp](-2.0 * abs(a))
    return ((4.0 / (1.0 + e)) * (e / (1.0 + e)),)


def _isnan(a: Number) -> Condition:
    return compare("fcmp uno double {0}, {0}", a)


def _isinf(a: Register) -> Condition:
    return compare("fcmp oeq double {0}, {1}", abs(a), math.inf)


WRITTEN: dict[object, Any] = {
    getattr(math, name): _or_float(getattr(math, name), _libm(name)) for name in LIBM
}
WRITTEN |= {
    math.sqrt: _or_float(math.sqrt, lambda a: emit("call double @llvm.sqrt.f64(double {0})", a)),
    math.copysign: _or_float(math.copysign, copysign),
    math.isnan: _or_float(math.isnan, _isnan),
    math.isinf: _or_float(math.isinf, _isinf),
    math.degrees: lambda a: a * (180.0 / math.pi),
    math.radians: lambda a: a * (math.pi / 180.0),
    float: _Float,
    sum: _sum,
    max: _largest(operator.gt),
    min: _largest(operator.lt),
    numeric.logsumexp: _logsumexp,
    numeric.softmax: _softmax,
    numeric.sigmoid: _or_float(numeric.sigmoid, _sigmoid),
    ops.tanh.gradients: _slope_of_tanh,
}
"""What stands in the place of a function of Python's own."""


def translated(thing: object) -> Any:
    """What a name stands for where a rule is written down: mostly the thing itself."""
    try:
        if thing in WRITTEN:
            return WRITTEN[thing]
    except TypeError:  # it has no hash, so it is none of them
        return thing
    if isinstance(thing, FunctionType):
        return function(thing)
    if isinstance(thing, ModuleType):
        return _Module(thing)
    return thing


class _Module:
    """A module, as rules that are written down see it."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> object:
        return translated(getattr(self._module, name))


@functools.lru_cache(maxsize=512)
def function(f: FunctionType) -> FunctionType:
    """The same function in a world whose functions write instructions."""
    cells = tuple(map(_cell, f.__closure__ or ()))
    copy = FunctionType(f.__code__, _World(f), f.__name__, f.__defaults__, cells)
    copy.__kwdefaults__ = f.__kwdefaults__
    return copy


class _World(dict[str, object]):
    """The names that a function knows, each translated when it is first asked for."""

    def __init__(self, f: FunctionType) -> None:
        self._names = f.__globals__

    def __missing__(self, name: str) -> object:
        names = self._names if name in self._names else vars(builtins)
        self[name] = translated(names[name])
        return self[name]


def _cell(cell: CellType) -> CellType:
    return CellType(translated(cell.cell_contents))
