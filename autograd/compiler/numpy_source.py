"""From the array program to the text of two NumPy functions, forward and backward."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from autograd.compiler.backward import Backward, squeezed
from autograd.compiler.contraction import Term, align
from autograd.compiler.forward import Forward
from autograd.compiler.nests import Array, Sizes, View
from autograd.compiler.operations import Vocabulary
from autograd.compiler.program import Program
from autograd.compiler.text import ATOM, Text

COMMENT = 60  # comments stand in one column, unless a statement is longer than this


class Writer:
    """Writes the forward and the backward function of a program.

    Arguments:
        program: the program.
        name: what the traced function is called.
        inputs_too: whether `backward` also returns the gradients of the inputs.
        vocabulary: how operations are said; NumPy's way if None.

    """

    def __init__(
        self,
        program: Program,
        name: str,
        inputs_too: bool = False,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self.program, self.inputs_too = program, inputs_too
        self._forward = Forward(program, name, vocabulary)
        self._backward = Backward(program, self._forward, inputs_too)

    @property
    def environment(self) -> dict[str, Any]:
        """What the source refers to by name."""
        return self._forward.vocabulary.environment

    def result_arrays(self) -> list[Array]:
        """The arrays that hold results, each once: what `forward` returns first."""
        return list(dict.fromkeys(a for a, _ in self.program.results if isinstance(a, Array)))

    def seeded_arrays(self) -> list[Array]:
        """Those of them whose gradients `backward` is given."""
        results = [
            a for k, (a, _) in enumerate(self.program.results) if k not in self.program.stopped
        ]
        return list(dict.fromkeys(a for a in results if isinstance(a, Array)))

    def source(self) -> str:
        """The text of `forward(theta, ...)` and `backward(saved, ...)`."""
        program, seeded = self.program, self.seeded_arrays()
        forward = self.forward_lines()
        gradients = self._backward.run(seeded)
        returned = [self._parameter_gradient(gradients)]
        if self.inputs_too:
            returned += [self._input_gradient(x, gradients[x]) for x in program.inputs]
        body = [*self._backward.lines, f"return {_tuple(returned)}"]
        used = set(re.findall(r"[A-Za-z_]\w*", "\n".join(body)))
        leaves = [program.parameters, *program.roles, *program.inputs]
        names = [array.name for array in leaves]
        names += dict.fromkeys(text.partition(" ")[0] for text, _ in self._forward.lines)
        saved = _tuple([name for name in names if name in used])
        lines = [*self._preamble(), *forward, f"    saved = {saved}"]
        lines += [f"    return {_tuple([a.name for a in self.result_arrays()])}, saved", "", ""]
        seeds = ", ".join(["saved", *(self._backward.name(array) for array in seeded)])
        lines += [f"def backward({seeds}):"]
        lines += [f"    {saved} = saved"] if saved != "()" else []
        lines += [f"    {line}" for line in body]
        return "\n".join(lines) + "\n"

    # --- forward ---------------------------------------------------------------------------------

    def forward_lines(self) -> list[str]:
        """The forward function up to where it returns."""
        program = self.program
        for statement in program.statements:
            self._forward.write(statement)
        arguments = ", ".join(["theta", *(array.name for array in program.inputs)])
        lines = [f"def forward({arguments}):"]
        lines += [f"    {role.name} = {self._part_of_theta(role)}" for role in program.roles]
        return lines + _with_comments(self._forward.lines)

    def _preamble(self) -> list[str]:
        """What the source takes from its environment besides functions."""
        kept = {
            name: value for name, value in self.environment.items() if isinstance(value, np.ndarray)
        }
        if not kept:
            return []
        listed = ", ".join(f"{name} {value.shape}" for name, value in kept.items())
        return [f"# arrays of the function's own: {listed}"]

    def _part_of_theta(self, role: Array) -> str:
        start = self.program.offsets[role]
        if not role.shape:
            return f"theta[{start}]"
        if role.size == self.program.parameters.size:
            return "theta" if len(role.shape) == 1 else f"theta.reshape{role.shape}"
        text = f"theta[{start}:{start + role.size}]"
        return text if len(role.shape) == 1 else f"{text}.reshape{role.shape}"

    # --- backward --------------------------------------------------------------------------------

    def _parameter_gradient(self, gradients: dict[Array, Term | None]) -> str:
        """The gradient of the parameter vector, from its roles and from what reads it whole."""
        vector, roles = self.program.parameters, self.program.roles
        text = Text(_full(None, vector.shape), ATOM, (0,))
        if any(gradients[role] is not None for role in roles):
            parts = [_full(gradients[role], role.shape) for role in roles]
            text = Text(f"np.concatenate([{', '.join(parts)}], axis=None)", ATOM, (0,))
            if len(roles) == 1 and roles[0].shape:
                text = Text(parts[0] + ".reshape(-1)" * (len(roles[0].shape) > 1), ATOM, (0,))
            if self._backward.is_given(vector):
                self._backward.give(View(vector, 0, (1,), vector.shape), Term(text, (0,)))
        if self._backward.is_given(vector):
            return _full(self._backward.gradient(vector), vector.shape)
        if not text.source.isidentifier():
            self._backward.lines.append(f"dtheta = {text}")
            return "dtheta"
        return text.source

    def _input_gradient(self, array: Array, gradient: Term | None) -> str:
        if gradient is None:
            return "0.0"
        shape = squeezed(array.shape)
        if shape == array.shape:
            return align(gradient, tuple(range(len(shape)))).source
        return f"np.reshape({_full(gradient, shape)}, {array.shape})"


def _with_comments(lines: list[tuple[str, str]]) -> list[str]:
    width = max((len(text) for text, _ in lines if len(text) <= COMMENT), default=0)
    return [f"    {text:{width}}  # {note}" if note else f"    {text}" for text, note in lines]


def _full(term: Term | None, shape: Sizes) -> str:
    """A gradient with all its axes."""
    size = str(shape[0]) if len(shape) == 1 else str(shape)
    if term is None:
        return f"np.zeros({size})"
    if not term.axes and shape:
        return f"np.full({size}, {term.text})"
    text = align(term, tuple(range(len(shape))))
    return text.source if len(term.axes) == len(shape) else f"np.broadcast_to({text}, {shape})"


def _tuple(names: list[str]) -> str:
    return f"({names[0]},)" if len(names) == 1 else f"({', '.join(names)})"
