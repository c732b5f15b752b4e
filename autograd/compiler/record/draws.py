"""The random numbers that a compiled program takes at each call (those of dropout)."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MANY = 5000  # from here on NumPy draws faster, although the state must be carried over and back


class Draws:
    """Numbers uniform in [0, 1), each from its own generator, in the order of the scalar code.

    Arguments:
        generators: for each number the `random.Random` it comes from, or the module `random`.
    """

    def __init__(self, generators: list[random.Random]) -> None:
        self.generators = generators
        self.distinct = list({id(generator): generator for generator in generators}.values())

    def __len__(self) -> int:
        return len(self.generators)

    def __call__(self, calls: int = 1) -> NDArray[np.float64]:
        """The numbers for so many calls: an array of shape (calls, len(self))."""
        count = calls * len(self)
        if len(self.distinct) == 1 and count >= MANY and _is_plain(self.distinct[0]):
            return _by_numpy(self.distinct[0], count).reshape(calls, len(self))
        return np.array([[g.random() for g in self.generators] for _ in range(calls)])

    def like(self) -> NDArray[np.float64]:
        """An array like that for one call, without drawing."""
        return np.full(len(self), 0.5)

    def state(self) -> list[tuple[Any, ...]]:
        """Where the generators are, for `restore`."""
        return [generator.getstate() for generator in self.distinct]

    def restore(self, state: list[tuple[Any, ...]]) -> None:
        """Gives back the numbers drawn since."""
        for generator, before in zip(self.distinct, state):
            generator.setstate(before)


def _is_plain(generator: object) -> bool:
    return generator is random or type(generator) is random.Random


def _by_numpy(generator: random.Random, count: int) -> NDArray[np.float64]:
    """What `generator.random()` gives: NumPy's older generator is the same Mersenne Twister."""
    version, words, gauss = generator.getstate()
    twister: Any = np.random.RandomState()
    twister.set_state(("MT19937", words[:-1], words[-1]))
    numbers: NDArray[np.float64] = twister.random_sample(count)
    _, key, position = twister.get_state()[:3]
    generator.setstate((version, (*key.tolist(), int(position)), gauss))
    return numbers
