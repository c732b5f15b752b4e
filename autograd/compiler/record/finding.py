"""What code names, followed from variable to variable: what there is to watch, and to refuse."""

from __future__ import annotations

import builtins
import functools
import operator
import random
import sys
import weakref
from collections.abc import Callable, Iterator
from types import CellType, FunctionType, MappingProxyType, MethodType, ModuleType
from typing import Any, NoReturn

import numpy as np

from autograd.compiler.record import kinds
from autograd.compiler.record.asked import Asked, asked_by, imported_by
from autograd.compiler.record.borders import OURS, is_packaged, root_of
from autograd.compiler.record.undoing import Undo
from autograd.compiler.record.watching import (
    CONTAINERS,
    PLAIN,
    Bindings,
    Codes,
    Contents,
    Place,
    States,
)
from autograd.recording import TraceError
from autograd.telling import told
from autograd.value import Value

WRAPPED = (FunctionType, MappingProxyType)  # in what decorators make: a function, or several
METHODS = (FunctionType, property, classmethod, staticmethod)
OF_MAKING = {"__init__", "__new__", "__post_init__"}
FOR_PEOPLE = {"__repr__", "__str__", "__format__", "__del__", "__reduce__", "__getstate__"}
_ABSENT = object()
CONTENTS = operator.attrgetter("cell_contents")


class Finder:
    """Finds everything outside a function that its code names; see `guards.Surroundings`."""

    def __init__(self, function: object, others: list[object]) -> None:
        self._name = getattr(function, "__name__", told("the code"))
        self._changing = kinds.changing_things()
        self._asked = Asked()  # by any of the code
        known = None
        while known != self._size():  # until no code is found that asks for more
            known = self._size()
            self.watches: list[Bindings | Contents | States] = []
            self.generators: list[object] = []
            self._effects: list[Bindings | Contents] = []
            self.undo = Undo()
            self.undo.keep_generator(random)
            self.undo.keep_generator(np.random)
            self._states = States()
            self._functions: list[FunctionType] = []
            self._objects: list[object] = []
            self._methods: dict[type, set[str]] = {}
            self._seen: set[int] = set()
            self._waiting = [(self._name, function), *((told("an argument"), x) for x in others)]
            while self._waiting:
                self._visit(*self._waiting.pop())
        for kind, names in self._methods.items():
            self._bind([*names], functools.partial(getattr, kind), functools.partial(_of, kind))
        functions, objects = self._functions, self._objects
        self.watches.append(Codes(functions))
        if objects:
            dicts = [*map(vars, objects)]
            either = [told("an attribute")] * len(objects) + [told("a class")] * len(objects)
            places: list[Place] = [*((len, x) for x in dicts), *((type, x) for x in objects)]
            looks = Bindings(either, lambda: [*map(len, dicts), *map(type, objects)], places)
            self.watches.append(looks)
        if self._states:
            self.watches.append(self._states)

    def _size(self) -> tuple[int, ...]:
        asked = self._asked
        sets = asked.attributes, asked.stored, asked.optional
        return *map(len, sets), asked.of_all

    # --- finding ---------------------------------------------------------------------------------

    def _visit(self, name: str, thing: object) -> None:
        kind = type(thing)
        if kind in PLAIN or id(thing) in self._seen:
            return
        self._seen.add(id(thing))
        changing = self._changing.get(id(thing)) or kinds.changing(thing, self._asked.attributes)
        if changing:
            self._refuse(changing, "may change unseen")
        if kind in weakref.ProxyTypes:
            self._refuse(name, _is_a(kind))
        if isinstance(thing, Value):
            self._visit_value(thing)
        elif isinstance(thing, kinds.GENERATORS):
            self.generators.append(thing)
            self.undo.keep_generator(thing)
        elif isinstance(thing, FunctionType):
            self._visit_function(name, thing)
        elif isinstance(thing, (MethodType, *kinds.FUNCTIONS, functools.partial)):
            self._visit_bound(name, thing)
        elif isinstance(thing, np.ndarray):
            if kind not in (np.ndarray, np.memmap) or thing.dtype.hasobject:
                self._refuse(name, _is_a(kind, f" of {thing.dtype}"))
            self.undo.keep(thing)
        elif isinstance(thing, CONTAINERS):
            self._visit_container(name, thing)
        elif isinstance(thing, (ModuleType, type)):
            if not is_packaged(thing):
                self._visit_object(name, thing)
        elif isinstance(thing, kinds.NAMESPACES) or not is_packaged(thing):
            self._visit_object(name, thing)
        else:
            self._visit_packaged(name, thing)

    def _visit_value(self, value: Value) -> None:
        if "label" in self._asked.attributes:
            self.watches.append(
                Bindings(["label"], lambda: [value.label], [(operator.attrgetter("label"), value)])
            )

    def _visit_container(self, name: str, thing: Any) -> None:
        self.undo.keep(thing)
        parts = [*thing, *thing.values()] if isinstance(thing, (dict, MappingProxyType)) else thing
        uninteresting = PLAIN if "label" in self._asked.attributes else {*PLAIN, Value}
        self._waiting += [(name, part) for part in parts if type(part) not in uninteresting]
        self._waiting.append((name, getattr(thing, "default_factory", None)))
        if not is_packaged(thing):
            self._visit_object(name, thing)

    def _visit_function(self, name: str, function: FunctionType) -> None:
        cells = dict(zip(function.__code__.co_freevars, function.__closure__ or ()))
        if is_packaged(function):  # such as what vmap and wraps make: only for what it holds
            held = [x for x in vars(function).values() if isinstance(x, WRAPPED)]
            self._waiting += [(name, x) for x in held]
            if root_of(function) in OURS:
                for cell in cells.values():
                    self._hold(name, _contents(cell))
            return
        asked, space = asked_by(function.__code__), function.__globals__
        self._asked.update(asked)
        self._functions.append(function)
        known = [variable for variable in asked.variables if variable in space]
        self._watch(known, space.__getitem__, lambda name: (operator.itemgetter(name), space))
        self.undo.keep_names(space, known)
        self._watch(
            [*cells], lambda name: _contents(cells[name]), lambda name: (CONTENTS, cells[name])
        )
        for cell in cells.values():
            self.undo.keep_cell(cell, _contents(cell))
        for missing in [variable for variable in asked.variables if variable not in space]:
            self._waiting.append((missing, getattr(builtins, missing, None)))
        for defaults in ("__defaults__", "__kwdefaults__"):
            self._hold("a default", getattr(function, defaults))
        self._watch_attributes(name, function, [*self._asked.attributes & {*vars(function)}])
        self._watch_effects(function)
        for module in imported_by(function, asked):
            self._watch(
                [module.__name__],
                sys.modules.__getitem__,
                lambda name: (operator.itemgetter(name), sys.modules),
            )

    def _visit_bound(self, name: str, thing: Any) -> None:
        if isinstance(thing, functools.partial):
            self._waiting.append((name, thing.func))
            self._hold(name, thing.args)
            self._hold(name, thing.keywords)
            return
        self._waiting.append((name, getattr(thing, "__func__", None)))
        if not isinstance(thing.__self__, ModuleType):
            self._hold(name, thing.__self__)

    def _visit_packaged(self, name: str, thing: object) -> None:
        """An object of another package's, or of ours: a layer, a compiled function."""
        own, kind = getattr(thing, "__dict__", {}), type(thing)
        if isinstance(thing, kinds.CONSTANTS):
            return
        if isinstance(thing, (operator.attrgetter, operator.methodcaller)):
            self._asked.attributes.update(str(thing.__reduce__()[1][0]).split("."))
        if hasattr(thing, "__wrapped__"):  # something around a function, perhaps a method
            self._waiting.append((name, thing.__wrapped__))
            self._hold(name, getattr(thing, "__self__", None))
        elif root_of(thing) not in OURS or isinstance(thing, (Iterator, np.void)):
            if not kinds.is_let_be(thing):
                self._refuse(name, _is_a(kind))
            return
        elif root_of(thing) == "nn" and hasattr(thing, "steps"):  # an optimizer
            counted = self._asked.attributes & {"steps", "state"}
            if counted:
                self._refuse(f"{name}.{min(counted)}", "changes with every step of training")
        elif root_of(thing) == "nn" and hasattr(thing, "training"):
            self._states.add(thing)
            self.undo.keep(own)
            self._waiting += [(key, part) for key, part in own.items()]
        else:  # such as an operation: for the functions that it holds
            for key, part in own.items():
                self._hold(key, part) if isinstance(part, np.ndarray) else self._waiting.append(
                    (key, part)
                )
        self._watch_attributes(name, thing, [*self._asked.attributes & {*own}])

    def _visit_object(self, name: str, thing: object) -> None:
        """An object of a user's class, or a user's class or module itself."""
        asked, is_instance = self._asked, not isinstance(thing, (type, ModuleType))
        base = kinds.stateful_base(type(thing)) if is_instance else ""
        if base:
            self._refuse(name, _is_a(type(thing), f", a kind of {base}"))
        classes = () if isinstance(thing, ModuleType) else kinds.classes_of(thing)
        own = {} if isinstance(thing, type) else getattr(thing, "__dict__", {})
        names = asked.attributes | (kinds.attributes_of(own, classes) if asked.of_all else set())
        names -= {"__dict__"}  # of which every attribute is watched
        data = []
        for attribute in names:
            found = [vars(kind)[attribute] for kind in classes if attribute in vars(kind)]
            if attribute in own or (
                found and not (isinstance(found[0], METHODS) or kinds.is_compiled(found[0]))
            ):
                data.append(attribute)
            self._visit_methods(thing, attribute, found)
        self._watch_attributes(
            name, thing, [x for x in data if getattr(thing, x, _ABSENT) is not _ABSENT]
        )
        for absent in asked.optional - {*data}:
            if not any(absent in vars(kind) for kind in classes):
                get = functools.partial(_each, functools.partial(_optional, thing), [absent])
                self.watches.append(Bindings([absent], get))
        if is_instance and hasattr(thing, "__dict__"):
            self._objects.append(thing)
        self._watch_effects(thing)
        made = not is_instance or "__class__" in asked.attributes or "type" in asked.variables
        for kind in classes:
            self._visit_special(thing, kind, FOR_PEOPLE if made else FOR_PEOPLE | OF_MAKING)
        if isinstance(thing, type):
            for kind in kinds.classes_of(type(thing)):
                self._visit_special(type(thing), kind, FOR_PEOPLE)

    def _visit_special(self, thing: object, kind: type, without: set[str]) -> None:
        """The special methods that one of the classes of a thing defines."""
        for name in [x for x in vars(kind) if x.startswith("__") and x.endswith("__")]:
            if name not in without:
                self._visit_methods(thing, name, [vars(kind)[name]])

    def _visit_methods(self, thing: object, name: str, found: list[object]) -> None:
        """The definitions of a method or property in the classes of a thing."""
        kind = thing if isinstance(thing, type) else type(thing)
        for method in found:
            if isinstance(method, property):
                self._waiting += [(name, method.fget), (name, method.fset)]
            elif isinstance(method, (FunctionType, classmethod, staticmethod)):
                self._waiting.append((name, getattr(method, "__func__", method)))
            elif kinds.is_compiled(method):
                self._waiting.append((name, method))
            else:
                self._waiting.append((name, getattr(method, "func", None)))  # a cached property
        first = found[0] if found else None
        is_followed = isinstance(first, (FunctionType, property)) or kinds.is_compiled(first)
        if is_followed and hasattr(kind, name):
            self._methods.setdefault(kind, set()).add(name)

    # --- watching --------------------------------------------------------------------------------

    def _watch(
        self,
        names: list[str],
        one: Callable[[str], object],
        place: Callable[[str], Place | None] = lambda name: None,
        of: str = "",
    ) -> None:
        """Watches the variables of one place.

        Arguments:
            names: of the variables.
            one: what one of them holds.
            place: where one of them is, for a `Glance`.
            of: the name of the object whose attributes they are.
        """
        things = {name: one(name) for name in names}
        self._waiting += [(f"{of}.{name}" if of else name, thing) for name, thing in things.items()]
        single = [name for name, thing in things.items() if not kinds.is_container(thing)]
        if single:
            self._bind(single, one, place)
        for name in things.keys() - {*single}:
            self.watches.append(Contents(name, functools.partial(one, name), place(name)))

    def _bind(
        self, names: list[str], one: Callable[[str], Any], place: Callable[[str], Place | None]
    ) -> None:
        get = functools.partial(_each, one, names)
        self.watches.append(Bindings(names, get, [*map(place, names)]))

    def _watch_attributes(self, name: str, thing: object, names: list[str]) -> None:
        self._watch(
            names,
            functools.partial(getattr, thing),
            functools.partial(_of, thing),
            of=name,
        )

    def _watch_effects(self, thing: object) -> None:
        """Notices attributes that the function sets, be they read or not."""
        space, names = getattr(thing, "__dict__", {}), [*self._asked.stored]
        if not isinstance(thing, (type, ModuleType)):
            self.undo.keep(space)
        for kind in kinds.classes_of(thing):
            self.undo.keep_attributes(kind, names)
        for name in names:
            one = functools.partial(space.get, name, _ABSENT)
            self._effects.append(_watch_of(name, one))

    def _hold(self, name: str, thing: object) -> None:
        """Watches what is in a thing that no variable leads to."""
        if kinds.is_container(thing):
            self.watches.append(Contents(name, lambda: thing, (_itself, thing)))
        self._waiting.append((name, thing))

    def _refuse(self, name: str, why: str) -> NoReturn:
        raise TraceError(
            f"{self._name} uses `{name}`, which {told(why)}; compiled code cannot follow it: "
            "pass it as an argument, or keep its numbers in a list or in attributes"
        )


def _watch_of(name: str, get: Callable[[], object]) -> Bindings | Contents:
    if kinds.is_container(get()):
        return Contents(name, get)
    return Bindings([name], lambda: [get()])


def _is_a(kind: type, of: str = "") -> str:
    return told(f"is a{'n' * (kind.__name__[0] in 'aeiouAEIO')} {kind.__name__}{told(of)}")


def _contents(cell: CellType) -> object:
    return getattr(cell, "cell_contents", None)


def _each(one: Callable[[str], object], names: list[str]) -> list[object]:
    return [*map(one, names)]


def _optional(thing: object, name: str) -> object:
    return getattr(thing, name, _ABSENT)


def _of(thing: object, attribute: str) -> Place | None:
    """Where an attribute is, unless its name is one that `attrgetter` would take apart."""
    return None if "." in attribute else (operator.attrgetter(attribute), thing)


def _itself(thing: object) -> object:
    return thing
