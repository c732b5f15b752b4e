"""How bytes become text: the encoding is found by what the bytes can be, and what they then say.

A mark at the beginning decides. Zeros in every second byte are UTF-16. What is UTF-8
from end to end, or nearly, is UTF-8, since other text hardly ever is by chance. What is left is
Korean (cp949) if it is common syllables then, and else Western European (Windows' Latin-1).
"""

from __future__ import annotations

import codecs
import re

from autograd.telling import told
from nn.data.reading.faults import CSVError

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
NAMES |= {"utf-16": "UTF-16", "utf-32": "UTF-32", "cp1252": "Latin-1", "latin-1": "Latin-1"}
END = "\x1a"  # DOS's mark of the end
SAMPLE = 1_000_000  # bytes, enough to know a language by

OF_SEVERAL = re.compile(  # bytes: a character in UTF-8
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
HIGH = re.compile(rb"[\x80-\xff]")


def decoded(data: bytes, name: str, encoding: str | None = None) -> tuple[str, str]:
    """The text, and the name of its encoding; what is not given is found out.

    Raises:
        CSVError: the bytes are not text in that encoding; the message says at which row and byte.
    """
    codec = encoding or _found(data)
    try:
        text = data.decode(_beyond_a_mark(codec, data))
    except UnicodeDecodeError as error:
        if codec == "cp1252":  # five bytes of it mean nothing, and in Latin-1 everything does
            return data.decode("latin-1"), NAMES[codec]
        raise _fault(data, name, codec, error.start, encoding is None) from None
    return text.removeprefix("\ufeff").rstrip(END), NAMES.get(codec.lower(), codec)


def _beyond_a_mark(codec: str, data: bytes) -> str:
    """`utf-8` said of a file may mean one with the mark that Excel writes; `utf-16` one without."""
    plain = codec.lower().replace("_", "-")
    if plain in ("utf-16", "utf16") and not data.startswith(
        (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    ):
        return _by_zeros(data) or "utf-16-le"
    return codec


def _found(data: bytes) -> str:
    for mark, codec in MARKS.items():
        if data.startswith(mark):
            return codec
    return _by_zeros(data) or ("utf-8" if _is_utf_8(data) else _legacy(data[:SAMPLE]))


def _by_zeros(data: bytes) -> str | None:
    """UTF-16 without a mark: digits and commas have a zero beside them, always on one side."""
    start = data[:SAMPLE]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) < len(start) / 20 or min(even, odd) > max(even, odd) / 20:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_utf_8(data: bytes) -> bool:
    """Whether it is, or was before some bytes of it were damaged."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return _was_utf_8(data)
    return True


def _was_utf_8(data: bytes) -> bool:
    whole = sum(map(len, OF_SEVERAL.findall(data)))
    return whole > 2 * (len(HIGH.findall(data)) - whole)


def _legacy(data: bytes) -> str:
    """Korean if most of what is not ASCII is common syllables then; else Western European."""
    foreign = [c for c in data.decode("cp949", "replace") if c > "\x7f" and _tells(c)]
    return "cp949" if 2 * sum(map(_is_common, foreign)) > len(foreign) else "cp1252"


def _tells(character: str) -> bool:
    """Signs such as ㎡ say little of a language; ￦, and what means nothing, do."""
    return character.isalpha() or character in "￦\ufffd"


def _is_common(character: str) -> bool:
    """A syllable of the standard KS X 1001, both of whose bytes are high; others are rare words."""
    return character == "￦" or (
        "가" <= character <= "힣" and min(character.encode("cp949")) > 0xA0
    )


def _fault(data: bytes, name: str, codec: str, start: int, found: bool) -> CSVError:
    before = data[:start].decode(codec, "ignore")
    row = max(before.count("\n"), before.count("\r")) + 1
    called = NAMES.get(codec.lower(), codec)
    byte = told(f"byte {start + 1:,} of the file (0x{data[start]:02x}) is not {called} text")
    rest = ", as the rest is; mend it, or say the encoding" if found else "; say another encoding"
    return CSVError(f"{told(f'{name}, row {row}')}: {byte}{told(rest)}")
