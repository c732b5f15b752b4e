"""What a traced function goes by besides its arguments, and whether that is as it was.

A number that a function finds outside itself (a global setting, a variable of the function around
it, an attribute of `self`) becomes a constant of its program. Whoever changes it means the next
call. So at each call a look is taken at the variables that the code names; if one has changed, the
function is traced anew. A variable that now holds another model or function has changed as well.

Not seen are things that no variable leads to: the clock, files, what a foreign library keeps.
"""

from __future__ import annotations

import dis
import functools
import pickle
import random
import sys
from collections.abc import Callable
from types import BuiltinFunctionType, CellType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from autograd.value import Value

OURS = {"autograd", "nn", "numpy", "jax", "jaxlib"}  # their objects are looked after elsewhere
SCALARS = (int, float, complex, str, bytes, type(None))
GENERATORS = (random.Random, np.random.Generator, np.random.RandomState)
MANY = 1000  # objects in one list: more than these are not looked into


class Watch:
    """A variable and what it held."""

    def __init__(self, name: str, get: Callable[[], Any]) -> None:
        self.name = name
        self.get = get
        self.seen = get()
        self.copy, self.exact = _copy(self.seen)

    def holds(self) -> bool:
        """Whether it holds the same still."""
        now = self.get()
        if self.copy is _ITSELF or now is self.copy:
            return now is self.seen
        try:
            return bool((now if self.exact else _copy(now)[0]) == self.copy)
        except Exception:  # things that do not compare are different
            return False


_ITSELF = object()  # in place of the copy of something that is followed by its identity alone


def _copy(thing: Any) -> tuple[Any, bool]:
    """A copy that later changes do not reach; and whether the thing itself compares with it."""
    if isinstance(thing, (*SCALARS, Value)):
        return thing, True
    if isinstance(thing, (list, tuple)):
        parts = [_part(part) for part in thing]
        kind = list if isinstance(thing, list) else tuple  # a named tuple equals a plain one
        return kind([copy for copy, _ in parts]), all(exact for _, exact in parts)
    if isinstance(thing, dict):
        items = {key: _part(part) for key, part in thing.items()}
        exact = all(exact for _, exact in items.values())
        return {key: copy for key, (copy, _) in items.items()}, exact
    if isinstance(thing, (set, frozenset)):
        return frozenset(thing), True
    if isinstance(thing, np.ndarray) and thing.dtype != object:
        return (thing.dtype.str, thing.shape, thing.tobytes()), False
    return _ITSELF, False


def _part(thing: Any) -> tuple[Any, bool]:
    copy, exact = _copy(thing)
    return (id(thing), False) if copy is _ITSELF else (copy, exact)


class Surroundings:
    """Everything outside a function that its code names.

    Arguments:
        function: what is traced.
        others: objects that it is given, such as `self`.

    Attributes:
        watches: the variables.
        generators: the random generators in them.
    """

    def __init__(self, function: Any, others: list[Any]) -> None:
        self._attributes: set[str] = set()  # the attributes that any of the code asks for
        known = -1
        while known < len(self._attributes):  # until no code is found that asks for more
            known = len(self._attributes)
            self.watches: list[Watch] = []
            self.generators: list[Any] = []
            self._seen: set[int] = set()
            self._waiting = [function, *others]
            while self._waiting:
                self._visit(self._waiting.pop())

    def _watch(self, name: str, get: Callable[[], Any], thing: Any) -> None:
        if not isinstance(thing, (ModuleType, BuiltinFunctionType)) and not _is_library(thing):
            self.watches.append(Watch(name, get))
        self._waiting.append(thing)

    def _visit(self, thing: Any) -> None:
        if isinstance(thing, (*SCALARS, Value, np.ndarray)) or id(thing) in self._seen:
            return
        self._seen.add(id(thing))
        if isinstance(thing, GENERATORS):
            self.generators.append(thing)
        elif isinstance(thing, FunctionType):
            if not _is_library(thing):
                self._visit_function(thing)
            elif _root(thing) in OURS:  # such as what vmap makes: only for what it holds
                self._waiting += [_contents(cell) for cell in thing.__closure__ or ()]
        elif isinstance(thing, MethodType):
            self._waiting += [thing.__func__, thing.__self__]
        elif isinstance(thing, functools.partial):
            self._waiting += [thing.func, *thing.args, *thing.keywords.values()]
        elif isinstance(thing, (list, tuple, dict, set, frozenset)):
            parts = [*thing.values()] if isinstance(thing, dict) else [*thing]
            parts = [x for x in parts if not isinstance(x, (*SCALARS, Value))]
            self._waiting += parts[:MANY]
        elif _root(thing) != "builtins" and not _is_library(thing):
            self._visit_object(thing)

    def _visit_function(self, function: FunctionType) -> None:
        attributes, variables = _names(function.__code__)
        self._attributes.update(attributes)
        for name in variables:
            if name in function.__globals__:
                get = functools.partial(function.__globals__.get, name)
                self._watch(name, get, get())
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
            self._watch(name, functools.partial(_contents, cell), _contents(cell))
        for attribute in ("__defaults__", "__kwdefaults__"):
            defaults = getattr(function, attribute)
            if defaults:
                self._watch("a default", functools.partial(getattr, function, attribute), defaults)

    def _visit_object(self, thing: Any) -> None:
        own = getattr(thing, "__dict__", {})
        if "__wrapped__" in own:  # something around a function, such as another compiled one
            self._waiting.append(own["__wrapped__"])
            return
        if _root(thing) in OURS:  # such as a layer: only for the functions and models it holds
            self._waiting += own.values()
            return
        call = _of_class(thing, "__call__")
        if isinstance(call, FunctionType):
            self._waiting.append(call)
        for name in self._attributes:
            static = own[name] if name in own else _of_class(thing, name)
            if isinstance(static, property):
                self._waiting.append(static.fget)
            elif isinstance(static, (classmethod, staticmethod)):
                self._waiting.append(static.__func__)
            elif isinstance(static, FunctionType) and name not in own:
                self._waiting.append(static)
            elif static is not None:
                get = functools.partial(getattr, thing, name, None)
                self._watch(name, get, get())

    def forget_changed(self) -> None:
        """Forgets what the function itself has changed, such as a counter of its calls."""
        self.watches = [watch for watch in self.watches if watch.holds()]

    def changed(self) -> str:
        """The name of a variable that is not as it was; empty if all are."""
        return next((watch.name for watch in self.watches if not watch.holds()), "")

    def random_states(self) -> list[bytes]:
        """Where all random generators are: Python's, NumPy's and those in variables."""
        shared: Any = np.random.get_state(legacy=True)
        own = [pickle.dumps(generator) for generator in self.generators]
        return [pickle.dumps(random.getstate()), pickle.dumps(shared), *own]


def _contents(cell: CellType) -> Any:
    return getattr(cell, "cell_contents", None)


def _of_class(thing: Any, name: str) -> Any:
    classes = type(thing).__mro__ if not isinstance(thing, type) else thing.__mro__
    return next((vars(c)[name] for c in classes[:-1] if name in vars(c)), None)


@functools.lru_cache(maxsize=1024)
def _names(code: CodeType) -> tuple[set[str], list[str]]:
    """The attributes and the global variables that code asks for, with the functions in it."""
    attributes, variables = set(), {}
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            attributes.add(str(instruction.argval))
        elif instruction.opname == "LOAD_GLOBAL":
            variables[str(instruction.argval)] = True
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            inner = _names(constant)
            attributes |= inner[0]
            variables |= dict.fromkeys(inner[1], True)
    return attributes, list(variables)


def _root(thing: Any) -> str:
    """The package that a thing, or its class, comes from."""
    if isinstance(thing, ModuleType):
        return thing.__name__.partition(".")[0]
    owner = thing if isinstance(thing, (FunctionType, type)) else type(thing)
    return str(getattr(owner, "__module__", "")).partition(".")[0]


def _is_library(thing: Any) -> bool:
    """Whether it is a module, function or class that its user did not write."""
    if not isinstance(thing, (ModuleType, FunctionType, type)):
        return False
    return _root(thing) in OURS or _root(thing) in sys.stdlib_module_names
