"""What is common to the targets of fuzzing.

`check(data)` raises `BrokenPromiseError` where a promise is broken. Whatever else it raises is one
as well: the only errors that may come out of the library are caught there by name.
"""

from __future__ import annotations

import math
import random
import re
import struct
from collections.abc import Sequence


class BrokenPromiseError(AssertionError):
    """A promise that does not hold for an input."""


def must(holds: object, what: str) -> None:
    if not holds:
        raise BrokenPromiseError(what)


def well_said(error: Exception, file: str = "") -> None:
    """An error's message is there, in one or two lines, and not endless."""
    message = str(error).replace(file, "FILE") if file else str(error)
    must(message.strip(), f"{type(error).__name__} without a message")
    must(len(message.splitlines()) <= 2, f"a message of many lines: {message!r:.300}")
    must(len(message) <= 1000, f"a message of {len(message):,} characters: {message:.100}")


def bits(x: float) -> bytes:
    return b"nan" if math.isnan(x) else struct.pack("d", x)


class Target:
    """One thing that is fuzzed."""

    seeds: Sequence[bytes] = ()
    tokens: Sequence[str] = ()

    def made(self, rng: random.Random) -> bytes:
        """An input of the right structure."""
        return "".join(rng.choices(self.tokens, k=rng.randint(1, 12))).encode("utf-8", "replace")

    def changed(self, rng: random.Random, data: bytes) -> bytes:
        """An input a little other than `data`, by its tokens."""
        text = data.decode("utf-8", "replace")
        parts = re.findall(r"[^\W\d]\w*|[\d.]+|\s+|.", text, re.DOTALL) or [""]
        for _ in range(rng.choice((1, 1, 1, 2, 4))):
            i = rng.randrange(len(parts))
            j = min(len(parts), i + rng.randint(1, 4))
            kind = rng.randrange(5)
            if kind == 0:
                parts[i:j] = []
            elif kind == 1:
                parts[i:i] = parts[i:j] * rng.choice((1, 1, 2, 30))
            elif kind == 2:
                parts[i:j] = [rng.choice(self.tokens)]
            elif kind == 3:
                parts[i:i] = [rng.choice(self.tokens)]
            else:
                parts[i:j] = [self.made(rng).decode("utf-8", "replace")]
            parts = parts or [""]
        return "".join(parts).encode("utf-8", "replace")

    def check(self, data: bytes) -> None:
        raise NotImplementedError
