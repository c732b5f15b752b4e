"""How fast compiled code is, beside other ways to do the same: `python -m benchmarks.compiled`.

The part of `python -m benchmarks` that is compiled, with its options, and with the libraries that
this Python has; then what it costs to compile and to call (`scaling`, `calls`), of ourselves alone.
It is printed, and written if `--out` says where.
"""

import os
import sys

from benchmarks import calls, scaling
from benchmarks.__main__ import main
from benchmarks.contenders import one_thread

NAMES = ["moons", "softmax", "rnn", "attention", "convolution", "options", "digits"]

if __name__ == "__main__":
    os.environ.update(one_thread())
    status = main([*sys.argv[1:], "--here"], only=NAMES, out=None)
    if not {"--only", "--page"} & {*sys.argv}:
        calls.report()
        scaling.report(sizes=scaling.SIZES[:-1] if "--quick" in sys.argv else scaling.SIZES)
    sys.exit(status)
