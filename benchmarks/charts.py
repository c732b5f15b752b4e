"""A picture of times as bars, in SVG that is written by hand so that nothing need be installed.

The axis is logarithmic, for what is compared lies powers of ten apart. All stands on a white card,
so that it can be read on a dark page. Ours are blue (one of Okabe and Ito's colours).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from benchmarks.growth import Axis
from benchmarks.told import seconds

INK, FAINT, OURS, OTHERS = "#222222", "#d9d9d9", "#0072b2", "#8c8c8c"
FONT = "font-family='system-ui, sans-serif' font-size='13'"
ROW, LEFT, WIDTH = 24, 290, 860


@dataclass
class Bar:
    """A row of a picture: a time and its range, or what is said instead."""

    name: str
    ours: bool
    times: Sequence[float] = ()
    median: float = 0.0
    said: str = ""


def bars(title: str, rows: Sequence[Bar]) -> str:
    """A picture of times, the shortest above."""
    known = sorted((row for row in rows if row.times), key=lambda row: row.median)
    everything = [x for row in known for x in row.times] or [1.0]
    scale = Axis([0.5 * min(everything), *everything], LEFT, WIDTH - 90)
    bottom = 16 + ROW * len(rows)
    parts = [grid(scale, 12, bottom)]
    for i, row in enumerate([*known, *(row for row in rows if not row.times)]):
        parts.append(_row(row, 16 + ROW * i, scale))
    return card(title, WIDTH, bottom + 28, parts)


def _row(row: Bar, top: float, scale: Axis) -> str:
    middle, weight = top + ROW / 2, " font-weight='600'" if row.ours else ""
    name = text(LEFT - 10, middle + 4, row.name, f"text-anchor='end'{weight}")
    if not row.times:
        return name + text(LEFT + 8, middle + 4, row.said, "font-style='italic'")
    start, end, low, high = LEFT, scale(row.median), scale(min(row.times)), scale(max(row.times))
    colour = OURS if row.ours else OTHERS
    bar = f"<rect x='{start}' y='{top + 4}' width='{max(1.0, end - start):.1f}' height='{ROW - 8}'"
    spread = f"<path d='M{low:.1f} {middle}H{high:.1f}' stroke='{INK}' stroke-width='1.5'/>"
    label = text(max(end, high) + 8, middle + 4, seconds(row.median))
    return f"{name}{bar} fill='{colour}'/>{spread}{label}"


def grid(axis: Axis, top: float, bottom: float) -> str:
    """A thin line and a time for each power of ten."""
    parts = []
    for power in axis.powers():
        at, name = axis(10.0**power), seconds(10.0**power).replace(".00", "").replace(".0", "")
        parts.append(f"<path d='M{at:.1f} {top}V{bottom}' stroke='{FAINT}'/>")
        parts.append(text(at, bottom + 18, name, "text-anchor='middle' font-size='12'"))
    return "".join(parts)


def text(x: float, y: float, words: str, style: str = "") -> str:
    """Words at a place."""
    return f"<text x='{x:.1f}' y='{y:.1f}' fill='{INK}' {style}>{escape(words)}</text>"


def card(title: str, width: float, height: float, parts: Sequence[str]) -> str:
    """The whole file."""
    body = "\n".join(parts)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height:g}' role='img' "
        f"{FONT}>\n<title>{escape(title)}</title>\n"
        f"<rect width='{width}' height='{height:g}' rx='8' fill='#ffffff'/>\n{body}\n</svg>\n"
    )
