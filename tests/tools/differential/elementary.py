"""Operations of one operand: value and two derivatives from the textbook, in fifty digits.

Nothing here is taken from the engine. Where `math` has the function, its value must be that float
to the last bit; elsewhere the engine's value is compared with `exact`.
"""

from __future__ import annotations

import math
import operator
from typing import Any

from mpmath import mp, mpf

from tests.tools.differential.rule import ONE, ZERO, Rule, unary
from tests.tools.differential.special import (
    bell,
    below,
    cube_root,
    far_erfc,
    hazard,
    inner,
    log_below,
    outer,
    psi,
    quantile,
    sigma,
    sigma_curve,
    sigma_slope,
)


def flat(_: Any, a: Any) -> Any:
    """A slope of 0."""
    return ZERO


def sign(a: float) -> float:
    """-1, 0 or 1."""
    return float((a > 0) - (a < 0)) if a == a else a


LN2, LN10 = mp.log(2), mp.log(10)
DEGREE = mp.pi / 180
ROOT_PI = mp.sqrt(mp.pi)

# value (None: the engine's own, compared with exact), exact, first and second derivative
ELEMENTARY: dict[str, Rule] = {
    "neg": unary(operator.neg, operator.neg, lambda y, a: mpf(-1), flat),
    "identity": unary(float, lambda a: a, lambda y, a: ONE, flat),
    "exp": unary(math.exp, mp.exp, lambda y, a: y, lambda y, a: y),
    "expm1": unary(math.expm1, mp.expm1, lambda y, a: mp.exp(a), lambda y, a: mp.exp(a)),
    "exp2": unary(None, lambda a: mp.power(2, a), lambda y, a: y * LN2, lambda y, a: y * LN2**2),
    "log": unary(math.log, mp.log, lambda y, a: 1 / a, lambda y, a: -1 / a**2),
    "log1p": unary(math.log1p, mp.log1p, lambda y, a: 1 / (1 + a), lambda y, a: -1 / (1 + a) ** 2),
    "log2": unary(
        math.log2,
        lambda a: mp.log(a, 2),
        lambda y, a: 1 / (a * LN2),
        lambda y, a: -1 / (a * a * LN2),
    ),
    "log10": unary(
        math.log10, mp.log10, lambda y, a: 1 / (a * LN10), lambda y, a: -1 / (a * a * LN10)
    ),
    "sqrt": unary(math.sqrt, mp.sqrt, lambda y, a: 1 / (2 * y), lambda y, a: -1 / (4 * a * y)),
    "cbrt": unary(None, cube_root, lambda y, a: 1 / (3 * y * y), lambda y, a: -2 / (9 * y**5)),
    "erf": unary(
        math.erf,
        mp.erf,
        lambda y, a: 2 / ROOT_PI * mp.exp(-a * a),
        lambda y, a: -4 * a / ROOT_PI * mp.exp(-a * a),
    ),
    "erfc": unary(
        math.erfc,
        far_erfc,
        lambda y, a: -2 / ROOT_PI * mp.exp(-a * a),
        lambda y, a: 4 * a / ROOT_PI * mp.exp(-a * a),
    ),
    "gaussian": unary(
        None,
        lambda a: mp.exp(-a * a),
        lambda y, a: -2 * a * y,
        lambda y, a: (4 * a * a - 2) * y,
        rough2=lambda y, a: 2 * y + 4 * a * a * y,
    ),
    "normal_pdf": unary(
        None,
        bell,
        lambda y, a: -a * y,
        lambda y, a: (a * a - 1) * y,
        rough2=lambda y, a: y + a * a * y,
    ),
    "normal_cdf": unary(None, below, lambda y, a: bell(a), lambda y, a: -a * bell(a)),
    "log_normal_cdf": unary(
        None,
        log_below,
        lambda y, a: hazard(a),
        lambda y, a: -hazard(a) * (a + hazard(a)),
        rough2=lambda y, a: hazard(a) * (abs(a) + hazard(a)),
    ),
    "normal_quantile": unary(
        None,
        quantile,
        lambda y, a: 1 / bell(y),
        lambda y, a: y / bell(y) ** 2,
        rough0=lambda y, a: 1 / bell(y) * a,
    ),
    "sin": unary(math.sin, mp.sin, lambda y, a: mp.cos(a), lambda y, a: -mp.sin(a)),
    "cos": unary(math.cos, mp.cos, lambda y, a: -mp.sin(a), lambda y, a: -mp.cos(a)),
    "tan": unary(math.tan, mp.tan, lambda y, a: 1 + y * y, lambda y, a: 2 * y * (1 + y * y)),
    "asin": unary(
        math.asin,
        mp.asin,
        lambda y, a: 1 / mp.sqrt(inner(a)),
        lambda y, a: a / mp.sqrt(inner(a)) ** 3,
        rough2=lambda y, a: 1 / mp.sqrt(inner(a)),
    ),
    "acos": unary(
        math.acos,
        mp.acos,
        lambda y, a: -1 / mp.sqrt(inner(a)),
        lambda y, a: -a / mp.sqrt(inner(a)) ** 3,
        rough2=lambda y, a: 1 / mp.sqrt(inner(a)),
    ),
    "atan": unary(
        math.atan, mp.atan, lambda y, a: 1 / (1 + a * a), lambda y, a: -2 * a / (1 + a * a) ** 2
    ),
    "sinh": unary(math.sinh, mp.sinh, lambda y, a: mp.cosh(a), lambda y, a: mp.sinh(a)),
    "cosh": unary(math.cosh, mp.cosh, lambda y, a: mp.sinh(a), lambda y, a: mp.cosh(a)),
    "tanh": unary(
        math.tanh,
        mp.tanh,
        lambda y, a: 1 / mp.cosh(a) ** 2,
        lambda y, a: -2 * y / mp.cosh(a) ** 2,
        rough2=lambda y, a: 1 / mp.cosh(a) ** 2,
    ),
    "asinh": unary(
        math.asinh,
        mp.asinh,
        lambda y, a: 1 / mp.sqrt(1 + a * a),
        lambda y, a: -a / mp.sqrt(1 + a * a) ** 3,
    ),
    "acosh": unary(
        math.acosh,
        mp.acosh,
        lambda y, a: 1 / mp.sqrt(outer(a)),
        lambda y, a: -a / mp.sqrt(outer(a)) ** 3,
    ),
    "atanh": unary(
        math.atanh,
        mp.atanh,
        lambda y, a: 1 / inner(a),
        lambda y, a: 2 * a / inner(a) ** 2,
        rough2=lambda y, a: 1 / inner(a),
    ),
    "sigmoid": unary(
        None,
        sigma,
        lambda y, a: sigma_slope(a),
        lambda y, a: sigma_curve(a),
        rough2=lambda y, a: sigma_slope(a),
    ),
    "softplus": unary(
        None,
        lambda a: max(a, ZERO) + mp.log1p(mp.exp(-abs(a))),
        lambda y, a: sigma(a),
        lambda y, a: sigma_slope(a),
    ),
    "silu": unary(
        None,
        lambda a: a * sigma(a),
        lambda y, a: sigma(a) + a * sigma_slope(a),
        lambda y, a: 2 * sigma_slope(a) + a * sigma_curve(a),
        rough=lambda y, a: sigma(a) + abs(a) * sigma_slope(a),
        rough2=lambda y, a: (2 + abs(a)) * sigma_slope(a),
    ),
    "gelu": unary(
        None,
        lambda a: a * below(a),
        lambda y, a: below(a) + a * bell(a),
        lambda y, a: (2 - a * a) * bell(a),
        rough=lambda y, a: below(a) + abs(a) * bell(a),
        rough2=lambda y, a: (2 + a * a) * bell(a),
    ),
    "gamma": unary(
        math.gamma,
        mp.gamma,
        lambda y, a: y * psi(0, a),
        lambda y, a: y * (psi(0, a) ** 2 + psi(1, a)),
        rough=lambda y, a: y,
        rough2=lambda y, a: y * (1 + abs(psi(0, a)) + abs(psi(1, a))),
    ),
    "lgamma": unary(
        math.lgamma,
        lambda a: mp.log(abs(mp.gamma(a))) if a < 1e3 else mp.loggamma(a),
        lambda y, a: psi(0, a),
        lambda y, a: psi(1, a),
        rough=lambda y, a: ONE,
    ),
    "digamma": unary(
        None,
        lambda a: psi(0, a),
        lambda y, a: psi(1, a),
        lambda y, a: psi(2, a),
        rough0=lambda y, a: ONE + abs(a) * psi(1, a),
        rough2=lambda y, a: psi(1, a),
    ),
    "trigamma": unary(
        None,
        lambda a: psi(1, a),
        lambda y, a: psi(2, a),
        lambda y, a: psi(3, a),
        rough0=lambda y, a: y,
        rough=lambda y, a: y,
    ),
    "degrees": unary(math.degrees, lambda a: a / DEGREE, lambda y, a: 1 / DEGREE, flat),
    "radians": unary(math.radians, lambda a: a * DEGREE, lambda y, a: DEGREE, flat),
    "square": unary(lambda a: a**2.0, lambda a: a * a, lambda y, a: 2 * a, lambda y, a: mpf(2)),
    "reciprocal": unary(
        lambda a: 1.0 / a, lambda a: 1 / a, lambda y, a: -1 / a**2, lambda y, a: 2 / a**3
    ),
    # with a kink at 0
    "abs": unary(abs, abs, lambda y, a: mp.sign(a), flat, margin=abs),
    "sign": unary(sign, mp.sign, flat, flat, margin=abs),
    "step": unary(lambda a: 1.0 if a > 0 else 0.0, lambda a: mpf(a > 0), flat, flat, margin=abs),
    "relu": unary(
        lambda a: 0.0 if a <= 0 else a,
        lambda a: max(a, ZERO),
        lambda y, a: mpf(a > 0),
        flat,
        margin=abs,
    ),
}
