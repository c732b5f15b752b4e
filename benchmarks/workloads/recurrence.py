"""A recurrent network: h_t = tanh(U x_t + W h_(t-1) + b), read out at the end."""

from typing import Any

from benchmarks import gradients
from benchmarks.arrays import matrix, numbers, plus, times
from benchmarks.gradients import Job
from benchmarks.workload import Workload


def loss(U: Any, W: Any, b: Any, v: Any, xs: Any, target: Any) -> Any:
    """In scalars."""
    from autograd import dot, tanh

    h: list[Any] = [0.0] * len(W)
    for x in xs:
        h = [tanh(z) for z in plus(plus(times(U, x), times(W, h)), b[0])]
    return (dot(v[0], h) - target) ** 2


def in_arrays(m: Any, U: Any, W: Any, b: Any, v: Any, xs: Any, target: Any) -> Any:
    def step(h: Any, drive: Any) -> Any:
        return m.tanh(drive + W @ h)

    return (m.loop(step, 0.0 * b[0], xs @ U.T + b) @ v[0] - target) ** 2


def by_hand(U: Any, W: Any, b: Any, v: Any, xs: Any, target: Any) -> Any:
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


def job(steps: int, hidden: int, inputs: int) -> Job:
    shapes = [(hidden, inputs), (hidden, hidden), (1, hidden), (1, hidden)]
    matrices = [matrix(seed, *shape) for seed, shape in enumerate(shapes)]
    return Job(matrices, (numbers(9, steps, inputs), 0.5), loss, in_arrays, by_hand)


def workload(steps: int) -> Workload:
    return Workload(
        f"rnn {steps}",
        f"recurrent network, {steps:,} steps, 8 units",
        gradients.ways(job, loops=True),
        gradients.RATIOS,
        sizes={"steps": steps, "hidden": 8, "inputs": 4},
        checked=1,
        unit="value and gradient",
        family="recurrent network",
        size=steps,
    )


WORKLOADS = [workload(8), workload(200), workload(2_000)]
