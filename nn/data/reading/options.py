"""`Options`: what somebody says of a file, where it is not to be found out from the file itself."""

from __future__ import annotations

import codecs
from collections.abc import Collection
from dataclasses import dataclass, fields

from autograd.telling import value_error

DELIMITERS = {"tab": "\t", "\\t": "\t", "space": " ", "comma": ",", "semicolon": ";", "pipe": "|"}
DECIMALS = {"comma": ",", "point": "."}
MISSING = ("mean", "drop")


@dataclass(frozen=True)
class Options:
    """How to read a file. What is None is found out from the file, and said.

    Arguments:
        delimiter: the character between cells, or its name: tab, space, comma, semicolon, pipe.
        decimal: the decimal sign, "." or ",".
        encoding: a codec of Python's, such as "utf-8", "cp949", "latin-1", "utf-16".
        header: whether the first row holds the names of the columns. Without, they are 1, 2, 3, ...
        drop: columns to leave out.
        keep: columns to take that would be left out, such as an id.
        categorical: columns whose numbers are names, such as a postcode.
        missing: for features without a value: "mean" takes the column's mean, or no category, and
            adds a feature that is 1 there and else 0; "drop" leaves out the row.

    Raises:
        ValueError: one of them is nothing of the kind.
    """

    delimiter: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    header: bool | None = None
    drop: Collection[str] = ()
    keep: Collection[str] = ()
    categorical: Collection[str] = ()
    missing: str = "mean"

    def __post_init__(self) -> None:
        if self.delimiter is not None:
            self._set("delimiter", _character(self.delimiter))
        if self.decimal is not None:
            self._set("decimal", DECIMALS.get(self.decimal, self.decimal))
        if self.decimal not in (None, ".", ","):
            raise value_error(f"the decimal sign is '.' or ',', got {self.decimal!r}")
        if self.decimal is not None and self.decimal == self.delimiter:
            raise value_error(f"{self.decimal!r} cannot be the delimiter and the decimal sign")
        if self.encoding is not None:
            _check_encoding(self.encoding)
        if self.missing not in MISSING:
            raise value_error(f"missing is one of {', '.join(MISSING)}, got {self.missing!r}")
        for name in ("drop", "keep", "categorical"):
            given = getattr(self, name)
            self._set(name, (given,) if isinstance(given, str) else tuple(map(str, given)))
        for name in self.drop:
            if name in self.keep or name in self.categorical:
                raise value_error(f"column {name!r} is to be dropped, and to be taken")

    def _set(self, name: str, setting: object) -> None:
        object.__setattr__(self, name, setting)


NAMES = tuple(field.name for field in fields(Options))


def _character(delimiter: str) -> str:
    character = DELIMITERS.get(delimiter, delimiter)
    if len(character) != 1 or character in '"\r\n':
        names = ", ".join(name for name in DELIMITERS if name.isalpha())
        raise value_error(f"a delimiter is one character, or one of {names}; got {delimiter!r}")
    return character


def _check_encoding(encoding: str) -> None:
    try:
        "".encode(encoding)
        codecs.lookup(encoding)
    except (LookupError, ValueError):
        raise value_error(
            f"no encoding {encoding!r}; known are utf-8, utf-16, cp949, latin-1 and many more"
        ) from None
