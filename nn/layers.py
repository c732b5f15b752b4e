"""Neurons, layers of them, and networks of layers.

A neuron computes h(w·x + b): the weighted sum of its inputs plus a bias, through an activation h.
A layer is a list of neurons that see the same inputs; a multi-layer perceptron (MLP) hands each
layer's outputs to the next.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from autograd import Value, dot, ops
from autograd.recording import active_recorder
from autograd.structure import as_nested
from autograd.telling import type_error, value_error
from nn import init as inits
from nn.activations import ACTIVATIONS, Activation, activation_of, name_of, word_for
from nn.files import Json
from nn.inputs import inputs_of, size_of
from nn.module import Module

if TYPE_CHECKING:
    from autograd.value import Operand

__all__ = ["ACTIVATIONS", "MLP", "Dropout", "Layer", "Neuron", "Sequential"]


class Neuron(Module):
    """One neuron: h(Σ w_i·x_i + b).

    Arguments:
        nin: the number of inputs, at least 1.
        nonlin: False for no activation, whatever `activation` says (micrograd's switch).
        activation: a name of `ACTIVATIONS`, or a function from a Value to a Value.
        init: how the weights start, as in `MLP`.
        nout: how many neurons its layer has, itself included; `init` may depend on it.
        seed: as in `nn.init.generator`; None draws from Python's `random`.

    Raises:
        ValueError: `nin` is not positive, or a name is unknown. When called: not `nin` inputs.
    """

    def __init__(
        self,
        nin: int,
        nonlin: bool = True,
        activation: Activation = "relu",
        init: str | inits.Init = "uniform",
        nout: int = 1,
        seed: int | random.Random | None = None,
    ) -> None:
        nin, draw, rng = size_of("nin", nin), inits.get(init, activation), inits.generator(seed)
        self.w = [Value(draw(nin, nout, rng), f"w{i}") for i in range(nin)]
        self.b = Value(0.0, "b")
        self.activation = activation_of(activation)
        self.nonlin = nonlin and activation != "linear"

    def __call__(self, x: Iterable[Operand]) -> Value:
        """h(w·x + b), a Value, for `nin` numbers or Values."""
        total = dot(self.w, inputs_of("neuron", x, len(self.w))) + self.b
        return self.activation(total) if self.nonlin else total

    def _arguments(self) -> Json | None:
        name = name_of(self.activation) if self.nonlin else "linear"
        return None if name is None else {"nin": len(self.w), "activation": name}

    def __repr__(self) -> str:
        return f"{word_for(self.activation) if self.nonlin else 'Linear'}Neuron({len(self.w)})"


class Layer(Module):
    """`nout` neurons that see the same `nin` inputs.

    Arguments:
        nin: the number of inputs, at least 1.
        nout: the number of neurons, at least 1.
        kwargs: the other arguments of `Neuron`.

    Raises:
        ValueError: a size is not positive, or a name is unknown. When called: not `nin` inputs.
    """

    def __init__(self, nin: int, nout: int, **kwargs: Any) -> None:
        nout = size_of("nout", nout)
        kwargs["seed"] = inits.generator(kwargs.get("seed"))  # one for all, or all were alike
        self.neurons = [Neuron(nin, nout=nout, **kwargs) for _ in range(nout)]

    def __call__(self, x: Iterable[Operand]) -> Any:
        """The list of the neurons' outputs; of one neuron its output itself, so its type is Any."""
        numbers = inputs_of("layer", x, len(self.neurons[0].w))
        # Made Values here, a plain number is one node for all neurons instead of one for each.
        values = [n if isinstance(n, Value) else Value(n, operation=ops.constant) for n in numbers]
        outputs = [neuron(values) for neuron in self.neurons]
        return outputs[0] if len(outputs) == 1 else outputs

    def _arguments(self) -> Json | None:
        first, *others = (neuron._arguments() for neuron in self.neurons)
        if first is None or any(other != first for other in others):
            return None
        return {"nin": first["nin"], "nout": len(self.neurons), "activation": first["activation"]}

    def __repr__(self) -> str:
        words = list(map(repr, self.neurons))
        if len(words) > 8 and len(set(words)) == 1:
            return f"Layer of [{len(words)} × {words[0]}]"
        return f"Layer of [{', '.join(words)}]"


class MLP(Module):
    """A multi-layer perceptron: `MLP(2, [16, 16, 1])` has 2 inputs, two layers of 16, 1 output.

    Arguments:
        nin: the number of inputs, at least 1.
        nouts: the number of neurons of each layer, each at least 1.
        activation: that of all layers but the last.
        output_activation: that of the last; `"linear"` leaves scores (logits) for the loss.
        init: how weights start, a name or function of `nn.init`: "auto" suits the activation.
        seed: as in `nn.init.generator`; None draws from Python's `random`, so that
            `random.seed(1337)` gives the very weights that it gives in micrograd.

    Raises:
        ValueError: a size is not positive, or a name is unknown. When called: not `nin` inputs.
        TypeError: `nouts` is not a list of sizes.
    """

    def __init__(
        self,
        nin: int,
        nouts: Sequence[int],
        activation: Activation = "relu",
        output_activation: Activation = "linear",
        init: str | inits.Init = "uniform",
        seed: int | random.Random | None = None,
    ) -> None:
        if not hasattr(nouts, "__len__"):
            raise type_error(f"nouts must be a list of sizes, such as [16, 1], got {nouts!r}")
        if not len(nouts):
            raise value_error("nouts must have a size for at least one layer, got none")
        rng = inits.generator(seed)
        activations = [activation] * (len(nouts) - 1) + [output_activation]
        self.layers = [
            Layer(before, after, activation=each, init=init, seed=rng)
            for before, after, each in zip([nin, *nouts], nouts, activations)
        ]

    def __call__(self, x: Iterable[Operand]) -> Any:
        """What the last layer returns: a list of Values, or one Value; so its type is Any."""
        y: Any = x
        for layer in self.layers:
            y = layer(y)
        return y

    def _arguments(self) -> Json | None:
        layers = [layer._arguments() for layer in self.layers]
        known = [layer for layer in layers if layer]
        activations = [layer["activation"] for layer in known]
        if len(known) < len(layers) or len(set(activations[:-1])) > 1:
            return None
        return {
            "nin": known[0]["nin"],
            "nouts": [layer["nout"] for layer in known],
            "activation": activations[0],
            "output_activation": activations[-1],
        }

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(repr, self.layers))}]"


class Sequential(Module):
    """Modules and functions one after the other: `Sequential(Layer(2, 8), Dropout(), Layer(8, 1))`.

    Arguments:
        layers: modules, or functions such as `autograd.softmax`; each gets what the one before
            it returned.

    Raises:
        TypeError: one of them cannot be called.
    """

    def __init__(self, *layers: Callable[..., object]) -> None:
        for layer in layers:
            if not callable(layer):
                raise type_error(
                    f"Sequential takes modules and functions, got {type(layer).__name__}; "
                    "a list of them goes in as Sequential(*layers)"
                )
        self.layers: list[Any] = list(layers)

    def __call__(self, x: Any) -> Any:
        """What the last one returns, which may be of any type: Any."""
        for layer in self.layers:
            x = layer(x)
        return x

    def _arguments(self) -> Json | None:
        if not all(isinstance(layer, Module) for layer in self.layers):
            return None
        layers = [layer.description() for layer in self.layers]
        return {"layers": layers} if all(layer["arguments"] for layer in layers) else None

    def __repr__(self) -> str:
        return f"Sequential of [{', '.join(map(repr, self.layers))}]"


class Dropout(Module):
    """Sets each number to 0 with probability `p` while training, so that none is relied upon.

    What stays is divided by 1 - p ("inverted" dropout), which keeps the expected value; in
    evaluation everything passes unchanged (Srivastava et al., 2014).

    Arguments:
        p: the probability of being dropped, in [0, 1).
        seed: as in `nn.init.generator`.

    Raises:
        ValueError: `p` is not in [0, 1).
    """

    def __init__(self, p: float = 0.5, seed: int | random.Random | None = None) -> None:
        if not 0.0 <= p < 1.0:
            raise value_error(f"Dropout needs 0 <= p < 1, got p = {p!r}")
        self.p = p
        # None stays None: Python's own generator is a module, and modules cannot be copied.
        self._rng = None if seed is None else inits.generator(seed)

    def __call__(self, x: object) -> Any:
        """A number or Value, or a list of them, with some set to 0 and the others scaled.

        What it returns has the form of what it is given; a type cannot say so, so it is Any.
        """
        given = as_nested(x)
        recorder = active_recorder()
        if recorder is not None:  # being compiled: what follows depends on these two
            recorder.guard(lambda: self.training)
            recorder.guard(lambda: inits.generator(self._rng))
        if not self.training or not self.p:
            return given
        if isinstance(given, (list, tuple)):
            return [self(part) for part in given]
        rng = inits.generator(self._rng)
        drawn = rng.random() if recorder is None else recorder.draw(rng)
        return given * ((drawn >= self.p) / (1.0 - self.p))

    def _arguments(self) -> Json:
        return {"p": self.p}

    def __repr__(self) -> str:
        return f"Dropout({self.p:g})"
