"""The normal distribution on floats: its density's kin, far into the tails."""

import math

from autograd.numeric import gaussian, normal_cdf

LOG_SQRT_2_PI = 0.9189385332046727417803297364056176
SQRT_2_PI = math.sqrt(2.0 * math.pi)


def normal_tail(a: float, k: float) -> float:
    """For k = 0 the slope of log Φ, λ = φ(a)/Φ(a); for k = 1 the rest a + λ, which fades as -1/a.

    Far out Φ and φ are too small for floats, and λ is -a to nearly all digits. There Laplace's
    continued fraction gives what is left: with t = -a, λ = t + 1/(t + 2/(t + 3/(t + ...))).
    """
    if not a <= -3.0:  # a NaN too
        slope = gaussian(a, 0.5) / SQRT_2_PI / normal_cdf(a)
        return slope if k == 0 else a + slope
    rest = -a
    for n in range(int(20.0 + 1500.0 / (a * a)), 1, -1):
        rest = -a + n / rest
    return 1.0 / rest - a if k == 0 else 1.0 / rest


def log_normal_cdf(a: float) -> float:
    """log Φ(a)."""
    if not a <= -0.5:
        return math.log1p(-normal_cdf(-a))
    if a > -5.0:
        return math.log(normal_cdf(a))
    return -(0.5 * a * a + LOG_SQRT_2_PI + math.log(normal_tail(a, 0.0)))  # Φ = φ/λ


def normal_quantile(p: float) -> float:
    """The a for which Φ(a) = p.

    Raises:
        ValueError: p is not between 0 and 1.
    """
    from statistics import NormalDist  # slow to import

    if not 0.0 < p < 1.0:
        if math.isnan(p):
            return p
        raise ValueError("math domain error")
    return NormalDist().inv_cdf(p)  # Wichura's AS 241
