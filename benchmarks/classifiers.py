"""Classifiers with one hidden layer, trained in small batches on the cross-entropy of a softmax.

A round is an epoch: the samples in a new order, cut into batches. Every program starts from the
same weights, sees the same batches and returns the mean loss of each epoch.
"""

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import nn
from autograd import TraceError
from benchmarks.measuring import Contest, Numbers, Program, Ratio, installed

LR = 0.05
PATIENCE = 20.0  # seconds, for getting started

Run = Callable[[int], Numbers]


def contest(
    sizes: list[int], batch_size: int, batches: int = 25, small: bool = True
) -> Contest | None:
    """The programs; None, after a line that says so, if compiling takes unbearably long.

    A small one is run on floats as well; in a large one products of matrices are most of the work.
    """
    rng = random.Random(0)
    n = batch_size * batches
    X = [[rng.uniform(-1.0, 1.0) for _ in range(sizes[0])] for _ in range(n)]
    y = [rng.randrange(sizes[-1]) for _ in range(n)]
    arguments = X, y, sizes, batch_size
    name = f"softmax {'-'.join(map(str, sizes))}, a step of {batch_size} samples"
    compiled = fit(*arguments)
    start = time.perf_counter()
    try:
        compiled(1)
    except TraceError as error:
        print(f"{name}: left out, since nn.fit does not compile it: {error}")
        return None
    taken = time.perf_counter() - start
    if taken > PATIENCE:
        print(f"{name}: left out, since nn.fit takes {taken:.0f} s for its first epoch")
        return None
    programs = [Program("nn.fit", compiled), Program("NumPy by hand", numpy_by_hand(*arguments))]
    if installed("llvmlite"):
        programs.append(Program("nn.fit, native", fit(*arguments, backend="native")))
    if small:
        programs.append(Program("nn.fit, eager", fit(*arguments, compile=False)))
    if installed("torch"):
        programs.append(Program("PyTorch eager", pytorch(*arguments)))
    if installed("jax"):
        programs.append(Program("nn.fit on JAX", fit(*arguments, backend="jax"), 2))
    ratios = [
        Ratio("nn.fit", "NumPy by hand", at_most=1.05),
        Ratio("PyTorch eager", "nn.fit", at_least=1.0),
        Ratio("nn.fit, native", "NumPy by hand", at_most=0.6 if small else 1.0),
        Ratio("nn.fit, native", "PyTorch eager", at_most=1.0),
        Ratio("nn.fit, native", "nn.fit on JAX", at_most=1.0),
        Ratio("nn.fit, eager", "nn.fit"),
    ]
    return Contest(name, programs, ratios, steps=batches, checked=2)


def network(sizes: list[int]) -> nn.MLP:
    return nn.MLP(sizes[0], sizes[1:], init="he_uniform", seed=0)


def fit(
    X: Any, y: Any, sizes: list[int], batch_size: int, compile: bool = True, **kwargs: Any
) -> Run:
    def run(epochs: int) -> Numbers:
        history = nn.fit(
            network(sizes), X, y, loss="cross_entropy", optimizer="sgd", lr=LR, epochs=epochs,
            batch_size=batch_size, seed=0, progress=False, compile=compile,
            **kwargs,
        )  # fmt: skip
        return [record["loss"] for record in history]

    return run


def batches_of(n: int, size: int, epochs: int) -> Iterator[list[Any]]:
    """For each epoch the batches' indices, in the orders in which `nn.fit` takes them."""
    import numpy as np

    rng = random.Random(0)
    for _ in range(epochs):
        order = list(range(n))
        rng.shuffle(order)
        yield np.split(np.array(order), range(size, n, size))


def numpy_by_hand(X: Any, y: Any, sizes: list[int], batch_size: int) -> Run:
    """As an expert would: one vector of parameters, one of gradients, and q - onehot in place."""
    import numpy as np

    from benchmarks.arrays import parameters_of, vector_of, views

    X, y = np.array(X), np.array(y)
    samples = np.arange(batch_size)

    def run(epochs: int) -> Numbers:
        start = parameters_of(network(sizes))
        theta = vector_of(start)
        gradient = np.empty_like(theta)
        W1, b1, W2, b2 = views(theta, start)
        dW1, db1, dW2, db2 = views(gradient, start)
        history = []
        for batches in batches_of(len(X), batch_size, epochs):
            total = 0.0
            for batch in batches:
                x, t = X[batch], y[batch]
                h1 = np.maximum(x @ W1.T + b1, 0.0)
                z2 = h1 @ W2.T + b2
                z2 -= z2.max(1, keepdims=True)
                q = np.exp(z2)
                sums = q.sum(1)
                total += float(np.log(sums).sum() - z2[samples, t].sum())

                q /= sums[:, None]
                q[samples, t] -= 1.0
                q /= batch_size
                np.matmul(q.T, h1, out=dW2)
                q.sum(0, out=db2)
                dz1 = q @ W2
                dz1 *= h1 > 0.0
                np.matmul(dz1.T, x, out=dW1)
                dz1.sum(0, out=db1)
                gradient *= LR
                theta -= gradient
            history.append(total / len(X))
        return history

    return run


def pytorch(X: Any, y: Any, sizes: list[int], batch_size: int) -> Run:
    import torch

    from benchmarks.arrays import parameters_of

    X, y = torch.tensor(X, dtype=torch.float64), torch.tensor(y)

    def run(epochs: int) -> Numbers:
        start = parameters_of(network(sizes))
        parameters = [torch.tensor(array, requires_grad=True) for array in start]
        W1, b1, W2, b2 = parameters
        optimizer = torch.optim.SGD(parameters, lr=LR)
        history = []
        for batches in batches_of(len(X), batch_size, epochs):
            total = 0.0
            for batch in map(torch.from_numpy, batches):
                h1 = torch.relu(torch.nn.functional.linear(X[batch], W1, b1))
                scores = torch.nn.functional.linear(h1, W2, b2)
                loss = torch.nn.functional.cross_entropy(scores, y[batch])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                total += loss.item() * batch_size
            history.append(total / len(X))
        return history

    return run
