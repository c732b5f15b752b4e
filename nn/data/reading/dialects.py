"""What stands between the cells of a file, and around them."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from autograd.telling import told
from nn.data.reading.cells import is_value

CANDIDATES = "\t;|,"  # from the one that texts have least to the one that they have most
SAMPLE = 100_000  # characters, and
ROWS = 100  # at most, are enough to see it
CALLED = {"\t": "tab", ",": "comma", ";": "semicolon", " ": "space", "|": "|"}


def called(delimiter: str) -> str:
    """What messages call a delimiter."""
    return told(CALLED.get(delimiter, delimiter))


class Dialect(NamedTuple):
    """What stands between cells, and around those in which a delimiter stands."""

    delimiter: str
    quote: str = '"'


class Fit(NamedTuple):
    """How well a delimiter cuts a sample, the better the larger: compared from left to right.

    Arguments:
        even: nearly all rows have the same number of cells.
        header: the first row is cut too, into as many, or one less as R writes.
        values: the part of the cells that are numbers or dates.
        share: the part of the rows that have the usual number of cells.
    """

    even: bool
    header: bool
    values: float
    share: float


def found_dialect(text: str, delimiter: str | None = None) -> Dialect:
    """The delimiter by which rows are equally long and cells are numbers, dates, or short.

    A line `sep=;` at the beginning, by which Excel is told, decides.
    """
    delimiter = delimiter or told_to_excel(text) or _best(_sample(text))
    return Dialect(delimiter, _quote(text[:SAMPLE], delimiter))


def told_to_excel(text: str) -> str | None:
    """The delimiter in a first line such as `sep=;`."""
    first = text[:8].split("\n", 1)[0].strip().strip('"')
    return first[4:] if first.lower().startswith("sep=") and len(first) == 5 else None


def _sample(text: str) -> str:
    """The first lines without comments; of a single endless line, its beginning."""
    start = text[:SAMPLE]
    whole = start if len(start) == len(text) else start[: start.rfind("\n") + 1] or start
    return "\n".join(line for line in whole.splitlines() if line.strip() and line[0] != "#")


def _best(sample: str) -> str:
    fits = {delimiter: _fit(sample, delimiter) for delimiter in CANDIDATES}
    good = {delimiter: fit for delimiter, fit in fits.items() if fit}
    if not any(fit.even for fit in good.values()):
        blank = _fit(sample, " ")
        if blank and blank.even and blank.values:
            return " "
    return max(good, key=lambda delimiter: good[delimiter]) if good else ","


def _fit(sample: str, delimiter: str) -> Fit | None:
    """None for a delimiter that does not cut most rows."""
    rows = _cut(sample, delimiter)
    if not rows:
        return None
    (width, count), *_ = Counter(map(len, rows)).most_common(1)
    if width == 1 or 2 * count < len(rows):
        return None
    cells = [cell for row in rows if len(row) == width for cell in row[:50]]
    values = sum(map(is_value, cells)) / len(cells)
    header = width - 1 <= len(rows[0]) <= width and len(rows[0]) > 1
    return Fit(10 * count >= 9 * len(rows), header, round(values, 2), count / len(rows))


def _cut(sample: str, delimiter: str) -> list[list[str]]:
    import csv  # here, where it is needed, since `import nn` is to be quick
    import io

    rows: list[list[str]] = []
    try:
        for row in csv.reader(
            io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True
        ):
            rows.append(row)
            if len(rows) == ROWS:
                break
    except csv.Error:  # such as a cell too long to be one
        pass
    return rows


def _quote(sample: str, delimiter: str) -> str:
    """SQL's quotes where there are no others: `1,'Seoul, Korea',NULL`."""
    single = sample.count(f"{delimiter}'") + sample.count("\n'")
    return "'" if '"' not in sample and single > sample.count("\n") / 2 else '"'
