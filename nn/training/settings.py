"""What a training was started with, in plain data: a checkpoint goes on with nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterable

from autograd.structure import leaves_of
from autograd.telling import type_error
from nn.files import Json
from nn.init import generator
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


def states_of(model: Module, rng: random.Random) -> list[object]:
    """Where the generators are that a training surely draws from: its own, and the model's."""
    shared = generator(None)
    mine = [x for x in generators_of(model, rng) if x is rng or x is not shared]
    return [each.getstate() for each in mine]


def generators_of(model: Module, rng: random.Random) -> list[random.Random]:
    """The random generators of a training: its own, Python's shared one, and those of the model."""
    own = [x for m in model.modules() for x in vars(m).values() if isinstance(x, random.Random)]
    return [*{id(each): each for each in (rng, generator(None), *own)}.values()]
