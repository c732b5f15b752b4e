"""What stands in a box, with sizes: lines of text, or a table of cells as DOT's labels write it.

    label = Label("<<TABLE><TR><TD>data</TD><TD>0.5</TD></TR></TABLE>>", size=12.0)
    label.width, label.height

A cell is as wide as its text is in the widest font (see `letters`), so the text stays inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from autograd.drawing import letters

LINE = 1.25
"""The distance of two lines of text, as a multiple of the font's size."""
SIZE = 12.0
"""The font of an empty line."""
RULE = 3.0
"""What a horizontal rule takes."""


@dataclass(frozen=True)
class Run:
    """Letters of one font."""

    text: str
    size: float
    bold: bool = False
    monospaced: bool = False
    colour: str = ""

    @property
    def width(self) -> float:
        """How wide it is at most."""
        return letters.width(self.text, self.size, bold=self.bold, monospaced=self.monospaced)


@dataclass
class Cell:
    """Lines of text, or a table inside.

    Attributes:
        x, y: its left upper corner, from that of the label.
    """

    lines: list[list[Run]]
    inner: Label | None
    attributes: dict[str, str]
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    padding: float = 0.0

    @property
    def span(self) -> int:
        """Over how many columns it goes."""
        return int(self.attributes.get("COLSPAN", 1))

    @property
    def align(self) -> str:
        """LEFT, RIGHT or CENTER."""
        return self.attributes.get("ALIGN", "CENTER")

    @property
    def heights(self) -> list[float]:
        """Of each line."""
        return [LINE * max((run.size for run in line), default=SIZE) for line in self.lines]


@dataclass
class Label:
    """A table laid out; a plain label is one of a single cell.

    Attributes:
        rules: the heights at which horizontal rules go.
    """

    cells: list[Cell] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0

    @property
    def sizes(self) -> set[float]:
        """Those of its letters."""
        return {run.size for cell in self.cells for line in cell.lines for run in line if run.text}


def label_of(text: str, size: float) -> Label:
    """The label that DOT writes as `text`; HTML-like within `<` and `>`."""
    if not text.startswith("<"):
        lines = [[Run(_plain(line), size)] for line in text.split("\\n")]
        return _table([[Cell(lines, None, {})]], set(), 0.0)
    root = ElementTree.fromstring(f"<L>{text[1:-1]}</L>")
    table = root.find("TABLE")
    if table is None:
        return _table([[_cell(root, size)]], set(), 0.0)
    return _read_table(table, size)


def _plain(text: str) -> str:
    return text.replace("\\\\", "\\")  # DOT takes one for the beginning of an escape


def _read_table(table: Element, size: float) -> Label:
    """Tables in the cells come first; pictures nest them once, for bars."""
    rows: list[list[Cell]] = []
    rules = set()
    for element in table:
        if element.tag == "HR":
            rules.add(len(rows))
        else:
            rows.append([_cell(cell, size) for cell in element])
    laid_out = _table(rows, rules, float(table.get("CELLPADDING", 2)))
    if table.get("FIXEDSIZE"):
        laid_out.width, laid_out.height = (
            float(table.get("WIDTH", 0)),
            float(table.get("HEIGHT", 0)),
        )
    return laid_out


def _cell(element: Element, size: float) -> Cell:
    table = element.find("TABLE")
    if table is not None:
        return Cell([], _read_table(table, size), element.attrib)
    lines: list[list[Run]] = [[]]
    for run in _runs(element, Run("", size)):
        if run is None:
            lines.append([])
        elif run.text:
            lines[-1].append(run)
    if len(lines) > 1 and not lines[-1]:
        lines.pop()  # a break at the end begins no line
    return Cell(lines, None, element.attrib)


def _runs(element: Element, font: Run) -> Iterator[Run | None]:
    """The letters in an element and in what it contains; None for a break."""
    stack: list[tuple[Element | str, Run]] = [(element, font)]
    while stack:
        item, font = stack.pop()
        if isinstance(item, str):
            yield Run(_plain(item), font.size, font.bold, font.monospaced, font.colour)
            continue
        if item.tag == "BR":
            yield None
        inside = _font(item, font)
        parts: list[tuple[Element | str, Run]] = [(item.text or "", inside)]
        for child in item:
            parts += [(child, inside), (child.tail or "", inside)]
        stack.extend(reversed(parts))


def _font(element: Element, font: Run) -> Run:
    if element.tag == "B":
        return Run("", font.size, True, font.monospaced, font.colour)
    if element.tag != "FONT":
        return font
    size = float(element.get("POINT-SIZE", font.size))
    monospaced = font.monospaced or element.get("FACE") == "Courier"
    return Run("", size, font.bold, monospaced, element.get("COLOR", font.colour))


def _table(rows: list[list[Cell]], rules: set[int], padding: float) -> Label:
    """Cells get their places: columns as wide as the widest, rows as high as the highest."""
    cells = [cell for row in rows for cell in row]
    for cell in cells:
        _measure(cell, padding)
    widths = _column_widths(rows)
    label = Label(cells, [], sum(widths))
    for number, row in enumerate(rows):
        if number in rules:
            label.rules.append(label.height + RULE / 2)
            label.height += RULE
        column = 0
        height = max((cell.height for cell in row), default=0.0)
        for cell in row:
            cell.x, cell.y = sum(widths[:column]), label.height
            cell.width, cell.height = sum(widths[column : column + cell.span]), height
            column += cell.span
        label.height += height
    return label


def _measure(cell: Cell, padding: float) -> None:
    if cell.inner:
        width, height = cell.inner.width, cell.inner.height
    else:
        width = max((sum(run.width for run in line) for line in cell.lines), default=0.0)
        height = sum(cell.heights)
    cell.padding = padding
    least = float(cell.attributes.get("WIDTH", 0)), float(cell.attributes.get("HEIGHT", 0))
    if cell.attributes.get("FIXEDSIZE"):
        cell.width, cell.height = least
    else:
        cell.width = max(width + 2 * padding, least[0])
        cell.height = max(height + 2 * padding, least[1])


def _column_widths(rows: list[list[Cell]]) -> list[float]:
    widths = [0.0] * max((sum(cell.span for cell in row) for row in rows), default=0)
    for wide in (False, True):  # first the cells of one column, then those over several
        for row in rows:
            column = 0
            for cell in row:
                own = range(column, column + cell.span)
                column += cell.span
                missing = cell.width - sum(widths[i] for i in own)
                if (cell.span > 1) is wide and missing > 0:
                    for i in own:
                        widths[i] += missing / cell.span
    return widths
