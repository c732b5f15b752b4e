"""Text for pictures: numbers in few digits, labels that appear as they were written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from autograd.drawing.letters import is_wide

EM = 12.0
"""The font size in points; East Asian letters are one em wide."""

# DOT would read a single backslash as the beginning of `\N`, the name of the node, and the like.
_BACKSLASH = "&#92;&#92;"

_SPECIAL = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\\": _BACKSLASH,
    "\n": "<BR/>",
}


def number(x: float, digits: int = 4) -> str:
    """Few significant digits, and whole numbers in full: `0.7071`, `-12`, `1e-09`.

    The zero is always `0`: a minus before it would only puzzle.
    """
    if x.is_integer() and abs(x) < 1e6:
        return str(int(x))
    return f"{x:.{digits}g}"


def span(numbers: Sequence[float]) -> str:
    """One number, or from where to where many go: `-0.5 … 2`."""
    least, most = number(min(numbers)), number(max(numbers))
    return least if least == most else f"{least} … {most}"


def literal(text: str) -> str:
    """`text` for an HTML-like label of DOT, so that the picture shows those very characters.

    Every character that DOT or XML treats specially becomes an entity, and a newline breaks the
    line. What XML cannot hold at all, such as control characters, is shown as Python's escape.
    """
    text = re.sub(r"\r\n?", "\n", text)
    shown = "".join(_SPECIAL.get(c) or (_escape(c) if _unprintable(c) else c) for c in text)
    # XML folds a run of spaces into one.
    return re.sub(r" (?= )|^ | $", "&#160;", shown)


def width(text: str) -> float:
    """Points that the longest line of `text` needs at least, or 0 if the layout can tell itself.

    Graphviz without a Korean font counts such letters as if they were spaces, and the text would
    stick out of its box.
    """
    return max(map(_line_width, text.splitlines() or [""]))


def _line_width(line: str) -> float:
    wide = sum(map(is_wide, line))
    return (wide + 0.6 * (len(line) - wide)) * EM if wide else 0.0


def _unprintable(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Cn")


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode().replace("\\", _BACKSLASH)
