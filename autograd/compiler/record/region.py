"""Which recorded nodes stand for a whole batch: what the recorder of a `vmap` tells the lifter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from autograd.entry import Operation
from autograd.value import Value

if TYPE_CHECKING:
    from random import Random


class BatchingError(Exception):
    """One sample cannot stand for all of them; they must be recorded one by one."""


def _not_for_one(y: object, *parents: object) -> tuple[object, ...]:
    if not parents:  # inside the region, where its leaves are leaves
        return ()
    raise BatchingError("a derivative of several samples at once, by way of one of them")


@dataclass(eq=False)
class Region:
    """The nodes of one traced sample, which stand for those of all samples.

    Attributes:
        number: its place among the regions; a region inside another one has a larger number.
        count: how many samples there are, at least two.
        start, stop: its nodes are the recorded ones from `start` up to `stop`.
        leaves: the nodes that stand for a number of all samples, each with these.
        draws: those of them that are random, each with its generator.
        batch: the operation of the leaves; the operands are that number in each sample.
        sample: the operation of the results, on a node of the region and the sample's number.
    """

    number: int
    count: int
    start: int
    stop: int = 0
    leaves: dict[Value, tuple[Value, ...]] = field(default_factory=dict)
    draws: list[tuple[Value, Random]] = field(default_factory=list)
    batch: Operation = field(
        default_factory=lambda: Operation("batch", "", lambda *xs: xs[0], _not_for_one)
    )
    sample: Operation = field(
        default_factory=lambda: Operation("sample", "", lambda a, b: a, _not_for_one)
    )
