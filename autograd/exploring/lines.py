"""The lines of source code that nodes were made by; nothing here runs unless somebody asks."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TypeVar

from autograd.scoping import heard
from autograd.value import Value

Result = TypeVar("Result")
Place = tuple[str, int]
"""A file and the number of a line."""

OURS = {"autograd", "nn"}
LONGEST = 160


def followed(f: Callable[[], Result]) -> tuple[Result, dict[Value, Place]]:
    """What `f()` gives, and of each node made on the way the line outside of this package."""
    places: dict[Value, Place] = {}

    def hear(node: Value) -> None:
        frame: FrameType | None = sys._getframe(1)
        while frame and _package(frame) in OURS:
            frame = frame.f_back
        if frame:
            places[node] = frame.f_code.co_filename, frame.f_lineno

    with heard(hear):
        return f(), places


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def named(place: Place) -> str:
    """`lesson.py:12`; a cell of a notebook has a name that says nothing to people."""
    file, number = place
    cell = "ipykernel_" in file or file.startswith("<ipython-input")
    return f"{'cell' if cell else Path(file).name}:{number}"


def text_of(place: Place) -> str:
    """What stands in the line; empty if nobody knows."""
    text = linecache.getline(*place).strip()
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
