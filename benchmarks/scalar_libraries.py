"""What libraries of scalars are asked for by programs that are written for all of them.

Each function imports its library, and nothing of the others, for each has a process of its own.
What a library lacks is made here as its users would: an exponential for micrograd.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Number = Any  # a Value of the library
Vector = list[Number]
Function = Callable[[Vector, Any], Number]  # of leaves, and of a `Scalars`
Both = Callable[[], tuple[float, list[float]]]  # value and gradient


@dataclass
class Scalars:
    """A library of scalars.

    Attributes:
        value: makes a leaf of a float.
        exp, log, relu: of its numbers.
        dot, softmax: of lists of them, where it has its own.
        compile: of a function without arguments, where it can.
    """

    value: Callable[[float], Number]
    exp: Callable[[Number], Number]
    log: Callable[[Number], Number]
    relu: Callable[[Number], Number] = field(default=lambda x: x.relu())
    dot: Callable[[Vector, Vector], Number] | None = None
    softmax: Callable[[Vector], Vector] | None = None
    compile: Callable[[Callable[[], Number]], Callable[[], Number]] = field(default=lambda f: f)

    def __post_init__(self) -> None:
        self.dot = self.dot or (lambda a, b: sum(x * y for x, y in zip(a, b)))
        self.softmax = self.softmax or self.shares

    def shares(self, scores: Vector) -> Vector:
        """e^s / Σ e^s, with the largest score taken from all, so that nothing overflows."""
        largest = max(s.data for s in scores)
        powers = [self.exp(s - largest) for s in scores]
        total = sum(powers)
        return [p / total for p in powers]

    def gradients(self, loss: Number, leaves: Vector) -> list[float]:
        """Of the loss, in the leaves; from here on the graph may be forgotten."""
        for leaf in leaves:
            leaf.grad = 0.0
        loss.backward()
        return [leaf.grad for leaf in leaves]

    def assign(self, leaves: Vector, numbers: Iterable[float]) -> None:
        """Gives the leaves these numbers."""
        for leaf, number in zip(leaves, numbers):
            leaf.data = number

    def both(self, f: Function, numbers: list[float]) -> Both:
        """What builds the graph of the function and goes back through it, again at each call."""
        leaves = [self.value(number) for number in numbers]

        def once() -> tuple[float, list[float]]:
            result = f(leaves, self)
            return result.data, self.gradients(result, leaves)

        return once


def chainrule() -> Scalars:
    """Plain arithmetic: the same nodes as in micrograd."""
    import autograd

    return Scalars(autograd.Value, autograd.exp, autograd.log)


def chainrule_own() -> Scalars:
    """With the functions of lists that users find in it: a node for each sum of products."""
    import autograd

    m = chainrule()
    m.dot, m.softmax = autograd.dot, autograd.softmax
    return m


def chainrule_compiled() -> Scalars:
    """The same code compiled."""
    import autograd

    m = chainrule_own()
    m.compile = autograd.compile
    return m


def micrograd() -> Scalars:
    """micrograd, with the two functions that its own lecture adds."""
    from micrograd.engine import Value

    def function(
        name: str, value: Callable[[float], float], slope: Callable[[Any, Any], float]
    ) -> Callable[[Any], Any]:
        def apply(x: Any) -> Any:
            out = Value(value(x.data), (x,), name)

            def backward() -> None:
                x.grad += slope(x.data, out.data) * out.grad

            out._backward = backward
            return out

        return apply

    exp = function("exp", math.exp, lambda _, y: y)
    return Scalars(Value, exp, function("log", math.log, lambda x, _: 1.0 / x))


class TorchScalars(Scalars):
    """PyTorch's tensors without dimensions, in double precision, one for each number."""

    def gradients(self, loss: Any, leaves: list[Any]) -> list[float]:
        """A leaf that has had no part in the loss has a gradient of None, which is 0."""
        for leaf in leaves:
            leaf.grad = None
        loss.backward()
        return [0.0 if leaf.grad is None else leaf.grad.item() for leaf in leaves]

    def assign(self, leaves: list[Any], numbers: Iterable[float]) -> None:
        """Gives the leaves these numbers."""
        for leaf, number in zip(leaves, numbers):
            leaf.data.fill_(number)


def torch() -> Scalars:
    """PyTorch, on one thread."""
    import torch

    torch.set_num_threads(1)

    def value(number: float) -> Any:
        return torch.tensor(number, dtype=torch.float64, requires_grad=True)

    return TorchScalars(value, torch.exp, torch.log)


@dataclass
class OfFunctions(Scalars):
    """A library that differentiates functions, and gives their values and gradients together."""

    value_and_gradient: Any = None

    def both(self, f: Function, numbers: list[float]) -> Both:
        """What follows the function and goes back, again at each call."""
        differentiated = self.value_and_gradient(lambda given: f(list(given), self))
        given = [self.value(number) for number in numbers]

        def once() -> tuple[float, list[float]]:
            value, gradient = differentiated(given)
            return float(value), [*map(float, gradient)]

        return once


def hips() -> Scalars:
    """HIPS autograd, on lists of floats."""
    import autograd.numpy as np

    import autograd

    return OfFunctions(
        float, np.exp, np.log, lambda x: np.maximum(x, 0.0),
        value_and_gradient=autograd.value_and_grad,
    )  # fmt: skip


def jax() -> Scalars:
    """JAX operation by operation, without jit, in double precision."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    return OfFunctions(
        jnp.float64, jnp.exp, jnp.log, lambda x: jnp.maximum(x, 0.0),
        value_and_gradient=jax.value_and_grad,
    )  # fmt: skip


OF_LEAVES: dict[str, Callable[[], Scalars]] = {
    "chainrule": chainrule,
    "chainrule, dot and softmax": chainrule_own,
    "chainrule, compiled": chainrule_compiled,
    "micrograd": micrograd,
    "torch": torch,
}
LIBRARIES = {**OF_LEAVES, "hips": hips, "jax": jax}
