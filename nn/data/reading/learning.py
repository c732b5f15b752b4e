"""What a file is taken for before a model learns from it: columns of a kind, or left out."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import repeat
from operator import truediv
from typing import NamedTuple

from autograd.telling import told
from nn.data.reading.cells import NO_NUMBER, is_missing
from nn.data.reading.columns import Column, Columns, Features
from nn.data.reading.dates import found_dates
from nn.data.reading.faults import CSVError
from nn.data.reading.kinds import (
    Habits,
    Values,
    called,
    counted,
    decimal_comma,
    first_slip,
    found_values,
    leads_with_zeros,
    present,
    usual_decimal,
)
from nn.data.reading.options import Options
from nn.data.reading.tables import Table
from nn.data.reading.words import listed

MOST_CATEGORIES = 50  # texts; a column of more is left out unless somebody wants it
MOST_WANTED = 1_000  # of one that somebody wants
FEW_CATEGORIES = 10  # that may be rare; of more, each comes twice on the average
# Names of columns that hold another number for every row, and of such as may count the rows.
IDENTITY = re.compile(r"(.*[\W_])?(id|ids|uuid|guid|idx)|.*[a-z](Id|ID)", re.DOTALL)
COUNTER = re.compile(
    r"(.*[\W_])?(no|nr|num|number|row|index|rowname|(일련)?번호|순번|연번)\.?|#|\d+|unnamed: \d+"
)
MANY_ROWS = 10  # from which on it is no chance that all numbers differ


class Found(NamedTuple):
    """What one column was taken for: its features, or none and why; and what could be doubted."""

    column: Column | None
    features: Features
    why_not: str = ""
    note: str = ""


class Learned(NamedTuple):
    """The columns to learn from, their features, and what is to be said of them."""

    columns: Columns
    features: Features
    kinds: str
    notes: list[str]
    incomplete: set[int]  # rows in which a column that is used has no value
    plain: bool  # whether all columns are numbers as everybody writes them


def learned(table: Table, target: str, options: Options) -> Learned:
    """What each column but the target is, and its features.

    Raises:
        CSVError: a column is neither numbers nor text, or none is left.
    """
    cells = {name: table.column(name) for name in table.names if name != target}
    usual = options.decimal or usual_decimal([*cells.values()], table.delimiter)
    habits = Habits(options.decimal, usual)
    found = {name: _found(table, name, texts, habits, options) for name, texts in cells.items()}
    out = {name: one.why_not for name, one in found.items() if not one.column}
    used = [one.column for one in found.values() if one.column]
    if not used:
        raise _nothing_left(table, target, out)
    columns = Columns(used, target, [*out], table.has_header, usual)
    features = [numbers for one in found.values() for numbers in one.features]
    notes = [one.note for one in found.values() if one.note]
    left_out = listed(f"{name} ({why})" for name, why in out.items())
    notes += [told(f"left out: {left_out}")] if out else []
    return Learned(
        columns,
        features,
        _kinds(used, usual),
        notes + _missing(used, cells),
        _holes(columns, features),
        usual != "," and all(column.kind == "number" and not column.unit for column in used),
    )


def _nothing_left(table: Table, target: str, out: Mapping[str, str]) -> CSVError:
    why = "; ".join(told(f"{name!r} is left out ({reason})") for name, reason in out.items())
    keep = told(f"; {why}: say to keep it, where it is of use") if why else ""
    fault = told(
        f"{target!r} is the only column"
        + (" to use" if out else "")
        + ", nothing to predict it from"
    )
    return CSVError(f"{table.path}: {fault}{keep}")


def _found(table: Table, name: str, cells: list[str], habits: Habits, options: Options) -> Found:
    if name in options.drop:
        return Found(None, [], told("as told"))
    values = None if name in options.categorical else found_values(cells, habits)
    if values:
        own = values.decimal == "," != habits.usual  # unlike the other columns
        found = _of_values(name, values, name in options.keep)
        if not found.note and found.column and values.kind == "number" and leads_with_zeros(cells):
            codes = f"{name} taken for numbers, though some begin with 0 (codes are categorical)"
            return found._replace(note=told(codes))
        comma = f"{name}: {decimal_comma()}"
        return found._replace(note=comma) if own and not found.note else found
    if not (texts := present(cells)):
        return Found(None, [], told("empty"))
    wanted = name in options.categorical or name in options.keep
    if not wanted:
        _refuse_odd(table, name, cells, habits)
    return _of_texts(name, cells, texts, wanted)


def _of_values(name: str, values: Values, wanted: bool) -> Found:
    held = [number for number in values.numbers if number is not None]
    note = f"{name}: {values.doubt}" if values.doubt else ""
    if values.kind == "number" and len(held) == len(values.numbers) and not wanted:
        if why_not := _is_identity(name, held):
            return Found(None, [], why_not)
        if len(held) >= MANY_ROWS and held[0] in (0.0, 1.0) and _counts(held):
            note = told(f"{name} counts the rows (drop leaves it out)")
        if all(map(_is_day, held)):
            days = f"{name} taken for numbers; dates have signs between year, month and day"
            note = told(days)
    column = Column(
        name,
        values.kind,
        mean=math.fsum(map(truediv, held, repeat(len(held)))),
        may_miss=len(held) < len(values.numbers),
        unit=values.unit,
        order=values.order,
    )
    return Found(column, column.of_numbers(values.numbers), note=note)


def _is_identity(name: str, numbers: Sequence[float]) -> str:
    """Why a column says nothing but which row it is; "" for one that may say more."""
    if len(numbers) < 3 or not all(map(float.is_integer, numbers)):
        return ""
    if IDENTITY.fullmatch(name.lower()) or IDENTITY.fullmatch(name):
        if _counts(numbers):
            return told("counts the rows")
        different = len(set(numbers)) == len(numbers) >= MANY_ROWS
        return told("another number in every row") if different else ""
    return told("counts the rows") if COUNTER.fullmatch(name.lower()) and _counts(numbers) else ""


def _is_day(number: float) -> bool:
    """Whether a number is a date without signs, such as 20240103."""
    digits = str(number)
    return (
        19000101 <= number <= 21001231
        and found_dates([f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"]) is not None
    )


def _counts(numbers: Sequence[float]) -> bool:
    return all(number == numbers[0] + i for i, number in enumerate(numbers))


def _refuse_odd(table: Table, name: str, cells: Sequence[str], habits: Habits) -> None:
    """Raises CSVError for a column of which most cells, but not all, are numbers, or are dates."""
    if habits.told and found_values(cells, Habits()):
        cell = next(iter(present(cells)))
        what = told(f"{cell!r} is no number with {habits.told!r} as its decimal sign")
        raise CSVError(f"{told(f'{table.path}, column {name!r}')}: {what}")
    for kind in ("number", "date"):
        row = first_slip(kind, cells, habits)
        if row is not None:
            what = told(f"expected {called(kind)}, got {cells[row]!r}")
            mend = "; mend the cell, or take the column as categorical, or drop it"
            raise table.error(row, name, what + told(mend))


def _of_texts(name: str, cells: Sequence[str], texts: set[str], wanted: bool) -> Found:
    held = sum(cell in texts for cell in cells)
    if len(texts) == held > 2 and not wanted:
        return Found(None, [], told("another text in every row"))
    rare = len(texts) > FEW_CATEGORIES and 2 * len(texts) > held
    if len(texts) > (MOST_WANTED if wanted else MOST_CATEGORIES) or (rare and not wanted):
        return Found(None, [], told(f"{len(texts):,} different texts"))
    column = Column(name, "category", sorted(texts), may_miss=held < len(cells))
    return Found(column, column.of_texts(cells))


def _kinds(used: Sequence[Column], usual: str | None) -> str:
    """`4 numbers, 2 categories (sex 2, city 12)`."""
    count = Counter(column.kind for column in used)
    words = []
    for kind in count:
        details = _details(kind, [column for column in used if column.kind == kind], usual)
        words.append(counted(kind, count[kind]) + (f" ({details})" if details else ""))
    return ", ".join(words)


def _details(kind: str, columns: Sequence[Column], usual: str | None) -> str:
    if kind == "category":
        return listed(f"{column.name} {len(column.categories)}" for column in columns)
    units = [f"{column.name} {told('in')} {column.unit}" for column in columns if column.unit]
    comma = [decimal_comma()] if kind == "number" and usual == "," else []
    return listed(comma + units)


def _holes(columns: Columns, features: Features) -> set[int]:
    indicators = columns.indicators
    return {
        row
        for name, numbers in zip(columns.feature_names, features)
        if name in indicators
        for row, number in enumerate(numbers)
        if number
    }


def _missing(used: Sequence[Column], cells: Mapping[str, Sequence[str]]) -> list[str]:
    """`no value in age (3), height (2: '-'): the mean is taken, and one more input says so`."""
    columns = [column for column in used if column.may_miss]
    if not columns:
        return []
    where = listed(_holes_of(column, cells[column.name]) for column in columns)
    texts = sum(column.kind == "category" for column in columns)
    taken = "no category or the mean" if texts else "the mean"
    taken = told("no category" if texts == len(columns) else taken)
    said = told(f"{taken} is taken, and an input says so")
    return [f"{told(f'no value in {where}')}: {said}"]


def _holes_of(column: Column, cells: Sequence[str]) -> str:
    if column.kind == "category":
        holes = [cell for cell in cells if is_missing(cell)]
    else:
        marks = {cell for cell in set(cells) if is_missing(cell) or cell.casefold() in NO_NUMBER}
        holes = [cell for cell in cells if cell in marks]
    marks = {cell for cell in holes if cell}
    return f"{column.name} ({len(holes):,}{': ' * bool(marks)}{listed(map(repr, sorted(marks)))})"
