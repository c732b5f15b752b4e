"""Threads that do work together: they are started once, and then wait for more.

Whoever has work does it as well, and what no other thread takes, all of it. So nothing waits for a
thread that is busy, or gone.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue

Share = tuple[int, ...]


class _Team:
    """Threads that help."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._started = 0

    def call(self, take: Callable[[], None], helpers: int) -> None:
        """So many of them, as soon as they can, call `take`."""
        with suppress(RuntimeError):  # Python is about to end, or has too many threads
            while self._started < helpers:
                threading.Thread(target=self._help, name="chainrule", daemon=True).start()
                self._started += 1
        for _ in range(helpers):
            self._calls.put(take)

    def _help(self) -> None:
        while True:
            self._calls.get()()


_team = _Team()


def _new_team() -> None:
    global _team
    _team = _Team()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_new_team)  # a child has none of the threads


def together(work: Callable[..., None], shares: Sequence[Share]) -> None:
    """Calls `work(*share)` for each share, in as many threads as there are shares.

    Raises:
        BaseException: what any of the calls has raised, first of all a Ctrl-C. One that comes while
            others are at work does not wait for them.
    """
    waiting: SimpleQueue[Share] = SimpleQueue()
    ended: SimpleQueue[BaseException | None] = SimpleQueue()
    for share in shares:
        waiting.put(share)

    def take() -> None:
        with suppress(Empty):
            while True:
                ended.put(_failure(work, waiting.get_nowait()))

    _team.call(take, len(shares) - 1)
    take()
    failures = [failure for failure in (ended.get() for _ in shares) if failure is not None]
    for failure in sorted(failures, key=lambda failure: isinstance(failure, Exception)):
        raise failure


def _failure(work: Callable[..., None], share: Share) -> BaseException | None:
    try:
        work(*share)
    except BaseException as error:  # to be raised where the work was wanted
        return error
    return None
