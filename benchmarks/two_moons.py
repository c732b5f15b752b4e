"""The two-moons loss as scalars and as arrays, of any number of points, for every library.

It is that of micrograd's demo, written out: a network of 2-16-16-1, and the hinge. Its graph has
about 680 scalar nodes for each point. Scalar libraries are given the scalar text, libraries of
arrays the layers as people write them there.
"""

import random
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

SIZES = 2, 16, 16, 1
NODES_OF_A_POINT = 678

Lap = Callable[[str], None]


class Laps(dict[str, float]):
    """Seconds of the processor, by the name of the stage."""

    def __init__(self) -> None:
        super().__init__()
        self._at = time.process_time()

    def __call__(self, stage: str) -> None:
        """The stage ends here."""
        now = time.process_time()
        self[stage] = self.get(stage, 0.0) + now - self._at
        self._at = now


def unheard(stage: str) -> None:
    """Nobody wants to know how long it took."""


def points(nodes: int) -> tuple[list[list[float]], list[float]]:
    """For about so many nodes."""
    rng = random.Random(1)
    count = max(1, nodes // NODES_OF_A_POINT)
    X = [[rng.uniform(-1.0, 1.0) for _ in range(2)] for _ in range(count)]
    return X, [rng.choice((-1.0, 1.0)) for _ in range(count)]


def start() -> list[Any]:
    """Weights and biases of each layer, and then of the next."""
    rng = random.Random(0)
    arrays: list[Any] = []
    for inputs, outputs in pairwise(SIZES):
        arrays.append([[rng.uniform(-1.0, 1.0) for _ in range(inputs)] for _ in range(outputs)])
        arrays.append([rng.uniform(-0.5, 0.5) for _ in range(outputs)])
    return arrays


def flat(arrays: list[Any]) -> list[float]:
    """Their numbers one after the other."""
    return [x for array in arrays for row in array for x in (row if type(row) is list else [row])]


def scalar_loss(arrays: list[Any], X: Any, y: Any, relu: Callable[[Any], Any]) -> Any:
    """In scalars."""
    total = 0.0
    layers = list(zip(arrays[::2], arrays[1::2]))
    for x, label in zip(X, y):
        for W, b in layers:
            x = [sum((w * xi for w, xi in zip(row, x)), bias) for row, bias in zip(W, b)]
            x = [relu(z) for z in x] if W is not arrays[-2] else x
        total = total + relu(1 - label * x[0])
    return total / len(X)


def array_loss(arrays: list[Any], X: Any, y: Any, relu: Callable[[Any], Any]) -> Any:
    """In arrays: a point is a row."""
    x = X
    for W, b in zip(arrays[:-2:2], arrays[1:-2:2]):
        x = relu(x @ W.T + b)
    return relu(1 - y * (x @ arrays[-2].T + arrays[-1])[:, 0]).mean()


def by_hand(np: Any, arrays: list[Any], X: Any, y: Any) -> tuple[float, list[Any]]:
    """Its value and gradient in NumPy, the way back as a person derives it."""
    xs = [X]
    for W, b in zip(arrays[:-2:2], arrays[1:-2:2]):
        xs.append(np.maximum(xs[-1] @ W.T + b, 0.0))
    hinge = 1.0 - y * (xs[-1] @ arrays[-2].T + arrays[-1])[:, 0]
    dz = (-y * (hinge > 0.0) / len(y))[:, None]
    gradients: list[Any] = []
    for W, x in zip(arrays[-2::-2], reversed(xs)):
        gradients = [dz.T @ x, dz.sum(0), *gradients]
        dz = dz @ W * (x > 0.0)
    return np.maximum(hinge, 0.0).mean(), gradients
