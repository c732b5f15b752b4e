"""Mutation testing: small faults are put into the library one at a time; do the tests notice?

    python -m tests.tools.mutants --sample 2000 --seed 1     a uniform sample of all mutants
    python -m tests.tools.mutants --files autograd/ops.py    every mutant of one file
    python -m tests.tools.mutants --survivors                those that lived, against today's tests

needs `pip install mutmut==3.8.1 coverage`. One run of all tests notes which test runs which line.
Then each mutant is written into a copy of the project, in a process forked from one that has all
third-party packages imported, and meets the tests of its lines, those first that killed mutants of
the same file before, then the quickest, up to the first failure or for BUDGET seconds of tests: a
mutant that lives longer counts as a survivor. What has been done is kept in `.mutants/`, by the
text of the sources, so that a run can be stopped and goes on where it was.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib
import json
import math
import os
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.tools.mutant_session import RunsAtImportError, Session
from tests.tools.mutant_tests import FOLDER, ROOT, Map, Tree, identity
from tests.tools.mutations import File, Mutant

TESTS = ["tests/autograd", "tests/compiler", "tests/nn", "tests/training", "tests/command"]
TESTS += ["tests/data", "tests/tools"]
NN = ["files.py", "losses.py", "module.py", "optim/*.py", "training/fitting.py", "training/loop.py"]
HEAVY = ["numpy", "mpmath", "hypothesis", "matplotlib.pyplot", "torch", "jax", "sklearn.datasets"]
KILLED = ("killed", "timeout")
BUDGET = 30.0  # seconds of tests that a mutant has to live through
FIRST = 40  # so many tests are tried before the test files of all others are imported


def sources() -> list[str]:
    """The files that are mutated: autograd without drawing and exploring, and nn's core."""
    engine = [path.relative_to(ROOT) for path in sorted((ROOT / "autograd").rglob("*.py"))]
    left_out = {"drawing", "exploring"}
    return [str(path) for path in engine if path.parts[1] not in left_out] + [
        str(path.relative_to(ROOT)) for name in NN for path in sorted((ROOT / "nn").glob(name))
    ]


class Judge:
    """Meets mutants with tests, in one process at a time, and writes down what became of them."""

    def __init__(
        self, tree: Tree, files: Mapping[str, File], tests: Map, results: Path, end: float
    ) -> None:
        self._tree, self._files, self._tests = tree, files, tests
        self._results, self._end = results, end
        self._killers: dict[str, Counter[str]] = defaultdict(Counter)

    def work(self, mutants: list[Mutant]) -> None:
        """Judges mutants until there are none or the time is up."""
        later: list[Mutant] = []
        path = self._tree.root / "later"

        def quickly(session: Session) -> None:
            later = self._each(mutants, lambda mutant: self._quickly(mutant, session))
            path.write_text("".join(f"{mutant.key}\n" for mutant in later), encoding="utf-8")

        tests = sorted({test.partition("::")[0] for test in self._tests.seconds})
        self._tree.pytest(tests, plugins=[Session(sources(), quickly)])
        later = [mutant for mutant in mutants if mutant.key in path.read_text().split()]
        self._each(later, self._anew)

    def _each(
        self, mutants: list[Mutant], fate_of: Callable[[Mutant], tuple[str, str]]
    ) -> list[Mutant]:
        """Judges and notes each mutant; those that cannot be judged so are returned."""
        later = []
        for mutant in mutants:
            if time.monotonic() > self._end:
                break
            start = time.monotonic()
            try:
                fate, test = fate_of(mutant)
            except RunsAtImportError:
                later.append(mutant)
                continue
            if fate in KILLED:
                self._killers[mutant.file][test] += 1
            note = {"key": mutant.key, "fate": fate, "s": round(time.monotonic() - start, 2)}
            with self._results.open("a") as stream:
                stream.write(json.dumps({**note, "by": test, "text": str(mutant)}) + "\n")
        return later

    def _quickly(self, mutant: Mutant, session: Session) -> tuple[str, str]:
        """The fate of a mutant that can be put into functions that are there already."""
        path, text = self._tree.root / mutant.file, self._files[mutant.file].mutated(mutant)
        tests = self._order(mutant, self._tests.tests_of(mutant))
        if not tests:
            raise RunsAtImportError
        texts = path.read_text(encoding="utf-8"), text
        with self._tree.with_text(mutant.file, text):
            return session.meet(path, texts, tests, self._tests.seconds)

    def _anew(self, mutant: Mutant) -> tuple[str, str]:
        """The fate of any mutant: the library is imported, and the tests are read, anew."""
        near = self._files[mutant.file].words_near(mutant)
        # A test that reads a table runs no line of it, so any test may notice.
        first, every = self._tests.tests_of(mutant), self._tests.tests_of_file("")
        named = [test for test in every if near & {*re.findall(r"\w+", test.partition("[")[2])}]
        tests = self._order(mutant, named[:200] + first + every)
        with self._tree.with_text(mutant.file, self._files[mutant.file].mutated(mutant)):
            files = Counter(test.partition("::")[0] for test in tests)
            most = [file for file, _ in files.most_common(3)]  # to read few files is quick
            soon = [test for test in tests if test.partition("::")[0] in most][:FIRST]
            for some in (soon, [test for test in tests if test not in soon]):
                if some:
                    bound = 20 + 3 * sum(self._tests.seconds[test] for test in some)
                    status = self._tree.pytest(["-x", *some], bound)
                    if status == -1:
                        return "timeout", ""
                    if status:
                        failed = (self._tree.root / "output").read_text(errors="replace")
                        return "killed", next((t for t in some if f"FAILED {t}" in failed), "")
        return "survived", ""

    def _order(self, mutant: Mutant, tests: list[str]) -> list[str]:
        """Those tests first that have killed before; as many as BUDGET has room for."""
        killers, seconds = self._killers[mutant.file], self._tests.seconds
        known = [test for test in tests if killers[test] and seconds[test] < 1.0]
        known = sorted(known, key=lambda test: -killers[test])[:10]
        within, total = [], 0.0
        for test in dict.fromkeys(known + tests):
            if total + seconds[test] <= BUDGET or not within:
                within.append(test)
                total += seconds[test]
        return within


def report(mutants: list[Mutant], results: dict[str, Any]) -> None:
    """The score of these mutants with its 95 % interval (Wilson's), by file, and the survivors."""
    done = [results[mutant.key] for mutant in mutants if mutant.key in results]
    alive = [result for result in done if result["fate"] not in KILLED]
    files = Counter(result["key"].partition("#")[0] for result in done)
    lived = Counter(result["key"].partition("#")[0] for result in alive)
    for name in sorted(files, key=lambda name: lived[name] / files[name]):
        print(f"{name:40} {files[name] - lived[name]:5} of {files[name]:5} killed")
    (FOLDER / "survivors.txt").write_text(
        "".join(f"{result['text']}\n" for result in alive), encoding="utf-8"
    )
    n = len(done) or 1
    p, z = 1 - len(alive) / n, 1.96
    centre, half = p + z * z / 2 / n, z * math.sqrt(p * (1 - p) / n + (z / 2 / n) ** 2)
    low, high = ((centre + sign * half) / (1 + z * z / n) for sign in (-1, 1))
    fates = dict(Counter(result["fate"] for result in done))
    print(f"{len(done):,} mutants, {p:.1%} killed (95 %: {low:.1%} to {high:.1%}); {fates}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--files", nargs="*", default=None)
    parser.add_argument("--tests", nargs="*", default=TESTS, help="files or folders of tests")
    parser.add_argument("--sample", type=int, help="so many mutants, drawn uniformly")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=math.inf)
    parser.add_argument("--survivors", action="store_true", help="those that lived once more")
    parser.add_argument("--report", action="store_true", help="only say what is known")
    options = parser.parse_args()
    end = time.monotonic() + 60 * options.minutes
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"results-{identity(['autograd', 'nn'])}.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    results = {result["key"]: result for result in map(json.loads, lines)}

    files = {name: File(ROOT, name) for name in options.files or sources()}
    places = [(name, number) for name, file in files.items() for number in range(len(file))]
    print(f"{len(places):,} mutants", flush=True)
    if options.sample and options.sample < len(places):
        places = random.Random(options.seed).sample(places, options.sample)
    mutants = [files[name].mutant(number) for name, number in places]
    pending = [mutant for mutant in mutants if mutant.key not in results]
    if options.survivors:
        alive = {key for key, result in results.items() if result["fate"] not in KILLED}
        pending += [mutant for mutant in mutants if mutant.key in alive]
    if pending and not options.report:
        for name in HEAVY:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        tests = Map(Tree("tree-0"), options.tests)
        gc.collect()
        gc.freeze()  # so that no collection in a child looks at, and so copies, what is here
        children = []
        for job in range(options.jobs):
            children.append(os.fork())
            if not children[-1]:
                judge = Judge(Tree(f"tree-{job}"), files, tests, path, end)
                judge.work(pending[job :: options.jobs])
                os._exit(0)
        for child in children:
            os.waitpid(child, 0)
        results = {
            result["key"]: result for result in map(json.loads, path.read_text().splitlines())
        }
    report(mutants, results)


if __name__ == "__main__":
    main()
