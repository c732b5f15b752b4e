"""Modules of JAX: the forward half, which JAX differentiates; in double precision."""

from __future__ import annotations

import ast
import inspect

from autograd.compiler import jax_arrays
from autograd.compiler.export.answers import Answers
from autograd.compiler.export.numpy_module import ArrayModule
from autograd.compiler.export.places import ResultPlaces
from autograd.compiler.export.python_module import PythonModule
from autograd.compiler.export.transplant import Transplant
from autograd.compiler.run import Lifted
from autograd.compiler.run.devices import double_precision
from autograd.compiler.run.jax_code import JaxCode


class JaxModule(ArrayModule):
    """A module of JAX, in which `_forward` gives results, and whether all numbers are finite."""

    library = "JAX"

    def __init__(self, lifted: Lifted) -> None:
        code = lifted.reading.code
        assert isinstance(code, JaxCode)
        PythonModule.__init__(self, lifted, code.source, code.environment)
        names = [array.name for array in code.arrays]
        self.places = ResultPlaces(code.program, names)
        self.places.seeded = [*code.arrays]
        self.answers = Answers(lifted.results, self.places.number, self.places.array)

    def new_transplant(self, taken: list[str]) -> Transplant:
        """One that knows how `jax_arrays` makes what it makes."""
        transplant = super().new_transplant(taken)
        names = vars(jax_arrays)
        for node in ast.walk(ast.parse(inspect.getsource(jax_arrays))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "FUNCTIONS.update":
                for made in node.keywords:
                    if made.arg and not isinstance(made.value, ast.Name):
                        thing = jax_arrays.FUNCTIONS[made.arg]
                        transplant.know(thing, ast.unparse(made.value), names)
        return transplant

    def forward_lines(self) -> list[str]:
        """The way forward alone."""
        return self._lines("found, finite = _value(theta, *inputs)")

    def run_lines(self) -> list[str]:
        """The way forward, and what JAX keeps for the way back."""
        return self._lines("found, saved, finite = _value_and_pullback(theta, *inputs)")

    def _lines(self, call: str) -> list[str]:
        self.transplant.module("jax")
        double = self.transplant.bring(double_precision, "_double_precision")
        return [
            f"theta = {self.theta()}",
            self.call("check_normal", "[theta, *inputs]"),
            f"with {double}():",
            f"    {call}",
            "if not finite:",
            '    raise FloatingPointError("an operation has no finite value")',
            "found = [np.asarray(x) for x in found]",
        ]

    def seeds_lines(self) -> list[str]:
        """The gradients of the arrays that hold results."""
        return self.places.seeds_lines(self.answers.seeds)

    def back_lines(self) -> list[str]:
        """The way back."""
        double = self.transplant.bring(double_precision, "_double_precision")
        return [
            "seeds = tuple([np.asarray(x) for x in _seeds(seed)])",
            f"with {double}():",
            "    theta, *d = [np.asarray(x) for x in _pulled_back(saved, seeds)]",
            self.call("check_finite", "[theta, *d]"),
        ]

    def public(self) -> str:
        """The functions that people call, after what JAX compiles for them."""
        return f"{COMPILED}\n\n\n{super().public()}"


COMPILED = """_value = jax.jit(_forward)


@jax.jit
def _value_and_pullback(theta, *inputs):
    return jax.vjp(_forward, theta, *inputs, has_aux=True)


@jax.jit
def _pulled_back(pullback, seeds):
    return pullback(seeds)"""
