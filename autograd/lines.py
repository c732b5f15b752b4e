"""The line of the user's code that a message is about: which it is, and what it says."""

from __future__ import annotations

import linecache
import os
import sys
from types import FrameType

from autograd.telling import told

_HOUSE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
OURS = (os.path.join(_HOUSE, "autograd", ""), os.path.join(_HOUSE, "nn", ""))
COMPUTING = ("numpy", "scipy", "statistics")  # libraries that compute with what they are given

WHERE = (
    " (where computes both sides before it chooses: make the other harmless, as in "
    "where(c, log(where(c, x, 1.0)), 0.0))"
)


def place(frame: FrameType) -> str:
    """Where the line of a frame stands, and what it says."""
    filename, line = frame.f_code.co_filename, frame.f_lineno
    text = linecache.getline(filename, line, frame.f_globals).strip()
    where = told("the notebook's cell") if "ipykernel" in filename else filename
    return told(f"{where}, line {line}: ") + told(f"in `{text}`, ") * bool(text)


def users_frame(frame: FrameType) -> FrameType:
    """The frame of the code that uses a library of Python's, numpy or us; else the frame itself."""
    user: FrameType | None = frame
    while user is not None and (
        package_of(user) in COMPUTING
        or package_of(user) in sys.stdlib_module_names
        or user.f_code.co_filename.startswith(OURS)
    ):
        user = user.f_back
    return user or frame


def package_of(frame: FrameType) -> str:
    """The top of the package whose code a frame runs."""
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def beside_where(*names: str) -> str:
    """What to add to an error of one of these operations, written as an argument of `where`."""
    frame = users_frame(sys._getframe())
    lines = linecache.getlines(frame.f_code.co_filename, frame.f_globals)[: frame.f_lineno][-8:]
    if not lines:
        return ""
    *above, line = lines
    inside = line.partition("where(")[2]
    while not inside and above:  # a call that began further up, and is still open
        rest = "".join(above).partition("where(")[2]
        inside = line if rest and _is_open(rest) else ""
        del above[0]
    return told(WHERE) if any(name and name in inside for name in names) else ""


def _is_open(text: str) -> bool:
    """Whether the parenthesis before a text is not closed in it."""
    depth = 1
    for character in text:
        depth += (character == "(") - (character == ")")
        if not depth:
            return False
    return True
