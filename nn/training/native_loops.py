"""Learning as machine code: loss, gradient and update of all steps of an epoch in one loop."""

from __future__ import annotations

import copy
import sys
import time
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd.compiler import (
    Lifted,
    NativeError,
    NativeSteps,
    UncheckedError,
    Update,
    agree,
    agree_with_lines,
    on_arrays,
    translated,
)
from autograd.telling import told
from nn.optim import Optimizer, State
from nn.training.arrays import ERRORS, SHORT, ArrayLearner
from nn.training.floats import FloatLearner
from nn.training.steps import Batches, Steps

if TYPE_CHECKING:
    from nn.training.arrays import Data, Vector

MOST_STEPS = 2**16  # that one loop takes
MOST_DRAWS = 2**20  # random numbers drawn ahead for these


class NativeLearner(ArrayLearner):
    """An `ArrayLearner`, but the steps of an epoch are one loop of machine code.

    The loop stops before a step in which a number is not finite; that step is left to
    `ArrayLearner`, which knows what to raise. So is the very first, which gives the optimizer's
    state its form, and whatever there are no loop nests for.
    """

    backend = "native"

    def __init__(self, floats: FloatLearner, X: list[object], y: list[object]) -> None:
        super().__init__(floats, X, y)
        self.loops: dict[tuple[Lifted, str], NativeSteps | None] = {}
        self.stride = 16
        self._as_floats: dict[int, tuple[Data, Vector]] = {}
        self._said: set[str] = set()

    def one_epoch(
        self, steps: Steps, X: Data, y: Data, batches: Batches, after_step: Callable[[], object]
    ) -> float:
        """A step for each batch of indices, or several such epochs; returns the last mean loss."""
        steps.batch = 0
        todo = list(batches)
        if not isinstance(todo[0], range):
            return self._epoch_of_batches(steps, X, y, todo, after_step)
        order = np.arange(len(X))[None]
        losses = self._steps(steps, X, y, order, max(1, self.ahead))
        steps.history.extend(
            [steps.record(epoch, loss) for epoch, loss in enumerate(losses[:-1], steps.epoch)]
        )
        steps.epoch += len(losses) - 1
        self.ahead -= len(losses)
        for _ in losses:
            after_step()
        if self.ahead < 1:
            self.synchronise()
        return losses[-1]

    def _epoch_of_batches(
        self,
        steps: Steps,
        X: Data,
        y: Data,
        batches: list[Sequence[int]],
        after_step: Callable[[], object],
    ) -> float:
        total = 0.0
        for size, group in groupby(batches, len):
            order = np.array(list(group))
            while len(order):
                losses = self._steps(steps, X, y, order, len(order))
                order = order[len(losses) :]
                total += sum(losses) * size
                for _ in losses:
                    after_step()
        self.ahead -= 1
        if self.ahead < 1:
            self.synchronise()
        return total / len(X)

    def _steps(self, steps: Steps, X: Data, y: Data, order: Data, count: int) -> list[float]:
        """Takes up to `count` steps, but at least one; returns the losses before them.

        A row of `order` has the indices of a step; if there is but one row, it serves all steps.
        """
        losses: list[float] = []
        if self.sound and self.optimizer.steps:
            losses = self._loop(steps, X, y, order, count)
        steps.batch += len(losses)
        if not losses:
            steps.batch += 1
            with np.errstate(**ERRORS):
                losses = [steps.step(X[order[0]], y[order[0]])]
        return losses

    def _loop(self, steps: Steps, X: Data, y: Data, order: Data, count: int) -> list[float]:
        """Takes up to `count` steps in one go, and none in which a number is not finite."""
        program = self.compiled.program(X[order[0]], y[order[0]])
        loop = self._machine_code(program, X[order[0]], y[order[0]])
        if loop is None:
            return []
        draws, before, now = program.draws, program.draws.state(), self.now()
        count = min(count, self.stride, 1 + MOST_DRAWS // (1 + len(draws)))
        try:
            drawn = draws(count) if draws else None
            loop.put(self.vector, self.state)
            began, number, lr = time.perf_counter(), self.optimizer.steps + 1, self.optimizer.lr
            data = self._floats(X), self._floats(y)
            losses, is_back = loop.run(*data, drawn, order[:count], count, lr, number)
            taken, done = time.perf_counter() - began, len(losses)
            if done < count and draws:  # those for steps that were not done are given back
                draws.restore(before)
                draws(done)
            self.vector[:], self._now, self.state = loop.theta, None, loop.copied(loop.state)
            self.optimizer.steps += done
            if done:
                good = loop.good.copy(), self.optimizer.steps - 1, loop.copied(loop.good_state)
                steps.good = self.now() if is_back else good
            self.stride = max(1, min(4 * self.stride, MOST_STEPS, int(count * SHORT / taken)))
        except BaseException:  # Ctrl-C above all
            draws.restore(before)
            self.go_back(now)
            raise
        return losses

    def _floats(self, data: Data) -> Vector:
        """The same numbers as machine code has them."""
        known = self._as_floats.get(id(data))
        if known is None or known[0] is not data:
            known = self._as_floats[id(data)] = data, np.ascontiguousarray(data, dtype=float)
        return known[1]

    def _machine_code(self, program: Lifted, X: Data, y: Data) -> NativeSteps | None:
        """The loop for a program, with the optimizer's settings as they are; None if there is none.

        One line says why.
        """
        changing = ("parameters", "lr", "initial_lr", "steps", "state")
        optimizer = self.optimizer
        settings = {name: x for name, x in vars(optimizer).items() if name not in changing}
        key = program, repr(settings)
        if key not in self.loops:
            self.loops[key] = None
            try:
                self.loops[key] = self._written(program, X, y)
            except NativeError as error:
                if str(error) not in self._said:
                    print(told(f"training without machine code: {error}"), file=sys.stderr)
                self._said.add(str(error))
        return self.loops[key]

    def _written(self, program: Lifted, X: Data, y: Data) -> NativeSteps:
        name = type(self.optimizer).__name__
        if not self._is_ours:
            raise NativeError(f"{name}.update may do more than arithmetic")
        code = on_arrays(program)
        if code is None or not code.is_loss:
            raise NativeError("the loss is no program on arrays")
        known = program.ordered
        if self.moved is not None or known != self.parameters[: len(known)]:
            raise NativeError("the optimizer does not hold all parameters")
        inputs = [X, y, *([program.draws.like()] if program.draws else [])]
        shapes = [(len(known),), *(np.shape(x) for x in inputs)]
        parts = [role.size for role in code.program.roles]
        rule = _rule(self.optimizer)
        loop = NativeSteps(
            code.halves, shapes, parts, len(self.vector), rule, [*self.state], self.clip_grad_norm
        )
        try:
            agrees = agree(loop.bound, code, self.vector[: len(known)], inputs)
            agrees = agrees and agree_with_lines(program, code, self.vector[: len(known)], inputs)
        except (ArithmeticError, ValueError, UncheckedError):
            raise NativeError("it could not be checked at these numbers") from None
        if not agrees:
            raise NativeError("its numbers differ from those of NumPy; please report this")
        return loop


def _rule(optimizer: Optimizer) -> Update:
    """The optimizer's update for any learning rate, and for numbers that are not known yet."""
    own = copy.copy(optimizer)
    update = translated(type(own).update)

    def rule(p: Any, g: Any, state: State, step: Any, lr: Any) -> Any:
        own.lr = lr
        return update(own, p, g, state, step)

    return rule
