"""Steps of trainings write into the memory of the step before."""

import gc
import random
import tracemalloc

import pytest

import nn

np = pytest.importorskip("numpy")
from autograd.compiler.run import training  # noqa: E402  (which needs NumPy)

ROWS, WIDTH = 500, 40
LAYER = 8 * ROWS * WIDTH  # bytes of what one layer gives for all samples

LOSSES = {
    "mse": (1, lambda rng: rng.uniform(-1.0, 1.0)),
    "half_mse": (2, lambda rng: [rng.uniform(-1.0, 1.0), 0.5]),
    "mae": (1, lambda rng: rng.uniform(-1.0, 1.0)),
    "huber": (1, lambda rng: rng.uniform(-3.0, 3.0)),
    "hinge": (1, lambda rng: rng.choice([-1, 1])),
    "binary_cross_entropy_with_logits": (1, lambda rng: rng.choice([0, 1])),
    "cross_entropy": (3, lambda rng: rng.randrange(3)),
}


def bytes_of(job):
    """The most bytes that a job has at once of its own, and what it keeps."""
    tracemalloc.start()
    try:
        kept = job()
        gc.collect()  # trees of the program that refer to each other are not held for the steps
        held, most = tracemalloc.get_traced_memory()
        return most, held, kept
    finally:
        tracemalloc.stop()


# Of the layers: what both gave is kept for the way back, which takes one; 1/cosh² takes one more.
@pytest.mark.parametrize(
    ("loss", "activation", "layers"),
    [*((loss, "relu", 3) for loss in LOSSES), ("mse", "tanh", 4), ("cross_entropy", "tanh", 4)],
)
def test_a_step_makes_no_array_and_holds_few(loss, activation, layers, monkeypatch):
    found = []

    def noted(code, theta, dtheta, inputs):
        found.append((code, theta.copy(), [x.copy() for x in inputs]))
        return tuned_step(code, theta, dtheta, inputs)

    tuned_step = training.tuned_step
    monkeypatch.setattr(training, "tuned_step", noted)
    rng = random.Random(loss)
    outputs, target = LOSSES[loss]
    X = [[rng.uniform(-1.0, 1.0) for _ in range(4)] for _ in range(ROWS)]
    y = [target(rng) for _ in X]
    model = nn.MLP(4, [WIDTH, WIDTH, outputs], activation=activation, seed=0)
    nn.fit(model, X, y, loss=loss, epochs=1, progress=False, compile=True)

    ((code, theta, inputs),) = found
    _, held, step = bytes_of(lambda: tuned_step(code, theta, np.empty_like(theta), inputs))
    step(*inputs)
    most, _, _ = bytes_of(lambda: step(*inputs))
    assert held < (layers + 0.8) * LAYER
    assert most < 0.8 * LAYER  # NumPy's own buffers
