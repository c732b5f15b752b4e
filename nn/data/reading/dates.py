"""A column of dates and times, as days since 1970: 2024-01-03, 03.01.2024 14:30, 2024년 1월 3일.

Where 03/04/2020 could begin with the day or with the month, all dates of the column decide: there
is no thirteenth month. Of what they leave open that is taken in which they lie closest together.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from autograd.telling import told

YEAR_FIRST = re.compile(r"(\d{4})([-/.])\s?(\d\d?)\2\s?(\d\d?)\.?")
KOREAN = re.compile(r"(\d{4})년\s?(\d\d?)월\s?(\d\d?)일")
MONTH_ONLY = re.compile(r"(\d{4})[-/](\d\d?)")
IN_SOME_ORDER = re.compile(r"(\d\d?)([-/.])\s?(\d\d?)\2\s?(\d{4}|\d\d)\.?")
DAY_AND_NAME = re.compile(r"(\d\d?)[.\s-]\s?([^\W\d_]{3,9})\.?[\s,-]\s?(\d{4}|\d\d)")
NAME_AND_DAY = re.compile(r"([^\W\d_]{3,9})\.?\s(\d\d?),?\s(\d{4})")
TIME = re.compile(
    r"(?:^|[T ,]\s*)(오전|오후)?\s?(\d\d?):(\d\d)(?::(\d\d)([.,]\d+)?)?"
    r"\s?([AaPp])?(?:[Mm])?\s?(Z|UTC|[+-]\d\d:?\d\d)?$"
)
MONTHS = [
    ("jan",),
    ("feb", "fév"),
    ("mar", "mär", "mrz"),
    ("apr", "avr"),
    ("may", "mai"),
    ("jun", "juin"),
    ("jul", "juil"),
    ("aug", "aoû"),
    ("sep",),
    ("oct", "okt"),
    ("nov",),
    ("dec", "dez", "déc"),
]
ORDERS = {"dmy": "read day first", "mdy": "read month first", "ymd": "read year first"}
EPOCH = date(1970, 1, 1).toordinal()
PIVOT = 69  # as POSIX has it: 69 to 99 are of the last century
DAY = 86_400.0


class Dates(NamedTuple):
    """Days since 1970 of each cell, and how they were read.

    Arguments:
        days: by cell.
        order: a key of ORDERS; "" where the cells leave no choice.
        sure: False where another order would have been possible.
        two_digits: whether years were written with two digits.
    """

    days: dict[str, float]
    order: str
    sure: bool
    two_digits: bool

    def told_order(self) -> str:
        """The order, as messages tell it."""
        return told(ORDERS[self.order])


def found_dates(cells: Collection[str], usual: str = "") -> Dates | None:
    """All cells as dates; None if they are none in any order.

    Arguments:
        cells: of one column, those with a value.
        usual: the order to take if it is possible.
    """
    written = [in_parts(cell) for cell in cells]
    if None in written or len({parts.date is None for parts in written if parts}) != 1:
        return None
    free = [parts for parts in written if parts and parts.free]
    readings = {order: _all_days(cells, order) for order in (ORDERS if free else ("ymd",))}
    possible = {order: days for order, days in readings.items() if days is not None}
    if not possible:
        return None
    order = min(possible, key=lambda order: (order != usual, _span(possible[order])))
    two_digits = any(_is_two_digits(parts, order) for parts in free)
    return Dates(possible[order], order if free else "", len(possible) == 1, two_digits)


def undated(cells: Collection[str], usual: str = "") -> set[str]:
    """The cells that are no dates in the order in which most are."""
    failing = [
        {cell for cell in cells if (parts := in_parts(cell)) is None or parts.days(order) is None}
        for order in (usual, *ORDERS)
        if order
    ]
    return min(failing, key=len)


def _all_days(cells: Collection[str], order: str) -> dict[str, float] | None:
    days = {}
    for cell in cells:
        parts = in_parts(cell)
        day = parts and parts.days(order)
        if day is None:
            return None
        days[cell] = day
    return days


def _span(days: dict[str, float]) -> float:
    return max(days.values()) - min(days.values())


class Parts(NamedTuple):
    """A cell's numbers: those of the date as written, and the seconds of the time.

    Arguments:
        date: year, month and day; or in some order if `free`. None for a time alone.
        seconds: since midnight, of Greenwich if a time zone is given.
    """

    date: tuple[str, str, str] | None
    seconds: float
    free: bool = False

    def days(self, order: str) -> float | None:
        """Days since 1970; None for a date that no calendar has."""
        if self.date is None:
            return self.seconds / DAY
        by_name = dict(zip(order if self.free else "ymd", self.date))
        if self.free and order != "ymd" and len(self.date[2]) < 2:
            return None
        try:
            day = date(_year(by_name["y"]), int(by_name["m"]), int(by_name["d"]))
        except ValueError:
            return None
        return day.toordinal() - EPOCH + self.seconds / DAY


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    if len(digits) != 2:
        raise ValueError("a year has four digits, or two")
    return int(digits) + (1900 if int(digits) >= PIVOT else 2000)


def _is_two_digits(parts: Parts, order: str) -> bool:
    return parts.date is not None and len(parts.date[order.index("y")]) == 2


def in_parts(cell: str) -> Parts | None:
    """The numbers of a date, of a time, or of both; None for what is neither."""
    seconds = 0.0
    if ":" in cell and (time := TIME.search(cell)):
        of_day = _seconds(*time.groups())
        if of_day is None:
            return None
        cell, seconds = cell[: time.start()].strip(), of_day
        if not cell:
            return Parts(None, seconds)
    for form in (YEAR_FIRST, KOREAN, IN_SOME_ORDER, DAY_AND_NAME, NAME_AND_DAY, MONTH_ONLY):
        if match := form.fullmatch(cell):
            return _parts(form, match.groups(), seconds)
    return None


def _parts(form: re.Pattern[str], groups: tuple[str, ...], seconds: float) -> Parts | None:
    if form is DAY_AND_NAME or form is NAME_AND_DAY:
        name, day = (groups[1], groups[0]) if form is DAY_AND_NAME else groups[:2]
        month = _month(name)
        return month and Parts((groups[2], month, day), seconds)  # type: ignore[return-value]
    if form is MONTH_ONLY:
        return Parts((groups[0], groups[1], "1"), seconds)
    first, *_, second, third = groups
    return Parts((first, second, third), seconds, free=form is IN_SOME_ORDER)


def _month(name: str) -> str | None:
    low = name.lower()
    for month, starts in enumerate(MONTHS, 1):
        if low.startswith(starts):
            return str(month)
    return None


def _seconds(
    half: str | None,
    hour: str,
    minute: str,
    second: str | None,
    fraction: str | None,
    letter: str | None,
    zone: str | None,
) -> float | None:
    """Seconds since midnight; None for a time that no clock shows."""
    hours = int(hour)
    if half or letter:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + 12 * (half == "오후" or (letter or "a") in "pP")
    seconds = float(second or 0) + float((fraction or ",0").replace(",", "."))
    if hours > 24 or int(minute) > 59 or seconds >= 61:
        return None
    return hours * 3600 + int(minute) * 60 + seconds - _offset(zone)


def _offset(zone: str | None) -> float:
    if not zone or zone in ("Z", "UTC"):
        return 0.0
    digits = zone[1:].replace(":", "")
    return float(f"{zone[0]}1") * (int(digits[:2]) * 3600 + int(digits[2:]) * 60)
