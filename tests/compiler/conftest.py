"""What holds for every test of the compiler."""

import random

import pytest

pytest.importorskip("numpy")
import autograd
import nn
from autograd import OPERATIONS, Value, vmap
from autograd.compiler.record.region import BatchingError
from autograd.compiler.run import lifted, reading, ways
from autograd.recording import TraceError
from nn.losses import cross_entropy


@pytest.fixture(autouse=True)
def hidden_faults(monkeypatch):
    """What went wrong with a program for one sample of many; none, unless a test clears it.

    All samples are recorded then instead, for users are not to pay for a fault of the compiler.
    """
    faults = []

    def watched(step):
        def watching(*given):
            try:
                return step(*given)
            except (BatchingError, TraceError):
                raise
            except Exception as error:
                faults.append(error)
                raise

        return watching

    def compared(recording, parameters, code):
        differ = difference(recording, parameters, code)
        if differ and recording.regions:
            faults.append(f"the {differ} differ from those of the samples")
        return differ

    difference = lifted.difference
    monkeypatch.setattr(lifted, "difference", compared)
    for owner, name in ((reading, "group"), (ways, "lift"), (lifted.Lifted, "_written")):
        monkeypatch.setattr(owner, name, watched(getattr(owner, name)))
    yield faults
    assert not faults


@pytest.fixture
def network():
    """Weights and a loss over a batch, written neuron by neuron."""
    rng = random.Random(3)
    W = [[Value(rng.uniform(-1, 1)) for _ in range(3)] for _ in range(8)]
    b = [Value(rng.uniform(-1, 1)) for _ in range(8)]
    v = [Value(rng.uniform(-1, 1)) for _ in range(8)]
    parameters = [p for row in W for p in row] + b + v

    def loss(X, y):
        total = 0
        for x, t in zip(X, y):
            hidden = [
                (sum(w * xi for w, xi in zip(row, x)) + bias).tanh() for row, bias in zip(W, b)
            ]
            score = sum(vi * h for vi, h in zip(v, hidden))
            total = total + (score - t) ** 2
        return total / len(X)

    return loss, parameters


@pytest.fixture
def classifier():
    """A network, and its loss over a batch as a vmap."""
    model = nn.MLP(6, [8, 4], activation="tanh", seed=3)

    def loss(X, y):
        return autograd.mean(vmap(lambda x, t: cross_entropy(model(x), t))(X, y))

    return loss, model


@pytest.fixture
def operation():
    """`autograd.operation`, with the table restored afterwards."""
    before = dict(OPERATIONS)
    yield autograd.operation
    OPERATIONS.clear()
    OPERATIONS.update(before)
