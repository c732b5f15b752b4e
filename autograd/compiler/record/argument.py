"""An argument made of numbers, taken apart into its form, its numbers and its Values."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from autograd.structure import PLAIN, as_nested, flatten, leaves_of
from autograd.value import Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

Numbers: TypeAlias = "list[float] | NDArray[np.float64]"  # a list is flat, an array has its shape

Nesting: TypeAlias = "tuple[Any, ...]"  # of nested lists: their shape, or one for each part
Apart: TypeAlias = "tuple[Nesting, NDArray[np.float64], list[tuple[int, Value]]]"


def as_list(numbers: Numbers) -> list[float]:
    """The numbers as floats of Python, one after the other."""
    return numbers if isinstance(numbers, list) else numbers.ravel().tolist()


@dataclass
class Argument:
    """An argument made of numbers."""

    name: str
    given: object  # as the caller gave it: a number, a Value, an array or nested lists of them
    array: NDArray[np.float64]  # its numbers; flat if the lists are ragged
    values: list[tuple[int, Value]]  # the Values among them, by flat position


def holds_numbers(x: object) -> bool:
    """Whether an argument is an input, rather than handed through as it is."""
    if isinstance(x, (bool, np.bool_)):
        return False  # a switch rather than a number
    return isinstance(x, (int, float, Value, list, tuple, Real)) or hasattr(x, "tolist")


def taken_apart(x: object) -> Apart:
    """The form of such an argument, its numbers, and the Values among them by flat position.

    Raises:
        TypeError: there is something in it that is no number.
    """
    try:
        array = np.asarray(x)
    except ValueError:  # ragged lists
        array = np.empty(0, object)
    if array.dtype.kind in "fiub":
        return array.shape, array.astype(float), []
    tree = as_nested(x, _plain_or_list)
    form, parts = _form(tree), [*flatten(tree)]
    arrays = [part for part in parts if isinstance(part, np.ndarray)]
    if arrays and len(arrays) == len(parts):
        array, values = np.concatenate(arrays, axis=None, dtype=float), []
    else:
        leaves = parts if PLAIN.issuperset(map(type, parts)) else [*leaves_of(as_nested(parts))]
        values = [(i, leaf) for i, leaf in enumerate(leaves) if isinstance(leaf, Value)]
        for i, value in values:
            leaves[i] = value._data
        array = np.array(leaves, float)
    if "ragged" not in form:
        array = array.reshape(form)
    return (form, tuple([i for i, _ in values])), array, values


def _plain_or_list(array: object) -> object:
    """An array of numbers that doubles hold or round as it is; anything else as nested lists."""
    if type(array) is np.ndarray and array.dtype.kind in "fiub" and array.dtype.itemsize <= 8:
        return array
    return as_nested(array)


def _form(tree: object) -> Nesting:
    """The shape of nested lists; for dicts and ragged lists, the forms of their branches."""
    if isinstance(tree, np.ndarray):
        shape: Nesting = tree.shape
        return shape[: shape.index(0) + 1] if 0 in shape else shape
    if isinstance(tree, dict):
        return ("ragged", *((key, _form(branch)) for key, branch in tree.items()))
    if not isinstance(tree, (list, tuple)):
        return ()
    if PLAIN.issuperset(map(type, tree)):
        return (len(tree),)
    forms = [_form(branch) for branch in tree]
    alike = all(form == forms[0] for form in forms) and "ragged" not in forms[0]
    return (len(tree), *forms[0]) if alike else ("ragged", *forms)
