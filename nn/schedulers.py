"""Schedulers: how the learning rate changes from epoch to epoch.

Names, arguments and defaults are PyTorch's. A scheduler is one formula, `lr_at(epoch)`, with η₀ the
learning rate that the optimizer was given; call `step()` once after each epoch.
"""

# ruff: noqa: D102  (a scheduler's docstring is that of its formula)

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from autograd.telling import value_error
from nn.files import Json
from nn.optim import Optimizer
from nn.ranges import at_least_0, plain, positive


class Scheduler:
    """The base of all: it counts epochs and sets `optimizer.lr`.

    Arguments:
        optimizer: the optimizer whose `lr` is set, at once and at each `step()`. Of several
            schedulers made for one optimizer, each starts from the `lr` before the first.
    """

    def __init__(self, optimizer: Optimizer) -> None:
        if optimizer.initial_lr is None:
            optimizer.initial_lr = optimizer.lr
        self.optimizer = optimizer
        self.base_lr = optimizer.initial_lr
        self.epoch = 0
        optimizer.lr = self.lr_at(0)

    def lr_at(self, epoch: int) -> float:
        """The learning rate of an epoch, counted from 0."""
        raise NotImplementedError

    def step(self) -> None:
        """Sets the learning rate of the next epoch."""
        lr = self.lr_at(self.epoch + 1)
        self.epoch, self.optimizer.lr = self.epoch + 1, lr  # in one line: Ctrl-C splits none

    def state_dict(self) -> Json:
        """The epoch and the settings, as JSON data; without functions, if a subclass has some."""
        return {
            name: [part.state_dict() for part in x] if _are_schedulers(x) else x
            for name, x in vars(self).items()
            if name != "optimizer" and not callable(x)
        }

    def load_state_dict(self, state_dict: Mapping[str, object]) -> None:
        """Goes on from what `state_dict` gave. The optimizer's `lr` is in its own state.

        Raises:
            ValueError: it is from another kind of scheduler. Nothing is changed then.
        """
        for scheduler, loaded in self._loaded(state_dict):
            vars(scheduler).update(loaded)

    def _loaded(self, state_dict: Mapping[str, Any]) -> list[tuple[Scheduler, Json]]:
        """This scheduler and those inside it, each with the new values of its attributes."""
        own = self.state_dict()
        if set(state_dict) != set(own):
            raise value_error(
                f"this is not the state of {type(self).__name__}: it needs {sorted(own)}, "
                f"got {sorted(state_dict)}"
            )
        result = [(self, dict(state_dict))]
        for name, parts in vars(self).items():
            if _are_schedulers(parts):
                states = result[0][1].pop(name)
                if len(states) != len(parts):
                    raise value_error(
                        f"this is the state of {len(states)} schedulers, here are {len(parts)} "
                        "in a row"
                    )
                for part, state in zip(parts, states):
                    result += part._loaded(state)
        return result


class StepLR(Scheduler):
    """Falls to the γ-fold every `step_size` epochs: η₀ γ^⌊epoch / step_size⌋.

    Arguments:
        optimizer: as in `Scheduler`.
        step_size: the number of epochs between falls, at least 1.
        gamma: γ, above 0.

    Raises:
        ValueError: an argument is out of its range.
    """

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1) -> None:
        self.step_size = _at_least_1("step_size", step_size)
        self.gamma = positive("gamma", gamma)
        super().__init__(optimizer)

    def lr_at(self, epoch: int) -> float:
        return self.base_lr * self.gamma ** (epoch // self.step_size)


class ExponentialLR(Scheduler):
    """Falls to the γ-fold every epoch: η₀ γ^epoch.

    Arguments:
        optimizer: as in `Scheduler`.
        gamma: γ, above 0.

    Raises:
        ValueError: γ is out of its range.
    """

    def __init__(self, optimizer: Optimizer, gamma: float) -> None:
        self.gamma = positive("gamma", gamma)
        super().__init__(optimizer)

    def lr_at(self, epoch: int) -> float:
        return self.base_lr * self.gamma**epoch


class CosineAnnealingLR(Scheduler):
    """Half a cosine wave from η₀ down to η_min: η_min + ½ (η₀ - η_min) (1 + cos(π epoch / T_max)).

    After T_max epochs it rises again. (Loshchilov and Hutter, 2017.)

    Arguments:
        optimizer: as in `Scheduler`.
        T_max: the number of epochs down, at least 1.
        eta_min: η_min, at least 0.

    Raises:
        ValueError: an argument is out of its range.
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0) -> None:
        self.T_max = _at_least_1("T_max", T_max)
        self.eta_min = at_least_0("eta_min", eta_min)
        super().__init__(optimizer)

    def lr_at(self, epoch: int) -> float:
        wave = 1 + math.cos(math.pi * epoch / self.T_max)
        return self.eta_min + (self.base_lr - self.eta_min) * wave / 2


class LinearLR(Scheduler):
    """From `start_factor` η₀ to `end_factor` η₀ on a straight line, and there it stays.

    With its defaults a warm-up: small steps until the optimizer has seen some gradients.

    Arguments:
        optimizer: as in `Scheduler`.
        start_factor: above 0 and at most 1.
        end_factor: from 0 to 1.
        total_iters: the number of epochs on the way, at least 1.

    Raises:
        ValueError: an argument is out of its range.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1.0 / 3.0,
        end_factor: float = 1.0,
        total_iters: int = 5,
    ) -> None:
        if not 0 < start_factor <= 1:
            raise value_error(f"start_factor must be in (0, 1], got {start_factor!r}")
        if not 0 <= end_factor <= 1:
            raise value_error(f"end_factor must be in [0, 1], got {end_factor!r}")
        self.start_factor = plain(start_factor)
        self.end_factor = plain(end_factor)
        self.total_iters = _at_least_1("total_iters", total_iters)
        super().__init__(optimizer)

    def lr_at(self, epoch: int) -> float:
        way = min(epoch, self.total_iters) / self.total_iters
        return self.base_lr * (self.start_factor + (self.end_factor - self.start_factor) * way)


class SequentialLR(Scheduler):
    """One scheduler after the other, such as a warm-up and then a cosine.

    Arguments:
            optimizer: as in `Scheduler`.
            schedulers: schedulers of the same optimizer.
            milestones: the epoch at which each but the first takes over and counts from 0; rising.

    Raises:
            ValueError: there is not one scheduler more than milestones, or these do not rise.

    Example:
            >>> from autograd import Value
            >>> from nn.files import Json
    from nn.optim import SGD
            >>> optimizer = SGD([Value(0.0)], lr=1.0)
            >>> warm_up = LinearLR(optimizer, start_factor=0.5, total_iters=2)
            >>> fall = CosineAnnealingLR(optimizer, T_max=4)
            >>> scheduler = SequentialLR(optimizer, [warm_up, fall], milestones=[2])
            >>> [round(scheduler.lr_at(epoch), 3) for epoch in range(7)]
            [0.5, 0.75, 1.0, 0.854, 0.5, 0.146, 0.0]
    """

    def __init__(
        self, optimizer: Optimizer, schedulers: Sequence[Scheduler], milestones: Sequence[int]
    ) -> None:
        if len(schedulers) != len(milestones) + 1:
            raise value_error(
                "each scheduler but the first needs a milestone, "
                f"got {len(milestones)} for {len(schedulers)} schedulers"
            )
        if list(milestones) != sorted(set(milestones)):
            raise value_error(f"milestones must rise, got {list(milestones)}")
        self.schedulers = list(schedulers)
        self.milestones = list(milestones)
        super().__init__(optimizer)

    def lr_at(self, epoch: int) -> float:
        passed = sum(epoch >= milestone for milestone in self.milestones)
        start = self.milestones[passed - 1] if passed else 0
        return self.schedulers[passed].lr_at(epoch - start)


def _are_schedulers(x: object) -> bool:
    return isinstance(x, list) and bool(x) and all(isinstance(part, Scheduler) for part in x)


def _at_least_1(name: str, count: int) -> int:
    if not count >= 1:
        raise value_error(f"{name} must be at least 1, got {count!r}")
    return count
