"""What `train` learns from: one of the sets that are known by name, or a file."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from autograd.telling import value_error
from nn import data
from nn.command.lines import Tell
from nn.command.reading import given, reading_of
from nn.data import Dataset

SAMPLES_IN_A_RUN = 40_000  # of a CSV file, each as often as there are epochs: about a minute


class Recipe(NamedTuple):
    """A data set, and settings that learn it well in a short time."""

    make: Callable[[int], Dataset]
    hidden: tuple[int, ...]
    epochs: int
    batch_size: int


RECIPES = {
    "moons": Recipe(lambda seed: data.moons(400, noise=0.1, seed=seed), (16, 16), 40, 16),
    "circles": Recipe(lambda seed: data.circles(400, seed=seed), (16, 16), 30, 16),
    "spiral": Recipe(lambda seed: data.spiral(600, seed=seed), (16, 16), 60, 16),
    "xor": Recipe(lambda seed: data.logic_gate("xor", 200, noise=0.1, seed=seed), (8,), 30, 16),
    "iris": Recipe(lambda seed: data.iris(), (16,), 40, 16),
    "digits": Recipe(lambda seed: data.digits(), (16,), 10, 16),
}


def data_of(options: Namespace, tell: Tell) -> tuple[Dataset, Recipe]:
    """The data that the command line names, and settings for them."""
    if options.data in RECIPES:
        for name in ("target", "task", given(options)):
            if name and getattr(options, name):
                raise value_error(f"--{name} is for CSV files; {options.data} has a target already")
        recipe = RECIPES[options.data]
        return recipe.make(options.seed), recipe
    known = Path(options.data).suffix.lower() == ".csv" or options.data == "-"
    if not known and not os.path.lexists(options.data):
        names = ", ".join(RECIPES)
        raise value_error(f"no data set {options.data!r}; known are {names}, or a CSV file")
    reading = reading_of(options)
    if options.target is None:
        columns = ", ".join(data.read_table(options.data, reading).names)
        name = data.name_of(options.data)
        raise value_error(f"{name}: say what to predict by --target; columns are {columns}")
    classification = None if options.task is None else options.task == "classification"
    read = data.read_dataset(options.data, options.target, reading, classification)
    tell("read", read.said)
    samples = len(read.data.X)
    epochs = max(5, min(200, SAMPLES_IN_A_RUN // samples))
    batch_size = max(16, min(128, samples // 256))  # many samples need no noisier gradient
    return read.data, Recipe(lambda seed: read.data, (16, 16), epochs, batch_size)
