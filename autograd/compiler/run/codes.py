"""Programs that can be run: the text of `forward` and `backward`, loaded as functions."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from itertools import chain
from math import inf, isfinite
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from autograd.compiler.derive import ScalarWriter
from autograd.compiler.group import Tape
from autograd.compiler.program import Array, Environment, Halves, Program
from autograd.compiler.record import Numbers, as_list
from autograd.compiler.run.numbers import (
    ERRORS,
    ERRORS_BACK,
    all_finite,
    are_finite,
    as_array,
    as_arrays,
)
from autograd.compiler.run.scalar_walk import Walk
from autograd.compiler.write import FLOATS, load, python_source
from autograd.entry import Operation

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats

LISTS = frozenset({list})
LONGEST = 5_000  # lines of Python that are compiled, at 50 microseconds each


class Code(Protocol):
    """A program that can be run.

    Numbers come as they are at hand, and go as the code has them: a list of floats, or an array of
    float64. Which of them they are is the code's own choice; how arithmetic errors are found, too.
    What it is given is the caller's, who keeps it as it is until `backward` is done.
    """

    @property
    def source(self) -> str:
        """The text."""

    @property
    def most_in_lists(self) -> float:
        """Up to how many numbers of an argument it would rather have in a list than an array."""

    def forward(self, parameters: Numbers, inputs: Sequence[Numbers]) -> tuple[Numbers, object]:
        """The results, one after the other, and what `backward` needs.

        Arguments:
            parameters: the numbers of `Lifted.parameters`.
            inputs: each a flat list, or an array of its shape.

        Raises:
            ArithmeticError, ValueError: an operation fails, or is given what it may compute by
                other rules than floats do, such as NaN. The scalar graph is then asked.
        """

    def backward(self, saved: Any, seeds: list[float]) -> Sequence[Numbers]:
        """Σ seed·d(result), for the parameters and then for each input.

        Those of an input are a flat list, or an array that can be broadcast to its shape.

        Raises:
            ArithmeticError, ValueError: a derivative is not finite. Where that is so, or a zero
                stops it on the way in the scalar graph, only that graph can tell.
        """


class ScalarCode:
    """The program as one line of Python per scalar node; a long one is run by a `Walk`."""

    most_in_lists = inf

    def __init__(self, tape: Tape, inputs: dict[Operation, Array], name: str) -> None:
        self._tape, self._inputs, self._name = tape, inputs, name
        self._writer = ScalarWriter(tape, inputs)

    @functools.cached_property
    def _functions(self) -> tuple[Callable[..., Any], Callable[..., Any]]:
        """Forward and backward, loaded at the first call."""
        tape = self._tape
        if sum(len(group.nodes) for group in tape.groups if group.operands) > LONGEST:
            walk = Walk(tape, self._inputs)
            return walk.forward, walk.backward
        namespace = load(self.source, self._name, self._writer.environment)
        return namespace["forward"], namespace["backward"]

    @functools.cached_property
    def source(self) -> str:
        """The text; a long one is written when somebody wants to read it."""
        return python_source(FLOATS, self.halves())

    def halves(self) -> Halves:
        """What the text is printed from."""
        return self._writer.halves()

    def forward(self, parameters: Numbers, inputs: Sequence[Numbers]) -> tuple[Numbers, object]:
        """The results, one after the other, and what `backward` needs."""
        lists = [parameters, *inputs]
        if not LISTS.issuperset(map(type, lists)):
            lists = [*map(as_list, lists)]
        if not isfinite(sum(chain.from_iterable(lists))) and not are_finite(*lists):
            raise FloatingPointError("a number is not finite")
        results, saved = self._functions[0](*lists)
        return [*results], saved

    def backward(self, saved: Any, seeds: list[float]) -> Sequence[Numbers]:
        """Σ seed·d(result), for the parameters and then for each input."""
        found: tuple[list[float], ...] = self._functions[1](saved, seeds)
        return found if isfinite(sum(chain.from_iterable(found))) else all_finite([*found])


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
        spread_over: the devices that share the samples, in words; `""` where that is not so.
        seeded: the arrays whose gradient is what results are given.
        both: forward and backward in one: the results, and the gradient of the parameters, where
            there is such a way. It raises what `forward` and `backward` raise.
    """

    most_in_lists = 0.0
    both: Callable[[Numbers, Sequence[Numbers]], tuple[Numbers, Floats]] | None = None
    spread_over = ""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.order = np.array(program.order, dtype=int)
        self.inverse = np.argsort(self.order)
        self.arrays, self.seeded = program.result_arrays, program.seeded_arrays
        ends = np.cumsum([0, *(array.size for array in self.arrays)]).tolist()
        self._start = dict(zip(self.arrays, ends))
        self._are_numbers = not any(array.shape for array in self.arrays)
        self._constants = [where for where, _ in program.results if isinstance(where, float)]
        self._size = ends[-1] + len(self._constants)
        constants = iter(range(ends[-1], self._size))
        places = [
            self._start[where] + position if isinstance(where, Array) else next(constants)
            for where, position in program.results
        ]
        self._places: Any = places if self._are_numbers else np.array(places)
        self.carries = [
            float(isinstance(where, Array) and k not in program.stopped)
            for k, (where, _) in enumerate(program.results)
        ]

    @property
    def is_loss(self) -> bool:
        """Whether the results are single numbers, of which one carries a gradient."""
        return len(self.seeded) == 1 and self._are_numbers

    def results(self, arrays: Any) -> Numbers:
        """All results, from the arrays that hold them."""
        if self._are_numbers:  # for a loss, NumPy takes longer for this than for anything else
            every = [*map(float, arrays), *self._constants]
            return [every[place] for place in self._places]
        found: Floats = np.concatenate((*arrays, self._constants), axis=None)[self._places]
        return found

    def spread(self, seeds: list[float], arrays: list[Array]) -> list[Any]:
        """The seeds of results as those of the arrays that hold them."""
        starts = [(array, self._start[array]) for array in arrays]
        if self._are_numbers:
            numbers = [0.0] * self._size
            for place, seed, carries in zip(self._places, seeds, self.carries):
                numbers[place] += seed * carries
            return [numbers[at] for _, at in starts]
        every = np.bincount(self._places, np.multiply(seeds, self.carries), self._size)
        return [
            every[at : at + a.size].reshape(a.shape) if a.shape else every[at] for a, at in starts
        ]


class ArrayCode(ProgramCode):
    """The program as NumPy statements.

    Attributes:
        halves: what is computed, and the way back.
        source: that as text.
        functions: what the text defines: forward and backward.
    """

    def __init__(
        self, program: Program, halves: Halves, source: str, functions: Environment
    ) -> None:
        super().__init__(program)
        self.halves, self.source = halves, source
        self.functions = functions["forward"], functions["backward"]

    def arrays_of(self, parameters: Numbers, inputs: Sequence[Numbers]) -> list[Floats]:
        """What the functions take: the parameters in the order of the program, and the inputs.

        Raises:
            FloatingPointError: a number is not finite.
        """
        arrays = as_arrays(inputs, self.program.inputs)
        if not are_finite(parameters, *arrays):
            raise FloatingPointError("a number is not finite")
        return [as_array(parameters)[self.order], *arrays]

    def forward(self, parameters: Numbers, inputs: Sequence[Numbers]) -> tuple[Numbers, object]:
        """The results, one after the other, and what `backward` needs."""
        with np.errstate(**ERRORS):
            arrays, saved = self.functions[0](*self.arrays_of(parameters, inputs))
            return self.results(arrays), saved

    def backward(self, saved: object, seeds: list[float]) -> Sequence[Numbers]:
        """Σ seed·d(result), for the parameters and then for each input."""
        with np.errstate(**ERRORS_BACK):
            theta, *inputs = self.functions[1](saved, *self.spread(seeds, self.seeded))
            return all_finite([theta[self.inverse], *inputs])
