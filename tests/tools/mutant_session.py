"""A mutant without a new start: pytest collects all tests once, and forks for each mutant.

To import the library and to collect tests takes seconds; most mutants are noticed by the first
test, in milliseconds. So each mutant is a process forked from one in which everything is ready, and
there the functions of the mutated file are given the mutant's code. What a mutant changes outside
of functions, or in functions that Python runs at import, cannot be put in that way.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import inspect
import mmap
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest

Change = tuple[CodeType, CodeType]


class RunsAtImportError(Exception):
    """The mutant is in what Python runs at import, so that it cannot be put in later."""


def changes(old: CodeType, new: CodeType, within: bool = False) -> list[Change]:
    """The functions of a file that differ, each as it was and as it is, outer ones first."""
    if old == new:
        return []
    function = bool(old.co_flags & inspect.CO_OPTIMIZED)
    before, after = (
        [const for const in code.co_consts if isinstance(const, CodeType)] for code in (old, new)
    )
    if not (function or within) and (_own(old) != _own(new) or len(before) != len(after)):
        raise RunsAtImportError
    inner = [change for pair in zip(before, after) for change in changes(*pair, function or within)]
    return [(old, new), *inner] if function else inner


def _own(code: CodeType) -> tuple[Any, ...]:
    consts = [repr(const) for const in code.co_consts if not isinstance(const, CodeType)]
    return code.co_code, code.co_names, consts


class Session:
    """A plugin of pytest that hands the collected tests to `work` instead of running them."""

    def __init__(self, files: list[str], work: Callable[[Session], None]) -> None:
        self._files, self._work = files, work
        self._functions: dict[CodeType, list[FunctionType]] = defaultdict(list)
        self._at_import: set[CodeType] = set()
        self._sound: dict[str, bool] = {}
        self._reached = mmap.mmap(-1, 8)  # how many tests a child has begun

    def pytest_sessionstart(self) -> None:
        """Imports the library, and notes which functions that runs."""

        def note(frame: FrameType, event: str, _: object) -> None:
            self._at_import.add(frame.f_code)

        sys.setprofile(note)
        for file in self._files:
            name = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            importlib.import_module(name)
        sys.setprofile(None)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        for thing in gc.get_objects():
            if type(thing) is FunctionType:  # isinstance would ask the thing, which may warn
                self._functions[thing.__code__].append(thing)
        sys.dont_write_bytecode = True
        gc.collect()
        gc.freeze()  # so that no collection in a child looks at, and so copies, what is here
        self._work(self)
        return True

    def meet(
        self, path: Path, texts: tuple[str, str], tests: list[str], seconds: dict[str, float]
    ) -> tuple[str, str]:
        """What becomes of a file's mutant, given both texts, and the test that noticed it."""
        old, new = (compile(text, str(path), "exec", dont_inherit=True) for text in texts)
        found = changes(old, new)
        live = [change for change in found if change[0] in self._functions]
        if not live or any(len(b.co_freevars) != len(a.co_freevars) for b, a in live):
            raise RunsAtImportError

        def put_in() -> None:
            for before, after in live:
                for function in self._functions[before]:
                    function.__code__ = after

        known = [test for test in tests if test in self.items and self._sound.get(test, True)]
        fate, test = self._forked(put_in, known, seconds)
        if fate == "survived" and any(before in self._at_import for before, _ in found):
            raise RunsAtImportError
        if fate != "survived" and not self._is_sound(test, seconds):
            return self.meet(path, texts, known, seconds)
        return fate, test

    def _is_sound(self, test: str, seconds: dict[str, float]) -> bool:
        """Whether a test that noticed a mutant passes, in a process like that one, without it."""
        if test not in self._sound:
            fate, _ = self._forked(lambda: None, [test], seconds)
            self._sound[test] = fate == "survived"
        return self._sound[test]

    def _forked(
        self, change: Callable[[], None], tests: list[str], seconds: dict[str, float]
    ) -> tuple[str, str]:
        self._reached[:] = bytes(8)
        child = os.fork()
        if not child:
            failed = True
            try:
                os.setsid()
                change()
                failed = self._fails(tests, seconds)
            finally:
                os._exit(failed)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # what a test has started and left
        last = max(int.from_bytes(self._reached[:], "big") - 1, 0)
        fate = {0: "survived", -signal.SIGALRM: "timeout"}.get(status, "killed")
        return fate, tests[last] if tests else ""

    def _fails(self, tests: list[str], seconds: dict[str, float]) -> bool:
        """Runs tests, each for a bounded time, up to the first that fails."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        items = [self.items[test] for test in tests]
        for k, (item, following) in enumerate(zip(items, [*items[1:], None]), 1):
            self._reached[:] = k.to_bytes(8, "big")
            signal.setitimer(signal.ITIMER_REAL, 5 + 10 * seconds[item.nodeid])
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if item.session.testsfailed:
                return True
        return False
