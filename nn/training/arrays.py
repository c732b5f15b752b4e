"""Learning on arrays: the same numbers as on floats, by a compiled program."""

# ruff: noqa: D102  (its methods are those of `Learner`)

from __future__ import annotations

import functools
import itertools
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from math import isfinite
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from autograd import TraceError, no_grad, vmap
from autograd.compiler import Compiled, Lifted, training_step
from autograd.telling import told
from nn import optim
from nn.losses import Loss
from nn.module import Module
from nn.numbers import set_data
from nn.optim import Optimizer, State
from nn.training.floats import FloatLearner, loss_value
from nn.training.steps import Batches, Moment, Steps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Data = NDArray[Any]  # of numbers of any type
    Form = tuple[tuple[int, ...], tuple[int, ...]]  # the shapes of a batch and of its targets

SHORT = 0.05  # seconds; Ctrl-C and the progress bar wait until a loop ends
ERRORS: Any = {"over": "raise", "divide": "raise", "invalid": "raise", "under": "ignore"}


class ArrayLearner:
    """All parameters are in one vector for the whole run.

    Loss and gradients are a compiled program, and the optimizer's `update`, being plain arithmetic,
    moves a vector as it would move a number. When an epoch ends after which somebody may look, and
    when a step fails, the numbers go back into the model's Values and the optimizer's state.
    """

    backend = programs_run_on = "numpy"

    def __init__(self, floats: FloatLearner, X: list[object], y: list[object]) -> None:
        """Takes over from `floats`; X and y are a first batch, by which the program is made.

        Raises:
            TraceError: the model or the loss cannot be compiled; the message says why.
        """
        self.floats = floats  # which name the operation where an array's numbers fail
        self.model, self.loss, self.optimizer = floats.model, floats.loss, floats.optimizer
        self.clip_grad_norm = floats.clip_grad_norm
        if type(self.optimizer).step is not Optimizer.step:
            raise TraceError(f"{type(self.optimizer).__name__} has a step of its own")
        # What the program depends on: these two, and not all that this object holds.
        batch_loss = functools.partial(_batch_loss, self.model, self.loss)
        self.compiled = Compiled(batch_loss, self.programs_run_on)
        self.sound = True  # whether all samples and targets are finite
        self.lifted: dict[Form, Lifted] = {}  # by the batch's shape
        self.programs: dict[Form, Callable[..., float]] = {}
        order = self.compiled.program(self.data(X), self.data(y)).ordered
        self.parameters = list(dict.fromkeys([*order, *floats.parameters]))
        place = {parameter: i for i, parameter in enumerate(self.parameters)}
        self.vector = np.array([p.data for p in self.parameters])
        self.gradient = np.zeros_like(self.vector)
        self._now: Vector | None = None  # a copy of the vector, where there is one
        kind = type(self.optimizer)
        self._is_ours = optim.OPTIMIZERS.get(kind.__name__.lower()) is kind
        # The optimizer's parameters in the vector's order, so that usually no index is needed.
        places = [place[parameter] for parameter in self.optimizer.parameters]
        self.order = sorted(range(len(places)), key=places.__getitem__)
        self.moved = None if len(places) == len(place) else np.array(sorted(places))
        states = [self.optimizer.state[i] for i in self.order]
        self.state: State = {name: np.array([s[name] for s in states]) for name in states[0]}
        self.ahead = 0

    def data(self, samples: list[object]) -> Data:
        try:
            array = np.array(samples)
            if array.dtype == object:  # of ints too large for one of NumPy's
                array = np.array(samples, float)
        except ValueError:
            raise TraceError("the samples differ in their shapes") from None
        except TypeError:
            raise TraceError("the samples are not all plain numbers") from None
        self.sound &= array.dtype.kind != "f" or bool(np.isfinite(array).all())
        return array

    def batch_of(self, samples: Data, batch: Sequence[int]) -> Data:
        return samples if isinstance(batch, range) else samples.take(batch, 0)

    def run_ahead(self, done: int, epochs: int) -> None:
        self.ahead = epochs - done

    def loss_and_gradients(self, X: Data, y: Data) -> float:
        try:
            return float(self._program(X, y)(X, y))
        except (ArithmeticError, ValueError):
            self.synchronise()
            loss = self.floats.loss_and_gradients(X.tolist(), y.tolist())  # names the operation
            self.gradient[:] = [float(p.grad) for p in self.parameters]
            return loss

    def _program(self, X: Data, y: Data) -> Callable[..., float]:
        """The step for batches of this form."""
        if not self.sound:
            raise FloatingPointError(
                told("arrays and floats compare NaN and infinity in different ways")
            )
        form = X.shape, y.shape
        if form not in self.programs:
            self.lifted[form] = self.compiled.program(X, y)
            self.programs[form] = training_step(
                self.lifted[form], self.parameters, self.vector, self.gradient, [X, y]
            )
        return self.programs[form]

    def all_finite(self) -> bool:
        with suppress(FloatingPointError):  # a sum tells most quickly, unless it is too large
            if isfinite(np.add.reduce(self.vector)):
                return True
        return bool(np.isfinite(self.vector).all())

    def update(self) -> None:
        vector, gradient, state = self.parameters_now(), self.gradient, dict(self.state)
        if not self._is_ours:  # copies, which an optimizer of somebody's own may keep or change
            vector, gradient = vector.copy(), gradient.copy()
            state = {name: numbers.copy() for name, numbers in state.items()}
        if self.clip_grad_norm is not None:
            largest = float(np.abs(gradient).max()) or 1.0  # without it, squares might overflow
            norm = largest * float(np.sqrt(np.square(gradient / largest).sum()))
            if norm > self.clip_grad_norm:
                gradient = gradient * (self.clip_grad_norm / norm)
        optimizer = self.optimizer
        moved_by = cast("Callable[..., Vector]", optimizer.update)  # it is plain arithmetic
        optimizer.steps += 1
        if self.moved is not None:
            vector, gradient = vector[self.moved], gradient[self.moved]
        try:
            updated = moved_by(vector, gradient, state, optimizer.steps)
        except FloatingPointError:  # floats overflow in silence; what becomes of it is seen later
            state = dict(self.state)
            with np.errstate(all="ignore"):
                updated = moved_by(vector, gradient, state, optimizer.steps)
        # The next step writes to the gradient.
        self.state = {name: x.copy() if x is self.gradient else x for name, x in state.items()}
        self.vector[... if self.moved is None else self.moved] = updated
        self._now = updated if self._is_ours and self.moved is None else None

    def one_epoch(
        self, steps: Steps, X: Data, y: Data, batches: Batches, after_step: Callable[[], object]
    ) -> float:
        """A step for each batch; the model has the new numbers when somebody may look at it."""
        for form, program in self.lifted.items():
            if program.changed():  # a callback may have set a number that the loss goes by
                self.programs.pop(form, None)
        todo = list(batches)
        with np.errstate(**ERRORS):
            if isinstance(todo[0], range):
                loss = self._epochs_of_one_step(steps, X, y, after_step)
            else:
                ends = [0, *itertools.accumulate(map(len, todo))]
                order = np.array([*itertools.chain(*todo)])
                arrays: Any = (order[start:end] for start, end in itertools.pairwise(ends))
                loss = steps.each_batch(X, y, arrays, after_step)
                self.ahead -= 1
        if self.ahead < 1:
            self.synchronise()
        return loss

    def _epochs_of_one_step(
        self, steps: Steps, X: Data, y: Data, after_step: Callable[[], object]
    ) -> float:
        """All data at once; and again in further epochs, until it is time to show progress."""
        steps.batch = 1
        end = time.perf_counter() + SHORT
        while True:
            loss = steps.step(X, y)
            after_step()
            self.ahead -= 1
            if self.ahead < 1 or time.perf_counter() > end:
                return loss
            steps.history.append(steps.record(steps.epoch, loss))
            steps.epoch += 1

    @no_grad()
    def loss_of(self, X: Data, y: Data) -> float:
        try:
            with np.errstate(**ERRORS):
                return float(self.compiled(X, y))
        except (ArithmeticError, TypeError, ValueError):  # which the floats may not have, or name
            return self.floats.loss_of(X.tolist(), y.tolist())

    def parameters_now(self) -> Vector:
        if self._now is None:
            self._now = self.vector.copy()
        return self._now

    def restore(self, numbers: Iterable[float]) -> None:
        self.vector[:] = numbers
        self._now = None
        self.synchronise()

    def now(self) -> Moment:
        return self.parameters_now(), self.optimizer.steps, self.state

    def go_back(self, moment: Moment) -> None:
        self.optimizer.steps, self.state = moment[1:]
        self.restore(moment[0])

    def states(self, state: State) -> list[State]:
        states: list[State] = [{} for _ in self.order]
        for name, column in state.items():
            numbers = np.broadcast_to(column, len(states)).tolist()
            for place, number in zip(self.order, numbers):
                states[place][name] = number
        return states

    def synchronise(self) -> None:
        """Puts the numbers of the arrays into the parameters and the optimizer's state."""
        states = self.states(self.state)
        set_data(self.parameters, self.vector.tolist())
        self.optimizer.state = states


def _batch_loss(model: Module, loss: Loss, X: object, y: object) -> object:
    return loss_value(loss, vmap(model)(X), y)
