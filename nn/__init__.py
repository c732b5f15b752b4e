"""Neurons, layers and networks on `autograd`, and all that is needed to train them.

    >>> import nn
    >>> gate = nn.data.logic_gate("xor")
    >>> model = nn.MLP(2, [4, 1], activation="tanh", seed=0)
    >>> history = nn.fit(model, gate.X, gate.y, lr=0.05, epochs=200, progress=False)
    >>> nn.metrics.accuracy([model(x) for x in gate.X], gate.y)
    1.0

Read the source in this order: `init`, `activations`, `module` and `layers` (what a model is),
`losses`, `metrics`, `optim`, `schedulers` (how it learns), then `data`, `training` with `samples`,
`steps`, `loop` and `checkpoints`, and `plotting`.
"""

from nn import data, init, losses, metrics, optim, plotting, schedulers
from nn.files import ModelFileError
from nn.history import History
from nn.layers import MLP, Dropout, Layer, Neuron, Sequential
from nn.loading import load
from nn.module import Module
from nn.optim import SGD, Adadelta, Adagrad, Adam, AdamW, Optimizer, RMSprop, clip_grad_norm
from nn.training import TrainingError, fit

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
    "RMSprop",
    "Sequential",
    "TrainingError",
    "clip_grad_norm",
    "data",
    "fit",
    "init",
    "load",
    "losses",
    "metrics",
    "optim",
    "plotting",
    "schedulers",
]
