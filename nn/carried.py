"""What exported models call: their source is copied, so each needs NumPy and the others alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from autograd.telling import type_error, value_error
from nn.data import is_missing
from nn.files import Json

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

# --- what is given -------------------------------------------------------------------------------


def table_of(rows: object, names: list[str], columns: list[Json]) -> ArrayLike:
    """The features of rows, whatever they come in.

    Arguments:
        rows: numbers as they are, in the order of the features; a DataFrame or a list of dicts by
            the features' names, or by those of the columns of the file that was learned from.
        names: of the features.
        columns: those of that file, where they are known.
    """
    if hasattr(rows, "columns") and hasattr(rows, "to_dict"):
        if {*names} <= {*rows.columns}:
            return np.asarray(rows[names])  # type: ignore[index]
        rows = rows.to_dict("records")
    if isinstance(rows, (list, tuple)) and all(isinstance(row, dict) for row in rows):
        return [features_of(row, k, names, columns) for k, row in enumerate(rows)]
    return np.asarray(rows)


def features_of(row: Json, k: int, names: list[str], columns: list[Json]) -> list[float]:
    """The features of the k-th row, by the names of columns or of features.

    Raises:
        ValueError: it lacks one.
    """
    wanted = [column["name"] for column in columns]
    if columns and {*wanted} <= {*row}:
        return [x for column in columns for x in numbers_of(row[column["name"]], column)]
    missing = [name for name in names if name not in row]
    if missing:
        raise value_error(f"row {k} is to have {', '.join(wanted or names)}, got {', '.join(row)}")
    return [row[name] for name in names]


def numbers_of(cell: object, column: Json) -> list[float]:
    """The features that a cell becomes: a number, or one for each category; and whether it lacks.

    Raises:
        TypeError: the cell holds what its column cannot.
    """
    lacks = cell is None or cell != cell or (isinstance(cell, str) and is_missing(cell.strip()))
    if column["kind"] == "category":
        if not (lacks or isinstance(cell, (str, int))):
            raise type_error(f"column {column['name']!r} holds texts, got {cell!r}")
        features = [float(not lacks and str(cell) == text) for text in column["categories"]]
    else:
        features = [column["mean"] if lacks else number_in(cell, column)]
    return [*features, float(lacks)] if column["may_miss"] else features


def number_in(cell: object, column: Json) -> float:
    """The number that a cell means: of a date the days since 1970."""
    if column["kind"] == "date":
        day = datetime.fromisoformat(cell) if isinstance(cell, str) else cell
        if not isinstance(day, date) or getattr(day, "tzinfo", None):
            raise type_error(f"column {column['name']!r} holds dates, got {cell!r}")
        days = float(day.toordinal() - 719163)  # 1970-01-01
        if isinstance(day, datetime):
            midnight = datetime(day.year, day.month, day.day)
            return days + (day - midnight).total_seconds() / 86400.0
        return days
    try:
        return float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise type_error(f"column {column['name']!r} holds numbers, got {cell!r}") from None


# --- what is said --------------------------------------------------------------------------------


def softmax_of(scores: Array) -> Array:
    """The probabilities of classes that have these scores."""
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    found: Array = powers / powers.sum(-1, keepdims=True)
    return found


def pairs_of(odds: Array) -> Array:
    """The probabilities of class 0 and of class 1, by the log-odds of class 1."""
    found: Array = np.exp(-np.logaddexp(0.0, np.stack([odds, -odds], -1)))
    return found
