"""Scalar code as machine code, beside other libraries: `python -m benchmarks.scalars`.

The part of `python -m benchmarks` that is scalar code, with its options. It is printed, and written
if `--out` says where.
"""

import sys

from benchmarks.__main__ import main
from benchmarks.workloads.scalars import TITLES

if __name__ == "__main__":
    sys.exit(main(only=[*TITLES], out=None))
