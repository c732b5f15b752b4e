"""The operations of the table on NumPy arrays, where NumPy has no function of its own."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Floats = Any  # np.ndarray of float64


def sigmoid(a: Floats) -> Floats:
    """1/(1 + e^-a); exp is only ever taken of numbers that are not positive."""
    e = np.exp(-np.abs(a))
    return np.where(a >= 0, 1.0, e) / (1.0 + e)


def softplus(a: Floats) -> Floats:
    """log(1 + e^a)."""
    return np.maximum(a, 0.0) + np.log1p(np.exp(-np.abs(a)))


def relu(a: Floats) -> Floats:
    """a where a > 0, else 0."""
    return np.maximum(a, 0.0)


def logsumexp(a: Floats) -> Floats:
    """log Σ e^a over the last axis; the shift by the maximum follows the data."""
    m = a.max(-1)
    return m + np.log(np.exp(a - m[..., None]).sum(-1))


def softmax(a: Floats) -> Floats:
    """e^a / Σ e^a over the last axis."""
    e = np.exp(a - a.max(-1)[..., None])
    return e / e.sum(-1)[..., None]


def share(a: Floats, y: Floats) -> Floats:
    """1 where an entry of the last axis is the extreme y; entries that tie share it equally."""
    hits = a == y[..., None]
    return hits / hits.sum(-1)[..., None]


def hypot(a: Floats) -> Floats:
    """The length of the vectors along the last axis, without overflow."""
    return np.hypot.reduce(a, -1)


def direction(a: Floats, y: Floats) -> Floats:
    """a / y over the last axis, and 0 where the length y is 0."""
    return a / np.where(y == 0, 1.0, y)[..., None]


def take(a: Floats, index: Floats) -> Floats:
    """The entry of the last axis at each index."""
    where = np.broadcast_to(index, a.shape[:-1]).astype(int)[..., None]
    return np.take_along_axis(a, where, -1)[..., 0]


def one_hot(a: Floats, index: Floats) -> Floats:
    """1 at the index along the last axis, else 0."""
    return (np.arange(a.shape[-1]) == np.asarray(index)[..., None]) * 1.0


def stack(*arrays: Floats) -> Floats:
    """Arrays of one shape, or that broadcast to one, along a new last axis."""
    return np.stack(np.broadcast_arrays(*arrays), -1)


def window(a: Floats, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> Floats:
    """Overlapping windows of an array, as a view; strides count elements."""
    flat = np.ascontiguousarray(a).reshape(-1)[offset:]
    return np.lib.stride_tricks.as_strided(
        flat, shape, tuple(s * flat.itemsize for s in strides), writeable=False
    )


def pow_base(y: Floats, a: Floats, b: Floats) -> Floats:
    """d/da a^b."""
    return np.where(b == 0, 0.0, b * a ** (b - 1.0))


def pow_exponent(y: Floats, a: Floats, b: Floats) -> Floats:
    """d/db a^b."""
    safe = np.where(a > 0, a, 1.0)
    return np.where(a > 0, y * np.log(safe), np.where(a < 0, np.nan, 0.0))


erf = np.vectorize(math.erf, otypes=[float])
