"""Powers as the C library gives them, and squares without asking it.

The library's pow(x, 2) takes as long as eight products, and its last digit is mostly that of
y = x·x, but not always. Where y lies is known exactly: y + r = x², with r from Dekker's product
("A floating-point technique for extending the available precision", 1971). The error of glibc's pow
is below 0.54 units in the last place (its e_pow.c says so). So if |r| is below 0.45 units, any
float but y is too far from x² to be pow's, and the answer is y. Else pow is called, once in ten
times. That |r| is so small is seen when y + r·1.1 is rounded to y.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence

POW = "call double @libm.pow(double {0}, double {1})"
SQUARE = "call double @square(double {0})"
HALF, TWO = "0x3fe0000000000000", "0x4000000000000000"
OLDEST = (2, 28)  # glibc with this pow

# From 2^-895 on no part of r is below the smallest float. 0x41a0000002000000 is 2^27 + 1.
DEFINITION = """
define internal double @square(double %x0) {
  %y = fmul double %x0, %x0
  %split = fmul double %x0, 0x41a0000002000000
  %rest = fsub double %split, %x0
  %high = fsub double %split, %rest
  %low = fsub double %x0, %high
  %high.high = fmul double %high, %high
  %low2 = fadd double %low, %low
  %high.low = fmul double %high, %low2
  %low.low = fmul double %low, %low
  %r1 = fsub double %high.high, %y
  %r2 = fadd double %r1, %high.low
  %r = fadd double %r2, %low.low
  %more = fmul double %r, 0x3ff199999999999a
  %z = fadd double %y, %more
  %is.near = fcmp oeq double %z, %y
  %is.large = fcmp ogt double %y, 0x0800000000000000
  %is.known = and i1 %is.near, %is.large
  br i1 %is.known, label %known, label %asked
known:
  ret double %y
asked:
  %pow = call double @libm.pow(double %x0, double 0x4000000000000000)
  ret double %pow
}
"""


def power(n: object) -> str:
    """The instruction for a number to the power n."""
    return SQUARE if isinstance(n, float) and n == 2.0 and is_close() else POW


def as_numpy(text: str, operands: Sequence[str]) -> str:
    """An instruction; a power as NumPy computes it: a square is a product, and a root is a root."""
    if text in (POW, SQUARE):
        if operands[1] == HALF:
            return "call double @llvm.sqrt.f64(double {0})"
        if operands[1] == TWO:
            return "fmul double {0}, {0}"
    return text


@functools.cache
def is_close() -> bool:
    """Whether the library's pow is known to be so near to the true power."""
    try:
        name, version = (os.confstr("CS_GNU_LIBC_VERSION") or "").split()
        return name == "glibc" and tuple(map(int, version.split(".")[:2])) >= OLDEST
    except (AttributeError, ValueError, OSError):  # another library
        return False
