"""`Columns`: what each column of a file holds, and so how a row becomes numbers; kept in the model.

A number, a date (in days) and a truth value (1 or 0) become one feature; a category becomes one for
each of its values, 1 where it is that and 0 elsewhere. A cell without a value takes the column's
mean, or no category; where the file that was learned from had such cells, one more feature says so.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

from autograd.telling import told, value_error
from nn.data.reading.cells import is_missing
from nn.data.reading.faults import CSVError
from nn.data.reading.kinds import (
    Habits,
    Values,
    called,
    decimal_comma,
    odd_cells,
    usual_decimal,
    values_of_kind,
)
from nn.data.reading.tables import Table
from nn.data.reading.words import listed, plural
from nn.files import Json

KINDS = ("number", "date", "truth", "category")
Features = list[list[float]]  # by feature: a list of the numbers of all rows


@dataclass(frozen=True)
class Column:
    """What a column holds.

    Arguments:
        name: in the header.
        kind: "number", "date", "truth" or "category".
        categories: the texts of a category, sorted.
        mean: of the numbers that were learned from; it stands where a value is missing.
        may_miss: whether values were missing there, and so a feature says where.
        unit: of the numbers, such as "kg" or "$".
        order: of the dates, where they had to be read in one.
    """

    name: str
    kind: str = "number"
    categories: list[str] = field(default_factory=list)
    mean: float = 0.0
    may_miss: bool = False
    unit: str = ""
    order: str = ""

    @classmethod
    def from_json(cls, data: Json) -> Column:
        """The column that `asdict` made this of. Raises ValueError or TypeError for other data."""
        column = cls(**data)
        texts = [column.name, column.kind, column.unit, column.order, *column.categories]
        if not all(isinstance(text, str) for text in texts) or column.kind not in KINDS:
            raise value_error(f"expected a column of kind {', '.join(KINDS)}, got {data!r}")
        if not math.isfinite(column.mean):
            raise value_error(f"the mean of column {column.name!r} is {column.mean}")
        return column

    @property
    def feature_names(self) -> list[str]:
        """One name for each number that a cell becomes."""
        names = [f"{self.name}={text}" for text in self.categories] or [self.name]
        return names + [self.indicator] * self.may_miss

    @property
    def indicator(self) -> str:
        """The name of the feature that is 1 where a value is missing."""
        return f"{self.name} missing"

    def of_texts(self, cells: Sequence[str]) -> Features:
        """The features of a category: one for each of its texts."""
        features = {text: [0.0] * len(cells) for text in self.categories}
        for row, cell in enumerate(cells):
            if cell in features:
                features[cell][row] = 1.0
        return [*features.values(), *self._missing(is_missing(cell) for cell in cells)]

    def of_numbers(self, numbers: Sequence[float | None]) -> Features:
        """The features of all other kinds: the number, or the mean in its place."""
        filled = [self.mean if number is None else number for number in numbers]
        return [filled, *self._missing(number is None for number in numbers)]

    def _missing(self, where: Iterable[bool]) -> Features:
        return [list(map(float, where))] if self.may_miss else []


@dataclass(frozen=True)
class Columns:
    """The columns that a model reads, in the order of its inputs.

    Arguments:
        used: those.
        target: the name of the column to predict.
        left_out: the names of those that the file had beside them.
        has_header: whether names come from the file; else they are the places 1, 2, 3, ...
        decimal: the decimal sign of that file, for cells in which it could be either.
    """

    used: list[Column]
    target: str
    left_out: list[str] = field(default_factory=list)
    has_header: bool = True
    decimal: str | None = None

    def to_json(self) -> Json:
        """Plain data, for the metadata of a model."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Json) -> Columns:
        """What `to_json` gave. Raises TypeError, ValueError or KeyError for other data."""
        used = [Column.from_json(column) for column in data["used"]]
        columns = cls(**{**data, "used": used})
        names = [columns.target, *columns.left_out]
        if not all(isinstance(name, str) for name in names) or columns.decimal not in (
            None,
            ".",
            ",",
        ):
            raise value_error(f"expected names of columns, got {names!r}")
        return columns

    @property
    def feature_names(self) -> list[str]:
        """The names of all numbers in a sample."""
        return [name for column in self.used for name in column.feature_names]

    @property
    def indicators(self) -> set[str]:
        """The names of those that are 1 where a value is missing."""
        return {column.indicator for column in self.used if column.may_miss}

    def name_by_place(self, table: Table) -> None:
        """Columns without names are those that were learned from, perhaps without the target."""
        known = len(self.used) + len(self.left_out) + 1
        if len(table.columns) == known - 1:
            places = (str(i + 1) for i in range(known) if str(i + 1) != self.target)
            table.columns = dict(zip(places, table.columns.values()))

    def encoded(self, table: Table, told: str | None) -> tuple[Features, list[str]]:
        """The features of a file, and what is to be said of its cells.

        Raises:
            CSVError: a column is missing, or a cell holds what its column cannot.
        """
        self._check_names(table)
        cells = [table.column(column.name) for column in self.used]
        numeric = [c for column, c in zip(self.used, cells) if column.kind == "number"]
        usual = usual_decimal(numeric, table.delimiter) or self.decimal
        features: Features = []
        notes = [decimal_comma()] if usual == "," else []
        for column, texts in zip(self.used, cells):
            if column.kind == "category":
                features += column.of_texts(texts)
                notes += _strangers(column, texts)
            else:
                values = _values(table, column, texts, Habits(told, usual, column.order))
                features += column.of_numbers(values.numbers)
                notes += _filled(column, values)
        return features, notes

    def _check_names(self, table: Table) -> None:
        missing = [column.name for column in self.used if column.name not in table.columns]
        if missing:
            hint = "; row 1 of the file was taken for data, not for names"
            names = ", ".join(column.name for column in self.used)
            without = ", ".join(map(repr, missing))
            what = told(f"columns without {without}; the model needs {names}")
            raise CSVError(f"{table.path}: {what}{'' if table.has_header else told(hint)}")

    def unknown(self, table: Table) -> list[str]:
        """The columns of a file of which nothing was known."""
        known = {column.name for column in self.used} | {self.target, *self.left_out}
        return [name for name in table.names if name not in known]


def _values(table: Table, column: Column, cells: Sequence[str], habits: Habits) -> Values:
    values = values_of_kind(column.kind, cells, habits)
    if values is None:
        row, *_ = [*odd_cells(column.kind, cells, habits), 0]
        what = told(f"expected {called(column.kind)}, got {cells[row]!r}")
        raise table.error(row, column.name, what)
    if values.unit and column.unit != values.unit:
        what = f"numbers in {values.unit}, and the model has learned them " + (
            f"in {column.unit}" if column.unit else "without a unit"
        )
        raise CSVError(f"{told(f'{table.path}, column {column.name!r}')}: {told(what)}")
    return values


def _strangers(column: Column, cells: Sequence[str]) -> list[str]:
    known = {*column.categories}
    counts = Counter(cells)
    holes = {*filter(is_missing, counts)}
    strange = Counter({cell: counts[cell] for cell in counts if cell not in known | holes})
    notes = []
    if strange:
        count = strange.total()
        notes.append(
            told(
                f"{count:,} cell{plural(count)} of {column.name!r} unknown to the model "
                f"({listed(map(repr, strange))}), taken for none of its categories"
            )
        )
    missing = sum(counts[cell] for cell in holes)
    return notes + ([_without(missing, column, told("no category"))] if missing else [])


def _filled(column: Column, values: Values) -> list[str]:
    missing = values.numbers.count(None)
    notes = [f"{told(f'column {column.name!r}')}: {values.doubt}"] if values.doubt else []
    if column.unit and not values.unit and missing < len(values.numbers):
        notes.append(told(f"numbers of {column.name!r} without a unit taken for {column.unit}"))
    return notes + ([_without(missing, column, told("its mean"))] if missing else [])


def _without(missing: int, column: Column, taken: str) -> str:
    return told(
        f"{missing:,} cell{plural(missing)} of {column.name!r} without a value: {taken} taken"
    )
