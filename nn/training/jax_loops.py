"""Learning compiled by JAX: a whole epoch, or many, as one loop of machine code."""

# ruff: noqa: D102  (its methods are those of `Learner`)

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import TraceError, no_grad
from autograd.compiler import Lifted
from autograd.compiler.run.devices import double_precision
from autograd.compiler.run.jax_code import JaxCode
from nn.training.arrays import ERRORS, SHORT, ArrayLearner
from nn.training.floats import FloatLearner
from nn.training.jax_steps import Progress, as_numpy, check_update, compiled_loop
from nn.training.processes import Processes
from nn.training.steps import Batches, Steps

if TYPE_CHECKING:
    from nn.training.arrays import Data

MOST_STEPS = 4096  # that one loop takes over several epochs
MOST_DRAWS = 2**20  # random numbers drawn ahead for these


class JaxLearner(ArrayLearner):
    """An `ArrayLearner`, but the steps of an epoch are one loop that JAX compiles.

    The loop holds everything: the loss, its gradient, clipping, and the optimizer's `update`, which
    JAX traces as it traces any arithmetic. It stops before a step in which a number is not finite;
    that step is left to `ArrayLearner`, which knows what to raise.

    On several devices, each has an equal part of every batch, and all parameters. The loop is one
    program for all of them, in which XLA adds up what their samples contribute to a gradient.
    Single steps, such as the first, every process does by itself.
    """

    backend = programs_run_on = "jax"

    def __init__(
        self, floats: FloatLearner, X: list[object], y: list[object], processes: Processes
    ) -> None:
        """Takes over from `floats`; X and y are a first batch, by which the program is made.

        Raises:
            TraceError: the model, the loss or the optimizer cannot be compiled.
        """
        check_update(floats.optimizer)
        super().__init__(floats, X, y)
        self.processes, self.devices = processes, processes.devices
        if self.devices is not None:
            self._check_shared(self.compiled.program(self.data(X), self.data(y)))
        self.places: dict[int, tuple[Data, object]] = {}  # data that serve all steps
        self.loops: dict[tuple[Lifted, str], Callable[..., Progress]] = {}
        self.most_ahead = 1
        self.stride, self.filled, self.quick = 1, False, False

    def _check_shared(self, program: Lifted) -> None:
        """Whether devices can share the work, and all processes have the same program to run."""
        if not isinstance(program.code, JaxCode):
            raise TraceError("JAX would compile this program for minutes, so no devices share it")
        self.processes.check_same(
            program=program.code.source,
            parameters=self.vector.tolist(),
            random_numbers=program.draws.state(),
        )

    def run_ahead(self, done: int, epochs: int) -> None:
        """One loop may run through them; how long a loop is goes by all epochs, also resumed."""
        super().run_ahead(done, epochs)
        self.most_ahead = epochs

    def one_epoch(
        self, steps: Steps, X: Data, y: Data, batches: Batches, after_step: Callable[[], object]
    ) -> float:
        """A step for each batch of indices, or several such epochs; returns the last mean loss."""
        steps.batch = 0
        todo = list(batches)
        if not isinstance(todo[0], range):
            return self._one_epoch_of_batches(steps, X, y, todo, after_step)
        # All data at once, and so again in each epoch.
        many = self.most_ahead > 1 or self.devices is not None
        losses = self._steps(steps, X[None], y[None], 0, max(1, self.ahead), many)
        steps.history.extend(
            [steps.record(epoch, loss) for epoch, loss in enumerate(losses[:-1], steps.epoch)]
        )
        steps.epoch += len(losses) - 1
        for _ in losses:
            after_step()
        self._shown_after(len(losses))
        return losses[-1]

    def _one_epoch_of_batches(
        self,
        steps: Steps,
        X: Data,
        y: Data,
        batches: list[Sequence[int]],
        after_step: Callable[[], object],
    ) -> float:
        total = 0.0
        for size, group in groupby(batches, len):
            index = np.array(list(group))
            X_of, y_of, done = X[index], y[index], 0
            shared = self.devices is not None and size == len(batches[0])
            while done < len(index):
                left = len(index) - done
                losses = self._steps(steps, X_of, y_of, done, left, shared or left > 1)
                done += len(losses)
                total += sum(losses) * size
                for _ in losses:
                    after_step()
        self._shown_after(1)
        return total / len(X)

    def _shown_after(self, epochs: int) -> None:
        """The model has the new numbers if somebody may look at it after these epochs."""
        self.ahead -= epochs
        if self.ahead < 1:
            self.synchronise()

    def _steps(
        self, steps: Steps, X: Data, y: Data, first: int, count: int, many: bool
    ) -> list[float]:
        """Takes up to `count` steps, but at least one; returns the losses before them.

        The first axis of X and y is that of the steps; if its size is 1, they serve all steps.
        """
        losses: list[float] = []
        # The first step of all gives the optimizer's state its form; and a single step, such as
        # that on the smaller last batch of an epoch, is not worth the compiling of a loop. Which
        # steps are a loop's must not depend on time, or on where a run was interrupted: the last
        # bits of the numbers do. On several devices also a single step is worth it, unless it is
        # one of that smaller batch, which they might not be able to split.
        if self.sound and self.optimizer.steps and many:
            losses = self._loop(steps, X, y, first, count)
        steps.batch += len(losses)
        if not losses:
            steps.batch += 1
            with np.errstate(**ERRORS):
                losses = [steps.step(X[first], y[first])]
        return losses

    def _loop(self, steps: Steps, X: Data, y: Data, first: int, count: int) -> list[float]:
        """Takes up to `count` steps in one go, and none in which a number is not finite."""
        program = self.compiled.program(X[first], y[first])
        if not isinstance(program.code, JaxCode):
            return []  # a program that JAX would compile for minutes
        room = len(X)
        if room == 1:
            room = min(MOST_STEPS, self.most_ahead, 1 + MOST_DRAWS // (1 + len(program.draws)))
            if self.filled and self.processes.of_first(lambda: self.quick):
                self.stride *= 4
            count = min(count, room, self.stride)
        data, before = [X, y], program.draws.state()
        if program.draws:
            data.append(np.zeros((room, len(program.draws))))
            data[2][first : first + count] = program.draws(count)
        good = steps.good[0], steps.good[2] or self.state
        start = Progress(0, True, self.vector, good, self.state, np.zeros(room))
        began = time.perf_counter()
        with self.processes.together(), double_precision():
            end = as_numpy(
                self._compiled_loop(program)(
                    start,
                    [*self._placed(data), *data[2:]],
                    first,
                    count,
                    self.optimizer.lr,
                    self.optimizer.steps + 1,
                )
            )
        done = int(end.done)
        if not end.fine and program.draws:  # the draws for steps that were not done are given back
            program.draws.restore(before)
            program.draws(done)
        self.vector[:], self._now, self.state = end.vector, None, end.state
        self.optimizer.steps += done
        if done:
            steps.good = end.good[0], self.optimizer.steps - 1, end.good[1]
        self.filled, self.quick = done == self.stride, time.perf_counter() - began < SHORT
        losses: list[float] = end.losses[:done].tolist()
        return losses

    def _placed(self, data: list[Data]) -> list[object]:
        """The data of steps on the devices: of each batch, an equal part on each."""
        return [part if self.devices is None else self._split(part) for part in data[:2]]

    def _split(self, part: Data) -> object:
        assert self.devices is not None
        if len(part) > 1 or part.base is None:
            return self.devices.split(part, 1)
        if id(part.base) not in self.places:
            self.places[id(part.base)] = part.base, self.devices.split(part, 1)
        return self.places[id(part.base)][1]

    def _compiled_loop(self, program: Lifted) -> Callable[..., Progress]:
        """The loop for a program, with the optimizer's settings as they are."""
        optimizer = self.optimizer
        changing = ("parameters", "lr", "initial_lr", "steps", "state")
        settings = {name: x for name, x in vars(optimizer).items() if name not in changing}
        key = program, repr(settings)
        if key not in self.loops:
            code = program.code
            assert isinstance(code, JaxCode)
            place = {parameter: i for i, parameter in enumerate(self.parameters)}
            index = np.array([place[parameter] for parameter in program.ordered], dtype=int)
            in_order = index.tolist() == [*range(len(place))]

            def loss(vector: Any, *inputs: object) -> tuple[object, object]:
                return code.loss(vector if in_order else vector[index], *inputs)

            moved = slice(None) if self.moved is None else self.moved
            placed = None if self.devices is None else self.devices.everywhere
            self.loops[key] = compiled_loop(loss, optimizer, moved, self.clip_grad_norm, placed)
        return self.loops[key]

    @no_grad()
    def loss_of(self, X: Data, y: Data) -> float:
        return float(self.compiled(X, y))
