"""The floating-point exceptions of the processor, as <fenv.h> numbers them."""

from __future__ import annotations

import platform
import sys

from autograd.compiler.native.making import NativeError

# Those that Python's floats ask about: invalid, divide by zero, overflow.
FLAGS = {"x86_64": 1 | 4 | 8, "AMD64": 1 | 4 | 8, "arm64": 1 | 2 | 4, "aarch64": 1 | 2 | 4}
INVALID = 1
if sys.platform == "win32":
    FLAGS, INVALID = dict.fromkeys(FLAGS, 0x10 | 8 | 4), 0x10


def exceptions() -> int:
    """Their bits on this processor.

    Raises:
        NativeError: nobody has looked them up for it.
    """
    try:
        return FLAGS[platform.machine()]
    except KeyError:
        raise NativeError(f"machine code for {platform.machine()} is not known here") from None
