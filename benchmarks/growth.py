"""How times grow with size: fitted exponents, and log-log pictures, from the file of results.

A family is one job of several sizes. Its picture has a line for each way, and at its end the
exponent p of the power law c·n^p that fits best: the slope of the straight line through the points
on logarithmic axes, by least squares.
"""

import math
import re
import statistics
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

PARTS = "node", "link"  # units of which a job has as many as its size says
Points = list[tuple[float, float]]  # of a size, and of seconds

WIDTH, HEIGHT = 860, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 290, 50, 50  # what the axes leave free
LINE = 17  # from one label to the next, at least
COLOURS = [  # the first is ours
    "#1f5fbf", "#d1495b", "#2a9d5c", "#8e44ad", "#e08e0b",
    "#0f8b8d", "#7f4f24", "#c2185b", "#5f6b7a", "#9aa400",
]  # fmt: skip
UNITS = {-9: "1 ns", -6: "1 µs", -3: "1 ms", 0: "1 s", 3: "1,000 s"}


def families(results: dict[str, Any]) -> dict[str, dict[str, Points]]:
    """Of each family the lines: of each way the seconds of the whole job, by size."""
    found: dict[str, dict[str, Points]] = {}
    for part in results.get("workloads", []):
        for way in part["ways"] if part["family"] and part["size"] else []:
            seconds = statistics.median(way["seconds"] or [0.0])
            if seconds > 0.0:  # and is not lost in the noise of the clock
                point = part["size"], seconds * (part["size"] if part["unit"] in PARTS else 1)
                found.setdefault(part["family"], {}).setdefault(way["name"], []).append(point)
    return {
        family: {name: sorted(points) for name, points in lines.items()}
        for family, lines in found.items()
    }


def exponent(points: Points) -> float | None:
    """The p of the c·n^p that fits best; None of a single size."""
    logs = [(math.log(n), math.log(seconds)) for n, seconds in points]
    if len({n for n, _ in logs}) < 2:
        return None
    return statistics.linear_regression(*zip(*logs)).slope


def label(name: str, points: Points) -> str:
    """The name of a line, and how it grows."""
    p = exponent(points)
    return name if p is None else f"{name}   ∝ n^{p:.2f}"


class Axis:
    """A logarithmic axis, from one power of ten to another.

    Arguments:
        numbers: all that must find room on it.
        start, end: where in the picture it begins and ends.
    """

    def __init__(self, numbers: Iterable[float], start: float, end: float) -> None:
        logs = [math.log10(number) for number in numbers]
        self.low, self.high = math.floor(min(logs) + 1e-9), math.ceil(max(logs) - 1e-9)
        self.high = max(self.high, self.low + 1)
        self.start, self.end = start, end

    def __call__(self, number: float) -> float:
        """Where a number is."""
        share = (math.log10(number) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def powers(self) -> range:
        """Of ten, whose lines are drawn."""
        return range(self.low, self.high + 1)


def name_of(family: str) -> str:
    """Of the file of its picture."""
    return f"growth-{'-'.join(re.findall('[a-z]+', family.lower()))}"


def picture(title: str, lines: dict[str, Points], across: str = "size") -> str:
    """An SVG of a family; sizes to the right, seconds upwards."""
    points = [point for line in lines.values() for point in line]
    x = Axis([n for n, _ in points], LEFT, WIDTH - RIGHT)
    y = Axis([seconds for _, seconds in points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="13" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        text(LEFT, 26, title, 'font-size="15" font-weight="bold"'),
        *grid(x, y, across),
        *curves(x, y, lines),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def grid(x: Axis, y: Axis, across: str) -> Iterator[str]:
    """A line for each power of ten, and what it is."""
    for power in x.powers():
        at = x(10.0**power)
        yield stroke([(at, y.start), (at, y.end)], "#ddd")
        yield text(at, y.start + 20, f"{10**power:,}", 'text-anchor="middle"')
    for power in y.powers():
        at = y(10.0**power)
        yield stroke([(x.start, at), (x.end, at)], "#ddd")
        if power in UNITS:
            yield text(x.start - 8, at + 4, UNITS[power], 'text-anchor="end"')
    yield text((x.start + x.end) / 2, y.start + 40, across, 'text-anchor="middle"')


def curves(x: Axis, y: Axis, lines: dict[str, Points]) -> Iterator[str]:
    """The lines, with labels at their ends that do not cover each other."""
    ends = dict(zip(lines, spread([y(line[-1][1]) for line in lines.values()], TOP, y.start)))
    for colour, (name, line) in zip(COLOURS * len(lines), lines.items()):
        places = [(x(n), y(seconds)) for n, seconds in line]
        last = x.end + 22, ends[name]
        yield stroke(places, colour, 2)
        yield stroke([places[-1], last], colour, 0.5)
        yield from (f'<circle cx="{a}" cy="{b}" r="3" fill="{colour}"/>' for a, b in places)
        yield text(last[0] + 4, last[1] + 4, label(name, line), f'fill="{colour}"')


def spread(wanted: list[float], top: float, bottom: float) -> list[float]:
    """Places near those that are wanted, each at least a line from the next."""
    found = [0.0] * len(wanted)
    free = bottom - LINE * (len(wanted) - 1)  # the lowest that the highest may be
    at = top - LINE
    for i in sorted(range(len(wanted)), key=wanted.__getitem__):
        at = max(at + LINE, min(wanted[i], free))
        found[i], free = at, free + LINE
    return found


def stroke(places: Iterable[tuple[float, float]], colour: str, width: float = 1) -> str:
    """A line through these places."""
    points = " ".join(f"{a:g},{b:g}" for a, b in places)
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def text(a: float, b: float, words: str, style: str = "") -> str:
    """Words at a place."""
    return f'<text x="{a:g}" y="{b:g}" {style}>{escape(words)}</text>'
