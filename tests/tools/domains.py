"""Every operation's domain, and its value and derivatives as the textbook has them (mpmath).

None of them is taken from the engine. The tests compare the engine with them at a few hundred
points, `python -m tests.tools.accuracy` at very many.
"""

import math
import random
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from mpmath import mp, mpf

from autograd import Operation, ops

LIMIT = 4.0  # ulp
DIGITS = 60
SMALLEST_NORMAL = sys.float_info.min

Numbers = tuple[float, ...]


class Domain(NamedTuple):
    """Where an operation is checked, and what the mathematics says there."""

    operation: Operation
    value: Callable[..., Any]
    gradients: Callable[..., tuple[Any, ...]]
    draw: Callable[[random.Random], Numbers]
    extremes: tuple[Numbers, ...] = ()
    terms: Callable[..., tuple[Any, ...]] | None = None  # if larger, what the ulp is taken of
    value_limit: float = LIMIT  # of the value itself, in ulp; infinite where it cancels


def uniform(low: float, high: float) -> Callable[[random.Random], Numbers]:
    return lambda rng: (rng.uniform(low, high),)


def magnitudes(low: float, high: float) -> Callable[[random.Random], Numbers]:
    """One number of either sign, evenly spread over the powers of ten from low to high."""
    return lambda rng: (rng.choice((-1.0, 1.0)) * 10.0 ** rng.uniform(low, high),)


def positive(low: float, high: float) -> Callable[[random.Random], Numbers]:
    return lambda rng: (10.0 ** rng.uniform(low, high),)


def either(*draws: Callable[[random.Random], Numbers]) -> Callable[[random.Random], Numbers]:
    return lambda rng: rng.choice(draws)(rng)


def several(
    draw: Callable[[random.Random], Numbers], smallest: int, largest: int
) -> Callable[[random.Random], Numbers]:
    return lambda rng: tuple(draw(rng)[0] for _ in range(rng.randint(smallest, largest)))


def around(*centres: float, spread: float = 1e-3) -> Callable[[random.Random], Numbers]:
    return lambda rng: (rng.choice(centres) + spread * rng.uniform(-1.0, 1.0),)


def inside_unit(rng: random.Random) -> Numbers:
    """Within (-1, 1), as often close to the bounds as not."""
    a = rng.choice((rng.uniform(0.0, 1.0), 1.0 - 10.0 ** rng.uniform(-16.0, 0.0)))
    return (rng.choice((-1.0, 1.0)) * a,)


def singles(*numbers: float) -> tuple[Numbers, ...]:
    return tuple((a,) for a in numbers)


# --- the mathematics -----------------------------------------------------------------------------


def sigma(a: Any) -> Any:
    return 1 / (1 + mp.exp(-a))


def phi(a: Any) -> Any:
    return mp.exp(-a * a / 2) / mp.sqrt(2 * mp.pi)


def capital_phi(a: Any) -> Any:
    if abs(a) > 1000:  # further out than mpmath's erfc goes
        return mpf(a > 0)
    return mp.erfc(-a / mp.sqrt(2)) / 2


def real_power(a: Any, b: Any) -> Any:
    return mp.power(a, b)


def power_slope(a: Any, n: Any) -> Any:
    return n * mp.power(a, n - 1) if n else mpf(0)


def sign(a: Any) -> Any:
    return mp.sign(a)


def softmax(*xs: Any) -> tuple[Any, ...]:
    exponentials = [mp.exp(x) for x in xs]
    return tuple(e / mp.fsum(exponentials) for e in exponentials)


def shares(reached: Any, xs: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(mpf(x == reached) / xs.count(reached) for x in xs)


def half(xs: tuple[Any, ...]) -> int:
    return len(xs) // 2


ANY = either(uniform(-10.0, 10.0), magnitudes(-150.0, 150.0))
CALM = either(uniform(-10.0, 10.0), magnitudes(-30.0, 2.0))
ANGLES = either(uniform(-10.0, 10.0), magnitudes(-300.0, 22.0))
TAILS = either(uniform(-5.0, 5.0), uniform(-800.0, 800.0), magnitudes(-300.0, 3.0))
EXPONENTS = either(CALM, uniform(-700.0, 709.0))
BELL = either(uniform(-3.0, 3.0), uniform(-38.0, 38.0), magnitudes(-300.0, 1.5))
LARGEST, TINY = sys.float_info.max, 5e-324
FAR = singles(-1e308, -800.0, -745.0, -700.0, -20.0, -TINY, 0.0, TINY, 20.0, 700.0, 800.0, 1e308)


def power_domain(n: float) -> Domain:
    whole = float(n).is_integer()
    reach = min(300.0, 280.0 / (abs(n) + 1.0))
    return Domain(
        ops.power(n),
        lambda a: real_power(a, mpf(n)),
        lambda a: (power_slope(a, mpf(n)),),
        magnitudes(-reach, reach) if whole else positive(-reach, reach),
    )


DOMAINS = [
    Domain(ops.identity, lambda a: a, lambda a: (1,), ANY),
    Domain(ops.add, lambda a, b: a + b, lambda a, b: (1, 1), several(ANY, 2, 2)),
    Domain(ops.sub, lambda a, b: a - b, lambda a, b: (1, -1), several(ANY, 2, 2)),
    Domain(ops.mul, lambda a, b: a * b, lambda a, b: (b, a), several(ANY, 2, 2)),
    Domain(
        ops.div,
        lambda a, b: a / b,
        lambda a, b: (1 / b, -a / b**2),
        several(either(uniform(-10.0, 10.0), magnitudes(-90.0, 90.0)), 2, 2),
        ((1e308, 1e308), (1.0, 1e-300), (1e-300, 1.0), (0.0, -3.0)),
    ),
    Domain(ops.neg, lambda a: -a, lambda a: (-1,), ANY),
    Domain(ops.sign, sign, lambda a: (0,), ANY, singles(-TINY, 0.0, TINY)),
    Domain(ops.abs_, abs, lambda a: (sign(a),), ANY, singles(-TINY, 0.0, -0.0, TINY)),
    Domain(
        ops.pow_,
        real_power,
        lambda a, b: (power_slope(a, b), mp.power(a, b) * mp.log(a)),
        lambda rng: (10.0 ** rng.uniform(-20.0, 20.0), rng.uniform(-10.0, 10.0)),
        (
            (1.0, 0.0),
            (5.0, 0.0),
            (1.0 + 2.0**-52, 1e15),
            (1e-300, 0.01),
            (2.0, 1e-300),
            (1e300, 1e-3),
        ),
    ),
    *(
        Domain(
            ops.power_log(k),
            lambda a, b, k=k: mp.power(a, b) * mp.log(a) ** k,
            lambda a, b, k=k: (
                mp.power(a, b - 1) * mp.log(a) ** (k - 1) * (b * mp.log(a) + k),
                mp.power(a, b) * mp.log(a) ** (k + 1),
            ),
            lambda rng: (10.0 ** rng.uniform(-9.0, 9.0), rng.uniform(-10.0, 10.0)),
            terms=lambda a, b, k=k: (
                2 * mp.power(a, b - 1) * mp.log(a) ** (k - 1) * max(abs(b) * mp.log(a) ** 2, k),
                2 * mp.power(a, b) * mp.log(a) ** (k + 1),
            ),
        )
        for k in (1, 2)
    ),
    *map(
        power_domain, (-3.0, -1.0, -0.5, 0.0, 0.1, 1 / 3, 0.5, 0.9, 1.0, 1.5, 2.0, 2.7, 3.0, 10.0)
    ),
    Domain(
        ops.exp,
        mp.exp,
        lambda a: (mp.exp(a),),
        EXPONENTS,
        singles(-745.0, -1e308, 0.0, TINY, 709.78),
    ),
    Domain(
        ops.expm1,
        mp.expm1,
        lambda a: (mp.exp(a),),
        EXPONENTS,
        singles(1e-18, -1e-18, -745.0, -1e308, 0.0, 709.78),
    ),
    Domain(
        ops.log,
        mp.log,
        lambda a: (1 / a,),
        either(positive(-300.0, 300.0), uniform(0.5, 2.0)),
        singles(LARGEST, SMALLEST_NORMAL),
    ),
    Domain(
        ops.log1p,
        mp.log1p,
        lambda a: (1 / (1 + a),),
        either(
            uniform(-1.0, 10.0),
            positive(-300.0, 300.0),
            lambda rng: (10.0 ** rng.uniform(-16, 0) - 1.0,),
        ),
        singles(1e-18, -1e-18, -1.0 + 2.0**-53, LARGEST, 0.0),
    ),
    Domain(
        ops.sqrt,
        mp.sqrt,
        lambda a: (1 / (2 * mp.sqrt(a)),),
        positive(-300.0, 300.0),
        singles(TINY, LARGEST),
    ),
    Domain(
        ops.erf,
        mp.erf,
        lambda a: (2 / mp.sqrt(mp.pi) * mp.exp(-a * a),),
        BELL,
        singles(-26.6, 26.0, 5.9, 1e308, -1e308, TINY),
    ),
    Domain(
        ops.gaussian,
        lambda a: mp.exp(-a * a),
        lambda a: (-2 * a * mp.exp(-a * a),),
        BELL,
        singles(26.6, 26.0, 1e308),
    ),
    Domain(ops.normal_pdf, phi, lambda a: (-a * phi(a),), BELL, singles(37.6, 38.5, -1e308)),
    Domain(
        ops.normal_cdf,
        capital_phi,
        lambda a: (phi(a),),
        BELL,
        singles(-37.5, -38.4, -8.0, 8.0, 38.0, 1e308, -1e308),
    ),
    Domain(ops.sin, mp.sin, lambda a: (mp.cos(a),), ANGLES, singles(math.pi / 2, 1e22, 0.0)),
    Domain(ops.cos, mp.cos, lambda a: (-mp.sin(a),), ANGLES, singles(math.pi, 1e22, 0.0)),
    Domain(
        ops.tan,
        mp.tan,
        lambda a: (1 / mp.cos(a) ** 2,),
        ANGLES,
        singles(math.pi / 2, math.pi, 1e22, 1e-18),
    ),
    Domain(
        ops.asin,
        mp.asin,
        lambda a: (1 / mp.sqrt(1 - a * a),),
        inside_unit,
        singles(1.0 - 2.0**-53, -1.0 + 2.0**-53, 1e-18),
    ),
    Domain(
        ops.acos,
        mp.acos,
        lambda a: (-1 / mp.sqrt(1 - a * a),),
        inside_unit,
        singles(1.0 - 2.0**-53, -1.0 + 2.0**-53, 1e-18),
    ),
    Domain(
        ops.atan,
        mp.atan,
        lambda a: (1 / (1 + a * a),),
        either(CALM, magnitudes(-300.0, 300.0)),
        singles(1e150, 1e-18, 1e308),
    ),
    Domain(
        ops.atan2,
        mp.atan2,
        lambda a, b: (b / (a * a + b * b), -a / (a * a + b * b)),
        several(either(uniform(-10.0, 10.0), magnitudes(-70.0, 70.0)), 2, 2),
        ((1e300, 1e300), (-1e300, 1e290), (1e-300, 1e-300), (0.0, 2.0), (3.0, 0.0)),
    ),
    Domain(
        ops.hypot,
        lambda *xs: mp.sqrt(mp.fsum(x * x for x in xs)),
        lambda *xs: tuple(x / mp.sqrt(mp.fsum(x * x for x in xs)) for x in xs),
        several(either(uniform(-10.0, 10.0), magnitudes(-140.0, 140.0)), 1, 5),
        ((1e308, 1e308), (3.0, 4.0), (1e-300, 1e-300)),
    ),
    Domain(
        ops.sinh,
        mp.sinh,
        lambda a: (mp.cosh(a),),
        either(CALM, uniform(-710.0, 710.0)),
        singles(1e-18, 710.4),
    ),
    Domain(
        ops.cosh,
        mp.cosh,
        lambda a: (mp.sinh(a),),
        either(CALM, uniform(-710.0, 710.0)),
        singles(1e-18, 710.4),
    ),
    Domain(
        ops.tanh, mp.tanh, lambda a: (mp.sech(a) ** 2,), either(CALM, uniform(-360.0, 360.0)), FAR
    ),
    Domain(ops.sigmoid, sigma, lambda a: (1 / (4 * mp.cosh(a / 2) ** 2),), TAILS, FAR),
    Domain(ops.softplus, lambda a: mp.log1p(mp.exp(a)), lambda a: (sigma(a),), TAILS, FAR),
    Domain(ops.relu, lambda a: max(a, mpf(0)), lambda a: (mpf(a > 0),), ANY, FAR),
    Domain(
        ops.silu,
        lambda a: a * sigma(a),
        lambda a: (sigma(a) * (1 + a * sigma(-a)),),
        either(TAILS, around(-1.2784645427610738)),
        FAR,
        terms=lambda a: (max(sigma(a), abs(a) * sigma(a) * sigma(-a)),),
    ),
    Domain(
        ops.gelu,
        lambda a: a * capital_phi(a),
        lambda a: (capital_phi(a) + a * phi(a),),
        either(BELL, around(-0.7517915246935645)),
        singles(-37.5, -8.0, 8.0, 38.0, 1e308, -1e308, 0.0),
        terms=lambda a: (max(capital_phi(a), abs(a) * phi(a)),),
    ),
    Domain(ops.step, lambda a: mpf(a > 0), lambda a: (0,), ANY, singles(0.0, -0.0, TINY)),
    *(
        Domain(
            ops.leaky_relu(s),
            lambda a, s=s: a if a > 0 else mpf(s) * a,
            lambda a, s=s: (1 if a > 0 else mpf(s),),
            ANY,
            singles(-TINY, TINY),
        )
        for s in (0.01, 0.3, 0.0)
    ),
    *(
        Domain(
            ops.elu(alpha),
            lambda a, alpha=alpha: a if a > 0 else mpf(alpha) * mp.expm1(a),
            lambda a, alpha=alpha: (1 if a > 0 else mpf(alpha) * mp.exp(a),),
            either(CALM, uniform(-700.0, 700.0)),
            singles(-TINY, 1e-18, -1e-18, 1e308, -1e308),
        )
        for alpha in (1.0, 0.7)
    ),
    *(
        Domain(
            ops.clip(low, high),
            lambda a, low=low, high=high: min(max(a, mpf(low)), mpf(high)),
            lambda a, low=low, high=high: (mpf(low <= a <= high),),
            uniform(-3.0, 3.0),
            singles(low, high, -1e308, 1e308),
        )
        for low, high in ((-1.0, 1.0), (0.0, 2.5), (-math.inf, 0.5))
    ),
    Domain(
        ops.maximum,
        lambda *xs: max(xs),
        lambda *xs: shares(max(xs), xs),
        several(ANY, 1, 5),
        ((1.0, 1.0), (2.0, 1.0, 2.0, 2.0), (0.0, -0.0)),
    ),
    Domain(
        ops.minimum,
        lambda *xs: min(xs),
        lambda *xs: shares(min(xs), xs),
        several(ANY, 1, 5),
        ((1.0, 1.0), (2.0, 1.0, 1.0, 1.0), (0.0, -0.0)),
    ),
    Domain(
        ops.where,
        lambda c, a, b: a if c else b,
        lambda c, a, b: (0, mpf(bool(c)), mpf(not c)),
        lambda rng: (rng.choice((0.0, 1.0, -2.5)), ANY(rng)[0], ANY(rng)[0]),
        ((TINY, 1.0, 2.0), (-0.0, 1.0, 2.0)),
    ),
    Domain(
        ops.take,
        lambda i, *xs: xs[int(i)],
        lambda i, *xs: (0, *(mpf(j == i) for j in range(len(xs)))),
        lambda rng: (float(rng.randrange(3)), *several(ANY, 3, 5)(rng)),
    ),
    Domain(
        ops.sum_,
        lambda *xs: mp.fsum(xs),
        lambda *xs: (1,) * len(xs),
        several(ANY, 1, 6),
        value_limit=math.inf,
    ),
    Domain(
        ops.dot,
        lambda *xs: mp.fsum(a * b for a, b in zip(xs[: half(xs)], xs[half(xs) :])),
        lambda *xs: xs[half(xs) :] + xs[: half(xs)],
        lambda rng: several(ANY, 6, 6)(rng),
        value_limit=math.inf,
    ),
    Domain(
        ops.logsumexp,
        lambda *xs: mp.log(mp.fsum(mp.exp(x) for x in xs)),
        softmax,
        several(either(CALM, uniform(-300.0, 300.0)), 1, 5),
        ((0.0,), (1e308, 1e308), (-1e308, 0.0), (700.0, -40.0), (1000.0, 1000.0, 999.0)),
        terms=lambda *xs: tuple(s * max(1, max(xs) - x) for s, x in zip(softmax(*xs), xs)),
        value_limit=math.inf,
    ),
]


def ulps(got: float, exact: Any, terms: Any = 0) -> float:
    """How far `got` is from `exact`, in units of the last place of the nearest float."""
    if math.isnan(got):
        return math.inf
    exact = mpf(exact)
    nearest = float(exact)
    if math.isinf(nearest):
        return 0.0 if got == nearest else math.inf
    if abs(nearest) < SMALLEST_NORMAL and abs(got) < SMALLEST_NORMAL:
        return 0.0
    error = max(abs(mpf(got) - exact) - 1000 * mpf(TINY), mpf(0))
    return float(error / max(math.ulp(nearest), math.ulp(float(terms))))
