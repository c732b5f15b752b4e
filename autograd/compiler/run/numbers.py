"""Numbers in lists and in arrays: one as the other, and whether they are finite."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from struct import pack_into
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from autograd.compiler.program import Array
from autograd.compiler.record import Numbers, as_list

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats

# What floats raise, arrays shall raise too, whatever the caller's own settings are.
ERRORS: Any = {"over": "raise", "divide": "raise", "invalid": "raise", "under": "ignore"}
ERRORS_BACK: Any = {**ERRORS, "over": "ignore"}  # what is not finite in the end is seen then
T = TypeVar("T", bound=Numbers)


def are_finite(*given: Numbers) -> bool:
    """Whether no number is NaN or infinite. A sum tells most quickly, unless it is too large."""
    try:
        if all(isfinite(sum(x) if type(x) is list else np.add.reduce(x, None)) for x in given):
            return True
    except FloatingPointError:
        pass
    return all(np.isfinite(x).all() for x in given)


def all_finite(gradients: list[T]) -> list[T]:
    """The gradients. Raises FloatingPointError if one is NaN or infinite."""
    if not are_finite(*gradients):
        raise FloatingPointError("a derivative is not finite")
    return gradients


def spread_out(gradient: Numbers, shape: tuple[int, ...]) -> list[float]:
    """What `Code.backward` gives for an input of this shape, number by number."""
    return as_list(gradient if type(gradient) is list else np.broadcast_to(gradient, shape))


def as_array(numbers: Numbers) -> Floats:
    """The numbers as an array. `struct` takes a third of the time that NumPy takes for a list."""
    if not isinstance(numbers, list):
        return numbers
    array = np.empty(len(numbers))
    pack_into(f"{len(numbers)}d", array.data, 0, *numbers)
    return array


def as_arrays(inputs: Iterable[Numbers], arrays: Iterable[Array]) -> list[Floats]:
    """The inputs as arrays of NumPy, in their shapes."""
    return [
        as_array(x).reshape(array.shape) if isinstance(x, list) else x
        for x, array in zip(inputs, arrays)
    ]
