"""Two moons: a network of 2-16-16-1 learns a hundred points, all at once in each step.

The loss is that of micrograd's demo, max-margin plus an L2 penalty. Every program starts from the
same weights, takes steps of plain gradient descent and returns the loss before each.
"""

import inspect
import random
from collections.abc import Callable
from typing import Any

import autograd
import nn
from benchmarks.measuring import Contest, Numbers, Program, Ratio, installed

LR = 0.1
ALPHA = 1e-4  # of the penalty
MOST_STEPS = 2**20  # that JAX by hand has room for

Run = Callable[[int], Numbers]


def contest(samples: int = 100, hidden: int = 16) -> Contest:
    """All programs that can be run here."""
    X, labels = nn.data.moons(samples, noise=0.1, seed=0)
    y = [2 * label - 1 for label in labels]
    sizes = [hidden, hidden, 1]
    programs = [
        Program("nn.fit", fit(X, y, sizes)),
        Program("NumPy by hand", numpy_in_one_vector(X, y, sizes)),
        Program("NumPy by hand, layer by layer", numpy_by_layers(X, y, sizes)),
        Program("demo, its loss compiled", demo(X, y, sizes, autograd, nn, autograd.compile), 60),
        Program("demo, eager", demo(X, y, sizes, autograd, nn)),
    ]
    if installed("llvmlite"):
        programs.append(Program("nn.fit, native", fit(X, y, sizes, backend="native"), 100))
    if installed("micrograd"):
        import micrograd.engine
        import micrograd.nn

        micrograds = demo(X, y, sizes, micrograd.engine, micrograd.nn)
        programs.append(Program("demo, micrograd", micrograds))
    if installed("torch"):
        programs.append(Program("PyTorch eager", pytorch(X, y, sizes)))
    if installed("jax"):
        programs.append(Program("JAX by hand", jax_by_hand(X, y, sizes), 100))
        if "backend" in inspect.signature(nn.fit).parameters:
            programs.append(Program("nn.fit on JAX", fit(X, y, sizes, backend="jax"), 100))
    ratios = [
        Ratio("nn.fit", "NumPy by hand", at_most=1.0),
        Ratio("nn.fit", "NumPy by hand, layer by layer"),
        Ratio("nn.fit, native", "NumPy by hand", at_most=0.35),
        Ratio("nn.fit, native", "JAX by hand"),
        Ratio("PyTorch eager", "nn.fit", at_least=5),
        Ratio("demo, micrograd", "nn.fit", at_least=20_000),
        Ratio("demo, micrograd", "demo, its loss compiled", at_least=4_000),
        Ratio("demo, eager", "demo, its loss compiled"),
        Ratio("nn.fit on JAX", "JAX by hand", at_most=1.15),
        Ratio("demo, micrograd", "nn.fit on JAX", at_least=100_000),
        Ratio("demo, micrograd", "nn.fit, native", at_least=100_000),
    ]
    return Contest(
        f"two moons, {samples} samples, a step of 2-{hidden}-{hidden}-1", programs, ratios
    )


def network(sizes: list[int]) -> nn.MLP:
    """What all programs start from."""
    random.seed(1337)
    return nn.MLP(2, sizes)


def demo(X: Any, y: Any, sizes: list[int], engine: Any, net: Any, decorator: Any = None) -> Run:
    """The loop of micrograd's demo notebook, for either library; its data as Python floats."""

    def run(steps: int) -> Numbers:
        random.seed(1337)
        model = net.MLP(2, sizes)
        history = []

        def loss() -> Any:
            inputs = [list(map(engine.Value, xrow)) for xrow in X]
            scores = list(map(model, inputs))
            losses = [(1 + -yi * scorei).relu() for yi, scorei in zip(y, scores)]
            data_loss = sum(losses) * (1.0 / len(losses))
            reg_loss = ALPHA * sum(p * p for p in model.parameters())
            total_loss = data_loss + reg_loss
            accuracy = [(yi > 0) == (scorei.data > 0) for yi, scorei in zip(y, scores)]
            return total_loss, sum(accuracy) / len(accuracy)

        if decorator:
            loss = decorator(loss)
        for _ in range(steps):
            total_loss, _ = loss()
            model.zero_grad()
            total_loss.backward()
            for p in model.parameters():
                p.data -= LR * p.grad
            history.append(total_loss.data)
        return history

    return run


def fit(X: Any, y: Any, sizes: list[int], **kwargs: Any) -> Run:
    """`nn.fit`, once through the data in each epoch."""

    def run(steps: int) -> Numbers:
        model = network(sizes)

        def loss(scores: Any, targets: Any) -> Any:
            return nn.losses.hinge(scores, targets) + ALPHA * nn.losses.l2(model.parameters())

        history = nn.fit(
            model, X, y, loss=loss, optimizer="sgd", lr=LR, epochs=steps, progress=False,
            compile=True, **kwargs,
        )  # fmt: skip
        return [record["loss"] for record in history]

    return run


def numpy_in_one_vector(X: Any, y: Any, sizes: list[int]) -> Run:
    """As an expert would: one vector of all parameters, one of all gradients, few temporaries."""
    import numpy as np

    from benchmarks.arrays import parameters_of, vector_of, views

    X, y = np.array(X), np.array(y, float)

    def run(steps: int) -> Numbers:
        start = parameters_of(network(sizes))
        theta = vector_of(start)
        gradient = np.empty_like(theta)
        W1, b1, W2, b2, W3, b3 = views(theta, start)
        dW1, db1, dW2, db2, dW3, db3 = views(gradient, start)
        w3, dw3 = W3[0], dW3[0]
        slope = -y / len(y)
        history = []
        for _ in range(steps):
            h1 = np.maximum(X @ W1.T + b1, 0.0)
            h2 = np.maximum(h1 @ W2.T + b2, 0.0)
            margin = np.maximum(1.0 - y * (h2 @ w3 + b3), 0.0)
            history.append(float(margin.sum() / len(y) + ALPHA * (theta @ theta)))

            ds = slope * (margin > 0.0)
            np.matmul(ds, h2, out=dw3)
            db3[0] = ds.sum()
            dz2 = np.outer(ds, w3)
            dz2 *= h2 > 0.0
            np.matmul(dz2.T, h1, out=dW2)
            dz2.sum(0, out=db2)
            dz1 = dz2 @ W2
            dz1 *= h1 > 0.0
            np.matmul(dz1.T, X, out=dW1)
            dz1.sum(0, out=db1)
            gradient += (2.0 * ALPHA) * theta
            theta -= LR * gradient
        return history

    return run


def numpy_by_layers(X: Any, y: Any, sizes: list[int]) -> Run:
    """As in a lecture: an array for each weight matrix and each bias."""
    import numpy as np

    from benchmarks.arrays import parameters_of

    X, y = np.array(X), np.array(y, float)

    def run(steps: int) -> Numbers:
        W1, b1, W2, b2, W3, b3 = parameters_of(network(sizes))
        history = []
        for _ in range(steps):
            z1 = X @ W1.T + b1
            h1 = np.maximum(z1, 0.0)
            z2 = h1 @ W2.T + b2
            h2 = np.maximum(z2, 0.0)
            margin = np.maximum(1.0 - y * (h2 @ W3[0] + b3), 0.0)
            penalty = sum((p * p).sum() for p in (W1, b1, W2, b2, W3, b3))
            history.append(float(margin.mean() + ALPHA * penalty))

            dz3 = (-y * (margin > 0.0) / len(y))[:, None]
            dz2 = dz3 @ W3 * (z2 > 0.0)
            dz1 = dz2 @ W2 * (z1 > 0.0)
            W3 -= LR * (dz3.T @ h2 + 2.0 * ALPHA * W3)
            b3 -= LR * (dz3.sum(0) + 2.0 * ALPHA * b3)
            W2 -= LR * (dz2.T @ h1 + 2.0 * ALPHA * W2)
            b2 -= LR * (dz2.sum(0) + 2.0 * ALPHA * b2)
            W1 -= LR * (dz1.T @ X + 2.0 * ALPHA * W1)
            b1 -= LR * (dz1.sum(0) + 2.0 * ALPHA * b1)
        return history

    return run


def pytorch(X: Any, y: Any, sizes: list[int]) -> Run:
    """PyTorch as it is written every day, in double precision like all others here."""
    import torch

    from benchmarks.arrays import parameters_of

    X, y = torch.tensor(X, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)

    def run(steps: int) -> Numbers:
        start = parameters_of(network(sizes))
        parameters = [torch.tensor(array, requires_grad=True) for array in start]
        W1, b1, W2, b2, W3, b3 = parameters
        optimizer = torch.optim.SGD(parameters, lr=LR)
        history = []
        for _ in range(steps):
            h1 = torch.relu(torch.nn.functional.linear(X, W1, b1))
            h2 = torch.relu(torch.nn.functional.linear(h1, W2, b2))
            scores = torch.nn.functional.linear(h2, W3, b3).squeeze(1)
            data_loss = torch.relu(1 - y * scores).mean()
            loss = data_loss + ALPHA * sum((p * p).sum() for p in parameters)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
        return history

    return run


def jax_by_hand(X: Any, y: Any, sizes: list[int]) -> Run:
    """JAX at its best: all steps in one `fori_loop`, compiled as a whole."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    from benchmarks.arrays import parameters_of

    def loss(parameters: Any, X: Any, y: Any) -> Any:
        W1, b1, W2, b2, W3, b3 = parameters
        h1 = jnp.maximum(X @ W1.T + b1, 0.0)
        h2 = jnp.maximum(h1 @ W2.T + b2, 0.0)
        scores = h2 @ W3[0] + b3
        penalty = sum((p * p).sum() for p in parameters)
        return jnp.maximum(1.0 - y * scores, 0.0).mean() + ALPHA * penalty

    @jax.jit
    def descend(steps: int, parameters: Any, X: Any, y: Any) -> Any:
        def step(i: Any, state: Any) -> Any:
            parameters, history = state
            value, gradient = jax.value_and_grad(loss)(parameters, X, y)
            moved = [p - LR * g for p, g in zip(parameters, gradient)]
            return moved, history.at[i].set(value)

        return jax.lax.fori_loop(0, steps, step, (parameters, jnp.zeros(MOST_STEPS)))

    def run(steps: int) -> Numbers:
        with jax.enable_x64(True):
            start = list(map(jnp.array, parameters_of(network(sizes))))
            _, history = descend(steps, start, jnp.array(X), jnp.array(y, float))
            return np.array(history)[:steps].tolist()

    return run
