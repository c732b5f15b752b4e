"""Activations by name: every operation of one operand in autograd's table, and "linear"."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, Union

from autograd import OPERATIONS, Operation, Value
from autograd.telling import value_error

T = TypeVar("T")
Activation = Union[str, Callable[[Value], Value]]  # noqa: UP007  (3.10 cannot | a string at run time)

ACTIVATIONS = (
    "linear",
    "relu",
    "leaky_relu",
    "elu",
    "gelu",
    "silu",
    "softplus",
    "sigmoid",
    "tanh",
    "step",
)
"""The usual ones. Others of the table can be named too: `"sin"`, or an operation of your own."""


def linear(x: T) -> T:
    """x itself: no activation."""
    return x


def activation_of(activation: Activation) -> Callable[[Value], Value]:
    """The activation of that name; a function is returned as it is.

    Raises:
        ValueError: no operation of one operand has that name.
    """
    if callable(activation):
        return activation
    if activation == "linear":
        return linear
    operation = OPERATIONS.get(activation)
    if operation is None or operation.arity != 1:
        raise value_error(f"unknown activation {activation!r}; known are {', '.join(ACTIVATIONS)}")
    return operation


def name_of(activation: Callable[[Value], Value]) -> str | None:
    """The name that gives this activation in `activation_of`; None if there is none."""
    if activation is linear:
        return "linear"
    name = activation.name if isinstance(activation, Operation) else ""
    return name if OPERATIONS.get(name) is activation else None


def word_for(activation: Callable[[Value], Value]) -> str:
    """How a neuron of this activation is called: `ReLU`, `Tanh`, `Linear`."""
    if isinstance(activation, Operation):
        symbol = activation.symbol
        return symbol if symbol.isascii() and not symbol.islower() else activation.name.capitalize()
    return getattr(activation, "__name__", type(activation).__name__).strip("<>").capitalize()
