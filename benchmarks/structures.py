"""Value and gradient of networks with structure: recurrence, causal attention, convolution.

Each is written once in scalars, for the eager engine and the compiler, and once by hand in arrays,
with the backward pass that a person derives. A round is one value and its gradient.
"""

import math
import random
from collections.abc import Callable
from typing import Any

import autograd
from autograd import Value, dot, softmax, tanh
from benchmarks.measuring import Contest, Numbers, Program, Ratio

Matrix = list[list[Value]]
Run = Callable[[int], Numbers]


def contest(title: str, loss: Any, matrices: list[Matrix], args: Any, by_hand: Any) -> Contest:
    """Of the scalar code, eager and compiled, and the hand-written arrays.

    Arguments:
        title: for the table.
        loss: the scalar code, a function of `args`.
        matrices: its parameters.
        args: nested lists of numbers.
        by_hand: from arrays of the matrices and of `args` to the value and a list of gradients.
    """
    import numpy as np

    parameters = [w for matrix in matrices for row in matrix for w in row]

    def scalars(decorator: Any) -> Run:
        def run(rounds: int) -> Numbers:
            f = decorator(loss)
            for _ in range(rounds):
                for p in parameters:
                    p.grad = 0.0
                result = f(*args)
                result.backward()
            return [result.data, *(p.grad for p in parameters)]

        return run

    def arrays(rounds: int) -> Numbers:
        weights = [np.array([[w.data for w in row] for row in matrix]) for matrix in matrices]
        inputs = [np.array(arg) for arg in args]
        for _ in range(rounds):
            value, gradients = by_hand(*weights, *inputs)
        return [float(value), *(float(g) for gradient in gradients for g in gradient.ravel())]

    programs = [
        Program("compiled", scalars(autograd.compile), 60),
        Program("NumPy by hand", arrays),
        Program("eager", scalars(lambda f: f)),
    ]
    ratios = [Ratio("eager", "compiled", at_least=1.0), Ratio("compiled", "NumPy by hand")]
    return Contest(title, programs, ratios, checked=60)


def weights(rng: random.Random, rows: int, columns: int) -> Matrix:
    bound = 1.0 / math.sqrt(columns)
    return [[Value(rng.uniform(-bound, bound)) for _ in range(columns)] for _ in range(rows)]


def numbers(rng: random.Random, *shape: int) -> Any:
    if not shape:
        return rng.uniform(-1.0, 1.0)
    return [numbers(rng, *shape[1:]) for _ in range(shape[0])]


def times(W: Matrix, x: Any) -> list[Any]:
    """W x."""
    return [dot(row, x) for row in W]


def plus(x: list[Any], y: list[Any]) -> list[Any]:
    return [a + b for a, b in zip(x, y)]


def squared_error(ys: Any, targets: Any) -> Any:
    """The mean over all numbers in two lists of vectors."""
    squares = [(y - t) ** 2 for row, wanted in zip(ys, targets) for y, t in zip(row, wanted)]
    return autograd.mean(squares)


# --- recurrence ----------------------------------------------------------------------------------


def rnn(steps: int = 8, hidden: int = 8, inputs: int = 4) -> Contest:
    """h_t = tanh(U x_t + W h_(t-1) + b), read out at the end."""
    rng = random.Random(0)
    U, W = weights(rng, hidden, inputs), weights(rng, hidden, hidden)
    b, v = weights(rng, 1, hidden), weights(rng, 1, hidden)

    def loss(xs: Any, target: Any) -> Any:
        h: list[Any] = [0.0] * hidden
        for x in xs:
            h = [tanh(z) for z in plus(plus(times(U, x), times(W, h)), b[0])]
        return (dot(v[0], h) - target) ** 2

    args = numbers(rng, steps, inputs), 0.5
    return contest(
        f"RNN, {steps} steps, hidden {hidden}", loss, [U, W, b, v], args, rnn_by_hand
    )  # fmt: skip


def rnn_by_hand(U: Any, W: Any, b: Any, v: Any, xs: Any, target: Any) -> Any:
    """Backpropagation through time; the gradients of the weights in one product at the end."""
    import numpy as np

    drive = xs @ U.T + b
    hs = np.zeros((len(xs) + 1, len(W)))
    for t, z in enumerate(drive):
        hs[t + 1] = np.tanh(z + W @ hs[t])
    error = hs[-1] @ v[0] - target

    slopes = 1.0 - hs[1:] ** 2
    dz = np.empty_like(drive)
    dh = 2.0 * error * v[0]
    for t in reversed(range(len(xs))):
        dz[t] = dh * slopes[t]
        dh = dz[t] @ W
    return error**2, [dz.T @ xs, dz.T @ hs[:-1], dz.sum(0), 2.0 * error * hs[-1]]


# --- attention -----------------------------------------------------------------------------------


def attention(tokens: int = 4, width: int = 8) -> Contest:
    """A block of a transformer: causal attention, then a layer on each token, both residual."""
    rng = random.Random(0)
    Q, K, V, R = (weights(rng, width, width) for _ in range(4))
    A, B = weights(rng, 2 * width, width), weights(rng, width, 2 * width)

    def loss(xs: Any, targets: Any) -> Any:
        qs, ks, vs = ([times(W, x) for x in xs] for W in (Q, K, V))
        ys = []
        for t, x in enumerate(xs):
            scores = [dot(qs[t], ks[s]) / math.sqrt(width) for s in range(t + 1)]
            shares = softmax(scores)
            mixed = [dot(shares, column) for column in zip(*vs[: t + 1])]
            seen = plus(x, times(R, mixed))
            inner = [a.relu() for a in times(A, seen)]
            ys.append(plus(seen, times(B, inner)))
        return squared_error(ys, targets)

    args = numbers(rng, tokens, width), numbers(rng, tokens, width)
    title = f"causal attention block, {tokens} tokens of {width}"
    return contest(title, loss, [Q, K, V, R, A, B], args, attention_by_hand)


def attention_by_hand(Q: Any, K: Any, V: Any, R: Any, A: Any, B: Any, xs: Any, targets: Any) -> Any:
    import numpy as np

    scale = 1.0 / math.sqrt(len(Q))
    q, k, v = xs @ Q.T, xs @ K.T, xs @ V.T
    scores = q @ k.T * scale
    scores[np.triu_indices(len(xs), 1)] = -np.inf
    e = np.exp(scores - scores.max(1, keepdims=True))
    shares = e / e.sum(1, keepdims=True)
    mixed = shares @ v
    seen = xs + mixed @ R.T
    inner = np.maximum(seen @ A.T, 0.0)
    error = seen + inner @ B.T - targets

    dy = error * (2.0 / error.size)
    da = dy @ B * (inner > 0.0)
    dseen = dy + da @ A
    dmixed = dseen @ R
    dshares = dmixed @ v.T
    dscores = shares * (dshares - (dshares * shares).sum(1, keepdims=True)) * scale
    dq, dk, dv = dscores @ k, dscores.T @ q, shares.T @ dmixed
    gradients = [dq.T @ xs, dk.T @ xs, dv.T @ xs, dseen.T @ mixed, da.T @ seen, dy.T @ inner]
    return (error**2).mean(), gradients


# --- convolution ---------------------------------------------------------------------------------


def convolution(images: int = 4, size: int = 8, channels: int = 4) -> Contest:
    """Two layers of overlapping 3x3 windows, the mean over the places, and a linear layer."""
    rng = random.Random(0)
    K1, K2 = weights(rng, channels, 9), weights(rng, channels, 9 * channels)
    v = weights(rng, 1, channels)

    def convolved(kernels: Matrix, image: Any) -> Any:
        rows, columns = len(image[0]) - 2, len(image[0][0]) - 2
        patches = [
            [
                [x for plane in image for row in plane[i : i + 3] for x in row[j : j + 3]]
                for j in range(columns)
            ]
            for i in range(rows)
        ]
        return [[[dot(kernel, p).relu() for p in row] for row in patches] for kernel in kernels]

    def loss(images: Any, targets: Any) -> Any:
        scores = []
        for image in images:
            planes = convolved(K2, convolved(K1, [image]))
            scores.append(times(v, [autograd.mean([x for r in p for x in r]) for p in planes]))
        return squared_error(scores, targets)

    args = numbers(rng, images, size, size), numbers(rng, images, 1)
    title = f"2-D convolutions, {images} images of {size}x{size}, {channels} channels"
    return contest(title, loss, [K1, K2, v], args, convolution_by_hand)


def convolution_by_hand(K1: Any, K2: Any, v: Any, images: Any, targets: Any) -> Any:
    """Windows are views; the gradient in the image adds up nine shifted products."""
    import numpy as np

    def patches(x: Any) -> Any:
        """(images, channels, rows, columns) -> (images, rows, columns, channels * 9)."""
        windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(2, 3))
        windows = windows.transpose(0, 2, 3, 1, 4, 5)
        return windows.reshape(*windows.shape[:3], -1)

    p1 = patches(images[:, None])
    h1 = np.maximum(p1 @ K1.T, 0.0)
    p2 = patches(h1.transpose(0, 3, 1, 2))
    h2 = np.maximum(p2 @ K2.T, 0.0)
    pooled = h2.mean((1, 2))
    error = pooled @ v.T - targets

    dscore = error * (2.0 / error.size)
    rows, columns = h2.shape[1:3]
    dpooled = dscore @ v / (rows * columns)
    dz2 = dpooled[:, None, None] * (h2 > 0.0)
    dp2 = (dz2 @ K2).reshape(*dz2.shape[:3], -1, 3, 3)
    dh1 = np.zeros_like(h1)
    for i in range(3):
        for j in range(3):
            dh1[:, i : i + rows, j : j + columns] += dp2[..., i, j]
    dz1 = dh1 * (h1 > 0.0)
    dK1 = dz1.reshape(-1, len(K1)).T @ p1.reshape(-1, K1.shape[1])
    dK2 = dz2.reshape(-1, len(K2)).T @ p2.reshape(-1, K2.shape[1])
    return (error**2).mean(), [dK1, dK2, dscore.T @ pooled]
