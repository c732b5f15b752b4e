"""The parameters that a function finds outside itself, by the names of the variables they are in.

The names serve the emitted source, and the order of the lists is the natural order of parameters.
Nothing depends on it but how well the source reads: parameters that are not found get a name too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import CellType, CodeType, FunctionType

from autograd.structure import leaves_of
from autograd.value import Value


def captured_lists(function: Callable[..., object]) -> dict[str, object]:
    """Values and nested lists of nothing but Values, by name."""
    found: dict[str, object] = {}
    seen: set[int] = set()
    functions = [function]
    while functions:
        inner = functions.pop()
        for name, thing in _variables(inner):
            if id(thing) in seen:
                continue
            seen.add(id(thing))
            if isinstance(thing, FunctionType):
                functions.append(thing)
            elif _is_made_of_values(thing):
                found.setdefault(name, thing)
    return found


def _variables(function: Callable[..., object]) -> Iterator[tuple[str, object]]:
    """The variables of a function that are not its own: of an enclosing one, and global."""
    if not isinstance(function, FunctionType):
        return
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        yield name, _contents(cell)
    for name in _names(function.__code__):
        if name in function.__globals__:
            yield name, function.__globals__[name]


def _contents(cell: CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # a variable that has no value yet
        return None


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _is_made_of_values(thing: object) -> bool:
    if isinstance(thing, Value):
        return True
    if not isinstance(thing, (list, tuple)) or not thing:
        return False
    try:
        return all(isinstance(leaf, Value) for leaf in leaves_of(thing))
    except TypeError:  # a list of something else
        return False
