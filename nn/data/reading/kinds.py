"""What the cells of a column are: numbers, dates, truth values, or text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from autograd.telling import told
from nn.data.reading.cells import DIGITS, FALSE, NO_NUMBER, TRUE, WORDS, is_missing
from nn.data.reading.dates import found_dates, undated
from nn.data.reading.numbers import decimal_signs, found_reading, number, plain_floats
from nn.data.reading.words import plural

SAMPLE = 2_000  # cells of a column, by which the others may know its decimal sign


class Habits(NamedTuple):
    """What is known of a column before its cells are looked at.

    Arguments:
        told: the decimal sign that somebody gave.
        usual: the one of other columns, for cells in which it could be either.
        order: that of the dates of this column, when they were seen before.
    """

    told: str | None = None
    usual: str | None = None
    order: str = ""


class Values(NamedTuple):
    """The numbers in the cells of a column, None where there is none, and how they were read.

    Arguments:
        kind: "number", "date" or "truth".
        numbers: of each cell.
        unit: of all numbers, such as "kg" or "$".
        order: of the dates, as in `dates.ORDERS`.
        decimal: the decimal sign of numbers; "" where it is of no matter.
        doubt: what could be read in another way too.
    """

    kind: str
    numbers: list[float | None]
    unit: str = ""
    order: str = ""
    decimal: str = ""
    doubt: str = ""


CALLED = {"number": "a number", "date": "a date", "truth": "yes or no"}


def called(kind: str) -> str:
    """What messages call one cell of a kind."""
    return told(CALLED[kind])


def counted(kind: str, count: int) -> str:
    """`1 number`, `2,000 numbers`, `2 categories`."""
    if kind == "category":
        return told(f"{count:,} categor{plural(count, 'y', 'ies')}")
    if kind == "truth":
        return told(f"{count:,} truth value{plural(count)}")
    if kind == "date":
        return told(f"{count:,} date{plural(count)}")
    return told(f"{count:,} number{plural(count)}")


def decimal_comma() -> str:
    """What is said of numbers with one."""
    return told("decimal comma")


def present(cells: Sequence[str]) -> set[str]:
    """The different cells that hold a value."""
    return {cell for cell in set(cells) if not is_missing(cell)}


def found_values(cells: Sequence[str], habits: Habits) -> Values | None:
    """The cells as numbers, dates or truth values; None if they are text, or empty."""
    plain = _plain(cells, habits)
    if plain is not None:
        return plain
    kinds = present(cells)
    if not kinds:
        return None
    return _truths(cells, kinds) or _numbers(cells, kinds, habits) or _dates(cells, kinds, habits)


def _plain(cells: Sequence[str], habits: Habits) -> Values | None:
    """Numbers as Python writes them, or with a comma in the place of the point: most files."""
    comma = "," in (habits.told, habits.usual)
    if comma and any("." in cell for cell in cells):
        return None
    numbers = plain_floats(cells)
    if numbers is not None:
        return Values("number", [*numbers])
    if habits.told == "." or not (comma or any(map(_has_comma, cells[:SAMPLE]))):
        return None
    numbers = plain_floats(cells, ",")
    return None if numbers is None else Values("number", [*numbers], decimal=",")


def _has_comma(cell: str) -> bool:
    return "," in cell and "," in decimal_signs([cell])


def _truths(cells: Sequence[str], kinds: set[str]) -> Values | None:
    words = {cell.casefold() for cell in kinds}
    if not (words <= WORDS.keys() and words & TRUE and words & FALSE):
        return None
    return Values("truth", [WORDS.get(cell.casefold()) for cell in cells])


def _numbers(cells: Sequence[str], kinds: set[str], habits: Habits) -> Values | None:
    reading = found_reading(kinds, habits.told, habits.usual)
    numbers = {cell: number(cell, reading) for cell in kinds}
    if not _all_but_marks(numbers):
        return None
    doubt = "" if reading.sure else told("its comma taken for that of thousands")
    decimal = reading.decimal if any("," in cell or "." in cell for cell in kinds) else ""
    in_order = [numbers.get(cell) for cell in cells]
    return Values("number", in_order, reading.unit, decimal=decimal, doubt=doubt)


def _dates(cells: Sequence[str], kinds: set[str], habits: Habits) -> Values | None:
    written = {cell for cell in kinds if cell.casefold() not in NO_NUMBER}
    dates = found_dates(written, habits.order) if written else None
    if dates is None:
        return None
    doubts = [] if dates.sure or dates.order == habits.order else [dates.told_order()]
    doubts += [told("years 69 to 99 taken for 1969 to 1999")] if dates.two_digits else []
    in_order = [dates.days.get(cell) for cell in cells]
    return Values("date", in_order, order=dates.order, doubt=", ".join(doubts))


def leads_with_zeros(cells: Sequence[str]) -> bool:
    """Whether all are whole numbers and some such as 007, and so rather codes."""
    whole = all(cell.isdecimal() or is_missing(cell) for cell in cells)
    return whole and any(cell[:1] == "0" and len(cell) > 1 for cell in cells)


def usual_decimal(columns: Sequence[Sequence[str]], delimiter: str) -> str | None:
    """The decimal sign of a file by all its columns; None if they leave it open, or differ."""
    samples = [column[:SAMPLE] for column in columns]
    if not any("," in cell or cell.count(".") > 1 for cells in samples for cell in cells):
        return None
    signs: Counter[str] = sum(map(decimal_signs, samples), Counter())
    certain = [sign for sign in ".," if signs[sign]]
    if len(certain) == 1:
        return certain[0]
    by_delimiter = not certain and delimiter == ";" and signs[",?"] and not signs[".?"]
    return "," if by_delimiter else None


def values_of_kind(kind: str, cells: Sequence[str], habits: Habits) -> Values | None:
    """The cells as numbers of a kind that was learned; None if some are of no such kind."""
    if kind == "number" and (plain := _plain(cells, habits)):
        return plain
    kinds = present(cells)
    if kind == "truth":
        known = {**WORDS, **DIGITS}
        numbers = [known.get(cell.casefold()) for cell in cells]
        return Values(kind, numbers) if all(cell.casefold() in known for cell in kinds) else None
    if all(cell.casefold() in NO_NUMBER for cell in kinds):
        return Values(kind, [None] * len(cells))
    if kind == "date":
        return _dates(cells, kinds, habits)
    return _numbers(cells, kinds, habits)


def odd_cells(kind: str, cells: Sequence[str], habits: Habits) -> list[int]:
    """Where cells stand that hold something, but nothing of that kind."""
    held = {cell for cell in present(cells) if cell.casefold() not in NO_NUMBER}
    if kind == "date":
        odd = undated(held, habits.order)
    elif kind == "truth":
        odd = {cell for cell in present(cells) if cell.casefold() not in {*WORDS, *DIGITS}}
    else:
        reading = found_reading(held, habits.told, habits.usual)
        odd = {cell for cell in held if number(cell, reading) is None}
    return [place for place, cell in enumerate(cells) if cell in odd]


def first_slip(kind: str, cells: Sequence[str], habits: Habits) -> int | None:
    """Where, among cells of which at least half are of a kind, the first stands that is not.

    None where all are, or where most are not, so that it is a column of text.
    """
    odd = odd_cells(kind, cells, habits)
    counts = Counter(cells).items()
    marks = sum(n for cell, n in counts if is_missing(cell) or cell.casefold() in NO_NUMBER)
    of_the_kind = len(cells) - marks - len(odd)
    return odd[0] if odd and of_the_kind >= len(odd) else None


def _all_but_marks(numbers: Mapping[str, float | None]) -> bool:
    """Whether there are numbers, and beside them only marks such as `-` for none."""
    odd = [cell for cell, value in numbers.items() if value is None]
    return len(odd) < len(numbers) and all(cell.casefold() in NO_NUMBER for cell in odd)
