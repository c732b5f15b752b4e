"""What holds for every test."""

import builtins
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import autograd

# Before NumPy is imported, here and in every process that a test starts: matrices are small, and a
# second thread costs up to four times the processor time, which another worker of pytest needs.
for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

with suppress(ImportError):
    from hypothesis import settings

    # Not timed: a machine that does other work besides is no fault of the code.
    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")

LONG = ("notebooks", "exploring", "training", "compiler")  # folders of tests of several seconds

TABLE = dict(autograd.OPERATIONS)  # before any file of tests has added to it


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of several workers none is left at the end with a long test while the others are idle."""
    if hasattr(config, "workerinput"):
        items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    return LONG.index(folder) if folder in LONG else len(LONG)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A worker that is done takes half of what another has left, unless the caller says how."""
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


def _restore() -> None:
    autograd.OPERATIONS.clear()
    autograd.OPERATIONS.update(TABLE)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """An operation that a file of tests adds to the table is gone when the next one is read."""
    report: Any = yield
    _restore()
    return report


@pytest.fixture(autouse=True)
def _operations_of_the_library_alone() -> None:
    """An operation that another test has added to the table is in nobody's way."""
    _restore()


@pytest.fixture
def without_jax(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which JAX is not installed."""
    real_import = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".")[0] == "jax":
            raise ModuleNotFoundError("No module named 'jax'", name="jax")
        return real_import(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "jax")
    monkeypatch.setattr(builtins, "__import__", refuse)
