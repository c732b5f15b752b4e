"""What `python -m nn train` does: data, model, training, and the result on data held out."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from autograd import no_grad
from autograd.console import INTERRUPTED
from autograd.files import check_writable
from nn import data, metrics
from nn.data import Dataset, Standardizer
from nn.files import Json
from nn.history import History, Record
from nn.layers import MLP
from nn.plotting import decision_boundary, new_figure, picture_format, save_figure
from nn.training import fit

EPOCH_LINES = 10  # how many to print where there is no terminal for a progress bar
MOST_PARAMETERS = 2_000_000  # about a gigabyte of Values
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

# With inputs of mean 0 and standard deviation 1.
LEARNING_RATES = {
    "sgd": 0.1,
    "adagrad": 0.1,
    "adadelta": 1.0,
    "rmsprop": 0.01,
    "adam": 0.01,
    "adamw": 0.01,
}


def train(options: Namespace, demo: bool = False) -> int:
    """Trains, tests, saves and draws as the command line asks; returns the exit status.

    That files can be written is made sure of first, so that no training is lost for it. For the
    demo, which is to run everywhere, a picture that cannot be made is an error at the end.
    """
    if not demo:
        _check_outputs(options)
    whole, recipe = _data(options)
    train, test = data.train_test_split(whole, seed=options.seed)
    train = train.standardized()
    test = test.standardized(train.standardizer)
    scale = None if whole.class_names else Standardizer.fit([[t] for t in train.y])
    model = _model(options, whole, recipe)
    print(f"data      {_name(options.data)}: {_summary(whole)}; {len(test.X)} held out")
    print(f"model     {_shape(model)}, {options.activation}, {len(model.parameters())} parameters")

    history = _fit(options, recipe, model, _scaled(train, scale), _scaled(test, scale))
    if history.stopped == "interrupted":
        print(f"stopped   by Ctrl-C after {_count(len(history), 'epoch')}")
    result = _result(model, test, scale)
    print(f"result    {result} on the {_count(len(test.X), 'sample')} held out")
    if options.save:
        model.metadata = _metadata(options, train, scale)
        model.save(options.save)
        print(f"saved     {options.save}")
    if options.plot and (history or _is_plane(whole)):
        _draw(options, model, whole, train.standardizer, history, result)
        print(f"picture   {options.plot}")
    return INTERRUPTED if history.stopped == "interrupted" else 0


def _check_outputs(options: Namespace) -> None:
    """Raises OSError if a file could not be written in the end, or would be written over."""
    taken = {} if options.data in RECIPES else {os.path.realpath(options.data): "the data"}
    for name in ("save", "plot"):
        path = getattr(options, name)
        if path is None:
            continue
        check_writable(path)
        target = os.path.realpath(path)
        if target in taken:
            raise ValueError(f"--{name} {path} would write over {taken[target]}; name another file")
        taken[target] = f"the file of --{name}"
    if options.plot:
        picture_format(options.plot)


def _data(options: Namespace) -> tuple[Dataset, Recipe]:
    if options.data in RECIPES:
        for name in ("target", "task"):
            if getattr(options, name):
                raise ValueError(f"--{name} is for CSV files; {options.data} has a target already")
        recipe = RECIPES[options.data]
        return recipe.make(options.seed), recipe
    if not os.path.lexists(options.data) and Path(options.data).suffix.lower() != ".csv":
        known = ", ".join(RECIPES)
        raise ValueError(f"no data set {options.data!r}; known are {known}, or a CSV file")
    if options.target is None:
        columns = ", ".join(data.read_table(options.data).header)
        raise ValueError(f"{options.data}: say what to predict by --target; columns are {columns}")
    classification = None if options.task is None else options.task == "classification"
    whole = data.load_csv(options.data, options.target, classification=classification)
    epochs = max(5, min(200, SAMPLES_IN_A_RUN // len(whole.X)))
    return whole, Recipe(lambda seed: whole, (16, 16), epochs, 16)


def _model(options: Namespace, whole: Dataset, recipe: Recipe) -> MLP:
    hidden = recipe.hidden if options.hidden is None else options.hidden
    outputs = len(whole.class_names) if len(whole.class_names) > 2 else 1
    _check_size([len(whole.feature_names), *hidden, outputs])
    saturating = options.activation in ("tanh", "sigmoid", "linear")
    return MLP(
        len(whole.feature_names),
        [*hidden, outputs],
        activation=options.activation,
        init="xavier_uniform" if saturating else "he_uniform",
        seed=options.seed,
    )


def _check_size(sizes: list[int]) -> None:
    """Raises ValueError for a network that would take more memory than there may be."""
    parameters = sum((before + 1) * after for before, after in pairwise(sizes))
    if parameters > MOST_PARAMETERS:
        raise ValueError(
            f"--hidden {' '.join(map(str, sizes[1:-1]))} makes a network of {parameters:,} "
            f"parameters; {MOST_PARAMETERS:,} are the most here"
        )


def _fit(options: Namespace, recipe: Recipe, model: MLP, train: Dataset, test: Dataset) -> History:
    """Trains with a progress bar on a terminal, and with a few lines of text elsewhere."""
    epochs = options.epochs or recipe.epochs
    batch_size = options.batch_size or recipe.batch_size
    lr = options.lr or LEARNING_RATES[options.optimizer]
    print(
        f"training  {options.optimizer}, lr {lr:g}, {_count(epochs, 'epoch')}, "
        f"batches of {min(batch_size, len(train.X))}, seed {options.seed}",
        flush=True,
    )

    def print_some(record: Record, model: object) -> None:
        epoch = record["epoch"]
        if epoch * EPOCH_LINES // epochs > (epoch - 1) * EPOCH_LINES // epochs:
            losses = f"loss {record['loss']:.4g}, held out {record['val_loss']:.4g}"
            print(f"epoch     {epoch}: {losses}", flush=True)

    terminal = sys.stderr is not None and sys.stderr.isatty()
    return fit(
        model,
        *train,
        optimizer=options.optimizer,
        lr=lr,
        epochs=epochs,
        batch_size=batch_size,
        validation=test,
        callbacks=[] if terminal else [print_some],
        progress=terminal,
        seed=options.seed,
    )


@no_grad()
def _result(model: MLP, test: Dataset, scale: Standardizer | None) -> str:
    """How good the model is, in words."""
    outputs = [model(x) for x in test.X]
    if scale is None:
        return f"accuracy {metrics.accuracy(outputs, test.y):.3f}"
    numbers = [scale.undo([float(output)])[0] for output in outputs]
    error = metrics.mean_absolute_error(numbers, test.y)
    return f"R² {metrics.r2_score(numbers, test.y):.3f}, mean absolute error {error:.4g}"


def _scaled(part: Dataset, scale: Standardizer | None) -> Dataset:
    """The data with the numbers to predict standardised, which training is easier with."""
    return part if scale is None else replace(part, y=[scale([t])[0] for t in part.y])


def _metadata(options: Namespace, train: Dataset, scale: Standardizer | None) -> Json:
    """What `predict` needs to know beside the parameters."""
    assert train.standardizer is not None
    metadata = {
        "data": _name(options.data),
        "feature_names": train.feature_names,
        "class_names": train.class_names,
        "target_name": train.target_name,
        "standardizer": train.standardizer._asdict(),
    }
    return metadata if scale is None else {**metadata, "target_standardizer": scale._asdict()}


def _draw(
    options: Namespace,
    model: MLP,
    whole: Dataset,
    standardizer: Standardizer | None,
    history: History,
    result: str,
) -> None:
    """Writes a picture: the decision boundary where data lie in a plane, and the losses."""
    assert standardizer is not None
    panels = [_is_plane(whole), bool(history)]
    figure = new_figure(sum(panels))
    axes = iter(figure.axes)
    if panels[0]:
        ax = next(axes)
        decision_boundary(
            lambda x: model(standardizer(x)), whole.X, whole.y, ax, class_names=whole.class_names
        )
        ax.set_xlabel(whole.feature_names[0])
        ax.set_ylabel(whole.feature_names[1])
    if panels[1]:
        history.plot(next(axes))
    figure.suptitle(f"{_name(options.data)}: {result} (held-out data)")
    save_figure(figure, options.plot)


def _is_plane(whole: Dataset) -> bool:
    return bool(whole.class_names) and len(whole.feature_names) == 2


def _summary(whole: Dataset) -> str:
    target = f"{len(whole.class_names)} classes" if whole.class_names else whole.target_name
    return (
        f"{_count(len(whole.X), 'sample')}, {_count(len(whole.feature_names), 'input')} → {target}"
    )


def _shape(model: MLP) -> str:
    sizes = [len(model.layers[0].neurons[0].w), *(len(layer.neurons) for layer in model.layers)]
    return f"MLP {'-'.join(map(str, sizes))}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _name(source: str) -> str:
    return Path(source).name
