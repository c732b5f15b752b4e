"""A program as a module of Python: what all of them have, whatever they compute with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from autograd.compiler.derive import Vocabulary, forward_half
from autograd.compiler.export import called
from autograd.compiler.export.answers import Answers
from autograd.compiler.export.arguments import Numbers, Reader
from autograd.compiler.export.layout import function, heading, joined, listed
from autograd.compiler.export.literals import array_text
from autograd.compiler.export.sources import UnknownError
from autograd.compiler.export.transplant import Transplant
from autograd.compiler.program import Environment
from autograd.compiler.run import Lifted
from autograd.telling import type_error

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats

PUBLIC = ("PARAMETERS", "forward", "gradient", "value_and_gradient")
OWN = ("np", "jnp", "theta", "saved", "seeds", "seed", "every", "found", "d", "inputs")
ESCAPED = str.maketrans({"\\": r"\\", '"': "'"})  # in a docstring
CLOSING = """
Arguments have these forms, and their numbers are finite: all else is a ValueError or a
TypeError. An operation that overflows, or that has no value where it stands, raises an
ArithmeticError or a ValueError, and so does a derivative that is not finite.
"""


class PythonModule:
    """The text of a module, part by part.

    Arguments:
        lifted: the program.
        source: both halves as text, `forward` and `backward`.
        environment: what the text refers to.

    Raises:
        TypeError: an operation of somebody's own can't be written down.
        ValueError: an argument or a result can't.
    """

    library = "NumPy"
    answers: Answers

    def __init__(self, lifted: Lifted, source: str, environment: Environment) -> None:
        self.lifted = lifted
        taken = [*PUBLIC, *OWN, *(x.name for x in lifted.inputs.values())]
        self.transplant = self.new_transplant(taken)
        self.parameters = parameters_of(lifted)
        self.program = re.sub(r"^def (forward|backward)\(", r"def _\1(", source, flags=re.M)
        self.kept = [
            f"{name} = {array_text(value)}"
            for name, value in environment.items()
            if isinstance(value, np.ndarray)
        ]
        _bring(self.transplant, source, environment)
        self.arguments = Reader(lifted, self.call, self.of_part).found

    def new_transplant(self, taken: list[str]) -> Transplant:
        """What brings functions into the module, in which these names are taken."""
        transplant = Transplant(taken)
        transplant.hidden.add(called.__name__)
        return transplant

    # --- what they differ in ---------------------------------------------------------------------

    def inputs(self) -> list[str]:
        """For each part of the arguments its numbers, as the program takes them."""
        raise NotImplementedError

    def of_part(self, k: int, part: Numbers) -> str:
        """The gradient of the k-th part, from the program's `d[k]`."""
        if part.is_regular:
            return self.call("in_shape", f"d[{k}]", f"{part.form}")
        flat = self.call("in_shape", f"d[{k}]", f"{part.array.shape}")
        return self.call("nested_in", f"{part.form}", f"iter({flat}.tolist())")

    def results_lines(self) -> list[str]:
        """The function that puts the results together, from the program's `found`."""
        return [f"return {self.answers.text}"]

    def seeds_lines(self) -> list[str]:
        """The function that makes of `seed` what the way back is given."""
        raise NotImplementedError

    def theta(self) -> str:
        """The parameters in the program's order, from `parameters`."""
        raise NotImplementedError

    def run_lines(self) -> list[str]:
        """What makes `found` and `saved` of `inputs`."""
        raise NotImplementedError

    def forward_lines(self) -> list[str]:
        """What makes `found` of `inputs` where no gradient is wanted."""
        return self.run_lines()

    def back_lines(self) -> list[str]:
        """What makes the gradients `theta` and `d` of `saved`."""
        raise NotImplementedError

    def by_name(self) -> str:
        """The gradient of the parameters by their names, from `theta`."""
        return self.call("parts_of", "theta", "PARAMETERS")

    # --- the text --------------------------------------------------------------------------------

    def call(self, name: str, *given: str) -> str:
        """A call of one of the functions in `called`."""
        mine = self.transplant.bring(getattr(called, name), f"_{name}")
        return f"{mine}({', '.join(given)})"

    def text(self) -> str:
        """The whole module."""
        return self.laid_out(self.told(), self.public(), [])

    def laid_out(self, told: str, public: str, named: Sequence[str]) -> str:
        """A module.

        Arguments:
            told: its docstring.
            public: the functions that people call.
            named: constants besides PARAMETERS.
        """
        if self.answers.kinds:
            self.transplant.module("collections")
        own = joined(self.transplant.texts)
        imports = sorted(self.transplant.imports, key=lambda line: ("numpy" in line, line))
        parts = [
            f'"""{told.translate(ESCAPED)}"""',
            "\n".join(imports),
            "\n".join([self.parameters_text(), *named, *self.kept, *self.answers.kinds]),
            f"{heading('what the program calls')}\n\n\n{own}" if own else "",
            f"{heading('the program')}\n\n\n{self.program.rstrip()}",
            f"{heading('how it is called')}\n\n\n{public}",
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    def public(self) -> str:
        """The functions that people call."""
        names = ", ".join(self.arguments.names)
        taken = ", ".join([*self.arguments.names, "*"])
        handed = ", ".join([*self.arguments.names, "seed=seed", "parameters=parameters"])
        given = f"{taken}, seed=1.0" if self.answers.is_one else f"{taken}, seed"
        gradients = [f"{name!r}: {x}" for name, x in self.arguments.gradients.items()]
        run, back = self.run_lines(), self.back_lines()
        forward = self.forward_lines()
        inputs = listed("return [", self.inputs(), "]")
        back += listed(f"return _results(found), ({self.by_name()}, {{", gradients, "})")
        return "\n\n\n".join(
            [
                function(f"_inputs({names})", "", [*self.arguments.checks, *inputs]),
                function("_results(found)", "", self.results_lines()),
                function("_seeds(seed)", "", self.seeds_lines()),
                function(
                    f"forward({taken}, parameters=PARAMETERS)",
                    "The result, in the form of the function's own; arrays for lists.",
                    [f"inputs = _inputs({names})", *forward, "return _results(found)"],
                ),
                function(
                    f"value_and_gradient({given}, parameters=PARAMETERS)",
                    "The result, and Σ seed·d(result): of parameters and of arguments, by name.",
                    [f"inputs = _inputs({names})", *run, *back],
                ),
                function(
                    f"gradient({given}, parameters=PARAMETERS)",
                    "The gradient alone.",
                    [f"return value_and_gradient({handed})[1]"],
                ),
            ]
        )

    def parameters_text(self) -> str:
        """The numbers that the function found outside itself, by name."""
        lines = [
            f"    {name!r}: {array_text(numbers, '    ')},"
            for name, numbers in self.parameters.items()
        ]
        return "\n".join(["PARAMETERS = {", *lines, "}"]) if lines else "PARAMETERS = {}"

    def told(self) -> str:
        """What the module says of itself."""
        name, given = self.lifted.name, self.arguments
        listed = ", ".join(given.names)
        calls = {
            f"forward({listed})": "the result",
            f"gradient({listed})": "its gradient: of PARAMETERS and of the arguments, by name",
            f"value_and_gradient({listed})": "both",
        }
        width = max(map(len, calls))
        lines = [f"{name}: what it computes, and its gradient.", ""]
        lines += [f"Compiled by chainrule from scalar code. It needs {self.library}.", ""]
        lines += [f"    {call:{width}}  {what}" for call, what in calls.items()]
        lines += ["", "Arguments:"] if given.numbers else []
        lines += [f"    {part.path}: {part.told}" for part in given.numbers]
        lines += ["", "Parameters:"] if self.parameters else []
        for parameter, numbers in self.parameters.items():
            sizes = " × ".join(map(str, np.shape(numbers))) or "a number"
            lines.append(f"    {parameter}: {sizes}")
        if given.left_out:
            lines += ["", f"It is made for {', '.join(given.left_out)} as it was."]
        return "\n".join([*lines, CLOSING])


def _bring(transplant: Transplant, source: str, environment: Environment) -> None:
    """The functions that a program names, into the module."""
    for name in dict.fromkeys(re.findall(r"[A-Za-z_]\w*", source)):
        thing = environment.get(name)
        if isinstance(thing, ModuleType):
            transplant.module(thing.__name__)
        elif thing is not None and not isinstance(thing, np.ndarray):
            try:
                known = transplant.bring(thing, name)
            except UnknownError as error:
                operation = re.sub(r"(_\d+)?(_rule|_slopes?\d*)?$", "", name)
                raise type_error(
                    f"the operation {operation!r} cannot stand in a module of its own, since it "
                    f"needs {error}; it can if its value and gradients are written with "
                    "arithmetic, math and autograd's functions, such as where"
                ) from None
            if known != name:
                transplant.texts.append(f"{name} = {known}")


def parameters_of(lifted: Lifted) -> dict[str, Floats]:
    """The parameters by the names of their roles, in the order of the program's vector."""
    numbers = np.array([parameter.data for parameter in lifted.ordered])
    program = lifted.program
    roles = sorted(program.roles, key=program.offsets.__getitem__) if program else []
    if program is not None and not all(role.name for role in roles):
        forward_half(program, lifted.name, Vocabulary())  # which names them
    named = len({role.name for role in roles}) == len(roles)
    if program is None or not named or sum(role.size for role in roles) != len(numbers):
        return {"theta": numbers} if len(numbers) else {}
    starts = [(role, program.offsets[role]) for role in roles]
    return {role.name: numbers[at : at + role.size].reshape(role.shape) for role, at in starts}
