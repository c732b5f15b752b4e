"""`load`: a model rebuilt from its file alone."""

from __future__ import annotations

import os
import random

from autograd.telling import value_error
from nn.files import Json, ModelFileError, read_model_file
from nn.layers import MLP, Dropout, Layer, Neuron, Sequential
from nn.module import Module

BUILT_IN: dict[str, type[Module]] = {
    module.__name__: module for module in (Neuron, Layer, MLP, Sequential, Dropout)
}


def load(path: str | os.PathLike[str]) -> Module:
    """Rebuilds a model of this package's own classes from a file that `Module.save` wrote.

    Arguments:
        path: the file. Its parameters and metadata are those of the model that was saved; seeds
            of dropout are not kept.

    Raises:
        ModelFileError: the file is not such a file, or its model is not one of those.
        OSError: the file cannot be read.
    """
    content = read_model_file(path)
    unused = iter(content["parameters"])

    def no_weight(nin: int, nout: int, rng: random.Random) -> float:
        # Weights come from the file, so none are drawn. Sizes that want more of them than the
        # file holds are damage, and are not worth filling the memory for.
        if next(unused, None) is None:
            raise value_error("its sizes want more parameters than it holds")
        return 0.0

    try:
        model = _build(content["model"], no_weight)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise ModelFileError(f"{path} is a damaged model file: {error}") from None
    return model.load(path)


def _build(description: Json, init: object) -> Module:
    name, arguments = description["class"], description["arguments"]
    if name not in BUILT_IN or arguments is None:
        raise value_error(
            f"a {name} can only be rebuilt by its own code: make one, then call its load(path)"
        )
    if name == "Sequential":
        return Sequential(*(_build(layer, init) for layer in arguments["layers"]))
    if name == "Dropout":
        return Dropout(**arguments)
    return BUILT_IN[name](**arguments, init=init)  # type: ignore[call-arg]
