"""The table of operations, continued: those that fewer people need.

Inverse hyperbolic functions, logarithms and powers to other bases, Γ and its kin, what floats do
with `%` and `//`, and the normal distribution's tails. The form of an entry is that of `ops`.
"""

import math
import operator

from autograd import gammas, numeric, rules, tails
from autograd.entry import Operation, family, keep
from autograd.ops import abs_, gaussian, hypot, minimum, sign, sqrt

LN_2, LN_10 = math.log(2.0), math.log(10.0)

# fmt: off

# --- exponentials, logarithms, roots -------------------------------------------------------------

log2 = Operation("log2", "log2", math.log2, lambda y, a: (1.0 / LN_2 / a,),
    r"\log_2 a", (r"\frac{1}{a \ln 2}",), "Logarithm to the base 2, for a > 0.")
log10 = Operation("log10", "log10", math.log10, lambda y, a: (1.0 / LN_10 / a,),
    r"\log_{10} a", (r"\frac{1}{a \ln 10}",), "Logarithm to the base 10, for a > 0.")
exp2 = Operation("exp2", "exp2", numeric.exp2, lambda y, a: (LN_2 * y,),
    "2^{a}", (r"y \ln 2",), "2 to the power a.")
# y² would double the error of y.
cbrt = Operation("cbrt", "∛", numeric.cbrt, lambda y, a: (numeric.quotient(y, a) / 3.0,),
    r"a^{1/3}", (r"\frac{1}{3 y^2}",),
    "Cube root, also of negative numbers; at 0 its slope is infinite: ZeroDivisionError.")
reciprocal = Operation("reciprocal", "1/", lambda a: 1.0 / a, lambda y, a: (-y * y,),
    r"\frac{1}{a}", ("-y^2",), "1/a.")
xlogy = Operation("xlogy", "xlogy", numeric.xlogy, rules.xlogy,
    r"a \ln b", (r"\ln b", r"\frac{a}{b}"),
    "a log(b), and 0 where a is 0. For a = 0 >= b the slope in b is 0, and that in a is -∞ or NaN.")

# --- hyperbolic functions, inverted --------------------------------------------------------------

asinh = Operation("asinh", "asinh", math.asinh, lambda y, a: (1.0 / hypot(1.0, a),),
    r"\operatorname{arsinh} a", (r"\frac{1}{\sqrt{1 + a^2}}",),
    "Inverse hyperbolic sine.", total=True)
acosh = Operation("acosh", "acosh", math.acosh,
    lambda y, a: (1.0 / sqrt(a - 1.0) / sqrt(a + 1.0),),
    r"\operatorname{arcosh} a", (r"\frac{1}{\sqrt{a^2 - 1}}",),
    "Inverse hyperbolic cosine, for a >= 1; at 1 its slope is infinite: ZeroDivisionError.")
atanh = Operation("atanh", "atanh", math.atanh, lambda y, a: (1.0 / ((1.0 - a) * (1.0 + a)),),
    r"\operatorname{artanh} a", (r"\frac{1}{1 - a^2}",),
    "Inverse hyperbolic tangent, for -1 < a < 1.")

# --- the gamma function --------------------------------------------------------------------------

gamma = Operation("gamma", "Γ", math.gamma, lambda y, a: (numeric.fading(digamma(a), y),),
    r"\Gamma(a)", (r"y\,\psi(a)",),
    "Gamma function, (a - 1)! for whole a; none at 0, -1, -2, ...")
lgamma = Operation("lgamma", "lnΓ", math.lgamma, lambda y, a: (digamma(a),),
    r"\ln \lvert \Gamma(a) \rvert", (r"\psi(a)",),
    "Logarithm of |Γ(a)|; none at 0, -1, -2, ...")
digamma: Operation = Operation("digamma", "ψ", gammas.digamma, lambda y, a: (polygamma(1.0)(a),),
    r"\psi(a)", (r"\psi'(a)",), "Derivative of lgamma; none at 0, -1, -2, ...")

@family
def polygamma(n: float) -> Operation:
    """The n-th derivative of digamma, n = 0, 1, 2, ...; the first is called trigamma."""
    return Operation("polygamma", f"ψ{n:g}",
        lambda a: gammas.polygamma(n, a), lambda y, a: (polygamma(n + 1.0)(a),),
        rf"\psi^{{({n:g})}}(a)", (rf"\psi^{{({n + 1:g})}}(a)",),
        "The n-th derivative of digamma, n = 0, 1, 2, ...; trigamma is polygamma(1, a).", (n,))

# --- whole parts and rests -----------------------------------------------------------------------

def _whole_part(a: float, b: float) -> float:
    """The quotient without its fraction."""
    return sign(a) * sign(b) * floor_divide(abs_(a), abs_(b))

floor_divide: Operation = Operation("floor_divide", "//", operator.floordiv,
    lambda y, a, b: (0.0, 0.0),
    r"\lfloor \frac{a}{b} \rfloor", ("0", "0"),
    "Quotient rounded down, as `//`; slope 0, also where it jumps.")
remainder = Operation("remainder", "%", operator.mod, lambda y, a, b: (1.0, -floor_divide(a, b)),
    r"a \bmod b", ("1", r"-\lfloor \frac{a}{b} \rfloor"),
    "a - b floor(a/b), as `%`, with the sign of b; where it jumps, the slope is as if it did not.")
fmod = Operation("fmod", "fmod", math.fmod, lambda y, a, b: (1.0, -_whole_part(a, b)),
    r"\operatorname{fmod}(a, b)", ("1", r"-\operatorname{trunc} \frac{a}{b}"),
    "a - b trunc(a/b), with the sign of a; where it jumps, the slope is as if it did not.")
copysign: Operation = Operation("copysign", "copysign", math.copysign,
    lambda y, a, b: (sign(a) * copysign(1.0, b), 0.0),
    r"\lvert a \rvert \operatorname{sign} b",
    (r"\operatorname{sign} a \operatorname{sign} b", "0"),
    "The size of a with the sign of b; slope 0 at a = 0, and always in b.", total=True)
degrees = Operation("degrees", "deg", math.degrees, lambda y, a: (180.0 / math.pi,),
    r"\frac{180}{\pi} a", (r"\frac{180}{\pi}",), "From radians to degrees.", total=True)
radians = Operation("radians", "rad", math.radians, lambda y, a: (math.pi / 180.0,),
    r"\frac{\pi}{180} a", (r"\frac{\pi}{180}",), "From degrees to radians.", total=True)

# --- the normal distribution ---------------------------------------------------------------------

erfc = Operation("erfc", "erfc", math.erfc,
    lambda y, a: (-2.0 / math.sqrt(math.pi) * gaussian(a),),
    r"\operatorname{erfc} a", (r"-\frac{2}{\sqrt{\pi}} e^{-a^2}",),
    "1 - erf(a), accurate where that is small; in (0, 2).", total=True)

@family
def normal_tail(k: float) -> Operation:
    """The slope φ/Φ of log Φ (k = 0), and a + φ/Φ (k = 1), without cancellation."""
    slope, rest = r"\frac{\varphi(a)}{\Phi(a)}", "φ(a)/Φ(a), the inverse Mills ratio"
    if k == 0:
        return Operation("normal_tail", "λ0",
            lambda a: tails.normal_tail(a, k), lambda y, a: (-y * normal_tail(1.0)(a),),
            slope, (rf"-y (a + {slope})",), f"{rest}.", (k,))
    return Operation("normal_tail", f"λ{k:g}",
        lambda a: tails.normal_tail(a, k), lambda y, a: (1.0 - y * normal_tail(0.0)(a),),
        f"{slope} + a", (rf"1 - y {slope}",), f"{rest}, plus a.", (k,))

log_normal_cdf = Operation("log_normal_cdf", "ln Φ", tails.log_normal_cdf,
    lambda y, a: (normal_tail(0.0)(a),),
    r"\ln \Phi(a)", (r"\frac{\varphi(a)}{\Phi(a)}",),
    "Logarithm of normal_cdf, without cancellation or underflow.", total=True)
# 1/φ(y), but φ(y) by way of a = Φ(y), which is exact, where y is rounded.
normal_quantile = Operation("normal_quantile", "Φ⁻¹", tails.normal_quantile,
    lambda y, a: (1.0 / (minimum(a, 1.0 - a) * normal_tail(0.0)(-abs_(y))),),
    r"\Phi^{-1}(a)", (r"\frac{1}{\varphi(y)}",), "Inverse of normal_cdf, for 0 < a < 1.")
# fmt: on

keep(globals().values())
keep([polygamma(1.0)])
