"""What is to be predicted: a class for each row, or a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from autograd.telling import told
from nn.data.reading.cells import WORDS, is_missing
from nn.data.reading.faults import CSVError
from nn.data.reading.kinds import (
    Habits,
    Values,
    called,
    first_slip,
    found_values,
    leads_with_zeros,
    odd_cells,
    usual_decimal,
)
from nn.data.reading.numbers import plain_floats
from nn.data.reading.options import Options
from nn.data.reading.tables import Table
from nn.data.reading.words import listed

MOST_CLASSES = 20


class Targets(NamedTuple):
    """y, the names of its classes (none if y holds numbers), and what is to be said of it."""

    y: list[int] | list[float]
    class_names: list[str]
    note: str = ""


def rows_without(table: Table, target: str, options: Options) -> set[int]:
    """The rows in which there is nothing to learn, since the target is missing."""
    cells = table.column(target)
    values = found_values(cells, _habits(table, options))
    if values and values.kind == "number" and target not in options.categorical:
        return {row for row, number in enumerate(values.numbers) if number is None}
    missing = {*filter(is_missing, set(cells))}
    return {row for row, cell in enumerate(cells) if cell in missing} if missing else set()


def learned_targets(
    table: Table, target: str, classification: bool | None, options: Options
) -> Targets:
    """y by the rule that `load_csv` states; every row of the table has one.

    Raises:
        CSVError: text among numbers, numbers among text, a date, or one value in every row.
    """
    cells = table.column(target)
    if target in options.categorical:
        classification = True
    values = found_values(cells, _habits(table, options))
    numbers = [n for n in values.numbers if n is not None] if values else []
    if classification is False and not (values and values.kind == "number"):
        raise _odd(table, target, options)
    if classification is None:
        _check_kind(table, target, values, options)
    if not values or values.kind != "number":
        return _classes(
            table, target, _spelled(cells) if values and values.kind == "truth" else cells
        )
    if classification is None:
        classification = _few(numbers) and all(map(float.is_integer, numbers))
    if not classification and len(set(numbers)) > 1:
        note = f"{target} {told('in')} {values.unit}" if values.unit else ""
        return Targets(numbers, [], "; ".join(filter(None, [note, values.doubt])))
    codes = leads_with_zeros(cells) and len(set(cells)) == len(set(numbers))
    return _classes(table, target, cells if values.unit or codes else numbers)


def known_targets(
    table: Table, target: str, class_names: Sequence[str], options: Options
) -> list[float | None]:
    """The targets of a file to judge a model on, classes as it counts them; None where missing.

    Raises:
        CSVError: there is no such column, or a cell is no class of the model's, or no number.
    """
    cells = table.column(target)
    without = rows_without(table, target, options)
    if not class_names:
        values = found_values(cells, _habits(table, options))
        if not values or values.kind != "number":
            raise _odd(table, target, options)
        return values.numbers
    classes = _spellings(class_names)
    y: list[float | None] = []
    for row, cell in enumerate(cells):
        known = None if row in without else classes.get(_key(cell), classes.get(cell))
        if known is None and row not in without:
            names = listed(map(repr, class_names))
            what = told(f"{cell!r} is no class of the model: {names}")
            raise table.error(row, target, what)
        y.append(known)
    return y


def _spellings(class_names: Sequence[str]) -> dict[object, int]:
    """The classes by name, and by what else their names may be written: 1.0 for 1, YES for yes."""
    by_key = {_key(name): i for i, name in enumerate(class_names)}
    return (
        by_key
        if len(by_key) == len(class_names)
        else {name: i for i, name in enumerate(class_names)}
    )


def _key(name: str) -> object:
    if name.casefold() in WORDS:
        return WORDS[name.casefold()] == 1.0
    numbers = plain_floats([name])
    return numbers[0] if numbers else name


def _habits(table: Table, options: Options) -> Habits:
    return Habits(
        options.decimal,
        options.decimal or usual_decimal([*table.columns.values()], table.delimiter),
    )


def _few(numbers: Sequence[float]) -> bool:
    return len(set(numbers)) <= min(MOST_CLASSES, len(numbers) / 2)


def _check_kind(table: Table, target: str, values: Values | None, options: Options) -> None:
    """Raises CSVError for a target that is neither numbers nor text throughout."""
    if values and values.kind == "date":
        mend = "make a number of it, such as days from a date, or name it categorical"
        what = f"a date cannot be predicted; {told(mend)}"
        raise CSVError(f"{told(f'{table.path}, column {target!r}')}: {told(what)}")
    if values:
        return
    cells = table.column(target)
    row = first_slip("number", cells, _habits(table, options))
    if row is not None:
        what = told(f"expected a number as in most rows, got {cells[row]!r}")
        raise table.error(row, target, what)
    floats = {cell for cell in set(cells) if plain_floats([cell])}
    if floats:
        row = next(row for row, cell in enumerate(cells) if cell in floats)
        what = told(f"expected text as in most rows, got {cells[row]!r}")
        raise table.error(row, target, what)


def _odd(table: Table, target: str, options: Options) -> CSVError:
    cells = table.column(target)
    row, *_ = [*odd_cells("number", cells, _habits(table, options)), 0]
    return table.error(row, target, told(f"expected {called('number')}, got {cells[row]!r}"))


def _spelled(cells: Sequence[str]) -> list[str]:
    """Truth values by one spelling: yes, Yes and YES are one class, named as most are written."""
    spellings: dict[float, Counter[str]] = {}
    for cell, count in Counter(cells).items():
        spellings.setdefault(_truth(cell), Counter())[cell] = count
    usual = {truth: count.most_common(1)[0][0] for truth, count in spellings.items()}
    return [usual[_truth(cell)] for cell in cells]


def _truth(cell: str) -> float:
    return WORDS[cell.casefold()]


def _classes(table: Table, target: str, labels: Sequence[str | float]) -> Targets:
    kinds: list[Any] = sorted(set(labels))
    names = [kind if isinstance(kind, str) else _name(kind) for kind in kinds]
    if len(kinds) == 1:
        what = told(f"{names[0]!r} in every row; there is nothing to tell apart")
        raise CSVError(f"{told(f'{table.path}, column {target!r}')}: {what}")
    index = {kind: i for i, kind in enumerate(kinds)}
    return Targets([index[label] for label in labels], names)


def _name(number: float) -> str:
    """All its digits, so that no two classes share a name: `3`, `1234567`, `-1`; and `0` for -0."""
    return repr(number + 0.0).removesuffix(".0")
