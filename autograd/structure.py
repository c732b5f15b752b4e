"""Nested lists, tuples and dicts of numbers: taken apart, and put together again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from operator import is_not, methodcaller
from typing import Any, cast

from autograd.real import to_float
from autograd.telling import told, type_error
from autograd.value import Value

NUMBERS = (Value, float)
PLAIN = {Value, float, int}
LISTS = {list, tuple}


def as_nested(tree: object, of_array: Callable[[object], object] = methodcaller("tolist")) -> Any:
    """`tree` with arrays turned into nested lists; numbers and Values stay as they are.

    Arguments:
        tree: an array, or nested lists, tuples and dicts with arrays in them.
        of_array: what becomes of an array instead.
    """
    if hasattr(tree, "tolist"):
        return of_array(tree)
    if isinstance(tree, dict):
        return {key: as_nested(branch, of_array) for key, branch in tree.items()}
    if not isinstance(tree, (list, tuple)) or _is_plain(tree):
        return tree
    branches = [as_nested(branch, of_array) for branch in tree]
    return like(tree, branches) if any(map(is_not, branches, tree)) else tree


def _is_plain(tree: Iterable[object]) -> bool:
    """Whether there are but lists and tuples, and numbers at one depth: told at the speed of C."""
    while True:
        kinds = {*map(type, tree)}
        if not kinds <= LISTS:
            return kinds <= PLAIN
        if not kinds:
            return True
        tree = [*chain.from_iterable(cast("Iterable[Iterable[object]]", tree))]


def flatten(tree: object) -> Iterator[object]:
    """Whatever stands in nested lists, tuples and dicts, from left to right."""
    found: list[object] = []
    _gather([tree], found)
    return iter(found)


def _gather(branches: Iterable[object], found: list[object]) -> None:
    # Into one list: generators in generators would hand each leaf up through every level.
    for branch in branches:
        if isinstance(branch, NUMBERS):  # first what there is most of
            found.append(branch)
        elif isinstance(branch, (list, tuple)):
            _gather(branch, found)
        elif isinstance(branch, dict):
            _gather(branch.values(), found)
        else:
            found.append(branch)


def leaves_of(tree: object) -> Iterator[Any]:
    """The numbers and Values of a tree, from left to right."""
    for leaf in flatten(tree):
        yield leaf if isinstance(leaf, Value) else to_float(leaf)


def map_leaves(function: Callable[[Any], object], tree: object) -> Any:
    """A tree of the same form, with `function` applied to each number."""
    if isinstance(tree, (list, tuple)):
        return like(
            tree,
            [
                function(branch) if isinstance(branch, NUMBERS) else map_leaves(function, branch)
                for branch in tree
            ],
        )
    if isinstance(tree, dict):
        return {key: map_leaves(function, branch) for key, branch in tree.items()}
    return function(tree)


def refill(tree: object, leaves: Iterator[object]) -> Any:
    """A tree of the form of `tree`, with the next of `leaves` in each place."""
    return map_leaves(lambda _: next(leaves), tree)


def alongside(tree: Any, other: Any, name: str) -> Iterator[Any]:
    """The numbers of `other`, in the order in which they stand in `tree`, whose form it must have.

    Raises:
        TypeError: it is nested in another way; it is called by the `name` that is given.
    """
    pairs: Iterable[tuple[object, object]]
    if isinstance(tree, dict) and isinstance(other, dict) and tree.keys() == other.keys():
        pairs = [(tree[key], other[key]) for key in tree]
    elif _both_lists(tree, other) and len(tree) == len(other):
        pairs = zip(tree, other)
    elif any(isinstance(x, (dict, list, tuple)) for x in (tree, other)):
        raise type_error(f"{told(name)} must have the form of {_form(tree)}, got {_form(other)}")
    else:
        pairs = ()
        yield from leaves_of(other)
    for branch, of_other in pairs:
        yield from alongside(branch, of_other, name)


def _both_lists(*trees: object) -> bool:
    return all(isinstance(tree, (list, tuple)) for tree in trees)


def _form(tree: object) -> str:
    if isinstance(tree, dict):
        return told(f"a dict with the keys {', '.join(map(str, tree))}")
    if isinstance(tree, (list, tuple)):
        return told(f"a {type(tree).__name__} of {len(tree)}")
    return told("a number")


def like(tree: Any, branches: Iterable[object]) -> Any:
    """The branches in a list or tuple of the same type; a named tuple takes them one by one."""
    return tree._make(branches) if hasattr(tree, "_make") else type(tree)(branches)
