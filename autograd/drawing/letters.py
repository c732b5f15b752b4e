"""How wide text is at most, in whatever font it is shown.

A picture is laid out here and shown elsewhere: in Arial or Helvetica on most machines, in DejaVu
Sans on many a Linux machine, in Nanum Gothic or Noto Sans CJK where people read Korean. So each
letter counts as the widest of these, in twentieths of an em, rounded up.
"""

from __future__ import annotations

import unicodedata

_REGULAR = {
    6: "Iil", 7: " ',.:;j", 8: "ft", 9: "!()/[]r|", 10: '"J`', 11: "csz", 12: "-L_kvxy",
    13: "$*0123456789FTabdeghnopqu{}", 14: "?BEKPSVXYZ", 15: "ACNRU", 16: "DGHOQ",
    17: "#+<=>^w~", 18: "&", 20: "M\\m", 21: "W", 22: "%@",
}  # fmt: skip
_BOLD = {
    7: " 'ijl", 8: ",./:;I|", 9: "-f", 10: "!()[]`rt", 11: '"', 12: "J_csz", 13: "*?Lx",
    14: "$0123456789EFTaekovy", 15: "CPSYZbdghnpqu{}", 16: "ABKRVX", 17: "#+<=>DGHNU^~",
    18: "&OQ", 19: "w", 20: "@M\\", 21: "m", 22: "%", 23: "W",
}  # fmt: skip
_WIDTHS = [
    {letter: size / 20 for size, letters in table.items() for letter in letters}
    for table in (_REGULAR, _BOLD)
]
MONOSPACED = 0.61
CAPITAL = 1.35  # Щ in bold


def is_wide(character: str) -> bool:
    """Whether it is as wide as it is high, as Korean, Chinese and Japanese letters are."""
    return unicodedata.east_asian_width(character) in "WF"


def width(text: str, size: float = 12.0, *, bold: bool = False, monospaced: bool = False) -> float:
    """How wide a line of text is at most.

    Arguments:
        text: the line.
        size: of the font; the result is in the same unit.
        bold: whether the font is.
        monospaced: whether it is Courier or the like.
    """
    return size * sum(_em(character, bold, monospaced) for character in text)


def _em(character: str, bold: bool, monospaced: bool) -> float:
    if monospaced and character.isascii():
        return MONOSPACED
    known = _WIDTHS[bold].get(character)
    if known is not None:
        return known
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if is_wide(character):
        return 1.4 if unicodedata.category(character) == "So" else 1.0  # pictographs are wider
    return CAPITAL if unicodedata.category(character) == "Lu" else 1.0
