"""The steps of training: what computes, and the care that a step is done wholly or not at all."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn

from autograd import Value, no_grad
from autograd.leaving import refused
from autograd.value import zero_grad
from nn import losses, optim
from nn.history import History
from nn.module import Module
from nn.numbers import data_of, set_data

Moment = tuple[Any, int, Any]  # numbers of the parameters, steps and state of the optimizer


class TrainingError(ArithmeticError):
    """A loss or a parameter that is no longer a finite number.

    Attributes:
        epoch, batch: where it happened, both counted from 1; batch 0 is the validation data.
        history: the records of the epochs before.
    """

    def __init__(self, message: str, epoch: int, batch: int, history: History) -> None:
        super().__init__(message)
        self.epoch = epoch
        self.batch = batch
        self.history = history


class Steps:
    """The steps of one call of `fit`, and the numbers to go back to when one fails.

    `loss_and_gradients` and `update` are all that computes; the rest is care.
    """

    def __init__(
        self,
        model: Module,
        loss: losses.Loss,
        optimizer: optim.Optimizer,
        clip_grad_norm: float | None,
    ) -> None:
        self.model: Any = model
        self.loss = loss
        self.optimizer = optimizer
        self.clip_grad_norm = clip_grad_norm
        self.parameters = list(dict.fromkeys([*model.parameters(), *optimizer.parameters]))
        self.history = History()
        self.epoch = self.batch = 0
        self.start = self.parameters_now()
        self.good = self.now()

    def loss_and_gradients(self, X: list[Any], y: list[Any]) -> float:
        """The loss of a batch; its gradient is then in the parameters' `grad`."""
        zero_grad(self.parameters)
        refusing = refused.set(True)  # math.exp in a layer would train on a wrong gradient
        try:
            loss = loss_value(self.loss, [self.model(x) for x in X], y)
        finally:
            refused.reset(refusing)
        loss.backward()
        return loss.data

    def update(self) -> None:
        """One step of the optimizer along the gradients."""
        if self.clip_grad_norm is not None:
            optim.clip_grad_norm(self.parameters, self.clip_grad_norm)
        self.optimizer.step()

    def data(self, samples: list[Any]) -> Any:
        """Samples or targets in the form that the steps take them in."""
        return samples

    def batch_of(self, samples: Any, batch: Sequence[int]) -> Any:
        """Those of the batch's indices."""
        return [samples[i] for i in batch]

    def run_ahead(self, epochs: int) -> None:
        """Nobody will look at the parameters until that epoch: steps may make use of that.

        Then `one_epoch` may do several at once: it enters all but the last of them into the
        history, and moves `epoch` on to the last.
        """

    def record(self, epoch: int, mean_loss: float) -> dict[str, Any]:
        """What goes into the history about an epoch."""
        return {"epoch": epoch, "loss": mean_loss, "lr": self.optimizer.lr}

    def one_epoch(
        self,
        X: Any,
        y: Any,
        batches: Iterator[Sequence[int]],
        after_step: Callable[[], Any],
    ) -> float:
        """A step for each batch of indices; returns the mean loss of a sample."""
        total = 0.0
        for self.batch, batch in enumerate(batches, 1):
            loss = self.step(self.batch_of(X, batch), self.batch_of(y, batch))
            total += loss * len(batch)
            after_step()
        return total / len(X)

    def step(self, X: list[Any], y: list[Any]) -> float:
        """Learns from one batch, wholly or not at all; returns the loss before the update."""
        before = self.now()
        try:
            loss = self.loss_and_gradients(X, y)
            _check_finite("the loss", loss)
            self.good = before
            self.update()
            if not self.all_finite():
                raise ArithmeticError("a parameter after the update is not finite")
        except (ArithmeticError, ValueError) as error:
            self._fail(error, X, y)
        except BaseException:  # Ctrl-C above all, which may come in the midst of an update
            self.go_back(before)
            raise
        return loss

    def evaluate(self, X: list[Any], y: list[Any]) -> float:
        """The loss on data that nothing is learned from."""
        self.model.eval()
        try:
            loss = self._loss_without_graph(X, y)
            _check_finite("the loss", loss)
        except (ArithmeticError, ValueError) as error:
            self.batch = 0
            self._fail(error, X, y)
        finally:
            self.model.train()
        return loss

    def parameters_now(self) -> Any:
        """The number in each parameter."""
        return data_of(self.parameters)

    def all_finite(self) -> bool:
        """Whether every parameter is a finite number."""
        return all(map(math.isfinite, self.parameters_now()))

    def restore(self, numbers: Any) -> None:
        """Gives the parameters the numbers that `parameters_now` returned."""
        set_data(self.parameters, numbers)

    def now(self) -> Moment:
        """All that a step changes; nobody changes what is in it."""
        return self.parameters_now(), self.optimizer.steps, self.states(self.optimizer.state)

    def go_back(self, moment: Moment) -> None:
        """Makes everything as it was when `now` was called."""
        self.restore(moment[0])
        self.optimizer.steps, self.optimizer.state = moment[1:]

    def states(self, state: Any) -> list[dict[str, Any]]:
        """The state of a moment as the optimizer has it: of each of its parameters."""
        return [dict(each) for each in state]

    def synchronise(self) -> None:
        """Puts the numbers where everybody looks for them: in the model and the optimizer."""

    @no_grad()
    def _loss_without_graph(self, X: list[Any], y: list[Any]) -> float:
        return float(self.loss([self.model(x) for x in X], y))

    def _fail(self, error: Exception, X: list[Any], y: list[Any]) -> NoReturn:
        """Puts everything back where it was good, and raises what there is to say."""
        self.go_back(self.good)
        if isinstance(error, ValueError) and self._always_failed(X, y):
            raise error
        self.history.stopped = "error"
        where = f"batch {self.batch}" if self.batch else "validation"
        raise TrainingError(
            f"epoch {self.epoch}, {where}: {error}. What usually cures it: a smaller learning rate "
            f"(lr is {self.optimizer.lr:g}), standardised inputs, or clip_grad_norm=1.0",
            self.epoch,
            self.batch,
            self.history,
        ) from error

    def _always_failed(self, X: list[Any], y: list[Any]) -> bool:
        """Whether these data raise a ValueError with the first parameters too.

        The logarithm of a negative number is a ValueError, and so is a target that the loss cannot
        take. Only what training has brought about is to be cured by another learning rate.
        """
        self.restore(self.start)
        try:
            self._loss_without_graph(X, y)
        except ValueError:
            return True
        except ArithmeticError:
            return False
        finally:
            self.go_back(self.good)
        return False


def loss_value(loss: losses.Loss, outputs: list[Any], y: Any) -> Value:
    """The loss, which has to be one number."""
    value = loss(outputs, y)
    if not isinstance(value, Value):
        raise TypeError(f"the loss must be a Value, got {type(value).__name__} {value!r}")
    return value


def _check_finite(what: str, number: float) -> None:
    if not math.isfinite(number):
        raise ArithmeticError(f"{what} is {number}")
