"""The normal distribution, far into its tails, in steps of 64 bits.

erfc is the sum by which the trapezoidal rule takes its integral, and what that rule leaves out,
which is known (Chiarella and Reichel 1968; Hunter and Regan 1972): 16 digits in 13 terms.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from autograd.compiler.onnx.elementary import log1p, maximum, minimum, where
from autograd.compiler.onnx.graph import Tensor
from autograd.compiler.onnx.kinds import DOUBLE
from autograd.compiler.onnx.shapes import reduced, with_last_axis
from autograd.tails import SQRT_2_PI

STEP, TERMS = 0.5, 13
POLE = math.pi / STEP  # from where on the rule leaves nothing out
FAR = 30.0  # from where on a few terms of a continued fraction do


def precise(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The function in steps of 64 bits, its result in the graph's own kind."""

    def inside(*operands: Tensor) -> Tensor:
        real = operands[0].graph.real
        return function(*[x.of(DOUBLE) for x in operands]).of(real)

    return inside


def polynomial(x: Tensor, coefficients: Sequence[float]) -> Tensor:
    """Σ c_k x^k, the highest power first (Horner)."""
    first, *others = coefficients
    found: Tensor | float = first
    for coefficient in others:
        found = found * x + coefficient
    assert isinstance(found, Tensor)
    return found


def gaussian(a: Tensor, scale: Tensor | float = 1.0) -> Tensor:
    """e^(-scale·a²)."""
    return (-(scale * (a * a))).apply("Exp")


def normal_pdf(a: Tensor) -> Tensor:
    """Density of the standard normal distribution."""
    return gaussian(a, 0.5) / SQRT_2_PI


def _sum(z: Tensor) -> Tensor:
    """The rule's sum, without the factor e^-z²."""
    points = STEP * (np.arange(TERMS) + 0.5)
    graph = z.graph
    squares = graph.constant(points**2, DOUBLE, "squares of points")
    weights = graph.constant(np.exp(-(points**2)), DOUBLE, "weights of points")
    terms = weights / (squares + with_last_axis(z * z))
    return 2.0 * STEP / math.pi * z * reduced(terms, "ReduceSum", [-1], keep=False)


def _left_out(z: Tensor) -> Tensor:
    near = minimum(z, POLE)
    return where(z < POLE, 2.0 / (1.0 + (2.0 * POLE * near).apply("Exp")), 0.0)


def erfc(x: Tensor) -> Tensor:
    """1 - erf(x)."""
    z = abs(x)
    tail = gaussian(z) * _sum(z) + _left_out(z)
    return where(x < 0.0, 2.0 - tail, tail)


def _scaled_erfc(z: Tensor) -> Tensor:
    """e^(z²) erfc(z), for z >= 0."""
    near = minimum(z, POLE)
    return _sum(z) + (near * near).apply("Exp") * _left_out(z)


def normal_cdf(a: Tensor) -> Tensor:
    """Φ(a)."""
    return 0.5 * erfc(-a * math.sqrt(0.5))


def normal_ratio(a: Tensor, k: Tensor | float) -> Tensor:
    """φ(a)/Φ(a), and with k = 1 the same plus a."""
    below = math.sqrt(2.0 / math.pi) / _scaled_erfc(maximum(-a, 0.0) * math.sqrt(0.5))
    above = maximum(a, 0.0)
    slope = where(a < 0.0, below, normal_pdf(above) / normal_cdf(above))
    t = maximum(-a, FAR)
    rest = t
    for n in range(12, 1, -1):
        rest = t + float(n) / rest
    return where(a < -FAR, 1.0 / rest + (1.0 - k) * t, slope + k * a)


def log_normal_cdf(a: Tensor) -> Tensor:
    """log Φ(a)."""
    above = log1p(-normal_cdf(-maximum(a, -1.0)))
    low = minimum(a, -1.0)
    below = (0.5 * _scaled_erfc(-low * math.sqrt(0.5))).apply("Log") - 0.5 * low * low
    return where(a > -1.0, above, below)


# fmt: off
CENTRE = (
    (2.50908_09287_30122_6727e+3, 3.34305_75583_58812_8105e+4, 6.72657_70927_00870_0853e+4,
     4.59219_53931_54987_1457e+4, 1.37316_93765_50946_1125e+4, 1.97159_09503_06551_4427e+3,
     1.33141_66789_17843_7745e+2, 3.38713_28727_96366_6080e+0),
    (5.22649_52788_52854_5610e+3, 2.87290_85735_72194_2674e+4, 3.93078_95800_09271_0610e+4,
     2.12137_94301_58659_5867e+4, 5.39419_60214_24751_1077e+3, 6.87187_00749_20579_0830e+2,
     4.23133_30701_60091_1252e+1, 1.0),
)
SIDES = (
    (7.74545_01427_83414_07640e-4, 2.27238_44989_26918_45833e-2, 2.41780_72517_74506_11770e-1,
     1.27045_82524_52368_38258e+0, 3.64784_83247_63204_60504e+0, 5.76949_72214_60691_40550e+0,
     4.63033_78461_56545_29590e+0, 1.42343_71107_49683_57734e+0),
    (1.05075_00716_44416_84324e-9, 5.47593_80849_95344_94600e-4, 1.51986_66563_61645_71966e-2,
     1.48103_97642_74800_74590e-1, 6.89767_33498_51000_04550e-1, 1.67638_48301_83803_84940e+0,
     2.05319_16266_37758_82187e+0, 1.0),
)
ENDS = (
    (2.01033_43992_92288_13265e-7, 2.71155_55687_43487_57815e-5, 1.24266_09473_88078_43860e-3,
     2.65321_89526_57612_30930e-2, 2.96560_57182_85048_91230e-1, 1.78482_65399_17291_33580e+0,
     5.46378_49111_64114_36990e+0, 6.65790_46435_01103_77720e+0),
    (2.04426_31033_89939_78564e-15, 1.42151_17583_16445_88870e-7, 1.84631_83175_10054_68180e-5,
     7.86869_13114_56132_59100e-4, 1.48753_61290_85061_48525e-2, 1.36929_88092_27358_05310e-1,
     5.99832_20655_58879_37690e-1, 1.0),
)
# fmt: on


def _quotient(x: Tensor, both: tuple[Sequence[float], Sequence[float]]) -> Tensor:
    return polynomial(x, both[0]) / polynomial(x, both[1])


def normal_quantile(p: Tensor) -> Tensor:
    """The inverse of Φ (Wichura 1988, AS 241); NaN where p is not between 0 and 1."""
    q = p - 0.5
    centre = q * _quotient(0.180625 - q * q, CENTRE)
    inside = (p > 0.0) & (p < 1.0)
    tail = where(inside, minimum(p, 1.0 - p), 0.25)
    r = (-tail.apply("Log")).apply("Sqrt")
    outer = where(r > 5.0, _quotient(r - 5.0, ENDS), _quotient(r - 1.6, SIDES))
    found = where(abs(q) > 0.425, where(q < 0.0, -outer, outer), centre)
    return where(inside, found, math.nan)
