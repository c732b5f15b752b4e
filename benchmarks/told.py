"""What is printed while it is measured: for each workload times, their spread, and ratios."""

import statistics
from collections.abc import Mapping
from typing import Any

from benchmarks.results import differs

UNITS = [(1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")]


def workload(found: dict[str, Any], why: Mapping[str, str]) -> None:
    """Prints a workload's part of the table, and the reasons that it gives."""
    print(f"\n{found['title']}, a {found['unit']}", flush=True)
    for way in found["ways"]:
        line(way["name"], *time_of(way), doubt(way, found))
        for name, number in way["facts"].items():
            line(f"  {name}", digits(number))
    for ratio in found["ratios"]:
        wish = ratio["wish"] + ("" if ratio["met"] else "  missed")
        line(f"{ratio['slow']} : {ratio['fast']}", times(statistics.median(ratio["turns"])), wish)
    for name, reason in why.items():
        print(f"  {name}: {reason}", flush=True)
    spent = sum(taken for way in found["ways"] for taken in way["spent"].values())
    print(f"  measured in {seconds(spent)}", flush=True)


def time_of(way: dict[str, Any]) -> tuple[str, str]:
    """Its median and its range; or why there is none."""
    found = way["seconds"]
    if not found:
        return way["trouble"], ""
    return seconds(statistics.median(found)), f"{seconds(min(found))} to {seconds(max(found))}"


def doubt(way: dict[str, Any], found: dict[str, Any]) -> str:
    """That its numbers are not those of the others."""
    return f"differs by {way['difference']:.0e}" if differs(way, found) else ""


def seconds(x: float) -> str:
    """With three digits, in the unit that suits."""
    size, unit = next((pair for pair in UNITS if x >= pair[0]), UNITS[-1])
    return f"{digits(x / size)} {unit}"


def times(x: float) -> str:
    """A ratio, with three digits."""
    return digits(x)


def digits(x: float) -> str:
    """Three of them, or all that stand before the point."""
    if x >= 99.95:
        return f"{x:,.0f}"
    return f"{x:.1f}" if x >= 9.995 else f"{x:.2f}"


def line(name: str, number: str, *others: str) -> None:
    rest = "  ".join(other for other in others if other)
    print(f"  {name:<52} {number:>12}   {rest}".rstrip(), flush=True)
