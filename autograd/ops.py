"""The table of operations: what each computes, its local gradients, and how it is written.

One entry per operation. Everything else in the library reads this table: `Value` to compute and
to go backward, the drawings for symbols, the documentation for formulas, the tests for what to
check. To add an operation is to add one entry.

A rule is ordinary arithmetic, so one line serves floats and `Value`s alike (recorded `Value`s
are how second derivatives come about). In every rule `y` is the result that the operation has
already computed and `a`, `b`, ... (or `*xs`) are its operands; the rule returns one local
gradient for each operand. Rules compare with `<` and `>=`, never with `==`, because two `Value`s
are equal only if they are the same node.
"""

import math
import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from autograd import numeric
from autograd.entry import BUILT_IN, OPERATIONS, Operation, Rule, arity_of, family, keep

# --- rules that need more than a line ------------------------------------------------------------


def _power_rule(y: Any, a: Any, n: float) -> Any:
    """d/da a^n = n·a^(n-1), with a^0 flat everywhere."""
    if n == 0:
        return 0.0
    # n - 1 is exact from 1/2 up; below that it may round, and n y / a is the more accurate.
    return n * a ** (n - 1.0) if n >= 0.5 else numeric.quotient(n * y, a)


def _choose(condition: Any, a: Any, b: Any) -> Any:
    """`where`, and quicker where the comparison is settled, as of floats and recorded Values."""
    if condition is True or condition is False:
        return a if condition else b
    return where(condition, a, b)


def _pow_gradients(y: Any, a: Any, b: Any) -> tuple[Any, Any]:
    if isinstance(y, float):
        return numeric.pow_slopes(y, a, b)
    low = b < 0.5
    # Each branch computes with 1 where the other is taken, for an infinity times 0 is NaN.
    by_quotient = numeric.quotient(numeric.fading(b, y), _choose(low, a, 1.0))
    by_power = numeric.fading(b, a ** _choose(low, 1.0, b - 1.0))
    return _choose(low, by_quotient, by_power), power_log(1.0)(a, b)


def _share_among(y: Any, hits: list[Any]) -> tuple[Any, ...]:
    """1 for the operand that is the extreme; operands that tie for it share the 1 equally."""
    total = sum(hits)
    share = _choose(total >= 1.0, 1.0, math.nan) / (total + (total < 1.0))  # y is NaN: none is it
    return tuple([hit * share for hit in hits])


def _hypot_gradients(y: Any, *xs: Any) -> tuple[Any, ...]:
    # The slope 0 at the origin is a convention for numbers. It has no derivative there, so where
    # it is recorded to be differentiated again, the division is left to fail.
    return numeric.direction(y, *xs) if isinstance(y, float) else tuple([x / y for x in xs])


def _atan2_gradients(y: Any, a: Any, b: Any) -> tuple[Any, Any]:
    # Dividing twice by the hypotenuse cannot overflow as a² + b² can; and half of it is a float
    # even where the whole of it is not.
    h = hypot(0.5 * a, 0.5 * b)
    quotient = numeric.quotient
    return quotient(0.25 * quotient(b, h), h), -quotient(0.25 * quotient(a, h), h)


def _softmax_of(y: Any, xs: tuple[Any, ...]) -> tuple[Any, ...]:
    if isinstance(y, float):
        return numeric.softmax(*xs)
    m = maximum(*xs)
    es = [exp(x - m) for x in xs]
    total = sum_(*es)
    return tuple([e / total for e in es])


def _is_zero(c: Any) -> Any:
    """1 where c is 0, else 0; without ==, which compares nodes."""
    return 1.0 * (c >= 0) * (c <= 0)


# --- arithmetic ----------------------------------------------------------------------------------

leaf = Operation("", "", lambda: 0.0, lambda y: (), doc="A Value that somebody made.")
constant = Operation("constant", "", lambda: 0.0, lambda y: (), doc="A number met in a formula.")
identity = Operation(
    "identity", "=", lambda a: a, lambda y, a: (1.0,), "a", ("1",), "The operand itself."
)

add = Operation(
    "add", "+", operator.add, lambda y, a, b: (1.0, 1.0), "a + b", ("1", "1"), "Sum of two."
)
sub = Operation(
    "sub", "-", operator.sub, lambda y, a, b: (1.0, -1.0), "a - b", ("1", "-1"), "Difference."
)
mul = Operation(
    "mul", "*", operator.mul, lambda y, a, b: (b, a), r"a \cdot b", ("b", "a"), "Product of two."
)
div = Operation(
    "div",
    "/",
    operator.truediv,
    lambda y, a, b: (1.0 / b, -y / b),
    r"\frac{a}{b}",
    (r"\frac{1}{b}", r"-\frac{a}{b^2}"),
    "Quotient.",
)
neg = Operation("neg", "neg", operator.neg, lambda y, a: (-1.0,), "-a", ("-1",), "Negative.")
sign: Operation = Operation(
    "sign",
    "sign",
    numeric.sign,
    lambda y, a: (0.0,),
    r"\operatorname{sign} a",
    ("0",),
    "1 for a > 0, -1 for a < 0, 0 at 0; slope 0 everywhere.",
)
abs_ = Operation(
    "abs",
    "abs",
    abs,
    lambda y, a: (numeric.sign(a) if isinstance(a, float) else sign(a),),
    r"\lvert a \rvert",
    (r"\operatorname{sign} a",),
    "Absolute value; slope 0 at 0.",
)
pow_ = Operation(
    "pow",
    "**",
    numeric.pow,
    _pow_gradients,
    "a^b",
    (r"b\,a^{b-1}", r"a^b \ln a"),
    "a to the power b. For a < 0 the derivative in b does not exist: NaN; at a = 0 < b < 1 that "
    "in a is infinite: ZeroDivisionError; at a = b = 0 both are 0.",
)


@family
def power_log(k: float) -> Operation:
    """a^b (ln a)^k, the k-th derivative of a^b in b: a family that differentiation stays in."""
    return Operation(
        "power_log",
        f"**·ln{k:g}",
        lambda a, b: numeric.power_log(a, b, k),
        lambda y, a, b: (
            b * power_log(k)(a, b - 1.0) + k * power_log(k - 1.0)(a, b - 1.0),
            power_log(k + 1.0)(a, b),
        ),
        rf"a^b (\ln a)^{{{k:g}}}",
        (
            rf"a^{{b - 1}} (\ln a)^{{{k - 1:g}}} (b \ln a + {k:g})",
            rf"a^b (\ln a)^{{{k + 1:g}}}",
        ),
        f"a^b (ln a)^{k:g}, for a >= 0; NaN for a < 0.",
        (k,),
    )


@family
def power(n: float) -> Operation:
    """The operation a^n for one fixed number n: a node with one parent."""
    return Operation(
        "power",
        f"**{n:g}",
        lambda a: numeric.pow(a, n),
        lambda y, a: (_power_rule(y, a, n),),
        f"a^{{{n:g}}}",
        (f"{n:g}\\,a^{{{n - 1:g}}}",),
        f"a to the power {n:g}.",
        (n,),
    )


# --- exponentials and logarithms -----------------------------------------------------------------

exp = Operation("exp", "exp", math.exp, lambda y, a: (y,), "e^{a}", ("y",), "e to the power a.")
expm1 = Operation(
    "expm1",
    "expm1",
    math.expm1,
    lambda y, a: (exp(a),),
    "e^{a} - 1",
    ("e^{a}",),
    "e^a - 1, accurate near 0.",
)
log = Operation(
    "log",
    "log",
    math.log,
    lambda y, a: (1.0 / a,),
    r"\ln a",
    (r"\frac{1}{a}",),
    "Natural logarithm, for a > 0.",
)
log1p = Operation(
    "log1p",
    "log1p",
    math.log1p,
    lambda y, a: (1.0 / (1.0 + a),),
    r"\ln(1 + a)",
    (r"\frac{1}{1 + a}",),
    "log(1 + a), accurate near 0, for a > -1.",
)
sqrt = Operation(
    "sqrt",
    "sqrt",
    math.sqrt,
    lambda y, a: (0.5 / y,),
    r"\sqrt{a}",
    (r"\frac{1}{2y}",),
    "Square root, for a >= 0; at 0 its slope is infinite: ZeroDivisionError.",
)
erf = Operation(
    "erf",
    "erf",
    math.erf,
    lambda y, a: (2.0 / math.sqrt(math.pi) * gaussian(a),),
    r"\operatorname{erf} a",
    (r"\frac{2}{\sqrt{\pi}} e^{-a^2}",),
    "Error function, in (-1, 1).",
)
gaussian: Operation = Operation(
    "gaussian",
    "gaussian",
    lambda a: numeric.gaussian(a, 1.0),
    lambda y, a: (-2.0 * numeric.fading(a, y),),  # far out y is 0, and 2a may overflow
    "e^{-a^2}",
    ("-2 a y",),
    "The bell curve exp(-a²), the slope of erf up to a factor.",
)
normal_pdf = Operation(
    "normal_pdf",
    "φ",
    lambda a: numeric.gaussian(a, 0.5) / math.sqrt(2.0 * math.pi),
    lambda y, a: (-numeric.fading(a, y),),
    r"\varphi(a)",
    ("-a y",),
    "Density of the standard normal distribution.",
)
normal_cdf = Operation(
    "normal_cdf",
    "Φ",
    numeric.normal_cdf,
    lambda y, a: (normal_pdf(a),),
    r"\Phi(a)",
    (r"\varphi(a)",),
    "Distribution function of the standard normal, in (0, 1).",
)

# --- trigonometry, angles in radians -------------------------------------------------------------

sin = Operation("sin", "sin", math.sin, lambda y, a: (cos(a),), r"\sin a", (r"\cos a",), "Sine.")
cos: Operation = Operation(
    "cos", "cos", math.cos, lambda y, a: (-sin(a),), r"\cos a", (r"-\sin a",), "Cosine."
)
tan = Operation(
    "tan", "tan", math.tan, lambda y, a: (1.0 + y * y,), r"\tan a", ("1 + y^2",), "Tangent."
)
asin = Operation(
    "asin",
    "asin",
    math.asin,
    # (1 - a)(1 + a) keeps the digits near ±1 that 1 - a² loses.
    lambda y, a: (1.0 / sqrt((1.0 - a) * (1.0 + a)),),
    r"\arcsin a",
    (r"\frac{1}{\sqrt{1 - a^2}}",),
    "Inverse sine, for a in [-1, 1]; result in [-π/2, π/2].",
)
acos = Operation(
    "acos",
    "acos",
    math.acos,
    lambda y, a: (-1.0 / sqrt((1.0 - a) * (1.0 + a)),),
    r"\arccos a",
    (r"-\frac{1}{\sqrt{1 - a^2}}",),
    "Inverse cosine, for a in [-1, 1]; result in [0, π].",
)
atan = Operation(
    "atan",
    "atan",
    math.atan,
    lambda y, a: (1.0 / (1.0 + a * a),),
    r"\arctan a",
    (r"\frac{1}{1 + a^2}",),
    "Inverse tangent, in (-π/2, π/2).",
)
atan2 = Operation(
    "atan2",
    "atan2",
    math.atan2,
    _atan2_gradients,
    r"\operatorname{atan2}(a, b)",
    (r"\frac{b}{a^2 + b^2}", r"-\frac{a}{a^2 + b^2}"),
    "Angle of the point (b, a), in [-π, π]; no derivative at the origin.",
)
hypot: Operation = Operation(
    "hypot",
    "hypot",
    math.hypot,
    _hypot_gradients,
    r"\sqrt{a^2 + b^2}",
    (r"\frac{a}{y}", r"\frac{b}{y}"),
    "Length of a vector, without overflow; slope 0 at the origin, where it has no second one.",
)

# --- hyperbolic functions ------------------------------------------------------------------------

sinh = Operation(
    "sinh",
    "sinh",
    math.sinh,
    lambda y, a: (cosh(a),),
    r"\sinh a",
    (r"\cosh a",),
    "Sine, hyperbolic.",
)
cosh: Operation = Operation(
    "cosh",
    "cosh",
    math.cosh,
    lambda y, a: (sinh(a),),
    r"\cosh a",
    (r"\sinh a",),
    "Cosine, hyperbolic.",
)
tanh = Operation(
    "tanh",
    "tanh",
    math.tanh,
    # 1 - y² has no digits left once y rounds to 1; 4 σ(2a) σ(-2a) is the same and keeps them all.
    lambda y, a: (4.0 * sigmoid(2.0 * a) * sigmoid(-2.0 * a),),
    r"\tanh a",
    ("1 - y^2",),
    "Hyperbolic tangent (e^a - e^-a)/(e^a + e^-a), in (-1, 1).",
)

# --- activations ---------------------------------------------------------------------------------

sigmoid: Operation = Operation(
    "sigmoid",
    "σ",
    numeric.sigmoid,
    lambda y, a: (y * sigmoid(-a),),  # 1 - σ(a) = σ(-a), without the cancellation
    r"\sigma(a)",
    (r"y (1 - y)",),
    "1/(1 + e^-a), in (0, 1).",
)
softplus = Operation(
    "softplus",
    "softplus",
    numeric.softplus,
    lambda y, a: (sigmoid(a),),
    r"\ln(1 + e^{a})",
    (r"\sigma(a)",),
    "log(1 + e^a), a smooth relu.",
)
relu = Operation(
    "relu",
    "ReLU",
    lambda a: 0.0 if a <= 0 else a,
    lambda y, a: (1.0 * (a > 0),),
    r"\max(0, a)",
    ("[a > 0]",),
    "a if a > 0 else 0; slope 0 at 0.",
)
silu = Operation(
    "silu",
    "SiLU",
    lambda a: numeric.fading(a, numeric.sigmoid(a)),
    lambda y, a: (numeric.fading(1.0 + numeric.fading(a, sigmoid(-a)), sigmoid(a)),),
    r"a\,\sigma(a)",
    (r"\sigma(a) (1 + a\,\sigma(-a))",),
    "a σ(a), also called swish.",
)
gelu = Operation(
    "gelu",
    "GELU",
    lambda a: numeric.fading(a, numeric.normal_cdf(a)),
    lambda y, a: (normal_cdf(a) + numeric.fading(a, normal_pdf(a)),),
    r"a\,\Phi(a)",
    (r"\Phi(a) + a\,\varphi(a)",),
    "a Φ(a) with the normal distribution function Φ (the exact form, not the tanh one).",
)
step = Operation(
    "step",
    "step",
    lambda a: 1.0 if a > 0 else 0.0,
    lambda y, a: (0.0,),
    "[a > 0]",
    ("0",),
    "1 if a > 0 else 0; slope 0 everywhere.",
)


@family
def leaky_relu(negative_slope: float) -> Operation:
    """a if a > 0 else negative_slope·a; at 0 the slope of the negative side, as PyTorch's."""
    s = negative_slope
    return Operation(
        "leaky_relu",
        "LeakyReLU",
        lambda a: a if a > 0 else s * a,
        lambda y, a: (_choose(a > 0, 1.0, s),),
        rf"\max(0, a) + {s:g} \min(0, a)",
        (rf"[a > 0] + {s:g} [a \le 0]",),
        f"a if a > 0 else {s:g} a; at 0 the slope of the negative side.",
        (s,),
    )


@family
def elu(alpha: float) -> Operation:
    """a if a > 0 else alpha·(e^a - 1); at 0 the slope of the negative side."""
    return Operation(
        "elu",
        "ELU",
        lambda a: a if a > 0 else alpha * math.expm1(a),
        lambda y, a: (_choose(a > 0, 1.0, alpha * exp(_choose(a > 0, 0.0, a))),),
        rf"\max(0, a) + {alpha:g} (e^{{\min(0, a)}} - 1)",
        (rf"[a > 0] + {alpha:g} e^{{a}} [a \le 0]",),
        f"a if a > 0 else {alpha:g} (e^a - 1); at 0 the slope of the negative side.",
        (alpha,),
    )


@family
def clip(lower: float, upper: float) -> Operation:
    """a kept within [lower, upper]; slope 1 inside and on the bounds, 0 outside, as PyTorch's."""
    if not lower <= upper:
        raise ValueError(f"clip needs lower <= upper, got lower={lower:g} and upper={upper:g}")
    return Operation(
        "clip",
        "clip",
        lambda a: min(max(a, lower), upper),
        lambda y, a: (1.0 * (a >= lower) * (a <= upper),),
        rf"\min(\max(a, {lower:g}), {upper:g})",
        (rf"[{lower:g} \le a \le {upper:g}]",),
        f"a kept within [{lower:g}, {upper:g}]; slope 1 inside and on the bounds.",
        (lower, upper),
    )


# --- choices and sums over many operands ---------------------------------------------------------

maximum = Operation(
    "maximum",
    "max",
    lambda *xs: max(xs),
    lambda y, *xs: _share_among(y, [1.0 * (x >= y) for x in xs]),
    r"\max_i a_i",
    (r"\frac{[a_i = y]}{\#\{j : a_j = y\}}",),
    "The largest; operands that tie share the slope equally.",
)
minimum = Operation(
    "minimum",
    "min",
    lambda *xs: min(xs),
    lambda y, *xs: _share_among(y, [1.0 * (x <= y) for x in xs]),
    r"\min_i a_i",
    (r"\frac{[a_i = y]}{\#\{j : a_j = y\}}",),
    "The smallest; operands that tie share the slope equally.",
)
where = Operation(
    "where",
    "where",
    lambda c, a, b: a if c else b,
    lambda y, c, a, b: (0.0, 1.0 - _is_zero(c), _is_zero(c)),
    r"c\ ?\ a : b",
    ("0", r"[c \ne 0]", "[c = 0]"),
    "a where the condition holds, else b.",
)
take = Operation(
    "take",
    "[i]",
    numeric.take,
    lambda y, i, *xs: (0.0, *(_is_zero(i - j) for j in range(len(xs)))),
    "a_i",
    ("0", r"[j = i]"),
    "One of many operands, by its index.",
)
sum_ = Operation(
    "sum",
    "Σ",
    lambda *xs: float(sum(xs)),
    lambda y, *xs: (1.0,) * len(xs),
    r"\sum_i a_i",
    ("1",),
    "Sum of many.",
)
dot = Operation(
    "dot",
    "·",
    lambda *xs: float(sum(map(operator.mul, xs[: len(xs) // 2], xs[len(xs) // 2 :]))),
    lambda y, *xs: xs[len(xs) // 2 :] + xs[: len(xs) // 2],
    r"\sum_i a_i b_i",
    ("b_i", "a_i"),
    "Sum of products; the operands are all a_i, then all b_i.",
)
logsumexp = Operation(
    "logsumexp",
    "logsumexp",
    numeric.logsumexp,
    lambda y, *xs: _softmax_of(y, xs),
    r"\ln \sum_i e^{a_i}",
    (r"e^{a_i - y}",),
    "log Σ e^x, without overflow.",
)

keep(globals().values())
# Of the families the table shows the member with the usual numbers.
keep([leaky_relu(0.01), elu(1.0), clip(-1.0, 1.0)])
# The number 0 to a power. That is flat in the power, and nobody asks for the slope in a number,
# which at 0 may be infinite: an error in the rule of `pow`.
zero_power = replace(pow_, gradients=lambda y, a, b: (0.0, 0.0))


def operation(
    name: str,
    value: Callable[..., float],
    gradients: Rule,
    *,
    symbol: str = "",
    latex: str = "",
    latex_gradients: tuple[str, ...] = (),
    doc: str = "",
) -> Operation:
    """An operation of your own, in three lines.

        square = autograd.operation(
            "square", value=lambda a: a * a, gradients=lambda y, a: (2 * a,)
        )

    `square(3.0)` is 9.0 and `square(Value(3.0))` a node that differentiates, draws and is
    checked like any other.

    Arguments:
        name: a name that no built-in operation has; defining yours again replaces it.
        value: from one float per operand to a float.
        gradients: from the result `y` and the operands to one local gradient per operand (a
            tuple, or a bare number where there is one operand). Write it with ordinary
            arithmetic and autograd's functions rather than `math`'s, so that it can itself be
            differentiated for second derivatives.
        symbol: what drawings show; the name if empty.
        latex: the result in LaTeX, in terms of `a`, `b`, ...
        latex_gradients: each local gradient in LaTeX.
        doc: one line for help.

    Raises:
        ValueError: the name belongs to a built-in operation.
    """
    if name in BUILT_IN:
        raise ValueError(f"{name!r} is a built-in operation; give yours another name")

    def checked(y: Any, *operands: Any) -> tuple[Any, ...]:
        result = gradients(y, *operands)
        locals_ = tuple(result) if isinstance(result, (tuple, list)) else (result,)
        if len(locals_) != len(operands):
            raise ValueError(
                f"operation {name!r} has {len(operands)} operands, but its gradients rule "
                f"returned {len(locals_)} local gradients; return one for each operand"
            )
        return locals_

    arity = arity_of(gradients)
    entry = Operation(name, symbol or name, value, checked, latex, latex_gradients, doc, (), arity)
    OPERATIONS[name] = entry
    return entry
