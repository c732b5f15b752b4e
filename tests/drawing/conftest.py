"""Graphs that several tests draw."""

from functools import cache
from types import SimpleNamespace

import pytest

import autograd
from autograd import Value


def neuron():
    """The neuron of the lectures: o = tanh(x1·w1 + x2·w2 + b)."""
    x1, x2 = Value(2.0, "x1"), Value(0.0, "x2")
    w1, w2 = Value(-3.0, "w1"), Value(1.0, "w2")
    n = x1 * w1 + x2 * w2 + Value(6.0, "b")
    n.label = "n"
    o = n.tanh()  # of exactly 0, so that no last digit depends on the machine
    o.label = "o"
    o.backward()
    return o


def a_plus_a():
    a = Value(3.0, "a")
    b = a + a
    b.backward()
    return b


def korean():
    x, w = Value(0.5, "입력값 x"), Value(2.0, "가중치 w")
    y = (x * w - 1).relu() + 1
    y.label = 'y <출력>\n둘째 줄 {|"\\N'
    y.backward()
    return y


def ordered():
    """Operations that care which operand is which."""
    x, y = Value(4.0, "x"), Value(2.0, "y")
    return autograd.where(x > y, x - y, y / x) ** 2


@cache
def chain():
    """10,000 additions, one after the other."""
    v = Value(0.0, "start")
    for _ in range(10_000):
        v = v + 1.0
    v.label = "end"
    return v


def mlp():
    """A network of two hidden layers on one sample."""
    nn = pytest.importorskip("nn")
    y = nn.MLP(3, [4, 4, 1], seed=1)([2.0, 3.0, -1.0])
    y.backward()
    return y


@cache
def moons():
    """The loss of micrograd's demonstration, every product and sum a node of its own: 65,818."""
    nn = pytest.importorskip("nn")
    X, y = nn.data.moons(100, seed=1)
    model = nn.MLP(2, [16, 16, 1], seed=1)

    def output(neuron, x):
        z = sum((w * xi for w, xi in zip(neuron.w, x)), neuron.b)
        return z.relu() if neuron.nonlin else z

    scores = []
    for sample in X:
        x = [Value(number) for number in sample]
        for layer in model.layers:
            x = [output(neuron, x) for neuron in layer.neurons]
        scores += x
    hinges = [(1 + -t * score).relu() for t, score in zip((2 * t - 1 for t in y), scores)]
    loss = sum(hinges) * (1.0 / len(hinges)) + 1e-4 * sum(p * p for p in model.parameters())
    loss.label = "loss"
    loss.backward()
    return loss


@pytest.fixture(scope="session")
def graphs():
    """The functions that make them: `graphs.neuron()`."""
    makers = (neuron, a_plus_a, korean, ordered, chain, mlp, moons)
    return SimpleNamespace(**{make.__name__: make for make in makers})
