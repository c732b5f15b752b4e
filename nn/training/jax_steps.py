"""The loop that JAX compiles: step after step, with loss, gradient, clipping and update in it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.tree_util import tree_map

from autograd import TraceError
from autograd.compiler.run.devices import double_precision
from nn.optim import Optimizer, State

if TYPE_CHECKING:
    from jax.sharding import NamedSharding

    from nn.training.arrays import Data


class Progress(NamedTuple):
    """What a loop carries from step to step."""

    done: Any  # the number of steps done
    fine: Any  # whether every number is finite so far
    vector: Any  # the parameters
    good: Any  # the parameters before the last step, and the state
    state: State  # what the optimizer remembers
    losses: Any  # of the steps done; the rest is unused


def compiled_loop(
    loss: Callable[..., tuple[object, object]],
    optimizer: Optimizer,
    moved: object,
    clip_grad_norm: float | None,
    placed: NamedSharding | None,
) -> Callable[..., Progress]:
    """A compiled function that takes step after step.

    Arguments:
        loss: from a vector of parameters and the data of a step to its loss, and to whether all
            numbers on the way were finite.
        optimizer: what updates the parameters.
        moved: the index of its parameters in the vector.
        clip_grad_norm: as in `fit`.
        placed: how its results lie on several devices, if there are.
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

    compiled: Callable[..., Progress] = jax.jit(loop, out_shardings=placed)
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


def check_update(optimizer: Optimizer) -> None:
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
