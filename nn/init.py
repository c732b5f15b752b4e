"""How weights start: functions `(nin, nout, rng) -> one weight`, chosen by name.

A sum of n inputs with independent weights of variance v has variance n·v times that of an input.
Xavier and He choose v so that signals neither grow nor fade from layer to layer; which v does it
depends on the activation. Biases always start at 0.
"""

from __future__ import annotations

import math
import operator
import random
from collections.abc import Callable

from nn.names import chosen

Init = Callable[[int, int, random.Random], float]


def uniform(nin: int, nout: int, rng: random.Random) -> float:
    """U(-1, 1), whatever the size of the layer: micrograd's, and good for small networks."""
    return rng.uniform(-1.0, 1.0)


def xavier_uniform(nin: int, nout: int, rng: random.Random) -> float:
    """U(-a, a) with a = √(6 / (nin + nout)), for tanh and sigmoid (Glorot and Bengio, 2010)."""
    bound = math.sqrt(6.0 / (nin + nout))
    return rng.uniform(-bound, bound)


def xavier_normal(nin: int, nout: int, rng: random.Random) -> float:
    """N(0, σ²) with σ² = 2 / (nin + nout), for tanh and sigmoid (Glorot and Bengio, 2010)."""
    return rng.gauss(0.0, math.sqrt(2.0 / (nin + nout)))


def he_uniform(nin: int, nout: int, rng: random.Random) -> float:
    """U(-a, a) with a = √(6 / nin), for relu and its relatives (He et al., 2015)."""
    bound = math.sqrt(6.0 / nin)
    return rng.uniform(-bound, bound)


def he_normal(nin: int, nout: int, rng: random.Random) -> float:
    """N(0, σ²) with σ² = 2 / nin, for relu and its relatives (He et al., 2015)."""
    return rng.gauss(0.0, math.sqrt(2.0 / nin))


def zeros(nin: int, nout: int, rng: random.Random) -> float:
    """0. Neurons that start equal stay equal, so this is for one layer, or to show why not."""
    return 0.0


SATURATING = ("tanh", "sigmoid", "linear")
"""Activations whose slope at 0 is no more or less on one side: Xavier's variance is theirs."""

INITS: dict[str, Init] = {
    init.__name__: init
    for init in (uniform, xavier_uniform, xavier_normal, he_uniform, he_normal, zeros)
}
"""Every initialisation by name."""


def get(init: str | Init, activation: object = "relu") -> Init:
    """The initialisation of that name; a function is returned as it is.

    "auto" goes with the activation: Xavier's where that saturates, He's for relu and its relatives.

    Raises:
        ValueError: no initialisation has that name.
    """
    if init == "auto":
        saturates = getattr(activation, "name", activation) in SATURATING
        return xavier_uniform if saturates else he_uniform
    return chosen("init", INITS, init)


# The functions of the module `random` are the methods of one generator that all share.
_SHARED: random.Random = random  # type: ignore[assignment]


def generator(seed: int | random.Random | None) -> random.Random:
    """The random numbers that a `seed` argument means.

    Arguments:
        seed: a whole number for a generator of one's own, which always gives the same numbers; a
            `random.Random` to go on with; None for Python's shared generator, so that
            `random.seed(1337)` beforehand decides, as with micrograd.

    Raises:
        TypeError: `seed` is none of those.
    """
    if seed is None or seed is _SHARED:
        return _SHARED
    return seed if isinstance(seed, random.Random) else random.Random(operator.index(seed))
