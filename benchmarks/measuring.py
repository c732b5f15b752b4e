"""Contests: programs that do the same job, seen to give the same numbers, and timed in turns."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec

TOLERANCE = 1e-9

Numbers = list[float]


@dataclass
class Program:
    """One way to do the job.

    Attributes:
        name: what the table calls it.
        run: does the job so many rounds, always from the same start, and returns numbers by which
            to see that it was done.
        start: as many rounds belong to getting started: tracing, tuning, or compiling by JAX.
        clock: the processor time that has been used where it runs, which may be another process.
        partial: it gives only the first of the numbers.
    """

    name: str
    run: Callable[[int], Numbers]
    start: int = 1
    clock: Callable[[], float] = time.process_time
    partial: bool = False


@dataclass
class Ratio:
    """How many times longer one program takes than another, and what is wanted."""

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


@dataclass
class Contest:
    """Programs for one job, of which a round is `steps` steps; what is said of their times."""

    title: str
    programs: list[Program]
    ratios: list[Ratio] = field(default_factory=list)
    steps: int = 1
    checked: int = 5  # rounds after which the numbers are compared


def installed(module: str) -> bool:
    return find_spec(module) is not None


def largest_difference(contest: Contest) -> float:
    """Between the numbers of any program and those of the first, relative from 1 upwards.

    Raises:
        AssertionError: it is not negligible, so the programs do not do the same job.
    """
    first, *others = contest.programs
    expected = first.run(contest.checked)
    largest = 0.0
    for program in others:
        found = program.run(contest.checked)
        if len(found) != len(expected) and not program.partial:
            raise AssertionError(
                f"{contest.title}: {len(expected)} numbers from {first.name}, "
                f"{len(found)} from {program.name}"
            )
        for a, b in zip(expected, found):
            difference = abs(a - b) / max(1.0, abs(a))
            if not difference <= TOLERANCE:  # or one of them is no number at all
                raise AssertionError(
                    f"{contest.title}: {a!r} from {first.name}, {b!r} from {program.name}"
                )
            largest = max(largest, difference)
    return largest


def processor_time(program: Program, rounds: int) -> float:
    """Of getting started and so many rounds; nobody else's garbage or memory slows it down."""
    gc.collect()
    gc.freeze()
    start = program.clock()
    program.run(program.start + rounds)
    taken = program.clock() - start
    gc.unfreeze()
    return taken


def rounds_for(program: Program, duration: float) -> int:
    """How many rounds take so many seconds, and longer than getting started, which varies."""

    def taken(rounds: int) -> float:  # the first time may import libraries, any may be disturbed
        return min(processor_time(program, rounds) for _ in range(2))

    starting, rounds = taken(0), program.start
    wanted = max(duration, starting)
    while (more := taken(rounds) - starting) < wanted / 4:
        rounds *= 8
    return max(1, round(rounds * wanted / more))


def times(contest: Contest, turns: int, duration: float) -> dict[str, Numbers]:
    """The seconds of a step, for each program in each turn: what more rounds take than fewer."""
    rounds = {program.name: rounds_for(program, duration) for program in contest.programs}
    found: dict[str, Numbers] = {program.name: [] for program in contest.programs}
    for _ in range(turns):
        for program in contest.programs:
            starting = processor_time(program, 0)
            more = processor_time(program, rounds[program.name]) - starting
            found[program.name].append(more / rounds[program.name] / contest.steps)
    return found


def report(contest: Contest, turns: int, duration: float) -> None:
    """Prints the contest's part of the table."""
    difference = largest_difference(contest)
    print(f"{contest.title} (numbers equal to {difference:.0e})", flush=True)
    found = times(contest, turns, duration)
    for name, column in found.items():
        line(name, f"{1e6 * statistics.median(column):,.1f} µs")
    for ratio in contest.ratios:
        if ratio.slow in found and ratio.fast in found:
            each = (a / b for a, b in zip(found[ratio.slow], found[ratio.fast]))
            line_of_ratio(ratio, statistics.median(each))


def line_of_ratio(ratio: Ratio, x: float) -> None:
    met = ratio.at_least <= x <= ratio.at_most
    digits = ",.0f" if x >= 100 else ".2f"
    line(
        f"{ratio.slow} : {ratio.fast}", f"{x:{digits}}   ", ratio.wish + ("" if met else "  missed")
    )


def line(name: str, number: str, wish: str = "") -> None:
    print(f"  {name:<52} {number:>18} {wish}".rstrip(), flush=True)
