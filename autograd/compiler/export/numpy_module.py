"""Modules of NumPy, for array programs, and of plain Python, for programs on single numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from autograd.compiler.derive import derive
from autograd.compiler.export.answers import Answers
from autograd.compiler.export.arguments import Numbers
from autograd.compiler.export.literals import numbers_text
from autograd.compiler.export.places import ResultPlaces
from autograd.compiler.export.python_module import PythonModule, parameters_of
from autograd.compiler.program import Program
from autograd.compiler.record import Results
from autograd.compiler.run import Lifted, ScalarCode
from autograd.compiler.write import FLOATS, NUMPY, in_tuple, python_source

if TYPE_CHECKING:
    from autograd.compiler.export.answers import Places

ERRORS = 'over="raise", divide="raise", invalid="raise", under="ignore"'
BACK = 'over="ignore", divide="raise", invalid="raise", under="ignore"'


class ArrayModule(PythonModule):
    """A module of NumPy."""

    def __init__(self, lifted: Lifted, program: Program) -> None:
        halves = derive(program, lifted.name, program.inputs)
        super().__init__(lifted, python_source(NUMPY, halves), halves.environment)
        self.transplant.module("numpy")
        self.places = ResultPlaces(program, [NUMPY.text(result) for result in halves.results])
        self.answers = Answers(lifted.results, self.places.number, self.places.array)

    def inputs(self) -> list[str]:
        """For each part of the arguments an array."""
        return [
            self.call("array_of", repr(x.path), x.path, f"{x.form}")
            if x.is_regular
            else f"np.array({self.call('flat_of', repr(x.path), x.path, f'{x.form}')})"
            for x in self.arguments.numbers
        ]

    def results_lines(self) -> list[str]:
        """The results, from the arrays that hold them."""
        lines, names = [], self.places.names
        if names:
            lines.append(f"{in_tuple(names)} = found")
        if "every[" in self.answers.text:
            numbers = [*self.places.constants, *self.answers.constants]
            parts = ", ".join([*names, *([numbers_text(numbers)] if numbers else [])])
            lines.append(f"every = np.concatenate([{parts}], axis=None)")
        return [*lines, f"return {self.answers.text}"]

    def seeds_lines(self) -> list[str]:
        """The gradients of the arrays that hold results."""
        if self.answers.is_one and [x.shape for x in self.places.seeded] == [()]:
            return ["return [float(seed)]"]
        return self.places.seeds_lines(self.answers.seeds)

    def run_lines(self) -> list[str]:
        """The way forward, in which errors are raised as floats raise them."""
        return [
            f"with np.errstate({ERRORS}):",
            f"    found, saved = _forward({self.theta()}, *inputs)",
        ]

    def theta(self) -> str:
        """The vector of all parameters."""
        return self.call("vector_of", "parameters", "PARAMETERS")

    def back_lines(self) -> list[str]:
        """The way back, where infinity counts if it is there in the end."""
        return [
            f"with np.errstate({BACK}):",
            "    theta, *d = _backward(saved, *_seeds(seed))",
            self.call("check_finite", "[theta, *d]"),
        ]


class ScalarModule(PythonModule):
    """A module of plain Python; of NumPy too, where arrays go in or come out."""

    def __init__(self, lifted: Lifted, code: ScalarCode) -> None:
        results = lifted.results
        self.answers = Answers(
            results, lambda k: f"found[{k}]", lambda places: _listed(places, results)
        )
        shapes = [array.shape for array in lifted.inputs.values()]
        shapes += [np.shape(numbers) for numbers in parameters_of(lifted).values()]
        self.is_plain = not (self.answers.has_arrays or any(shapes))
        self.library = "nothing but Python" if self.is_plain else "NumPy"
        halves = code.halves()
        super().__init__(lifted, python_source(FLOATS, halves), halves.environment)
        places = {id(parameter): k for k, parameter in enumerate(lifted.ordered)}
        # What was recorded node by node has an order of its own, and is kept.
        tape = lifted.tape
        mine = tape.parameters if tape.values else lifted.parameters
        self.order = [places[id(parameter)] for parameter in mine]
        self.is_ordered = self.order == [*range(len(self.order))]
        if not self.is_plain:
            self.transplant.module("numpy")

    def inputs(self) -> list[str]:
        """For each part of the arguments a list."""
        return [
            self.call("flat_of", repr(x.path), x.path, f"{x.form}") for x in self.arguments.numbers
        ]

    def of_part(self, k: int, part: Numbers) -> str:
        """The gradient of the k-th part, a float where it is a number."""
        return super().of_part(k, part) if part.form else f"d[{k}][0]"

    def seeds_lines(self) -> list[str]:
        """The gradients of the results, in a list."""
        count = self.answers.count
        if self.answers.is_one:
            return ["return [float(seed)]"]
        made = f"[0.0] * {count}" if self.is_plain else f"np.zeros({count})"
        end = "" if self.is_plain else ".tolist()"
        return [f"seeds = {made}", *self.answers.seeds, f"return seeds{end}"]

    def run_lines(self) -> list[str]:
        """The way forward."""
        return [f"found, saved = _forward({self.theta()}, *inputs)"]

    def theta(self) -> str:
        """The list of all parameters."""
        own = "parameters", "PARAMETERS"
        if self.is_plain:
            theta = self.call("floats_of", *own)
        else:
            theta = f"{self.call('vector_of', *own)}.tolist()"
        return theta if self.is_ordered else f"[*map({theta}.__getitem__, {self.order})]"

    def back_lines(self) -> list[str]:
        """The way back."""
        lines = [
            "theta, *d = _backward(saved, _seeds(seed))",
            self.call("check_floats", "[theta, *d]"),
        ]
        if not self.is_ordered:
            lines.append(f"theta = [x for _, x in sorted(zip({self.order}, theta))]")
        return lines

    def by_name(self) -> str:
        """The gradient of the parameters by their names."""
        return "dict(zip(PARAMETERS, theta))" if self.is_plain else super().by_name()


def _listed(places: Places, results: Results) -> str:
    """The results of these numbers as an array."""
    count = len(results.outputs)
    listed = [f"found[{k}]" if k < count else numbers_text(results.constants[k - count])
              for k in places.ravel().tolist()]  # fmt: skip
    end = "" if places.ndim == 1 else f".reshape({places.shape})"
    return f"np.array([{', '.join(listed)}]){end}"
