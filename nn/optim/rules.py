"""Optimizers: how a gradient becomes a step.

Names, arguments and defaults are PyTorch's, and so are the numbers. An optimizer is its settings
and one method, `update`: from a parameter p, its gradient g and what is remembered about it
(`state`) to the new parameter, in plain arithmetic. `step` counts from 1. In the formulas η is the
learning rate `lr` and λ is `weight_decay`; g is the gradient, or with `maximize` its negative.
"""

# ruff: noqa: D102  (an optimizer's docstring is that of its update)

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import InitVar, dataclass, field, fields
from typing import Any

from autograd import Value
from autograd.telling import value_error
from nn.optim.optimizer import Optimizer
from nn.ranges import at_least_0, below_1, fraction, plain, positive

Memory = dict[str, float]  # what is remembered about a parameter

RANGES: dict[str, Callable[[str, Any], object]] = {
    "momentum": at_least_0,
    "dampening": lambda name, x: plain(x),
    "weight_decay": at_least_0,
    "lr_decay": at_least_0,
    "initial_accumulator_value": at_least_0,
    "eps": positive,
    "rho": fraction,
    "alpha": fraction,
    "betas": below_1,
}
"""What each setting has to be, whichever optimizer has it."""


@dataclass(eq=False, repr=False)
class Rule(Optimizer):
    """What the optimizers below have in common: their settings are their fields, each in its range.

    The constructor of each follows from its fields: `parameters` first, `maximize` by name only.
    """

    parameters: InitVar[Iterable[Value]]
    lr: float
    maximize: bool = field(default=False, kw_only=True)

    def __post_init__(self, parameters: Iterable[Value]) -> None:
        Optimizer.__init__(self, parameters, self.lr, self.maximize)
        for name in (each.name for each in fields(self) if each.name in RANGES):
            setattr(self, name, RANGES[name](name, getattr(self, name)))


@dataclass(eq=False, repr=False)
class SGD(Rule):
    """Gradient descent: p ← p - η g, and with momentum μ a velocity v that goes on by itself.

        g ← g + λ p
        v ← μ v + (1 - dampening) g     at first v = g
        p ← p - η v                     with nesterov p - η (g + μ v)

    Arguments:
        parameters, lr, maximize: as in `Optimizer`.
        momentum: μ, at least 0 (Polyak, 1964; for networks Sutskever et al., 2013).
        dampening: what is taken off each new gradient.
        weight_decay: λ, at least 0.
        nesterov: look ahead by one step of the velocity (Nesterov, 1983).

    Raises:
        ValueError: an argument is out of its range, or nesterov without momentum or dampened.
    """

    lr: float = 1e-3
    momentum: float = 0.0
    dampening: float = 0.0
    weight_decay: float = 0.0
    nesterov: bool = False

    def __post_init__(self, parameters: Iterable[Value]) -> None:
        super().__post_init__(parameters)
        if self.nesterov and (not self.momentum or self.dampening):
            raise value_error("nesterov needs momentum > 0 and dampening = 0")

    def update(self, p: float, g: float, state: Memory, step: int) -> float:
        g = self._downhill(p, g, self.weight_decay)
        if not self.momentum:
            return p - self.lr * g
        v = self.momentum * state["v"] + (1 - self.dampening) * g if "v" in state else g
        state["v"] = v
        return p - self.lr * (g + self.momentum * v if self.nesterov else v)


@dataclass(eq=False, repr=False)
class Adagrad(Rule):
    """Each parameter's steps shrink with the gradients it has seen (Duchi et al., 2011).

        g ← g + λ p
        s ← s + g²
        p ← p - η / (1 + (step - 1) lr_decay) · g / (√s + ε)

    Arguments:
        parameters, lr, maximize: as in `Optimizer`.
        lr_decay: how the learning rate falls with the steps, at least 0.
        weight_decay: λ, at least 0.
        initial_accumulator_value: s before the first step, at least 0.
        eps: ε, which keeps the quotient finite; above 0.

    Raises:
        ValueError: an argument is out of its range.
    """

    lr: float = 1e-2
    lr_decay: float = 0.0
    weight_decay: float = 0.0
    initial_accumulator_value: float = 0.0
    eps: float = 1e-10

    def update(self, p: float, g: float, state: Memory, step: int) -> float:
        g = self._downhill(p, g, self.weight_decay)
        s = state["s"] = state.get("s", self.initial_accumulator_value) + g * g
        size: float = s**0.5 + self.eps
        return p - self.lr / (1 + (step - 1) * self.lr_decay) * g / size


@dataclass(eq=False, repr=False)
class Adadelta(Rule):
    """Steps in the units of the parameter: recent steps over recent gradients (Zeiler, 2012).

        g ← g + λ p
        s ← ρ s + (1 - ρ) g²            the running mean square of the gradient
        d = √(u + ε) / √(s + ε) · g
        u ← ρ u + (1 - ρ) d²            that of the steps
        p ← p - η d

    Arguments:
        parameters, lr, maximize: as in `Optimizer`.
        rho: ρ, in [0, 1].
        eps: ε, which starts the first steps and keeps the quotient finite; above 0.
        weight_decay: λ, at least 0.

    Raises:
        ValueError: an argument is out of its range.
    """

    lr: float = 1.0
    rho: float = 0.9
    eps: float = 1e-6
    weight_decay: float = 0.0

    def update(self, p: float, g: float, state: Memory, step: int) -> float:
        g = self._downhill(p, g, self.weight_decay)
        u = state.get("u", 0.0)
        s = state["s"] = self.rho * state.get("s", 0.0) + (1 - self.rho) * g * g
        d: float = ((u + self.eps) / (s + self.eps)) ** 0.5 * g
        state["u"] = self.rho * u + (1 - self.rho) * d * d
        return p - self.lr * d


@dataclass(eq=False, repr=False)
class RMSprop(Rule):
    """The gradient over its recent size (Hinton, Neural Networks for Machine Learning, lecture 6).

        g ← g + λ p
        s ← α s + (1 - α) g²
        d = g / (√s + ε)                centered: s less the square of the mean gradient
        p ← p - η d                     with momentum v ← μ v + d and p - η v

    Arguments:
        parameters, lr, maximize: as in `Optimizer`.
        alpha: α, in [0, 1].
        eps: ε, which keeps the quotient finite; above 0.
        weight_decay: λ, at least 0.
        momentum: μ, at least 0.
        centered: divide by the standard deviation instead (Graves, 2013).

    Raises:
        ValueError: an argument is out of its range.
    """

    lr: float = 1e-2
    alpha: float = 0.99
    eps: float = 1e-8
    weight_decay: float = 0.0
    momentum: float = 0.0
    centered: bool = False

    def update(self, p: float, g: float, state: Memory, step: int) -> float:
        g = self._downhill(p, g, self.weight_decay)
        s = state["s"] = self.alpha * state.get("s", 0.0) + (1 - self.alpha) * g * g
        if self.centered:
            m = state["m"] = self.alpha * state.get("m", 0.0) + (1 - self.alpha) * g
            s = abs(s - m * m)  # a variance, which rounding may take just below 0
        v: float = g / (s**0.5 + self.eps)
        if self.momentum:
            v = state["v"] = self.momentum * state.get("v", 0.0) + v
        return p - self.lr * v


@dataclass(eq=False, repr=False)
class Adam(Rule):
    """The running mean of the gradient over its running size (Kingma and Ba, 2015).

        g ← g + λ p
        m ← β₁ m + (1 - β₁) g
        s ← β₂ s + (1 - β₂) g²
        p ← p - η m̂ / (√ŝ + ε)          m̂ = m / (1 - β₁^step), ŝ = s / (1 - β₂^step)

    m and s start at 0; the hats take out that pull toward 0. With amsgrad the largest s so far
    stands in its place, so that no step grows again because s has shrunk (Reddi et al., 2018).

    Arguments:
        parameters, lr, maximize: as in `Optimizer`.
        betas: (β₁, β₂), each in [0, 1).
        eps: ε, which keeps the quotient finite; above 0.
        weight_decay: λ, at least 0.
        amsgrad: divide by the largest s so far.

    Raises:
        ValueError: an argument is out of its range.
    """

    lr: float = 1e-3
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    weight_decay: float = 0.0
    amsgrad: bool = False

    def update(self, p: float, g: float, state: Memory, step: int) -> float:
        return self._descend(p, self._downhill(p, g, self.weight_decay), state, step)

    def _descend(self, p: float, g: float, state: Memory, step: int) -> float:
        beta1, beta2 = self.betas
        m = state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * g
        s = state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * g * g
        m_hat = m / (1 - beta1**step)
        if self.amsgrad:
            s = state["largest"] = _larger(s, state.get("largest", 0.0))
        s_hat = s / (1 - beta2**step)
        size: float = s_hat**0.5 + self.eps
        return p - self.lr * m_hat / size


@dataclass(eq=False, repr=False)
class AdamW(Adam):
    """Adam with the weight decay apart from the gradient (Loshchilov and Hutter, 2019).

        p ← p - η λ p, then Adam's step with the plain gradient

    Arguments and errors are those of `Adam`; `weight_decay` is 0.01.
    """

    weight_decay: float = 1e-2

    def update(self, p: float, g: float, state: Memory, step: int) -> float:
        return self._descend(p - self.lr * self.weight_decay * p, self._downhill(p, g), state, step)


def _larger(a: float, b: float) -> float:
    """The larger of two numbers that are not negative, by arithmetic, which arrays know too."""
    return (a >= b) * a + (a < b) * b
