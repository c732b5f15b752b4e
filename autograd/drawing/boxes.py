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


class Boxes:
    """Writes labels in DOT's HTML-like form.

    Arguments:
        theme: the colours.
        show: which of "label", "data" and "grad" are written.
        nodes: the Values whose gradients are compared. The longest bar is that of the largest
            gradient among them; the others are as much shorter as their gradients are smaller.
            Where all are zero there are no bars.
    """

    def __init__(self, theme: Theme, show: Sequence[str], nodes: Iterable[Value] = ()) -> None:
        self.theme, self.show = theme, show
        self._largest = max(map(_size, nodes), default=0.0)

    def value(self, node: Value) -> str:
        """The box of one Value."""
        titles = [title(node.label)] if node.label and "label" in self.show else []
        return table(titles, self.numbers([node]))

    def values(self, nodes: Sequence[Value]) -> str:
        """One box for several Values, with a line for each."""
        columns = [part for part in ("data", "grad") if part in self.show]
        if "label" in self.show and any(node.label for node in nodes):
            columns.insert(0, "")
        rows = [[f"<B>{text.literal(node.label)}</B>" if node.label else ""] for node in nodes]
        for node, cells in zip(nodes, rows):
            if "" not in columns:
                cells.clear()
            if "data" in columns:
                cells.append(text.number(node._data))
            if "grad" in columns:
                cells.append(text.number(float(node._grad)))
                if self._largest:
                    cells.append(self._bar(_size(node), SHORT_BAR))
        return table([_cells(columns)], [_cells(cells) for cells in rows]) if columns else ""

    def numbers(self, nodes: Sequence[Value]) -> list[str]:
        """The rows with data and gradient of one Value, or the range of many."""
        rows = []
        if "data" in self.show:
            rows.append(row("data", text.span([node._data for node in nodes])))
        if "grad" in self.show:
            rows.append(row("grad", text.span([float(node._grad) for node in nodes])))
            if self._largest:
                bar = self._bar(max(map(_size, nodes)), BAR_LENGTH)
                rows.append(f'<TR><TD COLSPAN="2">{bar}</TD></TR>')
        return rows

    def _bar(self, gradient: float, longest: int) -> str:
        """A bar on the track that the longest one fills."""
        length = longest
        if gradient < self._largest:
            length = math.ceil(longest * (gradient / self._largest))
        colours = (length, self.theme.bar), (longest - length, self.theme.track)
        cells = "".join(
            f'<TD FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{BAR_HEIGHT}" BGCOLOR="{colour}"></TD>'
            for width, colour in colours
            if width
        )
        size = f'FIXEDSIZE="TRUE" WIDTH="{longest}" HEIGHT="{BAR_HEIGHT}"'
        return f'<TABLE {PLAIN} CELLPADDING="0" {size}><TR>{cells}</TR></TABLE>'

    def heading(self, words: str, number: int = 0) -> str:
        """The title of a folded box, with the number that opens it."""
        mark = f"  {self._small(f'[{number}]')}" if number else ""
        return f'<TR><TD COLSPAN="2"><B>{text.literal(words)}</B>{mark}</TD></TR>'

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
    if wide:  # from the left edge, because the layout cannot tell where the middle is
        cell = f' WIDTH="{wide:.0f}" ALIGN="LEFT" BALIGN="LEFT"'
        shown += "<BR/>"
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


def _cells(cells: Iterable[str]) -> str:
    return "".join(["<TR>", *(f'<TD ALIGN="RIGHT">{cell}</TD>' for cell in cells), "</TR>"])


def _size(node: Value) -> float:
    """|gradient|; of what is not a number 0, of the infinite the largest float."""
    gradient = abs(float(node._grad))
    return 0.0 if math.isnan(gradient) else min(gradient, 1.7e308)
