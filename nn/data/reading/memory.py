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


@contextmanager
def nothing_looked_through() -> Iterator[None]:
    """The collector passes over all that is there before: data that stay to the end."""
    import gc

    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
