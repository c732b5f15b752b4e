"""Learning on floats: by the engine as it is, one Value at a time."""

# ruff: noqa: D102  (its methods are those of `Learner`)

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence, Sized

from autograd import Value, no_grad
from autograd.leaving import refused
from autograd.passes import zero_grad
from autograd.telling import type_error
from nn.losses import Loss
from nn.module import Module
from nn.numbers import data_of, set_data
from nn.optim import Optimizer, State, clip_grad_norm
from nn.training.steps import Batches, Moment, Steps


class FloatLearner:
    """Forward through the model, backward from the loss, and the optimizer's own step.

    Arguments:
        model, loss, optimizer, clip_grad_norm: as in `fit`.
    """

    backend = "floats"

    def __init__(
        self, model: Module, loss: Loss, optimizer: Optimizer, clip_grad_norm: float | None
    ) -> None:
        self.model, self.loss, self.optimizer = model, loss, optimizer
        self.clip_grad_norm = clip_grad_norm
        self.parameters = list(dict.fromkeys([*model.parameters(), *optimizer.parameters]))

    # --- computing -------------------------------------------------------------------------------

    def data(self, samples: list[object]) -> list[object]:
        return samples

    def batch_of(self, samples: list[object], batch: Sequence[int]) -> list[object]:
        return [samples[i] for i in batch]

    def run_ahead(self, done: int, epochs: int) -> None:
        """Makes no use of it: the parameters are always where everybody looks for them."""

    def one_epoch(
        self, steps: Steps, X: Sized, y: Sized, batches: Batches, after_step: Callable[[], object]
    ) -> float:
        return steps.each_batch(X, y, batches, after_step)

    def loss_and_gradients(self, X: list[object], y: list[object]) -> float:
        zero_grad(self.parameters)
        refusing = refused.set(True)  # math.exp in a layer would train on a wrong gradient
        try:
            loss = loss_value(self.loss, [self.model(x) for x in X], y)
        finally:
            refused.reset(refusing)
        loss.backward()
        return loss.data

    def update(self) -> None:
        if self.clip_grad_norm is not None:
            clip_grad_norm(self.parameters, self.clip_grad_norm)
        self.optimizer.step()

    @no_grad()
    def loss_of(self, X: list[object], y: list[object]) -> float:
        return float(self.loss([self.model(x) for x in X], y))

    # --- its numbers -----------------------------------------------------------------------------

    def parameters_now(self) -> list[float]:
        return data_of(self.parameters)

    def all_finite(self) -> bool:
        return all(map(math.isfinite, self.parameters_now()))

    def restore(self, numbers: Iterable[float]) -> None:
        set_data(self.parameters, numbers)

    def now(self) -> Moment:
        return self.parameters_now(), self.optimizer.steps, self.states(self.optimizer.state)

    def go_back(self, moment: Moment) -> None:
        self.restore(moment[0])
        self.optimizer.steps, self.optimizer.state = moment[1:]

    def states(self, state: list[State]) -> list[State]:
        return [dict(each) for each in state]

    def synchronise(self) -> None:
        """Does nothing, for the same reason."""


def loss_value(loss: Loss, outputs: list[object], y: object) -> Value:
    """The loss, which has to be one number."""
    value = loss(outputs, y)
    if not isinstance(value, Value):
        raise type_error(f"the loss must be a Value, got {type(value).__name__} {value!r}")
    return value
