"""How fast compiled code is, beside other ways to do the same: `python -m benchmarks.compiled`.

For each job several programs are first seen to give the same numbers, and then timed in turns, in
one process and on one thread. A time is the median of the turns in processor time, that of one
step (forward, backward and, in training, update) in a long run; what it takes to get started does
not count. A ratio is the median of the ratios in each turn. It all takes a few minutes.

    --quick       shorter turns, and fewer
    --only NAME   only jobs with this in their name, such as moons or rnn
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

COMPETITORS = {
    "micrograd": "micrograd",
    "torch": "PyTorch",
    "jax": "JAX",
    "llvmlite": "machine code (llvmlite)",
}


def main() -> None:
    """Prints the table; the exit status says whether a program failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compiled", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", metavar="NAME", default="")
    arguments = parser.parse_args()

    one_thread()
    import numpy as np

    from benchmarks.measuring import installed, report

    print(f"CPython {platform.python_version()}, NumPy {np.__version__}, one thread")
    for module, name in COMPETITORS.items():
        if not installed(module):
            print(f"{name} is not installed, and left out: pip install {module}")
    turns, duration = (3, 0.1) if arguments.quick else (5, 0.5)
    failed = False
    for name, job in jobs(arguments.quick).items():
        if arguments.only not in name:
            continue
        try:
            contest = job()
            if contest is not None:
                report(contest, turns, duration)
        except Exception as error:  # the rest of the table is wanted nevertheless
            print(f"{name}: {type(error).__name__}: {error}")
            failed = True
    sys.exit(failed)


def jobs(quick: bool) -> dict[str, Callable[[], Any]]:
    """What makes each part of the table, by its name; or prints it, and returns None."""
    from benchmarks import calls, classifiers, digits, moons, options, scaling, structures

    sizes = scaling.SIZES[:-1] if quick else scaling.SIZES
    return {
        "moons": moons.contest,
        "softmax 64-32-10": partial(classifiers.contest, [64, 32, 10], 32),
        "softmax 784-128-10": partial(classifiers.contest, [784, 128, 10], 64, small=False),
        "digits": partial(digits.report, 1 if quick else 5),
        "calls": calls.report,
        "scaling": partial(scaling.report, sizes=sizes),
        "rnn": structures.rnn,
        "attention 4": partial(structures.attention, 4),
        "attention 8": partial(structures.attention, 8),
        "convolution": structures.convolution,
        "options": partial(options.contest, 1_000 if quick else 10_000),
    }


def one_thread() -> None:
    """For all libraries; before any of them is imported."""
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ[f"{library}_NUM_THREADS"] = "1"
    flags = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {flags}".strip()
    try:
        import torch
    except ImportError:
        return
    torch.set_num_threads(1)


if __name__ == "__main__":
    main()
