"""jvp, vjp and hvp inside compiled functions: what they are outside, on each backend."""

import random
from itertools import pairwise
from unittest import mock

import pytest

import autograd
from autograd import Value, grad, hvp, jvp, vjp, vmap
from tests.compiler.test_compiled_derivatives import EVERY, SIZE, backend_or_skip, points_of

np = pytest.importorskip("numpy")

from autograd.compiler.record.call import Call  # noqa: E402  (which needs NumPy)


def rosenbrock(xs):
    return autograd.sum([(1 - a) ** 2 + 100 * (b - a * a) ** 2 for a, b in pairwise(xs)])


def mixed(xs):
    a, b, c = xs
    return [autograd.sin(a) * b, autograd.exp(-c * c) + a, autograd.logsumexp([a, b, c]), 3.0]


def smooth(xs):
    return autograd.sum(mixed(xs)) ** 2 + autograd.tanh(xs[0] * xs[2])


PRODUCTS = {
    "jvp": lambda x, v, u: jvp(mixed, (x,), (v,)),
    "vjp": lambda x, v, u: vjp(mixed, x)[1](u),
    "hvp": lambda x, v, u: hvp(smooth, (x,), (v,)),
    "backward over forward": lambda x, v, u: grad(
        lambda x, v: autograd.dot(jvp(mixed, (x,), (v,))[1], u)
    )(x, v),
    "forward over forward": lambda x, v, u: jvp(lambda x: jvp(mixed, (x,), (v,))[1], (x,), (v,)),
    "in a direction that stays": lambda x, v, u: jvp(mixed, (x,), ([1.0, 0.0, -2.0],)),
}


def uncompiled_refused():
    return mock.patch.object(Call, "eagerly", side_effect=AssertionError("ran uncompiled"))


def numbers(tree):
    return [float(x) for x in autograd.structure.flatten(tree)]


@pytest.mark.parametrize("backend", ["numpy", "jax", "native"])
@pytest.mark.parametrize("name", PRODUCTS)
def test_products_are_those_of_the_scalar_engine(name, backend):
    if backend == "native":
        pytest.importorskip("llvmlite")
    product, rng = PRODUCTS[name], random.Random(name)
    compiled = autograd.compile(product, backend=backend_or_skip(backend))
    for _ in range(3):
        x, v, u = ([rng.gauss(0, 1) for _ in range(k)] for k in (3, 3, 4))
        wanted = numbers(product(x, v, u))
        with uncompiled_refused():
            found = numbers(compiled(x, v, u))
        assert found == pytest.approx(wanted, rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("name", EVERY)
def test_products_through_every_operation_are_those_of_the_scalar_engine(name):
    operation, rng = EVERY[name], random.Random(name)

    def f(xs):
        return operation(*xs) * 1.5

    def of_all(points, vectors):
        pairs = list(zip(points, vectors))
        return [[jvp(f, (x,), (v,)), hvp(f, (x,), (v,))] for x, v in pairs]

    compiled = autograd.compile(of_all)
    for _ in range(2):
        points = points_of(operation, rng)
        vectors = [[rng.gauss(0, 1) for _ in point] for point in points]
        wanted = numbers(of_all(points, vectors))
        with uncompiled_refused():
            found = numbers(compiled(points, vectors))
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9, equal_nan=False)
    assert len(points) == SIZE


def test_a_product_with_a_hessian_becomes_array_code_that_does_not_grow():
    compiled = autograd.compile(lambda x, v: hvp(rosenbrock, (x,), (v,)))
    rng, lines = random.Random(1), []
    for n in (100, 300):
        x, v = ([rng.gauss(0, 1) for _ in range(n)] for _ in range(2))
        found = compiled.numpy(x, v)
        np.testing.assert_allclose(found, hvp(rosenbrock, (x,), (v,)), rtol=1e-12)
        lines.append(compiled.source.count("\n"))
    assert lines[0] == lines[1] < 50


@pytest.mark.parametrize("inside", [True, False])
def test_vmap_inside_and_outside_of_a_tangent(inside):
    def each(x):
        return x**3 * autograd.sin(x)

    def product(xs, vs):
        if inside:
            return jvp(vmap(each), (xs,), (vs,))[1]
        return vmap(lambda x, v: jvp(each, (x,), (v,))[1])(xs, vs)

    rng = random.Random(2)
    xs, vs = ([rng.gauss(0, 1) for _ in range(200)] for _ in range(2))
    compiled = autograd.compile(product)
    exact = [(3 * x**2 * np.sin(x) + x**3 * np.cos(x)) * v for x, v in zip(xs, vs)]
    np.testing.assert_allclose(compiled.numpy(xs, vs), exact, rtol=1e-12)
    assert compiled.source.count("\n") < 30


def test_the_samples_of_a_vmap_may_be_computed_from_what_moves():
    def product(t, xs):
        return jvp(lambda s: vmap(lambda x: s * x**2)([s * x for x in xs]), (t,), (1.0,))[1]

    xs = [0.5 * i for i in range(-50, 50)]
    found = autograd.compile(product).numpy(2.0, xs)
    np.testing.assert_allclose(found, [3 * 2.0**2 * x * x for x in xs], rtol=1e-14)


def test_compiled_functions_are_differentiated_forward_too():
    w = Value(3.0)
    compiled = autograd.compile(lambda xs: [xs[0] * xs[1], xs[0] + w * xs[1] ** 2])
    assert jvp(compiled, ([2.0, 3.0],), ([1.0, 10.0],)) == ([6.0, 29.0], [23.0, 181.0])
    assert vjp(compiled, [2.0, 3.0])[1]([1.0, 10.0]) == ([13.0, 182.0],)
    assert hvp(lambda xs: compiled(xs)[0] ** 2, ([2.0, 3.0],), ([1.0, 10.0],)) == [258.0, 104.0]


def test_a_way_back_from_outside_may_be_gone_in_compiled_code():
    _, pullback = vjp(lambda a: a**3, 2.0)
    compiled = autograd.compile(lambda u: pullback(u)[0])
    assert [float(compiled(u)) for u in (1.0, 2.0)] == [12.0, 24.0]


@pytest.mark.parametrize(
    "derivative",
    [
        lambda f, x: grad(f)(x),
        lambda f, x: jvp(f, (x,), (1.0,))[1],
        lambda f, x: vjp(f, x)[1](1.0)[0],
        lambda f, x: hvp(lambda x: x * f(x), (x,), (0.5,)),  # (x·9x)'' / 2
    ],
    ids=["grad", "jvp", "vjp", "hvp"],
)
def test_what_is_made_inside_no_grad_is_constant_in_compiled_derivatives_too(derivative):
    """d/dx (x · [x²]) is [x²] = 9 at 3, where [..] is cut off; compiled code gave 27."""

    def f(x):
        with autograd.no_grad():
            square = x * x
        return x * square

    assert derivative(f, 3.0) == 9.0
    assert autograd.compile(lambda x: derivative(f, x))(3.0).data == 9.0
    each = autograd.compile(vmap(lambda x: derivative(f, x)))
    xs = [0.5 * i for i in range(-50, 50)]
    assert each.numpy(xs).tolist() == [x * x for x in xs]
