"""Five small functions whose compiled source is kept as a file, one lecture slide each.

    python -m tests.tools.golden_sources      writes the files anew, after a change of the compiler

Look at what changed before committing it: the files are there to be read.
"""

import random
from pathlib import Path

import autograd
import nn
from autograd import Value

FOLDER = Path(__file__).parent.parent / "compiler" / "golden"


def neuron():
    """One neuron, over a batch."""
    w, b = [Value(0.5), Value(-1.5), Value(2.0)], Value(0.25)

    def neuron(X):
        return [(autograd.dot(w, x) + b).tanh() for x in X]

    return neuron, (numbers(20, 3),)


def hinge():
    """Two layers and the hinge loss, as in micrograd's demo."""
    model = nn.MLP(2, [8, 1], seed=1)

    def loss(X, y):
        scores = [model(x) for x in X]
        losses = [(1 + -t * s).relu() for t, s in zip(y, scores)]
        penalty = sum(p * p for p in model.parameters())
        return sum(losses) / len(losses) + 1e-4 * penalty

    return loss, (numbers(20, 2), [1.0, -1.0] * 10)


def softmax():
    """A layer, softmax and cross-entropy."""
    W = [[Value(x) for x in row] for row in numbers(4, 3)]
    b = [Value(x) for x in numbers(4)]

    def loss(X, T):
        entropies = []
        for x, t in zip(X, T):
            p = autograd.softmax([autograd.dot(w, x) + bi for w, bi in zip(W, b)])
            entropies.append(-sum(ti * pi.log() for ti, pi in zip(t, p)))
        return sum(entropies) / len(X)

    return loss, (numbers(20, 3), [[1.0 * (i % 4 == k) for k in range(4)] for i in range(20)])


def convolution():
    """A kernel that slides over a signal; gradients to both."""
    kernel = [Value(x) for x in numbers(3)]
    signal = [Value(x) for x in numbers(30)]

    def loss(targets):
        outputs = [autograd.dot(kernel, signal[i : i + 3]).tanh() for i in range(28)]
        return autograd.mean((y - t) ** 2 for y, t in zip(outputs, targets))

    return loss, (numbers(28),)


def recurrence():
    """A recurrent network, unrolled over two steps of time."""
    W = [[Value(x) for x in row] for row in numbers(4, 2)]
    U = [[Value(x) for x in row] for row in numbers(4, 4)]
    b = [Value(x) for x in numbers(4)]

    def cell(x, h):
        return [(autograd.dot(w, x) + autograd.dot(u, h) + bi).tanh() for w, u, bi in zip(W, U, b)]

    def loss(first, second, targets):
        total = 0
        for x1, x2, t in zip(first, second, targets):
            h = cell(x2, cell(x1, [0.0] * 4))
            total += (autograd.sum(h) - t) ** 2
        return total / len(targets)

    return loss, (numbers(20, 2), numbers(20, 2), numbers(20))


EXAMPLES = (neuron, hinge, softmax, convolution, recurrence)


def numbers(*sizes):
    """Nested lists of random numbers; which ones does not matter to the source."""
    rng = random.Random(0)

    def make(rest):
        return [make(rest[1:]) for _ in range(rest[0])] if rest else rng.gauss(0, 1)

    return make(sizes)


def source_of(example):
    """What the compiler writes for it."""
    function, arguments = example()
    compiled = autograd.compile(function)
    compiled(*arguments)
    return compiled.source


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for example in EXAMPLES:
        path = FOLDER / f"{example.__name__}.txt"
        path.write_text(source_of(example), encoding="utf-8")
        print(path.relative_to(Path.cwd()))
