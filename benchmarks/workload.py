"""The vocabulary: a workload is a job, its ways are programs that do it, and each has a peer.

Nothing is imported here but the standard library, nor at the top of any file of workloads: a way
imports what it needs where it is made, in a process that has its peer's environment.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

TOLERANCE = 1e-9

Numbers = list[float]
Run = Callable[[int], Numbers]


@dataclass(frozen=True)
class Way:
    """One way to do the job.

    Attributes:
        name: what the table calls it.
        peer: whose environment it runs in, one of `benchmarks.peers.PEERS`.
        make: from the workload's sizes to a function that does the job so many rounds, always from
            the same start, and returns numbers by which to see that it was done.
        start: as many rounds of every run belong to getting started: recording, tuning, compiling.
        needs: distributions, besides the peer's own, without which it can't be had.
        partial: it gives only the first of the numbers.
        aside: it is shown, but not ranked, for it does less than the others.
        facts: from the sizes to what else is to be known of it, such as bytes a node; it is asked
            for in a process of its own, after the times.
        may_end: that it raises an error, or that its process ends, is a result like any other.
        even: the first round takes as long as any other, for nothing is recorded or compiled; so
            where a round is long, the one whose numbers are compared is a turn.
        patience: times the limit that an answer may take, where it is known to come.
    """

    name: str
    peer: str
    make: Callable[..., Run]
    start: int = 1
    needs: tuple[str, ...] = ()
    partial: bool = False
    aside: bool = False
    facts: Callable[..., Mapping[str, float]] | None = None
    may_end: bool = False
    even: bool = False
    patience: float = 1.0


@dataclass(frozen=True)
class Ratio:
    """How many times longer one way takes than another, and what is wanted."""

    slow: str
    fast: str
    at_least: float = 0.0
    at_most: float = float("inf")

    @property
    def wish(self) -> str:
        """As the table says it."""
        if self.at_least:
            return f">= {self.at_least:,g}"
        return f"<= {self.at_most:g}" if self.at_most < float("inf") else ""

    def met(self, x: float) -> bool:
        """Whether it is what is wanted."""
        return self.at_least <= x <= self.at_most


@dataclass(frozen=True)
class Workload:
    """A job, the ways to do it, and what is said of their times.

    Attributes:
        name: by which it is chosen, and called in the file of results.
        title: what people read.
        ways: the numbers of all are compared with those of the first that can be had.
        ratios: what is promised, and what else is worth saying.
        sizes: what the ways are made with.
        unit: what a time is the time of.
        steps: so many units make a round.
        checked: rounds after which the numbers are compared.
        tolerance: by so much they may differ, relative from 1 upwards.
        fresh: each turn is a process of its own, whose time counts from its beginning to the end of
            its first round: what one waits for.
        family: the workloads that are one job of different `size`, drawn as one line.
        size: in such a family.
        why: by the name of a way, the reason why ours is not quicker, or not by more.
    """

    name: str
    title: str
    ways: list[Way]
    ratios: list[Ratio] = field(default_factory=list)
    sizes: Mapping[str, int] = field(default_factory=dict)
    unit: str = "step"
    steps: int = 1
    checked: int = 5
    tolerance: float = TOLERANCE
    fresh: bool = False
    family: str = ""
    size: int = 0
    why: Mapping[str, str] = field(default_factory=dict)
