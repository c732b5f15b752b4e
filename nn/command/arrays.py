"""Many samples in an array, where NumPy is there: lists are looked through number by number."""

from __future__ import annotations

from collections.abc import Sequence

from nn.data import Samples


def in_array(X: Sequence[Sequence[float]]) -> Samples:
    """The samples as an array of floats; where NumPy is missing, as they are."""
    try:
        import numpy as np
    except ImportError:
        return X
    return np.array(X, float)


def of_columns(features: Sequence[Sequence[float]]) -> Samples:
    """The samples of these columns as an array of floats; where NumPy is missing, in lists."""
    array = in_array(features)
    return [*map(list, zip(*features))] if array is features else array.T.copy()
