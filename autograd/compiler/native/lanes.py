"""One sample for all: the graph of a `vmap`, whose samples are the lanes of one program.

Where a recording has one region, whose sample reads nothing but leaves, its nodes are one graph,
`sample`, and what is made of the results of all samples another one, `rest`: to that the results
are leaves, lane after lane, behind the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograd.compiler.native.graph import Graph, built, leaves_of
from autograd.compiler.record import Recording
from autograd.value import Value


@dataclass
class Lanes:
    """A program for many samples.

    Attributes:
        parameters, inputs_too: as those of a graph.
        count: how many samples there are.
        sample: the graph of one. Its leaves are the shared ones, then one for each source.
        shared: the places of the leaves that are the same for all samples.
        sources: for each number of a sample its place in every lane, or its value there.
        rest: the graph of the rest.
        first: where in its memory the results of the samples begin.
        width: how many results a sample has.
    """

    parameters: list[Value]
    inputs_too: bool
    count: int
    sample: Graph
    shared: list[int]
    sources: list[list[int] | list[float]]
    rest: Graph
    first: int
    width: int

    @property
    def is_all(self) -> bool:
        """Whether the program's results are those of the samples, as they are."""
        behind = range(self.first, self.rest.leaves)
        return not self.rest.nodes and self.rest.results == [*behind]


def lanes_of(recording: Recording, inputs_too: bool) -> Lanes | None:
    """The program, if the recording has such a form; else None."""
    if len(recording.regions) != 1:
        return None
    (region,) = recording.regions
    nodes, detached = recording.nodes, recording.detached
    parameters, given = leaves_of(recording)
    batches = set(map(id, region.leaves))
    inside = [x for x in nodes[region.start : region.stop] if id(x) not in batches]
    outside = [*nodes[: region.start], *nodes[region.stop :]]
    samples = [x for x in outside if x.operation is region.sample]
    if not samples or len(samples) % region.count:
        return None
    results = [x.parents[0] for x in samples[: len(samples) // region.count]]

    place = {id(x): k for k, x in reversed([*enumerate([*parameters, *given])])}
    asked = [True] * len(parameters) + [inputs_too] * len(given)
    sources = [_source(of_samples, place) for of_samples in region.leaves.values()]
    own = batches.union(map(id, inside))
    read = {id(x): x for node in inside for x in node.parents} | {id(x): x for x in results}
    shared = [x for x in read.values() if id(x) not in own]
    if None in sources or not all(id(x) in place for x in shared):
        return None  # it reads what is computed outside, or samples are of several kinds
    wanted = [asked[place[id(x)]] for x in shared]
    wanted += [any(isinstance(k, int) and asked[k] for k in x) for x in sources if x is not None]
    sample = built(inside, [*shared, *region.leaves], wanted, results, detached)
    first = len(asked)
    rest = built(
        [x for x in outside if x.operation is not region.sample],
        [*parameters, *given, *samples],
        [*asked, *(sample.carries * region.count)],
        recording.outputs,
        detached,
    )
    where = [place[id(x)] for x in shared]
    known = [x for x in sources if x is not None]
    return Lanes(
        parameters, inputs_too, region.count, sample, where, known, rest, first, len(results)
    )


def _source(of_samples: Sequence[Value], place: dict[int, int]) -> list[int] | list[float] | None:
    """Where a number of the samples comes from; None if not all of them come alike."""
    if all(id(x) in place for x in of_samples):
        return [place[id(x)] for x in of_samples]
    if any(x.parents or id(x) in place for x in of_samples):
        return None
    return [x._data for x in of_samples]
