"""Contests: ways that do the same job, seen to give the same numbers, and timed in turns."""

import math
import statistics
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from benchmarks.contenders import Contender, TooLongError, TroubleError
from benchmarks.workload import Numbers, Ratio, Way, Workload

T = TypeVar("T")
FURTHER = 32  # times as many rounds are tried next, at most
FEWEST = 3  # turns, by which a disturbed one is known
TICK = 1e-6  # seconds, below which nothing is known of them


@dataclass(frozen=True)
class Plan:
    """How long all of it may take.

    Attributes:
        turns: of each contender, at most.
        duration: the seconds of the processor that a turn is to take, at least about.
        limit: those that a single answer may take, or the contender is stopped.
        budget: those after which a contender has no further turn; but three turns, if one takes
            less than twice as long.
        all: workloads of all sizes, with patience and whatever else is known of a way; otherwise
            a quick look at the smallest of each family.
    """

    turns: int = 7
    duration: float = 0.05
    limit: float = 20.0
    budget: float = 3.0
    all: bool = True

    def limit_of(self, way: Way) -> float:
        """The seconds that an answer of this way may take."""
        return self.limit * (way.patience if self.all else 1.0)


QUICK = Plan(turns=3, duration=0.02, limit=8.0, budget=0.5, all=False)


@dataclass
class Entry:
    """A contender, and what has been found of it."""

    contender: Contender
    rounds: int = 1
    trouble: str = ""
    too_long: bool = False
    difference: float | None = None

    def __post_init__(self) -> None:
        self.seconds: Numbers = []
        self.starts: Numbers = []
        self.facts: dict[str, float] = {}
        self.spent = {"numbers": 0.0, "turns": 0.0, "facts": 0.0}  # seconds of the processor
        self.latest = 0.0  # those of the last turn

    def attempt(self, stage: str, what: Callable[[], T]) -> T | None:
        """What comes of it; None, and no more of this contender, if it can't."""
        if self.trouble:
            return None
        before = self.contender.used()
        try:
            return what()
        except TroubleError as trouble:
            self.trouble, self.too_long = str(trouble), isinstance(trouble, TooLongError)
            return None
        finally:
            self.spent[stage] += self.contender.used() - before

    def turn(self, what: Callable[[], float]) -> None:
        """One more, if there is time for it."""
        before = self.spent["turns"]
        taken = self.attempt("turns", what)
        self.latest = self.spent["turns"] - before
        self.seconds += [] if taken is None else [taken]

    def has_time(self, plan: Plan) -> bool:
        """Whether there is some for another turn."""
        few = len(self.seconds) < FEWEST and self.latest < 2 * plan.budget
        return few or self.spent["turns"] < plan.budget

    def found(self) -> dict[str, Any]:
        """For the file of results."""
        way = self.contender.way
        return {
            "name": way.name,
            "peer": way.peer,
            "aside": way.aside,
            "seconds": self.seconds,
            "rounds": self.rounds,
            "difference": self.difference,
            "trouble": self.trouble,
            "too_long": self.too_long,
            "may_end": way.may_end,
            "facts": self.facts,
            "spent": {stage: round(seconds, 2) for stage, seconds in self.spent.items()},
        }


def difference(expected: Numbers, found: Numbers, partial: bool = False) -> float:
    """The largest between the numbers of two ways, relative from 1 upwards; or infinity."""
    if len(found) != len(expected) and not (partial and found):
        return float("inf")
    gaps = [abs(a - b) / max(1.0, abs(a)) for a, b in zip(expected, found)]
    return max((gap if gap == gap else float("inf") for gap in gaps), default=0.0)


def compare(entries: Iterable[Entry]) -> None:
    """Sees how far the numbers of each contender are from those of the first that has any."""
    expected: Numbers | None = None
    for entry in entries:
        found = entry.attempt("numbers", entry.contender.numbers)
        if found is not None:
            expected = found if expected is None else expected
            entry.difference = difference(expected, found, entry.contender.way.partial)


def first_turn(entry: Entry, plan: Plan) -> float:
    """Finds how many rounds a turn has: more are tried until they are enough, and are the first.

    They are to take longer than getting started, which is taken away, and varies. Those that were
    enough another time are tried at first.
    """
    contender = entry.contender
    if contender.way.even and (long := contender.taken()) > plan.duration:
        entry.spent["numbers"] -= long
        entry.spent["turns"] += long
        return long / contender.workload.checked / contender.workload.steps
    if contender.workload.fresh:
        return next_turn(entry)
    starting, rounds = contender.seconds(0), max(entry.rounds, contender.way.start)
    wanted = max(plan.duration, min(2 * starting, plan.budget))
    while (more := contender.seconds(rounds) - starting) < wanted / 2:
        rounds = math.ceil(rounds * min(FURTHER, max(2.0, wanted / max(more, TICK))))
    entry.rounds = max(1, round(rounds * wanted / more))
    return more / rounds / contender.workload.steps


def next_turn(entry: Entry) -> float:
    """The seconds of a unit: what more rounds take than none."""
    contender = entry.contender
    if contender.workload.fresh:
        contender.numbers()
        return contender.taken()
    entry.starts.append(contender.seconds(0))
    more = contender.seconds(entry.rounds) - statistics.median(entry.starts)
    return more / entry.rounds / contender.workload.steps


def measure(
    workload: Workload,
    contenders: list[Contender],
    plan: Plan,
    skipped: Collection[str] = (),
    rounds: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """The workload's part of the results.

    Arguments:
        workload: what is measured.
        contenders: the ways that can be had.
        plan: how long it may take.
        skipped: names of ways that are not tried, since they took too long in a smaller workload.
        rounds: by the name of a way, those that were enough for a turn another time.
    """
    known = rounds or {}
    entries = [Entry(each, known.get(each.way.name, 1)) for each in contenders]
    for entry in entries:
        if entry.contender.way.name in skipped:
            entry.trouble = f"not tried: more than {entry.contender.limit:g} s in a smaller one"
            entry.too_long = True
    compare(entries)
    for entry in entries:
        entry.turn(lambda e=entry: first_turn(e, plan))
    for _ in range(1, plan.turns):
        for entry in entries:
            if entry.has_time(plan):
                entry.turn(lambda e=entry: next_turn(e))
    for entry in entries:
        if plan.all:
            entry.facts = entry.attempt("facts", entry.contender.facts) or {}
        entry.contender.end()
    return {
        "name": workload.name,
        "title": workload.title,
        "unit": workload.unit,
        "tolerance": workload.tolerance,
        "family": workload.family,
        "size": workload.size,
        "ways": [entry.found() for entry in entries],
        "ratios": [said for ratio in workload.ratios if (said := said_of(ratio, entries))],
    }


def said_of(ratio: Ratio, entries: list[Entry]) -> dict[str, Any] | None:
    """The ratio in each turn, and what is wanted; None where one of the two is missing.

    Where one has had more turns it is a ratio of medians.
    """
    times = {entry.contender.way.name: entry.seconds for entry in entries}
    slow, fast = times.get(ratio.slow), times.get(ratio.fast)
    if not slow or not fast:
        return None
    if len(slow) != len(fast):
        slow, fast = [statistics.median(slow)], [statistics.median(fast)]
    turns = [a / b for a, b in zip(slow, fast)]
    return {
        "slow": ratio.slow,
        "fast": ratio.fast,
        "turns": turns,
        "wish": ratio.wish,
        "met": ratio.met(statistics.median(turns)),
    }
