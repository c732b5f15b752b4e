"""What the emitted source calls where NumPy has no function of its own."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import gammas, numeric, tails

__all__ = [
    "digamma",
    "einsum",
    "erf",
    "erfc",
    "gamma",
    "gaussian",
    "length",
    "lgamma",
    "log_normal_cdf",
    "logsumexp",
    "normal_cdf",
    "normal_pdf",
    "normal_quantile",
    "normal_ratio",
    "one_hot",
    "overlap_add",
    "pow_base",
    "pow_exponent",
    "power_of_log",
    "psi",
    "ratio",
    "rows",
    "share",
    "sigmoid",
    "softmax",
    "softplus",
    "stack",
    "take",
    "windows",
    "xlogy",
]

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# --- functions of one number ---------------------------------------------------------------------


def sigmoid(a: Floats) -> Floats:
    """1/(1 + e^-a); where e^-a overflows, that is 1/∞ = 0."""
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-a))


def softplus(a: Floats) -> Floats:
    """log(1 + e^a)."""
    return np.maximum(a, 0.0) + np.log1p(np.exp(-np.abs(a)))


def gaussian(a: Floats, scale: float = 1.0) -> Floats:
    """e^(-scale·a²), as `numeric.gaussian` computes it; beyond 40 it is 0."""
    return numeric.gaussian_of(np.clip(a, -40.0, 40.0), scale, np.exp)


def normal_pdf(a: Floats) -> Floats:
    """Density of the standard normal distribution."""
    return gaussian(a, 0.5) / math.sqrt(2.0 * math.pi)


def each(function: Callable[[float], float], a: Floats) -> Floats:
    """A function of floats for which NumPy has none, number by number."""
    a = np.asarray(a)
    return np.fromiter(map(function, a.ravel().tolist()), float, a.size).reshape(a.shape)


def erf(a: Floats) -> Floats:
    """The error function."""
    return each(math.erf, a)


def erfc(a: Floats) -> Floats:
    """1 - erf(a)."""
    return each(math.erfc, a)


def gamma(a: Floats) -> Floats:
    """The gamma function."""
    return each(math.gamma, a)


def lgamma(a: Floats) -> Floats:
    """The logarithm of its size."""
    return each(math.lgamma, a)


def digamma(a: Floats) -> Floats:
    """The derivative of lgamma."""
    return each(gammas.digamma, a)


def psi(n: float, a: Floats) -> Floats:
    """The n-th derivative of digamma."""
    return each(functools.partial(gammas.polygamma, n), a)


def log_normal_cdf(a: Floats) -> Floats:
    """log Φ(a)."""
    return each(tails.log_normal_cdf, a)


def normal_ratio(a: Floats, k: float) -> Floats:
    """φ(a)/Φ(a), and with k = 1 the same plus a."""
    return each(lambda x: tails.normal_tail(x, k), a)


def normal_quantile(a: Floats) -> Floats:
    """The inverse of normal_cdf."""
    return each(tails.normal_quantile, a)


def normal_cdf(a: Floats) -> Floats:
    """Φ(a), as `numeric.normal_cdf` computes it; beyond 40 it is 0 or 1."""
    erfc = functools.partial(each, math.erfc)
    return numeric.normal_cdf_of(np.clip(a, -40.0, 40.0), erfc, np.exp)


# --- functions of two numbers --------------------------------------------------------------------


def pow_base(y: Floats, a: Floats, b: Floats) -> Floats:
    """d/da a^b = b·a^(b-1), by the rule of the table."""
    small = b < 0.5
    by_quotient = b * y / np.where(small & (b != 0), a, 1.0)
    return np.where(
        b == 0, 0.0, np.where(small, by_quotient, b * a ** np.where(small, 1.0, b - 1.0))
    )


def pow_exponent(y: Floats, a: Floats, b: Floats) -> Floats:
    """d/db a^b = a^b·log a, by the rule of the table."""
    slope = y * np.log(np.where(a > 0, a, 1.0))
    return np.where(a > 0, slope, np.where(a < 0, np.nan, 0.0))


def power_of_log(a: Floats, b: Floats, k: float) -> Floats:
    """a^b (ln a)^k, by the rule of the table: its limit 0 at a = 0 < b, else 0/0 there."""
    at_zero = 0.0 / np.where(a == 0, np.maximum(b, 0.0), 1.0)
    inside = a**b * np.log(np.where(a > 0, a, 1.0)) ** k
    return np.where(a > 0, inside, np.where(a < 0, np.nan, at_zero))


def xlogy(a: Floats, b: Floats) -> Floats:
    """a log b, and 0 where a is 0."""
    return np.where((a == 0) & (b == b), 0.0, a * np.log(np.where(a == 0, 1.0, b)))


def ratio(a: Floats, y: Floats) -> Floats:
    """a / y, and 0 where y is 0."""
    return a / np.where(y == 0, 1.0, y)


# --- functions of many numbers, which lie along the last axes ------------------------------------


def logsumexp(a: Floats, axes: int = 1) -> Floats:
    """log Σ e^a over the last axes; the shift by the maximum follows the data."""
    over = tuple(range(-axes, 0))
    m = a.max(over, keepdims=True)
    return (m + np.log(np.exp(a - m).sum(over, keepdims=True))).reshape(a.shape[:-axes])


def softmax(a: Floats, axes: int = 1) -> Floats:
    """e^a / Σ e^a over the last axes."""
    over = tuple(range(-axes, 0))
    e = np.exp(a - a.max(over, keepdims=True))
    return e / e.sum(over, keepdims=True)


def length(a: Floats, axes: int = 1) -> Floats:
    """The length of the vectors along the last axes, without overflow."""
    return np.hypot.reduce(a.reshape(*a.shape[:-axes], -1), -1)


def share(a: Floats, y: Floats) -> Floats:
    """1 where an entry is the extreme y of its fellows; entries that tie share it equally.

    The fellows are those along the axes in which y, but not a, is of size 1.
    """
    hits = a == y
    sizes = (1,) * (a.ndim - np.ndim(y)) + np.shape(y)
    fellows = tuple(axis for axis, size in enumerate(sizes) if size == 1)
    return hits / hits.sum(fellows, keepdims=True)


def stack(*arrays: Floats) -> Floats:
    """Arrays of one shape, or that broadcast to one, along a new last axis."""
    return np.stack(np.broadcast_arrays(*arrays), -1)


# --- products ------------------------------------------------------------------------------------


def einsum(form: str, a: Floats, b: Floats) -> Floats:
    """`np.einsum` of two arrays, as one matrix product: "nik,ck->nci" and the like."""
    order_a, order_b, turn, counts = _as_matrices(form)
    shared, rows, summed = counts
    a, b = a.transpose(order_a), b.transpose(order_b)
    kept = a.shape[: shared + rows] + b.shape[shared + summed :]
    batch = a.shape[:shared]
    size = math.prod(a.shape[shared + rows :])
    left = a.reshape(*batch, math.prod(a.shape[shared : shared + rows]), size)
    right = b.reshape(*batch, size, math.prod(b.shape[shared + summed :]))
    return (left @ right).reshape(kept).transpose(turn)


@functools.cache
def _as_matrices(form: str) -> tuple[list[int], list[int], list[int], tuple[int, int, int]]:
    """How both arrays must be transposed, and the product, and how many axes are of which kind."""
    operands, result = form.split("->")
    first, second = operands.split(",")
    shared = [x for x in result if x in first and x in second]
    rows = [x for x in result if x not in second]
    columns = [x for x in result if x not in first]
    summed = [x for x in first if x not in result]
    return (
        [first.index(x) for x in shared + rows + summed],
        [second.index(x) for x in shared + summed + columns],
        [(shared + rows + columns).index(x) for x in result],
        (len(shared), len(rows), len(summed)),
    )


# --- choosing by an index ------------------------------------------------------------------------


def one_hot(index: Floats, size: int) -> Floats:
    """Along a new last axis of that size: where the index is."""
    return np.arange(size) == np.asarray(index)[..., None]


def take(a: Floats, index: Floats) -> Floats:
    """The entry of the last axis at each index.

    Raises:
        ValueError: an index is not one of the axis.
    """
    if np.ndim(index) == 1 and a.ndim == 2:
        return a[_counted(len(a)), _whole(index, a.shape[-1])]
    hits = one_hot(index, a.shape[-1])
    shape = np.broadcast_shapes(a.shape, hits.shape)
    found = np.broadcast_to(a, shape)[np.broadcast_to(hits, shape)]
    if found.size != math.prod(shape[:-1]):
        raise ValueError(f"an index is not a whole number from 0 to {a.shape[-1] - 1}")
    return found.reshape(shape[:-1])


def rows(a: Floats, index: Floats) -> Floats:
    """The rows of a matrix at each index.

    Raises:
        ValueError: an index is not that of a row.
    """
    return a[_whole(index, len(a))]


def _whole(index: Floats, size: int) -> NDArray[np.int64]:
    """The indices as ints, if they are whole numbers from 0 to size - 1."""
    given: NDArray[Any] = np.asarray(index)
    whole = given if given.dtype == int else given.astype(int)
    fits = whole is given or bool((whole == given).all())
    if not fits or np.minimum.reduce(whole, None) < 0 or np.maximum.reduce(whole, None) >= size:
        raise ValueError(f"an index is not a whole number from 0 to {size - 1}")
    return whole


_counted = functools.lru_cache(maxsize=64)(np.arange)


# --- windows -------------------------------------------------------------------------------------


def windows(a: Floats, size: int, axis: int = 0, step: int = 1) -> Floats:
    """All windows of that size along an axis, `step` apart: a view, with them as its last axis."""
    a = np.asarray(a)
    count = (a.shape[axis] - size) // step + 1
    stride = a.strides[axis]
    shape = (*a.shape[:axis], count, *a.shape[axis + 1 :], size)
    strides = (*a.strides[:axis], step * stride, *a.strides[axis + 1 :], stride)
    return np.lib.stride_tricks.as_strided(a, shape, strides, writeable=False)


def overlap_add(a: Floats, length: int, axis: int = 0, step: int = 1) -> Floats:
    """The adjoint of `windows`: each entry is added where its window had it from."""
    count, size = a.shape[axis], a.shape[-1]
    out = np.zeros((*a.shape[:axis], length, *a.shape[axis + 1 : -1]))
    along = np.moveaxis(out, axis, 0)
    for k in range(size):
        along[k : k + (count - 1) * step + 1 : step] += np.moveaxis(a[..., k], axis, 0)
    return out
