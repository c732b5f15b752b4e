"""Small pieces of sentences about files."""

from __future__ import annotations

from collections.abc import Iterable

from autograd.telling import told

MOST_NAMED = 3


def plural(number: int, one: str = "", many: str = "s") -> str:
    """The end of a word for one thing, or for several: `1 row`, `2 rows`."""
    return one if number == 1 else many


def listed(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    names = [*names]
    more = len(names) - MOST_NAMED
    first = ", ".join(names[:MOST_NAMED])
    return first + told(f" and {more:,} more") if more > 0 else first
