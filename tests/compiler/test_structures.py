"""Compiled models of many kinds against the scalar engine: values and gradients."""

import math
import random

import pytest

import autograd
import nn
from autograd import Value
from autograd.structure import flatten
from tests.tools.agreement import (
    assert_agrees,
    assert_close,
    numbers,
    values,
)

np = pytest.importorskip("numpy")
from autograd.compiler.run.compiled import Compiled  # noqa: E402  (which needs NumPy)


def leaves(*trees):
    return list(flatten(list(trees)))


def affine(W, b, x):
    return [autograd.dot(w, x) + bi for w, bi in zip(W, b)]


@pytest.mark.parametrize("batch", [1, 2, 7])
@pytest.mark.parametrize("features", [1, 4])
def test_softmax_classifiers_of_odd_sizes(batch, features):
    W, b = values(3, features), values(3, seed=1)

    def loss(X, y):
        return nn.losses.cross_entropy([affine(W, b, x) for x in X], y)

    rng = random.Random(0)
    calls = [
        (numbers(n, features, seed=n), [rng.randrange(3) for _ in range(n)])
        for n in (batch, batch + 3, batch)
    ]
    assert_agrees(loss, leaves(W, b), *calls)


def test_softmax_written_by_hand_with_one_hot_targets():
    W, b = values(4, 3), values(4, seed=1)

    def loss(X, T):
        total = 0
        for x, t in zip(X, T):
            exponentials = [z.exp() for z in affine(W, b, x)]
            normaliser = sum(exponentials)
            total += -sum(ti * (e / normaliser).log() for ti, e in zip(t, exponentials))
        return total / len(X)

    T = [[1.0 * (i % 4 == k) for k in range(4)] for i in range(6)]
    assert_agrees(loss, leaves(W, b), (numbers(6, 3), T), (numbers(2, 3), T[:2]))


def test_logsumexp_heads_and_their_temperature():
    W, temperature = values(5, 3), Value(0.7)

    def loss(X):
        return autograd.mean(
            autograd.logsumexp([autograd.dot(w, x) / temperature for w in W]) for x in X
        )

    assert_agrees(loss, [*leaves(W), temperature], (numbers(6, 3),), (numbers(1, 3),))


def test_an_embedding_is_looked_up_anew_by_each_call():
    table, W = values(7, 3), values(2, 3, seed=1)

    def score(tokens):
        rows = [[autograd.take(column, t) for column in zip(*table)] for t in tokens]
        mean = [autograd.mean(column) for column in zip(*rows)]
        return [autograd.dot(w, mean) for w in W]

    calls = [([0, 6, 3, 3, 1],), ([6, 6, 6, 6, 6],), ([2, 0, 1, 5, 4],)]
    assert_agrees(score, leaves(table, W), *calls)


@pytest.mark.parametrize("steps", [1, 2, 6])
def test_recurrent_networks_unrolled_in_time(steps):
    W, U, b, v = values(4, 2), values(4, 4, seed=1), values(4, seed=2), values(4, seed=3)

    def loss(sequences, targets):
        total = 0
        for sequence, target in zip(sequences, targets):
            h = [Value(0.0)] * 4
            for x in sequence:
                h = [
                    (autograd.dot(w, x) + autograd.dot(u, h) + bi).tanh()
                    for w, u, bi in zip(W, U, b)
                ]
            total += (autograd.dot(v, h) - target) ** 2
        return total

    calls = [(numbers(n, steps, 2, seed=n), numbers(n, seed=n)) for n in (3, 1)]
    assert_agrees(loss, leaves(W, U, b, v), *calls)


def test_a_gated_recurrent_cell():
    gates = [(values(3, 2, seed=k), values(3, 3, seed=9 + k), values(3, seed=k)) for k in range(3)]

    def last(sequence):
        h = [0.0] * 3
        for x in sequence:
            z, r = (
                [
                    autograd.sigmoid(autograd.dot(w, x) + autograd.dot(u, h) + bi)
                    for w, u, bi in zip(*gate)
                ]
                for gate in gates[:2]
            )
            kept = [ri * hi for ri, hi in zip(r, h)]
            new = [
                autograd.tanh(autograd.dot(w, x) + autograd.dot(u, kept) + bi)
                for w, u, bi in zip(*gates[2])
            ]
            h = [(1 - zi) * hi + zi * ni for zi, hi, ni in zip(z, h, new)]
        return h

    assert_agrees(last, leaves(gates), (numbers(5, 2),), (numbers(2, 2),))


def test_residual_connections_and_shared_transposed_weights():
    W = values(4, 4, scale=0.3)

    def loss(X):
        total = 0
        for x in X:
            h = x
            for _ in range(3):
                h = [a + autograd.dot(w, h).relu() for a, w in zip(h, W)]
            back = [a - autograd.dot([row[i] for row in W], h) for i, a in enumerate(h)]
            total = total + sum(e * e for e in back)
        return total / len(X) + 0.01 * sum(w * w for row in W for w in row)

    assert_agrees(loss, leaves(W), (numbers(5, 4),), (numbers(1, 4),), (numbers(2, 4),))


def test_layer_norm_before_a_layer():
    gain, shift, W = values(6), values(6, seed=1), values(3, 6, seed=2)

    def normalised(x):
        mean = autograd.mean(x)
        variance = autograd.mean((a - mean) ** 2 for a in x)
        return [g * (a - mean) / (variance + 1e-5).sqrt() + s for g, a, s in zip(gain, x, shift)]

    def f(X):
        return [[autograd.dot(w, normalised(x)) for w in W] for x in X]

    assert_agrees(f, leaves(gain, shift, W), (numbers(4, 6),), (numbers(1, 6),))


@pytest.mark.parametrize(
    ("length", "width", "stride"), [(9, 3, 1), (9, 4, 2), (5, 5, 1), (6, 1, 1)]
)
def test_one_dimensional_convolutions_to_kernels_and_signals(length, width, stride):
    kernels, bias, signal = values(2, width), values(2, seed=1), values(length, seed=2)

    def f(scale):
        return [
            [
                (autograd.dot(k, signal[i : i + width]) * scale + b).tanh()
                for i in range(0, length - width + 1, stride)
            ]
            for k, b in zip(kernels, bias)
        ]

    assert_agrees(f, leaves(kernels, bias, signal), (1.5,), (-0.5,))


@pytest.mark.parametrize(("size", "width"), [(6, 3), (5, 2), (4, 4), (4, 1)])
def test_two_dimensional_convolutions_to_kernel_and_image(size, width):
    kernel, image = values(width, width), values(size, size, seed=1)
    places = range(size - width + 1)

    def f(scale):
        return [
            [
                autograd.sum(
                    kernel[a][b] * image[i + a][j + b] for a in range(width) for b in range(width)
                ).tanh()
                * scale
                for j in places
            ]
            for i in places
        ]

    assert_agrees(f, leaves(kernel, image), (1.5,), (-0.5,))


def test_images_among_the_arguments_get_their_gradient():
    kernels = values(3, 3, 3)
    image = values(2, 7, 7, seed=1)

    def loss(images):
        total = 0
        for image in images:
            for kernel in kernels:
                for i in range(5):
                    for j in range(5):
                        z = sum(
                            kernel[a][b] * image[i + a][j + b] for a in range(3) for b in range(3)
                        )
                        total = total + z.relu() ** 2
        return total / len(images)

    assert_agrees(loss, leaves(kernels), (image,), (numbers(3, 7, 7),))


def test_convolutions_with_channels_padding_and_pooling():
    kernels, head = values(2, 3, 2, 2), values(2, 4, seed=1)

    def scores(image):
        padded = [[[0.0] * 6, *([0.0, *row, 0.0] for row in plane), [0.0] * 6] for plane in image]
        pooled = []
        for kernel in kernels:
            plane = [
                [
                    autograd.sum(
                        kernel[c][a][b] * padded[c][i + a][j + b]
                        for c in range(3)
                        for a in range(2)
                        for b in range(2)
                    ).relu()
                    for j in range(4)
                ]
                for i in range(4)
            ]
            pooled += [
                autograd.maximum(plane[i][j], plane[i + 1][j], plane[i][j + 1], plane[i + 1][j + 1])
                for i in (0, 2)
                for j in (0, 2)
            ]
        return [autograd.dot([*w, *w], pooled) for w in head]

    assert_agrees(scores, leaves(kernels, head), (numbers(3, 4, 4),), (numbers(3, 4, 4, seed=1),))


@pytest.mark.parametrize("causal", [True, False], ids=["causal", "full"])
def test_attention_over_sequences_of_several_lengths(causal):
    Q, K, V = values(3, 4), values(3, 4, seed=1), values(3, 4, seed=2)

    def attend(X):
        q, k, v = ([[autograd.dot(w, x) for w in M] for x in X] for M in (Q, K, V))
        out = []
        for t in range(len(X)):
            seen = range(t + 1 if causal else len(X))
            weights = autograd.softmax([autograd.dot(q[t], k[s]) / math.sqrt(3) for s in seen])
            out.append([autograd.sum(weights[s] * v[s][i] for s in seen) for i in range(3)])
        return out

    calls = [(numbers(n, 4, seed=n),) for n in (1, 2, 5, 3, 5)]
    assert_agrees(attend, leaves(Q, K, V), *calls, steps=1)


def attention(Q, K, V, X, heads=1):
    """Causal attention: token t attends to the tokens 0 to t, in each head by itself."""
    q, k, v = ([[autograd.dot(w, x) for w in M] for x in X] for M in (Q, K, V))
    size = len(Q) // heads
    out = []
    for t in range(len(X)):
        mixed = []
        for h in range(0, len(Q), size):
            scores = [autograd.dot(q[t][h : h + size], k[s][h : h + size]) for s in range(t + 1)]
            shares = autograd.softmax([score / math.sqrt(size) for score in scores])
            columns = list(zip(*v[: t + 1]))[h : h + size]
            mixed += [autograd.dot(shares, column) for column in columns]
        out.append(mixed)
    return out


def program_of(f, *args):
    return Compiled(f).program(*args).program


@pytest.mark.parametrize("tokens", [3, 4, 9])
@pytest.mark.parametrize("heads", [1, 2])
def test_causal_attention_is_one_softmax_with_a_mask_however_long_the_sequence(heads, tokens):
    Q, K, V = values(4, 6), values(4, 6, seed=1), values(4, 6, seed=2)

    def attend(X):
        return attention(Q, K, V, X, heads)

    assert_agrees(attend, leaves(Q, K, V), (numbers(tokens, 6),))
    program = program_of(attend, numbers(tokens, 6))
    assert len(program.statements) == 6  # q, k and v; scores; scaled; masked; softmax; mixed
    assert program.gathers == 0


@pytest.mark.parametrize("batch", ["list", "vmap"])
def test_a_batch_of_sequences_is_padded_as_one(batch):
    Q, K, V = values(4, 6), values(4, 6, seed=1), values(4, 6, seed=2)

    def attend(XS):
        if batch == "vmap":
            return autograd.vmap(lambda X: attention(Q, K, V, X))(XS)
        return [attention(Q, K, V, X) for X in XS]

    assert_agrees(attend, leaves(Q, K, V), (numbers(3, 5, 6),))
    assert len(program_of(attend, numbers(3, 5, 6)).statements) == 6


def test_the_scores_that_a_mask_hides_may_be_as_large_as_they_like():
    w = values(1, 1)

    def attend(X):
        return attention(w, [[1.0]], [[1.0]], X)

    X = [[1.0], [2.0], [30.0], [800.0]]  # e^800 overflows, and the first three do not see it
    assert_agrees(attend, leaves(w), (X,))
    assert len(program_of(attend, X).statements) < 8


def over_pairs(reduce):
    Q, K = values(4, 6), values(4, 6, seed=1)

    def f(X):
        q, k = ([[autograd.dot(w, x) for w in M] for x in X] for M in (Q, K))
        rows = [[autograd.dot(q[t], k[s]) for s in range(t + 1)] for t in range(len(X))]
        return [reduce(row) for row in rows]

    return f, leaves(Q, K)


@pytest.mark.parametrize(
    ("reduce", "statements"),
    [
        (autograd.logsumexp, 4),
        (lambda row: autograd.maximum(*row).tanh(), 5),
        (lambda row: autograd.sum(x.tanh() for x in row), 4),
        (lambda row: autograd.log_softmax(row)[-1], 7),
    ],
    ids=["logsumexp", "max", "sum of tanh", "log_softmax"],
)
def test_what_is_done_to_rows_of_several_lengths_is_done_to_padded_rows(reduce, statements):
    f, parameters = over_pairs(reduce)
    assert_agrees(f, parameters, (numbers(6, 6),))
    program = program_of(f, numbers(6, 6))
    assert len(program.statements) <= statements
    assert program.gathers == 0


@pytest.mark.parametrize(
    "reduce",
    [
        lambda row: autograd.sum(x.log() for x in row),
        lambda row: autograd.sum(1.0 / x for x in row),
        lambda row: autograd.sum((0.1 * x).exp() for x in row),
        lambda row: autograd.sum(a * b.exp() for a, b in zip(row, autograd.log_softmax(row))),
        lambda row: autograd.dot(autograd.softmax(row), row),
        lambda row: autograd.minimum(*row).tanh(),
    ],
    ids=["log", "quotient", "exp", "product with -inf", "0 times -inf", "minimum"],
)
def test_what_might_fail_on_padding_is_never_asked_of_it(reduce):
    w = values(6, scale=0.2)

    def f(X):
        return [
            reduce(
                [(autograd.dot(w, X[t]) * autograd.dot(w, X[s])) ** 2 + 0.5 for s in range(t + 1)]
            )
            for t in range(len(X))
        ]

    assert_agrees(f, w, (numbers(6, 6),))


def test_the_logarithm_of_a_softmax_is_finite_where_the_softmax_rounds_to_0():
    w = values(3)

    def loss(X, T):
        rows = [autograd.softmax([wi * x for wi, x in zip(w, row)]) for row in X]
        return -sum(t * p.log() for ps, ts in zip(rows, T) for p, t in zip(ps, ts))

    X, T = numbers(20, 3), [[1.0 * (i % 3 == k) for k in range(3)] for i in range(20)]
    compiled = assert_agrees(loss, w, (X, T))
    forward, backward = compiled.source.split("def backward")
    assert "softmax(" not in forward
    assert "softmax(" in backward  # which is the gradient of logsumexp
    for leaf, data in zip(w, [1000.0, 0.0, -1000.0]):
        leaf.data, leaf.grad = data, 0.0
    logits = np.array(X) * [1000.0, 0.0, -1000.0]
    highest = logits.max(1, keepdims=True)
    shares = np.exp(logits - highest)
    logarithms = logits - highest - np.log(shares.sum(1, keepdims=True))
    result = compiled(X, T)
    result.backward()
    assert result.data == pytest.approx(-(logarithms * T).sum(), rel=1e-12)
    wanted = ((shares / shares.sum(1, keepdims=True) - T) * X).sum(0)  # p - T
    assert_close([leaf.grad for leaf in w], wanted)
