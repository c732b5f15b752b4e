"""The bytes of a file, of standard input, or of what gzip packed; what is no table is refused."""

from __future__ import annotations

import codecs
import os
from typing import BinaryIO

from autograd.telling import told
from nn.data.reading.faults import CSVError

STANDARD_INPUT = "-"
FIRST_LOOK = 65_536  # bytes, by which a film or a program is known before the rest is read
KNOWN = {  # how files begin that people take for tables
    b"PK\x03\x04": "an Excel workbook or another zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook or another Office file",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"SQLite format 3": "an SQLite database",
    b"\x80\x04": "a pickle of Python",
    b"\x93NUMPY": "an array of NumPy",
}
TEXTS = {  # the same, whatever stands around them
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<?xml": "XML",
    b'{"': "JSON",
    b"[{": "JSON",
    b"{\n": "JSON",
    b"[\n": "JSON",
}
GZIP = b"\x1f\x8b"
WIDE = (b"\xff\xfe", b"\xfe\xff")  # the marks of UTF-16 and UTF-32, which are full of zeros


def name_of(path: str | os.PathLike[str]) -> str:
    """What messages call a file."""
    return told("standard input") if os.fspath(path) == STANDARD_INPUT else os.fspath(path)


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """All bytes of a file, unpacked if gzip packed it; `-` is standard input.

    Raises:
        OSError: the file cannot be read.
        CSVError: it is empty, or no text.
    """
    import sys

    if os.fspath(path) == STANDARD_INPUT:
        return _all(sys.stdin.buffer, name_of(path))
    with open(path, "rb") as file:  # noqa: PTH123  (pathlib is slow to import)
        return _all(file, os.fspath(path))


def _all(file: BinaryIO, name: str) -> bytes:
    start = file.read(FIRST_LOOK)
    if start.startswith(GZIP):
        start = _unpacked(start + file.read(), name)
        rest = b""
        _check_text(start[:FIRST_LOOK], name)
    else:
        _check_text(start, name)
        rest = file.read()
    return start + rest


def _unpacked(packed: bytes, name: str) -> bytes:
    import gzip
    import zlib

    try:
        return gzip.decompress(packed)
    except (EOFError, OSError, zlib.error) as error:
        raise CSVError(f"{name}: packed by gzip, and damaged ({error})") from None


def _check_text(start: bytes, name: str) -> None:
    """Raises CSVError for a file that begins as no table does."""
    text = start[:40].lower().removeprefix(codecs.BOM_UTF8).lstrip().replace(b"\r", b"")
    for mark in (*KNOWN, *TEXTS):
        if (text if mark in TEXTS else start).startswith(mark):
            kind = told(TEXTS[mark] if mark in TEXTS else KNOWN[mark])
            raise CSVError(f"{name}: {kind}, not CSV; save the table as CSV and take that file")
    if start.startswith(WIDE):
        return
    zeros, strange = start.count(0), sum(map(start.count, _STRANGE))
    if strange > len(start) / 100 if not zeros else not 0.1 < zeros / len(start) < 0.8:
        kind = told("a binary file")
        raise CSVError(f"{name}: {kind}, not CSV; save the table as CSV and take that file")


# What no text has: controls, but for what ends and indents lines, and DOS's mark of the end.
_STRANGE = [bytes([i]) for i in range(1, 32) if chr(i) not in "\t\n\v\f\r\x1a\x1b"]
