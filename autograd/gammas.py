"""The derivatives of log Γ on floats: digamma, and polygamma for all higher ones."""

import math
from functools import lru_cache

# B_2k of Bernoulli, k = 1, 2, ..., for the expansions in powers of 1/a.
BERNOULLI = (
    *(1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798),
    *(-174611 / 330, 854513 / 138),
)
FAR = 12.0
"""From here on the expansion is accurate; smaller numbers are carried here by the recurrence."""

# ψ(a) = (a - root)·(Y + P(a - 1)/Q(a - 1)) on [1, 2] (J. Maddock in Boost.Math); the root in parts.
ROOT = (1569415565 / 2**30, 381566830 / 2**60, 0.9016312093258695918615325266959189453125e-19)
Y = 0.99558162689208984375
P = (
    *(0.25479851061131551, -0.32555031186804491, -0.65031853770896507, -0.28919126444774784),
    *(-0.045251321448739056, -0.0020713321167745952),
)
Q = (
    *(1.0, 2.0767117023730469, 1.4606242909763515, 0.43593529692665969, 0.054151797245674225),
    *(0.0021284987017821144, -0.55789841321675513e-6),
)


def _polynomial(coefficients: tuple[float, ...], x: float) -> float:
    total = 0.0
    for c in reversed(coefficients):
        total = total * x + c
    return total


def _cot_pi(a: float) -> float:
    """cot πa; the differences are exact, so that it keeps its digits near its roots and poles."""
    a = math.remainder(a, 1.0)
    if abs(a) < 0.25:
        return 1.0 / math.tan(math.pi * a)
    return math.tan(math.pi * (math.copysign(0.5, a) - a))


def digamma(a: float) -> float:
    """ψ(a) = Γ′(a)/Γ(a).

    Raises:
        ValueError: a is 0, a negative whole number, or -∞.
    """
    if a <= 0:
        if a == math.floor(a):
            raise ValueError("math domain error")
        # ψ(1 - a) - ψ(a) = π cot πa
        return digamma(1.0 - a) - math.pi * _cot_pi(a)
    if a >= FAR:
        if math.isinf(a):
            return a
        powers = (b / (2 * k * a ** (2 * k)) for k, b in enumerate(BERNOULLI[:8], 1) if a < 1e8)
        return math.log(a) - (0.5 / a + sum(powers))
    shift = 0.0  # ψ(a + 1) = ψ(a) + 1/a
    while a > 2.0:
        a -= 1.0
        shift += 1.0 / a
    if a < 1.0:
        shift = -1.0 / a
        g = a - (ROOT[0] - 1.0)  # so that no digit of a is lost
        near = a
    else:
        g = a - ROOT[0]
        near = a - 1.0
    g = g - ROOT[1] - ROOT[2]
    return shift + (g * Y + g * (_polynomial(P, near) / _polynomial(Q, near)))


@lru_cache(maxsize=64)
def _cotangent(n: int) -> tuple[float, ...]:
    """The n-th derivative of cot x as a polynomial in c = cot x, by c′ = -(1 + c²)."""
    if n == 0:
        return (0.0, 1.0)
    slopes = [k * c for k, c in enumerate(_cotangent(n - 1))][1:]
    found = [0.0] * (len(slopes) + 2)
    for k, c in enumerate(slopes):
        found[k] -= c
        found[k + 2] -= c
    return tuple(found)


def polygamma(n: float, a: float) -> float:
    """The n-th derivative of digamma, n = 0, 1, 2, ...

    Raises:
        ValueError: n is no such number; a is 0, a negative whole number, or -∞.
    """
    if n == 0:
        return digamma(a)
    if not (n > 0 and n == math.floor(n)):
        raise ValueError("math domain error")
    order = int(n)
    sign = -1.0 if order % 2 == 0 else 1.0
    if a <= 0:
        if a == math.floor(a):
            raise ValueError("math domain error")
        reflected = math.pi ** (order + 1) * _polynomial(_cotangent(order), _cot_pi(a))
        return -sign * polygamma(n, 1.0 - a) - reflected
    return sign * math.factorial(order) * _zeta(order + 1, a)


def _zeta(s: int, a: float) -> float:
    """Σ 1/(a + k)^s over k = 0, 1, 2, ... for s >= 2: terms, then Euler and Maclaurin's formula."""
    if math.isinf(a):
        return 0.0
    terms = []
    while a < FAR + s:
        terms.append(a**-s)
        a += 1.0
    rest, factor = a ** (1 - s) / (s - 1) + 0.5 * a**-s, s * a ** (-s - 1.0) / 2.0
    terms.append(rest)
    for k, b in enumerate(BERNOULLI, 1):
        terms.append(b * factor)
        factor *= (s + 2 * k - 1) * (s + 2 * k) / ((2 * k + 1) * (2 * k + 2)) / a / a
    return math.fsum(terms)
