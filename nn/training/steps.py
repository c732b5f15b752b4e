"""What learns in a training, and the care that a step is done wholly or not at all."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from typing import Any, NoReturn, Protocol, TypeVar

from autograd import Value
from autograd.telling import TellingError, told
from nn.history import History, Record
from nn.losses import Loss
from nn.module import Module
from nn.optim import Optimizer, State

Batches = Iterator[Sequence[int]]
Data = TypeVar("Data")
Moment = tuple[Any, int, Any]  # numbers of the parameters, steps and state of the optimizer


class Learner(Protocol[Data]):
    """What computes: on floats, on arrays, in loops of JAX; on data as its own `data` made them.

    Attributes:
        backend: its name in checkpoints: the last bits of the numbers depend on it.
        model, loss, optimizer: what it learns with.
        parameters: those of the model and those of the optimizer, in the order of its numbers.
    """

    backend: str
    model: Module
    loss: Loss
    optimizer: Optimizer
    parameters: list[Value]

    def data(self, samples: list[object]) -> Data:
        """Samples or targets in the form in which they are computed with."""

    def batch_of(self, samples: Data, batch: Sequence[int]) -> Data:
        """Those of the batch's indices."""

    def run_ahead(self, done: int, epochs: int) -> None:
        """Nobody will look at the parameters from epoch `done` to the last: make use of that.

        Then `one_epoch` may do several at once: it enters all but the last of them into the
        history, and moves `epoch` on to the last.
        """

    def one_epoch(
        self, steps: Steps, X: Data, y: Data, batches: Batches, after_step: Callable[[], object]
    ) -> float:
        """A step for each batch of indices, with the care of `steps`; the mean loss of a sample."""

    def loss_and_gradients(self, X: Data, y: Data) -> float:
        """The loss of a batch; its gradient is kept for `update`."""

    def update(self) -> None:
        """One step of the optimizer along the gradient."""

    def loss_of(self, X: Data, y: Data) -> float:
        """The loss alone."""

    def parameters_now(self) -> Iterable[float]:
        """The number in each parameter; nobody writes to it."""

    def all_finite(self) -> bool:
        """Whether every parameter is a finite number."""

    def restore(self, numbers: Iterable[float]) -> None:
        """Gives the parameters the numbers that `parameters_now` returned."""

    def now(self) -> Moment:
        """All that a step changes; nobody changes what is in it."""

    def go_back(self, moment: Moment) -> None:
        """Makes everything as it was when `now` was called."""

    def states(self, state: Any) -> list[State]:
        """The state of a moment as the optimizer has it: of each of its parameters."""

    def synchronise(self) -> None:
        """Puts the numbers where everybody looks for them: in the model and the optimizer."""


class TrainingError(TellingError, ArithmeticError):
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

    Arguments:
        learner: what computes; until the first step another may take its place.
    """

    def __init__(self, learner: Learner[Any]) -> None:
        self.history = History()
        self.epoch = self.batch = 0
        self.learn_by(learner)

    def learn_by(self, learner: Learner[Any]) -> None:
        """From here on it is this learner that computes."""
        self.start, self.good = learner.parameters_now(), learner.now()
        self.learner = learner

    def record(self, epoch: int, mean_loss: float) -> Record:
        """What goes into the history about an epoch."""
        return {"epoch": epoch, "loss": mean_loss, "lr": self.learner.optimizer.lr}

    def one_epoch(
        self, X: Sized, y: Sized, batches: Batches, after_step: Callable[[], object]
    ) -> float:
        """Goes once over the data, or more often as `run_ahead` says; returns the mean loss."""
        return self.learner.one_epoch(self, X, y, batches, after_step)

    def each_batch(
        self, X: Sized, y: Sized, batches: Batches, after_step: Callable[[], object]
    ) -> float:
        """A step for each batch of indices; returns the mean loss of a sample."""
        total, learner = 0.0, self.learner
        for self.batch, batch in enumerate(batches, 1):
            loss = self.step(learner.batch_of(X, batch), learner.batch_of(y, batch))
            total += loss * len(batch)
            after_step()
        return total / len(X)

    def step(self, X: Sized, y: Sized) -> float:
        """Learns from one batch, wholly or not at all; returns the loss before the update."""
        learner = self.learner
        before = learner.now()
        try:
            loss = learner.loss_and_gradients(X, y)
            _check_finite(loss)
            self.good = before
            learner.update()
            if not learner.all_finite():
                raise ArithmeticError(told("a parameter after the update is not finite"))
        except (ArithmeticError, ValueError) as error:
            self._fail(error, X, y)
        except BaseException:  # Ctrl-C above all, which may come in the midst of an update
            learner.go_back(before)
            raise
        return loss

    def evaluate(self, X: Sized, y: Sized) -> float:
        """The loss on data that nothing is learned from."""
        self.learner.model.eval()
        try:
            loss = self.learner.loss_of(X, y)
            _check_finite(loss)
        except (ArithmeticError, ValueError) as error:
            self.batch = 0
            self._fail(error, X, y)
        finally:
            self.learner.model.train()
        return loss

    def _fail(self, error: Exception, X: Sized, y: Sized) -> NoReturn:
        """Puts everything back where it was good, and raises what there is to say."""
        self.learner.go_back(self.good)
        if isinstance(error, ValueError) and self._always_failed(X, y):
            raise error
        self.history.stopped = "error"
        where = told(f"batch {self.batch}") if self.batch else told("validation")
        raise TrainingError(
            f"epoch {self.epoch}, {where}: {error}. What usually cures it: a smaller learning rate "
            f"(lr is {self.learner.optimizer.lr:g}), standardised inputs, or clip_grad_norm=1.0",
            self.epoch,
            self.batch,
            self.history,
        ) from error

    def _always_failed(self, X: Sized, y: Sized) -> bool:
        """Whether these data raise a ValueError with the first parameters too.

        The logarithm of a negative number is a ValueError, and so is a target that the loss cannot
        take. Only what training has brought about is to be cured by another learning rate.
        """
        self.learner.restore(self.start)
        try:
            self.learner.loss_of(X, y)
        except ValueError:
            return True
        except ArithmeticError:
            return False
        finally:
            self.learner.go_back(self.good)
        return False


def _check_finite(number: float) -> None:
    if not math.isfinite(number):
        raise ArithmeticError(told(f"the loss is {number}"))
