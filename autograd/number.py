"""A Value where its number alone is wanted: compared, converted, shown.

Whoever takes the number leaves the graph, and the gradient ends there. So `float(v)` looks who is
asking (see `leaving`), and who listens to the code is asked first (see `recording`).
"""

from __future__ import annotations

import math
import operator
import sys
import warnings
from collections.abc import Callable
from numbers import Real
from typing import TYPE_CHECKING

from autograd.leaving import leave, mend, taken_by
from autograd.lines import COMPUTING, package_of
from autograd.recording import active_recorder, listeners, recording_state
from autograd.telling import told

if TYPE_CHECKING:
    from autograd.value import Value


def _comparison(compare: Callable[..., bool]) -> Callable[[Number, object], bool]:
    def method(self: Number, other: object) -> bool:
        recorder = active_recorder()
        if recorder is not None:
            return recorder.compare(compare, self, other)  # type: ignore[arg-type, return-value]
        if isinstance(other, Number):
            return compare(self._data, other._data)
        if isinstance(other, (float, int, Real)):
            return compare(self._data, other)
        return NotImplemented  # type: ignore[no-any-return]  # as Python asks of comparisons

    return method


SAME = (
    "`==` asks whether two Values are the same node, so a Value never equals a number; "
    "compare its data: v.data == 1.0"
)


class Number:
    """What a Value is besides a node of a graph. `<` and its kin compare data with data."""

    __slots__ = ()

    _data: float
    _grad: float | Value
    label: str

    __lt__ = _comparison(operator.lt)
    __le__ = _comparison(operator.le)
    __gt__ = _comparison(operator.gt)
    __ge__ = _comparison(operator.ge)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, Real) and package_of(sys._getframe(1)) not in COMPUTING:
            warnings.warn(told(SAME), stacklevel=2)
        return NotImplemented  # and so Python decides by identity

    __hash__ = object.__hash__

    def __float__(self) -> float:
        state = recording_state()
        if state is not False:
            frame = sys._getframe(1)
            taker = taken_by(frame)
            if state is not True:
                state.refuse(taker or "float()", taker and mend(taker))
            elif taker:
                leave(frame, taker)
        return self._data

    def __int__(self) -> int:
        return int(self._read("int()"))

    def __bool__(self) -> bool:
        return bool(self._read("a condition (if, while, and, or, not)"))

    def __round__(self, ndigits: int | None = None) -> float:
        return round(self._read("round()"), ndigits)

    def __trunc__(self) -> int:
        return math.trunc(self._read("math.trunc()"))

    def __floor__(self) -> int:
        return math.floor(self._read("math.floor()"))

    def __ceil__(self) -> int:
        return math.ceil(self._read("math.ceil()"))

    def _read(self, purpose: str) -> float:
        """The data, for a use that nobody who listens could follow: that is refused."""
        recorder = active_recorder()
        if recorder is not None:
            recorder.refuse(purpose)
        return self._data

    def __format__(self, spec: str) -> str:
        _say_that_it_is_shown()
        return format(self._data, spec) if spec else repr(self)

    def __repr__(self) -> str:
        _say_that_it_is_shown()
        label = f", label={self.label!r}" if self.label else ""
        return f"Value({self._data!r}, grad={float(self._grad)!r}{label})"


def _say_that_it_is_shown() -> None:
    recorder = active_recorder() if listeners else None
    if recorder is not None:
        recorder.show()
