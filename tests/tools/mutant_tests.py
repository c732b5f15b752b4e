"""Where mutants meet the tests: a copy of the project, a forked pytest, which test runs what."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import resource
import shutil
import signal
import sys
import time
import traceback
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tools.mutations import Mutant

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".mutants"
COPIED = ["autograd", "nn", "tests", "benchmarks", "docs", "notebooks", "*.md", "pyproject.toml"]


def identity(folders: Iterable[str]) -> str:
    """A short name of the text of all Python files in these folders."""
    text = hashlib.sha256()
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text.update(path.read_bytes())
    return text.hexdigest()[:12]


class Tree:
    """A copy of the project in which one file at a time is another."""

    def __init__(self, name: str) -> None:
        self.root = FOLDER / name
        shutil.rmtree(self.root, ignore_errors=True)
        for pattern in COPIED:
            for path in ROOT.glob(pattern):
                target = self.root / path.relative_to(ROOT)
                copy: Callable[..., object] = shutil.copytree if path.is_dir() else shutil.copy2
                target.parent.mkdir(parents=True, exist_ok=True)
                copy(path, target)

    @contextlib.contextmanager
    def with_text(self, file: str, text: str) -> Iterator[None]:
        """`file` is `text` inside of this, and as it was, to its time stamp, after it."""
        path = self.root / file
        before, stamp = path.read_text(encoding="utf-8"), path.stat().st_mtime_ns
        path.write_text(text, encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(before, encoding="utf-8")
            os.utime(path, ns=(stamp, stamp))

    def pytest(
        self, arguments: list[str], seconds: float = math.inf, plugins: Iterable[Any] = ()
    ) -> int:
        """The exit status of pytest here, in a forked process; -1 when the time is up."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of packages that warn of forks
            child = os.fork()
        if not child:
            os._exit(self._in_child(arguments, plugins))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.01)
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return -1

    def _in_child(self, arguments: list[str], plugins: Iterable[Any]) -> int:
        os.setsid()
        os.chdir(self.root)
        resource.setrlimit(resource.RLIMIT_DATA, (8 << 30, 8 << 30))
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(self.root / "output", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        os.dup2(1, 2)
        sys.path[0] = os.environ["PYTHONPATH"] = str(self.root)
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        for name in [name for name in sys.modules if name.partition(".")[0] in COPIED]:
            del sys.modules[name]
        _without_deadlines()
        try:
            imported = "-Wignore::pytest.PytestAssertRewriteWarning"  # of what HEAVY brought in
            quiet = ["-q", "--tb=line", "-pno:cacheprovider", "--hypothesis-seed=0", imported]
            return int(pytest.main([*quiet, *arguments], [*plugins]))
        except BaseException:
            traceback.print_exc()
            return 1
        finally:
            sys.stdout.flush()


def _without_deadlines() -> None:
    """An example of hypothesis may take its time: a busy machine is no fault of the library."""
    with contextlib.suppress(ImportError):
        from hypothesis import settings

        settings.register_profile("mutants", deadline=None, database=None)
        settings.load_profile("mutants")


class Map:
    """Which tests run which line, and how long each takes; made anew where a test file changed."""

    def __init__(self, tree: Tree, tests: Iterable[str]) -> None:
        folder = FOLDER / f"map-{identity(['autograd', 'nn'])}"
        folder.mkdir(exist_ok=True)
        self.seconds: dict[str, float] = {}
        self.lines: dict[tuple[str, int], list[str]] = defaultdict(list)
        self.files: dict[str, set[str]] = defaultdict(set)
        self.spawning: set[str] = set()  # tests that may run lines in another process
        found = {file for name in tests for file in self._files_of(ROOT / name)}
        for file in sorted(found):
            text = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
            path = folder / f"{file.stem}-{text}.json"
            if not path.exists():
                print(f"which lines are run by {file.relative_to(ROOT)}", flush=True)
                tree.pytest([str(file.relative_to(ROOT))], 3600, [_Noting(path)])
            noted = json.loads(path.read_text()) if path.exists() else {}
            self._add(noted)
            if "subprocess" in file.read_text(encoding="utf-8"):
                self.spawning.update(noted.get("seconds", ()))
        print(f"{len(self.seconds):,} tests, {sum(self.seconds.values()):.0f} s", flush=True)

    @staticmethod
    def _files_of(path: Path) -> Iterable[Path]:
        return [path] if path.is_file() else path.rglob("test_*.py")

    def _add(self, noted: dict[str, Any]) -> None:
        self.seconds.update(noted.get("seconds", {}))
        names = {test: test for test in noted.get("seconds", {})}  # each string once in memory
        for file, lines in noted.get("lines", {}).items():
            for line, tests in lines.items():
                kept = [names[test] for test in tests if test in names]
                self.lines[file, int(line)] += kept
                self.files[file].update(kept)

    def tests_of(self, mutant: Mutant) -> list[str]:
        """The tests of a mutant's lines; if there are none, those of its file and any processes."""
        span = range(mutant.first_line, mutant.last_line + 1)
        tests = {test for line in span for test in self.lines.get((mutant.file, line), ())}
        return self._in_turn(tests) or self._in_turn(self.spawning) + self.tests_of_file(
            mutant.file
        )

    def tests_of_file(self, file: str) -> list[str]:
        """The tests that run anything of a file; of one that only imports, all."""
        return self._in_turn(self.files.get(file) or self.seconds)

    def _in_turn(self, tests: Iterable[str]) -> list[str]:
        """The quickest test of every file of tests, then the second of every file, and so on.

        One file of tests alone may look at one thing alone.
        """
        found, met = [], Counter[str]()
        for test in sorted(tests, key=self.seconds.__getitem__):
            file = test.partition("::")[0]
            found.append((met[file], self.seconds[test], test))
            met[file] += 1
        return [test for _, _, test in sorted(found)]


class _Noting:
    """A plugin of pytest that makes the map."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seconds: dict[str, float] = defaultdict(float)
        self.failed: set[str] = set()

    def pytest_sessionstart(self) -> None:
        import coverage

        self.coverage = coverage.Coverage(data_file=None, source=["autograd", "nn"], messages=False)
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        result = yield
        self.coverage.switch_context("")
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration
        if not report.passed:
            self.failed.add(report.nodeid)  # without any mutant: of no use

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        data = self.coverage.get_data()
        lines = {
            str(Path(file).relative_to(Path.cwd())): data.contexts_by_lineno(file)
            for file in data.measured_files()
        }
        seconds = {test: s for test, s in self.seconds.items() if test not in self.failed}
        self.path.write_text(json.dumps({"seconds": seconds, "lines": lines}))
