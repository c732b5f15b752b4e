"""What steps of a recurrence make of the same arrays, and give to them, is one product for all."""

import random
from itertools import pairwise

import pytest

import autograd
from autograd import Value, dot, sigmoid, tanh
from autograd.compiler.run import steps as running
from tests.tools.agreement import assert_agrees, values

np = pytest.importorskip("numpy")

SIZE = 3


@pytest.fixture(autouse=True)
def arrays_however_small(monkeypatch):
    from autograd.compiler.run import ways

    monkeypatch.setattr(ways, "ARRAY_STATEMENT", 0.0)


def times(W, x):
    return [dot(row, x) for row in W]


def plus(*vectors):
    return [autograd.sum(xs) for xs in zip(*vectors)]


def sequence(steps, *sizes, seed=1):
    return np.random.default_rng(seed).uniform(-1.0, 1.0, (steps, *sizes)).tolist()


def leaves(*trees):
    return [
        leaf for tree in trees for row in tree for leaf in (row if type(row) is list else [row])
    ]


def plain():
    """h_t = tanh(U x_t + W h_(t-1) + b), and its parameters."""
    U, W, b = values(SIZE, 2), values(SIZE, SIZE, seed=1), values(SIZE, seed=2)

    def f(xs):
        h = [0.0] * SIZE
        for x in xs:
            h = [tanh(z) for z in plus(times(U, x), times(W, h), b)]
        return autograd.sum(h)

    return f, leaves(U, W, b)


def test_the_program_is_that_of_a_person_who_goes_back_through_time():
    f, parameters = plain()
    source = assert_agrees(f, parameters, (sequence(5, 2),)).source
    assert "z1 = xs @ U.T + b" in source
    assert "z3 = z1[2] + W @ h2" in source
    assert "dU = dz1.T @ xs" in source
    assert "db = dz1.sum(0)" in source
    assert "hs = np.array([h1, h2, h3, h4])" in source
    assert "dW = dz1[1:].T @ hs" in source
    assert "[:, None]" not in source


def test_a_line_of_many_rows_is_broken_where_it_is_long():
    f, parameters = plain()
    source = assert_agrees(f, parameters, (sequence(60, 2),), steps=1).source
    arrays = source.partition("def backward")[2].partition("dz1 = np.array([")[2]
    assert max(map(len, arrays.splitlines())) <= 100


def test_three_steps_stay_as_they_are():
    f, parameters = plain()
    source = assert_agrees(f, parameters, (sequence(3, 2),)).source
    assert "np.array" not in source


def test_without_an_input_the_rows_are_shared_by_weights_and_biases():
    W, b, h0 = values(SIZE, SIZE), values(SIZE, seed=1), values(SIZE, seed=2)

    def f(target):
        h = h0
        for _ in range(6):
            h = [tanh(z) for z in plus(times(W, h), b)]
        return (autograd.sum(h) - target) ** 2

    back = assert_agrees(f, leaves(W, [*b, *h0]), (0.5,)).source.partition("def backward")[2]
    assert back.count("np.array") == 2
    assert "db = dvs.sum(0)" in back


def gated(W, R, x, h):
    """Forget, and take in, by gates that are made of both."""
    keep, new = [[sigmoid(z) for z in plus(times(w, x), times(r, h))] for w, r in zip(W, R)]
    return [k * a + (1.0 - k) * n for k, a, n in zip(keep, h, new)]


def looking_back(W, R, xs):
    """Each step reads this and the last number with the same weights, and hands out its state."""
    h, seen = [0.0] * SIZE, []
    for last, x in pairwise(xs):
        h = [tanh(z) for z in plus(times(W[0], x), times(W[0], last), times(R[0], h))]
        seen.append(autograd.sum(h))
    return autograd.sum(s * s for s in seen), seen[0] * 2.0


def states(W, R, xs, step):
    h = [0.1] * SIZE
    for x in xs:
        h = step(W, R, x, h)
    return h


def stacked(W, R, x, h):
    return [tanh(z) for z in plus(times(W[0], x), times(R[0], [tanh(k) for k in times(R[1], h)]))]


def with_signs(W, R, x, h):
    """Some go with the other sign, and some only at some steps."""
    turned = [-z for z in times(W[0], x)]
    again = [0.5 * k for k in times(R[1], h)] if x[0] > 0 else h
    return [tanh(z) - 0.1 * a for z, a in zip(plus(turned, times(R[0], h)), again)]


def chosen(W, R, x, h):
    """Rows of a table in no order, and products of single numbers."""
    place = int(10 * abs(x[0])) % SIZE
    return [tanh(z * 0.7 + a * x[1]) for z, a in zip(times(R[0], h), W[0][place] * 2)]


@pytest.mark.parametrize("tuned", [False, True])
@pytest.mark.parametrize("step", [gated, stacked, with_signs, chosen])
def test_values_and_gradients_are_those_of_the_scalar_graph(step, tuned, monkeypatch):
    W, R = values(2, SIZE, 2), values(2, SIZE, SIZE, seed=1)
    monkeypatch.setattr(running, "FEW_CALLS", 0 if tuned else 10**6)
    xs = sequence(7, 2)

    def f(_):
        return autograd.sum(h * h for h in states(W, R, xs, step))

    assert_agrees(f, leaves(*W, *R), (1.0,), steps=3)


@pytest.mark.parametrize("steps", [4, 9])
def test_inputs_have_their_gradients_too(steps):
    f, parameters = plain()
    inputs = [[Value(x) for x in row] for row in sequence(steps, 2)]
    assert_agrees(f, parameters, (inputs,))


def test_two_terms_of_one_form_and_several_results():
    W, R = values(1, SIZE, 2), values(1, SIZE, SIZE, seed=1)
    assert_agrees(lambda xs: looking_back(W, R, xs), leaves(*W, *R), (sequence(8, 2),))


def test_many_sequences_at_once():
    f, parameters = plain()

    def of_all(sequences):
        return autograd.mean(autograd.vmap(f)(sequences))

    source = assert_agrees(of_all, parameters, (sequence(5, 6, 2),)).source
    assert "[:, None]" not in source


def test_a_step_that_floats_refuse_is_refused():
    W = values(2, 2)

    @autograd.compile
    def f(xs):
        h = [1.0, 1.0]
        for x in xs:
            h = [autograd.log(z) for z in plus([5.0 * x[0]] * 2, [0.1 * z for z in times(W, h)])]
        return autograd.sum(h)

    good, bad = [[2.0]] * 6, [[2.0]] * 5 + [[-9.0]]
    assert f(good).data == pytest.approx(f.function(good).data, rel=1e-14)
    with pytest.raises(ValueError, match="log"):
        f(bad)


@pytest.mark.parametrize("seed", range(6))
def test_random_recurrences(seed):
    rng = random.Random(seed)
    count, width = rng.randrange(4, 9), rng.randrange(2, 5)
    A, B, c = values(width, 2, seed=seed), values(width, width, seed=seed + 1), values(width)
    skip, squared = rng.random() < 0.5, rng.random() < 0.5

    def f(xs):
        h, total = [w * 0.5 for w in c], 0.0
        for k, x in enumerate(xs):
            parts = [times(A, x), times(B, h)] + ([h] if skip else []) + ([c] if k else [])
            h = [tanh(z) for z in plus(*parts)]
            total = total + (h[0] * h[1] if squared else h[-1])
        return total + autograd.sum(h)

    assert_agrees(f, leaves(A, B, c), (sequence(count, 2, seed=seed),), steps=3)
