"""Samples to predict from, whatever they come in: lists, arrays, a DataFrame."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from reprlib import repr as shortened
from typing import Any

from autograd import Value
from autograd.real import to_float
from autograd.structure import as_nested, flatten, map_leaves
from autograd.telling import type_error, value_error
from nn.data import Dataset, Standardizer
from nn.files import Json


@dataclass
class Given:
    """Samples as a model takes them, and how results are to be given back.

    Attributes:
        samples: in nested lists, where they are not in an array.
        array: in an array of floats; None where NumPy is missing, or they differ in their form.
        as_array: whether an array was given, and so is wanted back.
        scale: how the numbers to predict were standardised, if they were.
    """

    samples: list[Any]
    array: Any
    as_array: bool
    scale: Standardizer | None

    def undone(self, outputs: Any) -> Any:
        """Predicted numbers as they were before they were standardised."""
        if self.scale is None:
            return outputs
        (mean,), (scale,) = self.scale
        if hasattr(outputs, "astype"):
            return outputs * scale + mean
        return map_leaves(lambda number: number * scale + mean, outputs)

    def returned(self, found: Any) -> Any:
        """What was found, in lists where lists were given."""
        return found if self.as_array else as_nested(found)


def given_samples(metadata: Json, X: Any) -> Given:
    """The samples that somebody gives, looked at.

    Arguments:
        metadata: the model's, with the names of its features, and how these were standardised.
        X: see `predicting.predict`.
    """
    names = metadata.get("feature_names")
    if names and hasattr(X, "columns"):
        X = X[_columns(X.columns, names)]
    if isinstance(X, Dataset):
        raise type_error("predict takes samples alone: of a Dataset, model.predict(data.X)")
    as_array = hasattr(X, "__array__")
    if not as_array and (isinstance(X, (str, bytes, dict)) or not isinstance(X, Iterable)):
        raise type_error(f"predict takes a list or an array of samples, got {_told(X)}")
    samples = X if as_array else [as_nested(x) for x in X]
    array = _array(samples, as_array)
    if not len(samples if array is None else array):
        raise value_error("predict needs at least one sample, got none")
    if array is None:
        _check(samples)
    scale = metadata.get("target_standardizer")
    given = Given(
        samples if array is None else [], array, as_array, Standardizer(**scale) if scale else None
    )
    if metadata.get("standardizer"):
        _standardize(given, Standardizer(**metadata["standardizer"]), names or [])
    return given


def _columns(columns: Iterable[object], names: list[str]) -> list[str]:
    """The names of a table's columns that are wanted, if it has them."""
    missing = [name for name in names if name not in [*columns]]
    if missing:
        raise value_error(f"the model's features are {names}; the table has no {missing}")
    return names


def _array(samples: Any, is_array: bool) -> Any:
    """The samples as an array of finite floats; None where lists can't be one."""
    try:
        import numpy as np
    except ImportError:
        return None
    try:
        array = np.asarray(samples)
    except ValueError:  # they differ in their form
        return None
    if is_array and not array.ndim:
        raise type_error(f"predict takes a list or an array of samples, got {_told(samples)}")
    if array.dtype.kind == "O" and not any(isinstance(x, (Value, dict)) for x in array.flat):
        _check(array.tolist())
        return np.array([*map(to_float, array.flat)]).reshape(array.shape)
    if array.dtype.kind not in "fiub" or not np.isfinite(array).all():
        _check(array.tolist() if is_array else samples)
        return None
    return array.astype(float)


def _check(samples: Sequence[object]) -> None:
    """Raises what there is against the first sample that is not made of finite numbers."""
    for i, sample in enumerate(samples):
        for number in flatten(sample):
            if isinstance(number, Value):
                raise type_error(
                    f"X[{i}] has a Value in it, and predict returns plain numbers, through which "
                    "no gradient passes; call the model itself: [model(x) for x in X]"
                )
            try:
                is_finite = math.isfinite(to_float(number))
            except TypeError as error:
                raise type_error(f"X[{i}]: {error}") from None
            except OverflowError:
                is_finite = False
            if not is_finite:
                raise value_error(f"X[{i}] is not finite: {shortened(sample)}")


def _standardize(given: Given, standardizer: Standardizer, names: Sequence[str]) -> None:
    """The samples as the model knows them: with mean 0 and standard deviation 1."""
    count = len(standardizer.mean)
    samples = given.samples if given.array is None else given.array
    if any(len(x) != count if hasattr(x, "__len__") else True for x in samples[:1]):
        features = f" ({', '.join(names)})" if names else ""
        raise value_error(
            f"this model takes samples of {count} numbers{features}, got {samples[0]}"
        )
    if given.array is None:
        given.samples = [standardizer(x) for x in given.samples]
    else:
        given.array = (given.array - standardizer.mean) / standardizer.scale


def _told(thing: object) -> str:
    return f"{type(thing).__name__} {shortened(thing)}"
