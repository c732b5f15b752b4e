"""Trainings for several devices and processes, which the tests run in processes of their own."""

import json
import random

import nn

X, Y = nn.data.moons(42, noise=0.1, seed=0)


def network(seed=1):
    hidden = nn.Layer(2, 6, activation="tanh", seed=seed)
    return nn.Sequential(hidden, nn.Dropout(0.3), nn.Layer(6, 1, activation="linear", seed=2))


def frozen(parameters):
    """An optimizer of the last layer alone."""
    return nn.SGD(parameters[-7:], lr=0.1, momentum=0.9, nesterov=True)


CASES = {
    "batches, of which the last is smaller": {"batch_size": 8, "epochs": 5, "clip_grad_norm": 0.1},
    "one batch in one loop": {"epochs": 60, "optimizer": frozen, "n": 40},
    "early stopping": {
        "n": 40,
        "epochs": 40,
        "validation": 0.2,
        "early_stopping": 2,
        "optimizer": lambda parameters: nn.Adam(parameters, lr=0.5),
        "scheduler": lambda optimizer: nn.schedulers.StepLR(optimizer, 3, gamma=0.5),
        "callbacks": [lambda record, model: record.update(noted=record["epoch"] % 2)],
    },
}


def train(model=None, n=42, **settings):
    """How a training went, as JSON data."""
    model = network() if model is None else model
    history = nn.fit(model, X[:n], Y[:n], **{"seed": 3, "progress": False, **settings})
    numbers = [parameter.data for parameter in model.parameters()]
    return {"records": list(history), "stopped": history.stopped, "numbers": numbers}


def message_of(**settings):
    """The error of a training."""
    try:
        return train(**settings)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def on_devices():
    """All cases on four devices, and what is refused."""
    random.seed(0)
    jax = {"backend": "jax", "epochs": 2}
    return {
        **{name: train(**{**jax, **case, "devices": "all"}) for name, case in CASES.items()},
        "all is one batch": message_of(**jax, devices=4),
        "small batches": message_of(**jax, devices=4, batch_size=3),
        "few samples": message_of(**jax, devices=4, n=3),
        "never compiled": message_of(**jax, devices=4, n=40, compile=False),
        "split": placed_of_loop(),
    }


def placed_of_loop():
    """How many samples of a batch a device has, and whether the program adds up over devices."""
    from nn.training import jax_loops, jax_steps

    seen = []

    def noted(*given):
        loop = jax_steps.compiled_loop(*given)

        def called(start, data, *others):
            text = loop.lower(start, data, *others).compile().as_text()
            parts = [part.addressable_shards[0].data.shape[1] for part in data[:2]]
            seen.append([*parts, "all-reduce" in text])
            return loop(start, data, *others)

        return called

    jax_loops.compiled_loop = noted
    train(backend="jax", devices=4, batch_size=8, epochs=1)
    jax_loops.compiled_loop = jax_steps.compiled_loop
    return seen


if __name__ == "__main__":
    print(json.dumps(on_devices()))
