"""Which rows of a table are names, and the names of its columns."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.telling import told
from nn.data.reading.asides import Cells
from nn.data.reading.cells import is_missing, is_value
from nn.data.reading.faults import CSVError
from nn.data.reading.words import listed

SAMPLE = 200  # rows, with which the first is compared


def has_header(rows: Sequence[Cells], expected: str) -> bool:
    """Whether the first row holds names, by what stands below it.

    It does where a name is expected and found in it, where text stands above numbers, and where it
    counts 0, 1, 2, ...; it does not where numbers stand above numbers. Of text above text it is one
    unless most of its cells come again in their columns, as categories do.
    """
    first, below = rows[0], rows[1 : SAMPLE + 1]
    if expected in first and not is_value(expected):
        return True
    kinds = [_values_below(below, place) for place in range(len(first))]
    if any(of_values and _is_name(cell) for cell, of_values in zip(first, kinds)):
        return True
    if any(of_values and is_value(cell) for cell, of_values in zip(first, kinds)):
        return _counts(first) or (expected in first and not _is_place(expected, first))
    texts = [place for place, cell in enumerate(first) if _is_name(cell)]
    again = [place for place in texts if any(first[place] == row[place] for row in below)]
    return 2 * len(again) <= len(texts)


def _is_name(cell: str) -> bool:
    return not is_missing(cell) and not is_value(cell)


def _values_below(rows: Sequence[Cells], place: int) -> bool:
    filled = [row[place] for row in rows if not is_missing(row[place])]
    return 2 * sum(map(is_value, filled)) > len(filled)


def _counts(first: Cells) -> bool:
    """Names that a program made up: 0, 1, 2, ... or 1, 2, 3, ..."""
    return len(first) > 2 and any(
        first == [str(i + start) for i in range(len(first))] for start in (0, 1)
    )


def _is_place(expected: str, first: Cells) -> bool:
    """Whether the column that somebody named by a number can be meant by its place."""
    return expected.isdecimal() and 1 <= int(expected) <= len(first)


def second_line(rows: Sequence[Cells]) -> bool:
    """Whether the row below the header holds no data either: units, or names below groups."""
    if len(rows) < 4:
        return False
    second, below = rows[1], rows[2 : SAMPLE + 2]
    columns = [place for place in range(len(second)) if _values_below(below, place)]
    cells = [second[place] for place in columns]
    return len(columns) > 1 and any(map(_is_name, cells)) and not any(map(is_value, cells))


def joined(first: Cells, second: Cells) -> Cells:
    """One header of two: the first where it names every column, and else both."""
    if all(first) and len(set(first)) == len(first):
        return first
    names, group = [], ""
    for above, below in zip(first, second):
        group = above or group
        names.append(f"{group} {below}".strip())
    return names


def names_of(header: Cells, path: str, target: str) -> tuple[list[str], list[str]]:
    """The header with a name for every column and none twice, and what is to be said of that."""
    names: dict[str, None] = {}
    unnamed: list[str] = []
    again: dict[str, list[str]] = {}
    for place, cell in enumerate(header, 1):
        name = " ".join(cell.split()) if "\n" in cell or "\r" in cell else cell or str(place)
        if not cell:
            unnamed.append(name)
        elif name in names:
            if name == target:
                raise CSVError(f"{path}, row 1: two columns are named {name!r}, the target")
            again.setdefault(name, []).append(_another(name, place, names))
            name = again[name][-1]
        names[name] = None
    notes = [told(f"column {', '.join(unnamed)} without a name")] if unnamed else []
    notes += [
        told(
            f"{1 + len(others)} columns {name!r}: the others are called {listed(map(repr, others))}"
        )
        for name, others in [*again.items()][:3]
    ]
    return list(names), notes


def _another(name: str, place: int, names: dict[str, None]) -> str:
    while name in names:
        name = f"{name} ({place})"
    return name
