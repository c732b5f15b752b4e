"""The epochs of a training: what is done in each, and how they come to an end."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence, Sized
from functools import wraps
from typing import ParamSpec, TypeVar

from autograd.telling import value_error
from nn.data import batch_indices
from nn.history import Record
from nn.layers import Dropout
from nn.modes import put
from nn.module import Module
from nn.progress import Bar
from nn.schedulers import Scheduler
from nn.training.checkpoints import Best, Checkpoint
from nn.training.steps import Steps

Callback = Callable[[Record, Module], object]
Attributes = list[tuple[object, str, object]]
P = ParamSpec("P")
R = TypeVar("R")
ENDED = ("callback", "early stopping")  # what ends a training for good


class Training:
    """One call of `fit`.

    Arguments:
        run: the steps, and what learns in them.
        parts: X and y in the form in which it takes them; and X and y to validate with, if any.
        rng: the generator that orders the batches.
        file: what to go on from, and to keep each epoch in.
        epochs, batch_size, early_stopping, scheduler, callbacks: as in `fit`.
    """

    def __init__(
        self,
        run: Steps,
        parts: Sequence[Sized],
        rng: random.Random,
        file: Checkpoint,
        *,
        epochs: int,
        batch_size: int | None,
        early_stopping: int | None,
        scheduler: Scheduler | None,
        callbacks: list[Callback],
    ) -> None:
        self.run, self.parts, self.rng, self.file = run, parts, rng, file
        self.processes = file.processes
        self.epochs, self.batch_size = epochs, batch_size
        self.early_stopping, self.scheduler, self.callbacks = early_stopping, scheduler, callbacks
        self.history = run.history
        self.best = Best()

    def go(self, bar: Bar) -> None:
        """Epoch after epoch, until one ends the training."""
        run, history = self.run, self.history
        self.best = self.file.begin(run, self.rng)
        if history.stopped in ENDED:
            return
        history.stopped = "epochs"
        self.processes.agreed(lambda: self.file.keep(run, self.best))
        if not self.parts[2:] and self.scheduler is None and not self.callbacks:
            run.learner.run_ahead(run.epoch, self.epochs)
        while run.epoch < self.epochs and history.stopped == "epochs":
            run.epoch += 1
            record = self._learn(bar)
            if self.scheduler is not None:
                self.scheduler.step()
            history.stopped = self._decided(record)
            whole = history.stopped in ENDED or run.epoch >= self.epochs
            self.file.keep(run, self.best, history.stopped if whole else "interrupted")

    def _learn(self, bar: Bar) -> Record:
        """Goes once over the data, and enters into the history how it went."""
        run, (X, y, *to_validate) = self.run, self.parts
        batches = batch_indices(len(X), self.batch_size, self.rng)
        mean_loss = run.one_epoch(X, y, batches, bar.update)
        record = run.record(run.epoch, mean_loss)
        if to_validate:
            loss = run.evaluate(*to_validate)
            record["val_loss"] = self.processes.of_first(lambda: loss)
        self.history.append(record)
        bar.set_postfix({key: x for key, x in record.items() if "loss" in key}, False)
        return record

    def _decided(self, record: Record) -> str:
        """Why the training ends after this epoch, for all processes; and whether they are as one.

        Raises:
            ValueError: a scheduler or a callback made another optimizer of it in one of them.
        """
        optimizer = self.run.learner.optimizer
        answers = self.processes.agreed(lambda: (self._stopped(record), repr(optimizer)))
        reasons, optimizers = zip(*answers)
        if len({*optimizers}) > 1:
            raise value_error(
                f"after epoch {record['epoch']}, the optimizers of the processes differ: "
                f"{'; '.join(optimizers)} (schedulers and callbacks must do the same in all)"
            )
        return next((why for why in reasons if why in ENDED), "epochs")

    def _stopped(self, record: Record) -> str:
        """Why the training ends after this epoch; "epochs" if it only ends with the last."""
        epoch = self.run.epoch
        if self.early_stopping is not None and record["val_loss"] < self.best.loss:
            self.best = Best(record["val_loss"], epoch, self.run.learner.parameters_now())
        answers = [callback(record, self.run.learner.model) for callback in self.callbacks]
        if any(answers):
            return "callback"
        late = self.early_stopping is not None and epoch - self.best.epoch >= self.early_stopping
        return "early stopping" if late else "epochs"

    def finish(self, failed: bool = False) -> None:
        """Leaves the numbers where everybody looks for them; doing it twice is doing it once."""
        self.run.learner.synchronise()
        self.file.write(self.run)
        if self.best.epoch and not failed:
            self.run.learner.restore(self.best.numbers)


def attributes(model: Module, rng: random.Random | None) -> tuple[Attributes, Attributes]:
    """How the parts of a model are to be while it is trained, and how they are now.

    All are in training, and dropout without a generator of its own draws from `rng`.
    """
    modules = list(model.modules())
    unseeded = [part for part in modules if isinstance(part, Dropout) and part._rng is None]
    inside: Attributes = [(part, "training", True) for part in modules]
    before: Attributes = [(part, "training", part.training) for part in modules]
    return (
        inside + [(part, "_rng", rng) for part in unseeded],
        before + [(part, "_rng", None) for part in unseeded],
    )


def modes_kept_after_errors(fit: Callable[P, R]) -> Callable[P, R]:
    """Of a function of a model: all parts are in the modes they were in, if it raises.

    Also if Ctrl-C came in the midst of what would have put them back, which no `finally` can help.
    """

    @wraps(fit)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        model = args[0] if args else kwargs.get("model")
        before = attributes(model, None)[1] if isinstance(model, Module) else []
        try:
            return fit(*args, **kwargs)
        except BaseException:
            put(before)
            raise

    return guarded
