"""What an exported function returns, and the gradients that are given to it, as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from autograd.compiler.export.literals import array_text, literal, numbers_text
from autograd.compiler.record import Results

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.int64]


class Answers:
    """The results of a function in the form in which `compiled.numpy` gives them.

    Arguments:
        results: their form.
        of_number: how a number is written that stands at a place.
        of_array: how an array of numbers is written that stand at these places.

    Attributes:
        text: the expression.
        has_arrays: whether there are arrays in it.
        kinds: definitions of named tuples.
        seeds: lines that put `seed`, in the form of the results, into the list `seeds`.
        is_one: whether it is a single number.
    """

    def __init__(
        self, results: Results, of_number: Callable[[int], str], of_array: Callable[[Places], str]
    ) -> None:
        self.count = len(results.outputs)
        self._number, self._array = of_number, of_array
        self.has_arrays = False
        self.kinds: list[str] = []
        self.seeds: list[str] = []
        tree = results.indices()
        self.constants = results.constants
        self.is_one = isinstance(tree, int) and tree == 0
        self.text = self._written(tree, "seed")

    def _written(self, tree: object, path: str) -> str:
        if isinstance(tree, slice):
            tree = np.arange(tree.start, tree.stop, tree.step)
        if isinstance(tree, np.ndarray):
            return self._of_array(tree.astype(int), path)
        if isinstance(tree, int) and not isinstance(tree, bool):
            if tree >= self.count:
                return numbers_text(self.constants[tree - self.count])
            self.seeds.append(f"seeds[{tree}] = {path}")
            return self._number(tree)
        if isinstance(tree, dict):
            parts = [
                f"{literal(key)}: {self._written(part, f'{path}[{literal(key)}]')}"
                for key, part in tree.items()
            ]
            return f"{{{', '.join(parts)}}}"
        if isinstance(tree, (list, tuple)):
            return self._of_sequence(tree, path)
        return literal(tree)

    def _of_array(self, indices: Places, path: str) -> str:
        self.has_arrays = True
        if not indices.size:
            return f"np.zeros({indices.shape})"
        mine = indices < self.count  # the others are constants
        if mine.all():
            self.seeds.append(
                f"seeds[{array_text(indices)}] = np.broadcast_to({path}, {indices.shape})"
            )
            return self._array(indices)
        given = array_text(indices[mine])
        which = array_text(mine)
        self.seeds.append(f"seeds[{given}] = np.broadcast_to({path}, {indices.shape})[{which}]")
        return self._array(indices)

    def _of_sequence(self, tree: Sequence[object], path: str) -> str:
        parts = [self._written(part, f"{path}[{k}]") for k, part in enumerate(tree)]
        if isinstance(tree, list):
            return f"[{', '.join(parts)}]"
        if hasattr(tree, "_fields"):
            kind, fields = type(tree).__name__, [*tree._fields]
            made = f"{kind} = collections.namedtuple({kind!r}, {fields})"
            self.kinds += [made] * (made not in self.kinds)
            return f"{kind}({', '.join(parts)})"
        return f"({', '.join(parts)}{',' * (len(parts) == 1)})"
