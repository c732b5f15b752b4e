"""Both halves in one, on memory that is used again: for a long loop of steps.

The emitted program makes a new array in each line, as code written by hand does. A training loop
runs the same lines on the same shapes thousands of times. For it the same trees are printed in
another way: each operation writes where nothing is needed any more, and views are made once.

    z1 = X @ W1.T + b1          dot(X, a1, a2)  add(a2, a3, a2)
    h1 = np.maximum(z1, 0.0)    maximum(a2, a4, out=a2)         for z1 is not read again
    db1 = dz1.sum(0)            dot(a5, a2, a6)                 a6 being a part of dtheta

The trees become a list of operations on cells, which are computed on the way, on the arguments at
hand: so every shape is known, and what was computed already. Memory is given out after that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from autograd.compiler import program as trees
from autograd.compiler.program import Environment, Expression, Halves, Line, Name, Sizes
from autograd.compiler.write.cells import Values
from autograd.compiler.write.loading import load
from autograd.compiler.write.memory import Cell, UnknownError
from autograd.compiler.write.python_text import NUMPY


def in_place(
    halves: Halves,
    environment: Environment,
    shapes: Sequence[Sizes],
    theta: object,
    inputs: Iterable[object],
) -> Callable[[object, object], Callable[..., Any]]:
    """From both halves a function that binds them to memory.

    Arguments:
        halves: all results are single numbers, and one of them has a gradient.
        environment: what they refer to.
        shapes: those of the parts of theta, in order.
        theta: an example of the parameters.
        inputs: an example of the inputs; later ones have the same shapes and types.

    Returns:
        bind(theta, dtheta) -> step(*inputs) -> the result, or a tuple of them. A step reads the
        parameters in the array `theta` and leaves the gradient in the array `dtheta`.

    Raises:
        UnknownError: there is something in the program that is not known here.
    """
    steps = _Steps(environment, halves, shapes, theta)
    with np.errstate(all="ignore"):
        results = steps.results(inputs)
    text = steps.memory.text(halves.arguments[1:], results)
    namespace = load(text, "steps", {**environment, **steps.memory.functions})
    bind: Callable[[object, object], Callable[..., object]] = namespace["bind"]
    return bind


class _Steps(Values):
    """Computes both halves, and notes the operations."""

    def __init__(
        self, environment: Environment, halves: Halves, shapes: Sequence[Sizes], theta: Any
    ) -> None:
        super().__init__(environment)
        self.halves = halves
        self._whole = Cell(np.zeros(theta.shape), "dtheta", fixed=True)
        self.variables["theta"] = Cell(theta, "theta", fixed=True)
        self._places: list[Cell] = []
        start = 0
        for shape in shapes:
            stop = start + math.prod(shape)
            part, text = self._whole.array[start:stop].reshape(shape), f"[{start}:{stop}]"
            self._places.append(self.seen(self._whole, part, f"{text}.reshape({shape})"))
            start = stop
        steps = [*halves.roles, *halves.forward, *halves.backward]
        self._changed = {name for step in steps for name in _changed_by(step)}
        self._place_of = self._parts_of_dtheta()

    def _parts_of_dtheta(self) -> dict[str, Cell]:
        """The variables that are put together to dtheta in the end, and their places there."""
        values = [*(step.value for step in self.halves.backward), self.halves.gradients[0]]
        for node in [node for value in values for node in trees.walk(value)]:
            if isinstance(node, trees.Apply) and node.function == "concatenate":
                names = [part.name if isinstance(part, Name) else "" for part in _listed(node)]
                pairs = zip(names, self._places)
                return {name: place for name, place in pairs if names.count(name) == 1}
        return {}

    def results(self, inputs: Iterable[object]) -> list[Cell]:
        """Goes through all steps. Returns the cells of the results."""
        halves = self.halves
        self.variables |= {n: Cell(x, n) for n, x in zip(halves.arguments[1:], inputs)}
        self.variables[halves.seeds[0]] = self.number(1.0)
        for step in [*halves.roles, *halves.forward]:
            self._step(step)
        results = [self.value(result) for result in halves.results]
        for step in halves.backward:
            self._step(step)
        self._store(self.value(halves.gradients[0]), self._whole)
        return results

    # --- steps -----------------------------------------------------------------------------------

    def _step(self, step: Line) -> None:
        before = len(self.memory.operations)
        value = self.value(step.value)
        if isinstance(step.target, Name) and isinstance(step, trees.Assign):
            self._assign(step.target.name, value, value.made >= before)
            return
        part = self.value(step.target)
        if isinstance(step, trees.AddTo) and isinstance(step.target, Name) and not part.array.shape:
            self.variables[step.target.name] = self.apply(np.add, part, value)
            return
        if not part.fixed or not _is_basic(step.target):
            raise UnknownError(NUMPY.text(step.target))
        line = "{0}[...] = {1}"
        if isinstance(step, trees.AddTo):
            line = f"{self.memory.function(np.add)}({{0}}, {{1}}, {{0}})"
        elif isinstance(step, trees.AddAt):
            line = f"np.add.at({{0}}, {NUMPY.key(step.entries)}, {{1}})"
        self.memory.change(line, [part, value])
        self.known.clear()  # what was computed from the array may be another number now

    def _assign(self, name: str, value: Cell, is_new: bool) -> None:
        """A variable gets a value; a part of dtheta is put in its place."""
        if name in self._changed and np.shape(value.array):
            if not is_new:  # 1·x is x itself, and x is not to change
                value = self.copied(value)
            self.known.clear()
        if name in self._place_of:
            value = self._store(value, self._place_of[name])
        self.variables[name] = value

    def together(self, tree: Expression) -> Cell:
        """The parts of dtheta, most of which are in their places already."""
        for part, place in zip(_listed(tree), self._places):
            self._store(self.value(part), place)
        return self._whole

    def _store(self, value: Cell, place: Cell) -> Cell:
        """Has a value computed in a part of dtheta, or copied there."""
        if value is place or value.place is place:
            return value
        if value.made >= 0 and value.place is None and value.form == place.form:
            value.place = place
            return value
        self.memory.change("{0}[...] = {1}", [place, value])
        return place


def _listed(tree: Expression) -> tuple[Expression, ...]:
    (listed,) = tree.parts
    return listed.parts


def _is_basic(tree: Expression) -> bool:
    """Whether what is written to is seen by numbers and slices, and no array."""
    return not isinstance(tree, trees.Index) or not any(isinstance(x, Name) for x in tree.entries)


def _changed_by(step: Line) -> list[str]:
    """The variable to which a step adds, or a part of which it sets."""
    target = step.target
    if isinstance(step, trees.Assign) and isinstance(target, Name):
        return []
    while not isinstance(target, Name):
        target = target.parts[0]
    return [target.name]
