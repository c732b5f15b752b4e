"""Steps of a training as machine code: batches, loss, gradient and update in one loop.

The loop stops before a step in which arithmetic goes wrong, or which would leave a number that is
not finite; the memory is then as it was before that step, so that somebody else can take it and
say what is wrong.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from autograd.compiler.native.flags import exceptions
from autograd.compiler.native.nests import Nests
from autograd.compiler.native.nests_fields import Leaf
from autograd.compiler.native.nests_loops import Nest
from autograd.compiler.native.nests_machine import calls, checked, loaded, whole
from autograd.compiler.native.nests_products import raise_what_came
from autograd.compiler.native.nests_update import WRONG, Update, update_nest
from autograd.compiler.native.templates import Part
from autograd.compiler.program import Halves, Sizes

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats

THETA = "theta"


class NativeSteps:
    """Steps on batches of one form.

    Arguments:
        halves, parts: as of `Nests`.
        shapes: of the vector of parameters and of each input; after X and y perhaps draws.
        count: how many parameters the optimizer moves; those of the program come first.
        update: the rule of the optimizer.
        remembered: the names of what it keeps of each parameter.
        largest_norm: to which gradients are shortened, if to any.

    Attributes:
        theta, gradient: the parameters, and their gradient at the last step.
        state: what the optimizer remembers, by name.
        good, good_state: both before the last step.

    Raises:
        NativeError: the program or the rule is not to be had as loop nests.
    """

    def __init__(
        self,
        halves: Halves,
        shapes: Sequence[Sizes],
        parts: Sequence[int],
        count: int,
        update: Update,
        remembered: Sequence[str],
        largest_norm: float | None = None,
    ) -> None:
        self._nests = nests = Nests(halves, shapes, parts, count)
        self._inputs = [*zip(halves.arguments[1:], shapes[1:])]
        half = len(nests.functions)
        kept = [THETA, *(f"state.{name}" for name in remembered)]
        for name in [*kept[1:], *(f"good.{name}" for name in kept)]:
            nests.memory(name, count)
        nests.memory(WRONG, 1)
        nests.functions.append(update_nest(nests, count, kept, update, largest_norm))
        self._loss = (
            nests.places[nests.results[0].leaves[0].memory] + nests.results[0].leaves[0].offset
        )
        self.text, callbacks = self._program(half, kept, count)
        self._engine = loaded(self.text, callbacks, nests.functions)
        self._memory = nests.new_memory()
        self.theta, self.good = self._array(THETA, count), self._array(f"good.{THETA}", count)
        self.state = {x: self._array(f"state.{x}", count) for x in remembered}
        self.good_state = {x: self._array(f"good.state.{x}", count) for x in remembered}
        (gradient,) = nests.gradients[0].leaves
        self.gradient = self._array(gradient.memory, count)
        pointer, number = ctypes.c_void_p, ctypes.c_int64
        self._gradient = ctypes.CFUNCTYPE(ctypes.c_int, pointer, ctypes.c_int)(
            self._engine.get_function_address("gradient")
        )
        self._steps = ctypes.CFUNCTYPE(
            number, *[pointer] * 6, number, number, ctypes.c_double, ctypes.c_double, ctypes.c_int
        )(self._engine.get_function_address("steps"))

    def _array(self, name: str, count: int) -> Floats:
        place = self._nests.places[name]
        return self._memory[place : place + count]

    def loss(self, *inputs: Floats) -> float:
        """The loss of a batch; its gradient is left in `gradient`."""
        for (name, shape), x in zip(self._inputs, inputs):
            self._array(name, prod(shape))[:] = np.ravel(x)
        self._gradient(self._memory.ctypes.data, exceptions())
        raise_what_came(self._nests.functions)
        return float(self._memory[self._loss])

    def bound(self, theta: Floats, dtheta: Floats) -> Callable[..., float]:
        """A step as it is checked: from the inputs to the loss, by `theta`; fills `dtheta`."""

        def step(*inputs: Floats) -> float:
            self.theta[: theta.size] = theta
            loss = self.loss(*inputs)
            dtheta[:] = self.gradient[: theta.size]
            return loss

        return step

    def put(self, theta: Floats, state: dict[str, Floats]) -> None:
        """Where to go on from."""
        self.theta[:] = theta
        for name, numbers in state.items():
            self.state[name][:] = numbers

    def copied(self, state: dict[str, Floats]) -> dict[str, Floats]:
        """A state that stays as it is."""
        return {name: numbers.copy() for name, numbers in state.items()}

    def run(
        self, X: Floats, y: Floats, draws: Floats | None, order: Floats, count: int, lr: float,
        number: int,
    ) -> tuple[list[float], bool]:  # fmt: skip
        """Takes up to `count` steps.

        Arguments:
            X: all samples, as float64.
            y: all targets, likewise.
            draws: a row for each step, if the program draws.
            order: a row of indices for each step; a single one serves all.
            count: how many steps.
            lr: the learning rate.
            number: that of the first of these steps, for the optimizer.

        Returns:
            The losses before each step that was done, and whether one was undone after these.
        """
        losses = np.empty(count)
        order, draws = np.ascontiguousarray(order), None if draws is None else draws.ravel()
        given = [x.ctypes.data if x is not None else None for x in (X, y, draws, order, losses)]
        found = self._steps(
            self._memory.ctypes.data, *given, len(order) > 1, count, lr, number, exceptions()
        )
        raise_what_came(self._nests.functions)
        done = found if found >= 0 else ~found
        return losses[:done].tolist(), found < 0

    # --- text ------------------------------------------------------------------------------------

    def _program(self, half: int, kept: list[str], count: int) -> tuple[str, dict[str, Part]]:
        nests = self._nests
        gathers = [_gather(name, shape, x) for (name, shape), x in zip(self._inputs, "Xy")]
        copies = [_drawn(name, shape) for name, shape in self._inputs[2:]]
        back = _back(kept, count)
        places, functions = nests.places, nests.functions
        every = [*functions, *gathers, *copies, back]
        text = STEPS.format(
            gathers=calls(gathers, places),
            copies=calls(copies, places),
            update=calls(functions[half:], places),
            back=calls([back], places),
            batch=self._inputs[0][1][0],
            loss=self._loss,
            wrong=nests.places[WRONG],
        )
        return whole(every, checked("gradient", functions[:half], places) + text)


STEPS = """
define i64 @steps(ptr %memory, ptr %X, ptr %y, ptr %draws, ptr %order, ptr %losses, i64 %many,
                  i64 %count, double %lr, double %number, i32 %exceptions) nounwind {{
start:
  %each = icmp ne i64 %many, 0
  br label %next
next:
  %k = phi i64 [ 0, %start ], [ %following, %went ]
  %step = phi double [ %number, %start ], [ %step.following, %went ]
  %enough = icmp eq i64 %k, %count
  br i1 %enough, label %end, label %begin
begin:
  %first = icmp eq i64 %k, 0
  %new = or i1 %first, %each
  br i1 %new, label %gather, label %compute
gather:
  %from = mul i64 %k, {batch}
  %indices = getelementptr i64, ptr %order, i64 %from
{gathers}
  br label %compute
compute:
{copies}
  %raised = call i32 @gradient(ptr %memory, i32 %exceptions)
  %fine = icmp eq i32 %raised, 0
  br i1 %fine, label %update, label %end
update:
  %loss.at = getelementptr double, ptr %memory, i64 {loss}
  %loss = load double, ptr %loss.at
{update}
  %wrong.at = getelementptr double, ptr %memory, i64 {wrong}
  %wrong = load i64, ptr %wrong.at
  %whole = icmp eq i64 %wrong, 0
  %nothing = fsub double %loss, %loss
  %finite = fcmp ord double %nothing, 0.0
  %good = and i1 %whole, %finite
  br i1 %good, label %went, label %back
went:
  %loss.to = getelementptr double, ptr %losses, i64 %k
  store double %loss, ptr %loss.to
  %following = add i64 %k, 1
  %step.following = fadd double %step, 1.0
  br label %next
back:
{back}
  %undone = xor i64 %k, -1
  ret i64 %undone
end:
  ret i64 %k
}}
"""


def _gather(name: str, shape: Sizes, data: str) -> Nest:
    """Copies the rows of a batch."""
    nest = Nest(f"gather {name}", (f"ptr noalias %{data}", "ptr noalias %indices"))
    row = prod(shape[1:])
    with nest.loop(shape[0]) as i, nest.loop(row) as j:
        which = nest.emit(f"getelementptr i64, ptr %indices, i64 {i}")
        start = nest.emit(f"mul i64 {nest.emit(f'load i64, ptr {which}')}, {row}")
        at = nest.emit(
            f"getelementptr double, ptr %{data}, i64 {nest.emit(f'add i64 {start}, {j}')}"
        )
        nest.store(nest.emit(f"load double, ptr {at}"), Leaf(name, 0, (row, 1)), [i, j])
    return nest


def _drawn(name: str, shape: Sizes) -> Nest:
    """Copies the numbers that are drawn for a step."""
    nest, count = Nest(f"draw {name}", ("ptr noalias %draws", "i64 %k")), prod(shape)
    start = nest.emit(f"mul i64 %k, {count}")
    with nest.loop(count) as j:
        at = nest.emit(
            f"getelementptr double, ptr %draws, i64 {nest.emit(f'add i64 {start}, {j}')}"
        )
        nest.store(nest.emit(f"load double, ptr {at}"), Leaf(name, 0, (1,)), [j])
    return nest


def _back(kept: Sequence[str], count: int) -> Nest:
    """Puts everything back to where it was before the last step."""
    nest = Nest("back.")
    for name in kept:
        with nest.loop(count) as k:
            nest.store(nest.load(Leaf(f"good.{name}", 0, (1,)), [k]), Leaf(name, 0, (1,)), [k])
    return nest
