"""Random programs of scalars, compiled: the scalar engine's values and gradients.

Each seed makes one program: networks with random layers, or arrays of scalars that are added,
multiplied, reduced, sliced, shifted and gathered at random, or sums of different lengths, or graphs
without any order. Each runs on batches of several sizes, and again after its parameters moved.
The usual run takes 500 programs; a long one is started with

    PROGRAMS=10000 python -m pytest tests/compiler/test_random_graphs.py
"""

import itertools
import os
import random
from unittest import mock

import pytest

import autograd
from autograd import Value
from autograd.structure import flatten
from tests.tools.agreement import assert_agrees, values

np = pytest.importorskip("numpy")
from autograd.compiler.run import steps, ways  # noqa: E402  (which needs NumPy)

# Smooth enough that neither engine meets an infinite slope, and bounded so that nothing explodes.
ONE = [
    lambda a: a.tanh(),
    lambda a: a.sin(),
    lambda a: a.relu(),
    lambda a: a.sigmoid(),
    lambda a: -a,
    lambda a: abs(a),
    lambda a: (0.3 * a) ** 3,
    lambda a: a * 0.5 - 0.25,
    lambda a: 1.0 - a / 4,
    lambda a: a + 0.7,
    lambda a: 2.0 / (a * a + 1),
    lambda a: (a * a + 0.5).log(),
    lambda a: (a * a + 0.5).sqrt(),
    lambda a: a.sin().exp(),
    lambda a: a.softplus() - a.gelu(),
    lambda a: a.leaky_relu(0.1) + a.elu(),
    lambda a: a.clip(-0.5, 0.8),
    lambda a: a.erf() * a.normal_cdf(),
    lambda a: a.atan() + a.silu(),
]
TWO = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a * b + a,
    lambda a, b: a / (1.5 + b.cos()),
    lambda a, b: autograd.maximum(a, b),
    lambda a, b: autograd.minimum(a, 0.5 * b),
    lambda a, b: autograd.hypot(a, b + 3),
    lambda a, b: autograd.where(a > b, a * b, b),
    lambda a, b: (1.5 + a.sin()) ** b.tanh(),
    lambda a, b: autograd.logsumexp([a, b, 0.1]),
    lambda a, b: autograd.atan2(a, 2.5 + b.sin()),
]
MANY = [
    autograd.sum,
    autograd.mean,
    sum,
    autograd.logsumexp,
    autograd.maximum,
    autograd.minimum,
    lambda xs: autograd.dot(xs, xs[::-1]),
    lambda xs: sum(a * b for a, b in itertools.pairwise(xs)) + xs[0],
    lambda xs: autograd.softmax(xs)[-1],
    lambda xs: autograd.take(xs, len(xs) // 2),
]


def bounded(x):
    """Large numbers would only test how far rounding errors grow."""
    return x.tanh() * 2


def without_order(rng):
    """Every node takes whatever it finds."""
    parameters = values(rng.randrange(1, 7), seed=rng.random())
    inputs = rng.randrange(1, 5)
    count, plan = rng.choice([3, 10, 40]), rng.random()

    def f(xs):
        choose = random.Random(plan)
        pool = [*parameters, *xs[:inputs]]
        for _ in range(count):
            kind = choose.random()
            if kind < 0.4:
                made = choose.choice(ONE)(choose.choice(pool))
            elif kind < 0.8:
                made = choose.choice(TWO)(choose.choice(pool), choose.choice(pool))
            else:
                made = choose.choice(MANY)(choose.choices(pool, k=choose.randrange(1, 6)))
            pool.append(bounded(made) if choose.random() < 0.3 else made * 0.5)
        return [choose.choice(pool) for _ in range(choose.randrange(1, 4))]

    return f, parameters, [(numbers(rng, inputs),) for _ in range(2)]


def network(rng):
    """Layers of random widths and activations over a batch; some weights shared, some skipped."""
    sizes = [rng.randrange(1, 6) for _ in range(rng.randrange(2, 4))]
    square = rng.random() < 0.3
    if square:
        sizes = [sizes[0]] * 3
    layers = [
        (values(n, m, seed=rng.random()), values(n, seed=rng.random()))
        for m, n in itertools.pairwise(sizes)
    ]
    if square and rng.random() < 0.5:
        layers[1] = layers[0]
    acts = [rng.choice(ONE[:6]) for _ in layers]
    norm, sparse, skip = rng.random() < 0.2, rng.random() < 0.2, square and rng.random() < 0.5
    style = rng.randrange(4)
    labels = rng.random() < 0.4

    def neuron(w, b, x):
        pairs = [(wi, xi) for k, (wi, xi) in enumerate(zip(w, x)) if not sparse or k % 2 == 0]
        if style == 0:
            return autograd.dot(*zip(*pairs)) + b
        if style == 1:
            return sum((wi * xi for wi, xi in pairs), b)
        if style == 2:
            return sum(wi * xi for wi, xi in pairs) + b
        return b - autograd.sum(-wi * xi for wi, xi in pairs)

    def model(x):
        for (W, b), act in zip(layers, acts):
            y = [act(neuron(w, bi, x)) for w, bi in zip(W, b)]
            x = [u + v for u, v in zip(x, y)] if skip else y
            if norm and len(x) > 1:
                mean = autograd.mean(x)
                x = [u - mean for u in x]
        return x

    def loss(X, targets):
        total = 0
        for x, t in zip(X, targets):
            out = model(x)
            if labels:
                total = total - autograd.log_softmax(out)[0] * t + autograd.take(out, t * 0)
            else:
                total = total + sum((o - t) ** 2 for o in out)
        penalty = sum(w * w for W, _ in layers for row in W for w in row)
        return total / len(X) + 0.01 * penalty

    batches = [rng.choice([1, 2, 5]), rng.choice([1, 3, 8])]
    calls = [(numbers(rng, n, sizes[0]), numbers(rng, n)) for n in (*batches, batches[0])]
    return loss, list(flatten(layers)), calls


def arrays(rng):
    """Arrays of scalars: element by element, broadcast, contracted, reduced, cut, gathered."""
    sizes = [rng.randrange(1, 5) for _ in range(3)]
    count, plan = rng.randrange(2, 9), rng.random()

    def shape():
        return tuple(rng.choice(sizes) for _ in range(rng.randrange(0, 3)))

    parameters = [values(*shape(), seed=rng.random()) for _ in range(rng.randrange(1, 4))]
    constants = [numbers(rng, *shape()) for _ in range(2)]
    given = shape()

    def f(X):
        choose = random.Random(plan)
        pool = [as_objects(tree) for tree in (*parameters, *constants)]
        pool += [as_objects(X[k]) for k in range(len(X))][:3]
        for _ in range(count):
            a, b = choose.choice(pool), choose.choice(pool)
            made = step(choose, a, b)
            if made is not None and made.size <= 80:
                pool.append(made)
        outcome = choose.choice(pool[-3:])
        if choose.random() < 0.5:
            return autograd.sum(v * v for v in outcome.ravel())
        return [v * 1.5 for v in outcome.ravel()], choose.choice(pool).tolist()

    batches = rng.choice([[1], [2, 1], [3, 2]])
    return f, list(flatten(parameters)), [(numbers(rng, n, *given),) for n in batches]


def step(choose, a, b):
    """One random operation on arrays of objects, or None where the shapes do not allow it."""
    kind = choose.randrange(9)
    if kind == 0:
        return each(choose, choose.choice(ONE), a)
    if kind in (1, 2):
        try:
            np.broadcast_shapes(a.shape, b.shape)
        except ValueError:
            return None
        operation = choose.choice(TWO)
        return each(choose, lambda x, y: bounded(operation(x, y)), a, b)
    if not a.ndim:
        return None
    axis = choose.randrange(a.ndim)
    if kind in (3, 4):  # a contraction
        other = choose.randrange(b.ndim) if b.ndim else 0
        if not b.ndim or a.shape[axis] != b.shape[other]:
            return None
        rows, columns = np.moveaxis(a, axis, -1), np.moveaxis(b, other, -1)
        made = np.empty(rows.shape[:-1] + columns.shape[:-1], object)
        for i in np.ndindex(*rows.shape[:-1]):
            for j in np.ndindex(*columns.shape[:-1]):
                made[i + j] = autograd.dot(rows[i].tolist(), columns[j].tolist()) * 0.5
        return made
    if kind == 5:  # a reduction
        rows, reduce = np.moveaxis(a, axis, -1), choose.choice(MANY)
        made = np.empty(rows.shape[:-1], object)
        for i in np.ndindex(*made.shape):
            made[i] = bounded(reduce(rows[i].tolist()) + 0.1)
        return made
    if kind == 6:  # windows
        width = choose.randrange(1, a.shape[axis] + 1)
        return np.moveaxis(np.lib.stride_tricks.sliding_window_view(a, width, axis), -1, axis)[
            tuple(slice(None, None, choose.choice([1, 1, 2])) for _ in range(a.ndim))
        ]
    if kind == 7:  # turned and shifted
        return choose.choice(
            [a.T, np.flip(a, axis), np.roll(a, 1, axis), a[:: choose.choice([1, 2])]]
        )
    return a.take([choose.randrange(a.shape[axis]) for _ in range(3)], axis)


def each(choose, operation, *operands):
    """The operation element by element, now and then in a random order."""
    shape = np.broadcast_shapes(*(operand.shape for operand in operands))
    operands = [np.broadcast_to(operand, shape) for operand in operands]
    made, places = np.empty(shape, object), list(np.ndindex(*shape))
    if choose.random() < 0.15:
        choose.shuffle(places)
    for place in places:
        made[place] = operation(*(operand[place] for operand in operands))
    return made


def as_objects(tree):
    """Nested lists of Values (and plain numbers, which become constants) as an array of objects."""
    sizes, branch = [], tree
    while isinstance(branch, list):
        sizes.append(len(branch))
        branch = branch[0]
    made = np.empty(tuple(sizes), object)
    leaves = (x if isinstance(x, Value) else Value(x) for x in flatten(tree))
    for place, leaf in zip(np.ndindex(*sizes), leaves):
        made[place] = leaf
    return made


def numbers(rng, *sizes):
    if not sizes:
        return rng.gauss(0, 1)
    return [numbers(rng, *sizes[1:]) for _ in range(sizes[0])]


def ragged(rng):
    """Sums of different lengths, over rows of different lengths."""
    lengths = [rng.randrange(1, 6) for _ in range(rng.randrange(2, 6))]
    W, scale = values(max(lengths), seed=rng.random()), Value(rng.uniform(0.5, 1.5))
    reduce, act = rng.choice(MANY), rng.choice(ONE)
    causal = rng.random() < 0.5

    def f(rows, factor):
        tops = []
        for n, row in enumerate(rows):
            terms = [w * x * factor for w, x in zip(W, row)]
            if causal:
                terms = [act(t) for t in terms[: n + 1]]
            tops.append(reduce(terms) * scale)
        return [bounded(t + 0.05) for t in tops], autograd.logsumexp(tops)

    calls = [([numbers(rng, n) for n in lengths[:k]], rng.gauss(0, 1)) for k in (2, len(lengths))]
    return f, [*W, scale], calls


KINDS = [without_order, network, network, arrays, arrays, arrays, ragged]
PROGRAMS, EACH = int(os.environ.get("PROGRAMS", "500")), 20  # in all, and in one test


@pytest.mark.parametrize("block", range(PROGRAMS // EACH))
def test_random_programs_compile_to_the_same_values_and_gradients(block):
    for seed in range(block * EACH, (block + 1) * EACH):
        rng = random.Random(seed)
        kind = KINDS[seed % len(KINDS)]
        f, parameters, calls = kind(rng)
        # Most are so small that plain Python would be written for them; here arrays usually are.
        cost = ways.ARRAY_STATEMENT if seed % 4 == 0 else 0.0
        few = 0 if seed % 3 == 0 else steps.FEW_CALLS  # every third on memory that is used again
        try:
            with (
                mock.patch.object(ways, "ARRAY_STATEMENT", cost),
                mock.patch.object(steps, "FEW_CALLS", few),
            ):
                assert_agrees(f, parameters, *calls)
        except Exception as error:
            raise AssertionError(f"seed {seed} ({kind.__name__}): {error}") from error
