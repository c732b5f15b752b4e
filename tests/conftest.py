"""What holds for every test."""

from collections.abc import Iterator

import pytest

import autograd


@pytest.fixture(autouse=True)
def _operations_as_they_were() -> Iterator[None]:
    """An operation that a test adds to the table is gone after it."""
    before = dict(autograd.OPERATIONS)
    yield
    autograd.OPERATIONS.clear()
    autograd.OPERATIONS.update(before)
