"""Things that are chosen by name: first weights, losses, optimizers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from autograd.telling import told, value_error

T = TypeVar("T")


def chosen(what: str, known: Mapping[str, T], name: str | T) -> T:
    """What has that name; and what is no name, but such a thing itself, as it is.

    Raises:
        ValueError: nothing has that name.
    """
    if isinstance(name, str) and name in known:
        return known[name]
    if isinstance(name, str) or not callable(name):
        raise value_error(f"unknown {told(what)} {name!r}; known are {', '.join(known)}")
    return name
