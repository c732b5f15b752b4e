"""What holds for every test."""

import pytest

import autograd

TABLE = dict(autograd.OPERATIONS)  # before any file of tests has added to it


@pytest.fixture(autouse=True)
def _operations_of_the_library_alone() -> None:
    """An operation that a test, or a file of tests, adds to the table is in no other's way."""
    autograd.OPERATIONS.clear()
    autograd.OPERATIONS.update(TABLE)
