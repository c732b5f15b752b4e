"""Programs that can be run: the text of `forward` and `backward`, loaded as functions."""

from __future__ import annotations

import functools
from math import isfinite
from typing import Any, Protocol

import numpy as np

from autograd.compiler.derive import ScalarWriter, Vocabulary, both_halves
from autograd.compiler.group import Tape
from autograd.compiler.program import Array, Halves, Program
from autograd.compiler.run.scalar_walk import Walk
from autograd.compiler.write import FLOATS, NUMPY, load, python_source
from autograd.entry import Operation

Floats = Any  # np.ndarray of float64
# What floats raise, arrays shall raise too, whatever the caller's own settings are.
ERRORS: Any = {"over": "raise", "divide": "raise", "invalid": "raise", "under": "ignore"}
ERRORS_BACK: Any = {**ERRORS, "over": "ignore"}  # what is not finite in the end is seen then
LONGEST = 5_000  # lines of Python that are compiled, at 50 microseconds each


def are_finite(*arrays: Any) -> bool:
    """Whether no number is NaN or infinite, nor so large that the sum would be."""
    try:
        return all(isfinite(np.add.reduce(array, None)) for array in arrays)
    except FloatingPointError:
        return False


def all_finite(gradients: list[Floats]) -> list[Floats]:
    """The gradients. Raises FloatingPointError if one is NaN or infinite."""
    if not are_finite(*gradients):
        raise FloatingPointError("a derivative is not finite")
    return gradients


class Code(Protocol):
    """A program that can be run."""

    @property
    def source(self) -> str:
        """The text."""

    def forward(self, parameters: Floats, inputs: list[Floats]) -> tuple[Floats, Any]:
        """The results, one after the other, and what `backward` needs."""

    def backward(self, saved: Any, seeds: Any) -> list[Floats]:
        """Σ seed·d(result), for the parameters and then for each input.

        Raises:
            ArithmeticError: a derivative is not finite. Where that is so, or a zero stops it on the
                way in the scalar graph, only that graph can tell.
        """


class ScalarCode:
    """The program as one line of Python per scalar node; a long one is run by a `Walk`."""

    def __init__(self, tape: Tape, inputs: dict[Operation, Array], name: str) -> None:
        writer = ScalarWriter(tape, inputs)
        self.inputs = list(inputs.values())
        self._writer = writer
        if sum(len(group.nodes) for group in tape.groups if group.operands) > LONGEST:
            walk = Walk(tape, inputs)
            self._forward, self._backward = walk.forward, walk.backward
            return
        namespace = load(self.source, name, writer.environment)
        self._forward, self._backward = namespace["forward"], namespace["backward"]

    @functools.cached_property
    def source(self) -> str:
        """The text; a long one is written when somebody wants to read it."""
        return python_source(FLOATS, self.halves(), self._writer.environment)

    def halves(self) -> Halves:
        """What the text is printed from."""
        return self._writer.halves()

    def forward(self, parameters: Floats, inputs: list[Floats]) -> tuple[Floats, Any]:
        """The results, one after the other, and what `backward` needs."""
        results, saved = self._forward(parameters.tolist(), *(x.ravel().tolist() for x in inputs))
        return np.array(results), saved

    def backward(self, saved: Any, seeds: Any) -> list[Floats]:
        """Σ seed·d(result), for the parameters and then for each input."""
        found = self._backward(saved, seeds)
        if not isfinite(sum(map(sum, found))):  # as `all_finite`, for lists
            raise FloatingPointError("a derivative is not finite")
        theta, *inputs = map(np.array, found)
        return [theta, *(x.reshape(array.shape) for x, array in zip(inputs, self.inputs))]


class ProgramCode:
    """An array program, whose parameters and results have places in its arrays.

    The arrays that hold results, one after the other and then the results that are always the same,
    are a long vector: the k-th result stands in it at `places[k]`.

    Attributes:
        program: the program.
        order: for each place in the program's vector, the number of the parameter there.
        inverse: for each parameter, its place in that vector.
        arrays: those that hold results.
        carries: for each result, 1 if it carries a gradient, and 0 otherwise.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.order = np.array(program.order, dtype=int)
        self.inverse = np.argsort(self.order)
        self.arrays = program.result_arrays
        ends = np.cumsum([0, *(array.size for array in self.arrays)]).tolist()
        self._start = dict(zip(self.arrays, ends))
        self._are_numbers = not any(array.shape for array in self.arrays)
        self._constants = [where for where, _ in program.results if isinstance(where, float)]
        self._size = ends[-1] + len(self._constants)
        constants = iter(range(ends[-1], self._size))
        self._places = np.array(
            [
                self._start[where] + position if isinstance(where, Array) else next(constants)
                for where, position in program.results
            ]
        )
        self.carries = np.array(
            [
                float(isinstance(where, Array) and k not in program.stopped)
                for k, (where, _) in enumerate(program.results)
            ]
        )

    def results(self, arrays: Any) -> Floats:
        """All results, from the arrays that hold them."""
        if self._are_numbers:  # for a loss, this takes longer than anything else here
            return np.array([*arrays, *self._constants])[self._places]
        return np.concatenate((*arrays, self._constants), axis=None)[self._places]

    def spread(self, seeds: object, arrays: list[Array]) -> list[Floats]:
        """The seeds of results as those of the arrays that hold them."""
        every = np.bincount(self._places, seeds * self.carries, self._size)
        starts = [(array, self._start[array]) for array in arrays]
        return [
            every[at : at + a.size].reshape(a.shape) if a.shape else every[at] for a, at in starts
        ]


class ArrayCode(ProgramCode):
    """The program as NumPy statements."""

    def __init__(self, program: Program, name: str, inputs_too: bool) -> None:
        super().__init__(program)
        vocabulary = Vocabulary()
        self.halves = both_halves(program, name, vocabulary, inputs_too)
        self.environment = vocabulary.environment
        self.source = python_source(NUMPY, self.halves, self.environment)
        namespace = load(self.source, name, self.environment)
        self.functions = namespace["forward"], namespace["backward"]
        self.seeded = program.seeded_arrays

    @property
    def is_loss(self) -> bool:
        """Whether the results are single numbers, of which one carries a gradient."""
        return len(self.seeded) == 1 and self._are_numbers

    def forward(self, parameters: Floats, inputs: list[Floats]) -> tuple[Floats, Any]:
        """The results, one after the other, and what `backward` needs."""
        arrays, saved = self.functions[0](parameters[self.order], *inputs)
        return self.results(arrays), saved

    def backward(self, saved: Any, seeds: Any) -> list[Floats]:
        """Σ seed·d(result), for the parameters and then for each input."""
        theta, *inputs = self.functions[1](saved, *self.spread(seeds, self.seeded))
        return all_finite([theta[self.inverse], *inputs])
