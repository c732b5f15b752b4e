"""Calls of a form that is known: their numbers are read at a look, and nothing is taken apart.

Nearly every call of a compiled function brings the same kinds of things as one before: floats,
lists of so many floats, arrays of one shape, Values, the same objects. To see that this is so, and
to read the numbers, takes far less than `Call` takes for arguments of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain
from operator import mul
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np

from autograd.compiler.record.call import Call, Places, holds_numbers
from autograd.value import Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

Numbers: TypeAlias = "list[Any] | NDArray[np.float64]"  # in a flat list also Values may stand

FLOATS, NUMBERS = frozenset({float}), frozenset({float, int})
NOTHING: list[Any] = []  # the numbers in what has none


class Like(Protocol):
    """An argument made of numbers, to which those of later calls are compared."""

    def read(self, x: Any) -> Numbers | None:
        """A copy of the numbers in x; None if x is of another form."""

    def back(self, numbers: Numbers) -> object:
        """A thing of this form with these numbers."""


class Same:
    """Something that is handed through: only the same object serves as well."""

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def read(self, x: object) -> Numbers | None:
        """No numbers."""
        return NOTHING if x is self.thing else None


class One:
    """A number, or a Value."""

    def __init__(self, x: object) -> None:
        self.kind = Value if isinstance(x, Value) else float

    def read(self, x: Any) -> Numbers | None:
        """The number, in a list."""
        kind = type(x)
        if kind is self.kind:
            return [x]
        return [float(x)] if kind is int and self.kind is float else None

    def back(self, numbers: Numbers) -> object:
        """The number."""
        return numbers[0]


class Nested:
    """Lists or tuples in such, those of one depth alike; numbers or Values in the innermost."""

    def __init__(self, given: Any) -> None:
        self.levels: list[tuple[type, int]] = []
        x = given
        while type(x) in (list, tuple):
            self.levels.append((type(x), len(x)))
            x = x[0] if x else None
        self._alike = [(frozenset({kind}), frozenset({length})) for kind, length in self.levels]
        kinds = [*map(type, self._flat(given) or ())]
        self._kinds = kinds if Value in kinds else None

    def _flat(self, x: Any) -> list[Any] | None:
        level = [x]
        for kind, length in self._alike:
            if not (kind.issuperset(map(type, level)) and length.issuperset(map(len, level))):
                return None
            level = [*chain.from_iterable(level)]
        return level

    def read(self, x: Any) -> Numbers | None:
        """The numbers, from left to right."""
        numbers = self._flat(x)
        if numbers is None:
            return None
        if self._kinds is not None:
            return numbers if [*map(type, numbers)] == self._kinds else None
        if FLOATS.issuperset(map(type, numbers)):
            return numbers
        return [*map(float, numbers)] if NUMBERS.issuperset(map(type, numbers)) else None

    def back(self, numbers: Numbers) -> object:
        """Lists in lists."""
        counts = [*accumulate((length for _, length in self.levels), mul, initial=1)]
        for (kind, length), count in zip(self.levels[::-1], counts[-2::-1]):
            numbers = [kind(numbers[k * length : (k + 1) * length]) for k in range(count)]
        return numbers[0]


class OfNumPy:
    """An array of one shape, with numbers of any type."""

    def __init__(self, x: Any) -> None:
        self.shape = x.shape

    def read(self, x: Any) -> Numbers | None:
        """The array, in double precision."""
        if type(x) is np.ndarray and x.shape == self.shape and x.dtype.kind in "fiub":
            return x.astype(float)
        return None

    def back(self, numbers: Numbers) -> object:
        """The array."""
        return numbers


def like(x: object) -> Like | Same | None:
    """The form of an argument; None if it is none of these, such as a dict."""
    if not holds_numbers(x):
        return None if isinstance(x, dict) else Same(x)
    kind = Nested if isinstance(x, (list, tuple)) else OfNumPy if isinstance(x, np.ndarray) else One
    form: Like = kind(x)
    return None if form.read(x) is None else form


class Form:
    """The form of the arguments of one call, to which those of later calls are compared.

    Arguments:
        call: the call.

    Attributes:
        key: what the call calls its form.
        places: for each argument made of numbers its shape, and where there are Values in it.
        is_plain: whether it is made of things that are `like`; if not, no call is known by it.
    """

    def __init__(self, call: Call) -> None:
        self.key, self.function, self._names = call.form, call.function, call.own_names
        self._keywords, self.places = tuple(call.kwargs), call.places
        self._has_values = call.has_values
        likes = [like(x) for x in (*call.args, *call.kwargs.values())]
        self._likes = [form for form in likes if form is not None]
        self.is_plain = len(self._likes) == len(likes)

    def known(self, args: tuple[object, ...], kwargs: dict[str, object]) -> KnownCall | None:
        """A call with these arguments; None if they are of another form."""
        if kwargs or self._keywords:
            if tuple(kwargs) != self._keywords:
                return None
            args = (*args, *kwargs.values())
        if len(args) != len(self._likes):
            return None
        inputs = []
        for form, x in zip(self._likes, args):
            numbers = form.read(x)
            if numbers is None:
                return None
            if numbers is not NOTHING:
                inputs.append(numbers)
        return KnownCall(self, inputs, self._taken_from(inputs) if self._has_values else ())

    def _taken_from(self, inputs: list[Numbers]) -> list[Value]:
        """The Values among the numbers, which leave their numbers in their places."""
        given = []
        for numbers, (_, positions) in zip(inputs, self.places):
            for i in positions:
                given.append(numbers[i])
                numbers[i] = numbers[i]._data
        return given

    def call(self, inputs: list[Numbers], given: Sequence[Value]) -> Call:
        """The call that brought these numbers and Values, taken apart."""
        values, following = iter(given), iter(zip(inputs, self.places))

        def filled() -> Numbers:
            numbers, (_, positions) = next(following)
            numbers = [*numbers] if positions else numbers
            for i in positions:
                numbers[i] = next(values)
            return numbers

        things = [x.thing if isinstance(x, Same) else x.back(filled()) for x in self._likes]
        first = len(things) - len(self._keywords)
        kwargs = dict(zip(self._keywords, things[first:]))
        return Call(self.function, tuple(things[:first]), kwargs, self._names)


class KnownCall:
    """A call of a known form.

    Attributes:
        inputs: the numbers of each argument that is made of them.
        given: the Values among them.
    """

    __slots__ = ("form", "given", "inputs")

    def __init__(self, form: Form, inputs: list[Numbers], given: Sequence[Value]) -> None:
        self.form, self.inputs, self.given = form, inputs, given

    @property
    def places(self) -> list[Places]:
        """Where the Values are."""
        return self.form.places

    def eagerly(self) -> object:
        """What the function itself makes of the arguments."""
        return self.form.call(self.inputs, self.given).eagerly()
