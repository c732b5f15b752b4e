"""The steps of training on arrays: the same numbers as `Steps`, by a compiled program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograd import vmap
from autograd.compiler import Compiled
from nn.optimizer import State
from nn.steps import Steps


class ArraySteps(Steps):
    """`Steps` with all parameters in one vector for the whole run.

    Loss and gradients are a compiled program, and the optimizer's `update`, being plain arithmetic,
    moves a vector as it would move a number. At the end of each epoch, and when a step fails, the
    numbers go back into the model's Values and the optimizer's state.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.compiled = Compiled(self._batch_loss)
        place = {parameter: i for i, parameter in enumerate(self.parameters)}
        self.vector = np.array([p.data for p in self.parameters])
        self.gradient = np.zeros_like(self.vector)
        moved = [place[p] for p in self.optimizer.parameters]
        everything = moved == list(range(len(self.vector)))
        self.moved: Any = slice(None) if everything else np.array(moved)
        states = self.optimizer.state
        self.state: State = {name: np.array([s[name] for s in states]) for name in states[0]}

    def _batch_loss(self, X: Any, y: Any) -> Any:
        return self.loss(vmap(self.model)(X), y)

    def loss_and_gradients(self, X: Any, y: Any) -> float:
        """The loss of a batch, given as arrays; its gradient is then in `gradient`."""
        program = self.compiled.program(X, y)
        try:
            loss, self.gradient = program.loss_and_gradient(self.vector, self.parameters)
        except (ArithmeticError, ValueError):
            self.synchronise()
            loss = super().loss_and_gradients(X.tolist(), y.tolist())  # names the operation
            self.gradient = np.array([float(p.grad) for p in self.parameters])
        return loss

    def update(self) -> None:
        """One step of the optimizer along the gradient, for all parameters at once."""
        gradient = self.gradient
        if self.clip_grad_norm is not None:
            norm = float(np.sqrt(gradient @ gradient))
            if norm > self.clip_grad_norm:
                gradient = gradient * (self.clip_grad_norm / norm)
        optimizer = self.optimizer
        optimizer.steps += 1
        self.vector[self.moved] = optimizer.update(
            self.vector[self.moved], gradient[self.moved], self.state, optimizer.steps
        )

    def one_epoch(
        self,
        X: Any,
        y: Any,
        batches: Iterator[list[int]],
        after_step: Callable[[], Any],
    ) -> float:
        """A step for each batch of indices; returns the mean loss of a sample."""
        try:
            with np.errstate(over="raise", divide="raise", invalid="raise"):
                return super().one_epoch(X, y, batches, after_step)
        finally:
            self.synchronise()

    def parameters_now(self) -> Any:
        """The number in each parameter."""
        return self.vector.copy()

    def restore(self, numbers: Any) -> None:
        """Gives the parameters the numbers that `parameters_now` returned."""
        self.vector[:] = numbers
        self.synchronise()

    def synchronise(self) -> None:
        """Puts the numbers of the arrays into the parameters and the optimizer's state."""
        for parameter, number in zip(self.parameters, self.vector.tolist()):
            parameter.data = number
        columns = {
            name: np.broadcast_to(x, len(self.optimizer.parameters)).tolist()
            for name, x in self.state.items()
        }
        for i, state in enumerate(self.optimizer.state):
            state.update((name, numbers[i]) for name, numbers in columns.items())
