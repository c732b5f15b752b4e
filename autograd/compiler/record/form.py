"""Calls of a form that is known: their numbers are read at a look, and nothing is taken apart.

Nearly every call of a compiled function brings the same kinds of things as one before: floats,
lists of so many floats, arrays of one shape, Values, the same objects. To see that this is so, and
to read the numbers, takes far less than `Call` takes for arguments of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograd.compiler.record.call import Call, Places
from autograd.compiler.record.likeness import likenesses
from autograd.compiler.record.likes import Numbers
from autograd.value import Value


class Form:
    """The form of the arguments of one call, to which those of later calls are compared.

    Arguments:
        call: the call.

    Attributes:
        key: what the call calls its form.
        places: for each argument made of numbers its shape, and where there are Values in it.
        is_plain: whether it is made of things that have a likeness; if not, no call is known by it.
    """

    def __init__(self, call: Call) -> None:
        self.key, self.function, self.own_names = call.form, call.function, call.own_names
        self._keywords, self.places = tuple(call.kwargs), call.places
        self._has_values = call.has_values
        likes = likenesses((*call.args, *call.kwargs.values()))
        self.is_plain, self._likes = likes is not None, likes or []
        self._reads = [form.read for form in self._likes]

    def prefer_lists(self, most: float) -> None:
        """From now on, so many numbers of one argument come in lists, be they in an array."""
        for form in self._likes:
            form.prefer_lists(most)

    def known(self, args: tuple[object, ...], kwargs: dict[str, object]) -> KnownCall | None:
        """A call with these arguments; None if they are of another form."""
        if kwargs or self._keywords:
            if tuple(kwargs) != self._keywords:
                return None
            args = (*args, *kwargs.values())
        reads = self._reads
        if len(args) != len(reads):
            return None
        inputs: list[Numbers] = []
        for read, x in zip(reads, args):
            if not read(x, inputs):
                return None
        call = KnownCall()  # an __init__ would take twice the time
        call.form, call.inputs = self, inputs
        call.given = self._taken_from(inputs) if self._has_values else ()
        return call

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
        values = iter(given)

        def filled() -> Iterator[Numbers]:
            for numbers, (_, positions) in zip(inputs, self.places):
                every = [*numbers] if positions else numbers
                for i in positions:
                    every[i] = next(values)
                yield every

        following = filled()
        things = [form.back(following) for form in self._likes]
        first = len(things) - len(self._keywords)
        kwargs = dict(zip(self._keywords, things[first:]))
        return Call(self.function, tuple(things[:first]), kwargs, self.own_names)


class KnownCall:
    """A call of a known form.

    Attributes:
        inputs: the numbers of each argument that is made of them.
        given: the Values among them.
    """

    __slots__ = ("form", "given", "inputs")

    form: Form
    inputs: list[Numbers]
    given: Sequence[Value]

    @property
    def places(self) -> list[Places]:
        """Where the Values are."""
        return self.form.places

    def eagerly(self) -> object:
        """What the function itself makes of the arguments."""
        return self.form.call(self.inputs, self.given).eagerly()
