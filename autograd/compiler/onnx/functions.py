"""What programs call, as operators of ONNX: by the names that NumPy and `arrays` have."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

import numpy as np

from autograd.compiler.onnx.elementary import (
    arctan2,
    cbrt,
    clip,
    copysign,
    expm1,
    floor_divide,
    fmod,
    hypot,
    log1p,
    log_to_base,
    logaddexp,
    maximum,
    minimum,
    power_of_log,
    remainder,
    softplus,
    where,
    xlogy,
)
from autograd.compiler.onnx.gammas import digamma, gamma, lgamma, psi
from autograd.compiler.onnx.graph import Tensor
from autograd.compiler.onnx.kinds import FLOAT, INT, broadcast
from autograd.compiler.onnx.shapes import (
    flattened,
    gathered,
    reduced,
    reshaped,
    stacked,
    windows,
    with_last_axis,
)
from autograd.compiler.onnx.tails import (
    erfc,
    gaussian,
    log_normal_cdf,
    normal_cdf,
    normal_pdf,
    normal_quantile,
    normal_ratio,
    precise,
)

# --- functions of many numbers, which lie along the last axes ------------------------------------


def logsumexp(a: Tensor, axes: int = 1) -> Tensor:
    """log Σ e^a."""
    a = flattened(a, axes)
    m = reduced(a, "ReduceMax", [-1], keep=True)
    found = m + reduced((a - m).apply("Exp"), "ReduceSum", [-1], keep=True).apply("Log")
    return reduced(found, "ReduceSum", [-1], keep=False)


def softmax(a: Tensor, axes: int = 1) -> Tensor:
    """e^a / Σ e^a."""
    row = flattened(a, axes)
    found = a.graph.node("Softmax", [row], row.shape, a.kind, axis=-1)
    return reshaped(found, a.shape)


def length(a: Tensor, axes: int = 1) -> Tensor:
    """The length of a vector."""
    a = flattened(a, axes)
    m = reduced(abs(a), "ReduceMax", [-1], keep=True)
    part = a / where(m.equals(0.0), 1.0, m)
    found = m * reduced(part * part, "ReduceSum", [-1], keep=True).apply("Sqrt")
    return reduced(found, "ReduceSum", [-1], keep=False)


def stack(*tensors: Tensor) -> Tensor:
    """Arrays of one shape, or that broadcast to one, along a new last axis."""
    return stacked(tensors, functools.reduce(broadcast, [x.shape for x in tensors]))


def piece(a: Tensor, k: int, axes: int = 1) -> Tensor:
    """The k-th of the numbers along the last axes."""
    a = flattened(a, axes)
    return gathered(a, np.array(k), len(a.shape) - 1)


def vdot(a: Tensor, b: Tensor) -> Tensor:
    """The sum of all products."""
    return reduced(a * b, "ReduceSum", None, keep=False)


# --- choosing by an index ------------------------------------------------------------------------


def take(a: Tensor, index: Tensor) -> Tensor:
    """The entry of the last axis at each index; NaN where that is none of its indices."""
    graph, count = a.graph, a.shape[-1]
    numbers = graph.constant(np.arange(float(count)), graph.real, f"0 to {count - 1}")
    hits = with_last_axis(index).equals(numbers)
    chosen = reduced(where(hits, a, 0.0), "ReduceSum", [-1], keep=False)
    found = reduced(hits, "ReduceMax", [-1], keep=False)
    return where(found > 0.0, chosen, math.nan)


def rows(a: Tensor, index: Tensor) -> Tensor:
    """The rows of a matrix at each index; NaN where that is none of its indices."""
    graph, last = a.graph, a.shape[0] - 1
    inside = clip(index.apply("Floor"), 0.0, float(last))
    shape = (*index.shape, *a.shape[1:])
    found = graph.node("Gather", [a, inside.of(INT)], shape, a.kind, axis=0)
    hits = index.equals(inside)
    for _ in a.shape[1:]:
        hits = with_last_axis(hits)
    return where(hits, found, math.nan)


def erf(a: Tensor) -> Tensor:
    """The error function; in 64 bits, for which runtimes have no operator, by its complement."""
    return a.apply("Erf") if a.kind == FLOAT else 1.0 - erfc(a)


def gelu(a: Tensor) -> Tensor:
    """a Φ(a), by the error function: exact to the last digits of 1."""
    return a * 0.5 * (1.0 + erf(a * math.sqrt(0.5)))


def direct(operator: str) -> Callable[[Tensor], Tensor]:
    """An operator of one array."""
    return lambda x: x.apply(operator)


# fmt: off
FUNCTIONS: dict[str, Callable[..., Tensor]] = {
    **{name: direct(operator) for name, operator in {
        "exp": "Exp", "log": "Log", "sqrt": "Sqrt", "sin": "Sin", "cos": "Cos", "tan": "Tan",
        "arcsin": "Asin", "arccos": "Acos", "arctan": "Atan", "sinh": "Sinh", "cosh": "Cosh",
        "tanh": "Tanh", "arcsinh": "Asinh", "arccosh": "Acosh", "arctanh": "Atanh",
        "abs": "Abs", "sign": "Sign", "sigmoid": "Sigmoid",
    }.items()},
    "expm1": expm1, "log1p": log1p, "softplus": softplus, "logaddexp": logaddexp,
    "log2": functools.partial(log_to_base, 2.0), "log10": functools.partial(log_to_base, 10.0),
    "exp2": lambda x: x.graph.elementwise("Pow", (2.0, x)), "cbrt": cbrt, "xlogy": xlogy,
    "power_of_log": power_of_log, "arctan2": arctan2, "hypot": hypot, "copysign": copysign,
    "degrees": lambda x: x * (180.0 / math.pi), "radians": lambda x: x * (math.pi / 180.0),
    "fmod": fmod, "remainder": remainder, "floor_divide": floor_divide,
    "maximum": maximum, "minimum": minimum, "clip": clip, "where": where,
    "gaussian": precise(gaussian), "normal_pdf": precise(normal_pdf),
    "normal_cdf": precise(normal_cdf), "erfc": precise(erfc),
    "log_normal_cdf": precise(log_normal_cdf), "normal_ratio": precise(normal_ratio),
    "normal_quantile": precise(normal_quantile), "erf": erf, "gelu": gelu,
    "gamma": precise(gamma), "lgamma": precise(lgamma), "digamma": precise(digamma), "psi": psi,
    "logsumexp": logsumexp, "softmax": softmax, "length": length, "stack": stack, "vdot": vdot,
    "piece": piece, "take": take, "rows": rows, "windows": windows,
}
# fmt: on
