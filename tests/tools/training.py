"""A small training with dropout, for the tests of checkpoints."""

import pytest

import nn

X, Y = nn.data.moons(40, noise=0.1, seed=0)


def network(dropout_seed=None, seed=1):
    return nn.Sequential(
        nn.Layer(2, 4, activation="tanh", seed=seed),
        nn.Dropout(0.3, seed=dropout_seed),
        nn.Layer(4, 1, activation="linear", seed=seed + 1),
    )


def train(path=None, stop=None, model=None, X=X, y=Y, **settings):
    """The history, all numbers left, and the next random number; stopped by Ctrl-C in an epoch."""
    if settings.get("backend") == "jax":
        pytest.importorskip("jax")
    if settings.get("compile") is True:
        pytest.importorskip("numpy")
    model = model or network()
    optimizer = settings.pop("optimizer", "adam")
    made = []

    def make(parameters):
        made.append(nn.optim.get(optimizer)(parameters, lr=0.05))
        return made[0]

    def interrupt(record, model):
        if record["epoch"] == stop:
            raise KeyboardInterrupt

    callbacks = [*settings.pop("callbacks", ()), *([] if stop is None else [interrupt])]
    history = nn.fit(
        model,
        X,
        y,
        optimizer=make,
        **{
            "epochs": 7,
            "batch_size": 16,
            "seed": 5,
            "progress": False,
            "checkpoint": path,
            "callbacks": callbacks,
            **settings,
        },
    )
    return list(history), history.stopped, model.state_dict(), made[0].state_dict()
