"""What is written in the boxes: tables of names and numbers, and a bar for each gradient."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from autograd.drawing import text
from autograd.drawing.theme import Theme
from autograd.value import Value

PLAIN = 'BORDER="0" CELLBORDER="0" CELLSPACING="0"'
TABLE = f'<TABLE {PLAIN} CELLPADDING="2">'
BAR_LENGTH, SHORT_BAR, BAR_HEIGHT = 56, 40, 5
FEW_DIGITS = 3
"""In small boxes."""


class Boxes:
    """Writes labels in DOT's HTML-like form.

    Arguments:
        theme: the colours.
        show: which of "label", "data" and "grad" are written.
        nodes: the Values whose gradients are compared. The longest bar is that of the largest
            gradient among them; the others are as much shorter as their gradients are smaller.
            Where all are zero there are no bars.

    Attributes:
        bars: whether there are any.
    """

    def __init__(self, theme: Theme, show: Sequence[str], nodes: Iterable[Value] = ()) -> None:
        self.theme, self.show = theme, show
        self._largest = max(map(_size, nodes), default=0.0)
        self.bars = self._largest > 0 and "grad" in show

    def value(self, node: Value) -> str:
        """The box of one Value."""
        titles = [title(node.label)] if node.label and "label" in self.show else []
        return table(titles, self.numbers([node]))

    def values(self, nodes: Sequence[Value]) -> str:
        """One box for several Values, with a line for each."""
        columns = [part for part in ("data", "grad") if part in self.show]
        if "label" in self.show and any(node.label for node in nodes):
            columns.insert(0, "")
        rows: list[list[str]] = [[_name(node.label)] for node in nodes]
        for node, cells in zip(nodes, rows):
            if "" not in columns:
                cells.clear()
            if "data" in columns:
                cells.append(_cell(text.number(node._data)))
            if "grad" in columns:
                cells.append(_cell(text.number(float(node._grad))))
                if self.bars:
                    cells.append(_cell(self._bar([node], SHORT_BAR)))
        return (
            table([_row(map(_cell, columns))], [_row(cells) for cells in rows]) if columns else ""
        )

    def numbers(self, nodes: Sequence[Value]) -> list[str]:
        """The rows with data and gradient of one Value, or the range of many."""
        rows = []
        if "data" in self.show:
            rows.append(row("data", text.span([node._data for node in nodes])))
        if "grad" in self.show:
            rows.append(row("grad", text.span([float(node._grad) for node in nodes])))
            if self.bars:
                bar = self._bar(nodes, BAR_LENGTH)
                rows.append(f'<TR><TD COLSPAN="2">{bar}</TD></TR>')
        return rows

    def small(self, name: str, node: Value, fill: str = "") -> tuple[str, str]:
        """For one of several Values in a small box: a name with one number, and the bar below."""
        ground = f' BGCOLOR="{fill}"' if fill else ""
        numbers = {"data": node._data, "grad": float(node._grad)}
        words = next((text.number(numbers[n], FEW_DIGITS) for n in numbers if n in self.show), "")
        cells = f'<TD ALIGN="LEFT"{ground}>{name}</TD><TD ALIGN="RIGHT"{ground}>{words}</TD>'
        bar = self._bar([node], SHORT_BAR) if self.bars else ""
        return cells, f'<TD COLSPAN="2"{ground}>{bar}</TD>' if bar else ""

    def _bar(self, nodes: Sequence[Value], longest: int) -> str:
        """From the middle to the left what is negative, to the right what is positive."""
        half, theme = longest // 2, self.theme
        below, above = (
            self._length((_size(node) for node in nodes if (float(node._grad) < 0) is side), half)
            for side in (True, False)
        )
        longest = 2 * half + 1
        colours = (
            (half - below, theme.track),
            (below, theme.negative),
            (1, theme.line),
            (above, theme.bar),
            (half - above, theme.track),
        )
        cells = "".join(
            f'<TD FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{BAR_HEIGHT}" BGCOLOR="{colour}"></TD>'
            for width, colour in colours
            if width
        )
        size = f'FIXEDSIZE="TRUE" WIDTH="{longest}" HEIGHT="{BAR_HEIGHT}"'
        return f'<TABLE {PLAIN} CELLPADDING="0" {size}><TR>{cells}</TR></TABLE>'

    def _length(self, gradients: Iterable[float], longest: int) -> int:
        """How long the bar of the largest of these is, half of the track being for the graph's."""
        gradient = max(gradients, default=0.0)
        if gradient >= self._largest:
            return longest
        return math.ceil(longest * (gradient / self._largest))

    def heading(self, words: str, number: int = 0) -> str:
        """The title of a folded box, with the number that opens it."""
        mark = f"  {self._small(f'[{number}]')}" if number else ""
        return f'<TR><TD COLSPAN="2"><B>{text.literal(words)}</B>{mark}</TD></TR>'

    def flow(self, words: str) -> str:
        """What stands at an arrow."""
        return f"<{self._small(words)}>"

    def remark(self, words: str) -> str:
        """A row in small letters."""
        return f'<TR><TD COLSPAN="2">{self._small(words)}</TD></TR>'

    def _small(self, words: str) -> str:
        return f'<FONT POINT-SIZE="10" COLOR="{self.theme.faint}">{text.literal(words)}</FONT>'


def table(titles: list[str], rows: list[str]) -> str:
    """An HTML-like label: titles, a line, rows."""
    if not titles and not rows:
        return ""
    line = ["<HR/>"] if titles and rows else []
    return f"<{TABLE}{''.join([*titles, *line, *rows])}</TABLE>>"


def title(label: str) -> str:
    """A row with a name, as it was written."""
    shown, wide, cell = text.literal(label), text.width(label), ""
    if wide:  # the layout would make less room
        cell = f' WIDTH="{wide:.0f}"'
    return f'<TR><TD COLSPAN="2"{cell}><B>{shown}</B></TD></TR>'


def row(name: str, words: str) -> str:
    """A row of a name and what is said of it."""
    return (
        f'<TR><TD ALIGN="LEFT">{text.literal(name)}</TD>'
        f'<TD ALIGN="RIGHT">{text.literal(words)}</TD></TR>'
    )


def tooltip(words: str) -> str:
    """What appears where the mouse rests: these very words, without escapes and entities of DOT."""
    shown = words.replace("&", "&amp;").replace("\\", "\\\\")
    return f"&lt;{shown[1:]}" if shown.startswith("<") else shown  # else it would be HTML-like


def _row(cells: Iterable[str]) -> str:
    return f"<TR>{''.join(cells)}</TR>"


def _cell(words: str) -> str:
    return f'<TD ALIGN="RIGHT">{words}</TD>'


def _name(label: str) -> str:
    """A label among others; of letters that the layout cannot measure, from the left edge."""
    wide = text.width(label)
    shown = f"<B>{text.literal(label)}</B>" if label else ""
    return f'<TD ALIGN="LEFT" WIDTH="{wide:.0f}">{shown}</TD>' if wide else _cell(shown)


def _size(node: Value) -> float:
    """|gradient|; of what is not a number 0, of the infinite the largest float."""
    gradient = abs(float(node._grad))
    return 0.0 if math.isnan(gradient) else min(gradient, 1.7e308)
