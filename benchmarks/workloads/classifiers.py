"""Classifiers with one hidden layer, trained in small batches on the cross-entropy of a softmax.

A round is an epoch: the samples in a new order, cut into batches. Every program starts from the
same weights, sees the same batches and returns the mean loss of each epoch. scikit-learn's keeps to
one order, the first, so only its first epoch is compared.
"""

import random
from functools import partial
from typing import Any

from benchmarks import learners
from benchmarks.arrays import arrays_of, layers, put
from benchmarks.learners import Task
from benchmarks.workload import Numbers, Ratio, Run, Way, Workload

LR = 0.05
Sizes = Any  # inputs, hidden, classes, batch_size, batches


def task(inputs: int, hidden: int, classes: int, batch_size: int, batches: int) -> Task:
    rng = random.Random(0)
    n = batch_size * batches
    X = [[rng.uniform(-1.0, 1.0) for _ in range(inputs)] for _ in range(n)]
    y = [rng.randrange(classes) for _ in range(n)]
    return Task(X, y, layers([inputs, hidden, classes]), batch_size, LR, "int64")


def fit(settings: dict[str, Any], **sizes: Any) -> Run:
    """`nn.fit`."""
    import nn

    job = task(**sizes)

    def run(epochs: int) -> Numbers:
        model = put(nn.MLP(sizes["inputs"], [sizes["hidden"], sizes["classes"]]), job.start)
        history = nn.fit(
            model, job.X, job.y, loss="cross_entropy", optimizer="sgd", lr=LR, epochs=epochs,
            batch_size=job.batch_size, seed=0, progress=False, **settings,
        )  # fmt: skip
        return [record["loss"] for record in history]

    return run


def numpy_by_hand(**sizes: Any) -> Run:
    """As an expert would: one vector of parameters, one of gradients, and q - onehot in place."""
    import numpy as np

    samples = np.arange(sizes["batch_size"])

    def gradient_into(parameters: Any, gradients: Any, x: Any, t: Any, vectors: Any) -> float:
        W1, b1, W2, b2 = parameters
        dW1, db1, dW2, db2 = gradients
        h1 = np.maximum(x @ W1.T + b1, 0.0)
        z2 = h1 @ W2.T + b2
        z2 -= z2.max(1, keepdims=True)
        q = np.exp(z2)
        sums = q.sum(1)
        loss = float(np.log(sums).sum() - z2[samples, t].sum())

        q /= sums[:, None]
        q[samples, t] -= 1.0
        q /= len(t)
        np.matmul(q.T, h1, out=dW2)
        q.sum(0, out=db2)
        dz1 = q @ W2
        dz1 *= h1 > 0.0
        np.matmul(dz1.T, x, out=dW1)
        dz1.sum(0, out=db1)
        return loss / len(t)

    return learners.numpy(task(**sizes), gradient_into)


def loss_in(m: Any) -> learners.Loss:
    """The loss in arrays, for a module such as NumPy."""

    def loss(parameters: Any, x: Any, t: Any) -> Any:
        W1, b1, W2, b2 = parameters
        scores = m.maximum(x @ W1.T + b1, 0.0) @ W2.T + b2
        largest = m.max(scores, axis=1, keepdims=True)
        sums = m.sum(m.exp(scores - largest), axis=1)
        return m.mean(m.log(sums) + largest[:, 0] - scores[m.arange(len(t)), t])

    return loss


def pytorch(compiled: bool = False, **sizes: Any) -> Run:
    from torch.nn.functional import cross_entropy, linear, relu

    def loss(parameters: Any, X: Any, y: Any) -> Any:
        W1, b1, W2, b2 = parameters
        return cross_entropy(linear(relu(linear(X, W1, b1)), W2, b2), y)

    return learners.torch(task(**sizes), loss, compiled)


def jax(way: Any = learners.jax, jit: bool | None = None, **sizes: Any) -> Run:
    import jax.numpy

    settings = {} if jit is None else {"jit": jit}
    return way(task(**sizes), loss_in(jax.numpy), **settings)


def hips(**sizes: Any) -> Run:
    import autograd.numpy

    return learners.hips(task(**sizes), loss_in(autograd.numpy))


def scikit_learn(**sizes: Any) -> Run:
    """Its classifier without momentum and penalty, from our weights, in the first epoch's order."""
    import warnings

    import numpy as np
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore")  # that so few epochs are not all that could be had
    job = task(**sizes)
    order = np.concatenate(next(job.epochs(1)))
    X, y = (array[order] for array in job.arrays())

    def run(epochs: int) -> Numbers:
        model = MLPClassifier(
            (sizes["hidden"],), solver="sgd", alpha=0.0, batch_size=job.batch_size, max_iter=1,
            learning_rate_init=LR, momentum=0.0, shuffle=False, tol=0.0, warm_start=True,
            n_iter_no_change=2**40,
        ).fit(X, y)  # fmt: skip
        W1, b1, W2, b2 = arrays_of(job.start)
        model.coefs_, model.intercepts_ = [W1.T.copy(), W2.T.copy()], [b1, b2]
        before, model.max_iter = len(model.loss_curve_), max(1, epochs)
        model.fit(X, y)
        return [float(x) for x in model.loss_curve_[before:][:1]]

    return run


def ways(small: bool) -> list[Way]:
    """All of them; one on floats is for small networks."""
    slow = [Way("nn.fit, eager", "chainrule", partial(fit, {"compile": False}))]
    return [
        Way("nn.fit", "chainrule", partial(fit, {}), needs=("numpy",)),
        Way("nn.fit, native", "chainrule", partial(fit, {"backend": "native"}), 1, ("llvmlite",)),
        Way("nn.fit on JAX", "chainrule", partial(fit, {"backend": "jax"}), 2, ("jax",)),
        *(slow if small else []),
        Way("NumPy by hand", "numpy", numpy_by_hand),
        Way("scikit-learn, MLPClassifier", "sklearn", scikit_learn, partial=True),
        Way("HIPS autograd", "hips", hips),
        Way("PyTorch eager", "torch", pytorch),
        Way("torch.compile", "torch", partial(pytorch, compiled=True), patience=3),
        Way("JAX, operation by operation", "jax", partial(jax, jit=False), 0),
        Way("JAX, jit", "jax", jax),
        Way("JAX, scan", "jax", partial(jax, way=learners.jax_loop)),
    ]


def ratios(small: bool) -> list[Ratio]:
    """Of which the first five are promised."""
    return [
        Ratio("nn.fit", "NumPy by hand", at_most=1.05),
        Ratio("PyTorch eager", "nn.fit", at_least=1.0),
        Ratio("nn.fit, native", "NumPy by hand", at_most=0.6 if small else 1.0),
        Ratio("nn.fit, native", "PyTorch eager", at_most=1.0),
        Ratio("nn.fit, native", "nn.fit on JAX", at_most=1.0),
        Ratio("nn.fit, native", "JAX, scan", at_most=1.0),
        Ratio("nn.fit, native", "scikit-learn, MLPClassifier", at_most=1.0),
        Ratio("nn.fit, eager", "nn.fit"),
    ]


def workload(small: bool, **sizes: int) -> Workload:
    network = f"{sizes['inputs']}-{sizes['hidden']}-{sizes['classes']}"
    return Workload(
        f"softmax {network}",
        f"softmax {network}, batches of {sizes['batch_size']}",
        ways(small),
        ratios(small),
        sizes=sizes,
        steps=sizes["batches"],
        checked=2,
        family="softmax",
    )


WORKLOADS = [
    workload(True, inputs=64, hidden=32, classes=10, batch_size=32, batches=25),
    workload(False, inputs=784, hidden=128, classes=10, batch_size=64, batches=25),
]
