"""The arguments of an exported function: how they are called, and how their numbers are read."""

from __future__ import annotations

import keyword
from collections.abc import Callable
from dataclasses import dataclass, field

from autograd.compiler.export.literals import literal
from autograd.compiler.program import Array
from autograd.compiler.record import Nesting
from autograd.compiler.run import Lifted
from autograd.telling import told, value_error

CONSTANTS = (str, bytes, bool, type(None))
TAKEN = {"np", "jnp", "jax", "math", "collections", "PARAMETERS", "parameters", "seed", "forward"}


@dataclass
class Numbers:
    """A part of an argument that is made of numbers.

    Attributes:
        path: the expression by which it is reached: p["w"].
        array: what the program calls it.
        form: its shape; for lists of several lengths ("ragged", form, form, ...).
    """

    path: str
    array: Array
    form: Nesting

    @property
    def is_regular(self) -> bool:
        """Whether it has a shape."""
        return "ragged" not in self.form

    @property
    def told(self) -> str:
        """Its shape for people."""
        if not self.is_regular:
            return f"{self.array.size} numbers in lists of several lengths"
        return " × ".join(map(str, self.form)) or "a number"


@dataclass
class Arguments:
    """The arguments of a function.

    Attributes:
        names: what they are called, in order.
        numbers: the parts that are made of numbers, in the program's order.
        checks: lines that check the others.
        gradients: for each name, how its gradient is made of those of its parts.
        left_out: those that are neither numbers nor constants, such as a method's self.
    """

    names: list[str] = field(default_factory=list)
    numbers: list[Numbers] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    gradients: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


class Reader:
    """Reads the form of a call.

    Arguments:
        call: writes a call of a function in `called`.
        of_part: writes the gradient of the k-th part.
    """

    def __init__(
        self, lifted: Lifted, call: Callable[..., str], of_part: Callable[[int, Numbers], str]
    ) -> None:
        self.found = Arguments()
        self._call, self._of_part = call, of_part
        self._arrays = iter(lifted.inputs.values())
        form: Nesting = lifted.form.key  # of keywords their names, and then all forms
        keywords, *forms = form
        count = len(forms) - len(keywords)
        names = lifted.form.own_names
        names = [*names, *(f"x{i + 1}" for i in range(len(names), count))][:count]
        for name, form in zip([*names, *keywords], forms):
            self._enter(_usable(name, len(self.found.names) + 1), form)

    def _enter(self, name: str, form: Nesting) -> None:
        found = self.found
        if form and form[0] == "fixed" and not isinstance(form[2], CONSTANTS):
            found.left_out.append(name)
            return
        found.names.append(name)
        gradient = self._gradient(name, form)
        if not (form and form[0] == "fixed"):
            found.gradients[name] = gradient

    def _gradient(self, path: str, form: Nesting) -> str:
        """Enters a part; what its gradient is, as text in which `d[k]` is that of the k-th."""
        found = self.found
        if form and form[0] == "dict":
            keys = literal([key for key, _ in form[1:]])
            found.checks.append(self._call("check_keys", repr(path), path, keys))
            parts = [
                f"{literal(key)}: {self._gradient(f'{path}[{literal(key)}]', part)}"
                for key, part in form[1:]
            ]
            return f"{{{', '.join(parts)}}}"
        if form and form[0] == "fixed":
            found.checks.append(self._call("check_same", repr(path), path, literal(form[2])))
            return "None"
        if len(form) == 2 and isinstance(form[0], tuple):  # there were Values in it
            form = form[0]
        _refuse_dicts(path, form)
        found.numbers.append(Numbers(path, next(self._arrays), form))
        return self._of_part(len(found.numbers) - 1, found.numbers[-1])


def _usable(name: str, number: int) -> str:
    """The name of an argument, if it can be that of the module's functions."""
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        return f"x{number}"
    return f"{name}_" if name in TAKEN else name


def _refuse_dicts(path: str, form: Nesting) -> None:
    if form[:1] != ("ragged",):
        return
    for part in form[1:]:
        is_pair = len(part) == 2 and isinstance(part[1], tuple) and part[0] != "ragged"
        if is_pair or (part and part[0] == "dict"):
            raise value_error(
                f"{told(path)} has a dict inside a list, for which no module is written; "
                "pass it as an argument of its own"
            )
        _refuse_dicts(path, part)
