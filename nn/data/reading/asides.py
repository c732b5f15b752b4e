"""Rows that are no rows of the table: comments, what stands above and below it, totals.

A row is passed over only for what it says itself, and is told of. What merely has another length is
left to the caller.
"""

from __future__ import annotations

from typing import NamedTuple

from nn.data.reading.cells import is_missing, is_value

Cells = list[str]

# In the last rows of a table; where they come again above, they are a category like any other.
TOTALS = {"total", "totals", "grand total", "sum", "summe", "gesamt", "합계", "총계", "계"}
# The same, but they may as well be categories: beside empty cells, or in a column of numbers.
MEANS = {"average", "avg", "mean", "median", "mittelwert", "durchschnitt", "moyenne", "평균"}
SUBTOTALS = {"subtotal", "subtotals", "sub total", "sub-total", "zwischensumme", "소계"}  # anywhere
NOTES = ("*", "※", "†", "‡")


class Row(NamedTuple):
    """The cells of a row, and the line at which it begins, as an editor counts them."""

    line: int
    cells: Cells


def without_comments(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Rows that begin with # are comments, unless most do; the last above data may be a header.

    Errors of Excel, `#N/A`, begin so too.
    """
    comments = [row for row in rows if row.cells[0][:1] == "#" and not is_missing(row.cells[0])]
    if not 0 < 2 * len(comments) <= len(rows):
        return rows, []
    lines = {row.line for row in comments}
    rest = [row for row in rows if row.line not in lines]
    above = [row for row in comments if row.line < rest[0].line]
    if above and len(above[-1].cells) == len(rest[0].cells) > 1 and _names(above[-1], rest[0]):
        line, (first, *others) = above[-1]
        comments.remove(above[-1])
        rest.insert(0, Row(line, [first.lstrip("# "), *others]))
    return rest, comments


def _names(above: Row, below: Row) -> bool:
    """Whether a row holds no data, and the one below it some."""
    return any(map(is_value, below.cells)) and not any(map(is_value, above.cells))


def without_titles(rows: list[Row], width: int) -> tuple[list[Row], list[Row]]:
    """Above a table of some columns, lines of one cell are its title.

    So are shorter rows, as devices write them (`Operator:, Kim`), above names for all columns.
    """
    count = 0
    while count < len(rows) - 1 and _is_title(rows[count].cells, width):
        count += 1
    head = count
    while head < len(rows) - 1 and len(rows[head].cells) < width:
        head += 1
    one_less = head == count + 1 and len(rows[count].cells) == width - 1  # as R writes names
    if not any(map(is_value, rows[head].cells)) and not (one_less and _all_names(rows[count])):
        count = head
    return rows[count:], rows[:count]


def _all_names(row: Row) -> bool:
    return all(row.cells) and not any(map(is_value, row.cells))


def _is_title(cells: Cells, width: int) -> bool:
    return sum(map(bool, cells)) <= 1 and (width > 2 or len(cells) < width)


def without_notes(rows: list[Row], width: int) -> tuple[list[Row], list[Row]]:
    """Below a table, lines of text are notes from one with a colon or a star on, or set apart."""
    count = len(rows)
    for place in range(len(rows) - 1, 0, -1):
        if not _may_be_note(rows[place].cells, width):
            break
        if _begins_notes(rows[place], rows[place - 1]):
            count = place
    return rows[:count], rows[count:]


def _may_be_note(cells: Cells, width: int) -> bool:
    short = len(cells) < width or _is_title(cells, width)
    return short and not any(map(is_value, cells))


def _begins_notes(row: Row, above: Row) -> bool:
    text = " ".join(row.cells).strip()
    apart = row.line - above.line > 1 + sum(cell.count("\n") for cell in above.cells)
    return apart or ":" in text or text.startswith(NOTES)


def without_totals(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """The last rows may be sums and means of the others, which are no samples."""
    totals: list[Row] = []
    while len(rows) > 2 and _is_total(rows):
        totals.insert(0, rows[-1])
        rows = rows[:-1]
    return rows, totals


def without_subtotals(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Sums of a few rows stand between them."""
    between = [row for row in rows if SUBTOTALS.intersection(map(_word, row.cells))]
    lines = {row.line for row in between}
    return [row for row in rows if row.line not in lines], between


def _is_total(rows: list[Row]) -> bool:
    """Whether the last row has a word of totals where no other row has that word."""
    last = rows[-1].cells
    for place, cell in enumerate(last):
        word = _word(cell)
        if word in TOTALS or (word in MEANS and (not all(last) or _of_numbers(rows[1], place))):
            return not any(row.cells[place : place + 1] == [cell] for row in rows[:-1])
    return False


def _of_numbers(row: Row, place: int) -> bool:
    return any(map(is_value, row.cells[place : place + 1]))


def _word(cell: str) -> str:
    return cell.casefold().rstrip(": ")
