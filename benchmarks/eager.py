"""How fast and how small the eager engine is, beside other libraries: `python -m benchmarks.eager`.

The part of `python -m benchmarks` that is graphs of scalars, with its options. It is printed, and
written if `--out` says where.
"""

import sys

from benchmarks.__main__ import main

if __name__ == "__main__":
    sys.exit(main(only=["node", "chain"], out=None))
