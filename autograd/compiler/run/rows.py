"""A function of one sample on an array of samples: the program of a few of them serves for all.

What is recorded of a `vmap` over two samples becomes `z = x @ W.T + b`, in which there is no 2. So
no more than a few samples are ever recorded, however many there are; and that the program means the
rows of its arrays, and not so many of them, is seen at each call: the last few rows go through it
once more, by themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd.compiler.program import Array
from autograd.compiler.run.codes import ArrayCode
from autograd.compiler.run.compiled import Compiled
from autograd.compiler.run.lifted import Lifted
from autograd.compiler.run.numbers import ERRORS, are_finite
from autograd.recording import TraceError

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats

    Place = tuple[int, int] | float  # an array and a place in its row; or what is always the same
    Plan = tuple[ArrayCode, list[Place], tuple[int, ...]]

ROUNDING = 1e-9  # by which sums in another order may differ, in parts of the largest result


class Rows:
    """A function of samples, as `vmap` makes it, for any number of them.

    Arguments:
        f: the function, which does with each sample the same.
        few: of how many samples the program is made: so many that arrays are worth it.
    """

    def __init__(self, f: Callable[..., object], few: int) -> None:
        self.compiled = Compiled(f)
        self.few = few
        self._plans: dict[Lifted, Plan] = {}

    def __call__(self, X: Floats) -> Any:
        """The results, along the first axis as the samples are; None where arrays are not worth it.

        Raises:
            TraceError: no program can be had, or none that means its rows.
            ArithmeticError, ValueError: so does the function, or a program at these numbers.
        """
        few = X[np.arange(self.few) % len(X)]  # again from the first, where there are less
        lifted = self.compiled.program(few)
        if not isinstance(lifted.code, ArrayCode):
            return None
        code, places, shape = self._plan(lifted, lifted.code, few)
        theta = np.fromiter((p._data for p in lifted.parameters), float, len(lifted.parameters))
        if not are_finite(theta, X):
            raise FloatingPointError("a number is not finite")
        theta = theta[code.order]
        found = _results(code, places, theta, X if len(X) > self.few else few)
        if len(X) > self.few:
            by_themselves = _results(code, places, theta, X[-self.few :])
            largest = float(np.abs(found).max(initial=0.0))
            if not np.allclose(found[-self.few :], by_themselves, ROUNDING, ROUNDING * largest):
                raise TraceError("its program is for a certain number of samples")
        return found[: len(X)].reshape(len(X), *shape)

    def _plan(self, lifted: Lifted, code: ArrayCode, few: Floats) -> Plan:
        """The program, where its results are, and the shape of a sample's."""
        if lifted not in self._plans:
            results = self.compiled.numpy(few)
            if not isinstance(results, np.ndarray) or len(results) != self.few or lifted.draws:
                raise TraceError("its results are no array: all samples need lists of one length")
            self._plans.clear()  # of programs that were followed by another
            self._plans[lifted] = code, _places(code, self.few), results.shape[1:]
        return self._plans[lifted]


def _places(code: ArrayCode, few: int) -> list[Place]:
    """Where each of a sample's results is.

    Raises:
        TraceError: it is not in the rows of an array.
    """
    results = code.program.results
    each = len(results) // few
    return [_place(code, results[k::each], few) for k in range(each)]


def _place(code: ArrayCode, entries: list[tuple[Array | float, int]], few: int) -> Place:
    array, first = entries[0]
    if isinstance(array, float):
        if all(entry == entries[0] for entry in entries):
            return array
    elif array.shape and array.shape[0] == few:
        size = array.size // few
        if entries == [(array, first + b * size) for b in range(few)]:
            return code.arrays.index(array), first
    raise TraceError("a result is not in the rows of an array")


def _results(code: ArrayCode, places: list[Place], theta: Floats, X: Floats) -> Any:
    """A row of results for each sample."""
    with np.errstate(**ERRORS):
        arrays = code.functions[0](theta, X)[0]
    rows = []
    for array in arrays:
        if np.shape(array)[:1] != (len(X),):
            raise TraceError("its program is for a certain number of samples")
        rows.append(array.reshape(len(X), -1))
    if len(rows) == 1 and places == [(0, k) for k in range(rows[0].shape[1])]:
        return rows[0]
    columns = [rows[p[0]][:, p[1]] if isinstance(p, tuple) else np.full(len(X), p) for p in places]
    return np.stack(columns, 1)
