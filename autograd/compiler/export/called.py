"""What exported modules call: their source is copied, so each needs NumPy and the others alone."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from autograd.telling import type_error, value_error

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from autograd.compiler.arrays import Floats
    from autograd.compiler.record import Nesting


def array_of(name: str, given: ArrayLike, shape: tuple[int, ...]) -> Floats:
    """The numbers of an argument as an array of that shape."""
    array = np.asarray(given)
    if array.dtype.kind == "O" and all(isinstance(x, Real) for x in array.flat):
        array = array.astype(float)
    if array.dtype.kind not in "fiub":
        raise type_error(f"{name} is to be made of numbers, got {array.dtype}")
    if array.shape != shape:
        raise value_error(f"{name} has the shape {array.shape}; this program is for {shape}")
    if not np.isfinite(array).all():
        raise value_error(f"{name} is not finite")
    return array.astype(float)


def flat_of(name: str, given: object, form: Nesting) -> list[float]:
    """The numbers of nested lists, one after the other: (2, 3), or a form for each part."""
    if hasattr(given, "tolist"):
        given = given.tolist()
    if not form:
        if not isinstance(given, Real):
            raise type_error(f"{name} is to be made of numbers, got {type(given).__name__}")
        if not math.isfinite(given):
            raise value_error(f"{name} is not finite")
        return [float(given)]
    forms = form[1:] if form[0] == "ragged" else [form[1:]] * form[0]
    if not isinstance(given, (list, tuple)) or len(given) != len(forms):
        raise value_error(f"{name} is not nested as this program wants it: {form}")
    return [x for part, mine in zip(given, forms) for x in flat_of(name, part, mine)]


def nested_in(form: Nesting, numbers: Iterator[float]) -> object:
    """These numbers in nested lists of that form."""
    if not form:
        return next(numbers)
    forms = form[1:] if form[0] == "ragged" else [form[1:]] * form[0]
    return [nested_in(part, numbers) for part in forms]


def check_keys(name: str, given: object, keys: list[object]) -> None:
    """Raises ValueError where a dict has other keys than these."""
    if not isinstance(given, dict) or {*given} != {*keys}:
        found = [*given] if isinstance(given, dict) else type(given).__name__
        raise value_error(f"{name} is to be a dict with the keys {keys}, got {found}")


def check_same(name: str, given: object, known: object) -> None:
    """Raises ValueError where an argument is not what it was when this program was made."""
    if type(given) is not type(known) or given != known:
        raise value_error(f"this program is for {name}={known!r}, got {given!r}")


def vector_of(parameters: Mapping[str, ArrayLike], own: Mapping[str, ArrayLike]) -> Floats:
    """All parameters in one vector, in the order of a module's own."""
    check_keys("parameters", parameters, [*own])
    parts = [array_of(name, parameters[name], np.shape(own[name])) for name in own]
    return np.concatenate([np.zeros(0), *parts], axis=None)


def parts_of(vector: Floats, own: Mapping[str, ArrayLike]) -> dict[str, Floats | float]:
    """A vector as the parameters by their names."""
    parts: dict[str, Floats | float] = {}
    start = 0
    for name, number in own.items():
        shape, size = np.shape(number), np.size(number)
        part = np.array(vector[start : start + size]).reshape(shape)
        parts[name], start = part if shape else float(part), start + size
    return parts


def in_shape(gradient: ArrayLike, shape: tuple[int, ...]) -> Floats | float:
    """A gradient with all its entries; that of a number as a float."""
    if not shape:
        return float(np.reshape(gradient, ()))
    full = np.size(gradient) == math.prod(shape)
    return np.array(np.reshape(gradient, shape) if full else np.broadcast_to(gradient, shape))


def check_finite(gradients: Iterable[ArrayLike]) -> None:
    """Raises FloatingPointError if a derivative is NaN or infinite."""
    if not all(np.isfinite(x).all() for x in gradients):
        raise FloatingPointError("a derivative is not finite")


def check_normal(given: Iterable[Floats]) -> None:
    """Raises FloatingPointError where a number is so small that XLA takes it for 0."""
    tiny = np.finfo(float).tiny
    if any(((np.abs(x) < tiny) & (x != 0.0)).any() for x in given):
        raise FloatingPointError("a number is subnormal, which JAX takes for 0")


# --- rows ----------------------------------------------------------------------------------------


def rows_of(given: ArrayLike, shape: tuple[int, ...]) -> Floats:
    """Rows of that shape as an array; a single row is none."""
    array = np.asarray(given)
    if array.ndim != len(shape) + 1 or not len(array):
        raise value_error(f"rows are to be an array of shape (n, {shape}), got {array.shape}")
    return array_of("rows", array, (len(array), *shape))


def seeds_of(seed: ArrayLike | None, shape: tuple[int, ...]) -> Floats:
    """For each output of each row what it counts in the gradient: 1 for a single output."""
    if seed is None and len(shape) > 1:
        raise value_error(f"seed is to say what each of the {shape[1:]} outputs counts")
    given = np.asarray(1.0 if seed is None else seed)
    return array_of("seed", np.broadcast_to(given, shape), shape)


# --- the same for floats alone, without NumPy ----------------------------------------------------


def floats_of(parameters: Mapping[str, object], own: Mapping[str, float]) -> list[float]:
    """All parameters in one list, in the order of a module's own."""
    check_keys("parameters", parameters, [*own])
    return [x for name in own for x in flat_of(name, parameters[name], ())]


def check_floats(gradients: Iterable[list[float]]) -> None:
    """Raises FloatingPointError if a derivative is NaN or infinite."""
    if not all(map(math.isfinite, itertools.chain.from_iterable(gradients))):
        raise FloatingPointError("a derivative is not finite")
