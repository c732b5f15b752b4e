"""`Optimizer`: the base of all; what a step has in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import repeat
from typing import Any

from autograd import Value
from autograd.passes import zero_grad
from autograd.real import to_float
from autograd.telling import type_error, value_error
from nn.files import Json
from nn.numbers import data_of, gradients_of, set_data
from nn.ranges import at_least_0

State = dict[str, Any]


class Optimizer:
    """The base of all: it holds the parameters, what is remembered of each, and the step count.

    Arguments:
        parameters: Values to be changed; one that comes twice is changed once.
        lr: the learning rate η, at least 0; it may be assigned between steps.
        maximize: go uphill instead, along -g.

    Raises:
        ValueError: an argument is out of its range, or there are no parameters.
        TypeError: `parameters` are not Values.
    """

    maximize = False  # so for optimizers that were pickled before there was a choice

    def __init__(self, parameters: Iterable[Value], lr: float, maximize: bool = False) -> None:
        if hasattr(parameters, "parameters"):
            raise type_error("an optimizer takes the parameters of a model: model.parameters()")
        parameters = list(parameters)
        if not parameters:
            raise value_error("an optimizer needs at least one parameter, got none")
        for parameter in parameters:
            if not isinstance(parameter, Value):
                raise type_error(f"parameters must be Values, got {type(parameter).__name__}")
        self.parameters = list(dict.fromkeys(parameters))
        self.lr = at_least_0("lr", lr)
        self.maximize = maximize
        self.initial_lr: float | None = None  # set by the first scheduler
        self.steps = 0
        self.state: list[State] = [{} for _ in self.parameters]

    def update(self, p: float, g: float, state: State, step: int) -> float:
        """The step of one parameter; the one method that an optimizer has to define.

        It is plain arithmetic, so that it can move an array of parameters as well as one.

        Arguments:
            p: the parameter.
            g: its gradient; to go uphill if `maximize` says so is for this method.
            state: what this method has kept for itself about this parameter; empty at first. It
                is a copy: put new numbers into it rather than change a list that it holds.
            step: the number of the step, from 1.

        Returns:
            The new parameter.
        """
        raise NotImplementedError

    def step(self) -> None:
        """Moves every parameter by its gradient, once: all of them, or after an error none."""
        before = data_of(self.parameters), self.steps, self.state
        states, gradients = [*map(dict.copy, self.state)], gradients_of(self.parameters)
        try:
            self.steps += 1
            moved = [*map(self.update, before[0], gradients, states, repeat(self.steps))]
            if {*map(type, moved)} != {float}:
                moved = [*map(to_float, moved)]
            set_data(self.parameters, moved)
            self.state = states
        except BaseException:  # Ctrl-C above all
            set_data(self.parameters, before[0])
            self.steps, self.state = before[1:]
            raise

    def zero_grad(self) -> None:
        """Sets every parameter's gradient to 0, since `backward()` adds to what is there."""
        zero_grad(self.parameters)

    def state_dict(self) -> Json:
        """All that a run needs to go on where it stopped, as JSON data: settings and state."""
        return {**self.settings(), "state": [dict(state) for state in self.state]}

    def settings(self) -> Json:
        """All of it but the state of each parameter."""
        return {
            name: list(x) if isinstance(x, tuple) else x
            for name, x in vars(self).items()
            if name not in ("parameters", "state")
        }

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Goes on from what `state_dict` gave.

        Raises:
            ValueError: it is from another kind of optimizer, or for other parameters.
        """
        settings = {name for name in vars(self) if name != "parameters"}
        if set(state_dict) != settings:
            raise value_error(
                f"this is not the state of {type(self).__name__}: it needs {sorted(settings)}, "
                f"got {sorted(state_dict)}"
            )
        if len(state_dict["state"]) != len(self.parameters):
            raise value_error(
                f"this is the state of {len(state_dict['state'])} parameters, "
                f"the optimizer has {len(self.parameters)}"
            )
        own = vars(self)
        loaded = {
            name: tuple(x) if isinstance(own[name], tuple) else x for name, x in state_dict.items()
        }
        own.update(loaded, state=[dict(state) for state in state_dict["state"]])

    def _downhill(self, p: float, g: float, weight_decay: float = 0.0) -> float:
        """g, or -g to go uphill; plus λ p, the gradient of the penalty ½ λ p², if λ is not 0."""
        g = -g if self.maximize else g
        return g + weight_decay * p if weight_decay else g

    def __repr__(self) -> str:
        skipped = ["parameters", "initial_lr", "steps", "state"]
        shown = {"lr": self.lr, "maximize": self.maximize, **vars(self)}
        if not self.maximize:
            skipped.append("maximize")
        settings = (f"{name}={x!r}" for name, x in shown.items() if name not in skipped)
        return f"{type(self).__name__}({len(self.parameters)} parameters, {', '.join(settings)})"
