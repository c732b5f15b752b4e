"""The functions of `arrays` on JAX arrays, and how JAX is taught the rules of the table."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from types import FunctionType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from autograd import numeric
from autograd.compiler import arrays
from autograd.tails import LOG_SQRT_2_PI

Floats = Any  # jax.Array of float64: JAX is an extra, and no type where it is not installed

# Each function of `arrays` once more: the same code, where `np` means jax.numpy.
FUNCTIONS: dict[str, Any] = {"np": jnp, "math": math, "numeric": numeric}
for _name, _function in vars(arrays).items():
    if isinstance(_function, FunctionType) and _function.__module__ == arrays.__name__:
        FUNCTIONS[_name] = FunctionType(
            _function.__code__, FUNCTIONS, _name, _function.__defaults__
        )


def elementwise(value: Callable[..., Floats], gradients: Callable[..., Sequence[Floats]]) -> Any:
    """A function of arrays, element by element, with its local gradients.

    Arguments:
        value: from the operands to the result.
        gradients: from the result and the operands to one local gradient for each operand.
    """

    def broadcast(*operands: Floats) -> Floats:
        return jnp.broadcast_to(value(*operands), jnp.broadcast_shapes(*map(jnp.shape, operands)))

    def tangent(operands: Sequence[Floats], tangents: Sequence[Floats]) -> tuple[Floats, Floats]:
        y = function(*operands)
        dy = sum(slope * t for slope, t in zip(gradients(y, *operands), tangents))
        return y, jnp.broadcast_to(dy, jnp.shape(y))

    function = jax.custom_jvp(broadcast)
    function.defjvp(tangent)
    return function


def rowwise(value: Callable[[Floats], Floats], gradients: Callable[..., Floats]) -> Any:
    """A function over the last axis, with its local gradients `gradients(rows, result)`."""

    def tangent(operands: Sequence[Floats], tangents: Sequence[Floats]) -> tuple[Floats, Floats]:
        y = function(*operands)
        return y, (gradients(*operands, y) * tangents[0]).sum(-1)

    function = jax.custom_jvp(value)
    function.defjvp(tangent)
    return function


def finite(*arrays: Floats) -> Floats:
    """Whether all numbers are finite."""
    return jnp.stack([jnp.asarray(True), *(jnp.isfinite(x).all() for x in arrays)]).all()


def _length(a: Floats) -> Floats:
    """The length of the vectors along the last axis; divided by the largest, nothing overflows."""
    m = abs(a).max(-1)
    safe = jnp.where(m > 0, m, 1.0)
    return m * jnp.sqrt(((a / safe[..., None]) ** 2).sum(-1))


def _sigmoid(a: Floats) -> Floats:
    """1/(1 + e^-a); exp is only ever taken of numbers that are not positive."""
    e = jnp.exp(-abs(a))
    return jnp.where(a >= 0, 1.0, e) / (1.0 + e)


def _normal_cdf(a: Floats) -> Floats:
    """Φ(a), as `numeric.normal_cdf` computes it; beyond 40 it is 0 or 1."""
    return numeric.normal_cdf_of(jnp.clip(a, -40.0, 40.0), jax.scipy.special.erfc, jnp.exp)


def _psi(n: float, a: Floats) -> Floats:
    """The n-th derivative of digamma, for a > 0, where JAX has it; NaN elsewhere."""
    return jnp.where(a > 0, jax.scipy.special.polygamma(int(n), a), jnp.nan)


def _normal_ratio(a: Floats, k: float) -> Floats:
    """φ(a)/Φ(a), and with k = 1 the same plus a, as `tails.normal_tail` computes it."""
    near, t = jnp.maximum(a, -6.0), jnp.maximum(-a, 6.0)
    slope = FUNCTIONS["normal_pdf"](near) / _normal_cdf(near) + k * a
    rest = 1.0 / jax.lax.fori_loop(0, 60, lambda n, rest: t + (61 - n) / rest, t)
    return jnp.where(a > -6.0, slope, rest + (1.0 - k) * t)


def _log_normal_cdf(a: Floats) -> Floats:
    """log Φ(a), as `tails.log_normal_cdf` computes it."""
    far = -(0.5 * a * a + LOG_SQRT_2_PI + jnp.log(_normal_ratio(jnp.minimum(a, -6.0), 0.0)))
    near = jnp.log(_normal_cdf(jnp.clip(a, -6.0, 0.0)))
    above = jnp.log1p(-_normal_cdf(-jnp.maximum(a, -0.5)))
    return jnp.where(a > -0.5, above, jnp.where(a > -6.0, near, far))


def _take(a: Floats, index: Floats) -> Floats:
    """The entry of the last axis at each index; NaN where that is none of its indices."""
    hits = jnp.arange(a.shape[-1]) == jnp.asarray(index)[..., None]
    return jnp.where(hits.any(-1), jnp.where(hits, a, 0.0).sum(-1), jnp.nan)


def _rows(a: Floats, index: Floats) -> Floats:
    """The rows of a matrix at each index; NaN where that is none of its indices."""
    whole = jnp.asarray(index).astype(int)
    found = (whole == index) & (whole >= 0) & (whole < len(a))
    return jnp.where(found[..., None], a[whole], jnp.nan)


def _windows(a: Floats, size: int, axis: int = 0, step: int = 1) -> Floats:
    """All windows of that size along an axis, copied: JAX has no strides."""
    starts = np.arange(0, a.shape[axis] - size + 1, step)
    return jnp.moveaxis(jnp.take(a, starts[:, None] + np.arange(size), axis), axis + 1, -1)


def _last(function: Callable[[Floats], Floats]) -> Any:
    """A function over the last axis as one over the last axes."""

    def over(a: Floats, axes: int = 1) -> Floats:
        return function(a.reshape(*a.shape[:-axes], -1))

    return over


def spread(function: Callable[..., Floats], a: Floats, axes: int = 1) -> Floats:
    """A function of many arrays, of an array that has them along its last axes."""
    return _last(lambda rows: function(*jnp.moveaxis(rows, -1, 0)))(a, axes)


_logsumexp = FUNCTIONS["logsumexp"]  # before it comes with its rule

FUNCTIONS.update(
    elementwise=elementwise,
    finite=finite,
    spread=spread,
    scan=jax.lax.scan,
    stop_gradient=jax.lax.stop_gradient,
    sigmoid=_sigmoid,
    einsum=jnp.einsum,
    take=_take,
    rows=_rows,
    windows=_windows,
    logsumexp=_last(rowwise(partial(_logsumexp, axes=1), lambda a, y: FUNCTIONS["softmax"](a))),
    length=_last(rowwise(_length, lambda a, y: FUNCTIONS["ratio"](a, y[..., None]))),
    erf=jax.scipy.special.erf,
    normal_cdf=_normal_cdf,
    erfc=jax.scipy.special.erfc,
    gamma=jax.scipy.special.gamma,
    lgamma=jax.scipy.special.gammaln,
    digamma=jax.scipy.special.digamma,
    psi=_psi,
    log_normal_cdf=_log_normal_cdf,
    normal_ratio=_normal_ratio,
    normal_quantile=jax.scipy.special.ndtri,
)
