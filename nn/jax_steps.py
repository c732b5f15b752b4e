"""The steps of training compiled by JAX: a whole epoch, or many, as one loop of machine code."""

from __future__ import annotations

import copy
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from autograd import TraceError
from autograd.compiler import Lifted
from autograd.compiler.jax_code import JaxCode, double_precision
from nn.array_steps import ArraySteps
from nn.optimizer import Optimizer, State
from nn.steps import Steps

MOST_STEPS = 4096  # in one loop
MOST_DRAWS = 2**20  # random numbers drawn ahead for one loop
SHORT = 0.05  # seconds; Ctrl-C and the progress bar wait until a loop ends


class Progress(NamedTuple):
    """What a loop carries from step to step."""

    done: Any  # the number of steps done
    fine: Any  # whether every number is finite so far
    vector: Any  # the parameters
    good: Any  # the parameters before the last step
    state: State  # what the optimizer remembers
    losses: Any  # of the steps done; the rest is empty


class JaxSteps(ArraySteps):
    """`ArraySteps`, but the steps of an epoch are one loop that JAX compiles.

    The loop holds everything: the loss, its gradient, clipping, and the optimizer's `update`, which
    JAX traces as it traces any arithmetic. It stops before a step in which a number is not finite;
    that step is left to `ArraySteps`, which knows what to raise.

    Attributes:
        ahead: for how many epochs nobody looks at the parameters (no validation, no callback).
            Where all data are one batch, one loop may run through so many epochs.
    """

    backend = "jax"
    ahead = 1

    def __init__(self, steps: Steps, X: list[Any], y: list[Any]) -> None:
        """Takes over from `steps`; X and y are a first batch, by which the program is made.

        Raises:
            TraceError: the model, the loss or the optimizer cannot be compiled.
        """
        super().__init__(steps, X, y)
        self.loops: dict[Any, Callable[..., Progress]] = {}
        self.loop_length = 1
        self.losses_ahead: deque[float] = deque()
        self._check_optimizer()

    def one_epoch(
        self,
        X: Any,
        y: Any,
        batches: Iterator[Sequence[int]],
        after_step: Callable[[], Any],
    ) -> float:
        """A step for each batch of indices; returns the mean loss of a sample."""
        todo = list(batches)
        self.batch = 0
        if isinstance(todo[0], range):  # all data, and so again in each epoch
            if not self.losses_ahead:
                self.losses_ahead.extend(self._steps(X[None], y[None], self.ahead))
            self.ahead = max(1, self.ahead - 1)
            after_step()
            return self.losses_ahead.popleft()
        total = 0.0
        for size, group in groupby(todo, len):
            index = np.array(list(group))
            X_of, y_of, left = X[index], y[index], len(index)
            while left:
                losses = self._steps(X_of[-left:], y_of[-left:], left)
                left -= len(losses)
                total += sum(losses) * size
                for _ in losses:
                    after_step()
        return total / len(X)

    def _steps(self, X: Any, y: Any, count: int) -> list[float]:
        """Takes up to `count` steps, but at least one; returns the losses before them.

        The first axis of X and y is that of the steps; if its size is 1, they are for all steps.
        """
        losses: list[float] = []
        if self.optimizer.steps:  # after its first step the optimizer's state has taken its form
            losses = self._loop(self.compiled.program(X[0], y[0]), X, y, count)
        self.batch += len(losses)
        if not losses:
            self.batch += 1
            with np.errstate(all="ignore"):
                losses = [self.step(X[0], y[0])]
        self.synchronise()
        return losses

    def _loop(self, program: Lifted, X: Any, y: Any, count: int) -> list[float]:
        """Takes up to `count` steps in one go, and none in which a number is not finite."""
        room = len(X)
        if room == 1:
            room = min(MOST_STEPS, max(1, MOST_DRAWS // max(1, len(program.draws))), self.ahead)
            count = min(count, self.loop_length)
        generators = {draw.__self__: draw.__self__.getstate() for draw in program.draws}
        ...
        began = time.perf_counter()
