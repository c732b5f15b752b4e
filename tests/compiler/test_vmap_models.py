"""`vmap` in compiled functions: models of several kinds, choices, errors, draws, derivatives."""

import math
import random

import pytest

import autograd
import nn
from autograd import Value, vmap
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


def convolution():
    kernel, v = weights(3, 3, seed=1), weights(4, 4, seed=2)

    def one(image):
        cells = [
            (sum(kernel[i][j] * image[y + i][x + j] for i in range(3) for j in range(3)), v[y][x])
            for y in range(4)
            for x in range(4)
        ]
        return autograd.sum(c.relu() * weight for c, weight in cells)

    return one, flat(kernel) + flat(v), [matrix(6, 6, seed) for seed in range(10)]


def recurrence():
    W, U = weights(5, 5, seed=1), weights(5, 3, seed=2)

    def one(xs):
        h = [0.0] * 5
        for x in xs:
            h = [(a + b).tanh() for a, b in zip(linear(W, h), linear(U, x))]
        return h

    return one, flat(W) + flat(U), [matrix(4, 3, seed) for seed in range(9)]


def attention(causal):
    Q, K, V = (weights(4, 4, seed) for seed in range(3))

    def one(xs):
        queries, keys, values = ([linear(M, x) for x in xs] for M in (Q, K, V))
        rows = []
        for i, query in enumerate(queries):
            seen = range(i + 1) if causal else range(len(xs))
            weights = autograd.softmax([autograd.dot(query, keys[j]) for j in seen])
            rows.append([autograd.dot(weights, [values[j][d] for j in seen]) for d in range(4)])
        return rows

    return one, flat([Q, K, V]), [matrix(5, 4, seed) for seed in range(8)]


@pytest.mark.parametrize(
    "make",
    [convolution, recurrence, lambda: attention(False), lambda: attention(True)],
    ids=["convolution", "recurrence", "attention", "causal attention"],
)
def test_images_and_sequences_are_batched_like_rows(make):
    one, parameters, X = make()
    compiled = assert_same(vmap(one), parameters, X, moves=1)
    assert recorded(compiled, X) < 2.5 * recorded(autograd.compile(one), X[0])


def test_a_branch_on_a_number_is_refused():
    w = Value(1.0)
    compiled = autograd.compile(lambda X: autograd.sum(vmap(lambda x: x * w if x > 0 else -x)(X)))
    with pytest.raises(
        autograd.TraceError, match=r"test_vmap_models\.py, line \d+: .*autograd\.where"
    ):
        compiled([1.0, -2.0, 3.0])


def test_choices_are_made_for_each_sample():
    w = Value(0.5)

    def f(X):
        return vmap(lambda x: autograd.where(x[0] > w, x[1] * w, x[1] - w) * (x[0].data > 0))(X)

    X = matrix(50, 2)
    results = autograd.compile(f)(X)
    expected = [(b * 0.5 if a > 0.5 else b - 0.5) * (a > 0) for a, b in X]
    assert [x.data for x in results] == expected


def test_an_error_in_any_sample_is_raised_as_by_the_scalar_code():
    w = Value(1.0)
    f = autograd.compile(lambda X: autograd.sum(vmap(lambda x: (w * x).log())(X)))
    good = [1.0 + k for k in range(40)]
    assert f(good).data == pytest.approx(math.lgamma(41))
    for bad in (17, 0, 39):
        X = [*good[:bad], -1.0, *good[bad + 1 :]]
        with pytest.raises(ValueError, match=r"log\(-1.0\)"):
            f(X)
        with pytest.raises(ValueError, match=r"log\(-1.0\)"):  # at the first call as well
            autograd.compile(f.__wrapped__)(X)


@pytest.mark.parametrize("inner", [False, True], ids=["flat", "nested"])
def test_dropout_draws_for_each_sample_as_the_loop_does(inner):
    dropout = nn.Dropout(0.4, seed=11)
    W = weights(6, 3)

    def sample(x):
        hidden = dropout([z.tanh() for z in linear(W, x)])
        return autograd.sum(dropout(hidden)) + dropout(hidden[0])

    def f(X):
        before = dropout(vmap(lambda x: W[0][0] * sum(x))(X[0] if inner else X))
        after = vmap(vmap(sample))(X) if inner else vmap(sample)(X)
        return [before, after, dropout(before)]

    X = [matrix(4, 3, k) for k in range(5)] if inner else matrix(20, 3)
    compiled = autograd.compile(f)
    recorded(compiled, X)
    for _ in range(3):
        state = dropout._rng.getstate()
        expected = [x.data for x in flat(f(X))]
        assert expected.count(0.0) < len(expected) / 2
        dropout._rng.setstate(state)
        assert [x.data for x in flat(compiled(X))] == pytest.approx(expected, rel=1e-12)
        drawn = dropout._rng.getstate()
        dropout._rng.setstate(state)
        f(X)
        assert dropout._rng.getstate() == drawn


def test_option_prices_and_their_greeks_are_those_of_the_textbook():
    def price(spot, strike, years, rate, volatility):
        spread = volatility * autograd.sqrt(years)
        d1 = (autograd.log(spot / strike) + (rate + volatility**2 / 2) * years) / spread
        discounted = strike * autograd.exp(-rate * years)
        return spot * autograd.normal_cdf(d1) - discounted * autograd.normal_cdf(d1 - spread)

    def textbook(spot, strike, years, rate, volatility):
        def normal(x):
            return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0

        root = math.sqrt(years)
        d1 = (math.log(spot / strike) + (rate + volatility**2 / 2) * years) / (volatility * root)
        chance, discount = normal(d1 - volatility * root), math.exp(-rate * years)
        vega = spot * root * math.exp(-d1 * d1 / 2) / math.sqrt(2 * math.pi)
        time = vega * volatility / (2 * years) + rate * strike * discount * chance
        value = spot * normal(d1) - strike * discount * chance
        greeks = (normal(d1), -discount * chance, time, strike * years * discount * chance, vega)
        return [value, *greeks]

    rng = random.Random(0)
    ranges = (50.0, 150.0), (50.0, 150.0), (0.1, 2.0), (0.0, 0.05), (0.1, 0.4)
    columns = [[rng.uniform(*limits) for _ in range(500)] for limits in ranges]
    compiled = autograd.compile(vmap(autograd.value_and_grad(price)))
    for (value, greeks), option in zip(compiled(*columns), zip(*columns)):
        assert [float(x) for x in (value, *greeks)] == pytest.approx(
            textbook(*option), rel=1e-9, abs=1e-9
        )
    # For each option its five arguments, and six results with their number.
    assert recorded(compiled, *columns) < 500 * 8


def test_a_derivative_through_a_batch_is_that_of_the_loop():
    w = Value(0.5)

    def f(X, a):
        def linear(a):
            return autograd.sum(vmap(lambda x: a * x * 2.0 + w * x)(X))

        def curved(a):
            return autograd.sum(vmap(lambda x: (a * w * x).sin())(X))

        return autograd.grad(linear)(a), autograd.grad(curved)(a)

    X = [1.0, 2.0, 4.0] * 20
    slope, curve = autograd.compile(f)(X, 3.0)
    assert slope.data == 2.0 * sum(X)
    assert curve.data == pytest.approx(sum(0.5 * x * math.cos(1.5 * x) for x in X), rel=1e-12)


def test_a_program_that_mixes_up_samples_is_found_by_the_check(
    monkeypatch, classifier, hidden_faults
):
    from autograd.compiler.lift.operands import Operands

    def wrong(self, region, rows):
        found = right(self, region, rows)
        if found.positions is not None:
            found.positions[..., -1:] = found.positions[..., :1]
        return found

    right = Operands._sample
    monkeypatch.setattr(Operands, "_sample", wrong)
    loss, model = classifier
    X, y = labelled(40)
    compiled = assert_same(loss, list(model.parameters()), X, y)
    assert recorded(compiled, X, y) > 40 * 30  # every sample, because one would not do
    assert hidden_faults
    hidden_faults.clear()


def test_samples_of_a_thousand_weights_are_checked_as_well(monkeypatch, classifier, hidden_faults):
    from autograd.compiler.run import check

    monkeypatch.setattr(check, "AFFORDABLE", 1)
    test_a_program_that_mixes_up_samples_is_found_by_the_check(
        monkeypatch, classifier, hidden_faults
    )
    monkeypatch.undo()
    monkeypatch.setattr(check, "AFFORDABLE", 1)
    loss, model = classifier
    compiled = assert_same(loss, list(model.parameters()), *labelled(40))
    assert recorded(compiled, *labelled(40)) < 40 * 20


@pytest.mark.parametrize("map_samples", [vmap, lambda f: lambda X: [f(x) for x in X]])
def test_weights_stand_before_their_biases_also_where_the_data_are_not_arguments(map_samples):
    model = nn.MLP(4, [8, 3], seed=1)
    X = matrix(20, 4)
    compiled = autograd.compile(
        lambda scale: scale * autograd.mean([autograd.sum(row) for row in map_samples(model)(X)])
    )
    compiled(2.0)
    roles = [
        line.split(" =")[0].strip() for line in compiled.source.splitlines() if "theta[" in line
    ]
    assert roles == ["W1", "b1", "W2", "b2"]


def test_jax_runs_batches_too(classifier):
    pytest.importorskip("jax")
    loss, model = classifier
    compiled = autograd.compile(loss, backend="jax")
    X, y = labelled(24)
    parameters = list(model.parameters())
    wanted = gradients(loss(X, y), parameters)
    assert gradients(compiled(X, y), parameters) == pytest.approx(wanted, rel=1e-10, abs=1e-12)
    assert recorded(compiled, X, y) < 24 * 20


def test_a_mean_of_one_number_is_no_statement(classifier):
    loss, _ = classifier
    compiled = autograd.compile(loss)
    compiled(*labelled(32))
    body = compiled.source.split("def backward")[0].splitlines()
    names = {line.split("#")[0].split(" = ")[-1].strip() for line in body if " = " in line}
    assert not names & {f"v{k}" for k in range(20)}


def test_values_among_the_arguments_receive_gradients():
    W = weights(4, 3)
    X = weights(20, 3, seed=1)
    y = [Value(0.1 * k) for k in range(20)]

    def f(X, y):
        return autograd.mean(vmap(lambda x, t: (sum(linear(W, x)) - t) ** 2 * x[0])(X, y))

    assert_same(f, flat(W) + flat(X) + y, X, y)


def test_what_a_mapped_function_captures_is_followed():
    w, scale = Value(2.0), 3.0
    compiled = autograd.compile(vmap(lambda x: w * x * scale))
    for scale in (3.0, 5.0):
        assert [y.data for y in compiled([1.0, 2.0])] == [2.0 * scale, 4.0 * scale]


def test_gradients_are_cut_inside_a_sample():
    W = weights(4, 3)
    square = autograd.compile(lambda z: z * z)

    def f(X):
        def one(x):
            hidden = linear(W, x)
            with autograd.no_grad():
                scale = autograd.exp(hidden[0] - hidden[1])
            return scale * square(hidden[2]) + hidden[3].data * hidden[0]

        with autograd.no_grad():
            shift = vmap(lambda x: autograd.sum(linear(W, x)))(X)
        return [a * W[0][0] + b for a, b in zip(vmap(one)(X), shift)]

    compiled = assert_same(f, flat(W), matrix(20, 3))
    assert recorded(compiled, matrix(20, 3)) < 20 * 10
