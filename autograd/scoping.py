"""`with autograd.scope("step 2"):` gives what is computed inside a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from autograd import value
from autograd.scopes import Scope, current, note
from autograd.telling import type_error

_lock = Lock()
_open = 0  # in all threads
_hearers: list[Callable[[value.Value], None]] = []
_new = object.__new__


@contextmanager
def scope(name: str) -> Iterator[None]:
    """Groups the nodes that are made inside, for pictures and messages.

        for t, x in enumerate(xs):
            with autograd.scope(f"step {t}"):
                h = (w * x + u * h + b).tanh()

    `draw` and `explore` put a frame around each group, frames in frames where scopes are nested;
    beyond 200 nodes `draw` makes one box of each, which opens by its number. A leaf goes with what
    reads it. Errors of operations say in which scope they arose. It holds for the thread or the
    asynchronous task that enters it; `autograd.compile` does not heed it; a copy of a graph keeps
    it, a pickle does not.

    Arguments:
        name: any text; two scopes of one name are two groups.

    Raises:
        TypeError: the name is not a string.
    """
    if not isinstance(name, str):
        raise type_error(f"the name of a scope is a string, got {type(name).__name__} {name!r}")
    token = current.set(Scope(name, current.get()))
    _count(1)
    try:
        yield
    finally:
        _count(-1)
        current.reset(token)


@contextmanager
def heard(hear: Callable[[value.Value], None]) -> Iterator[None]:
    """Meanwhile, `hear` is called with each node that an operation makes, still without numbers."""
    _hearers.append(hear)
    _count(0)
    try:
        yield
    finally:
        _hearers.remove(hear)
        _count(0)


def _count(change: int) -> None:
    """While any scope is open, nodes are made by a function that notes them: else by Python's."""
    global _open
    with _lock:
        _open += change
        new = _heard if _hearers else _noted if _open else _new
        value._new = new  # type: ignore[assignment]  # of one form


def _noted(kind: type[value.Value]) -> value.Value:
    node = _new(kind)
    note(node)
    return node


def _heard(kind: type[value.Value]) -> value.Value:
    node = _noted(kind)
    for hear in _hearers:
        hear(node)
    return node
