"""What several of the engine's test files share."""

import gc
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest


@pytest.fixture
def bits() -> Callable[[float], str]:
    """A float's 64 bits: unlike ==, they tell -0.0 from 0.0 and find NaN equal to NaN."""
    return lambda number: struct.pack(">d", number).hex()


@pytest.fixture
def collector_off() -> Iterator[None]:
    """The garbage collector switched off, with nothing left for it to find."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def shallow() -> Callable[[], object]:
    """`with shallow(): ...` leaves room for about sixty nested calls, as a deep program might."""

    @contextmanager
    def limited() -> Iterator[None]:
        depth, frame = 0, sys._getframe()
        while frame is not None:
            depth, frame = depth + 1, frame.f_back  # type: ignore[assignment]
        usual = sys.getrecursionlimit()
        sys.setrecursionlimit(depth + 60)
        try:
            yield
        finally:
            sys.setrecursionlimit(usual)

    return limited


@pytest.fixture
def calls() -> Callable[[Callable[[], object]], int]:
    """How many functions, of Python and of C, are called meanwhile: a measure without a clock."""

    def count(f: Callable[[], object]) -> int:
        found = 0

        def listen(frame: object, event: str, argument: object) -> None:
            nonlocal found
            found += event in ("call", "c_call")

        sys.setprofile(listen)
        try:
            f()
        finally:
            sys.setprofile(None)
        return found

    return count
