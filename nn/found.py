"""The parameters of a model, found once and known for as long as it holds what it held.

Training loops ask for them at every step, and a model hardly ever changes in between. That all its
parts are the very objects they were is seen in half the time that it takes to find them.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Collection, Iterable
from itertools import chain
from operator import is_
from types import FunctionType
from weakref import WeakKeyDictionary

from autograd import Value
from autograd.entry import Operation

PLAIN = {bool, str, int, float, type(None), Operation, random.Random}


class Found:
    """What was found in a model, and where.

    Arguments:
        base: the class of models.
        model: where parameters are looked for.

    Attributes:
        parameters: each once, in the order of the attributes.
        lasts: whether `holds` can tell that they are the same later on.
    """

    def __init__(self, base: type, model: object) -> None:
        self._base, self.lasts = base, True
        self._own, self._modules, self._dicts = vars(model), [], []  # type: ignore[var-annotated]
        self._holders: list[Collection[object]] = []
        self._lengths: list[int] = []
        self._parts: list[object] = []  # of all holders, one after the other
        found: dict[Value, None] = {}
        self._search(self._noted(self._own.values()), found, {id(model)})
        self.lasts = self.lasts and all(part is not model for part in self._parts)
        self.parameters = [*found]

    def holds(self, model: object) -> bool:
        """Whether the model, and all that is in it, is as it was."""
        return (
            vars(model) is self._own
            and all(map(is_, map(vars, self._modules), self._dicts))
            and all(map(self._is_usual, {*map(type, self._modules)}))
            and [*map(len, self._holders)] == self._lengths
            and all(map(is_, chain.from_iterable(self._holders), self._parts))
            and not [x for x in self.parameters if x.parents]
        )

    def _is_usual(self, kind: type) -> bool:
        """Whether modules of this class leave it to us what their parameters are."""
        return kind.parameters is self._base.parameters  # type: ignore[attr-defined]

    def _noted(self, holder: Collection[object]) -> list[object]:
        """What is in a list, or among the values of a dict."""
        parts = [*holder]
        self._holders.append(holder)
        self._lengths.append(len(parts))
        self._parts += parts
        return parts

    def _search(self, parts: Iterable[object], found: dict[Value, None], seen: set[int]) -> None:
        """Adds what is among these parts, and inside them.

        What is most frequent is asked first, and by its very type.
        """
        for part in parts:
            kind = type(part)
            if kind is Value:
                if not part.parents:  # type: ignore[attr-defined]
                    found[part] = None  # type: ignore[index]
                else:
                    self.lasts = False  # what was computed is no parameter
            elif kind in PLAIN or id(part) in seen:
                continue
            else:
                seen.add(id(part))
                self._search_in(part, found, seen)

    def _search_in(self, part: object, found: dict[Value, None], seen: set[int]) -> None:
        if isinstance(part, self._base):
            self._search_module(part, found, seen)
        elif isinstance(part, (list, tuple, dict)):
            holder = part.values() if isinstance(part, dict) else part
            self._search(self._noted(holder), found, seen)
        elif isinstance(part, Value):  # a class of the user's
            self.lasts = False
            if not part.parents:
                found[part] = None
        else:
            self.lasts = self.lasts and _is_bare(part)

    def _search_module(self, module: object, found: dict[Value, None], seen: set[int]) -> None:
        if self._is_usual(type(module)):
            self._modules.append(module)
            self._dicts.append(vars(module))
            self._search(self._noted(vars(module).values()), found, seen)
        else:
            self.lasts = False  # only it knows
            found.update(dict.fromkeys(module.parameters()))  # type: ignore[attr-defined]


def _is_bare(thing: object) -> bool:
    """Whether it holds nothing: what held the model itself, and were known, kept it for ever."""
    if isinstance(thing, FunctionType):
        return not (thing.__closure__ or thing.__defaults__)
    return not gc.is_tracked(thing)  # such as an array of numbers


_known: WeakKeyDictionary[object, Found] = WeakKeyDictionary()


def parameters_in(base: type, model: object) -> list[Value]:
    """Every parameter in a model once, in the order in which attributes were first assigned."""
    if type(model).__hash__ is not object.__hash__:
        return Found(base, model).parameters
    found = _known.get(model)
    if found is None or not found.holds(model):
        found = Found(base, model)
        if found.lasts:
            _known[model] = found
        else:
            _known.pop(model, None)
    return [*found.parameters]
