"""A small network, compiled and not."""

import pytest

np = pytest.importorskip("numpy")


def gradients(loss, parameters):
    for parameter in parameters:
        parameter.grad = 0.0
    loss.backward()
    return [parameter.grad for parameter in parameters]


def assert_same(compiled, eager, parameters, *args):
    """Value and gradients of both, at the parameters as they are."""
    expected = eager(*args)
    wanted = gradients(expected, parameters)
    found = compiled(*args)
    assert found.data == pytest.approx(expected.data, rel=1e-10, abs=1e-12)
    assert gradients(found, parameters) == pytest.approx(wanted, rel=1e-10, abs=1e-12)


def batch(n, rng):
    return [[rng.gauss(0, 1) for _ in range(3)] for _ in range(n)], [
        rng.gauss(0, 1) for _ in range(n)
    ]
