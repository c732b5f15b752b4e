"""The rows of a file: cut into cells, and without what is no row of the table."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from autograd.telling import told
from nn.data.reading.asides import (
    SUBTOTALS,
    Cells,
    Row,
    without_comments,
    without_notes,
    without_subtotals,
    without_titles,
    without_totals,
)
from nn.data.reading.cells import is_value
from nn.data.reading.dialects import Dialect, told_to_excel
from nn.data.reading.faults import CSVError

MOST_COLUMNS = 100_000
BLANKS = [sign for sign in map(chr, range(0x3001)) if sign.isspace() and sign not in "\r\n"]
LONG = 100_000  # characters in a row, below which no cell can be too long for the csv module


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
    rest, comments = without_comments(filled)
    width = _width(rest)
    rest, titles = without_titles(rest, width)
    rest, notes = without_notes(rest, width)
    rest, totals = without_totals(rest)
    low = text.lower()
    if any(word in low for word in SUBTOTALS):
        rest, between = without_subtotals(rest)
        totals = between + totals
    rest = _with_a_name_for_rows(rest, width, dialect.delimiter)
    table = [fitted for row in rest if (fitted := _fitted(row, width))]
    lines = {row.line for row in table}
    ragged = [row for row in rest if row.line not in lines]
    return Rows(table, ragged, comments + titles + totals + notes, empty)


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
        raise CSVError(f"{name}, row {line}: not CSV ({told(str(error))})") from None
    return rows


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


def _with_a_name_for_rows(rows: list[Row], width: int, delimiter: str) -> list[Row]:
    """R writes no name above those of rows: no two are equal, and often they count.

    Numbers between commas must count, for `12,5` below fewer names is a decimal without quotes.
    """
    (line, names), *below = rows
    if len(names) != width - 1 or any(map(is_value, names)):
        return rows
    first = [row.cells[0] for row in below if len(row.cells) == width]
    counting = first == [str(i) for i in range(1, len(first) + 1)]
    distinct = len({*first}) == len(first) and not (delimiter == "," and any(map(is_value, first)))
    return [Row(line, ["", *names]), *below] if counting or distinct else rows


def _fitted(row: Row, width: int) -> Row | None:
    """A row of that many cells; None if it has others."""
    if len(row.cells) == width:
        return row
    if len(row.cells) > width and _filled(row.cells) <= width:
        return Row(row.line, row.cells[:width])
    return None
