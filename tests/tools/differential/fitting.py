"""`nn.fit` compiled against `nn.fit` on scalars: losses of every epoch and parameters at the end.

Training magnifies rounding (Adam divides by the size of a gradient that may be nothing but
rounding), so the bound is measured: the scalar run is repeated from parameters that are moved by a
unit in the last place, and what that moves in the end is allowed a hundred times over.
"""

from __future__ import annotations

import math
import random
import warnings
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from typing import Any

from tests.tools.differential.compare import Difference

ACTIVATIONS = ("relu", "tanh", "sigmoid", "gelu", "softplus", "elu", "leaky_relu", "silu", "linear")
OPTIMIZERS = (
    "nn.SGD(p, lr=0.1)",
    "nn.SGD(p, lr=0.05, momentum=0.9)",
    "nn.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01)",
    "nn.Adam(p, lr=0.01)",
    "nn.AdamW(p, lr=0.01)",
    "nn.RMSprop(p, lr=0.01, momentum=0.5)",
    "nn.Adagrad(p)",
    "nn.Adadelta(p)",
)
SETTINGS = (
    "",
    "",
    "batch_size=2, seed=4",
    "batch_size=3, seed=1",
    "validation=0.3, seed=2",
    "validation=(X[:2], y[:2]), early_stopping=2",
    "clip_grad_norm=0.5",
    "scheduler=lambda o: nn.schedulers.StepLR(o, 2)",
)
ONE_OUTPUT = ("mse", "half_mse", "mae", "huber", "hinge", "binary_cross_entropy_with_logits")


@dataclass(frozen=True)
class Fit:
    """One training.

    Arguments:
        sizes: of the network.
        samples: of X; targets: of y.
        dropout: between the layers, 0 for none.
    """

    sizes: tuple[int, ...]
    activation: str
    loss: str
    optimizer: str
    settings: str
    epochs: int
    dropout: float
    samples: tuple[tuple[float, ...], ...]
    targets: tuple[Any, ...]

    @property
    def source(self) -> str:
        """A function that trains, and returns losses and parameters."""
        layers = f"nn.MLP({self.sizes[0]}, {list(self.sizes[1:])}, "
        layers += f'activation="{self.activation}", seed=0)'
        if self.dropout:
            layers = f"nn.Sequential({layers}, nn.Dropout({self.dropout}, seed=3))"
        loss = f'loss="{self.loss}", ' if self.loss else ""
        more = f", {self.settings}" if self.settings else ""
        return f"""\
X = {[list(x) for x in self.samples]}
y = {list(self.targets)}


def train(compile, nudge=0.0):
    model = {layers}
    for k, p in enumerate(model.parameters()):
        p.data *= 1.0 + (nudge if k % 2 else -nudge)
    history = nn.fit(
        model, X, y, {loss}optimizer=lambda p: {self.optimizer},
        epochs={self.epochs}, compile=compile, progress=False{more},
    )
    losses = [x for record in history for key, x in record.items() if "loss" in key]
    return losses + [p.data for p in model.parameters()]
"""


def draw(rng: random.Random) -> Fit:
    """A small random training."""
    loss = rng.choice((*ONE_OUTPUT, "", "cross_entropy"))
    n = rng.randint(3, 7)
    outputs = 3 if loss == "cross_entropy" else 1
    labels: Any = {"cross_entropy": (0, 1, 2), "hinge": (-1, 1)}.get(loss, (0, 1))
    real = loss in ("mse", "half_mse", "mae", "huber")
    sizes = (rng.randint(1, 3), *[rng.randint(1, 5) for _ in range(rng.randint(0, 2))], outputs)
    numbers = (lambda: rng.choice((0.0, 1.0, -1.0, 0.5))) if rng.random() < 0.3 else (
        lambda: round(rng.gauss(0, 1), 2)
    )  # fmt: skip
    return Fit(
        sizes,
        rng.choice(ACTIVATIONS),
        loss,
        rng.choice(OPTIMIZERS),
        rng.choice(SETTINGS),
        rng.randint(1, 5),
        rng.choice((0.0, 0.0, 0.5)) if outputs > 1 else 0.0,
        tuple(tuple(numbers() for _ in range(sizes[0])) for _ in range(n)),
        tuple(numbers() if real else rng.choice(labels) for _ in range(n)),
    )


def run(fit: Fit) -> Iterator[Difference]:
    """Both ways, compared."""
    import nn

    space: dict[str, Any] = {"nn": nn}
    exec(fit.source, space)
    train = space["train"]
    with warnings.catch_warnings(record=True) as said, redirect_stderr(StringIO()):
        warnings.simplefilter("always")
        scalar, compiled = _outcome(train, False), _outcome(train, True)
        moved = [_outcome(train, False, nudge) for nudge in (2.0**-52, -(2.0**-51))]
    for warning in said:
        yield Difference("fit", 0, "warning", str(warning.message), "none")
    if isinstance(scalar, str) or isinstance(compiled, str):
        if scalar != compiled:
            yield Difference("fit", 0, "error", str(compiled)[:300], str(scalar)[:300])
        return
    if len(scalar) != len(compiled):
        yield Difference("fit", 0, "length", str(len(compiled)), str(len(scalar)))
        return
    if any(isinstance(other, str) or len(other) != len(scalar) for other in moved):
        return  # rounding alone decides how it ends
    for i, (x, y, *others) in enumerate(zip(compiled, scalar, *moved)):
        allowed = 1e-12 * max(1.0, abs(y)) + 100 * max(abs(y - other) for other in others)
        if not (abs(x - y) <= allowed) and not (math.isnan(x) and math.isnan(y)):
            yield Difference("fit", 0, f"number {i}", repr(x), f"{y!r} ± {allowed:.1e}")


def _outcome(train: Any, compile: bool, nudge: float = 0.0) -> Any:
    """The numbers, or the error as text."""
    try:
        return train(compile, nudge)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def simpler(fit: Fit) -> Iterator[Fit]:
    """Smaller trainings like it."""
    fields = fit.__dict__
    if fit.epochs > 1:
        yield Fit(**{**fields, "epochs": fit.epochs - 1})
    if fit.settings:
        yield Fit(**{**fields, "settings": ""})
    if fit.dropout:
        yield Fit(**{**fields, "dropout": 0.0})
    if len(fit.sizes) > 2:
        yield Fit(**{**fields, "sizes": (*fit.sizes[:-2], fit.sizes[-1])})
    for k in range(len(fit.samples)):
        fewer = (*fit.samples[:k], *fit.samples[k + 1 :])
        yield Fit(
            **{**fields, "samples": fewer, "targets": (*fit.targets[:k], *fit.targets[k + 1 :])}
        )
    if fit.optimizer != OPTIMIZERS[0]:
        yield Fit(**{**fields, "optimizer": OPTIMIZERS[0]})
    if fit.activation != "linear":
        yield Fit(**{**fields, "activation": "linear"})
