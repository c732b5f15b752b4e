"""Every operation in every place: between columns, parameters and constants, along and across rows.

Each is compared with the scalar engine: values, gradients of what the function captures, and
gradients of its arguments, at a second set of numbers as well.
"""

import random
from itertools import pairwise
from unittest import mock

import pytest

import autograd
from autograd import OPERATIONS, Value, compile
from tests.compiler.test_compiled_derivatives import POSITIVE, UNIT

np = pytest.importorskip("numpy")

from autograd.compiler.record.call import Call  # noqa: E402  (which needs NumPy)

TABLE = {name: op for name, op in OPERATIONS.items() if name not in ("", "constant", "take")}
ROWS, COLUMNS = 5, 3


def numbers(name, rng, rows=ROWS):
    """Rows of operands inside the domain, no two the same."""
    low, high = -2.0, 2.0
    if name in POSITIVE:
        low, high = 0.5, 3.0
    if name in UNIT:
        low, high = 0.05, 0.95
    if name == "acosh":
        low, high = 1.1, 3.0
    if name == "log1p":
        low, high = -0.8, 3.0
    return [[rng.uniform(low, high) for _ in range(COLUMNS)] for _ in range(rows)]


def one(f, X, w):
    """Places of an operation of one operand."""
    yield [f(x[0]) for x in X]
    yield [[f(x[j]) for j in range(COLUMNS)] for x in X]
    yield [f(p) for p in w]
    yield [f(w[1]) * x[1] for x in X]
    yield [[f(x[j]) * w[j] for x in X] for j in range(COLUMNS)]
    yield [sum(f(x[j]) * f(w[j]) for j in range(COLUMNS)) for x in X]
    yield [f(w[0]) for _ in X]


def two(f, X, w):
    """Places of an operation of two operands."""
    yield [f(x[0], x[1]) for x in X]
    yield [f(x[0], w[0]) for x in X]
    yield [f(w[1], x[1]) for x in X]
    yield [f(x[2], 0.7) for x in X]
    yield [f(0.8, x[2]) for x in X]
    yield [[f(x[j], w[j]) for j in range(COLUMNS)] for x in X]
    yield [[f(w[j], x[j]) for x in X] for j in range(COLUMNS)]
    yield [[f(x[0], p) for p in w] for x in X]
    yield [[f(x[j], x[0]) for j in (1, 2)] for x in X]
    yield [f(w[0], w[1]), f(w[1], w[0]), f(w[2], 0.6), f(0.9, w[2])]
    yield [sum(f(x[j], w[j]) for j in range(COLUMNS)) for x in X]
    yield [f(a[0], b[1]) for a, b in pairwise(X)]


def several(f, X, w):
    """Places of an operation over a sequence."""
    yield [f(*x) for x in X]
    yield [f(*[x[j] for x in X]) for j in range(COLUMNS)]
    yield [f(*w)]
    yield [f(*[x[j] * w[j] for j in range(COLUMNS)]) for x in X]
    yield [f(*[x[j] * w[j] for x in X]) for j in range(COLUMNS)]
    yield [f(x[0], w[0], 0.75) for x in X]
    yield [f(*x, *w) for x in X]
    yield [f(*[f(*x) for x in X])]
    yield [f(*[x[j] for x in X for j in range(COLUMNS)])]
    yield [f(x[0]) for x in X]
    yield [[f(x[0] * p, x[1], x[2] * p) for p in w] for x in X]


def three(f, X, w):
    """Places of a choice between two."""
    yield [f(x[0] > 0.1, x[1], x[2]) for x in X]
    yield [f(x[0] > w[0], x[1] * w[1], w[2]) for x in X]
    yield [[f(x[j] > 0.2, w[j], 0.5) for j in range(COLUMNS)] for x in X]
    yield [f(p > 0.0, p * 2.0, 0.3 * p) for p in w]


def pairs(f, X, w):
    """Places of a product of sums: the operands are two sequences."""
    yield [f(*x, *w) for x in X]
    yield [f(*w, *x) for x in X]
    yield [f(*a, *b) for a, b in pairwise(X)]
    yield [f(*[x[j] for x in X], *[x[0] for x in X]) for j in range(COLUMNS)]
    yield [f(*w, *w)]


def places(operation):
    if operation.name == "dot":
        return pairs
    return {None: several, 1: one, 2: two, 3: three}[operation.arity]


def weighted(results):
    """One number of many, in which each has a weight of its own."""
    total = Value(0.0)
    for k, result in enumerate(results):
        rows = [row if isinstance(row, list) else [row] for row in result]
        for i, row in enumerate(rows):
            for j, y in enumerate(row):
                total = total + y * (1.0 + 0.3 * k + 0.17 * i + 0.07 * j)
    return total


def compared(f, X, w):
    """Value and gradients, compiled and not, by the same code."""
    for p in w:
        p.grad = 0.0
    y = f(X)
    y.backward()
    return np.array([y.data, *(float(p.grad) for p in w)])


@pytest.mark.parametrize("name", TABLE)
def test_an_operation_in_every_place_is_that_of_the_scalar_engine(name):
    operation, rng = TABLE[name], random.Random(name)
    w = [Value(x) for x in numbers(name, rng)[0]]
    f = places(operation)

    def of(k):
        return lambda X: weighted([list(f(operation, X, w))[k]])

    for k in range(len(list(f(operation, numbers(name, rng), w)))):
        eager, compiled = of(k), compile(of(k))
        for _ in range(2):
            X = numbers(name, rng)
            wanted = compared(eager, X, w)
            with mock.patch.object(Call, "eagerly", side_effect=AssertionError("ran uncompiled")):
                found = compared(compiled, X, w)
            np.testing.assert_allclose(found, wanted, rtol=1e-11, atol=1e-12, err_msg=f"place {k}")


@pytest.mark.parametrize("name", TABLE)
def test_and_so_are_its_gradients_in_the_arguments(name):
    operation, rng = TABLE[name], random.Random(f"{name} once more")
    constants = numbers(name, rng)[0]
    f = places(operation)

    def loss(X, w):
        return weighted(f(operation, X, w))

    gradients = autograd.value_and_grad(loss)
    compiled = compile(lambda X, w: gradients(X, w))
    for _ in range(2):
        X = numbers(name, rng)
        wanted, (in_x, in_w) = gradients(X, constants)
        with mock.patch.object(Call, "eagerly", side_effect=AssertionError("ran uncompiled")):
            value, (x, w) = compiled(X, constants)
        np.testing.assert_allclose(float(value), wanted, rtol=1e-11)
        np.testing.assert_allclose(np.array(x, float), np.array(in_x), rtol=1e-10, atol=1e-11)
        np.testing.assert_allclose(np.array(w, float), np.array(in_w), rtol=1e-10, atol=1e-11)
