"""Kinds of numbers and shapes of arrays; the axis of the samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias, Union

import numpy as np

from autograd.telling import value_error

if TYPE_CHECKING:
    from numpy.typing import NDArray

Sizes = tuple[int, ...]
Attribute = Union[int, str, Sequence[int]]  # noqa: UP007  (3.10 cannot | a class of typing at run time)
Numbers: TypeAlias = "NDArray[np.generic]"
FLOAT, DOUBLE, BOOL, INT = "float32", "float64", "bool", "int64"


class Batch(int):
    """The number of samples: one while the graph is written, and any when it runs."""


class NotForAllError(Exception):
    """What is written goes for one number of samples alone."""


def held(numbers: Numbers, kind: str, name: str) -> Numbers:
    """The numbers in their kind. Raises ValueError where one of them is too large or too small."""
    with np.errstate(over="ignore", under="ignore"):
        found = numbers.astype(kind)
    lost = (np.isfinite(numbers) & ~np.isfinite(found)) | ((numbers != 0) & (found == 0))
    if lost.any():
        (first, *_) = numbers[lost].ravel().tolist()
        raise value_error(
            f"{name}: ONNX files hold numbers of 32 bits, from 1e-45 to 3.4e38 in size or 0, "
            f"got {first!r}; bring it into that range"
        )
    return found


def broadcast(a: Sizes, b: Sizes) -> Sizes:
    """The shape of two arrays together.

    Raises:
        NotForAllError: one has the samples where the other has a certain number of them.
    """
    rank = max(len(a), len(b))
    pairs = zip((1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b)
    return tuple([_together(m, n) for m, n in pairs])


def _together(m: int, n: int) -> int:
    if m == 1 or n == 1:
        return n if m == 1 else m
    if isinstance(m, Batch) != isinstance(n, Batch):
        raise NotForAllError
    return m
