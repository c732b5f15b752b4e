"""Numbers that stand next to each other in the memory of machine code, as arrays.

A few go as floats of Python through the door, which is quickest for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.compiler.record import Numbers, as_list

FEW = 100


def few(count: int) -> int:
    """So many, if they are few; 0 of many, which are taken as an array."""
    return count if count <= FEW else 0


class Part:
    """So many numbers from a place on; `here` they stand, where nothing stands in between."""

    def __init__(self, place: int, size: int) -> None:
        self._size, self._offset = size, 8 * place
        self.here = slice(place, place + size)

    def put(self, memory: Any, given: Sequence[Numbers]) -> None:
        """Puts numbers there, one sequence behind the other."""
        there = np.frombuffer(memory, float, self._size, self._offset)
        start = 0
        for numbers in given:
            flat = numbers if isinstance(numbers, list) else numbers.reshape(-1)
            there[start : start + len(flat)] = flat
            start += len(flat)

    def taken(self, memory: Any) -> Numbers:
        """The numbers that are there: a list of few."""
        numbers: Numbers = np.frombuffer(memory, float, self._size, self._offset).copy()
        return as_list(numbers) if self._size <= FEW else numbers
