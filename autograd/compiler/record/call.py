"""The arguments of one call, taken apart into their form and their numbers."""

from __future__ import annotations

import inspect
import keyword
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum

from autograd.compiler import arrays
from autograd.compiler.record.argument import Argument, Numbers, holds_numbers, taken_apart
from autograd.compiler.record.kinds import CONSTANTS
from autograd.compiler.record.stand_ins import Given, Input, uncompiled
from autograd.entry import OPERATIONS
from autograd.structure import as_nested, flatten, refill
from autograd.telling import type_error, value_error
from autograd.value import Value

Places = tuple[tuple[int, ...], list[int]]

# Names that a program may use itself: W1, z2, dh1, functions of the table, and these.
RESERVED = {"theta", "dtheta", "saved", "np", "jnp", "forward", "backward", "seeds", "draws", "g"}
NUMBERED = re.compile(r"d?[A-Za-z]_?\d+")


class Itself:
    """An object in a form: equal only to itself, whatever its class says of equality."""

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and other.thing is self.thing

    def __hash__(self) -> int:
        return id(self.thing)


class Call:
    """One call of a function: which arguments are numbers, and what form the whole has.

    Two calls of one form can share a program: the same number of arguments, the same shapes, Values
    in the same places, and for arguments that are not numbers the same objects, or equal constants.

    Arguments:
        function: what is called, with `args` and `kwargs`.
        names: what it calls its arguments; those beyond are numbered.
    """

    def __init__(
        self,
        function: Callable[..., object],
        args: tuple[object, ...],
        kwargs: dict[str, object],
        names: list[str],
    ) -> None:
        self.function = function
        self.name = getattr(function, "__name__", type(function).__name__)
        self.args = tuple([list(x) if isinstance(x, Iterator) else x for x in args])
        self.kwargs = {k: list(x) if isinstance(x, Iterator) else x for k, x in kwargs.items()}
        self.arguments: list[Argument] = []
        self.fixed: list[object] = []  # the arguments that are not numbers
        self.own_names = names
        names = names + [f"x{i + 1}" for i in range(len(names), len(args))]
        named = [*zip(names, self.args), *self.kwargs.items()]
        self._names = [name for name, _ in named]
        forms = [self._take_apart(name, x) for name, x in named]
        self.form = (tuple(kwargs), *forms)

    def _take_apart(self, name: str, x: object) -> object:
        if isinstance(x, dict):
            return ("dict", *((key, self._take_apart(str(key), part)) for key, part in x.items()))
        if not holds_numbers(x):
            return self._take_fixed(name, x)
        form, array, values = taken_apart(x)
        self.arguments.append(Argument(self._fresh(name), x, array, values))
        return form

    @staticmethod
    def parts_of(x: object) -> Iterator[object]:
        """What becomes an argument of its own: numbers in a dict do, by its keys."""
        if isinstance(x, dict):
            for part in x.values():
                yield from Call.parts_of(part)
        elif holds_numbers(x):
            yield x

    def _fresh(self, name: str) -> str:
        """The name, or one like it if it cannot serve in the source."""
        if not name.isidentifier() or not name.isascii() or keyword.iskeyword(name):
            name = f"x{len(self.arguments) + 1}"
        used = [argument.name for argument in self.arguments]
        # The gradient of x is called dx, so no other argument is.
        while {name, name[1:], f"d{name}"} & {*used} or is_taken(name, self._names):
            name += "_"
        return name

    def _take_fixed(self, name: str, x: object) -> object:
        try:
            hash(x)
        except TypeError:
            raise type_error(
                f"argument {name} of {self.name} is a {type(x).__name__}, which may change unseen; "
                "compiled code takes numbers, lists, tuples, dicts and arrays of them, and what "
                "can be hashed, such as strings and None"
            ) from None
        self.fixed.append(x)
        return "fixed", type(x), x if _is_constant(x) else Itself(x)

    @property
    def inputs(self) -> list[Numbers]:
        """The numbers of each argument that is made of them: arrays."""
        return [argument.array for argument in self.arguments]

    @property
    def given(self) -> list[Value]:
        """The Values among the arguments."""
        return [value for argument in self.arguments for _, value in argument.values]

    @property
    def places(self) -> list[Places]:
        """For each argument made of numbers its shape, and where there are Values in it."""
        return [(a.array.shape, [i for i, _ in a.values]) for a in self.arguments]

    @property
    def has_values(self) -> bool:
        """Whether there are Values among the arguments."""
        return any(argument.values for argument in self.arguments)

    def with_fresh_leaves(self) -> tuple[tuple[object, ...], dict[str, object], list[list[Value]]]:
        """The arguments with a new leaf in the place of every number, and those leaves."""
        leaves = self._leaves(lambda value: Given(value._data))
        args, kwargs = self.filled(leaves)
        return args, kwargs, leaves

    def eagerly(self) -> object:
        """What the function itself makes of the numbers that the arguments were.

        It is used to Values, so it gets them for numbers too; they compare as the numbers do.
        """
        args, kwargs = self.filled(self._leaves(lambda value: value))
        with uncompiled():
            return self.function(*args, **kwargs)

    def _leaves(self, of_value: Callable[[Value], Value]) -> list[list[Value]]:
        """For each argument a leaf for every number, and for every Value what is made of it."""
        leaves: list[list[Value]] = [
            [Input(x) for x in argument.array.ravel().tolist()] for argument in self.arguments
        ]
        for argument, mine in zip(self.arguments, leaves):
            for i, given in argument.values:
                mine[i] = of_value(given)
        return leaves

    def filled(self, leaves: list[list[Value]]) -> tuple[tuple[object, ...], dict[str, object]]:
        """The arguments with these leaves in the places of the numbers."""
        following = iter(zip(self.arguments, leaves))

        def fill(x: object) -> object:
            if isinstance(x, dict):
                return {key: fill(part) for key, part in x.items()}
            if not holds_numbers(x):
                return x
            argument, mine = next(following)
            tree = as_nested(argument.given)
            if len([*flatten(tree)]) != len(mine):
                raise value_error(
                    f"{argument.name} was changed after the call of {self.name}, whose graph is "
                    "wanted; give the call a copy"
                )
            return refill(tree, iter(mine))

        args = tuple([fill(x) for x in self.args])
        return args, {name: fill(x) for name, x in self.kwargs.items()}


def _is_constant(x: object) -> bool:
    """Whether two that are equal serve the same: what is equal may differ in what it holds."""
    if is_dataclass(x) and not isinstance(x, type):
        return all(_is_constant(getattr(x, part.name)) and part.compare for part in fields(x))
    if isinstance(x, (tuple, frozenset)):
        return all(map(_is_constant, x))
    return isinstance(x, (*CONSTANTS, Enum))


def is_taken(name: str, names: list[str]) -> bool:
    """Whether an argument's name could be one of the program's: z1, tanh, the dX of another X."""
    of_program = name in RESERVED or name in OPERATIONS or hasattr(arrays, name)
    return of_program or bool(NUMBERED.fullmatch(name)) or name[1:] in names


def argument_names(function: Callable[..., object]) -> list[str]:
    """The names that a function gives its arguments, one after the other."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # a callable that does not tell its signature
        return []
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [p.name for p in parameters if p.kind in positional]
