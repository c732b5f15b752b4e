"""The rows of a file: cut into cells, and without what is no row of the table."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from nn.data.reading.cells import is_value
from nn.data.reading.dialects import Dialect, told_to_excel
from nn.data.reading.faults import CSVError

MOST_COLUMNS = 100_000
Cells = list[str]


TOTALS = {"total", "totals", "grand total", "sum", "summe", "gesamt", "합계", "총계", "소계"}
BLANKS = [sign for sign in map(chr, range(0x3001)) if sign.isspace() and sign not in "\r\n"]
LONG = 100_000  # characters in a row, below which no cell can be too long for the csv module


class Row(NamedTuple):
    """The cells of a row, and the line at which it begins, as an editor counts them."""

    line: int
    cells: Cells


class Rows(NamedTuple):
    """The rows of a file by what they are.

    Arguments:
        table: those of the usual length, the header too if there is one.
        ragged: those of another length.
        aside: comments, titles above the table, and a last row of totals.
        empty: how many rows above the last have nothing in them.
    """

    table: list[Row]
    ragged: list[Row]
    aside: list[Row]
    empty: int


def read_rows(text: str, dialect: Dialect, name: str) -> Rows:
    """All rows, without spaces around cells and without empty columns at the end.

    Raises:
        CSVError: it is no CSV; the message says at which row.
    """
    rows = _cut(text, dialect, name)
    if told_to_excel(text):
        rows = rows[1:]
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        raise CSVError(f"{name}: the file is empty")
    empty = rows.index(filled[-1]) + 1 - len(filled)
    rest, comments = _without_comments(filled)
    width = _width(rest)
    rest, titles = _without_titles(rest, width)
    rest, totals = _without_totals(rest)
    table = [fitted for row in rest if (fitted := _fitted(row, width, row is rest[0]))]
    lines = {row.line for row in table}
    ragged = [row for row in rest if row.line not in lines]
    return Rows(table, ragged, comments + titles + totals, empty)


def _cut(text: str, dialect: Dialect, name: str) -> list[Row]:
    """All rows as they stand; most files have nothing but delimiters to look for."""
    padded = '"' in text or any(blank in text for blank in BLANKS)
    if not (padded or dialect.quote in text or "\0" in text):
        lines = text.splitlines()
        if max(map(len, lines), default=0) < LONG:
            return [Row(i, line.split(dialect.delimiter)) for i, line in enumerate(lines, 1)]
    return _cut_by_rules(text, dialect, name, padded)


def _cut_by_rules(text: str, dialect: Dialect, name: str, padded: bool) -> list[Row]:
    import csv  # here, where it is needed, since `import nn` is to be quick
    import io

    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        skipinitialspace=True,
        strict=True,
    )
    rows: list[Row] = []
    line = 1  # where a row begins: a cell in quotes may go on over several lines
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                raise CSVError(
                    f"{name}, row {line}: {len(cells):,} columns; at most {MOST_COLUMNS:,} are read"
                )
            rows.append(Row(line, [cell.strip() for cell in cells] if padded else cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise CSVError(f"{name}, row {line}: not CSV ({error})") from None
    return rows


def _without_comments(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Rows that begin with # are comments, unless most do; the last above data may be a header."""
    comments = [row for row in rows if row.cells[0].startswith("#")]
    if 2 * len(comments) > len(rows):
        return rows, []
    rest = [row for row in rows if not row.cells[0].startswith("#")]
    above = [row for row in comments if row.line < rest[0].line]
    if above and len(above[-1].cells) == len(rest[0].cells) > 1 and _names(above[-1], rest[0]):
        line, (first, *others) = above[-1]
        comments.remove(above[-1])
        rest.insert(0, Row(line, [first.lstrip("# "), *others]))
    return rest, comments


def _names(above: Row, below: Row) -> bool:
    """Whether a row holds no data, and the one below it some."""
    return any(map(is_value, below.cells)) and not any(map(is_value, above.cells))


def _width(rows: list[Row]) -> int:
    """The usual number of cells, without those at the end that are empty in all usual rows."""
    ((usual, _),) = Counter(len(row.cells) for row in rows).most_common(1)
    whole = any(row.cells[-1] for row in rows if len(row.cells) == usual)
    return usual if whole else max(_filled(row.cells) for row in rows if len(row.cells) == usual)


def _filled(cells: Cells) -> int:
    """The number of cells up to the last that is not empty."""
    length = len(cells)
    while length and not cells[length - 1]:
        length -= 1
    return length


def _without_titles(rows: list[Row], width: int) -> tuple[list[Row], list[Row]]:
    """Above a table of some columns, lines of one cell are its title."""
    count = 0
    while count < len(rows) - 1 and _is_title(rows[count].cells, width):
        count += 1
    return rows[count:], rows[:count]


def _without_totals(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """The last row may be the sum of the others, which is no sample."""
    words = {cell.casefold().rstrip(":") for cell in rows[-1].cells}
    last = len(rows) > 2 and bool(words & TOTALS)
    return (rows[:-1], rows[-1:]) if last else (rows, [])


def _is_title(cells: Cells, width: int) -> bool:
    return sum(map(bool, cells)) <= 1 and (width > 2 or len(cells) < width)


def _fitted(row: Row, width: int, first: bool) -> Row | None:
    """A row of that many cells; None if it has others. R writes no name above those of rows."""
    if len(row.cells) == width:
        return row
    if len(row.cells) > width and _filled(row.cells) <= width:
        return Row(row.line, row.cells[:width])
    if first and len(row.cells) == width - 1 and not any(map(is_value, row.cells)):
        return Row(row.line, ["", *row.cells])
    return None
