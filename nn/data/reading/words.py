"""Small pieces of sentences about files."""

from __future__ import annotations

from collections.abc import Iterable

MOST_NAMED = 3


def counted(number: int, thing: str) -> str:
    """`1 row`, `2,000 rows`, `2 categories`."""
    many = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{number:,} {thing if number == 1 else many}"


def listed(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    names = [*names]
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
