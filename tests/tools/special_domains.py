"""The domains of `autograd.special`, as `domains` has those of `autograd.ops`."""

import math
import random
from typing import Any

from mpmath import mp, mpf

from autograd import special
from tests.tools.domains import (
    ANY,
    CALM,
    LARGEST,
    SMALLEST_NORMAL,
    TINY,
    Domain,
    Numbers,
    capital_phi,
    either,
    inside_unit,
    magnitudes,
    phi,
    positive,
    several,
    sign,
    singles,
    uniform,
)


def log_capital_phi(a: Any) -> Any:
    if a < -1000:  # further out than mpmath's erfc goes; the rest is below 1e-6 of the last digit
        return -a * a / 2 - mp.log(mp.sqrt(2 * mp.pi)) - mp.log(-a) + mp.log1p(-1 / a**2 + 3 / a**4)
    return mp.log(capital_phi(a)) if a < 0 else mp.log1p(-capital_phi(-a))


def mills(a: Any) -> Any:
    if a < -1000:
        return -a - 1 / a + 2 / a**3 - 10 / a**5
    return phi(a) / capital_phi(a)


def quantile(p: Any) -> Any:
    """Newton's steps on log Φ, from the engine's own number: 60 digits need one that is near."""
    tail = min(p, 1 - p)
    a = mpf(special.normal_quantile(float(tail)))
    for _ in range(4):
        step = (log_capital_phi(a) - mp.log(tail)) / mills(a)
        a -= step
        if abs(step) < mpf(10) ** (-mp.dps // 2):  # the next one would be its square
            break
    return a if p < 0.5 else -a


def poles_apart(low: float, high: float) -> Any:
    """Negative numbers between the poles."""
    return lambda rng: (math.floor(rng.uniform(low, high)) + rng.uniform(0.01, 0.99),)


def near_root(rng: random.Random) -> Numbers:
    """Around the positive root of digamma."""
    return (1.4616321449683622 + rng.uniform(-1.0, 1.0) * 10.0 ** rng.uniform(-12.0, -1.0),)


def pairs(rng: random.Random) -> Numbers:
    """Two numbers whose quotient is not too large to be a whole number exactly."""
    b = rng.choice((-1.0, 1.0)) * 10.0 ** rng.uniform(-5.0, 5.0)
    return (b * rng.uniform(-1.0, 1.0) * 10.0 ** rng.uniform(-3.0, 6.0), b)


def whole_part(a: Any, b: Any) -> Any:
    return mp.floor(a / b) if a / b >= 0 else mp.ceil(a / b)


def digamma_terms(a: Any) -> tuple[Any, ...]:
    """Left of 0 ψ has a root between each two poles, where two terms cancel."""
    if a > 0:
        return (mp.digamma(a),)
    return (max(abs(mp.digamma(1 - a)), abs(mp.pi * mp.cot(mp.pi * a))),)


GAMMAS = either(uniform(0.01, 170.0), positive(-300.0, 2.0), poles_apart(-20.0, -0.5))
LOG_GAMMAS = either(
    uniform(0.01, 30.0), positive(-300.0, 300.0), near_root, poles_apart(-20.0, -0.5)
)
TAIL = either(uniform(-40.0, 8.0), uniform(-6.0, 3.0), magnitudes(-300.0, 2.5))

DOMAINS = [
    Domain(
        special.log2,
        lambda a: mp.log(a, 2),
        lambda a: (1 / (a * mp.log(2)),),
        either(positive(-300.0, 300.0), uniform(0.5, 2.0)),
        singles(LARGEST, SMALLEST_NORMAL, 1.0, 8.0),
    ),
    Domain(
        special.log10,
        mp.log10,
        lambda a: (1 / (a * mp.log(10)),),
        either(positive(-300.0, 300.0), uniform(0.5, 2.0)),
        singles(LARGEST, SMALLEST_NORMAL, 1.0, 1000.0),
    ),
    Domain(
        special.exp2,
        lambda a: mpf(2) ** a,
        lambda a: (mp.log(2) * mpf(2) ** a,),
        either(CALM, uniform(-1020.0, 1023.0)),
        singles(0.0, TINY, 10.0, -1e308, 1023.9),
    ),
    Domain(
        special.cbrt,
        lambda a: mp.sign(a) * mp.cbrt(abs(a)),
        lambda a: (1 / (3 * mp.cbrt(abs(a)) ** 2),),
        either(uniform(-10.0, 10.0), magnitudes(-300.0, 300.0)),
        singles(27.0, -8.0, LARGEST),
    ),
    Domain(
        special.reciprocal,
        lambda a: 1 / a,
        lambda a: (-1 / a**2,),
        either(uniform(-10.0, 10.0), magnitudes(-150.0, 150.0)),
    ),
    Domain(
        special.xlogy,
        lambda a, b: a * mp.log(b) if a else mpf(0),
        lambda a, b: (mp.log(b), a / b),
        lambda rng: (ANY(rng)[0], 10.0 ** rng.uniform(-100.0, 100.0)),
        ((0.0, 2.0), (-3.0, 1.0), (2.0, 0.5)),
    ),
    Domain(
        special.asinh,
        mp.asinh,
        lambda a: (1 / mp.sqrt(1 + a * a),),
        either(CALM, magnitudes(-300.0, 300.0)),
        singles(1e308, 1e-18, 0.0),
    ),
    Domain(
        special.acosh,
        mp.acosh,
        lambda a: (1 / mp.sqrt(a * a - 1),),
        either(lambda rng: (1.0 + 10.0 ** rng.uniform(-15.0, 2.0),), positive(0.1, 300.0)),
        singles(1.0 + 2.0**-52, 1e308),
    ),
    Domain(
        special.atanh,
        mp.atanh,
        lambda a: (1 / (1 - a * a),),
        inside_unit,
        singles(1.0 - 2.0**-53, -1.0 + 2.0**-53, 1e-18),
    ),
    Domain(
        special.gamma,
        mp.gamma,
        lambda a: (mp.gamma(a) * mp.digamma(a),),
        GAMMAS,
        singles(1.0, 0.5, 171.6, -0.5),
        terms=lambda a: (3 * mp.gamma(a) * digamma_terms(a)[0],),
        value_limit=12.0,  # that of math.gamma
    ),
    Domain(
        special.lgamma,
        lambda a: mp.log(abs(mp.gamma(a))) if abs(a) < 1e10 else mp.loggamma(a),
        lambda a: (mp.digamma(a),),
        LOG_GAMMAS,
        singles(1.0, 2.0, 0.5, 1.4616321449683623, -0.5),
        terms=digamma_terms,
        value_limit=math.inf,  # near its roots left of 0 math.lgamma cancels
    ),
    Domain(
        special.digamma,
        mp.digamma,
        lambda a: (mp.polygamma(1, a) if abs(a) < 1e10 else 1 / a + 1 / (2 * a * a),),
        either(uniform(0.01, 30.0), positive(-150.0, 300.0), near_root, poles_apart(-20.0, -0.5)),
        singles(1.0, 2.0, 0.5, 1.4616321449683623, -0.5),
        value_limit=math.inf,  # left of 0, near its roots
    ),
    *(
        Domain(
            special.polygamma(n),
            lambda a, n=n: mp.polygamma(int(n), a),
            lambda a, n=n: (mp.polygamma(int(n) + 1, a),),
            either(uniform(0.01, 60.0), positive(-40.0, 6.0)),
            singles(1.0, 0.5, 12.0),
        )
        for n in (1.0, 2.0)
    ),
    Domain(
        special.floor_divide,
        lambda a, b: mp.floor(a / b),
        lambda a, b: (0, 0),
        pairs,
        ((7.0, 2.0), (-7.0, 2.0), (7.0, -2.0), (0.0, 3.0), (1.0, 0.1)),
    ),
    Domain(
        special.remainder,
        lambda a, b: a - b * mp.floor(a / b),
        lambda a, b: (1, -mp.floor(a / b)),
        pairs,
        ((7.0, 2.0), (-7.0, 2.0), (7.0, -2.0), (0.0, 3.0), (1.0, 0.1)),
        value_limit=math.inf,  # a tiny negative a % b is b - |a|, rounded from the quotient's side
    ),
    Domain(
        special.fmod,
        lambda a, b: a - b * whole_part(a, b),
        lambda a, b: (1, -whole_part(a, b)),
        pairs,
        ((7.0, 2.0), (-7.0, 2.0), (7.0, -2.0), (0.0, 3.0), (1.0, 0.1)),
    ),
    Domain(
        special.copysign,
        lambda a, b: abs(a) * (1 if b >= 0 else -1),
        lambda a, b: (sign(a) * (1 if b >= 0 else -1), 0),
        several(ANY, 2, 2),
        ((0.0, -1.0), (3.0, -TINY), (-3.0, 1.0)),
    ),
    Domain(special.degrees, mp.degrees, lambda a: (180 / mp.pi,), ANY),
    Domain(special.radians, mp.radians, lambda a: (mp.pi / 180,), ANY),
    Domain(
        special.erfc,
        mp.erfc,
        lambda a: (-2 / mp.sqrt(mp.pi) * mp.exp(-a * a),),
        either(uniform(-6.0, 26.0), magnitudes(-300.0, 1.4)),
        singles(0.0, 26.5, -26.0, 22.66),
        value_limit=math.inf,  # that of math.erfc in its tail
    ),
    Domain(
        special.log_normal_cdf,
        log_capital_phi,
        lambda a: (mills(a),),
        TAIL,
        singles(-40.0, 40.0, 0.0, -3.0, -5.0, -0.5, -1e8, -1e150, 38.0),
    ),
    *(
        Domain(
            special.normal_tail(k),
            (lambda a: mills(a)) if k == 0 else (lambda a: a + mills(a)),
            (lambda a: (-mills(a) * (a + mills(a)),))
            if k == 0
            else (lambda a: (1 - mills(a) * (a + mills(a)),)),
            TAIL,
            singles(-40.0, 0.0, -3.0, -500.0),
            terms=lambda a, k=k: (10 * (mills(a) if k == 0 else 1),),  # a + λ cancels above -3
            value_limit=LIMIT_OF_TAIL[int(k)],
        )
        for LIMIT_OF_TAIL in ((4.0, 40.0),)
        for k in (0.0, 1.0)
    ),
    Domain(
        special.normal_quantile,
        quantile,
        lambda p: (1 / phi(quantile(p)),),
        either(
            uniform(1e-9, 1.0 - 1e-9),
            positive(-300.0, -0.1),
            lambda rng: (1.0 - 10.0 ** rng.uniform(-15.0, -0.5),),
        ),
        singles(0.5, 0.25, 0.975, 1e-300, 1.0 - 2.0**-53),
        value_limit=6.0,
    ),
]
