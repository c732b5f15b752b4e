"""What a program computes: the float of every node, derivatives in fifty digits, and error bounds.

A program runs on `Number`s. Each keeps the float that plain Python gives for it, so that every
comparison, tie and kink falls as it does in floats. Derivatives are then taken *at these floats*:
the local slopes in fifty digits, combined by the chain rule in fifty digits. The scalar engine
computes the very same quantity, so what may separate the two is rounding alone, and it is bounded
along the way: for a value, a derivative and a second derivative, the sum over all paths of

    |product of the slopes| × the units in the last place that each step may lose.

Compiled code may also round the values differently (another order of sums, another exp). Then each
slope is taken a little aside: `conditioned` adds |second derivative| × the error of the value, and
a program in which such an error could turn a branch is not compared (`undecided`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from mpmath import mp, mpc, mpf

import autograd
from tests.tools.differential.families import power
from tests.tools.differential.rule import Rule, never, times
from tests.tools.differential.rules import RULES

ULP = 2.0**-52
SIGNED = (math.atan2, math.copysign)  # which go by the sign of a zero, for arrays a matter of order
SLOPE, CURVE, VALUE = 16.0, 64.0, 8.0  # units in the last place that one step may lose
UNDERFLOW = 1000 * 5e-324  # and in absolute terms, where floats have fewer digits
FLUSHED = 2.3e-308  # below it XLA gives 0, and so does 1/(1 + e^-a) where e^-a overflows
FAR = mpf(10) ** 3000  # in the place of an infinity, for slopes that have a limit there
FARTHEST = mpf(10) ** 1000  # a slope beyond it is infinite, and one below its inverse 0


class Number:
    """A node: a float, the rule that made it, and what is worked out about it on demand."""

    __slots__ = ("error", "exact", "parents", "rule", "size", "slopes", "tape", "x", "y")

    def __init__(self, tape: Tape, x: float, rule: Rule | None, parents: tuple[Number, ...]):
        self.tape, self.x, self.rule, self.parents = tape, x, rule, parents
        self.slopes: tuple[Any, ...] | None = None
        self.exact: Any = None
        self.error = 0.0

    @property
    def operands(self) -> list[Any]:
        """The floats of the parents, in fifty digits."""
        for parent in self.parents:
            if parent.exact is None:
                parent.exact = mpf(parent.x)
        return [parent.exact for parent in self.parents]

    def __getattr__(self, name: str) -> Callable[..., Number]:
        """Operations as methods: `v.tanh()`."""
        if name not in RULES:
            raise AttributeError(name)
        return lambda *others: apply(name, self, *others)

    def __pow__(self, exponent: Any) -> Number:
        if isinstance(exponent, Number):
            return apply("pow", self, exponent)
        return record(power(float(exponent)), (self,))

    def __rpow__(self, base: float) -> Number:
        return apply("pow", base, self)

    def __bool__(self) -> bool:
        return bool(self.x)


def _operator(name: str, turned: bool = False) -> Callable[..., Number]:
    def method(self: Number, *others: Any) -> Number:
        operands = (self, *others)
        return apply(name, *(operands[::-1] if turned else operands))

    return method


for _name, _python in {
    "sub": "sub",
    "add": "add",
    "mul": "mul",
    "div": "truediv",
    "remainder": "mod",
    "floor_divide": "floordiv",
}.items():
    setattr(Number, f"__{_python}__", _operator(_name))
    setattr(Number, f"__r{_python}__", _operator(_name, turned=True))
for _name in ("neg", "abs"):
    setattr(Number, f"__{_name}__", _operator(_name))


def _comparison(name: str) -> Callable[..., bool]:
    compare = getattr(float, name)

    def method(self: Number, other: Any) -> bool:
        other = self.tape.number(other)
        self.tape.compared.append((self, other))
        return bool(compare(self.x, other.x))

    return method


for _name in ("__lt__", "__le__", "__gt__", "__ge__"):
    setattr(Number, _name, _comparison(_name))


def apply(name: str, *operands: Any) -> Any:
    """A named operation; raises what plain floats raise."""
    return record(RULES[name], operands, name)


def record(rule: Rule, operands: Iterable[Any], name: str = "") -> Any:
    """An operation, recorded on the tape that its operands are on; of floats alone a float."""
    operands = tuple(operands)
    for x in operands:
        if isinstance(x, Number):
            return x.tape.record(rule, operands, name)
    value = rule.value or engines(name)
    return float(value(*map(float, operands)))


def engines(name: str) -> Callable[..., float]:
    """The engine's own value of an operation that `math` does not have."""
    entry = autograd.OPERATIONS.get(name)
    function: Callable[..., float] = entry.value if entry else getattr(autograd, name)
    return function


class Tape:
    """All nodes of one run, parents before children."""

    def __init__(self) -> None:
        self.nodes: list[Number] = []
        self.compared: list[tuple[Number, Number]] = []
        self.inaccurate = ""  # a value of the engine's own that is not what it should be
        self.undecided = False

    def leaf(self, x: float) -> Number:
        """A number that is given."""
        return self._append(Number(self, x, None, ()))

    def number(self, x: Any) -> Number:
        """Itself, or a constant."""
        return x if isinstance(x, Number) else self.leaf(float(x))

    def record(self, rule: Rule, operands: Iterable[Any], name: str = "") -> Number:
        """An operation; raises what plain floats raise."""
        parents = tuple([self.number(x) for x in operands])
        floats = [p.x for p in parents]
        value = rule.value or engines(name)
        node = Number(self, float(value(*floats)), rule, parents)
        if rule.value is None and all(map(math.isfinite, floats)):
            self._check(name, rule, node, floats)
        return self._append(node)

    def _append(self, node: Number) -> Number:
        self.nodes.append(node)
        return node

    def _check(self, name: str, rule: Rule, node: Number, floats: list[float]) -> None:
        """A value that is not one of Python's floats: is it what the mathematics says?"""
        xs = [mpf(x) for x in floats]
        y = rule.exact(*xs)
        allowed = VALUE * ULP * (abs(y) + rule.rough0(y, *xs)) + UNDERFLOW
        if not (abs(y - node.x) <= allowed or abs(y) > 1e308):
            self.inaccurate = f"{name}{tuple(floats)} is {node.x!r}, right {mp.nstr(y, 17)}"

    # --- slopes and the errors of values ---------------------------------------------------------

    def differentiate(self) -> None:
        """The slopes of all nodes."""
        for node in self.nodes:
            if node.rule is not None and node.slopes is None:
                try:
                    node.y, node.slopes = _slopes(node.rule, node.x, node.operands)
                except (ArithmeticError, ValueError):
                    node.y, node.slopes = mpf("nan"), (mpf("inf"),) * len(node.parents)

    def bound_values(self) -> None:
        """How far compiled code may be from each float, and whether that could turn a branch."""
        for node in self.nodes:
            errors = [p.error for p in node.parents]
            node.size = abs(node.x)
            if node.rule is None:
                continue
            slopes = [abs(float(s)) for s in node.slopes or ()]
            sizes = [p.size for p in node.parents]
            if node.rule.linear:  # whose terms may be added in another order
                node.size = max(node.size, sum(map(_product, slopes, sizes)))
            carried = sum(map(_product, slopes, errors))
            if any(errors) or not _is_exact(node):
                rough = float(node.rule.rough0(node.y, *node.operands))
                node.error = carried + VALUE * ULP * (node.size + rough) + FLUSHED
            if node.rule.value in SIGNED and any(p.x == 0.0 and p.rule for p in node.parents):
                self.undecided = True  # by the sign of a zero that was computed
            if math.isnan(node.error):  # of a negative number to a power that is not quite whole
                self.undecided = True
            worst = max(errors, default=0.0)
            if worst and node.rule.margin(*(p.x for p in node.parents)) <= 4 * worst:
                self.undecided = True
            if any(e > 1e-3 * abs(p.x) for p, e in zip(node.parents, errors)) and worst > 1e-9:
                self.undecided = True  # no digits are left
        for a, b in self.compared:
            error = a.error + b.error
            if error and abs(a.x - b.x) <= 4 * error:
                self.undecided = True


def _slopes(rule: Rule, x: float, operands: list[Any]) -> tuple[Any, tuple[Any, ...]]:
    """The exact value and the slopes, or where one operand is infinite the limits of the slopes."""
    infinite = sum(map(mp.isinf, operands))
    if not infinite or rule.linear:
        y = mpf(x) if infinite or rule.exact is None else rule.exact(*operands)
        return y, tuple(map(real, rule.slopes(y, *operands)))
    if infinite > 1:  # which goes there faster decides
        return mpf(x), (mpf("nan"),) * len(operands)
    xs = [mp.sign(o) * FAR if mp.isinf(o) else o for o in operands]
    y = mpf(x) if rule.exact is None else rule.exact(*xs)
    slopes = rule.slopes(y, *xs)
    return mpf(x), tuple([_limit(real(slope)) for slope in slopes])


def _limit(slope: Any) -> Any:
    if abs(slope) > FARTHEST:
        return mp.sign(slope) * mpf("inf")
    return mpf(0) if abs(slope) < 1 / FARTHEST else slope


def real(x: Any) -> Any:
    """The number, or NaN: (-0.5)^∞ is 0 in floats, and has no slope."""
    return mpf("nan") if isinstance(x, mpc) else x


def _is_exact(node: Number) -> bool:
    """Whether other code gives this very float: choices do, and small multiples of 2^-20."""
    if node.y != node.x:
        return False
    chooses = node.rule is not None and node.rule.margin is not never
    return chooses or (node.size < 2**31 and (node.x * 2**20).is_integer())


def _product(a: float, b: float) -> float:
    return a * b if a and b else 0.0


__all__ = ["CURVE", "SLOPE", "ULP", "UNDERFLOW", "Number", "Tape", "times"]
