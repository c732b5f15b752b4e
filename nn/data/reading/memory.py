"""A million cells are no garbage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Python's collector of garbage rests: it would look through all new lists again and again.

    What is made inside has no cycles, so nothing is lost by it; half of the time is won.
    """
    import gc

    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()
