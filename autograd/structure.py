"""Nested lists of numbers: taken apart into a flat list, and put together again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from autograd.entry import to_float
from autograd.value import Value


def as_nested(tree: Any) -> Any:
    """`tree` with arrays turned into nested lists; numbers and Values stay as they are."""
    return tree.tolist() if hasattr(tree, "tolist") else tree


def leaves_of(tree: Any) -> Iterator[Any]:
    """The numbers and Values of nested lists and tuples, from left to right."""
    if isinstance(tree, (list, tuple)):
        for branch in tree:
            yield from leaves_of(branch)
    else:
        yield tree if isinstance(tree, Value) else to_float(tree)


def map_leaves(function: Callable[[Any], Any], tree: Any) -> Any:
    """Nested lists of the same form, with `function` applied to each number."""
    if isinstance(tree, (list, tuple)):
        return type(tree)([map_leaves(function, branch) for branch in tree])
    return function(tree)


def refill(tree: Any, leaves: Iterator[Any]) -> Any:
    """Nested lists of the form of `tree`, with the next of `leaves` in each place."""
    return map_leaves(lambda _: next(leaves), tree)
