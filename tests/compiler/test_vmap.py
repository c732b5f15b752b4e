"""`vmap` in compiled functions: one sample is recorded, and the numbers are those of the loop."""

from typing import NamedTuple

import pytest

import autograd
import nn
from autograd import Value, vmap
from nn.losses import cross_entropy
from tests.compiler.batches import (
    assert_same,
    flat,
    gradients,
    labelled,
    linear,
    matrix,
    recorded,
    weights,
)

np = pytest.importorskip("numpy")


@pytest.mark.parametrize("count", [2, 3, 16, 64])
def test_a_batch_loss_is_that_of_the_loop(classifier, count):
    loss, model = classifier
    assert_same(loss, list(model.parameters()), *labelled(count))


def test_one_function_takes_batches_of_several_sizes(classifier):
    loss, model = classifier
    compiled = autograd.compile(loss)
    for count in (5, 32, 1, 5, 17):
        X, y = labelled(count, seed=count)
        expected = loss(X, y)
        assert compiled(X, y).data == pytest.approx(expected.data, rel=1e-12)
        wanted = gradients(expected, list(model.parameters()))
        found = gradients(compiled(np.array(X), np.array(y)), list(model.parameters()))
        assert found == pytest.approx(wanted, rel=1e-10, abs=1e-12)


def test_only_one_sample_is_recorded(classifier):
    loss, _ = classifier
    compiled = autograd.compile(loss)
    few, many = (recorded(compiled, *labelled(n)) for n in (20, 60))
    # Each further sample adds its result and its number, and nothing of the network.
    assert few < 20 * 20
    assert many - few == 40 * 2


def test_only_one_is_recorded_where_a_few_samples_are_checked_for_all(classifier, monkeypatch):
    loss, _ = classifier
    monkeypatch.setattr("autograd.compiler.run.check.AFFORDABLE", 100)
    compiled = autograd.compile(loss)
    few, many = (recorded(compiled, *labelled(n)) for n in (20, 60))
    assert many - few < 40 * 10


def test_the_source_is_the_network_in_matrices(classifier):
    loss, _ = classifier
    compiled = autograd.compile(loss)
    compiled(*labelled(32))
    for line in (
        "z1 = X @ W1.T + b1",
        "h1 = np.tanh(z1)",
        "z2 = h1 @ W2.T + b2",
        "dW1 = dz1.T @ X",
    ):
        assert line in compiled.source


def test_the_loss_may_be_outside_of_the_batched_model():
    model = nn.MLP(3, [8, 2], seed=1)
    X, y = matrix(24, 3), [k % 2 for k in range(24)]
    assert_same(lambda X, y: cross_entropy(vmap(model)(X), y), list(model.parameters()), X, y)


def test_layers_batched_one_after_the_other_are_those_of_the_loop():
    W, V = weights(5, 3, seed=1), weights(4, 5, seed=2)

    def f(X):
        hidden = vmap(lambda x: [z.tanh() for z in linear(W, x)])(X)
        return vmap(lambda h: sum(z * z for z in linear(V, h)))(hidden)

    compiled = assert_same(f, flat(W) + flat(V), matrix(20, 3))
    assert recorded(compiled, matrix(20, 3)) < 20 * 20


@pytest.mark.parametrize(
    ("in_axes", "shapes"),
    [
        (0, [(12, 4), (12, 4)]),
        ((0, 0), [(12, 4), (12, 4)]),
        ((0, None), [(12, 4), (4,)]),
        ((None, 0), [(4,), (12, 4)]),
        ((1, 0), [(4, 12), (12, 4)]),
        ((1, 1), [(4, 12), (4, 12)]),
        ((0, 1), [(12, 4), (4, 12)]),
    ],
)
def test_samples_may_lie_along_any_axis_and_arguments_may_be_shared(in_axes, shapes):
    W = weights(4, 4)
    a, b = (np.random.default_rng(k).normal(size=shape).tolist() for k, shape in enumerate(shapes))

    def f(a, b):
        return vmap(
            lambda x, y: autograd.dot(linear(W, x), [z.sin() for z in linear(W, y)]), in_axes
        )(a, b)

    compiled = assert_same(f, flat(W), a, b)
    assert recorded(compiled, a, b) < 12 * 40


@pytest.mark.parametrize(
    "samples",
    [
        lambda X: (X[::-1], X),
        lambda X: (X[::2], X[1::2]),
        lambda X: (X[:-1], X[1:]),
        lambda X: ([X[k] for k in (3, 1, 4, 1, 5, 9, 2, 6)], X[:8]),
        lambda X: (X, list(zip(*X))),
    ],
    ids=["reversed", "strided", "neighbours", "picked", "transposed"],
)
def test_samples_may_lie_anywhere_in_one_argument(samples):
    W = weights(12, 12)

    def f(X):
        return vmap(lambda x, y: autograd.dot([z.tanh() for z in linear(W, x)], y))(*samples(X))

    compiled = assert_same(f, flat(W), matrix(12, 12))
    assert recorded(compiled, matrix(12, 12)) < 500


def test_a_vmap_inside_a_vmap_makes_a_table():
    W = weights(3, 3)

    def f(X, Y):
        def entry(x, y):
            return autograd.exp(-sum((a - b) ** 2 for a, b in zip(linear(W, x), y)))

        return vmap(lambda x: vmap(lambda y: entry(x, y))(Y))(X)

    compiled = assert_same(f, flat(W), matrix(7, 3), matrix(9, 3, seed=1))
    assert recorded(compiled, matrix(7, 3), matrix(9, 3)) < 7 * 9 * 12


def test_a_sample_may_itself_be_a_batch():
    W = weights(2, 3)

    def f(X):
        rows = vmap(vmap(lambda x: autograd.logsumexp(linear(W, x))))(X)
        return vmap(autograd.mean)(rows)

    X = [matrix(6, 3, seed) for seed in range(5)]
    assert_same(f, flat(W), X)


def test_parameters_may_be_mapped_over_as_well():
    ensemble = [weights(4, 3, seed) for seed in range(8)]
    v = [Value(0.1 * k) for k in range(4)]

    def f(x):
        return vmap(lambda W: autograd.dot(v, [z.tanh() for z in linear(W, x)]))(ensemble)

    compiled = assert_same(f, flat(ensemble) + v, [0.3, -1.0, 2.0])
    assert recorded(compiled, [0.3, -1.0, 2.0]) < 8 * 12


def test_numbers_that_are_not_arguments_may_be_mapped_over():
    W = weights(5, 4)
    X, shift = matrix(16, 4), [0.1 * k for k in range(16)]

    def f(scale):
        return vmap(lambda x, s: scale * sum(linear(W, x)).tanh() + s)(X, shift)

    compiled = assert_same(f, flat(W), 2.0)
    assert recorded(compiled, 2.0) < 16 * 4 * 5


def test_results_keep_their_nesting_and_what_is_not_a_number():
    w, c = Value(2.0), Value(3.0)

    def f(X):
        return vmap(lambda x: {"kept": 1} and [x[0] * w, (x[1], c), x[0] > x[1], 1.5, None])(X)

    X = matrix(40, 2)
    for row, x in zip(autograd.compile(f)(X), X):
        assert (row[0].data, row[1][0].data, row[1][1].data) == (x[0] * 2.0, x[1], 3.0)
        assert row[2:] == [x[0] > x[1], 1.5, None]


def test_samples_and_results_may_be_dicts_and_named_tuples():
    class Point(NamedTuple):
        x: float
        y: float

    w = Value(0.3)
    rows = [{"at": Point(0.1 * k, 1.0 - 0.2 * k), "size": 2.0 + k} for k in range(40)]

    def f(rows):
        def one(row):
            x, y = row["at"]
            return {"turned": Point(w * y, -w * x), "size": w * x * x + y * y}

        found = vmap(one)(rows)
        return [[row["turned"].x, row["turned"].y, row["size"]] for row in found]

    compiled = assert_same(f, [w], rows)
    assert recorded(compiled, rows) < 40 * 6


def test_a_result_that_does_not_depend_on_the_sample_is_the_same_for_all():
    w = [Value(0.5 * k) for k in range(30)]

    def f(X):
        total = autograd.sum(a.exp() for a in w)
        return vmap(lambda x: [total * x, autograd.sum(a * a for a in w), w[3]])(X)

    assert_same(f, w, [1.0, -2.0, 0.5, 4.0])


def test_sums_over_the_samples_and_single_samples_may_be_used_outside():
    W = weights(6, 4)

    def f(X):
        rows = vmap(lambda x: [z.tanh() for z in linear(W, x)])(X)
        means = [autograd.mean([row[j] for row in rows]) for j in range(6)]
        variance = autograd.mean([(z - m) ** 2 for row in rows for z, m in zip(row, means)])
        return [variance, rows[3][2] * rows[0][1], autograd.sum(rows[-1])]

    assert_same(f, flat(W), matrix(15, 4))


def test_normalising_by_a_spread_that_one_sample_does_not_show():
    w = [Value(0.5), Value(-1.0)]

    def f(X):
        z = vmap(lambda x: autograd.dot(w, x))(X)
        middle = autograd.mean(z)
        spread = autograd.sqrt(autograd.mean([(a - middle) ** 2 for a in z]))
        return autograd.sum(((a - middle) / spread) ** 3 for a in z)

    assert_same(f, w, matrix(30, 2))


def test_samples_of_different_lengths_are_recorded_one_by_one():
    w = Value(0.7)
    rows = [[1.0] * n for n in (2, 3, 4)]
    assert_same(lambda rows: vmap(lambda xs: (w * autograd.sum(xs)).tanh())(rows), [w], rows)


def test_what_leaves_a_sample_by_a_side_door_is_right_too():
    w = [Value(0.1 * k) for k in range(8)]

    def f(X):
        seen = []

        def one(x):
            seen.append(autograd.dot(w, x).tanh())
            return seen[-1] * 2.0

        return autograd.sum(vmap(one)(X)) + autograd.sum(seen)

    assert_same(f, w, matrix(20, 8))
