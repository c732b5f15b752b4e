"""What `python -m nn train` does: data, model, training, and the result on data held out."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from autograd.console import INTERRUPTED
from autograd.files import check_writable
from autograd.telling import told, value_error
from nn import data
from nn.command import lines
from nn.command.arrays import in_array
from nn.command.lines import Tell, silent
from nn.command.recipes import RECIPES, Recipe, data_of
from nn.command.report import judged, print_json
from nn.data import Dataset, Standardizer, nothing_collected, nothing_looked_through, plural
from nn.files import Json
from nn.history import History, Record
from nn.layers import MLP
from nn.predicting import outputs
from nn.training import fit

EPOCH_LINES = 10  # how many to print where there is no terminal for a progress bar
MOST_PARAMETERS = 2_000_000  # about a gigabyte of Values
SHOWN = 500  # samples held out, at most, of which the loss is told while training
VALIDATION = 0.15  # of the data to learn from, for early stopping

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

    That files can be written is made sure of first, so that no training is lost for it. The demo
    is to run everywhere: a picture that cannot be made is told of at its end, and is no error.
    """
    if not demo:
        _check_outputs(options)
    tell = silent if options.json else lines.tell
    whole, recipe = data_of(options, tell)
    train, test = _split(whole, options.seed)
    scale = None if whole.class_names else Standardizer.fit([[t] for t in train.y])
    model = _model(options, whole, recipe)
    held_out = told(f"{len(test.X)} held out")
    tell("data", f"{_name(options.data)}: {_summary(whole)}; {held_out}")
    parameters = told(f"{len(model.parameters())} parameters")
    tell("model", f"{_shape(model)}, {options.activation}, {parameters}")

    with nothing_looked_through():
        history = _fit(options, recipe, model, _scaled(train, scale), _scaled(test, scale), tell)
    interrupted = history.stopped == "interrupted"
    if interrupted:
        tell("stopped", told(f"by Ctrl-C after {_epochs(len(history))}"))
    report = judged(outputs(model, test.X), test.y, whole.class_names, scale)
    samples = _samples(len(test.X))
    tell("result", told(f"{report.title()} on the {samples} held out ({report.beside()})"))
    for warning in report.warnings():
        tell("warning", warning)
    if options.save:
        model.metadata = _metadata(options, train, scale)
        model.save(options.save)
        tell("saved", options.save)
    if options.plot:
        from nn.command.pictures import draw_result

        standardizer = train.standardizer
        assert standardizer is not None
        try:
            draw_result(
                options.plot,
                _name(options.data),
                report,
                lambda x: model(standardizer(x)),
                whole,
                history,
            )
            tell("picture", options.plot)
        except ImportError as error:
            if not demo:
                raise
            tell("picture", told(f"not drawn: {error}"))
    if options.json:
        print_json(
            {
                "data": options.data,
                "samples": len(whole.X),
                "parameters": len(model.parameters()),
                "epochs": len(history),
                "stopped": history.stopped,
                "held_out": report.json(),
            }
        )
    return INTERRUPTED if interrupted else 0


def _check_outputs(options: Namespace) -> None:
    """Raises OSError if a file could not be written in the end, or would be written over."""
    taken = {} if options.data in RECIPES else {os.path.realpath(options.data): told("the data")}
    if options.resume and not options.checkpoint:
        raise value_error("--resume goes on from the file of --checkpoint; name that too")
    for name in ("save", "plot", "checkpoint"):
        path = getattr(options, name)
        if path is None:
            continue
        check_writable(path)
        target = os.path.realpath(path)
        if target in taken:
            raise value_error(
                f"--{name} {path} would write over {taken[target]}; name another file"
            )
        taken[target] = told(f"the file of --{name}")
    if options.plot:
        from nn.plotting import picture_format  # at need: most runs draw nothing

        picture_format(options.plot)


@nothing_collected()
def _split(whole: Dataset, seed: int) -> tuple[Dataset, Dataset]:
    """The data to learn from and those held out, both standardised as the first are."""
    parts = data.train_test_split(whole, seed=seed)
    train, test = (replace(part, X=in_array(part.X)) for part in parts)
    train = train.standardized()
    return train, test.standardized(train.standardizer)


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
        raise value_error(
            f"--hidden {' '.join(map(str, sizes[1:-1]))} makes a network of {parameters:,} "
            f"parameters; {MOST_PARAMETERS:,} are the most here"
        )


def _fit(
    options: Namespace, recipe: Recipe, model: MLP, train: Dataset, test: Dataset, tell: Tell
) -> History:
    """Trains with a progress bar on a terminal, and with a few lines of text elsewhere."""
    epochs = options.epochs or recipe.epochs
    batch_size = options.batch_size or recipe.batch_size
    lr = options.lr or LEARNING_RATES[options.optimizer]
    batches = f"batches of {min(batch_size, len(train.X))}, seed {options.seed}"
    tell("training", told(f"{options.optimizer}, lr {lr:g}, {_epochs(epochs)}, {told(batches)}"))

    def tell_some(record: Record, model: object) -> None:
        epoch = record["epoch"]
        if epoch * EPOCH_LINES // epochs > (epoch - 1) * EPOCH_LINES // epochs:
            losses = told(f"loss {record['loss']:.4g}, held out {record['val_loss']:.4g}")
            tell("epoch", f"{epoch}: {losses}")

    terminal = sys.stderr is not None and sys.stderr.isatty()
    return fit(
        model,
        *train,
        optimizer=options.optimizer,
        lr=lr,
        epochs=epochs,
        batch_size=batch_size,
        # What tells when to stop has been looked at, and is no test any more: so it is a part of
        # the data to learn from.
        validation=VALIDATION if options.early_stopping else _some(test),
        early_stopping=options.early_stopping,
        callbacks=[] if terminal else [tell_some],
        progress=terminal,
        seed=options.seed,
        checkpoint=options.checkpoint,
        resume=options.resume,
    )


def _some(test: Dataset) -> Dataset:
    """Of many samples held out as many as show the losses; the result is that of all."""
    step = -(-len(test.X) // SHOWN)
    return replace(test, X=test.X[::step], y=test.y[::step])


def _scaled(part: Dataset, scale: Standardizer | None) -> Dataset:
    """The data with the numbers to predict standardised, which training is easier with."""
    return part if scale is None else replace(part, y=[scale([t])[0] for t in part.y])


def _metadata(options: Namespace, train: Dataset, scale: Standardizer | None) -> Json:
    """What `predict` needs to know beside the parameters."""
    assert train.standardizer is not None
    metadata: Json = {
        "data": _name(options.data),
        "feature_names": train.feature_names,
        "class_names": train.class_names,
        "target_name": train.target_name,
        "standardizer": train.standardizer._asdict(),
    }
    if train.columns is not None:
        metadata["columns"] = train.columns.to_json()
    return metadata if scale is None else {**metadata, "target_standardizer": scale._asdict()}


def _summary(whole: Dataset) -> str:
    classes, count = len(whole.class_names), len(whole.feature_names)
    target = told(f"{classes} classes") if classes else whole.target_name
    inputs = told(f"{count} input{plural(count)}")
    return f"{_samples(len(whole.X))}, {inputs} → {target}"


def _shape(model: MLP) -> str:
    sizes = [len(model.layers[0].neurons[0].w), *(len(layer.neurons) for layer in model.layers)]
    return f"MLP {'-'.join(map(str, sizes))}"


def _samples(count: int) -> str:
    return told(f"{count} sample{plural(count)}")


def _epochs(count: int) -> str:
    return told(f"{count} epoch{plural(count)}")


def _name(source: str) -> str:
    return Path(source).name
