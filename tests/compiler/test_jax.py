"""The compiler's JAX backend: the numbers of the scalar engine, from code that JAX compiles."""

import random

import pytest

import autograd
import nn
from autograd import Value
from tests.compiler.jax_agreement import assert_same
from tests.compiler.nested import flat, normal, values

np = pytest.importorskip("numpy")
jax = pytest.importorskip("jax")


def test_the_two_moons_loss_of_micrograd():
    X, y = nn.data.moons(100, noise=0.1, seed=0)
    y = [2 * t - 1 for t in y]
    model = nn.MLP(2, [16, 16, 1], seed=1)

    def loss(X, y):
        scores = [model(x) for x in X]
        losses = [(1 + -yi * score).relu() for yi, score in zip(y, scores)]
        penalty = 1e-4 * sum(p * p for p in model.parameters())
        return sum(losses) * (1.0 / len(losses)) + penalty

    compiled = assert_same(loss, model.parameters(), X, y)
    assert "z1 = X @ W1.T + b1" in compiled.source
    assert "h1 = relu(z1)" in compiled.source
    assert "jnp.maximum(a, 0.0)" in compiled.source
    assert "np.maximum" not in compiled.source.replace("jnp.", "")
    assert_same(loss, model.parameters(), X[:30], y[:30], compiled=compiled)


def test_a_softmax_classifier_with_labels_as_inputs():
    rng = random.Random(0)
    model = nn.MLP(5, [8, 4], activation="tanh", seed=0)

    def loss(X, y):
        return nn.losses.cross_entropy([model(x) for x in X], y)

    compiled = autograd.compile(loss, backend="jax")
    for n in (12, 12, 7):
        X, y = normal(rng, n, 5), [rng.randrange(4) for _ in range(n)]
        assert_same(loss, model.parameters(), X, y, compiled=compiled)


def test_a_recurrent_network_unrolled_in_time():
    rng = random.Random(1)
    W, U, v = values(normal(rng, 4, 2)), values(normal(rng, 4, 4)), values(normal(rng, 4))

    def loss(sequences, targets):
        total = 0
        for sequence, target in zip(sequences, targets):
            h = [0.0] * 4
            for x in sequence:
                h = [autograd.tanh(autograd.dot(w, x) + autograd.dot(u, h)) for w, u in zip(W, U)]
            total = total + (autograd.dot(v, h) - target) ** 2
        return total / len(targets)

    assert_same(loss, flat([W, U, v]), normal(rng, 6, 5, 2), normal(rng, 6))


def test_one_dimensional_convolutions_with_gradients_to_kernels_and_signals():
    rng = random.Random(2)
    K1, K2 = values(normal(rng, 3, 5)), values(normal(rng, 3, 4))
    signals = values(normal(rng, 4, 20))

    def loss(signals):
        total = 0
        for signal in signals:
            maps = [[autograd.dot(k, signal[t : t + 5]).relu() for t in range(16)] for k in K1]
            second = [
                autograd.sum(autograd.dot(k, m[t : t + 4]) for k, m in zip(K2, maps))
                for t in range(0, 13, 2)
            ]
            total = total + autograd.sum(s**2 for s in second)
        return 0.01 * total

    assert_same(loss, flat([K1, K2, signals]), signals, steps=1)


def test_a_two_dimensional_convolution_with_overlap():
    rng = random.Random(3)
    K, image = values(normal(rng, 3, 3)), values(normal(rng, 7, 8))

    def loss(image):
        out = [
            autograd.sum(K[a][b] * image[i + a][j + b] for a in range(3) for b in range(3)).tanh()
            for i in range(5)
            for j in range(6)
        ]
        return autograd.dot(out, out)

    assert_same(loss, flat([K, image]), image, steps=1)


def test_attention_with_a_causal_mask():
    rng = random.Random(4)
    Q, K, V = (values(normal(rng, 4, 4)) for _ in range(3))

    def project(W, tokens):
        return [[autograd.dot(row, x) for row in W] for x in tokens]

    def loss(tokens):
        q, k, v = project(Q, tokens), project(K, tokens), project(V, tokens)
        total = 0
        for t in range(len(tokens)):
            weights = autograd.softmax([autograd.dot(q[t], k[s]) / 2 for s in range(t + 1)])
            for j in range(4):
                total = total + autograd.dot(weights, [v[s][j] for s in range(t + 1)]) ** 2
        return total

    assert_same(loss, flat([Q, K, V]), normal(rng, 5, 4))


def test_choices_are_made_anew_at_each_call():
    w = Value(1.0)

    @autograd.compile(backend="jax")
    def f(x):
        hits = [(x.data > w.data) == (w < 2)]
        y = autograd.where(x > w, x * w, x - w) + autograd.maximum(x, w, 0.5) + (x - w).relu()
        return y, sum(hits), x > w

    for x in (0.5, 1.5, 1.0, -3.0):
        y, hits, larger = f(x)
        assert y.data == (x if x > 1 else x - 1) + max(x, 1.0, 0.5) + max(x - 1.0, 0.0)
        assert (hits, larger) == (float(x > 1), x > 1)
