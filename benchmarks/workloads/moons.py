"""Two moons: a network of 2-16-16-1 learns a hundred points, all at once in each step.

The loss is that of micrograd's demo, max-margin plus an L2 penalty. Every program starts from the
same weights, takes steps of plain gradient descent and returns the loss before each.
"""

import math
import random
from functools import partial
from typing import Any

from benchmarks import learners
from benchmarks.arrays import arrays_of, layers, put
from benchmarks.learners import Task
from benchmarks.workload import Numbers, Ratio, Run, Way, Workload

LR = 0.1
ALPHA = 1e-4  # of the penalty


def points(count: int) -> tuple[list[list[float]], list[float]]:
    """On two half circles, with a little noise, labelled -1 and 1."""
    rng = random.Random(0)
    X, y = [], []
    for i in range(count):
        angle, upper = math.pi * (i // 2) / max(1, count // 2 - 1), i % 2 == 0
        x = (math.cos(angle), math.sin(angle))
        x = x if upper else (1.0 - x[0], 0.5 - x[1])
        X.append([coordinate + rng.gauss(0.0, 0.1) for coordinate in x])
        y.append(-1.0 if upper else 1.0)
    return X, y


def task(samples: int, hidden: int) -> Task:
    X, y = points(samples)
    return Task(X, y, layers([2, hidden, hidden, 1]), samples, LR)


def demo(samples: int, hidden: int, library: str = "", compiled: bool = False) -> Run:
    """The loop of micrograd's demo notebook, for either library; its data as Python floats."""
    if library:
        import micrograd.engine as engine
        import micrograd.nn as net
    else:
        import autograd as engine
        import nn as net
    job = task(samples, hidden)

    def run(steps: int) -> Numbers:
        model = put(net.MLP(2, [hidden, hidden, 1]), job.start)
        history = []

        def loss() -> Any:
            inputs = [list(map(engine.Value, xrow)) for xrow in job.X]
            scores = list(map(model, inputs))
            losses = [(1 + -yi * scorei).relu() for yi, scorei in zip(job.y, scores)]
            data_loss = sum(losses) * (1.0 / len(losses))
            reg_loss = ALPHA * sum(p * p for p in model.parameters())
            total_loss = data_loss + reg_loss
            accuracy = [(yi > 0) == (scorei.data > 0) for yi, scorei in zip(job.y, scores)]
            return total_loss, sum(accuracy) / len(accuracy)

        if compiled:
            loss = engine.compile(loss)
        for _ in range(steps):
            total_loss, _ = loss()
            model.zero_grad()
            total_loss.backward()
            for p in model.parameters():
                p.data -= LR * p.grad
            history.append(total_loss.data)
        return history

    return run


def fit(samples: int, hidden: int, **settings: Any) -> Run:
    """`nn.fit`, once through the data in each epoch."""
    import nn

    job = task(samples, hidden)
    y = [*map(int, job.y)]

    def run(steps: int) -> Numbers:
        model = put(nn.MLP(2, [hidden, hidden, 1]), job.start)

        def loss(scores: Any, targets: Any) -> Any:
            return nn.losses.hinge(scores, targets) + ALPHA * nn.losses.l2(model.parameters())

        history = nn.fit(
            model, job.X, y, loss=loss, optimizer="sgd", lr=LR, epochs=steps, progress=False,
            compile=True, **settings,
        )  # fmt: skip
        return [record["loss"] for record in history]

    return run


def numpy_in_one_vector(samples: int, hidden: int) -> Run:
    """As an expert would: one vector of all parameters, one of all gradients, few temporaries."""
    import numpy as np

    def gradient_into(parameters: Any, gradients: Any, X: Any, y: Any, vectors: Any) -> float:
        W1, b1, W2, b2, W3, b3 = parameters
        dW1, db1, dW2, db2, dW3, db3 = gradients
        theta, gradient = vectors
        h1 = np.maximum(X @ W1.T + b1, 0.0)
        h2 = np.maximum(h1 @ W2.T + b2, 0.0)
        margin = np.maximum(1.0 - y * (h2 @ W3[0] + b3), 0.0)

        ds = -y / len(y) * (margin > 0.0)
        np.matmul(ds, h2, out=dW3[0])
        db3[0] = ds.sum()
        dz2 = np.outer(ds, W3[0])
        dz2 *= h2 > 0.0
        np.matmul(dz2.T, h1, out=dW2)
        dz2.sum(0, out=db2)
        dz1 = dz2 @ W2
        dz1 *= h1 > 0.0
        np.matmul(dz1.T, X, out=dW1)
        dz1.sum(0, out=db1)
        gradient += (2.0 * ALPHA) * theta
        return float(margin.sum() / len(y) + ALPHA * (theta @ theta))

    return learners.numpy(task(samples, hidden), gradient_into)


def numpy_by_layers(samples: int, hidden: int) -> Run:
    """As in a lecture: an array for each weight matrix and each bias."""
    import numpy as np

    job = task(samples, hidden)
    X, y = job.arrays()

    def run(steps: int) -> Numbers:
        W1, b1, W2, b2, W3, b3 = arrays_of(job.start)
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


def loss_in(m: Any) -> learners.Loss:
    """The loss in arrays, for a module such as NumPy."""

    def loss(parameters: Any, X: Any, y: Any) -> Any:
        W1, b1, W2, b2, W3, b3 = parameters
        h1 = m.maximum(X @ W1.T + b1, 0.0)
        h2 = m.maximum(h1 @ W2.T + b2, 0.0)
        scores = h2 @ W3[0] + b3
        penalty = sum(m.sum(p * p) for p in parameters)
        return m.mean(m.maximum(1.0 - y * scores, 0.0)) + ALPHA * penalty

    return loss


def pytorch(samples: int, hidden: int, compiled: bool = False) -> Run:
    import torch
    from torch.nn.functional import linear

    def loss(parameters: Any, X: Any, y: Any) -> Any:
        W1, b1, W2, b2, W3, b3 = parameters
        h1 = torch.relu(linear(X, W1, b1))
        h2 = torch.relu(linear(h1, W2, b2))
        scores = linear(h2, W3, b3).squeeze(1)
        return torch.relu(1 - y * scores).mean() + ALPHA * sum((p * p).sum() for p in parameters)

    return learners.torch(task(samples, hidden), loss, compiled)


def jax(samples: int, hidden: int, way: Any = learners.jax, **settings: Any) -> Run:
    import jax.numpy

    return way(task(samples, hidden), loss_in(jax.numpy), **settings)


def hips(samples: int, hidden: int) -> Run:
    import autograd.numpy

    return learners.hips(task(samples, hidden), loss_in(autograd.numpy))


WAYS = [
    Way("nn.fit", "chainrule", fit, needs=("numpy",)),
    Way("nn.fit, native", "chainrule", partial(fit, backend="native"), 100, ("llvmlite",)),
    Way("nn.fit on JAX", "chainrule", partial(fit, backend="jax"), 100, ("jax",)),
    Way("demo, its loss compiled", "chainrule", partial(demo, compiled=True), 60, ("numpy",)),
    Way("demo, eager", "chainrule", demo, 0, even=True),
    Way(
        "demo, micrograd", "micrograd", partial(demo, library="micrograd"), 0, even=True, patience=3
    ),
    Way("NumPy by hand", "numpy", numpy_in_one_vector),
    Way("NumPy by hand, layer by layer", "numpy", numpy_by_layers),
    Way("HIPS autograd", "hips", hips),
    Way("PyTorch eager", "torch", pytorch),
    Way("torch.compile", "torch", partial(pytorch, compiled=True), patience=3),
    Way("JAX, operation by operation", "jax", partial(jax, jit=False), 0),
    Way("JAX, jit", "jax", jax),
    Way("JAX, fori_loop", "jax", partial(jax, way=learners.jax_loop)),
]
RATIOS = [
    Ratio("nn.fit", "NumPy by hand", at_most=1.0),
    Ratio("nn.fit", "NumPy by hand, layer by layer"),
    Ratio("nn.fit, native", "NumPy by hand", at_most=0.35),
    Ratio("nn.fit, native", "JAX, fori_loop"),
    Ratio("PyTorch eager", "nn.fit", at_least=5),
    Ratio("torch.compile", "nn.fit"),
    Ratio("demo, micrograd", "nn.fit", at_least=20_000),
    Ratio("demo, micrograd", "demo, its loss compiled", at_least=4_000),
    Ratio("demo, micrograd", "demo, eager"),
    Ratio("demo, eager", "demo, its loss compiled"),
    Ratio("nn.fit on JAX", "JAX, fori_loop", at_most=1.15),
    Ratio("demo, micrograd", "nn.fit on JAX", at_least=100_000),
    Ratio("demo, micrograd", "nn.fit, native", at_least=100_000),
]
WORKLOADS = [
    Workload(
        "moons",
        "two moons, 100 samples, a network of 2-16-16-1",
        WAYS,
        RATIOS,
        sizes={"samples": 100, "hidden": 16},
        checked=3,
    )
]
