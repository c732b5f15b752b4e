"""`load_csv`: a table of numbers from a file, or one line that says where the file is wrong."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from typing import Any, NamedTuple

from autograd.messages import one_line
from nn.data.dataset import Dataset

MOST_CLASSES = 20


class CSVError(ValueError):
    """What is wrong with a CSV file: the file, the row (as an editor counts lines), the column."""

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


class Table(NamedTuple):
    """The cells of a file: its header, and each row with the number of its line."""

    path: str
    header: list[str]
    rows: list[tuple[int, list[str]]]

    def column(self, name: str) -> list[str]:
        """The cells below a name. Raises CSVError if the header does not have it."""
        if name not in self.header:
            hint = "" if any(map(_is_text, self.header)) else "; is row 1 a header with names?"
            raise CSVError(
                f"{self.path}: no column {name!r}; the columns are {', '.join(self.header)}{hint}"
            )
        index = self.header.index(name)
        return [cells[index] for _, cells in self.rows]

    def numbers(self, name: str) -> list[float]:
        """The same as floats. Raises CSVError at the first cell that is not a finite number."""
        return [self._number(row, name, text) for row, text in enumerate(self.column(name))]

    def _number(self, row: int, name: str, text: str) -> float:
        if not text:
            raise self.error(row, name, "expected a number, and the cell is empty")
        if _is_text(text):
            raise self.error(row, name, f"expected a number, got {text!r}")
        if not math.isfinite(float(text)):
            raise self.error(row, name, f"expected a finite number, got {text!r}")
        return float(text)

    def error(self, row: int, name: str, what: str) -> CSVError:
        """An error that names the cell: `row` counts from 0, the message says its line."""
        return CSVError(f"{self.path}, row {self.rows[row][0]}, column {name!r}: {what}")


def load_csv(
    path: str | os.PathLike[str],
    target: str,
    *,
    standardize: bool = False,
    classification: bool | None = None,
) -> Dataset:
    """Reads a CSV file: UTF-8, separated by commas, the first row a header with names.

    Every column but the target is a feature and holds numbers. The target is a class if its cells
    are text, or if they are whole numbers of few different values: at most 20, and each twice on
    the average. Otherwise it is a number to predict.

    Arguments:
        path: the file.
        target: the name of the column to predict.
        standardize: give every feature mean 0 and standard deviation 1. With data to hold out,
            rather split first, and see `Dataset.standardized`.
        classification: True or False where the rule above decides wrongly.

    Raises:
        OSError: the file cannot be read.
        CSVError: something is wrong in it; the message says in which row and column.
    """
    table = read_table(path)
    y, class_names = _targets(table, target, classification)
    names = [name for name in table.header if name != target]
    if not names:
        raise CSVError(f"{table.path}: {target!r} is the only column, nothing to predict it from")
    data = Dataset(_samples(table, names), y, names, class_names, target)
    try:
        return data.standardized() if standardize else data
    except ValueError as error:
        raise CSVError(f"{table.path}: {error}") from None


def load_features(
    path: str | os.PathLike[str], names: Sequence[str], target: str
) -> tuple[list[int], list[list[float]]]:
    """The lines and the samples of a file to predict from, each in the order of `names`.

    The file has these columns in any order; it may have the target too, which is not looked at.
    """
    table = read_table(path)
    there, wanted = set(table.header), {*names, target}
    missing = [name for name in names if name not in there]
    unknown = [name for name in table.header if name not in wanted]
    if missing or unknown:
        parts = [f"without {', '.join(map(repr, missing))}"] if missing else []
        parts += [f"with unknown {', '.join(map(repr, unknown))}"] if unknown else []
        raise CSVError(
            f"{table.path}: columns {' and '.join(parts)}; the model needs {', '.join(names)}"
        )
    return [line for line, _ in table.rows], _samples(table, names)


def read_table(path: str | os.PathLike[str]) -> Table:
    """The cells of a file as text without spaces around; all rows as long as the header."""
    import csv
    import io
    from pathlib import Path

    data = Path(path).read_bytes()
    try:
        text = data.decode("utf-8-sig")  # Excel writes a mark before the first letter
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CSVError(f"{path}, row {line}: not UTF-8 text; save the file as UTF-8") from None
    rows: list[tuple[int, list[str]]] = []
    line = 1  # where a row begins: a cell in quotes may go on over several lines
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            rows.append((line, [cell.strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise CSVError(f"{path}, row {line}: not CSV ({error})") from None
    if not rows:
        raise CSVError(f"{path}: the file is empty")
    for line, cells in rows:
        if not any(cells):
            raise CSVError(f"{path}, row {line}: the row is empty; delete it")
    header = _checked_header(str(path), rows[0][1])
    for line, cells in rows[1:]:
        if len(cells) != len(header):
            missing = len(cells) < len(header)
            where = f"no column {header[len(cells)]!r}" if missing else f"after {header[-1]!r}"
            raise CSVError(
                f"{path}, row {line}, {where}: expected {len(header)} cells as in the header, "
                f"got {len(cells)}"
            )
    if len(rows) == 1:
        raise CSVError(f"{path}: no rows below the header")
    return Table(str(path), header, rows[1:])


def _checked_header(path: str, header: list[str]) -> list[str]:
    columns: dict[str, int] = {}
    for i, name in enumerate(header, 1):
        if not name:
            raise CSVError(f"{path}, row 1: column {i} has no name")
        first = columns.setdefault(name, i)
        if first < i:
            raise CSVError(f"{path}, row 1: columns {first} and {i} are both named {name!r}")
    return header


def _samples(table: Table, names: Sequence[str]) -> list[list[float]]:
    """The features, read row by row so that the first wrong cell of the file is the one named."""
    columns = {name: place for place, name in enumerate(table.header)}
    places = [(name, columns[name]) for name in names]
    return [
        [table._number(row, name, cells[place]) for name, place in places]
        for row, (_, cells) in enumerate(table.rows)
    ]


def _targets(
    table: Table, target: str, classification: bool | None
) -> tuple[list[int] | list[float], list[str]]:
    """y and the names of its classes, by the rule that `load_csv` states."""
    cells = table.column(target)
    if "" in cells:
        raise table.error(cells.index(""), target, "the cell is empty")
    texts = [_is_text(cell) for cell in cells]
    if classification is None and any(texts) and not all(texts):
        odd = 2 * sum(texts) < len(texts)  # what the fewer cells are is what is wrong
        row = texts.index(odd)
        expected = "a number" if odd else "text"
        raise table.error(row, target, f"expected {expected} as in most rows, got {cells[row]!r}")

    labels: Sequence[str | float]
    if any(texts) and classification is not False:
        labels = cells
    else:
        labels = numbers = table.numbers(target)
        few = len(set(numbers)) <= min(MOST_CLASSES, len(numbers) / 2)
        if classification is None:
            classification = few and all(x.is_integer() for x in numbers)
        if not classification and len(set(numbers)) > 1:
            return numbers, []
    kinds: list[Any] = sorted(set(labels))
    names = [kind if isinstance(kind, str) else _name(kind) for kind in kinds]
    if len(kinds) == 1:
        where = f"{table.path}, column {target!r}"
        raise CSVError(f"{where}: {names[0]!r} in every row; there is nothing to tell apart")
    index = {kind: i for i, kind in enumerate(kinds)}
    return [index[label] for label in labels], names


def _name(number: float) -> str:
    """All its digits, so that no two classes share a name: `3`, `1234567`, `-1`; and `0` for -0."""
    return repr(number + 0.0).removesuffix(".0")


def _is_text(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return True
    return "_" in cell  # Python's own way to write 1_000, which no other program reads
