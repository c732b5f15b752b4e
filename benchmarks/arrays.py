"""What the hand-written programs begin with: a model's parameters as arrays."""

from typing import Any

import numpy as np

import nn


def parameters_of(model: nn.MLP) -> list[Any]:
    """W1, b1, W2, b2, ..."""
    arrays: list[Any] = []
    for layer in model.layers:
        arrays.append(np.array([[w.data for w in neuron.w] for neuron in layer.neurons]))
        arrays.append(np.array([neuron.b.data for neuron in layer.neurons]))
    return arrays


def vector_of(arrays: list[Any]) -> Any:
    """All their numbers, one after the other."""
    return np.concatenate([array.ravel() for array in arrays])


def views(vector: Any, arrays: list[Any]) -> list[Any]:
    """The parts of such a vector in the shapes of the arrays."""
    ends = np.cumsum([array.size for array in arrays])
    parts = np.split(vector, ends[:-1])
    return [part.reshape(array.shape) for part, array in zip(parts, arrays)]
