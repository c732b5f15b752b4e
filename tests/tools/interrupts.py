"""Ctrl-C at every line: what it leaves behind, one line after the other."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import nn

PACKAGE = str(Path(nn.__file__).parent)


class CtrlC:
    """Raises KeyboardInterrupt before the `at`-th line of the package that is run inside."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __enter__(self) -> "CtrlC":
        self.before = sys.gettrace()
        sys.settrace(self.trace)
        return self

    def __exit__(self, *error: object) -> None:
        sys.settrace(self.before)

    def trace(self, frame: FrameType, event: str, argument: object) -> Any:
        """Python's tracing calls this for each function and each line."""
        if not frame.f_code.co_filename.startswith(PACKAGE):
            return None
        if event == "line":
            self.left -= 1
            if not self.left:
                raise KeyboardInterrupt
        return self.trace


def at_each_line(
    make: Callable[[], Any], act: Callable[[Any], object], first: int = 1, stride: int = 1
) -> Iterator[Any]:
    """What `act` leaves of each new thing that `make` makes, interrupted at a later line each time.

    The last one is of a run that came to its end.
    """
    at = first
    while True:
        thing = make()
        interrupt = CtrlC(at)
        try:
            with interrupt:
                act(thing)
        except KeyboardInterrupt:
            pass
        yield thing
        if interrupt.left > 0:
            return
        at += stride
