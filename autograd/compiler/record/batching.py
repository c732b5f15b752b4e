"""One sample for all: how `vmap` is traced inside a compiled function.

The function is called once, on the first sample, and each number of it is a node that knows the
same number of all other samples. What is made of such nodes stands for a whole batch; the lifter
gives it one axis more, and z = Σ w·x becomes z[b] = Σ w·x[b]. Outside, the b-th result is a node
that says: the b-th of that batch.

    x  = batch(x_0, x_1, ..., x_63)       recorded first, one for each number of a sample
    z  = w * x + b                        the function, recorded once
    z3 = sample(z, 3)                     what the rest of the program sees as the third result

Whoever hands a node out of the function by another way than as its result spoils this, and so do
samples that differ in their form. Then `BatchingError` is raised, and all samples are recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeVar

from autograd.compiler.record.region import BatchingError, Region
from autograd.compiler.record.stand_ins import Input, PlainNumber, TracedNumber
from autograd.compiler.record.tracing import Recorder
from autograd.real import to_float
from autograd.structure import flatten, like, map_leaves
from autograd.value import Value

T = TypeVar("T")


class BatchingRecorder(Recorder):
    """A recorder to which the samples of a `vmap` are one.

    Attributes:
        regions: what was recorded of each `vmap`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.regions: list[Region] = []
        self._open: list[Region] = []

    def map_samples(self, f: Callable[..., T], samples: list[tuple[object, ...]]) -> list[T]:
        """The results of all samples, of which one is recorded."""
        region = Region(len(self.regions), len(samples), len(self.nodes))
        self.regions.append(region)
        self._open.append(region)
        try:
            result = f(*[_stand_in(region, parts) for parts in zip(*samples)])
        finally:
            self._open.pop()
        region.stop = len(self.nodes)
        self._draw_for(region)
        for node, of_samples in region.leaves.items():
            node.parents = of_samples
        return [_result(region, result, Value(float(b))) for b in range(region.count)]

    def size_of_all(self) -> int:
        """About how many scalar operations there would be if each sample were recorded."""
        sizes = [
            region.count * sum(len(node.parents) for node in self.nodes[region.start : region.stop])
            for region in self.regions
        ]
        return sum(sizes)

    def draw(self, rng: Random) -> Value:
        """A random leaf; inside a `vmap` it stands for one in each sample, to be drawn later."""
        if not self._open:
            return super().draw(rng)
        node = _leaf(self._open[-1], 0.5, ())
        self._open[-1].draws.append((node, rng))
        return node

    def _draw_for(self, region: Region) -> None:
        """The random leaves of all samples, in the order of the scalar code: sample by sample."""
        before = len(self.nodes)
        samples = [[self.draw(rng) for _, rng in region.draws] for _ in range(region.count)]
        for (node, _), leaves in zip(region.draws, zip(*samples)):
            region.leaves[node] = leaves
        # They are read inside the region, so they must stand before it.
        drawn = self.nodes[before:]
        del self.nodes[before:]
        self.nodes[region.start : region.start] = drawn
        for moved in self.regions[region.number :]:
            moved.start += len(drawn)
            moved.stop += len(drawn)


def _leaf(
    region: Region, data: float, of_samples: tuple[Value, ...], kind: type[Value] = Value
) -> Value:
    """A node for the same number in all samples; as long as f runs, it is a leaf."""
    node = Value(data, "", (), region.batch)
    if kind is TracedNumber:
        node = TracedNumber.of(node, all(getattr(x, "truth", False) for x in of_samples))
    elif kind is Input:
        node = Input.of(node)
    region.leaves[node] = of_samples
    return node


def _stand_in(region: Region, of_samples: tuple[Any, ...]) -> Any:
    """One argument for those of all samples, which must be nested alike."""
    first, types = of_samples[0], set(map(type, of_samples))
    if all(x is first for x in of_samples):
        return first
    if isinstance(first, (list, tuple, dict)):
        if len(types) > 1 or len(set(map(len, of_samples))) > 1:
            raise BatchingError("the samples differ in their form")
        if isinstance(first, dict):
            return {key: _stand_in(region, tuple([x[key] for x in of_samples])) for key in first}
        return like(first, [_stand_in(region, parts) for parts in zip(*of_samples)])
    if all(issubclass(kind, Value) for kind in types):
        return _leaf(region, first._data, of_samples, _common_kind(types))
    if len(types) == 1 and all(x == first for x in of_samples):
        return first
    if not all(issubclass(kind, (float, int)) and kind is not bool for kind in types):
        raise BatchingError("the samples differ in what is not a number")
    leaves = tuple([Value(to_float(x)) for x in of_samples])
    return _leaf(region, leaves[0]._data, leaves, TracedNumber)


def _common_kind(types: set[type[Value]]) -> type[Value]:
    """As what the numbers of all samples compare: as plain numbers, or as nodes."""
    if types == {TracedNumber}:
        return TracedNumber
    plain = {issubclass(kind, PlainNumber) for kind in types}
    if len(plain) > 1:
        raise BatchingError("some samples are Values and some are numbers")
    return Input if plain == {True} else Value


def _result(region: Region, tree: object, number: Value) -> Any:
    """What the function returned, for the sample of this number."""

    def sample(x: object) -> object:
        if not isinstance(x, Value):
            return x
        node = Value(x._data, "", (x, number), region.sample)
        if isinstance(x, TracedNumber):
            return TracedNumber.of(node, x.truth)
        return Input.of(node) if isinstance(x, Input) else node

    return map_leaves(sample, tree)


class Replay(Recorder):
    """The scalar code runs once more, on leaves that are given to it.

    Samples made of the very same leaves have the very same result, which is computed once.

    Arguments:
        drawn: the random leaves, in the order in which the code asks for them.
    """

    def __init__(self, drawn: list[Value]) -> None:
        super().__init__()
        self._drawn = drawn
        self._place = [0]  # in a list, because copies of the recorder share it

    def draw(self, rng: Random) -> Value:
        """The next of the given leaves."""
        self._place[0] += 1
        return self._drawn[self._place[0] - 1]

    def map_samples(self, f: Callable[..., T], samples: list[tuple[object, ...]]) -> list[T]:
        """The results of all samples, each different one computed once."""
        known: dict[tuple[int, ...], T] = {}
        results = []
        draws = 0  # of one sample
        for sample in samples:
            place = self._place[0]
            key = (*map(id, flatten(sample)), *map(id, self._drawn[place : place + draws]))
            if key in known:
                self._place[0] += draws
            else:
                result = f(*sample)
                if not known:
                    draws = self._place[0] - place
                    key = (*key, *map(id, self._drawn[place : place + draws]))
                known[key] = result
            results.append(known[key])
        return results


def representatives(regions: Sequence[Region], distinct: int) -> dict[int, Value]:
    """Leaves to put in the place of others, by their `id`: no `vmap` has more distinct samples.

    Which sample stands for which is irregular, so that a program that confuses samples shows.
    """
    found: dict[int, Value] = {}
    for region in regions:
        if region.count <= distinct:
            continue
        chosen = [b * (region.count - 1) // (distinct - 1) for b in range(distinct)]
        between = Random(0).choices(chosen, k=region.count - 2)
        choice = [chosen[0], *between, chosen[-1]]
        for of_samples in region.leaves.values():
            for leaf, b in zip(of_samples, choice):
                found.setdefault(id(leaf), of_samples[b])
    return found
