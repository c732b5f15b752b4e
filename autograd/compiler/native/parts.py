"""Numbers that stand next to each other in the memory of machine code: put there, and taken out.

A few go as floats of Python, which is quickest for them; many as arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct
from typing import Any

import numpy as np

from autograd.compiler.record import Numbers, as_list

FEW = 100


class Part:
    """So many numbers from a place on."""

    def __init__(self, place: int, size: int) -> None:
        self._size, self._offset = size, 8 * place
        self._few = Struct(f"{size}d") if size <= FEW else None

    def put(self, memory: Any, given: Sequence[Numbers]) -> None:
        """Puts numbers there, one sequence behind the other."""
        if self._few is not None:
            every = as_list(given[0])
            for more in given[1:]:
                every = every + as_list(more)
            self._few.pack_into(memory, self._offset, *every)
            return
        there = np.frombuffer(memory, float, self._size, self._offset)
        start = 0
        for numbers in given:
            flat = numbers if isinstance(numbers, list) else numbers.reshape(-1)
            there[start : start + len(flat)] = flat
            start += len(flat)

    def taken(self, memory: Any) -> Numbers:
        """The numbers that are there."""
        if self._few is not None:
            return [*self._few.unpack_from(memory, self._offset)]
        numbers: Numbers = np.frombuffer(memory, float, self._size, self._offset).copy()
        return numbers
