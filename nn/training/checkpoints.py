"""Checkpoints: files from which an interrupted training goes on to the very same numbers.

What decides about the numbers to come is in the file: the parameters, what the optimizer and the
scheduler remember, where the random generators are, the best epoch and the history; and also what
the training was started with, for it goes on with nothing else. Floats are written so that they
come back to the last bit.
"""

from __future__ import annotations

import copy
import math
import os
import random
import sys
import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from autograd import Value
from autograd.telling import told, value_error
from nn.files import Json, ModelFileError, read_json, write_json
from nn.schedulers import Scheduler
from nn.training.processes import Processes
from nn.training.settings import check_plain, generators_of
from nn.training.steps import Moment, Steps

FORMAT, VERSION = "chainrule checkpoint", 1
PARTS = ("settings", "parameters", "optimizer", "history")
PAUSE = 1.0  # seconds from one writing to the next, at least
SHARE = 10  # and at least so many times as long as the last one took


class Best(NamedTuple):
    """The epoch with the smallest validation loss so far, 0 before the first; and its numbers."""

    loss: float = math.inf
    epoch: int = 0
    numbers: Iterable[float] = ()


class Kept(NamedTuple):
    """How things were at the end of an epoch."""

    epoch: int
    stopped: str
    moment: Moment
    optimizer: Json
    scheduler: Json | None
    best: Best
    generators: list[object]


class Checkpoint:
    """The file of a training; without a path, nothing at all.

    Arguments:
        path: its name.
        resume: go on from what is in it, if it is there.
        processes: who trains; the first of them reads the file for all, and writes it.

    Raises:
        ModelFileError: there is a file, but it is no checkpoint.
        OSError: it cannot be read.
    """

    def __init__(
        self, path: str | os.PathLike[str] | None, resume: bool, processes: Processes
    ) -> None:
        if resume and path is None:
            raise value_error("resume=True goes on from a file: name it by checkpoint=")
        self.path, self.processes = path, processes
        self.saved: Json = {}
        if path is not None and resume:
            self.saved = processes.of_first(lambda: _from_file(path))
        self.kept: Kept | None = None
        self.written: Kept | None = None
        self.due = 0.0

    # --- going on --------------------------------------------------------------------------------

    def rewind(self, rng: random.Random) -> None:
        """Puts the generator where it was before the training drew its first number."""
        if self.saved:
            rng.setstate(_state(self.saved["start"]))
        self.start = rng.getstate() if self.path is not None else None

    def load(self, run: Steps, scheduler: Scheduler | None, settings: Json) -> None:
        """Makes model, optimizer, scheduler and history what they were, if there is a file.

        Raises:
            ModelFileError: it is of another training; the message says what differs.
        """
        if self.path is None:
            return
        self.scheduler, self.settings = scheduler, settings
        self.names = _names(run)
        self.before = {name: parameter.data for name, parameter in self.names.items()}
        if not self.saved:
            return
        for name, value in settings.items():
            self._compare(name, value)
        numbers = self.saved["parameters"]
        if [*numbers] != [*self.names]:
            raise self._differs(told("parameters"))
        run.learner.restore(self._in_order(run, numbers))
        run.learner.optimizer.load_state_dict(self.saved["optimizer"])
        if scheduler is not None:
            scheduler.load_state_dict(self.saved["scheduler"])
        run.history.load_state_dict(self.saved["history"])
        run.epoch = self.saved["epoch"]

    def begin(self, run: Steps, rng: random.Random) -> Best:
        """Puts the generators where they were, and returns the best epoch so far."""
        if self.path is None:
            return Best()
        self.generators = generators_of(run.learner.model, rng)
        self.settings["steps"] = run.learner.backend
        if self.saved:
            self._go_on(run)
        best = self.saved.get("best")
        if not best:
            return Best()
        return Best(best["loss"], best["epoch"], self._in_order(run, best["parameters"]))

    def _go_on(self, run: Steps) -> None:
        """The last that can differ; and the generators, which nothing may move any more."""
        states = self.saved["generators"]
        try:
            self._compare("steps", self.settings["steps"])
            if len(states) != len(self.generators):
                raise self._differs(told("random generators"))
        except ModelFileError:
            run.learner.restore(self._in_order(run, self.before))
            raise
        for mine, state in zip(self.generators, states):
            mine.setstate(_state(state))

    def _in_order(self, run: Steps, numbers: dict[str, float]) -> list[float]:
        """The numbers in the order of the run's parameters."""
        mine = {self.names[name]: float(number) for name, number in numbers.items()}
        return [mine.get(parameter, parameter.data) for parameter in run.learner.parameters]

    def _compare(self, name: str, value: object) -> None:
        before = self.saved["settings"].get(name)
        if before != value:
            shown = "" if name == "data" else told(f": {before} there, {value} here")
            raise self._differs(name.replace("_", " ") + shown)

    def _differs(self, what: str) -> ModelFileError:
        return ModelFileError(
            f"{self.path} is the checkpoint of another training, with other {what} "
            "(resume=False starts afresh and replaces it)"
        )

    # --- keeping ---------------------------------------------------------------------------------

    def keep(self, run: Steps, best: Best, stopped: str = "interrupted") -> None:
        """Remembers how things are at the end of an epoch; and now and then writes it."""
        if self.path is None or not self.processes.is_first:
            return
        self.kept = Kept(
            run.epoch,
            stopped,
            run.learner.now(),
            copy.deepcopy(run.learner.optimizer.settings()),
            None if self.scheduler is None else self.scheduler.state_dict(),
            best,
            [each.getstate() for each in self.generators],
        )
        if time.perf_counter() >= self.due:
            self.write(run)

    def write(self, run: Steps) -> None:
        """Writes what was kept last. If that fails, one line says so, and training goes on.

        Raises:
            OSError: the very first writing fails, which is before the training.
        TypeError: what the optimizer or the scheduler remembers is no plain data.
        """
        kept = self.kept
        if self.path is None or kept is None or kept is self.written:
            return
        began = time.perf_counter()
        content = self._content(kept, run)
        if self.written is None:
            for name in ("optimizer", "scheduler"):
                check_plain(name, content[name])
        try:
            write_json(self.path, FORMAT, VERSION, content)
        except OSError as error:
            if self.written is None:
                raise
            print(told(f"checkpoint not written, training goes on: {error}"), file=sys.stderr)
        self.written = kept
        now = time.perf_counter()
        self.due = now + max(PAUSE, SHARE * (now - began))

    def _content(self, kept: Kept, run: Steps) -> Json:
        numbers, steps, state = kept.moment
        best = kept.best
        return {
            "settings": self.settings,
            "epoch": kept.epoch,
            "parameters": self._by_name(run, numbers),
            "optimizer": {**kept.optimizer, "steps": steps, "state": run.learner.states(state)},
            "scheduler": kept.scheduler,
            "best": best.epoch
            and {
                "loss": best.loss,
                "epoch": best.epoch,
                "parameters": self._by_name(run, best.numbers),
            },
            "history": {"records": run.history[: kept.epoch], "stopped": kept.stopped},
            "generators": kept.generators,
            "start": self.start,
        }

    def _by_name(self, run: Steps, numbers: Iterable[float]) -> dict[str, float]:
        mine = dict(zip(run.learner.parameters, map(float, numbers)))
        return {name: mine[parameter] for name, parameter in self.names.items()}


def _from_file(path: str | os.PathLike[str]) -> Json:
    return read_json(path, FORMAT, VERSION, PARTS) if os.path.exists(path) else {}  # noqa: PTH110


def _names(run: Steps) -> dict[str, Value]:
    """Every parameter by its name in the model; those that only the optimizer has come last."""
    named = dict(run.learner.model.named_parameters())
    known = set(named.values())
    others = [parameter for parameter in run.learner.parameters if parameter not in known]
    return {**named, **{f"optimizer.{i}": parameter for i, parameter in enumerate(others)}}


def _state(saved: list[Any]) -> tuple[Any, ...]:
    """What `random.Random.setstate` takes, of what JSON made of it."""
    version, words, gauss = saved
    return version, tuple(words), gauss
