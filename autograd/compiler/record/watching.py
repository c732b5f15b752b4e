"""Whether a variable holds what it held: its identity, or what is in it."""

from __future__ import annotations

import marshal
import operator
from collections.abc import Callable, Sequence
from itertools import chain
from types import FunctionType, MappingProxyType
from typing import Any

import numpy as np

from autograd.value import Value

SCALARS = (int, float, complex, str, bytes, type(None), np.number, np.bool_)
PLAIN = {int, float, bool, str, bytes, complex, type(None)}
VALUES = {Value}
SINGLE = PLAIN | VALUES
CONTAINERS = (list, tuple, dict, set, frozenset, MappingProxyType)
Read = Callable[[Any], object]
Place = tuple[Read, Any]  # how something is read off a thing, and the thing
Seen = tuple[FunctionType, object, object, object]  # a function, its code, its defaults
CODE = "__code__", "__defaults__", "__kwdefaults__"
_code_of = operator.attrgetter(*CODE)
_ITSELF = object()  # in place of the copy of something that is followed by its identity alone


def same_parts(now: Any, seen: Any) -> bool:
    """Whether two lists have the very same parts: then signs of zeros are the same, too."""
    alike = type(now) is type(seen) and len(now) == len(seen)
    return alike and all(map(operator.is_, now, seen))


def same_items(now: Any, seen: Any) -> bool:
    """Whether two dicts have the very same keys and values, in the same order."""
    return same_parts(now, seen) and all(map(operator.is_, now.values(), seen.values()))


class Contents:
    """A variable with a list, a dict, an array: everything in it counts.

    Attributes:
        places: where it is, if a `Glance` can tell whether it is as it was.
        seen: what it is compared with there.
        compared: how.
    """

    def __init__(self, name: str, get: Callable[[], object], place: Place | None = None) -> None:
        self.name = name
        self.get = get
        thing = get()
        self.copy, self.exact = copied(thing)
        self.more = _told_apart(thing) if self.exact and _has_zero_or_dict(self.copy) else None
        exactly = self.exact and self.more is None
        self.compared = operator.eq if exactly else _by_parts(thing)
        self.places = [place] if self.compared is not None and place is not None else []
        self._see(thing)

    def _see(self, thing: Any) -> None:
        self.seen = [thing.copy() if self.compared in (same_parts, same_items) else self.copy]

    def changed(self) -> str:
        """The name, if it holds something else now; or nothing."""
        try:
            now = self.get()
            if not self.exact:
                same = copied(now)[0] == self.copy
            else:
                same = now == self.copy and (self.more is None or _told_apart(now) == self.more)
            if same:
                self._see(now)
            return "" if same else self.name
        except Exception:  # a variable that is gone; things that do not compare
            return self.name


def _by_parts(thing: object) -> Callable[[Any, Any], bool] | None:
    """How a list or dict is compared part by part, if none of them is followed by its contents."""
    if type(thing) is list:
        parts, compared = thing, same_parts
    elif type(thing) is dict:
        parts, compared = [*thing.values()], same_items
    else:
        return None
    return None if any(isinstance(part, (*CONTAINERS, np.ndarray)) for part in parts) else compared


def copied(thing: object) -> tuple[object, bool]:
    """A copy that later changes do not reach; and whether the thing itself compares with it."""
    if _is_scalar(thing) or isinstance(thing, Value):
        return thing, True
    if isinstance(thing, (list, tuple)):
        kind = list if isinstance(thing, list) else tuple  # a named tuple equals a plain one
        if SINGLE.issuperset(map(type, thing)):  # such as a row of weights
            return kind(thing), True
        parts = [_part(part) for part in thing]
        return kind([copy for copy, _ in parts]), all(exact for _, exact in parts)
    if isinstance(thing, (dict, MappingProxyType)):
        items = {key: _part(part) for key, part in thing.items()}
        exact = all(exact for _, exact in items.values())
        return {key: copy for key, (copy, _) in items.items()}, exact
    if isinstance(thing, (set, frozenset)):
        exact = all(map(_is_scalar, thing))
        return frozenset(thing if exact else map(id, thing)), exact
    if isinstance(thing, np.ndarray):
        return (thing.dtype.str, thing.shape, thing.tobytes()), False
    return _ITSELF, False


def _is_scalar(thing: object) -> bool:
    """Whether it is but its value: not of a class of the user's, which may hold more."""
    return type(thing) in PLAIN or isinstance(thing, (np.number, np.bool_))


def _part(thing: object) -> tuple[object, bool]:
    copy, exact = copied(thing)
    return (id(thing), False) if copy is _ITSELF else (copy, exact)


def _told_apart(thing: Any) -> object:
    """What `==` does not see, and numbers may depend on: the sign of a zero, a dict's order."""
    try:
        return marshal.dumps(thing, 2)
    except ValueError:  # a Value, a number of NumPy's
        return _orders(thing)


def _has_zero_or_dict(thing: object) -> bool:
    if isinstance(thing, (list, tuple)):
        return not VALUES.issuperset(map(type, thing)) and any(map(_has_zero_or_dict, thing))
    return isinstance(thing, dict) or (isinstance(thing, float) and thing == 0.0)


def _orders(thing: object) -> object:
    if isinstance(thing, (list, tuple)):
        return [None if type(part) is Value else _orders(part) for part in thing]
    if isinstance(thing, dict):
        return [*thing, *map(_orders, thing.values())]
    return str(thing) if isinstance(thing, float) and thing == 0.0 else None


class Bindings:
    """Several names of one place, each with a number, a string, or a thing that is but itself.

    Arguments:
        names: what they are called.
        get: gives what they hold, as many things as there are names.
        places: where they are, for a `Glance`, if that is known.
    """

    compared: Callable[..., object] | None = operator.is_

    def __init__(
        self,
        names: Sequence[str],
        get: Callable[[], Sequence[object]],
        places: Sequence[Place | None] = (),
    ) -> None:
        self.names, self.get = names, get
        known = [place for place in places if place is not None]
        self.places = known if len(known) == len(places) else []
        self.seen = get()

    def changed(self) -> str:
        """The name of one that holds something else now; or nothing."""
        try:
            now = self.get()
        except Exception:  # a variable that is gone
            return self.names[0]
        if all(map(operator.is_, now, self.seen)):
            return ""
        for name, new, old in zip(self.names, now, self.seen):
            if new is not old and not _is_equal(new, old):
                return name
        self.seen = now
        return ""


def _is_equal(new: object, old: object) -> bool:
    """Whether two numbers or strings are one to all code: also in their type and sign."""
    if not _is_scalar(old) or type(new) is not type(old):
        return False
    return bool(new == old) and (new != 0 or str(new) == str(old))


class Codes(Bindings):
    """The code of functions, and the defaults of their arguments."""

    def __init__(self, functions: Sequence[FunctionType]) -> None:
        self._functions = functions
        names = [f.__name__ for f in functions for _ in CODE]
        places = [(operator.attrgetter(name), f) for f in functions for name in CODE]
        super().__init__(names, lambda: [*chain(*map(_code_of, functions))], places)

    def each(self) -> list[Seen]:
        """Of each function what was seen last."""
        seen: Any = self.seen
        return [*zip(self._functions, seen[0::3], seen[1::3], seen[2::3])]


class States:
    """The attributes of many objects at once, such as those of all layers of a model."""

    compared: Callable[..., object] | None = None
    places: Sequence[Place] = ()

    def __init__(self) -> None:
        self._now: list[dict[str, object]] = []
        self.seen: list[dict[str, object]] = []

    def __len__(self) -> int:
        return len(self._now)

    def add(self, thing: object) -> None:
        """One object more."""
        self._now.append(vars(thing))
        self.seen.append(_snapshot(vars(thing)))

    def changed(self) -> str:
        """The name of an attribute that holds something else now; or nothing."""
        try:
            if self._now == self.seen:
                return ""
        except Exception:  # attributes that do not compare
            pass
        for now, seen in zip(self._now, self.seen):
            for name in [*now, *seen]:
                if not _is_bookkeeping(name) and not _is_same(now.get(name), seen.get(name)):
                    return name
        self.seen = [_snapshot(now) for now in self._now]
        return ""


def _is_bookkeeping(name: str) -> bool:
    """Whether layers look after an attribute themselves, such as the mode in which they are."""
    return name == "training" or name.startswith("_")


def _snapshot(thing: Any) -> Any:
    if isinstance(thing, (list, tuple)):
        return type(thing)(map(_snapshot, thing)) if type(thing) in (list, tuple) else thing
    return {k: _snapshot(x) for k, x in thing.items()} if type(thing) is dict else thing


def _is_same(now: object, seen: object) -> bool:
    try:
        return now is seen or bool(now == seen)
    except Exception:
        return False
