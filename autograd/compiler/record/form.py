"""Calls of a form that is known: their numbers are read at a look, and nothing is taken apart.

Nearly every call of a compiled function brings the same kinds of things as the call before: floats,
lists of so many floats, arrays of one shape, the same objects. To see that this is so, and to read
the numbers, takes far less than `Call` takes for arguments of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, Protocol

import numpy as np

from autograd.compiler.record.call import Argument, Call, holds_numbers
from autograd.value import Value

Numbers = Any  # a flat list of floats, or an array of them

FLOATS, NUMBERS, LISTS = frozenset({float}), frozenset({float, int}), frozenset({list})
NONE: list[float] = []  # the numbers in what is none


class Like(Protocol):
    """One argument, to which those of later calls are compared."""

    def read(self, x: Any) -> Numbers:
        """A copy of the numbers in x; None if x is of another form."""

    def back(self, numbers: Numbers) -> Any:
        """A thing of this form with these numbers."""


class Same:
    """Something that is handed through: only the same object serves as well."""

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def read(self, x: object) -> Numbers:
        """No numbers."""
        return NONE if x is self.thing else None

    def back(self, numbers: Numbers) -> object:
        """The thing itself."""
        return self.thing


class One:
    """A number."""

    def read(self, x: Any) -> Numbers:
        """The number, in a list."""
        kind = type(x)
        return [x] if kind is float else [float(x)] if kind is int else None

    def back(self, numbers: Numbers) -> float:
        """The number."""
        return numbers[0]  # type: ignore[no-any-return]


class Nested:
    """Lists in lists, those of one depth of one length, and numbers in the innermost."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape, self.length = shape, shape[0]
        self.inner = [frozenset({length}) for length in shape[1:]]

    def read(self, x: Any) -> Numbers:
        """The numbers, from left to right."""
        if type(x) is not list or len(x) != self.length:
            return None
        for length in self.inner:
            if not (LISTS.issuperset(map(type, x)) and length.issuperset(map(len, x))):
                return None
            x = [*chain.from_iterable(x)]
        if FLOATS.issuperset(map(type, x)):
            return [*x]
        return [*map(float, x)] if NUMBERS.issuperset(map(type, x)) else None

    def back(self, numbers: Numbers) -> Any:
        """Lists of lists."""
        return np.array(numbers).reshape(self.shape).tolist()


class OfNumPy:
    """An array of one shape, with numbers of any type."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape

    def read(self, x: Any) -> Numbers:
        """The array, in double precision."""
        if type(x) is np.ndarray and x.shape == self.shape and x.dtype.kind in "fiub":
            return x.astype(float)
        return None

    def back(self, numbers: Numbers) -> Numbers:
        """The array."""
        return numbers


def like(x: Any) -> Like | None:
    """The form of an argument; None if it is none of these, such as a Value or a dict."""
    if not holds_numbers(x):
        return None if isinstance(x, dict) else Same(x)
    form: Like = One()
    if isinstance(x, list):
        form = Nested(_shape(x))
    elif isinstance(x, np.ndarray):
        form = OfNumPy(x.shape)
    return None if form.read(x) is None else form


def _shape(x: Any) -> tuple[int, ...]:
    """The lengths of lists in lists, as far as the first of each tell."""
    lengths = []
    while isinstance(x, list):
        lengths.append(len(x))
        x = x[0] if x else None
    return tuple(lengths)


class Form:
    """The form of the arguments of one call, to which those of later calls are compared.

    Arguments:
        call: the call.
        likes: the form of each of its arguments.
    """

    def __init__(self, call: Call, likes: list[Like]) -> None:
        self.function, self._names = call.function, call.own_names
        self._keywords, self._likes = tuple(call.kwargs), likes

    def known(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> KnownCall | None:
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
            if numbers is not NONE:
                inputs.append(numbers)
        return KnownCall(self, inputs)

    def call(self, inputs: list[Numbers]) -> Call:
        """A call of this form, taken apart."""
        numbers = iter(inputs)
        things = [form.back(NONE if type(form) is Same else next(numbers)) for form in self._likes]
        first = len(things) - len(self._keywords)
        kwargs = dict(zip(self._keywords, things[first:]))
        return Call(self.function, tuple(things[:first]), kwargs, self._names)


def form_of(call: Call) -> Form | None:
    """The form by which later calls are known; None where they have to be taken apart."""
    likes = [like(x) for x in (*call.args, *call.kwargs.values())]
    known = [form for form in likes if form is not None]
    return Form(call, known) if len(known) == len(likes) else None


class KnownCall:
    """A call of a known form."""

    __slots__ = ("form", "inputs")

    arguments: Sequence[Argument] = ()  # none that would have to be looked at one by one
    given: Sequence[Value] = ()

    def __init__(self, form: Form, inputs: list[Numbers]) -> None:
        self.form, self.inputs = form, inputs

    def eagerly(self) -> Any:
        """What the function itself makes of the arguments."""
        return self.form.call(self.inputs).eagerly()
