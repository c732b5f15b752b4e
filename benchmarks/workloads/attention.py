"""A block of a transformer: causal attention, then a layer on each token, both residual."""

import math
from typing import Any

from benchmarks import gradients
from benchmarks.arrays import matrix, numbers, plus, squared_error, times
from benchmarks.gradients import Job
from benchmarks.workload import Workload


def loss(Q: Any, K: Any, V: Any, R: Any, A: Any, B: Any, xs: Any, targets: Any) -> Any:
    """In scalars."""
    from autograd import dot, softmax

    qs, ks, vs = ([times(W, x) for x in xs] for W in (Q, K, V))
    ys = []
    for t, x in enumerate(xs):
        scores = [dot(qs[t], ks[s]) / math.sqrt(len(Q)) for s in range(t + 1)]
        shares = softmax(scores)
        mixed = [dot(shares, column) for column in zip(*vs[: t + 1])]
        seen = plus(x, times(R, mixed))
        inner = [a.relu() for a in times(A, seen)]
        ys.append(plus(seen, times(B, inner)))
    return squared_error(ys, targets)


def in_arrays(m: Any, Q: Any, K: Any, V: Any, R: Any, A: Any, B: Any, xs: Any, targets: Any) -> Any:
    import numpy as np

    later = m.constant(np.triu(np.full((len(xs), len(xs)), -np.inf), 1))
    scores = (xs @ Q.T) @ (xs @ K.T).T / math.sqrt(len(Q)) + later
    seen = xs + m.softmax(scores) @ (xs @ V.T) @ R.T
    ys = seen + m.relu(seen @ A.T) @ B.T
    return ((ys - targets) ** 2).mean()


def by_hand(Q: Any, K: Any, V: Any, R: Any, A: Any, B: Any, xs: Any, targets: Any) -> Any:
    """The share of a score has the slope share · (1 - share), less those of its neighbours."""
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


def job(tokens: int, width: int) -> Job:
    shapes = [*[(width, width)] * 4, (2 * width, width), (width, 2 * width)]
    matrices = [matrix(seed, *shape) for seed, shape in enumerate(shapes)]
    inputs = numbers(8, tokens, width), numbers(9, tokens, width)
    return Job(matrices, inputs, loss, in_arrays, by_hand)


def workload(tokens: int) -> Workload:
    return Workload(
        f"attention {tokens}",
        f"causal attention block, {tokens} tokens of 8",
        gradients.ways(job),
        gradients.RATIOS,
        sizes={"tokens": tokens, "width": 8},
        checked=1,
        unit="value and gradient",
        family="attention",
    )


WORKLOADS = [workload(4), workload(8)]
