"""`Table`: names and columns of a file, still as text, and how it was written."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from autograd.telling import told
from nn.data.reading.asides import Row
from nn.data.reading.cells import is_value
from nn.data.reading.dialects import called, found_dialect
from nn.data.reading.encodings import decoded
from nn.data.reading.faults import CSVError
from nn.data.reading.headers import has_header, joined, names_of, second_line
from nn.data.reading.options import Options
from nn.data.reading.rows import Rows, read_rows
from nn.data.reading.sources import name_of, read_bytes
from nn.data.reading.words import listed, plural

ALL_FOUND = Options()
MOST_RAGGED = 0.1  # of the rows; more of another length are no slips


@dataclass
class Table:
    """The cells of a file by column, and what was found out on the way.

    Arguments:
        path: what messages call the file.
        lines: the line of each row, as an editor counts them.
        columns: the cells of each column by its name; 1, 2, 3, ... where the file has none.
        encoding, delimiter: as found, or as told.
        has_header: whether the first row holds names.
        ragged: rows of another length than most.
        notes: what else is to be said.
    """

    path: str
    lines: list[int]
    columns: dict[str, list[str]]
    encoding: str
    delimiter: str
    has_header: bool
    ragged: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The names of all columns in their order."""
        return [*self.columns]

    def column(self, name: str) -> list[str]:
        """The cells below a name. Raises CSVError if there is no such column."""
        if name not in self.columns:
            what = told(f"no column {name!r}; the columns are {', '.join(self.names)}")
            hint = "; row 1 was taken for data, so columns have numbers"
            raise CSVError(f"{self.path}: {what}{'' if self.has_header else told(hint)}")
        return self.columns[name]

    def without_rows(self, rows: Collection[int]) -> Table:
        """The table without these rows, counted from 0."""
        left = [row for row in range(len(self.lines)) if row not in rows]
        columns = {name: [cells[row] for row in left] for name, cells in self.columns.items()}
        return replace(self, lines=[self.lines[row] for row in left], columns=columns)

    def error(self, row: int, name: str, what: str) -> CSVError:
        """An error that names the cell: `row` counts from 0, the message says its line.

        What is wrong with it has been told.
        """
        place = told(f"{self.path}, row {self.lines[row]}, column {name!r}")
        return CSVError(f"{place}: {what}")

    def of_another_length(self) -> CSVError:
        """An error that names the first row of another length than most."""
        row = self.ragged[0]
        expected, got = len(self.names), len(row.cells)
        short = got < expected
        place = f"{self.path}, row {row.line}, " + (
            f"no column {self.names[got]!r}" if short else f"after {self.names[-1]!r}"
        )
        others = told("the header" if self.has_header else "most rows")
        what = f"expected {expected:,} cell{plural(expected)} as in {others}, got {got}"
        quotes = "" if short else self._quotes()
        return CSVError(f"{told(place)}: {told(what)}{quotes}")

    def of_other_names(self) -> CSVError:
        """An error that the row above all has names for more or fewer columns than there are."""
        row = self.ragged[0]
        count, width = len(row.cells), len(self.names)
        names = told(f"{count:,} name{plural(count)}")
        cells = told(f"{width:,} cell{plural(width)}")
        what = told(f"{names}, and {cells} in most rows below")
        return CSVError(f"{told(f'{self.path}, row {row.line}')}: {what}{self._quotes()}")

    def _quotes(self) -> str:
        comma = self.delimiter == ","
        return told("; a cell with a comma in it needs quotes") if comma else ""

    def form(self) -> str:
        """How the file is written, in words."""
        header = "header" if self.has_header else f"no header (columns 1 to {len(self.names)})"
        return f"{self.encoding}, {called(self.delimiter)}, {told(header)}"

    def is_plain(self) -> bool:
        """Whether it is written as everybody would: UTF-8, commas, a header."""
        return self.encoding == "UTF-8" and self.delimiter == "," and self.has_header


def read_table(
    path: str | os.PathLike[str], options: Options = ALL_FOUND, expected: str = ""
) -> Table:
    """The cells of a file as text.

    Arguments:
        path: the file, `-` for standard input, or a file that gzip packed.
        options: what is known of it.
        expected: a column's name, by which a header is known.

    Raises:
        OSError: the file cannot be read.
        CSVError: something is wrong in it; the message says in which row.
    """
    name = name_of(path)
    text, encoding = decoded(read_bytes(path), name, options.encoding)
    dialect = found_dialect(text, options.delimiter)
    rows = read_rows(text, dialect, name)
    cells = [row.cells for row in rows.table]
    if not cells:
        raise CSVError(f"{name}: no table; each row has another number of cells")
    named = has_header(cells, expected) if options.header is None else options.header
    lines_above = named + (named and second_line(cells))
    header = joined(*cells[:2]) if lines_above == 2 else cells[0]
    names, notes = names_of(header if named else [""] * len(header), name, expected)
    below = rows.table[lines_above:]
    again = [row for row in below if named and row.cells == cells[0]]  # of files put together
    if again:
        below = [row for row in below if row.cells != cells[0]]
        rows_again = listed(str(row.line) for row in again)
        notes.append(told(f"the header stands again in row {rows_again}"))
    if not below:
        raise CSVError(f"{name}: no rows below the header")
    table = Table(
        name,
        [row.line for row in below],
        dict(zip(names, map(list, zip(*(row.cells for row in below))))),
        encoding,
        dialect.delimiter,
        named,
        rows.ragged,
        notes if named else [],
    )
    _tell(table, rows, lines_above)
    return table


def _tell(table: Table, rows: Rows, lines_above: int) -> None:
    """Notes what is no row of the table. Raises CSVError where much is of another length."""
    if rows.ragged and _names_alone(rows.ragged[0], rows.table[0]):
        raise table.of_other_names()
    if len(rows.ragged) > MOST_RAGGED * len(table.lines):
        raise table.of_another_length()
    if lines_above == 2:
        table.notes.append(told(f"row {rows.table[1].line} taken for a part of the header"))
    if rows.aside:
        count, lines = len(rows.aside), listed(str(row.line) for row in rows.aside)
        table.notes.append(
            told(
                f"{count:,} line{plural(count)} of comment, title or total passed over "
                f"(row {lines})"
            )
        )
    if rows.empty:
        table.notes.append(told(f"{rows.empty:,} empty line{plural(rows.empty)} passed over"))


def _names_alone(above: Row, below: Row) -> bool:
    """Whether the first row holds names, but not for as many columns as there are."""
    return (
        above.line < below.line
        and not any(map(is_value, above.cells))
        and any(map(is_value, below.cells))
    )
