"""Two layers of overlapping 3x3 windows, the mean over the places, and a linear layer."""

from typing import Any

from benchmarks import gradients
from benchmarks.arrays import matrix, numbers, squared_error, times
from benchmarks.gradients import Job
from benchmarks.workload import Workload


def convolved(kernels: Any, image: Any) -> Any:
    """A layer, in scalars."""
    from autograd import dot

    rows, columns = len(image[0]) - 2, len(image[0][0]) - 2
    patches = [
        [
            [x for plane in image for row in plane[i : i + 3] for x in row[j : j + 3]]
            for j in range(columns)
        ]
        for i in range(rows)
    ]
    return [[[dot(kernel, p).relu() for p in row] for row in patches] for kernel in kernels]


def loss(K1: Any, K2: Any, v: Any, images: Any, targets: Any) -> Any:
    """In scalars."""
    from autograd import mean

    scores = []
    for image in images:
        planes = convolved(K2, convolved(K1, [image]))
        scores.append(times(v, [mean([x for row in plane for x in row]) for plane in planes]))
    return squared_error(scores, targets)


def in_arrays(m: Any, K1: Any, K2: Any, v: Any, images: Any, targets: Any) -> Any:
    h1 = m.relu(m.convolve(images[:, None], K1.reshape(len(K1), 1, 3, 3)))
    h2 = m.relu(m.convolve(h1, K2.reshape(len(K2), len(K1), 3, 3)))
    return ((h2.mean((2, 3)) @ v.T - targets) ** 2).mean()


def by_hand(K1: Any, K2: Any, v: Any, images: Any, targets: Any) -> Any:
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


def job(images: int, size: int, channels: int) -> Job:
    shapes = [(channels, 9), (channels, 9 * channels), (1, channels)]
    matrices = [matrix(seed, *shape) for seed, shape in enumerate(shapes)]
    inputs = numbers(8, images, size, size), numbers(9, images, 1)
    return Job(matrices, inputs, loss, in_arrays, by_hand)


WORKLOADS = [
    Workload(
        "convolution",
        "2-D convolutions, 4 images of 8x8, 4 channels",
        gradients.ways(job),
        gradients.RATIOS,
        sizes={"images": 4, "size": 8, "channels": 4},
        checked=1,
        unit="value and gradient",
    )
]
