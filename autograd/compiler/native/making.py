"""How machine code is made; and that it can't be. All that others need before they want it."""

from __future__ import annotations

from typing import NamedTuple


class NativeError(Exception):
    """What a rule does cannot be written as instructions."""


class Making(NamedTuple):
    """How machine code is made, ours or that of JAX.

    Attributes:
        cache: whether it is kept on disk.
        threads: so many may share the samples of a `vmap`, if that is worth it.
        devices: over which devices JAX is to spread the samples, as users name them.
    """

    cache: bool = False
    threads: int = 1
    devices: object = None


PLAIN = Making()
