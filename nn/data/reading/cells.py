"""What one cell can be: nothing, a number in one of many dresses, a date, or text."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from nn.data.reading.dates import in_parts

# Written where there is no value; in a column of numbers or dates also the second line.
MISSING = {"", "na", "n/a", "#n/a", "nan", "null", "\\n", "?", "<na>", "nil", "#div/0!", "#value!"}
MISSING |= {"#ref!", "#name?", "#num!", "#null!", "nat", "n.a.", "결측", "결측치"}
NO_NUMBER = {"-", "--", "---", ".", "..", "...", "none", "unknown", "missing"}
NO_NUMBER |= {"n.d.", "nd", "tbd", "없음", "미상", "측정불가"}
NO_NUMBER |= {f"{sign}{word}" for sign in ("", "+", "-") for word in ("inf", "infinity")}

TRUE = {"true", "t", "yes", "y", "on", "ja", "oui", "예", "네", "참", "o"}
FALSE = {"false", "f", "no", "n", "off", "nein", "non", "아니오", "아니요", "거짓", "x"}
WORDS = {**dict.fromkeys(TRUE, 1.0), **dict.fromkeys(FALSE, 0.0)}
DIGITS = {"1": 1.0, "0": 0.0}

MONEY = {"\\", "usd", "eur", "krw", "gbp", "jpy", "cny", "chf", "us$", "r$", "rs", "kr", "원"}
WON = {"\\": "₩", "￦": "₩"}  # as Korean Excel writes it in cp949, and East Asian keyboards
MINUS = "-−–"
WIDE = str.maketrans("０１２３４５６７８９．，－＋％（）", "0123456789.,-+%()")  # East Asian
SPACES = " \u00a0\u202f\u2009"

# What stands before, digits with signs among them, an exponent, what follows: -$1,288.50, 23.4 °C
NUMBER = re.compile(
    rf"([^\d.,]{{0,6}})(\d(?:[\d.,'’{SPACES}]*\d)?[.,]?|[.,]\d+)([eE][-+]?\d+)?([^\d].{{0,15}})?"
)
UNIT = re.compile(r"(?:[^\W\d_]|[%‰°$€£¥₩])\S*")


class Parts(NamedTuple):
    """A number taken apart: a minus or nothing, digits, exponent, and its unit or currency."""

    sign: str
    body: str
    exponent: str
    unit: str


def parts_of(cell: str) -> Parts | None:
    """The parts of a number; None for text. In brackets it is negative, as accountants write."""
    if not cell.isascii():
        cell = cell.translate(WIDE)
    negative = cell.startswith("(") and cell.endswith(")")
    match = NUMBER.fullmatch(cell[1:-1].strip() if negative else cell)
    if not match:
        return _zero(cell)
    before, body, exponent, after = (group or "" for group in match.groups())
    before, sign = _without_sign(before.strip(" '"))
    after, trailing = _without_sign(after.strip())
    minus = negative + (sign == "-") + (trailing == "-")
    if minus > 1 or trailing == "+" or (before and after):
        return None
    if (before and not is_money(before)) or (after and not UNIT.fullmatch(after)):
        return None
    unit = before or after
    return Parts("-" * minus, body, exponent, WON.get(unit, unit))


def _zero(cell: str) -> Parts | None:
    """The zero of accountants, and so of Excel: a dash beside a currency, `$ -`."""
    money, sign = _without_sign(cell)
    return Parts("", "0", "", WON.get(money, money)) if sign == "-" and is_money(money) else None


def _without_sign(text: str) -> tuple[str, str]:
    """A text without the sign at either of its ends, and that sign: `-$`, `$ -`, `+`."""
    for end in (text[:1], text[-1:]):
        if end and end in f"{MINUS}+":
            rest = text[1:] if text.startswith(end) else text[:-1]
            return rest.strip(), "+" if end == "+" else "-"
    return text, ""


def is_money(text: str) -> bool:
    """Whether a text is the sign or the name of a currency."""
    return text.lower() in MONEY or (len(text) == 1 and unicodedata.category(text) == "Sc")


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    return cell.casefold() in MISSING


def is_value(cell: str) -> bool:
    """Whether a cell looks like data rather than like a name: a number or a date."""
    cell = cell.strip()
    if not cell:
        return False
    return _is_float(cell) or parts_of(cell) is not None or in_parts(cell) is not None


def _is_float(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
