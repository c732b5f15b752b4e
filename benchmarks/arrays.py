"""What the programs of networks begin with: the same numbers for all libraries."""

import random
from itertools import pairwise
from typing import Any

Layers = list[tuple[list[list[float]], list[float]]]


def layers(sizes: list[int], seed: int = 0) -> Layers:
    """For each layer a row of weights for each neuron, as He's rule draws them, and its biases."""
    rng = random.Random(seed)
    made = []
    for inputs, neurons in pairwise(sizes):
        bound = (6.0 / inputs) ** 0.5
        rows = [[rng.uniform(-bound, bound) for _ in range(inputs)] for _ in range(neurons)]
        made.append((rows, [0.0] * neurons))
    return made


def matrix(seed: int, rows: int, columns: int) -> list[list[float]]:
    """Weights between -1 and 1 over the root of the inputs."""
    rng, bound = random.Random(seed), columns**-0.5
    return [[rng.uniform(-bound, bound) for _ in range(columns)] for _ in range(rows)]


def numbers(seed: int, *shape: int) -> Any:
    """Nested lists of numbers between -1 and 1."""
    rng = random.Random(seed)

    def drawn(shape: tuple[int, ...]) -> Any:
        if not shape:
            return rng.uniform(-1.0, 1.0)
        return [drawn(shape[1:]) for _ in range(shape[0])]

    return drawn(shape)


def times(W: list[list[Any]], x: list[Any]) -> list[Any]:
    """W x, in scalars."""
    from autograd import dot

    return [dot(row, x) for row in W]


def plus(x: list[Any], y: list[Any]) -> list[Any]:
    """x + y, in scalars."""
    return [a + b for a, b in zip(x, y)]


def squared_error(ys: Any, targets: Any) -> Any:
    """The mean over all numbers in two lists of vectors, in scalars."""
    from autograd import mean

    return mean((y - t) ** 2 for row, wanted in zip(ys, targets) for y, t in zip(row, wanted))


def put(model: Any, start: Layers) -> Any:
    """The model, of our `nn` or of micrograd's, with these numbers for its parameters."""
    numbers = [x for rows, biases in start for row, b in zip(rows, biases) for x in (*row, b)]
    for parameter, number in zip(model.parameters(), numbers, strict=True):
        parameter.data = number
    return model


def arrays_of(start: Layers) -> list[Any]:
    """W1, b1, W2, b2, ... as NumPy's arrays."""
    import numpy as np

    return [np.array(part) for layer in start for part in layer]


def vector_of(arrays: list[Any]) -> Any:
    """All their numbers, one after the other."""
    import numpy as np

    return np.concatenate([array.ravel() for array in arrays])


def views(vector: Any, arrays: list[Any]) -> list[Any]:
    """The parts of such a vector in the shapes of the arrays."""
    import numpy as np

    ends = np.cumsum([array.size for array in arrays])
    parts = np.split(vector, ends[:-1])
    return [part.reshape(array.shape) for part, array in zip(parts, arrays)]
