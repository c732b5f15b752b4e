"""`compile(grad(f))` and `compile(hessian(f))` for every operation of the table, on each backend.

The first call is at one set of points, the second at others, among them kinks: the program that
runs there was recorded elsewhere. What it gives is compared with the derivatives of the scalar
engine, whose rules the tests of the engine hold against fifty-digit arithmetic.
"""

import math
import random
from unittest import mock

import pytest

import autograd
from autograd import OPERATIONS, ops

np = pytest.importorskip("numpy")

from autograd.compiler.record.call import Call  # noqa: E402  (which needs NumPy)

POSITIVE = {"log", "sqrt", "pow", "power_log", "acosh", "log2", "log10", "gamma", "lgamma"}
POSITIVE |= {"digamma", "trigamma", "polygamma", "xlogy", "div", "reciprocal"}
UNIT = {"asin", "acos", "atanh", "normal_quantile"}
KINKED = {"abs", "relu", "leaky_relu", "elu", "clip", "maximum", "minimum", "step", "sign", "where"}
FAMILIES = (ops.power(3.0), ops.power(-1.5), ops.power(0.3), ops.elu(0.7), ops.power_log(1.0))
SIZE = 5

TABLE = [entry for entry in OPERATIONS.values() if entry.name not in ("", "constant")]
EVERY = {f"{entry.name}{list(entry.parameters) or ''}": entry for entry in (*TABLE, *FAMILIES)}


def backend_or_skip(backend):
    if backend == "jax":
        pytest.importorskip("jax")
    return backend


def points_of(operation, rng):
    """SIZE lists of operands at which every derivative exists."""
    count = operation.arity or 4
    if operation.name == "take":
        return [
            [float(rng.randrange(3)), *(rng.gauss(0, 1) for _ in range(3))] for _ in range(SIZE)
        ]
    low, high = -2.0, 2.0
    if operation.name in POSITIVE or (operation.name == "power" and operation.parameters[0] != 3.0):
        low, high = 0.5, 3.0
    if operation.name in UNIT:
        low, high = 0.05, 0.95
    if operation.name == "acosh":
        low, high = 1.1, 3.0
    if operation.name == "log1p":
        low, high = -0.8, 3.0
    return [[rng.uniform(low, high) for _ in range(count)] for _ in range(SIZE)]


def kinks_of(operation):
    """SIZE lists of operands, at which the derivatives are what the conventions say."""
    count = operation.arity or 4
    return [[x] * count for x in (0.0, 1.0, -1.0, 0.5, -0.0)]


@pytest.mark.parametrize("backend", ["numpy", "jax"])
@pytest.mark.parametrize("name", EVERY)
def test_compiled_derivatives_are_those_of_the_scalar_engine(name, backend):
    operation, rng = EVERY[name], random.Random(name)
    sets = [points_of(operation, rng) for _ in range(2)]
    if operation.name in KINKED:
        sets.append(kinks_of(operation))
    derivatives = [autograd.hessian] if backend == "jax" else [autograd.grad, autograd.hessian]
    for derivative in derivatives:

        def of_all(points, derivative=derivative):
            return [derivative(lambda xs: operation(*xs) * 1.5)(xs) for xs in points]

        compiled = autograd.compile(of_all, backend=backend_or_skip(backend))
        for points in sets:
            wanted = np.array(of_all(points))
            with mock.patch.object(Call, "eagerly", side_effect=AssertionError("ran uncompiled")):
                found = np.array(compiled(points)).astype(float)
            np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9, equal_nan=False)


def test_every_payoff_compiles():
    payoff = autograd.vmap(autograd.value_and_grad(lambda s, k: autograd.maximum(s - k, 0.0)))
    values, (in_s, in_k) = autograd.compile(payoff).numpy([1.0, 2.0, 3.0], [2.0, 2.0, 2.0])
    assert values.tolist() == [0.0, 0.0, 1.0]
    assert in_s.tolist() == [0.0, 0.5, 1.0]
    assert in_k.tolist() == [0.0, -0.5, -1.0]


@pytest.mark.parametrize("f", [autograd.softmax, autograd.log_softmax])
@pytest.mark.parametrize("backend", ["numpy", "jax"])
def test_softmax_and_its_logarithm_differentiate_twice_in_compiled_code(f, backend):
    def curvature(X):
        return [autograd.hessian(lambda xs: f(xs)[1])(x) for x in X]

    compiled = autograd.compile(curvature, backend=backend_or_skip(backend))
    for X in ([[0.1, 0.2, -0.3], [2.0, -1.0, 0.4]], [[1.0, 1.0, 1.0], [0.0, 30.0, -30.0]]):
        found = np.array(compiled(X)).astype(float)
        for x, matrix in zip(X, found):
            p = [math.exp(v) / sum(map(math.exp, x)) for v in x]
            d = np.eye(3)
            log_hessian = -(np.diag(p) - np.outer(p, p))
            slope = d[1] - p
            exact = (
                log_hessian
                if f is autograd.log_softmax
                else p[1] * (np.outer(slope, slope) + log_hessian)
            )
            np.testing.assert_allclose(matrix, exact, rtol=1e-9, atol=1e-12)
