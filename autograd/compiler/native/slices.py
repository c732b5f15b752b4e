"""How many samples are shared out: a few abreast, many in a slice, and slices to threads.

The slices are always the same, and what they add to a shared gradient is summed in their order; so
the sum is the same however many threads take slices.
"""

from __future__ import annotations

import functools

from autograd.compiler.native.abreast import ABREAST
from autograd.compiler.native.lanes import Lanes
from autograd.compiler.native.program import Layout

MOST_SLICES, SMALLEST = 64, 8  # and of samples in a slice


class Slices:
    """How the samples are shared out, and where in the memory what they need is.

    Attributes:
        at_once: so many samples go abreast.
        size: so many samples are a slice; the last one may have fewer.
        count: how many slices there are.
        sums: the place of the sums of slices.
        scratch: the place of the memory of samples abreast, which ...
        room: ... takes so many numbers, and as many for their gradients.
        work: how many nodes all samples have together.
    """

    def __init__(self, lanes: Lanes) -> None:
        of_sample, self._lanes = Layout(lanes.sample), lanes
        self.at_once = 1 if of_sample.indices else ABREAST  # a loop over operands goes over one
        wanted = min(MOST_SLICES, max(1, lanes.count // SMALLEST))
        self.size = -(-lanes.count // (wanted * self.at_once)) * self.at_once
        self.count = -(-lanes.count // self.size)
        self.sums = Layout(lanes.rest).memory
        self.scratch = self.sums + self.count * len(lanes.shared) * self.at_once
        self.room = of_sample.memory * self.at_once
        self.work = lanes.count * len(lanes.sample.nodes)

    @functools.cached_property
    def are_apart(self) -> bool:
        """Whether no number belongs to samples of two slices, so that both would add to it."""
        owner: dict[int | float, int] = {}
        return all(
            owner.setdefault(place, b // self.size) == b // self.size
            for source in self._lanes.sources
            if isinstance(source[0], int)
            for b, place in enumerate(source)
        )
