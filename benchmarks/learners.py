"""Gradient descent in batches, as it is written in each library, in double precision.

A round is an epoch: once through the samples, in the order in which `nn.fit` takes them. A learner
returns the mean loss of each epoch. It is given a task and, in the library's own arrays,
`loss(parameters, X, y)`, where the parameters are W1, b1, W2, b2, ...
"""

import functools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.arrays import Layers, arrays_of, vector_of, views
from benchmarks.workload import Numbers, Run

Loss = Callable[[Any, Any, Any], Any]


@dataclass(frozen=True)
class Task:
    """What is learned from, in which batches, and by which steps.

    Attributes:
        kind: of the targets, as NumPy and PyTorch call it.
    """

    X: list[list[float]]
    y: list[Any]
    start: Layers
    batch_size: int
    lr: float
    kind: str = "float64"

    def arrays(self) -> tuple[Any, Any]:
        """X and y."""
        import numpy as np

        return np.array(self.X), np.array(self.y, self.kind)

    def epochs(self, count: int) -> Iterator[list[Any]]:
        """For each epoch the batches, as indices."""
        import numpy as np

        rng, n = random.Random(0), len(self.X)
        for _ in range(count):
            order = list(range(n))
            if self.batch_size < n:
                rng.shuffle(order)
            yield np.split(np.array(order), range(self.batch_size, n, self.batch_size))


def by_steps(task: Task, begin: Callable[[], Callable[[Any], float]]) -> Run:
    """A learner of a function that takes a step on a batch and returns the loss before it.

    Arguments:
        task: what is learned.
        begin: makes such a function, from the start.
    """

    def run(epochs: int) -> Numbers:
        step, history = begin(), []
        for batches in task.epochs(epochs):
            total = sum(step(batch) * len(batch) for batch in batches)
            history.append(total / len(task.X))
        return history

    return run


def numpy(task: Task, gradient_into: Callable[[Any, Any, Any, Any, Any], float]) -> Run:
    """By hand: one vector of all parameters, one of all gradients.

    Arguments:
        task: what is learned.
        gradient_into: from the parameters' arrays, those of the gradients, which it fills, X, y,
            and the two vectors, to the loss.
    """
    import numpy as np

    X, y = task.arrays()
    whole = task.batch_size >= len(X)

    def begin() -> Callable[[Any], float]:
        start = arrays_of(task.start)
        theta = vector_of(start)
        gradient = np.empty_like(theta)
        vectors, parts = (theta, gradient), (views(theta, start), views(gradient, start))

        def step(batch: Any) -> float:
            inputs = (X, y) if whole else (X[batch], y[batch])
            loss = gradient_into(*parts, *inputs, vectors)
            np.subtract(theta, task.lr * gradient, out=theta)
            return loss

        return step

    return by_steps(task, begin)


def torch(task: Task, loss: Loss, compiled: bool = False) -> Run:
    """PyTorch as it is written every day, or with its loss compiled."""
    import torch

    X, y = (torch.from_numpy(array) for array in task.arrays())
    whole = task.batch_size >= len(X)
    loss = torch.compile(loss) if compiled else loss

    def begin() -> Callable[[Any], float]:
        parameters = [torch.tensor(a, requires_grad=True) for a in arrays_of(task.start)]
        optimizer = torch.optim.SGD(parameters, lr=task.lr)

        def step(batch: Any) -> float:
            inputs = (X, y) if whole else (X[torch.from_numpy(batch)], y[torch.from_numpy(batch)])
            value = loss(parameters, *inputs)
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            return value.item()

        return step

    return by_steps(task, begin)


def hips(task: Task, loss: Loss) -> Run:
    """HIPS autograd: NumPy's own functions, recorded in each step."""
    from autograd import value_and_grad

    X, y = task.arrays()
    whole = task.batch_size >= len(X)
    both = value_and_grad(loss)

    def begin() -> Callable[[Any], float]:
        parameters = arrays_of(task.start)

        def step(batch: Any) -> float:
            inputs = (X, y) if whole else (X[batch], y[batch])
            value, gradients = both(parameters, *inputs)
            for parameter, gradient in zip(parameters, gradients):
                parameter -= task.lr * gradient
            return float(value)

        return step

    return by_steps(task, begin)


def jax(task: Task, loss: Loss, jit: bool = True) -> Run:
    """JAX, a step at a time: compiled, or operation by operation."""
    import jax

    jax.config.update("jax_enable_x64", True)
    X, y = map(jax.numpy.array, task.arrays())

    def move(parameters: Any, batch: Any) -> Any:
        value, gradients = jax.value_and_grad(loss)(parameters, X[batch], y[batch])
        return [p - task.lr * g for p, g in zip(parameters, gradients)], value

    moved = jax.jit(move) if jit else move

    def begin() -> Callable[[Any], float]:
        parameters = [*map(jax.numpy.array, arrays_of(task.start))]

        def step(batch: Any) -> float:
            nonlocal parameters
            parameters, value = moved(parameters, batch)
            return float(value)

        return step

    return by_steps(task, begin)


def jax_loop(task: Task, loss: Loss, most: int = 2**20) -> Run:
    """JAX at its best: an epoch of batches in one `scan`, or all epochs of one in a `fori_loop`."""
    import jax
    import numpy as np

    jax.config.update("jax_enable_x64", True)
    X, y = map(jax.numpy.array, task.arrays())
    whole = task.batch_size >= len(X)

    def move(parameters: Any, inputs: Any) -> Any:
        value, gradients = jax.value_and_grad(loss)(parameters, *inputs)
        return [p - task.lr * g for p, g in zip(parameters, gradients)], value

    @jax.jit
    def epoch(parameters: Any, batches: Any) -> Any:
        return jax.lax.scan(lambda state, i: move(state, (X[i], y[i])), parameters, batches)

    @functools.partial(jax.jit, static_argnums=2)
    def descend(epochs: int, parameters: Any, room: int) -> Any:
        def step(i: Any, state: Any) -> Any:
            parameters, value = move(state[0], (X, y))
            return parameters, state[1].at[i].set(value)

        return jax.lax.fori_loop(0, epochs, step, (parameters, jax.numpy.zeros(room)))[1]

    def run(epochs: int) -> Numbers:
        parameters = [*map(jax.numpy.array, arrays_of(task.start))]
        if whole:
            return np.array(descend(epochs, parameters, most))[:epochs].tolist()
        history = []
        for batches in task.epochs(epochs):
            parameters, losses = epoch(parameters, np.stack(batches))
            history.append(float(losses.mean()))
        return history

    return run
