"""What a training was started with, in plain data: a checkpoint goes on with nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from autograd.structure import leaves_of
from autograd.telling import type_error
from nn.files import Json
from nn.module import Module
from nn.optim import Optimizer
from nn.schedulers import Scheduler


def settings_of(
    model: Module, optimizer: Optimizer, scheduler: Scheduler | None, **others: object
) -> Json:
    """What a training is started with, for `load` to compare: JSON data by name."""
    import json

    if scheduler is not None and not hasattr(scheduler, "load_state_dict"):
        raise type_error(
            f"a checkpoint needs a scheduler's state_dict and load_state_dict, and "
            f"{type(scheduler).__name__} has none; subclass nn.schedulers.Scheduler"
        )
    settings = {
        "model": model.description(),
        "optimizer": repr(optimizer),
        "scheduler": scheduler and [type(scheduler).__name__, scheduler.state_dict()],
        **others,
    }
    loaded: Json = json.loads(json.dumps(settings))
    return loaded


def check_plain(name: str, state: object) -> None:
    """Raises TypeError for what would come back from a file as something else."""
    import json

    try:
        if json.loads(json.dumps(state)) == state:
            return
        fault = "a dict with keys that are no strings, a tuple or NaN is in it"
    except (TypeError, ValueError) as error:
        fault = str(error)
    raise type_error(f"a checkpoint keeps plain JSON data, and the {name}'s state is none: {fault}")


def digest(parts: Iterable[Iterable[object]]) -> str:
    """A short text that stands for data: other numbers have another."""
    import hashlib
    from array import array

    hashed = hashlib.sha256()
    for samples in parts:
        lengths = [len(x) if hasattr(x, "__len__") else -1 for x in samples]
        hashed.update(repr(lengths).encode())
        hashed.update(array("d", map(float, leaves_of(samples))).tobytes())
    return hashed.hexdigest()[:16]
