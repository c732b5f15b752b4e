"""What commands print: lines of a word and what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from autograd.messages import padded
from autograd.telling import told

WIDTH = 9  # columns, of the longest word
Tell: TypeAlias = Callable[[str, str], None]  # a word, and what it says, which has been told


def tell(word: str, text: str) -> None:
    """Prints a line, at once."""
    print(f"{padded(told(word), WIDTH)} {text}", flush=True)


def silent(word: str, text: str) -> None:
    """Where the output is for a program."""
