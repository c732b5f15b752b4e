"""Learning compiled by JAX: a whole epoch, or many, as one loop of machine code."""

# ruff: noqa: D102  (its methods are those of `Learner`)

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.tree_util import tree_map

from autograd import TraceError, no_grad
from autograd.compiler import Lifted
from autograd.compiler.run.devices import double_precision
from autograd.compiler.run.jax_code import JaxCode
from nn.optim import Optimizer, State
from nn.training.arrays import ERRORS, SHORT, ArrayLearner
from nn.training.floats import FloatLearner
from nn.training.steps import Batches, Steps

if TYPE_CHECKING:
    from nn.training.arrays import Data

MOST_STEPS = 4096  # that one loop takes over several epochs
MOST_DRAWS = 2**20  # random numbers drawn ahead for these


class Progress(NamedTuple):
    """What a loop carries from step to step."""

    done: Any  # the number of steps done
    fine: Any  # whether every number is finite so far
    vector: Any  # the parameters
    good: Any  # the parameters before the last step, and the state
    state: State  # what the optimizer remembers
    losses: Any  # of the steps done; the rest is unused


class JaxLearner(ArrayLearner):
    """An `ArrayLearner`, but the steps of an epoch are one loop that JAX compiles.

    The loop holds everything: the loss, its gradient, clipping, and the optimizer's `update`, which
    JAX traces as it traces any arithmetic. It stops before a step in which a number is not finite;
    that step is left to `ArrayLearner`, which knows what to raise.
    """

    backend = programs_run_on = "jax"

    def __init__(self, floats: FloatLearner, X: list[object], y: list[object]) -> None:
        """Takes over from `floats`; X and y are a first batch, by which the program is made.

        Raises:
            TraceError: the model, the loss or the optimizer cannot be compiled.
        """
        _check_update(floats.optimizer)
        super().__init__(floats, X, y)
        self.loops: dict[tuple[Lifted, str], Callable[..., Progress]] = {}
        self.most_ahead = 1
        self.stride = 1

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
        losses = self._steps(steps, X[None], y[None], 0, max(1, self.ahead), self.most_ahead > 1)
        steps.history.extend(
            [steps.record(epoch, loss) for epoch, loss in enumerate(losses[:-1], steps.epoch)]
        )
        steps.epoch += len(losses) - 1
        self.ahead -= len(losses)
        for _ in losses:
            after_step()
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
            while done < len(index):
                left = len(index) - done
                losses = self._steps(steps, X_of, y_of, done, left, left > 1)
                done += len(losses)
                total += sum(losses) * size
                for _ in losses:
                    after_step()
        return total / len(X)

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
        # bits of the numbers do.
        if self.sound and self.optimizer.steps and many:
            losses = self._loop(steps, X, y, first, count)
        steps.batch += len(losses)
        if not losses:
            steps.batch += 1
            with np.errstate(**ERRORS):
                losses = [steps.step(X[first], y[first])]
        self.synchronise()
        return losses

    def _loop(self, steps: Steps, X: Data, y: Data, first: int, count: int) -> list[float]:
        """Takes up to `count` steps in one go, and none in which a number is not finite."""
        program = self.compiled.program(X[first], y[first])
        if not isinstance(program.code, JaxCode):
            return []  # a program that JAX would compile for minutes
        room = len(X)
        if room == 1:
            room = min(MOST_STEPS, self.most_ahead, 1 + MOST_DRAWS // (1 + len(program.draws)))
            count = min(count, room, self.stride)
        data, before = [X, y], program.draws.state()
        if program.draws:
            data.append(np.zeros((room, len(program.draws))))
            data[2][first : first + count] = program.draws(count)
        good = steps.good[0], steps.good[2] or self.state
        start = Progress(0, True, self.vector, good, self.state, np.zeros(room))
        began = time.perf_counter()
        with double_precision():
            end = as_numpy(
                self._compiled_loop(program)(
                    start, data, first, count, self.optimizer.lr, self.optimizer.steps + 1
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
        if time.perf_counter() - began < SHORT and done == self.stride:
            self.stride *= 4
        losses: list[float] = end.losses[:done].tolist()
        return losses

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
            self.loops[key] = compiled_loop(loss, optimizer, moved, self.clip_grad_norm)
        return self.loops[key]

    @no_grad()
    def loss_of(self, X: Data, y: Data) -> float:
        return float(self.compiled(X, y))


def compiled_loop(
    loss: Callable[..., tuple[object, object]],
    optimizer: Optimizer,
    moved: object,
    clip_grad_norm: float | None,
) -> Callable[..., Progress]:
    """A compiled function that takes step after step.

    Arguments:
        loss: from a vector of parameters and the data of a step to its loss, and to whether all
            numbers on the way were finite.
        optimizer: what updates the parameters.
        moved: the index of its parameters in the vector.
        clip_grad_norm: as in `fit`.
    """
    loss_and_gradient = jax.value_and_grad(loss, has_aux=True)

    def loop(
        start: Progress, data: list[Data], first: int, count: int, lr: float, number: int
    ) -> Progress:
        """Takes `count` steps on data[:, first], data[:, first + 1], ...

        The steps are numbered from `number` for the optimizer.
        """
        own = _with_lr(optimizer, lr)

        def step(at: Progress) -> Progress:
            rows = [part[first + at.done] if len(part) > 1 else part[0] for part in data]
            inputs = [jnp.asarray(row, float) for row in rows]
            (value, fine), gradient = loss_and_gradient(at.vector, *inputs)
            fine &= jnp.isfinite(gradient).all()
            if clip_grad_norm is not None:
                norm = jnp.sqrt(gradient @ gradient)
                fine &= jnp.isfinite(norm)
                gradient *= jnp.where(norm > clip_grad_norm, clip_grad_norm / norm, 1.0)
            state = dict(at.state)
            updated = own.update(at.vector[moved], gradient[moved], state, number + at.done)
            if set(state) != set(at.state):
                raise TraceError(f"{type(own).__name__} changes the form of its state at each step")
            vector = at.vector.at[moved].set(updated)
            fine &= jnp.isfinite(vector).all()

            def chosen(new: object, old: object) -> object:
                return jnp.where(fine, new, old)

            return Progress(
                at.done + fine,
                fine,
                chosen(vector, at.vector),
                tree_map(chosen, (at.vector, at.state), at.good),
                tree_map(chosen, state, at.state),
                at.losses.at[at.done].set(value),
            )

        end: Progress = jax.lax.while_loop(lambda at: (at.done < count) & at.fine, step, start)
        return end

    compiled: Callable[..., Progress] = jax.jit(loop)
    return compiled


def as_numpy(progress: Progress) -> Progress:
    """With arrays that can be written to in the place of JAX's."""
    arrays: Progress = tree_map(np.array, progress)
    return arrays


def _with_lr(optimizer: Optimizer, lr: float) -> Optimizer:
    """A copy of an optimizer, for JAX to trace its update with any learning rate."""
    own = copy.copy(optimizer)
    own.lr = lr
    return own


def _check_update(optimizer: Optimizer) -> None:
    """Raises TraceError if JAX cannot trace how the optimizer makes a step."""
    name = type(optimizer).__name__
    if type(optimizer).step is not Optimizer.step:
        raise TraceError(f"{name} has a step() of its own, and only update() can be compiled")
    try:
        with double_precision():
            jax.eval_shape(lambda p: _with_lr(optimizer, p[0]).update(p, p, {}, 1), np.zeros(2))
    except Exception as error:  # whatever its author's code says to something that is no float
        reason = str(error).partition("\n")[0]
        raise TraceError(f"{name}.update is not plain arithmetic: {reason}") from None
