"""Loop nests: models of many kinds learn in machine code what they learn on floats."""

import random

import pytest

import autograd as ag
import nn
from autograd import Value

pytest.importorskip("numpy")
pytest.importorskip("llvmlite")

rng = random.Random(0)


def uniform(*shape):
    """Numbers from 0.3 to 1.2, nested."""
    if not shape:
        return rng.uniform(0.3, 1.2)
    return [uniform(*shape[1:]) for _ in range(shape[0])]


class Formula(nn.Module):
    """A function of four weights and a sample."""

    def __init__(self, f):
        self.w = [Value(0.5 + k / 8) for k in range(4)]
        self.f = f

    def __call__(self, x):
        return self.f(self.w, x)


FORMULAS = {
    "power": lambda w, x: (x[0] * w[0]) ** (x[1] * w[1]) + w[2] ** 2 + w[3] ** x[0],
    "clip": lambda w, x: ag.clip(w[0] * x[0], 0.2, 0.6) + abs(w[1] - x[1]),
    "extremes": lambda w, x: ag.maximum(w[0] * x[0], w[1]) + ag.minimum(w[2], x[0]),
    "normal": lambda w, x: ag.normal_cdf(w[0] * x[0]) + ag.log_normal_cdf(w[1] - x[1]),
    "gamma": lambda w, x: ag.lgamma(w[0] * x[0]) + ag.gamma(w[1] + x[1]),
    "trigonometry": lambda w, x: ag.sin(w[0] * x[0]) * ag.cos(w[1]) + ag.atan2(w[2], x[1]),
    "remainder": lambda w, x: (w[0] * x[0]) % 0.7 + (w[1] * x[1]) // 0.3 * w[2],
    "length": lambda w, x: ag.hypot(w[0] * x[0], w[1] * x[1]) + ag.xlogy(w[2], x[0]),
    "where": lambda w, x: ag.where(w[0] * x[0] > w[1] * x[1], w[2] * x[0], w[3] * x[1]),
}


class Recurrent(nn.Module):
    def __init__(self):
        self.into = nn.Layer(3, 4, activation="linear", seed=1)
        self.onward = nn.Layer(4, 4, activation="linear", seed=2)
        self.out = nn.Layer(4, 1, activation="linear", seed=3)

    def __call__(self, xs):
        h = [0.0] * 4
        for x in xs:
            h = [ag.tanh(a + b) for a, b in zip(self.into(x), self.onward(h))]
        return self.out(h)


class Convolution(nn.Module):
    """Two kernels, the largest of each 2 x 2 pixels, and a mean."""

    def __init__(self):
        r = random.Random(5)
        self.kernels = [[[Value(r.gauss(0, 1)) for _ in "abc"] for _ in "abc"] for _ in "ab"]
        self.out = nn.Layer(2, 1, activation="linear", seed=4)

    def __call__(self, image):
        return self.out([self.pooled(kernel, image) for kernel in self.kernels])

    def pooled(self, kernel, image):
        def at(i, j):
            return sum(kernel[a][b] * image[i + a][j + b] for a in range(3) for b in range(3))

        pixels = [[at(i, j) for j in range(4)] for i in range(4)]
        largest = [
            ag.maximum(
                ag.maximum(pixels[i][j], pixels[i + 1][j]),
                ag.maximum(pixels[i][j + 1], pixels[i + 1][j + 1]),
            )
            for i in (0, 2)
            for j in (0, 2)
        ]
        return sum(largest) / 4


class Attention(nn.Module):
    def __init__(self):
        self.parts = [nn.Layer(4, 4, activation="linear", seed=k) for k in range(3)]
        self.out = nn.Layer(4, 1, activation="linear", seed=4)

    def __call__(self, xs):
        queries, keys, values = ([layer(x) for x in xs] for layer in self.parts)
        scores = [[sum(a * b for a, b in zip(q, k)) for k in keys] for q in queries]
        weights = map(ag.softmax, scores)
        mixed = [[sum(a * v[c] for a, v in zip(w, values)) for c in range(4)] for w in weights]
        return self.out([sum(column) for column in zip(*mixed)])


class Embedding(nn.Module):
    def __init__(self):
        r = random.Random(3)
        self.table = [[Value(r.gauss(0, 1)) for _ in range(3)] for _ in range(7)]
        self.out = nn.Layer(3, 1, activation="linear", seed=4)

    def __call__(self, x):
        return self.out([ag.take([row[j] for row in self.table], x[0]) for j in range(3)])


class Scattered(nn.Module):
    """Pairs of weights by lists of places that follow no rule, some of them twice."""

    def __init__(self):
        self.w = [Value(0.1 * k) for k in range(12)]

    def __call__(self, x):
        places = [0, 3, 4, 9, 3, 7, 1, 9, 11, 2]
        return sum(ag.tanh(self.w[p] * x[0] + self.w[p - 5] * x[1]) for p in places)


MODELS = {
    **{name: (lambda f=f: Formula(f), uniform(24, 2)) for name, f in FORMULAS.items()},
    "recurrent": (Recurrent, uniform(6, 3, 3)),
    "convolution": (Convolution, uniform(5, 6, 6)),
    "attention": (Attention, uniform(5, 3, 4)),
    "embedding": (Embedding, [[k * 5 % 7] for k in range(20)]),
    "scattered": (Scattered, uniform(20, 2)),
}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_learns_in_machine_code_what_it_learns_on_floats(name, capsys):
    make, X = MODELS[name]
    y, runs = [0.5 + k / 100 for k in range(len(X))], []
    for engine in ({"compile": False}, {"compile": True, "backend": "native"}):
        model = make()
        history = nn.fit(
            model, X, y, loss="huber", optimizer="sgd", lr=0.02, epochs=5, progress=False, **engine
        )
        runs.append(
            [*(record["loss"] for record in history), *(p.data for p in model.parameters())]
        )
    assert runs[1] == pytest.approx(runs[0], rel=1e-9, abs=1e-12)
    assert capsys.readouterr().err == ""  # nothing was left to NumPy
