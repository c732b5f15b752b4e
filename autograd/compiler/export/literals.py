"""Numbers, arrays and names as text, exact to the last bit."""

from __future__ import annotations

import ast
import re
import textwrap
from typing import TYPE_CHECKING

import numpy as np

from autograd.telling import value_error

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

LINE = 96


def literal(thing: object) -> str:
    """A constant as it is written.

    Raises:
        ValueError: it can't be written.
    """
    text = repr(thing)
    try:
        same = ast.literal_eval(text) == thing
    except (ValueError, SyntaxError):
        same = False
    if not same:
        raise value_error(f"only strings, numbers and the like can be written down, not {text}")
    return text


def numbers_text(numbers: object) -> str:
    """A number, or nested lists of them; for what is not finite Python has no literal."""
    return re.sub(r"\b(nan|inf)\b", r"float('\1')", repr(numbers))


def array_text(given: ArrayLike, indent: str = "") -> str:
    """An array as a call of NumPy; a float as it is."""
    array = np.asarray(given)
    if array.ndim == 0:
        return numbers_text(array.item())
    if array.size == 0:
        return f"np.zeros({array.shape})"
    steps = np.diff(array) if array.ndim == 1 and array.dtype.kind == "i" else None
    if steps is not None and len(array) > 4 and (steps == 1).all():
        return f"np.arange({array[0]}, {array[-1] + 1})"
    text = numbers_text(array.tolist())
    if len(text) + len(indent) <= LINE - 24:
        return f"np.array({text})"
    inner = indent + "    "
    rows = [text] if array.ndim == 1 else [f"{numbers_text(row.tolist())}," for row in array]
    if array.ndim > 1:
        rows = ["[", *(f" {line}" for row in rows for line in _lines(row)), "]"]
    else:
        rows = _lines(text)
    return "np.array(\n" + "".join(f"{inner}{row}\n" for row in rows) + f"{indent})"


def _lines(text: str) -> list[str]:
    """Text in lines, which go on below the first bracket."""
    return textwrap.wrap(
        text, LINE - 12, subsequent_indent=" ", break_long_words=False, break_on_hyphens=False
    )
