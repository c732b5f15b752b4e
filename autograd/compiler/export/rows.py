"""Modules for any number of rows, of a program that was made for a few of them.

Where the program says nothing of how many there are, all go through it at once. That is seen by its
text: it is the same for one row more. Else they go through it few by few.
"""

from __future__ import annotations

import re

import numpy as np

from autograd.compiler.export.layout import function
from autograd.compiler.export.numpy_module import BACK, ERRORS, ArrayModule, ScalarModule
from autograd.compiler.export.python_module import PythonModule
from autograd.compiler.run import ArrayCode, Lifted, ScalarCode
from autograd.telling import type_error

BLOCK = 4096  # rows that go through the arrays together; more would not stay in the caches


class RowsModule:
    """What a model says of rows.

    Arguments:
        module: the program, of a few rows or of one.
        few: how many rows it takes at once; 0 for any number.
        shape: that of one row.
        outputs: that of what it says of one row.
    """

    def __init__(
        self, module: PythonModule, few: int, shape: tuple[int, ...], outputs: tuple[int, ...]
    ) -> None:
        self.module, self.few, self.shape, self.outputs = module, few, shape, outputs

    def functions(self, given: str, prepared: str, back: str) -> list[str]:
        """`forward` and `gradient`, and what they need.

        Arguments:
            given: the rows as numbers, made of `rows`.
            prepared: what the program is given, made of `X`, an array of rows.
            back: the gradient in the numbers of the rows, made of `d`, that in the program's.
        """
        module, block = self.module, self.few or BLOCK
        sizes = ", ".join(["len(X)", *map(str, self.outputs)])
        seeds = module.call("seeds_of", "seed", f"({sizes}{'' if self.outputs else ','})")
        parts = "_few(theta, X[k : k + _BLOCK], *(x[k : k + _BLOCK] for x in seeds))"
        return [
            f"_BLOCK = {block}",
            function("_results(found)", "", self.results_lines()),
            function("_seeds(seed)", "", self.seeds_lines()),
            function("_theta(parameters)", "", self.theta_lines()),
            function("_few(theta, X, *seeds)", "", self.few_lines()),
            function(
                "_all(theta, X, *seeds)",
                "The outputs of all rows; with seeds, for each row the gradient.",
                [
                    f"parts = [{parts}",
                    "         for k in range(0, len(X), _BLOCK)]",
                    "return np.concatenate(parts)",
                ],
            ),
            function(
                "_rows(rows)",
                "The rows as the program takes them.",
                [
                    f"X = {module.call('rows_of', given, f'{self.shape}')}",
                    f"with np.errstate({ERRORS}):",
                    f"    return {prepared}",
                ],
            ),
            function(
                "forward(rows, *, parameters=PARAMETERS)",
                "The outputs of the model, row by row.",
                ["return _all(_theta(parameters), _rows(rows))"],
            ),
            function(
                "gradient(rows, *, seed=None, parameters=PARAMETERS)",
                "For each row the gradient of Σ seed·output in its numbers; see the top.",
                [
                    "X = _rows(rows)",
                    f"d = _all(_theta(parameters), X, {seeds})",
                    f"return {back}",
                ],
            ),
        ]

    def results_lines(self) -> list[str]:
        """The function that takes results out of the program's arrays."""
        return self.module.results_lines()

    def seeds_lines(self) -> list[str]:
        """The function that makes of seeds what the way back is given."""
        return self.module.seeds_lines() if self.few else ["return [seed]"]

    def theta_lines(self) -> list[str]:
        """The function that makes a vector of the parameters."""
        return [f"return {self.module.theta()}"]

    def few_lines(self) -> list[str]:
        """The function for as many rows as the program takes at once."""
        if isinstance(self.module, ScalarModule):
            return self._one_by_one()
        module = self.module
        size = self.few or "max(count, 2)"
        pad = "np.zeros((len(X) - count, *seed.shape[1:]))"
        return [
            "count = len(X)",
            f"X = X[np.arange({size}) % count]  # again from the first, where there are less",
            f"with np.errstate({ERRORS}):",
            "    found, saved = _forward(theta, X)",
            "if not seeds:",
            "    return _results(found)[:count]",
            "(seed,) = seeds",
            f"seed = np.concatenate([seed, {pad}])",
            f"with np.errstate({BACK}):",
            "    _, d = _backward(saved, *_seeds(seed))",
            f"d = {module.call('in_shape', 'd', 'X.shape')}[:count]",
            module.call("check_finite", "[d]"),
            "return d",
        ]

    def _one_by_one(self) -> list[str]:
        module = self.module
        return [
            "parts = []",
            "for k, row in enumerate(X):",
            "    found, saved = _forward(theta, row.ravel().tolist())",
            "    if not seeds:",
            "        parts.append(_results(found))",
            "        continue",
            "    _, d = _backward(saved, _seeds(seeds[0][k]))",
            f"    {module.call('check_floats', '[d]')}",
            "    parts.append(np.reshape(d, row.shape))",
            "return np.array(parts)",
        ]


def rows_module(lifted: Lifted, more: Lifted, few: int) -> RowsModule | None:
    """A module for the rows of a program; None where it has no arrays.

    Arguments:
        lifted: the program for so many rows.
        more: the program of the same function for one row more.
        few: how many.

    Raises:
        TypeError: what it says of the rows is no array.
    """
    code, other = lifted.reading.code, more.reading.code
    (array,) = lifted.inputs.values()
    if not isinstance(code, ArrayCode):
        return None
    module, outputs = _without_notes(ArrayModule(lifted, code.program)), outputs_of(lifted)
    if not outputs or outputs[0] != few:
        raise type_error(f"{lifted.name} says of its samples what is no array of numbers")
    is_free = False
    if isinstance(other, ArrayCode):
        is_free = _alike(module, _without_notes(ArrayModule(more, other.program)))
    return RowsModule(module, 0 if is_free else few, array.shape[1:], outputs[1:])


def row_module(lifted: Lifted) -> RowsModule:
    """A module for rows, of the program of a single one."""
    (array,) = lifted.inputs.values()
    code = lifted.reading.code
    if isinstance(code, ScalarCode):
        module = ScalarModule(lifted, code)
        module.transplant.module("numpy")
        return RowsModule(module, BLOCK, array.shape, outputs_of(lifted))
    raise type_error(f"{lifted.name} runs uncompiled, so there is no program to write down")


def outputs_of(lifted: Lifted) -> tuple[int, ...]:
    """The shape of a program's results, if they are one array."""
    tree = lifted.results.indices()
    if isinstance(tree, slice):
        return (len(range(tree.start, tree.stop, tree.step)),)
    return tree.shape if isinstance(tree, np.ndarray) else ()


def _without_notes(module: ArrayModule) -> ArrayModule:
    """The module without remarks that count the nodes of the few rows."""
    module.program = re.sub(r" *# [\d,]+ scalar nodes?$", "", module.program, flags=re.M)
    return module


def _alike(module: ArrayModule, longer: ArrayModule) -> bool:
    """Whether one text serves both programs, and it gives an array row by row."""
    places = module.places
    whole = f"np.array({places.names[0]}, float)" if len(places.names) == 1 else ""
    return (
        module.program == longer.program
        and module.answers.text == longer.answers.text == whole
        and places.seeded == places.arrays
        and bool(places.carries.all())
        and not module.kept
    )
