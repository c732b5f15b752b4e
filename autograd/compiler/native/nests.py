"""The array program as loop nests: each line of both halves becomes functions of LLVM.

What is computed number by number is put together to one rule (a `Field`), and written as one loop
nest where somebody needs it in memory: because it is read several times, or by a product of
matrices or a sum. Every array has a place of its own in one memory, which is made once.

    dz1 = dh1 * (h1 > 0.0)      not stored: it is read once
    dW1 = dz1.T @ X             a product, for which dz1 is stored
    dtheta = concatenate(...)   dW1 was stored there from the start
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from math import prod

from autograd.compiler import program as trees
from autograd.compiler.native.making import NativeError
from autograd.compiler.native.nests_fields import Field, combined, constant, stored
from autograd.compiler.native.nests_products import Library
from autograd.compiler.native.nests_values import Values
from autograd.compiler.program import Halves, Line, Name, Sizes, names_in, read_by

GRADIENT = "dtheta."  # the memory of the vector of all gradients


class Nests(Values):
    """Both halves of a program, written.

    Arguments:
        halves: both halves; one result is a number with a gradient.
        shapes: those of the arguments, the vector of parameters first.
        parts: how many numbers of that vector each of its parts has.
        room: how many numbers that vector and its gradient have in memory, if more: those that the
            program does not know have a gradient of 0.
        seeds: the shapes of the gradients that the way back begins with; else that is 1.

    Attributes:
        half: how many of the functions are those of the way forward.
        results: those of the program, in memory.
        gradients: that of the parameters, and those of the inputs if they are wanted.

    Raises:
        NativeError: there is something in the program for which there is no nest.
    """

    def __init__(
        self,
        halves: Halves,
        shapes: Sequence[Sizes],
        parts: Sequence[int],
        room: int = 0,
        seeds: Sequence[Sizes] | None = None,
    ) -> None:
        super().__init__(halves.environment)
        self.halves = halves
        lines = [*halves.roles, *halves.forward, *halves.backward]
        ends = [*halves.results, *halves.gradients]
        self._reads = Counter(name for line in lines for name in read_by(line))
        self._reads.update(name for tree in ends for name in names_in(tree))
        self._changed = {_changed_by(line) for line in lines}
        self._changing: set[str] = set()  # the memories of those
        count, room = prod(shapes[0]), max(room, prod(shapes[0]))
        self.memory(GRADIENT, room)
        self._parts = _parts_of_gradient(halves, parts)
        self.names = {
            name: stored(self._place(name, prod(shape) if k else room), shape)
            for k, (name, shape) in enumerate(zip(halves.arguments, shapes))
        }
        for name, shape in zip(halves.seeds, seeds or [()]):
            seed = self._place(name, prod(shape)) if seeds is not None else ""
            self.names[name] = stored(seed, shape) if seed else constant(1.0)
        for line in [*halves.roles, *halves.forward]:
            self._write(line)
        self.results = [self.stored(self.value(tree)) for tree in halves.results]
        self.half = len(self.functions)
        for line in halves.backward:
            self._write(line)
        gradient = self.value(halves.gradients[0]).broadcast((count,))
        self._set(gradient, stored(GRADIENT, (count,)))
        inputs = [self.stored(self.value(tree)) for tree in halves.gradients[1:]]
        self.gradients = [stored(GRADIENT, (room,)), *inputs]

    def _place(self, name: str, size: int) -> str:
        return self.memory(f"{name}{'.' * (name in self.places)}", size)

    def _write(self, line: Line) -> None:
        target = line.target
        self.line = target.name if isinstance(target, Name) else "part"
        before, value = len(self.functions), self.value(line.value)
        if isinstance(line, trees.Assign) and isinstance(target, Name):
            self.names[target.name] = self._assigned(target.name, value, before)
            return
        part = self.value(target)
        if not part.is_stored:
            raise NativeError("it changes an array that is not stored")
        if isinstance(line, trees.AddAt):
            self.add_at(part, line.entries, value)
        elif isinstance(line, trees.AddTo):
            self._set(combined(operator.add, [part, value.broadcast(part.shape)]), part)
        else:
            self._set(value.broadcast(part.shape), part)
        self.known.clear()  # what was computed from the array may be another number now

    def _set(self, value: Field, part: Field) -> None:
        """Puts an array where another is, which it may have been computed from."""
        (place,) = part.leaves
        if any(x.memory == place.memory and x != place for x in value.leaves):
            value = self.packed(value)
        if value != part:
            self.store(value, part)

    def _assigned(self, name: str, value: Field, before: int) -> Field:
        """What a variable stands for: numbers in memory, or a rule that is read once."""
        memory, kept = GRADIENT, self.halves.saved
        if name in self._parts:
            start, size = self._parts[name]
            if value.size != size:
                raise NativeError(f"{name} is spread over a part of the gradient")
            value = self._in_place(value, stored(memory, value.shape, start), before)
        elif name in self._changed or any(x.memory in self._changing for x in value.leaves):
            memory = self.fresh(value.size)
            value = self.store(value, stored(memory, value.shape))
        elif not value.is_stored and value.leaves and (name in kept or self._reads[name] != 1):
            value = self.packed(value)
        if name in self._changed:
            self._changing.add(memory)
        return value

    def _in_place(self, value: Field, target: Field, before: int) -> Field:
        """The array where it belongs; what a library multiplies, it leaves there itself.

        From the function with the number `before` on, they are those of this line: to what an
        earlier one has computed another name may refer.
        """
        products = [x for x in self.functions[before:][-1:] if isinstance(x, Library)]
        if products and products[0].moved(value, target):
            return target
        return self.store(value, target)

    def together(self, fields: Sequence[Field]) -> Field:
        """All numbers, one array after the other."""
        places = [*self._parts.values()]
        if [field.size for field in fields] != [size for _, size in places]:
            raise NativeError("arrays are put together that are no gradient")
        for field, (start, _) in zip(fields, places):
            target = stored(GRADIENT, field.shape, start)
            if field != target:
                self.store(field, target)
        return stored(GRADIENT, (sum(size for _, size in places),))


def _changed_by(line: Line) -> str:
    """The variable to which a line adds, or a part of which it sets; or `""`."""
    target = line.target
    if isinstance(line, trees.Assign) and isinstance(target, Name):
        return ""
    while not isinstance(target, Name):
        target = target.parts[0]
    return target.name


def _parts_of_gradient(halves: Halves, sizes: Sequence[int]) -> dict[str, tuple[int, int]]:
    """The variables that are put together to the gradient in the end: where each has its place."""
    ends = [*(line.value for line in halves.backward), *halves.gradients]
    for node in [node for tree in ends for node in trees.walk(tree)]:
        if isinstance(node, trees.Apply) and node.function == "concatenate":
            (listed,) = node.parts
            names = [x.name if isinstance(x, Name) else "" for x in listed.parts]
            keys = [x if names.count(x) == 1 else f"{k}" for k, x in enumerate(names)]
            starts = accumulate(sizes, initial=0)
            return dict(zip(keys, zip(starts, sizes)))
    return {}
