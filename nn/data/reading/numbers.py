"""A column of numbers as people write them: 1.234,50 and $1,288.00 and 23.4 °C and 45 %.

Whether a point or a comma is the decimal sign is decided by the whole column: where both stand in
a cell, the last is; where one stands twice, it groups thousands; where not three digits follow, it
is decimal. Only what could be either in all cells, such as 1,234, goes by the other columns.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from nn.data.reading.cells import SPACES, is_money, parts_of

GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}")  # 1,234,567; India: 12,34,567
APART = re.compile(rf"\d{{1,3}}(?:['’{SPACES}]\d{{3}})+(?:[.,]\d*)?")  # 1 234 567,8; 1'234.5
TAKEN_APART = str.maketrans("", "", f"'’{SPACES}")
EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
OTHER = {".": ",", ",": "."}


class Reading(NamedTuple):
    """How the numbers of a column are written: the decimal sign, and the unit of all.

    Arguments:
        decimal: "." or ",".
        unit: "kg", "$", "%"; "" for bare numbers.
        sure: False where commas that are taken for those of thousands could as well be decimal.
    """

    decimal: str = "."
    unit: str = ""
    sure: bool = True


def plain_floats(cells: Collection[str], decimal: str = ".") -> list[float] | None:
    """The cells as Python itself reads them, if all of them are finite; None otherwise."""
    if decimal == ",":
        if any("." in cell for cell in cells):
            return None
        cells = [cell.replace(",", ".") for cell in cells]
    try:
        numbers = list(map(float, cells))
    except ValueError:
        return None
    # A finite sum has finite terms; that of finite ones may still overflow.
    if not (math.isfinite(sum(numbers)) or all(map(math.isfinite, numbers))):
        return None
    if "_" in "".join(cells):
        return None
    return numbers


def decimal_signs(cells: Iterable[str]) -> Counter[str]:
    """How many cells have "." or "," as decimal sign; and ".?" or ",?", which may be one."""
    parts = filter(None, map(parts_of, cells))
    return Counter(filter(None, (_sign(part.body.translate(TAKEN_APART)) for part in parts)))


def _sign(body: str) -> str:
    last = max(body.rfind("."), body.rfind(","))
    if last < 0:
        return ""
    if EITHER.fullmatch(body):
        return f"{body[last]}?"
    groups = body.count(body[last]) > 1 and OTHER[body[last]] not in body
    sign = OTHER[body[last]] if groups else body[last]
    return sign if _digits(body, sign) else ""


def found_reading(cells: Collection[str], told: str | None, usual: str | None) -> Reading:
    """How most of these cells are written, as numbers.

    Arguments:
        cells: of one column, those with a value.
        told: the decimal sign, if somebody has said it.
        usual: that of other columns, for cells in which it could be either.
    """
    signs = decimal_signs(cells)
    certain = {sign: count for sign, count in signs.items() if len(sign) == 1}
    decimal = told or max(certain, key=lambda sign: certain[sign], default=None)
    units = Counter(part.unit for part in map(parts_of, cells) if part)
    unit = max(units, key=lambda unit: (is_money(unit), units[unit], not unit), default="")
    sure = decimal is not None or usual is not None or not signs[",?"]
    return Reading(decimal or usual or ".", unit, sure)


def number(cell: str, reading: Reading) -> float | None:
    """The number in a cell; None if there is none that is written so."""
    parts = parts_of(cell)
    if parts is None or not _same_unit(parts.unit, reading.unit):
        return None
    digits = _digits(parts.body, reading.decimal)
    if digits is None:
        return None
    result = float(f"{parts.sign}{digits}{parts.exponent}")
    return result if math.isfinite(result) else None


def _same_unit(unit: str, usual: str) -> bool:
    """Money may stand without its sign; 5 % and 0.05 in one column are another matter."""
    return unit == usual or (not unit and is_money(usual))


def _digits(body: str, decimal: str) -> str | None:
    """The digits of a number as Python writes them, if thousands stand where they should."""
    if body != (together := body.translate(TAKEN_APART)):
        if not APART.fullmatch(body):
            return None
        body = together
    whole, _, fraction = body.partition(decimal)
    if OTHER[decimal] in whole:
        whole = whole.replace(OTHER[decimal], ",")
        if not GROUPED.fullmatch(whole):
            return None
    return None if "." in fraction or "," in fraction else f"{whole.replace(',', '')}.{fraction}"
