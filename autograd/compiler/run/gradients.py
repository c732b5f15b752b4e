"""`value_and_grad(f)` and `grad(f)` as programs: that of f, whose way back is the gradient.

The graph of a gradient, recorded, is several times that of f, and arrays are hard to find in it.
The compiler has a way back of its own for every program, in the statements of an expert. So what is
recorded is f alone, and the numbers that it is differentiated in are the program's parameters.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograd.arguments import chosen
from autograd.compiler.native import Making
from autograd.compiler.record import (
    Call,
    Numbers,
    Recording,
    as_list,
    captured_lists,
    index,
    reader,
)
from autograd.compiler.run.codes import LISTS
from autograd.compiler.run.lifted import Lifted, NotFiniteError
from autograd.compiler.run.pullback import AnyCall, eager_arrays
from autograd.evaluation import differentiated, form_of
from autograd.recording import TraceError
from autograd.structure import flatten, map_leaves
from autograd.value import Value

LONG = 20_000  # scalar operations


class LiftedGradient(Lifted):
    """A gradient compiled for numbers of one form.

    Arguments:
        call: the first call, of what `differentiated` knows, with no Values among its arguments.
        backend, making, or_arrays: as of every compiled function.
        fewest: scalar operations of f, below which the gradient itself is to be recorded.

    Raises:
        TraceError: there is no such program, and the gradient itself is to be recorded.
    """

    def __init__(
        self, call: Call, backend: str, making: Making, or_arrays: bool = True, fewest: int = 0
    ) -> None:
        of = differentiated(call.function)
        assert of is not None
        leaves = [[*map(Value, x.array.ravel().tolist())] for x in call.arguments]
        args, _ = call.filled(leaves)
        positions = chosen(of.argnums, args)
        points = {i: args[i] for i in sorted(positions)}
        place = {id(leaf): k for k, leaf in enumerate(flatten([*points.values()]))}
        self._of, self._example, self._fewest = of, call, fewest
        of_points = [i in points for i, x in enumerate(call.args) for _ in call.parts_of(x)]
        self._chosen = [k for k, is_point in enumerate(of_points) if is_point]
        self._others = [k for k in range(len(leaves)) if k not in self._chosen]
        rest = tuple([x for i, x in enumerate(call.args) if i not in points])
        names = [name for i, name in enumerate(call.own_names) if i not in points]
        parts = [part for point in points.values() for part in call.parts_of(point)]
        self._named = {call.arguments[k].name: part for k, part in zip(self._chosen, parts)}
        recorded = Call(of.at(points), rest, call.kwargs, names)
        if making.devices is not None:
            _refuse_undivided(recorded, making)
        super().__init__(call, backend, making, or_arrays, recorded)
        tree = self.results.tree
        value = tree[0] if of.has_aux and isinstance(tree, tuple) and len(tree) == 2 else tree
        if self.code is None or type(value) is not Value:
            raise TraceError  # there is no program, or its result is not one number
        form = form_of(of.argnums, tuple([args[i] for i in positions]))
        self._form = map_leaves(lambda leaf: place[id(leaf)], form)
        self._gradient_of = reader(index(self._form))
        self._seeds = [1.0] + [0.0] * (len(self.outputs) - 1)
        self._captured = [p for p in self.parameters if id(p) not in place]
        beyond = {id(p): len(place) + k for k, p in enumerate(self._captured)}
        self._size = len(place)
        place.update(beyond)
        self._order = [place[id(p)] for p in self.parameters]
        self._in_order = self._order == [*range(self._size)]
        self._places = np.array(self._order, int)
        self._whole: Lifted | None = None

    def _read(self, recording: Recording, found: list[Value] | None) -> None:
        if not recording.regions and len(recording.nodes) < self._fewest:
            raise TraceError  # it is short
        super()._read(recording, found)

    def run_on_numbers(self, call: AnyCall) -> object:
        """Value and gradient as floats and arrays; of `grad`, the gradient."""
        found = self._both(call)
        if found is None:
            return eager_arrays(call)
        results, gradient = found
        value = float(results[0]) if self.results.is_one else self.results.as_arrays(results)
        return self._of.put(value, self._gradient_of(gradient))

    def run(self, call: AnyCall) -> object:
        """The same as Values; where these depend on others, the gradient itself is recorded."""
        found = None if self._captured else self._both(call)
        if found is None:
            return self.whole(call).run(call)
        results, gradient = ([*map(Value, as_list(numbers))] for numbers in found)
        form = map_leaves(gradient.__getitem__, self._form)
        return self._of.put(self.results.filled(results), form)

    def whole(self, call: AnyCall | None = None) -> Lifted:
        """The gradient recorded as it is, for what this program has no answer to."""
        if self._whole is None or self._whole.changed():
            call = call or self._example
            call = call if isinstance(call, Call) else self.form.call(call.inputs, ())
            self._whole = Lifted(call, self._backend, self._making)
        return self._whole

    def _outside(self, call: Call) -> Callable[[], dict[str, object]]:
        return lambda: {**self._named, **captured_lists(self._of.f)}

    def _numbers(self, call: AnyCall) -> tuple[Numbers, list[Numbers]]:
        """Those that f is differentiated in, with the captured ones, and the others."""
        parts = [call.inputs[k] for k in self._chosen]
        if self._captured:
            parts.append([p._data for p in self._captured])
        return self._ordered(joined(parts)), [call.inputs[k] for k in self._others]

    def _ordered(self, numbers: Numbers) -> Numbers:
        if self._in_order:
            return numbers
        if isinstance(numbers, list):
            return [numbers[k] for k in self._order]
        ordered: Numbers = numbers[self._places]
        return ordered

    def _both(self, call: AnyCall) -> tuple[Numbers, Numbers] | None:
        """The results of f, and the gradient of the first in all numbers that were chosen."""
        found = self._compute(call, self.steps is not None and self.results.is_one)
        if found is None:
            return None
        results, saved, before, gradient = found
        if gradient is None:
            assert self.code is not None
            try:
                gradient = self.code.backward(saved, self._seeds)[0]
            except (ArithmeticError, ValueError):
                self.draws.restore(before)
                return None
        return results, self._spread(gradient)

    def _spread(self, gradient: Numbers) -> Numbers:
        """By the places of the numbers, of which some may not be in the program."""
        if self._in_order:
            return gradient
        every = np.zeros(self._size + len(self._captured))
        every[self._places] = gradient
        return every


def _refuse_undivided(call: Call, making: Making) -> None:
    """Raises TraceError where devices could share nothing but what f is differentiated in."""
    from autograd.compiler.run.devices import Devices  # needs JAX

    divide = Devices(making.devices).divide
    if not any(divide(x.array.shape) for x in call.arguments):
        raise TraceError


def joined(parts: list[Numbers]) -> Numbers:
    """All numbers, one after the other."""
    if LISTS.issuperset(map(type, parts)):
        return parts[0] if len(parts) == 1 else [x for part in parts for x in part]
    return np.concatenate(parts, axis=None)


def lifted_for(call: Call, backend: str, making: Making) -> Lifted:
    """The program of a call: for a gradient that of the function, wherever there is one.

    Of a recorded gradient machine code is quicker, for both halves are one piece, and nothing need
    be saved between them. But to make it takes several times as long.
    """
    fewest = LONG if backend == "native" else 0
    if differentiated(call.function) is not None and not call.has_values:
        try:
            return LiftedGradient(call, backend, making, fewest=fewest)
        except NotFiniteError:
            raise
        except TraceError:
            pass  # so it is when the gradient is recorded, or that can be
    return Lifted(call, backend, making)
