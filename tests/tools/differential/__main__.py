"""The command: runs random programs until the time is over, and prints what differs."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from functools import partial
from importlib.util import find_spec

from tests.tools.differential import compiled, fitting, others, paths
from tests.tools.differential.compare import Case, Difference
from tests.tools.differential.generate import Writer
from tests.tools.differential.program import Program
from tests.tools.differential.rules import unknown_operations
from tests.tools.differential.script import fit_script, script
from tests.tools.differential.shrink import shrunk, simpler_programs

# How often each way is taken. The slow ones are taken by few programs.
WAYS: dict[str, tuple[paths.Path, float]] = {
    "eager": (paths.eager, 1.0),
    "grad": (paths.gradient, 0.5),
    "second": (paths.second, 0.6),
    "compiled": (compiled.compiled, 0.25),
    "numpy": (compiled.numbers_only, 0.1),
    "compile(grad)": (compiled.of_gradient, 0.1),
    "jax": (partial(compiled.compiled, backend="jax"), 0.002),
    "torch": (others.torch, 0.05),
    "jax.grad": (others.jax, 0.005),
}
NEEDS = {
    **dict.fromkeys(("compiled", "numpy", "compile(grad)", "fit"), "numpy"),
    **dict.fromkeys(("jax", "jax.grad"), "jax"),
    "torch": "torch",
}
FIT = 0.01
SHOWN = 3  # scripts of one kind; more are counted


class Run:
    """A run of many programs, and what it found."""

    def __init__(self, seed: int, ways: dict[str, tuple[paths.Path, float]] = WAYS) -> None:
        self.seed, self.ways = seed, ways
        self.programs: Counter[str] = Counter()
        self.differences: Counter[tuple[str, str]] = Counter()
        self.scripts: list[str] = []
        self.installed = {
            name: name not in NEEDS or find_spec(NEEDS[name]) is not None for name in (*ways, "fit")
        }

    def program(self, k: int) -> None:
        """Program k, in the ways that the draw takes."""
        rng = random.Random(f"{self.seed}:{k}")
        if rng.random() < FIT and self.installed["fit"]:
            self._fit(fitting.draw(rng), k)
            return
        case = Case(Writer(rng).program())
        self.programs["all"] += 1
        for name, (path, share) in self.ways.items():
            if rng.random() < share and self.installed[name]:
                self.programs[name] += 1
                self._take(case, path, k)

    def _take(self, case: Case, path: paths.Path, k: int) -> None:
        difference = first(path, case)
        if difference is None:
            return
        self.differences[difference.kind] += 1
        if self.differences[difference.kind] > SHOWN:
            return
        kind = difference.kind

        def differs(program: Program) -> bool:
            try:
                found = first(path, Case(program))
            except Exception:  # what shrinking made is no program
                return False
            return found is not None and found.kind == kind

        small = shrunk(case.program, simpler_programs, differs)
        self._show(script(small, first(path, Case(small)) or difference), k)

    def _fit(self, fit: fitting.Fit, k: int) -> None:
        self.programs["fit"] += 1
        difference = next(fitting.run(fit), None)
        if difference is None:
            return
        kind = difference.kind
        self.differences[kind] += 1
        if self.differences[kind] <= SHOWN:

            def differs(smaller: fitting.Fit) -> bool:
                return any(d.kind == kind for d in fitting.run(smaller))

            small = shrunk(fit, fitting.simpler, differs)
            self._show(fit_script(small, next(fitting.run(small), difference)), k)

    def _show(self, text: str, k: int) -> None:
        text = f"# --seed {self.seed} --only {k}\n{text}"
        self.scripts.append(text)
        print(f"{'-' * 100}\n{text}", flush=True)

    def summary(self, seconds: float) -> str:
        """Programs, comparisons by path, differences, time."""
        counts = ", ".join(f"{name} {n}" for name, n in self.programs.items() if name != "all")
        found = ", ".join(f"{path} {what}: {n}" for (path, what), n in self.differences.items())
        return (
            f"{self.programs['all'] + self.programs['fit']} programs in {seconds:.0f} s "
            f"(seed {self.seed}); ways taken: {counts}\n"
            f"{sum(self.differences.values())} differences{': ' if found else ''}{found}"
        )


def first(path: paths.Path, case: Case) -> Difference | None:
    """The first difference that a program shows on a path."""
    return next(path(case), None)


def main() -> int:
    """Runs as the command line says; 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--programs", type=int, help="so many programs instead of minutes")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, help="this program alone, in every way")
    options = parser.parse_args()
    unknown = unknown_operations()
    if unknown:
        print(f"no mathematics known of {', '.join(unknown)}: add it to rules.py or elementary.py")
    start, run, k = time.monotonic(), Run(options.seed), 0
    if options.only is not None:
        run.program(options.only)
    while options.only is None and (
        k < options.programs
        if options.programs
        else time.monotonic() - start < 60 * options.minutes
    ):
        run.program(k)
        k += 1
    print(run.summary(time.monotonic() - start))
    return 1 if run.differences or unknown else 0


if __name__ == "__main__":
    sys.exit(main())
