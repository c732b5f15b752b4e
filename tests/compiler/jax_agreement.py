"""The JAX backend compared with the scalar engine."""

from unittest import mock

import pytest

import autograd

np = pytest.importorskip("numpy")
jax = pytest.importorskip("jax")
from autograd.compiler.record.call import Call  # noqa: E402  (which needs NumPy)


def gradients(loss, parameters):
    for parameter in parameters:
        parameter.grad = 0.0
    loss.backward()
    return [parameter.grad for parameter in parameters]


def assert_same(f, parameters, *args, steps=3, compiled=None):
    """Compiled and scalar values and gradients agree, also after the parameters have moved."""
    compiled = compiled or autograd.compile(f, backend="jax")
    for _ in range(steps):
        expected = f(*args)
        wanted = gradients(expected, parameters)
        with mock.patch.object(Call, "eagerly", side_effect=AssertionError("ran uncompiled")):
            found = compiled(*args)
            assert found.data == pytest.approx(expected.data, rel=1e-10, abs=1e-12)
            assert gradients(found, parameters) == pytest.approx(wanted, rel=1e-10, abs=1e-12)
        for parameter in parameters:
            parameter.data -= 0.05 * parameter.grad
    return compiled
