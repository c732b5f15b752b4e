"""Where a sequence repeats itself, found without being told the period.

Of each word of 16, 32, 64, ... entries it is asked how far away the same word comes next. Inside a
repetition, words that are at least as long as the period come again after exactly that. So
distances that are met often are tried as periods. This takes N·log N steps on arrays, and ends at
once where no word comes twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.int64]"
Hashes: TypeAlias = "NDArray[np.uint64]"

MOST_DISTANCES = 4  # that are tried for each length of words
SHORTEST = 16  # words, in which most sequences without a period never repeat themselves
ODD = 0x9E3779B97F4A7C15  # 2^64 over the golden ratio, which spreads numbers well (Knuth)


class Stretch(NamedTuple):
    """A stretch of the sequence in which each entry is that of one period before."""

    start: int
    stop: int
    period: int

    @property
    def saved(self) -> int:
        """How many of its entries need not be written down."""
        return self.stop - self.start - self.period


def numbered(things: Iterable[object]) -> Numbers:
    """A number for each, the same for equal ones."""
    known: dict[object, int] = {}
    return np.array([known.setdefault(thing, len(known)) for thing in things])


def stretches(sequence: Numbers, least: int) -> list[Stretch]:
    """The stretches that save most, in their order; they do not overlap.

    Arguments:
        sequence: whole numbers.
        least: so many entries must be saved, 32 or more.
    """
    found = [x for period in _periods(sequence, least) for x in _of(sequence, period, least)]
    free = np.ones(len(sequence), dtype=bool)
    kept = []
    for stretch in sorted(found, key=lambda x: (-x.saved, x.period)):
        start, stop = _longest(free[stretch.start : stretch.stop])
        rest = Stretch(stretch.start + start, stretch.start + stop, stretch.period)
        if rest.saved >= least:
            free[rest.start : rest.stop] = False
            kept.append(rest)
    return sorted(kept)


def _of(sequence: Numbers, period: int, least: int) -> Iterator[Stretch]:
    """The stretches of one period."""
    for start, stop in _runs(sequence[period:] == sequence[:-period]):
        if stop - start >= least:
            yield Stretch(int(start), int(stop) + period, period)


def _longest(where: NDArray[np.bool_]) -> tuple[int, int]:
    """The longest run of truths."""
    runs = _runs(where)
    if not len(runs):
        return 0, 0
    start, stop = runs[np.argmax(runs[:, 1] - runs[:, 0])]
    return int(start), int(stop)


def _runs(where: NDArray[np.bool_]) -> Numbers:
    """Where runs of truths begin and end, a row for each."""
    edges = np.diff(where, prepend=False, append=False)
    return np.flatnonzero(edges).reshape(-1, 2)


def _periods(sequence: Numbers, least: int) -> list[int]:
    """The distances after which words come again often."""
    found: set[int] = set()
    hashes, factor, width = sequence.astype(np.uint64) * np.uint64(ODD), ODD | 2, 1
    while 2 * width <= len(sequence):
        hashes = hashes[:-width] * np.uint64(factor) + hashes[width:]
        factor, width = factor * factor % 2**64, 2 * width
        if width < SHORTEST:
            continue
        distances = _distances(hashes)
        if not len(distances):
            break
        counts = np.bincount(distances)
        often = np.argsort(counts)[-MOST_DISTANCES:]
        found.update(int(x) for x in often if counts[x] >= least // 2)
    return sorted(found)


def _distances(hashes: Hashes) -> Numbers:
    """From each number to the next that is equal, where there is one.

    Numbers and places are sorted as one, which is quickest: the places take the lowest bits.
    """
    bits = len(hashes).bit_length()
    places = np.arange(len(hashes), dtype=np.uint64)
    both = np.sort(hashes >> np.uint64(bits) << np.uint64(bits) | places)
    equal = both[1:] >> np.uint64(bits) == both[:-1] >> np.uint64(bits)
    apart: Hashes = (both[1:] - both[:-1])[equal]
    return apart.astype(np.int64)
