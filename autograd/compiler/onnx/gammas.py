"""The gamma function and its kin, in steps of 64 bits: series for large numbers.

Small ones are shifted up, Γ(x) = Γ(x + n) / (x (x + 1) ... (x + n - 1)), and those below 1/2 are
reflected, Γ(x) Γ(1 - x) = π / sin πx.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from autograd.compiler.onnx.elementary import where
from autograd.compiler.onnx.graph import Tensor
from autograd.compiler.onnx.tails import polynomial, precise

SHIFT = 10
BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)


def _shifted(x: Tensor, of_all: Callable[[Tensor], Tensor | float]) -> tuple[Tensor, Tensor]:
    """x from 1/2 on as a large number, and what was left behind: of x, of x + 1, ..., or 0."""
    small = x < float(SHIFT)
    return where(small, x + float(SHIFT), x), where(small, of_all(where(small, x, 1.0)), 0.0)


def _from_half(x: Tensor) -> tuple[Tensor, Tensor]:
    """Where x must be reflected, and x or 1 - x."""
    low = x < 0.5
    return low, where(low, 1.0 - x, x)


def _half_turns(x: Tensor) -> tuple[Tensor, Tensor]:
    """sin πx and cos πx; whole turns go first, for π is rounded."""
    turns = 2.0 * (0.5 * x + 0.5).apply("Floor")
    angle = math.pi * (x - turns)
    return angle.apply("Sin"), angle.apply("Cos")


def _log_gamma(x: Tensor) -> Tensor:
    """For x >= 1/2 (Stirling)."""

    def log_of_all(x: Tensor) -> Tensor:
        product = x
        for k in range(1, SHIFT):
            product = product * (x + float(k))
        return product.apply("Log")

    y, behind = _shifted(x, log_of_all)
    terms = [b / (2 * k * (2 * k - 1)) for k, b in enumerate(BERNOULLI, 1)]
    series = polynomial(1.0 / y / y, terms[::-1]) / y
    return (y - 0.5) * y.apply("Log") - y + (0.5 * math.log(2.0 * math.pi) + series) - behind


def lgamma(x: Tensor) -> Tensor:
    """log |Γ(x)|."""
    low, up = _from_half(x)
    found = _log_gamma(up)
    sine, _ = _half_turns(x)
    return where(low, math.log(math.pi) - abs(sine).apply("Log") - found, found)


def gamma(x: Tensor) -> Tensor:
    """Γ(x)."""
    low, up = _from_half(x)
    found = _log_gamma(up).apply("Exp")
    sine, _ = _half_turns(x)
    return where(low, math.pi / sine / found, found)


def digamma(x: Tensor) -> Tensor:
    """The derivative of lgamma."""
    low, up = _from_half(x)
    y, behind = _shifted(up, lambda x: _powers(x, 1))
    terms = [b / (2 * k) for k, b in enumerate(BERNOULLI, 1)]
    found = y.apply("Log") - 0.5 / y - polynomial(1.0 / y / y, [*terms[::-1], 0.0]) - behind
    sine, cosine = _half_turns(x)
    return where(low, found - math.pi * cosine / sine, found)


def _powers(x: Tensor, n: int) -> Tensor:
    """Σ 1/(x + k)^n for the numbers below the shift."""
    found = 1.0 / x**n
    for k in range(1, SHIFT):
        found = found + 1.0 / (x + float(k)) ** n
    return found


def psi(order: Tensor, x: Tensor) -> Tensor:
    """The n-th derivative of digamma."""
    n = int(order.graph.constants[order])
    return precise(digamma if n == 0 else lambda x: _polygamma(n, x))(x)


def _polygamma(n: int, x: Tensor) -> Tensor:
    low, up = _from_half(x)
    y, behind = _shifted(up, lambda x: math.factorial(n) * _powers(x, n + 1))
    terms = [
        b * math.factorial(2 * k + n - 1) / math.factorial(2 * k)
        for k, b in enumerate(BERNOULLI, 1)
    ]
    start = math.factorial(n - 1) + 0.5 * math.factorial(n) / y
    series = start + polynomial(1.0 / y / y, [*terms[::-1], 0.0])
    found = (-1.0) ** (n + 1) * (series / y**n + behind)
    sine, cosine = _half_turns(x)
    slope = math.pi ** (n + 1) * polynomial(cosine / where(low, sine, 1.0), _of_cotangent(n))
    return where(low, (-1.0) ** n * found - slope, found)


def _of_cotangent(n: int) -> list[float]:
    """The n-th derivative of the cotangent c as a polynomial in c, for c' = -1 - c²."""
    powers = [0.0, 1.0]  # the lowest first
    for _ in range(n):
        slope = [k * c for k, c in enumerate(powers)][1:]
        powers = [-(a + b) for a, b in zip([*slope, 0.0, 0.0], [0.0, 0.0, *slope])]
    return powers[::-1]
