"""Generated data: each repeats exactly with the same seed, and comes in random order."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from autograd.telling import value_error
from nn.data.dataset import Dataset
from nn.init import generator

Seed = int | random.Random | None

_GATES = {"and": [0, 0, 0, 1], "or": [0, 1, 1, 1], "nand": [1, 1, 1, 0], "xor": [0, 1, 1, 0]}
_CORNERS = [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)]


def logic_gate(name: str = "xor", n: int = 4, noise: float = 0.0, seed: Seed = None) -> Dataset:
    """The table of a logic gate: inputs 00, 01, 10, 11 and the output.

    Arguments:
        name: "and", "or", "nand" or "xor". One neuron can learn each but xor.
        n: how many samples: the four rows, again and again.
        noise: the standard deviation of what is added to each input.
        seed: of the noise.

    Raises:
        ValueError: another name, or `n` or `noise` out of range.
    """
    if name not in _GATES:
        raise value_error(f"logic_gate must be one of {', '.join(_GATES)}, got {name!r}")
    _check(n, 1, noise)
    rng = generator(seed)
    rows = [(_CORNERS[i % 4], _GATES[name][i % 4]) for i in range(n)]
    X = [[x + rng.gauss(0.0, noise) if noise else x for x in corner] for corner, _ in rows]
    return Dataset(X, [y for _, y in rows], ["x1", "x2"], ["0", "1"], name)


def moons(n: int = 200, noise: float = 0.1, seed: Seed = None) -> Dataset:
    """Two half circles that reach into each other.

        class 0: (cos t, sin t)        class 1: (1 - cos t, 1/2 - sin t),        t from 0 to π

    Arguments:
        n: how many samples in both together, at least 2.
        noise: the standard deviation of what is added to each coordinate; above 0.2 they mix.
        seed: of the noise and of the order.
    """
    _check(n, 2, noise)
    outer = [(math.cos(t), math.sin(t), 0) for t in _evenly(0.0, math.pi, n // 2)]
    inner = [(1.0 - math.cos(t), 0.5 - math.sin(t), 1) for t in _evenly(0.0, math.pi, n - n // 2)]
    return _scatter(outer + inner, noise, generator(seed))


def circles(n: int = 200, noise: float = 0.05, factor: float = 0.5, seed: Seed = None) -> Dataset:
    """A circle of radius 1 (class 0) around one of radius `factor` (class 1).

    Arguments:
        n: how many samples in both together, at least 2.
        noise: the standard deviation of what is added to each coordinate.
        factor: the radius of the inner circle, between 0 and 1.
        seed: of the noise and of the order.
    """
    _check(n, 2, noise)
    if not 0 < factor < 1:
        raise value_error(f"factor must be between 0 and 1, got {factor}")
    points = []
    for label, radius, count in ((0, 1.0, n // 2), (1, factor, n - n // 2)):
        for i in range(count):  # a full turn: its end is its beginning, and is left out
            t = 2.0 * math.pi * i / count
            points.append((radius * math.cos(t), radius * math.sin(t), label))
    return _scatter(points, noise, generator(seed))


def spiral(n: int = 300, classes: int = 3, noise: float = 0.1, seed: Seed = None) -> Dataset:
    """Arms that wind out of one centre, one class each.

        (r sin t, r cos t),    t = 4r + 2πc/C + noise,    r from 0 to 1

    Arguments:
        n: how many samples in all arms together, at least one each.
        classes: how many arms, at least 2.
        noise: the standard deviation of the angle, in radians.
        seed: of the noise and of the order.

    After the spiral of Stanford's course CS231n.
    """
    _check(n, classes, noise)
    rng = generator(seed)
    points = []
    for label, count in enumerate(_shares(n, classes)):
        for r in _evenly(0.0, 1.0, count):
            t = 4.0 * r + 2.0 * math.pi * label / classes + rng.gauss(0.0, noise)
            points.append((r * math.sin(t), r * math.cos(t), label))
    return _scatter(points, 0.0, rng, classes)


def blobs(n: int = 300, classes: int = 3, noise: float = 1.0, seed: Seed = None) -> Dataset:
    """Round clouds whose centres stand evenly on a circle of radius 4.

    Arguments:
        n: how many samples in all clouds together, at least one each.
        classes: how many clouds, at least 2.
        noise: the standard deviation of each coordinate around its centre.
        seed: of the noise and of the order.
    """
    _check(n, classes, noise)
    points = []
    for label, count in enumerate(_shares(n, classes)):
        t = 2.0 * math.pi * label / classes
        points += [(4.0 * math.cos(t), 4.0 * math.sin(t), label)] * count
    return _scatter(points, noise, generator(seed), classes)


def linear(
    n: int = 100,
    weights: Sequence[float] = (2.0,),
    bias: float = 1.0,
    noise: float = 0.1,
    seed: Seed = None,
) -> Dataset:
    """A number to predict that is a weighted sum: y = w·x + b + noise.

    Arguments:
        n: how many samples.
        weights: w, one per feature; each feature is uniform between -1 and 1.
        bias: b.
        noise: the standard deviation of what is added to y.
        seed: of the features and of the noise.
    """
    _check(n, 1, noise)
    rng = generator(seed)
    X = [[rng.uniform(-1.0, 1.0) for _ in weights] for _ in range(n)]
    y = [sum(w * a for w, a in zip(weights, x)) + bias + rng.gauss(0.0, noise) for x in X]
    return Dataset(X, y, [f"x{i + 1}" for i in range(len(weights))], [])


def _check(n: int, least: int, noise: float) -> None:
    if not isinstance(n, int) or n < least:
        raise value_error(f"n must be a whole number of at least {least}, got {n!r}")
    if not 0.0 <= noise < math.inf:
        raise value_error(f"noise is a standard deviation, 0 or more; got {noise!r}")


def _evenly(start: float, stop: float, count: int) -> list[float]:
    """`count` numbers from start to stop at equal distances, both ends included."""
    if count == 1:
        return [start]
    return [start + (stop - start) * i / (count - 1) for i in range(count)]


def _shares(n: int, classes: int) -> list[int]:
    """How many of n samples each class gets: as equal as can be."""
    if classes < 2:
        raise value_error(f"classes must be at least 2, got {classes!r}")
    return [n // classes + (i < n % classes) for i in range(classes)]


def _scatter(
    points: list[tuple[float, float, int]], noise: float, rng: random.Random, classes: int = 2
) -> Dataset:
    """The points with noise added to each coordinate, in random order."""
    points = [(a + rng.gauss(0.0, noise), b + rng.gauss(0.0, noise), c) for a, b, c in points]
    rng.shuffle(points)
    names = [str(c) for c in range(classes)]
    return Dataset([[a, b] for a, b, _ in points], [c for *_, c in points], ["x1", "x2"], names)
