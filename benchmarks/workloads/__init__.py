"""The workloads, each in a file that says what the job is and how its ways do it.

To add one, write `WORKLOADS = [Workload(...), ...]` in a file of this folder, and name the file in
`MODULES`. Each of its ways is `Way(name, peer, make)`; below is the simplest workload. What stands
at the top of the file is imported by the Python of every peer, so it is the standard library and
`benchmarks` alone; `make` imports what it needs. The numbers that all ways start from are drawn by
`random` with a seed, so that they are the same in all processes. `workload` says the rest.

    WORKLOADS = [
        Workload(
            "wave",
            "the slope of a sine",
            ways=[Way("chainrule", "chainrule", ours), Way("JAX, jit", "jax", by_jax)],
            ratios=[Ratio("chainrule", "JAX, jit", at_most=1.0)],
        )
    ]

    def ours(x: float = 0.5) -> Run:
        import autograd

        slope = autograd.compile(autograd.grad(autograd.sin))

        def run(rounds: int) -> Numbers:
            for _ in range(rounds):
                found = slope.numpy(x)
            return [float(found)]

        return run
"""

import importlib
from collections.abc import Iterator

from benchmarks.workload import Workload

MODULES = ["moons", "classifiers", "recurrence", "attention", "convolution", "scalars", "digits"]
MODULES += ["eager_graphs", "document", "first_results"]


def workloads() -> Iterator[Workload]:
    """All of them, in the order in which they are measured."""
    for module in MODULES:
        yield from importlib.import_module(f"{__name__}.{module}").WORKLOADS


def found(name: str) -> Workload:
    """The one of this name."""
    return next(workload for workload in workloads() if workload.name == name)
