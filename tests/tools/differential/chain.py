"""The chain rule over a tape, backward and twice, with error bounds and a shadow in floats."""

from __future__ import annotations

import itertools
import math
import sys
from typing import Any, NamedTuple

from mpmath import mp, mpf

from tests.tools.differential.rule import nothing, times
from tests.tools.differential.tape import CURVE, FLUSHED, SLOPE, ULP, UNDERFLOW, Number, Tape, real

ZERO, ONE = mpf(0), mpf(1)
LARGEST = sys.float_info.max
STEEP = math.sqrt(LARGEST)


class Expected(NamedTuple):
    """A derivative: in fifty digits, how far rounding may move it, and as floats would sum it.

    The shadow is the same chain rule in floats with perfect slopes: where it overflows, or
    multiplies zero by infinity, so may the engine.
    """

    exact: Any
    bound: float
    shadow: float


class Chain:
    """The derivatives of `root` on a tape.

    Attributes:
        singular: a slope that matters is infinite or does not exist.
        uncertain: such a slope matters unless what arrives there adds up to 0 to the last bit.
        singular_second: likewise for a second derivative.
        far: a second derivative on the way is beyond the floats.
    """

    def __init__(self, tape: Tape, root: Number, conditioned: bool = False) -> None:
        tape.differentiate()
        self.tape, self.root, self.conditioned = tape, root, conditioned
        self.least = FLUSHED if conditioned else UNDERFLOW
        self.singular = self.singular_second = self.far = self.uncertain = False
        self.exact: dict[Number, Any] = {root: ONE}
        self.bound: dict[Number, float] = {root: 0.0}
        self.shadow: dict[Number, float] = {root: 1.0}
        self.uses: dict[Number, int] = {}
        for node in reversed(tape.nodes):
            if node.rule is not None and (self.shadow.get(node) or self.bound.get(node)):
                self._hand_on(node)

    def _hand_on(self, node: Number) -> None:
        upstream, error, shadow = self.exact[node], self.bound[node], self.shadow[node]
        rough = _rough(node.rule.rough, node)
        aside = self._aside(node) if self.conditioned else (0.0,) * len(node.parents)
        for parent, slope, moved in zip(node.parents, node.slopes, aside):
            if not mp.isfinite(slope):
                self.singular |= bool(shadow)
                self.uncertain |= bool(error)
            steep = _size(slope)
            uses = self.uses[parent] = self.uses.get(parent, 0) + 1
            lost = (SLOPE + uses) * ULP * (steep + rough) + steep * _lost_by(node.x) + 4 * moved
            bound = _product(steep, error) + _product(lost, _size(upstream))
            if slope and upstream:
                bound += self.least * (1.0 + _size(upstream))
            self.exact[parent] = self.exact.get(parent, ZERO) + times(slope, upstream)
            self.bound[parent] = self.bound.get(parent, 0.0) + bound
            self.shadow[parent] = self.shadow.get(parent, 0.0) + _flow(float(slope), shadow)

    @property
    def steep(self) -> bool:
        """Whether two slopes may have a product that is no float."""
        nodes = [node for node in self.tape.nodes if node.rule is not None]
        return any(abs(slope) > STEEP for node in nodes for slope in node.slopes or ())

    def _aside(self, node: Number) -> tuple[float, ...]:
        """How far each slope moves when the operands do by their errors."""
        moved = [0.0] * len(node.parents)
        for m, parent in enumerate(node.parents):
            if parent.error:
                for i, c in enumerate(curve(node, unit(node, m))):
                    moved[i] += _product(_size(c), parent.error)
        return tuple(moved)

    def of(self, leaf: Number) -> Expected:
        """The derivative with respect to a leaf."""
        exact, bound = self.exact.get(leaf, ZERO), self.bound.get(leaf, 0.0)
        return Expected(exact, 4 * bound, self.shadow.get(leaf, 0.0))

    # --- the second derivative -------------------------------------------------------------------

    def along(self, leaf: Number) -> dict[Number, Expected]:
        """The derivatives of d(root)/d(leaf): one row of the Hessian."""
        tangent: dict[Number, Any] = {leaf: ONE}
        slack: dict[Number, float] = {leaf: 0.0}
        for node in self.tape.nodes:
            if node.rule is not None and any(p in tangent for p in node.parents):
                tangent[node], slack[node] = self._tangent(node, tangent, slack)
        row: dict[Number, Any] = {}
        bounds: dict[Number, float] = {}
        for node in reversed(self.tape.nodes):
            if node.rule is not None and (node in self.exact or node in row):
                self._hand_on_second(node, tangent, slack, row, bounds)
        zero = ZERO
        leaves = [node for node in self.tape.nodes if node.rule is None]
        return {
            x: Expected(row.get(x, zero), 4 * bounds.get(x, 0.0), math.nan if self.far else 0.0)
            for x in leaves
        }

    def lacks_curvature(self) -> bool:
        """Whether a derivative of an operation, first or second, does not exist or is no float.

        A zero wins over such a slope, but not where the zero is recorded to be differentiated.
        """
        nodes = [node for node in self.tape.nodes if node.rule is not None]
        curves = (curve(n, unit(n, m)) for n in nodes for m in range(len(n.parents)))
        every = itertools.chain((node.slopes or () for node in nodes), curves)
        return not all(math.isfinite(float(c)) for each in every for c in each)

    def _tangent(self, node: Number, tangent: Any, slack: Any) -> tuple[Any, float]:
        rough = _rough(node.rule.rough, node)
        total, error = ZERO, 0.0
        for parent, slope in zip(node.parents, node.slopes):
            t = tangent.get(parent)
            if t is not None:
                total += times(slope, t)
                lost = SLOPE * ULP * (_size(slope) + rough) + UNDERFLOW
                error += _product(_size(slope), slack[parent]) + _product(lost, _size(t))
        return total, error

    def _hand_on_second(
        self, node: Number, tangent: Any, slack: Any, row: Any, bounds: Any
    ) -> None:
        first, second = self.exact.get(node, ZERO), row.get(node, ZERO)
        error, error2 = self.bound.get(node, 0.0), bounds.get(node, 0.0)
        ts = tuple(tangent.get(p, ZERO) for p in node.parents)
        bends = curve(node, ts)
        if not all(map(mp.isfinite, (*bends, *node.slopes))):
            self.singular_second = True
        spreads = self._spreads(node, ts, [slack.get(p, 0.0) for p in node.parents])
        rough = _rough(node.rule.rough, node)
        for parent, slope, bend, spread in zip(node.parents, node.slopes, bends, spreads):
            steep = _size(slope)
            bound = _product(steep, error2)
            bound += _product(CURVE * ULP * (steep + rough) + UNDERFLOW, _size(second))
            bound += _product(_size(bend), error) + _product(spread, _size(first)) + UNDERFLOW
            self.far = self.far or max(_size(bend), _size(slope * second)) > LARGEST
            row[parent] = row.get(parent, ZERO) + times(slope, second) + times(bend, first)
            bounds[parent] = bounds.get(parent, 0.0) + bound

    def _spreads(self, node: Number, ts: tuple[Any, ...], slack: list[float]) -> list[float]:
        """How far rounding may move each entry of a curve."""
        spreads = [0.0] * len(ts)
        rough = _rough(node.rule.rough2, node)
        for m, (t, loose) in enumerate(zip(ts, slack)):
            if not t:
                continue
            for i, c in enumerate(curve(node, unit(node, m))):
                lost = CURVE * ULP * (_size(c) + rough) + UNDERFLOW
                spreads[i] += _product(_size(c), loose) + _product(lost, _size(t))
        return spreads


def _lost_by(x: float) -> float:
    """What a rule cannot have back where the result that it reads is subnormal."""
    return 5e-324 / abs(x) if 0.0 < abs(x) < FLUSHED else 0.0


def _flow(slope: float, upstream: float) -> float:
    return slope * upstream if upstream else 0.0  # through a zero nothing flows, by convention


def curve(node: Number, ts: tuple[Any, ...]) -> tuple[Any, ...]:
    """The derivative of each slope along the tangents; NaN where there is none."""
    try:
        return tuple(map(real, node.rule.curve(node.y, node.operands, ts)))
    except (ArithmeticError, ValueError):
        return (mpf("nan"),) * len(ts)


def unit(node: Number, m: int) -> tuple[Any, ...]:
    """The tangent that moves the m-th operand alone."""
    return tuple(ONE if i == m else ZERO for i in range(len(node.parents)))


def _rough(terms: Any, node: Number) -> float:
    if terms is nothing:
        return 0.0
    try:
        return _size(real(terms(node.y, *node.operands)))
    except (ArithmeticError, ValueError):
        return math.inf


def _size(x: Any) -> float:
    size = abs(float(x))
    return size if size == size else math.inf


def _product(a: float, b: float) -> float:
    return a * b if a and b else 0.0
