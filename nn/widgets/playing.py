"""A training as the playground shows it: the parameters after some of its epochs."""

from __future__ import annotations

from collections.abc import Sequence

from autograd import no_grad
from nn.data import Dataset
from nn.files import Json
from nn.history import Record
from nn.layers import MLP
from nn.losses import binary_cross_entropy_with_logits
from nn.module import Module
from nn.training import fit


class Recorder:
    """A callback of `fit` that keeps the parameters after the epochs asked for, and the loss."""

    def __init__(self, data: Dataset, epochs: Sequence[int]) -> None:
        self.data, self.wanted = data, set(epochs)
        self.epochs: list[int] = []
        self.frames: list[list[float]] = []
        self.losses: list[float] = []

    def __call__(self, record: Record, model: Module) -> None:
        """Keeps the epoch if it is one of them."""
        if record["epoch"] not in self.wanted:
            return
        self.epochs.append(record["epoch"])
        self.frames.append([p.data for p in model.parameters()])
        with no_grad():
            loss = binary_cross_entropy_with_logits([model(x) for x in self.data.X], self.data.y)
        self.losses.append(float(loss))


def run_of(
    data: Dataset, hidden: Sequence[int], activation: str, epochs: int, lr: float, seed: int
) -> Json:
    """The run of one network: sizes, and parameters and loss after up to 30 of its epochs.

    The epochs kept are dense at first, where most happens: k² / 29² of the way for k = 0 .. 29.
    """
    model = MLP(2, [*hidden, 1], activation=activation, init="auto", seed=seed)
    kept = sorted({round(epochs * (k / 29) ** 2) for k in range(30)})
    recorder = Recorder(data, kept)
    recorder({"epoch": 0}, model)
    fit(
        model,
        data.X,
        data.y,
        epochs=epochs,
        lr=lr,
        batch_size=10,
        seed=seed,
        progress=False,
        callbacks=[recorder],
    )
    return {
        "sizes": [2, *hidden, 1],
        "activation": activation,
        "epochs": recorder.epochs,
        "frames": recorder.frames,
        "losses": recorder.losses,
    }
