"""Pages to play with, each one file that works offline: in a notebook, or handed out.

    nn.widgets.perceptron()                    # the last line of a notebook's cell
    nn.widgets.descent().to_html("rate.html")  # a file that opens in any browser

What a page computes is what the engine computes: the tests hold its numbers against the engine's.
All pages speak English and Korean, and obey the keyboard. `page/` has their JavaScript.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograd.telling import value_error
from nn.activations import name_of
from nn.data import Dataset, logic_gate, moons
from nn.files import Json
from nn.layers import MLP, Layer
from nn.ranges import below_1, positive
from nn.widgets.page import Widget
from nn.widgets.playing import run_of

__all__ = ["Widget", "descent", "network", "perceptron", "playground"]

GATES = ("and", "or", "nand", "xor")
ACTIVATIONS = ("sigmoid", "tanh", "relu", "linear")


def perceptron(
    gate: str = "and",
    *,
    w: Sequence[float] = (1.0, 0.5),
    b: float = -0.25,
    rate: float = 0.125,
    language: str | None = None,
) -> Widget:
    """One perceptron over the four corners: its line dragged by hand, or moved by the rule.

    The answer is 1 where w₁x₁ + w₂x₂ + b > 0, and a step of the rule adds rate · (y - o) · x to w
    and rate · (y - o) to b (Rosenblatt, 1958).

    Arguments:
        gate: the targets: "and", "or", "nand" or "xor".
        w: the two weights at the start.
        b: the bias at the start.
        rate: of the learning rule, above 0. Binary fractions keep the arithmetic exact.
        language: "en" or "ko", that of `autograd.language` unless told; the reader can switch.

    Raises:
        ValueError: another gate or language, not two weights, or a rate that is not above 0.
    """
    logic_gate(gate)
    if len(w) != 2:
        raise value_error(f"the perceptron has two inputs, so w needs two weights, got {len(w)}")
    data: Json = {"gate": gate, "w": [float(x) for x in w], "b": float(b)}
    data["rate"] = positive("rate", rate)
    data["gates"] = {name: logic_gate(name).y for name in GATES}
    return Widget("perceptron", data, language)


def descent(
    start: tuple[float, float] = (-2.5, 1.2),
    *,
    rate: float = 0.05,
    momentum: float = 0.0,
    steps: int = 30,
    steep: float = 10.0,
    language: str | None = None,
) -> Widget:
    """Gradient descent in the valley f(x, y) = (x² + steep · y²) / 2, with its path and its curve.

    The steps are those of `nn.optim.SGD`: v ← momentum · v + ∇f, p ← p - rate · v.

    Arguments:
        start: where the walk begins; x from -3 to 3, y from -2 to 2.
        rate: the learning rate, above 0. Without momentum the walk converges below 2/steep.
        momentum: in [0, 1).
        steps: how many, up to 200.
        steep: how much steeper the valley is across than along, from 1 to 20.
        language: "en" or "ko", that of `autograd.language` unless told; the reader can switch.

    Raises:
        ValueError: a number out of its range, or another language.
    """
    (momentum,) = below_1("momentum", [momentum])
    if not (1 <= steep <= 20 and 0 <= steps <= 200):
        raise value_error(f"steep must be in [1, 20] and steps in [0, 200], got {steep}, {steps}")
    x, y = (float(number) for number in start)
    data = {"x": x, "y": y, "rate": positive("rate", rate), "momentum": momentum}
    return Widget("descent", {**data, "steps": int(steps), "steep": float(steep)}, language)


def network(
    model: MLP | None = None,
    x: Sequence[float] = (1.0, 0.5),
    y: Sequence[float] = (0.0, 1.0),
    *,
    language: str | None = None,
) -> Widget:
    """A small network with z, a and δ in every neuron, and every weight with its gradient.

    The cost is J = ½ Σ (a - y)², and δ = ∂J/∂z; of the output layer it is (a - y) · φ′(z), of a
    hidden layer φ′(z) times the sum of the δ behind it, each times its weight.

    Arguments:
        model: an `MLP` of at most 3 layers of at most 4 neurons and inputs; by default the network
            2-2-2 with sigmoids and without biases of the lesson on backpropagation by hand.
        x: its inputs.
        y: its targets.
        language: "en" or "ko", that of `autograd.language` unless told; the reader can switch.

    Raises:
        ValueError: the network is too large, has an activation other than sigmoid, tanh, relu and
            linear, or x and y do not fit it.
    """
    layers = _lecture_network() if model is None else [_layer(layer) for layer in model.layers]
    sizes = [len(layers[0]["w"][0]), *(len(layer["w"]) for layer in layers)]
    if len(layers) > 3 or max(sizes) > 4:
        raise value_error(
            f"the page has room for 3 layers of 4 neurons, and for 4 inputs, got sizes {sizes}"
        )
    if (len(x), len(y)) != (sizes[0], sizes[-1]):
        raise value_error(
            f"the network takes {sizes[0]} inputs and {sizes[-1]} targets, "
            f"got {len(x)} and {len(y)}"
        )
    data = {"layers": layers, "x": [float(n) for n in x], "y": [float(n) for n in y]}
    return Widget("network", data, language)


def playground(
    data: Dataset | None = None,
    *,
    hidden: Sequence[Sequence[int]] = ((), (2,), (4,), (8,), (4, 4)),
    activation: str = "tanh",
    epochs: int = 150,
    lr: float = 0.03,
    seed: int = 3,
    language: str | None = None,
) -> Widget:
    """Two moons while networks learn them: the boundary, and a map for every hidden neuron.

    Each network is trained here, by `nn.fit` (Adam, batches of 10); the page has its parameters
    after 30 of the epochs and computes the maps from them. So it takes a second or two to make.

    Arguments:
        data: samples of two numbers with the classes 0 and 1; by default 100 of two moons.
        hidden: of each network the sizes of its hidden layers, at most 8 neurons each.
        activation: "sigmoid", "tanh" or "relu", of the hidden layers.
        epochs: of each training, at least 1.
        lr: the learning rate.
        seed: of the weights and the order of the samples.
        language: "en" or "ko", that of `autograd.language` unless told; the reader can switch.

    Raises:
        ValueError: no network, layers too large, or another activation or language.
    """
    if not hidden or any(not 1 <= size <= 8 for sizes in hidden for size in sizes):
        raise value_error(f"hidden needs networks with layers of 1 to 8 neurons, got {hidden!r}")
    if activation not in ACTIVATIONS[:3]:
        raise value_error(f"activation must be one of {ACTIVATIONS[:3]}, got {activation!r}")
    data = moons(100, noise=0.12, seed=0) if data is None else data
    runs = [run_of(data, sizes, activation, epochs, lr, seed) for sizes in hidden]
    content = {"X": data.X, "y": data.y, "runs": runs, "chosen": len(runs) // 2}
    return Widget("playground", content, language)


def _lecture_network() -> list[Json]:
    weights = ([[0.2, -0.6], [0.4, 0.1]], [[0.3, 0.8], [-0.5, 0.7]])
    return [{"w": w, "b": [0.0, 0.0], "activation": "sigmoid"} for w in weights]


def _layer(layer: Layer) -> Json:
    names = {name_of(n.activation) if n.nonlin else "linear" for n in layer.neurons}
    if len(names) != 1 or not names <= set(ACTIVATIONS):
        raise value_error(
            f"the page knows the activations {ACTIVATIONS}, got {sorted(map(str, names))}"
        )
    return {
        "w": [[w.data for w in neuron.w] for neuron in layer.neurons],
        "b": [neuron.b.data for neuron in layer.neurons],
        "activation": names.pop(),
    }
