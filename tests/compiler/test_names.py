"""Operations of one's own, arguments and results may be called anything."""

import math

import pytest

import autograd
from autograd import Value
from autograd.entry import FAMILIES

pytest.importorskip("numpy")

NAMES = [
    "saved", "forward", "backward", "theta", "dtheta", "np", "jnp", "seeds", "g", "xs", "x", "dx",
    "x_1", "v1", "v12", "c1", "i1", "W1", "z1", "w", "loss", "loss_1", "dloss", "elementwise",
    "finite", "spread", "stop_gradient", "print", "float", "lambda", "µ", "e e", "_", "__name__",
]  # fmt: skip


def operation_called(name, on_arrays):
    """sin, by functions of floats or, on arrays, of the table."""
    value = autograd.sin if on_arrays else autograd.sin.value
    return autograd.operation(name, value=value, gradients=lambda y, a: (autograd.cos(a),))


def assert_runs_compiled(operation, count, backend):
    w = [Value(0.1 * i) for i in range(count)]

    def loss(xs, dx, x_1):
        return autograd.sum(
            [operation(operation(a * x) * dx) + autograd.relu(a) * x_1 for a, x in zip(w, xs)]
        )

    arguments = [0.3 + i / count for i in range(count)], 2.0, 0.5
    compiled = autograd.compile(loss, backend=backend)
    compiled(*arguments).backward()
    assert compiled.lifted.code is not None
    found = [p.grad for p in w]
    v = [Value(p.data) for p in w]
    autograd.sum(
        [
            autograd.sin(autograd.sin(a * x) * 2.0) + autograd.relu(a) * 0.5
            for a, x in zip(v, arguments[0])
        ]
    ).backward()
    assert found == pytest.approx([p.grad for p in v], rel=1e-12)


@pytest.mark.parametrize("count", [2, 100])
@pytest.mark.parametrize("name", NAMES)
def test_an_operation_may_have_any_name(name, count):
    assert_runs_compiled(operation_called(name, on_arrays=False), count, "numpy")


@pytest.mark.parametrize("name", ["forward", "theta", "jnp", "finite", "lambda", "w", "loss"])
def test_so_it_may_on_jax(name):
    pytest.importorskip("jax")
    assert_runs_compiled(operation_called(name, on_arrays=True), 3, "jax")


@pytest.mark.parametrize("name", ["float", "sum", "seeds", "v3", "dtheta", "theta", "np", "saved"])
@pytest.mark.parametrize("count", [2, 100])
def test_an_argument_may_have_any_name(name, count):
    w = [Value(0.1 * i) for i in range(count)]
    scope = {"w": w, "autograd": autograd}
    inside = f"autograd.minimum(a * {name}, 1e999) * d{name}"
    exec(f"def f({name}, d{name}): return autograd.sum([{inside} for a in w])", scope)
    compiled = autograd.compile(scope["f"])
    compiled(2.0, 0.5).backward()
    assert compiled.lifted.code is not None
    assert [p.grad for p in w] == [1.0] * count


def test_two_members_of_a_family_are_two_functions_on_jax():
    pytest.importorskip("jax")
    one, two = (FAMILIES["power_log"](k) for k in (0.0, 1.0))
    compiled = autograd.compile(lambda xs: [one(x, x) + two(x, x) for x in xs], backend="jax")
    found = [float(y) for y in compiled([1.5, 2.0, 2.5])]
    assert found == pytest.approx([x**x * (1.0 + math.log(x)) for x in (1.5, 2.0, 2.5)], rel=1e-13)
