"""`load_csv`: samples and targets of any table, and one line that says what it was taken for."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from autograd.messages import one_line
from autograd.telling import told, value_error
from nn.data.dataset import Dataset
from nn.data.reading import (
    Columns,
    CSVError,
    Options,
    Table,
    learned,
    learned_targets,
    listed,
    name_of,
    nothing_collected,
    plural,
    read_table,
    rows_without,
)


def load_csv(
    path: str | os.PathLike[str],
    target: str,
    *,
    standardize: bool = False,
    classification: bool | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
    header: bool | None = None,
    drop: Sequence[str] = (),
    keep: Sequence[str] = (),
    categorical: Sequence[str] = (),
    missing: str = "mean",
) -> Dataset:
    """Reads a table, as programs and offices write them, and says in one line what it took it for.

    Delimiter, decimal sign, encoding and header are found out. A column is numbers (also with units
    or thousands apart), dates (in days since 1970), truth values (1 and 0), or categories (a
    feature for each text). What only tells rows apart is left out: a running id, names.

    The target is a class if its cells are text, or if they are whole numbers of few different
    values: at most 20, and each twice on the average. Otherwise it is a number to predict. Rows
    without a target are left out.

    Nothing is said of a plain file: UTF-8, commas, a header, numbers in all cells.

    Arguments:
        path: the file; gzip may have packed it. "-" is standard input.
        target: the name of the column to predict; of a file without names its place, from "1".
        standardize: give every feature mean 0 and standard deviation 1. With data to hold out,
            rather split first, and see `Dataset.standardized`.
        classification: True or False where the rule above decides wrongly.
        delimiter: between cells; a character, or tab, space, comma, semicolon, pipe.
        decimal: the decimal sign, "." or ",".
        encoding: a codec of Python's, such as "cp949".
        header: whether the first row holds the names of the columns.
        drop: columns to leave out.
        keep: columns to take that would be left out, such as an id.
        categorical: columns whose numbers are names, such as a postcode.
        missing: "mean" puts the column's mean, or no category, where there is no value, and adds a
            feature that is 1 there and else 0; "drop" leaves out the row. The mean is that of the
            whole file.

    Raises:
        OSError: the file cannot be read.
        CSVError: something is wrong in it; the message says in which row and column.
    """
    options = Options(delimiter, decimal, encoding, header, drop, keep, categorical, missing)
    read = read_dataset(path, target, options, classification)
    if not read.plain:
        _say(path, read.said)
    try:
        return read.data.standardized() if standardize else read.data
    except ValueError as error:
        raise CSVError(f"{path}: {error}") from None


def load_features(
    path: str | os.PathLike[str], columns: Columns, **options: Any
) -> tuple[list[int], list[list[float]]]:
    """The lines and the samples of a file to predict from, read as the file that was learned from.

    Columns are found by their names, in any order; the file may have the target too, which is not
    looked at. How the file is written is found out anew. What was taken for something is said in
    one line: categories that are new, values that are missing, columns that are not used.

    Arguments:
        path: the file.
        columns: `columns` of the data that `load_csv` read, or `Columns.from_json` of what
            `to_json` made of them.
        options: delimiter, decimal, encoding, header: see `Options`.

    Raises:
        OSError: the file cannot be read.
        CSVError: a column is missing, or a cell holds what its column cannot.
    """
    read = read_features(path, columns, Options(**options))
    if read.said:
        _say(path, read.said)
    return read.table.lines, read.X


def _say(path: str | os.PathLike[str], said: str) -> None:
    print(f"{name_of(path)}: {said}", file=sys.stderr)


class ReadDataset(NamedTuple):
    """Data, what they were taken for, and whether that is what everybody would have."""

    data: Dataset
    said: str
    plain: bool


@nothing_collected()
def read_dataset(
    path: str | os.PathLike[str],
    target: str,
    options: Options,
    classification: bool | None = None,
) -> ReadDataset:
    """What `load_csv` returns, and the line that it says."""
    table = read_table(path, options, target)
    _check_names(table, target, options)
    without = rows_without(table, target, options)
    if len(without) == len(table.lines):
        raise CSVError(f"{table.path}: column {target!r} is empty; nothing to learn")
    table = table.without_rows(without) if without else table
    found = learned(table, target, options)
    if options.missing == "drop" and found.incomplete:
        table = table.without_rows(found.incomplete)
        found = learned(table, target, options)._replace(incomplete=found.incomplete)
    y = learned_targets(table, target, classification, options)
    data = Dataset(
        [list(row) for row in zip(*found.features)],
        y.y,
        found.columns.feature_names,
        y.class_names,
        target,
        columns=found.columns,
    )
    notes = [*table.notes, *_left_out(table, target, without, found.incomplete, options)]
    notes += [*found.notes, *filter(None, [y.note])]
    said = "; ".join([f"{table.form()}: {found.kinds}", *notes])
    return ReadDataset(data, one_line(said), table.is_plain() and found.plain and not notes)


def _check_names(table: Table, target: str, options: Options) -> None:
    for name in (target, *options.drop, *options.keep, *options.categorical):
        table.column(name)
    if target in options.drop:
        raise value_error(f"{target!r} is the target, and cannot be dropped")


def _left_out(
    table: Table, target: str, without: set[int], incomplete: set[int], options: Options
) -> list[str]:
    notes = []
    if table.ragged:
        count, lines = len(table.ragged), listed(str(row.line) for row in table.ragged)
        notes.append(told(f"{count:,} row{plural(count)} of another length left out (row {lines})"))
    if count := len(without):
        notes.append(told(f"{count:,} row{plural(count)} without {target} left out"))
    if options.missing == "drop" and (count := len(incomplete)):
        notes.append(told(f"{count:,} row{plural(count)} with empty cells left out"))
    return notes


class ReadFeatures(NamedTuple):
    """The cells of a file to predict from, its features by column, and what is to be said."""

    table: Table
    features: list[list[float]]
    said: str

    @property
    def X(self) -> list[list[float]]:  # noqa: N802  (as everywhere)
        """The samples."""
        return [list(row) for row in zip(*self.features)]


@nothing_collected()
def read_features(path: str | os.PathLike[str], columns: Columns, options: Options) -> ReadFeatures:
    """What `load_features` returns, and the line that it says."""
    if options.header is None:
        options = replace(options, header=columns.has_header)
    table = read_table(path, options)
    if table.ragged:
        raise table.of_another_length()
    if not table.has_header:
        columns.name_by_place(table)
    features, notes = columns.encoded(table, options.decimal)
    if unknown := columns.unknown(table):
        names = listed(unknown)
        notes.append(told(f"columns that the model does not know, not looked at: {names}"))
    notes = [*([] if table.is_plain() else [table.form()]), *table.notes, *notes]
    return ReadFeatures(table, features, one_line("; ".join(notes)))
