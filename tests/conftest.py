"""What holds for every test."""

from collections.abc import Iterator
from typing import Any

import pytest

import autograd

TABLE = dict(autograd.OPERATIONS)  # before any file of tests has added to it


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
