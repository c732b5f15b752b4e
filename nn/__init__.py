"""Neurons, layers and networks on `autograd`, and all that is needed to train them.

    >>> import nn
    >>> gate = nn.data.logic_gate("xor")
    >>> model = nn.MLP(2, [4, 1], activation="tanh", seed=0)
    >>> history = nn.fit(model, gate.X, gate.y, lr=0.05, epochs=200, progress=False)
    >>> nn.metrics.accuracy([model(x) for x in gate.X], gate.y)
    1.0

What there is:

    MLP(2, [16, 1])             a network; Neuron, Layer, Sequential, Dropout, Module
    fit(model, X, y)            trains it, and returns the history of its losses
    model.predict(X)            what it says of new samples; model.save(path), load(path)
    model.export(path)          the model as a module of Python that needs nothing of this library
    Adam(model.parameters())    optimizers; schedulers.StepLR(...) and its kin
    losses.mse(...)             losses, and metrics.accuracy(...) and its kin
    data.load_csv(path, y)      data: files, moons and digits
    plotting.network(model)     pictures of data, models and learning
    widgets.perceptron()        pages to play with: a line, a valley, a network, two moons
    MLPClassifier(...)          the same for scikit-learn; MLPRegressor

Read the source in this order, in which each file imports only what stands before it:

    korean: command, data, learning, models, pictures
                                what nn says, in Korean
    numbers, ranges, names      numbers put into many parameters at once; what settings may be
    files, init, activations    files of models; first weights; what makes a layer bend
    found, module, modes, inputs, layers, loading
                                what a model is, and how it comes back from a file
    maps                        layers as pictures of their weights
    losses, metrics             what is to be made small, and what people ask for
    optim: optimizer, clipping, rules
                                how a gradient becomes a step
    schedulers                  how long the steps are
    data.reading: faults, words, options, memory, sources, encodings, dates, cells, numbers,
              dialects, asides, rows, headers, tables, kinds, columns, learning, targets
                                what a file holds, from its bytes to numbers
    data: dataset, csv_files, generators, real
                                what is learned from
    given, meaning, predicting  what a model says of many samples
    carried, onnx_file, exporting
                                a model as a file that needs nothing of ours
    history, progress           what a training tells
    training: targets, samples, verdict, settings, joining, processes, steps, floats, arrays,
              jax_steps, jax_loops, native_loops, choice, checkpoints, loop, fitting
                                `fit`: learners, and the care around them
    widgets: page, playing      pages to play with, for lessons
    estimators: estimator, networks
                                `MLPClassifier`, `MLPRegressor`, for scikit-learn
    plotting: style, grid, page, curves, regions, results, wiring, gradients, surface,
              film
                                pictures of all of it
    display, pictures           what a notebook shows of a model
    command: lines, numbers, arrays, reading, recipes, report, pictures, prediction, evaluation,
              exporting, jobs, arguments, program
                                the command line, started by `chainrule` and by
    __main__                    `python -m nn`
"""

from typing import TYPE_CHECKING

from autograd.later import at_need
from autograd.telling import CATALOGUES, told
from nn import exporting, init, losses, pictures, predicting
from nn.files import ModelFileError
from nn.history import History
from nn.layers import MLP, Dropout, Layer, Neuron, Sequential
from nn.loading import load
from nn.module import Module

if TYPE_CHECKING:
    from nn import data, metrics, optim, plotting, schedulers, widgets
    from nn.optim import SGD, Adadelta, Adagrad, Adam, AdamW, Optimizer, RMSprop, clip_grad_norm
    from nn.training import ProcessError, TrainingError, fit, join

__all__ = [
    "MLP",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Dropout",
    "History",
    "Layer",
    "ModelFileError",
    "Module",
    "Neuron",
    "Optimizer",
    "ProcessError",
    "RMSprop",
    "Sequential",
    "TrainingError",
    "clip_grad_norm",
    "data",
    "fit",
    "init",
    "join",
    "load",
    "losses",
    "metrics",
    "optim",
    "plotting",
    "schedulers",
    "widgets",
]


_OPTIMIZERS = ["SGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop"]
_later, __dir__ = at_need(
    __name__,
    dict.fromkeys([*_OPTIMIZERS, "clip_grad_norm"], "optim")
    | dict.fromkeys(["ProcessError", "TrainingError", "fit", "join"], "training"),
    [
        "data",
        "display",
        "given",
        "maps",
        "metrics",
        "plotting",
        "progress",
        "schedulers",
        "widgets",
    ],
)


def __getattr__(name: str) -> object:
    """What is loaded at need, above all `nn.MLPClassifier` and `nn.MLPRegressor`: scikit-learn."""
    if name not in ("MLPClassifier", "MLPRegressor"):
        return _later(name)
    try:
        from nn import estimators
    except ImportError as error:
        if (error.name or "").split(".")[0] not in ("sklearn", "numpy"):
            raise
        raise ImportError(
            told(f"nn.{name} needs scikit-learn: pip install 'chainrule[data]'"), name=error.name
        ) from None
    return getattr(estimators, name)


CATALOGUES.append("nn.korean")
predicting.hang()
exporting.hang()
pictures.hang()
