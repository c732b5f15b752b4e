"""The table of operations: what each computes, its local gradients, and how it is written.

Two lines an operation: its name, its symbol, its value and its local gradients; then the result in
LaTeX, its local gradients in LaTeX, and a line for people; `total` where it has a value at every
float. All of the library reads this table: `Value` to compute and to go backward, pictures for
symbols, the documentation for formulas, the tests for what to check. One entry makes an operation
right: eager, drawn, differentiated any number of times. What makes it quick in arrays is written
elsewhere, and only where it is worth it.

A rule is ordinary arithmetic, so one line serves floats and `Value`s alike (recorded `Value`s
are how second derivatives come about). In every rule `y` is the result that the operation has
already computed and `a`, `b`, ... (or `*xs`) are its operands; the rule returns one local
gradient for each operand. Rules compare with `<` and `>=`, never with `==`, because two `Value`s
are equal only if they are the same node. The rules that need more than a line are in `rules`.
"""

import math
import operator
from dataclasses import replace

from autograd import numeric, rules
from autograd.entry import Operation, family, keep
from autograd.telling import value_error

# A table is read along its columns: the formatter would make nine lines of an entry's two.
# fmt: off

# --- arithmetic ----------------------------------------------------------------------------------

leaf = Operation("", "", lambda: 0.0, lambda y: (), doc="A Value that somebody made.", total=True)
constant = Operation("constant", "", lambda: 0.0, lambda y: (), "", (),
    "A number met in a formula.", total=True)
identity = Operation("identity", "=", lambda a: a, lambda y, a: (1.0,),
    "a", ("1",), "The operand itself.", total=True)
add = Operation("add", "+", operator.add, lambda y, a, b: (1.0, 1.0),
    "a + b", ("1", "1"), "Sum of two.", total=True)
sub = Operation("sub", "-", operator.sub, lambda y, a, b: (1.0, -1.0),
    "a - b", ("1", "-1"), "Difference.", total=True)
mul = Operation("mul", "*", operator.mul, lambda y, a, b: (b, a),
    r"a \cdot b", ("b", "a"), "Product of two.", total=True)
div = Operation("div", "/", operator.truediv, lambda y, a, b: (1.0 / b, -y / b),
    r"\frac{a}{b}", (r"\frac{1}{b}", r"-\frac{a}{b^2}"), "Quotient.")
neg = Operation("neg", "neg", operator.neg, lambda y, a: (-1.0,),
    "-a", ("-1",), "Negative.", total=True)
sign: Operation = Operation("sign", "sign", numeric.sign, lambda y, a: (0.0,),
    r"\operatorname{sign} a", ("0",),
    "1 for a > 0, -1 for a < 0, 0 at 0; slope 0 everywhere.", total=True)
abs_ = Operation("abs", "abs", abs,
    lambda y, a: (numeric.sign(a) if isinstance(a, float) else sign(a),),
    r"\lvert a \rvert", (r"\operatorname{sign} a",), "Absolute value; slope 0 at 0.", total=True)
pow_ = Operation("pow", "**", numeric.pow, rules.pow,
    "a^b", (r"b\,a^{b-1}", r"a^b \ln a"),
    "a to the power b. For a < 0 the derivative in b does not exist: NaN; at a = 0 < b < 1 that "
    "in a is infinite: ZeroDivisionError; at a = b = 0 both are 0.")

@family
def power_log(k: float) -> Operation:
    """a^b (ln a)^k, the k-th derivative of a^b in b: a family that differentiation stays in."""
    return Operation("power_log", f"**·ln{k:g}", lambda a, b: numeric.power_log(a, b, k),
        lambda y, a, b: (b * power_log(k)(a, b - 1.0) + k * power_log(k - 1.0)(a, b - 1.0),
                         power_log(k + 1.0)(a, b)),
        rf"a^b (\ln a)^{{{k:g}}}", (rf"a^{{b - 1}} (\ln a)^{{{k - 1:g}}} (b \ln a + {k:g})",
        rf"a^b (\ln a)^{{{k + 1:g}}}"), f"a^b (ln a)^{k:g}, for a >= 0; NaN for a < 0.", (k,))

@family
def power(n: float) -> Operation:
    """The operation a^n for one fixed number n: a node with one parent."""
    return Operation("power", f"**{n:g}",
        numeric.to_the(n), lambda y, a: (rules.power(y, a, n),),
        f"a^{{{n:g}}}", (f"{n:g}\\,a^{{{n - 1:g}}}",), f"a to the power {n:g}.", (n,))

# --- exponentials and logarithms -----------------------------------------------------------------

exp = Operation("exp", "exp", math.exp, lambda y, a: (y,),
    "e^{a}", ("y",), "e to the power a.")
expm1 = Operation("expm1", "expm1", math.expm1, lambda y, a: (exp(a),),
    "e^{a} - 1", ("e^{a}",), "e^a - 1, accurate near 0.")
log = Operation("log", "log", math.log, lambda y, a: (1.0 / a,),
    r"\ln a", (r"\frac{1}{a}",), "Natural logarithm, for a > 0.")
log1p = Operation("log1p", "log1p", math.log1p, lambda y, a: (1.0 / (1.0 + a),),
    r"\ln(1 + a)", (r"\frac{1}{1 + a}",), "log(1 + a), accurate near 0, for a > -1.")
sqrt = Operation("sqrt", "sqrt", math.sqrt, lambda y, a: (0.5 / y,),
    r"\sqrt{a}", (r"\frac{1}{2y}",),
    "Square root, for a >= 0; at 0 its slope is infinite: ZeroDivisionError.")
erf = Operation("erf", "erf", math.erf, lambda y, a: (2.0 / math.sqrt(math.pi) * gaussian(a),),
    r"\operatorname{erf} a", (r"\frac{2}{\sqrt{\pi}} e^{-a^2}",),
    "Error function, in (-1, 1).", total=True)
gaussian: Operation = Operation("gaussian", "gaussian", lambda a: numeric.gaussian(a, 1.0),
    lambda y, a: (-2.0 * numeric.fading(a, y),),  # far out y is 0, and 2a may overflow
    "e^{-a^2}", ("-2 a y",),
    "The bell curve exp(-a²), the slope of erf up to a factor.", total=True)
normal_pdf = Operation("normal_pdf", "φ",
    lambda a: numeric.gaussian(a, 0.5) / math.sqrt(2.0 * math.pi),
    lambda y, a: (-numeric.fading(a, y),),
    r"\varphi(a)", ("-a y",), "Density of the standard normal distribution.", total=True)
normal_cdf = Operation("normal_cdf", "Φ", numeric.normal_cdf, lambda y, a: (normal_pdf(a),),
    r"\Phi(a)", (r"\varphi(a)",),
    "Distribution function of the standard normal, in (0, 1).", total=True)

# --- trigonometry, angles in radians -------------------------------------------------------------

sin = Operation("sin", "sin", math.sin, lambda y, a: (cos(a),),
    r"\sin a", (r"\cos a",), "Sine.")
cos: Operation = Operation("cos", "cos", math.cos, lambda y, a: (-sin(a),),
    r"\cos a", (r"-\sin a",), "Cosine.")
tan = Operation("tan", "tan", math.tan, lambda y, a: (1.0 + y * y,),
    r"\tan a", ("1 + y^2",), "Tangent.")
# (1 - a)(1 + a) keeps the digits near ±1 that 1 - a² loses.
asin = Operation("asin", "asin", math.asin, lambda y, a: (1.0 / sqrt((1.0 - a) * (1.0 + a)),),
    r"\arcsin a", (r"\frac{1}{\sqrt{1 - a^2}}",),
    "Inverse sine, for a in [-1, 1]; result in [-π/2, π/2].")
acos = Operation("acos", "acos", math.acos, lambda y, a: (-1.0 / sqrt((1.0 - a) * (1.0 + a)),),
    r"\arccos a", (r"-\frac{1}{\sqrt{1 - a^2}}",),
    "Inverse cosine, for a in [-1, 1]; result in [0, π].")
atan = Operation("atan", "atan", math.atan, lambda y, a: (1.0 / (1.0 + a * a),),
    r"\arctan a", (r"\frac{1}{1 + a^2}",), "Inverse tangent, in (-π/2, π/2).", total=True)
atan2 = Operation("atan2", "atan2", math.atan2, rules.atan2,
    r"\operatorname{atan2}(a, b)", (r"\frac{b}{a^2 + b^2}", r"-\frac{a}{a^2 + b^2}"),
    "Angle of the point (b, a), in [-π, π]; no derivative at the origin.", total=True)
hypot = Operation("hypot", "hypot", math.hypot, rules.hypot,
    r"\sqrt{a^2 + b^2}", (r"\frac{a}{y}", r"\frac{b}{y}"),
    "Length of a vector, without overflow; slope 0 at the origin, where it has no second one.",
    total=True)

# --- hyperbolic functions ------------------------------------------------------------------------

sinh = Operation("sinh", "sinh", math.sinh, lambda y, a: (cosh(a),),
    r"\sinh a", (r"\cosh a",), "Sine, hyperbolic.")
cosh: Operation = Operation("cosh", "cosh", math.cosh, lambda y, a: (sinh(a),),
    r"\cosh a", (r"\sinh a",), "Cosine, hyperbolic.")
tanh = Operation("tanh", "tanh", math.tanh,
    # 1 - y² has no digits left once y rounds to 1; 4 σ(2a) σ(-2a) is the same and keeps them all.
    lambda y, a: (4.0 * sigmoid(2.0 * a) * sigmoid(-2.0 * a),),
    r"\tanh a", ("1 - y^2",),
    "Hyperbolic tangent (e^a - e^-a)/(e^a + e^-a), in (-1, 1).", total=True)

# --- activations ---------------------------------------------------------------------------------

# 1 - σ(a) = σ(-a), without the cancellation.
sigmoid: Operation = Operation("sigmoid", "σ", numeric.sigmoid, lambda y, a: (y * sigmoid(-a),),
    r"\sigma(a)", (r"y (1 - y)",), "1/(1 + e^-a), in (0, 1).", total=True)
softplus = Operation("softplus", "softplus", numeric.softplus, lambda y, a: (sigmoid(a),),
    r"\ln(1 + e^{a})", (r"\sigma(a)",), "log(1 + e^a), a smooth relu.", total=True)
relu = Operation("relu", "ReLU", lambda a: 0.0 if a <= 0 else a, lambda y, a: (1.0 * (a > 0),),
    r"\max(0, a)", ("[a > 0]",), "a if a > 0 else 0; slope 0 at 0.", total=True)
silu = Operation("silu", "SiLU", lambda a: numeric.fading(a, numeric.sigmoid(a)),
    lambda y, a: (numeric.fading(1.0 + numeric.fading(a, sigmoid(-a)), sigmoid(a)),),
    r"a\,\sigma(a)", (r"\sigma(a) (1 + a\,\sigma(-a))",), "a σ(a), also called swish.", total=True)
gelu = Operation("gelu", "GELU", lambda a: numeric.fading(a, numeric.normal_cdf(a)),
    lambda y, a: (normal_cdf(a) + numeric.fading(a, normal_pdf(a)),),
    r"a\,\Phi(a)", (r"\Phi(a) + a\,\varphi(a)",),
    "a Φ(a) with the normal distribution function Φ (the exact form, not the tanh one).",
    total=True)
step = Operation("step", "step", lambda a: 1.0 if a > 0 else 0.0, lambda y, a: (0.0,),
    "[a > 0]", ("0",), "1 if a > 0 else 0; slope 0 everywhere.", total=True)

@family
def leaky_relu(negative_slope: float) -> Operation:
    """a if a > 0 else negative_slope·a; at 0 the slope of the negative side, as PyTorch's."""
    s = negative_slope
    return Operation("leaky_relu", "LeakyReLU",
        lambda a: a if a > 0 else s * a, lambda y, a: (rules.choose(a > 0, 1.0, s),),
        rf"\max(0, a) + {s:g} \min(0, a)", (rf"[a > 0] + {s:g} [a \le 0]",),
        f"a if a > 0 else {s:g} a; at 0 the slope of the negative side.", (s,), total=True)

@family
def elu(alpha: float) -> Operation:
    """a if a > 0 else alpha·(e^a - 1); at 0 the slope of the negative side."""
    return Operation("elu", "ELU", lambda a: a if a > 0 else alpha * math.expm1(a),
        lambda y, a: (rules.choose(a > 0, 1.0, alpha * exp(rules.choose(a > 0, 0.0, a))),),
        rf"\max(0, a) + {alpha:g} (e^{{\min(0, a)}} - 1)",
        (rf"[a > 0] + {alpha:g} e^{{a}} [a \le 0]",),
        f"a if a > 0 else {alpha:g} (e^a - 1); at 0 the slope of the negative side.", (alpha,),
        total=True)

@family
def clip(lower: float, upper: float) -> Operation:
    """a kept within [lower, upper]; slope 1 inside and on the bounds, 0 outside, as PyTorch's."""
    if not lower <= upper:
        raise value_error(f"clip needs lower <= upper, got lower={lower:g} and upper={upper:g}")
    return Operation("clip", "clip",
        lambda a: min(max(a, lower), upper), lambda y, a: (1.0 * (a >= lower) * (a <= upper),),
        rf"\min(\max(a, {lower:g}), {upper:g})", (rf"[{lower:g} \le a \le {upper:g}]",),
        f"a kept within [{lower:g}, {upper:g}]; slope 1 inside and on the bounds.",
        (lower, upper), total=True)

# --- choices and sums over many operands ---------------------------------------------------------

maximum = Operation("maximum", "max", lambda *xs: max(xs),
    lambda y, *xs: rules.extreme(y, [1.0 * (x >= y) for x in xs]),
    r"\max_i a_i", (r"\frac{[a_i = y]}{\#\{j : a_j = y\}}",),
    "The largest; operands that tie share the slope equally.", total=True)
minimum = Operation("minimum", "min", lambda *xs: min(xs),
    lambda y, *xs: rules.extreme(y, [1.0 * (x <= y) for x in xs]),
    r"\min_i a_i", (r"\frac{[a_i = y]}{\#\{j : a_j = y\}}",),
    "The smallest; operands that tie share the slope equally.", total=True)
where = Operation("where", "where", lambda c, a, b: a if c else b,
    lambda y, c, a, b: (0.0, 1.0 - rules.is_zero(c), rules.is_zero(c)),
    r"c\ ?\ a : b", ("0", r"[c \ne 0]", "[c = 0]"),
    "a where the condition holds, else b.", total=True)
take = Operation("take", "[i]", numeric.take,
    lambda y, i, *xs: (0.0, *(rules.is_zero(i - j) for j in range(len(xs)))),
    "a_i", ("0", r"[j = i]"), "One of many operands, by its index.")
sum_ = Operation("sum", "Σ", lambda *xs: float(sum(xs)), lambda y, *xs: (1.0,) * len(xs),
    r"\sum_i a_i", ("1",), "Sum of many.", total=True)
dot = Operation("dot", "·", numeric.dot, lambda y, *xs: rules.swapped(xs),
    r"\sum_i a_i b_i", ("b_i", "a_i"),
    "Sum of products; the operands are all a_i, then all b_i.", total=True)
logsumexp = Operation("logsumexp", "logsumexp", numeric.logsumexp, rules.logsumexp,
    r"\ln \sum_i e^{a_i}", (r"e^{a_i - y}",), "log Σ e^x, without overflow.", total=True)
# fmt: on

keep(globals().values())
# Of the families the table shows the member with the usual numbers.
keep([leaky_relu(0.01), elu(1.0), clip(-1.0, 1.0)])
# The number 0 to a power. That is flat in the power, and nobody asks for the slope in a number,
# which at 0 may be infinite: an error in the rule of `pow`.
zero_power = replace(pow_, gradients=lambda y, a, b: (0.0, 0.0))


class _Learned(Operation):
    """A leaf that is to be learned: by name a leaf as others, so it is stored by reference."""

    def __reduce__(self) -> str:  # type: ignore[override]  # the name of it in this module
        return "parameter"


parameter = _Learned(
    "", "", leaf.value, leaf.gradients, doc="A Value that somebody made to be learned.", total=True
)
