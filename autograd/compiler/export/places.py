"""Where the results of an array program stand, and how they are taken from there, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from autograd.compiler.export.literals import array_text
from autograd.compiler.program import Array, Program

if TYPE_CHECKING:
    from autograd.compiler.export.answers import Places


class ResultPlaces:
    """Where the results of a program stand: in its arrays, one after the other.

    Arguments:
        program: the program.
        names: what it calls these arrays.
    """

    def __init__(self, program: Program, names: list[str]) -> None:
        self.arrays, self.names = program.result_arrays, names
        ends = np.cumsum([0, *(array.size for array in self.arrays)]).tolist()
        self.starts = dict(zip(self.arrays, ends))
        self.constants = [where for where, _ in program.results if isinstance(where, float)]
        self.size = ends[-1] + len(self.constants)
        constants = iter(range(ends[-1], self.size))
        self.places = np.array(
            [
                self.starts[where] + position if isinstance(where, Array) else next(constants)
                for where, position in program.results
            ],
            dtype=int,
        )
        self.carries = np.array(
            [
                float(isinstance(where, Array) and k not in program.stopped)
                for k, (where, _) in enumerate(program.results)
            ]
        )
        self.seeded = program.seeded_arrays

    def number(self, k: int) -> str:
        """The k-th result."""
        place = int(self.places[k])
        for array, name in zip(self.arrays, self.names):
            if place == self.starts[array] and not array.shape:
                return f"float({name})"
        return f"float(every[{place}])"

    def array(self, indices: Places) -> str:
        """The results of these numbers as an array."""
        known = [*self.places, *range(self.size, self.size + indices.max(initial=0) + 1)]
        where = np.array(known)[indices]
        first, shape = int(where.flat[0]), where.shape
        if (where.ravel() == np.arange(first, first + where.size)).all():
            for array, name in zip(self.arrays, self.names):
                if first == self.starts[array] and where.size == array.size:
                    end = "" if array.shape == shape else f".reshape({shape})"
                    return f"np.array({name}, float){end}"
            end = "" if len(shape) == 1 else f".reshape({shape})"
            return f"every[{first}:{first + where.size}]{end}"
        return f"every[{array_text(where)}]"

    def seeds_lines(self, seeds: list[str]) -> list[str]:
        """A function's lines: from `seed` to the gradients of the arrays that carry one.

        Arguments:
            seeds: the lines that put `seed` into `seeds`, result by result.
        """
        starts = self.starts
        parts = [
            f"every[{starts[x]}:{starts[x] + x.size}].reshape({x.shape})"
            if x.shape
            else f"every[{starts[x]}]"
            for x in self.seeded
        ]
        carrying = "seeds" if self.carries.all() else f"seeds * {array_text(self.carries)}"
        return [
            f"seeds = np.zeros({len(self.places)})",
            *seeds,
            f"every = np.bincount({array_text(self.places)}, {carrying}, {self.size})",
            f"return [{', '.join(parts)}]",
        ]
