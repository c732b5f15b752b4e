"""`compile(grad(f))` and `compile(value_and_grad(f))` on numbers: f's program and its way back.

The numbers are held against closed forms, and against those of the scalar engine, whose derivatives
its own tests hold against others.
"""

import functools
import math
import random

import pytest

import autograd
from autograd import Value, dot, grad, no_grad, softmax, value_and_grad

np = pytest.importorskip("numpy")

BACKENDS = ["numpy", "auto", "native", "jax"]
NEEDS = {"native": "llvmlite", "jax": "jax"}


@pytest.fixture(params=BACKENDS)
def backend(request):
    if request.param in NEEDS:
        pytest.importorskip(NEEDS[request.param])
    return request.param


def flat(tree):
    """All numbers of a tree, from left to right."""
    if isinstance(tree, dict):
        return [x for part in tree.values() for x in flat(part)]
    if isinstance(tree, (list, tuple, np.ndarray)):
        return [x for part in tree for x in flat(part)]
    return [float(tree)]


def agree(found, expected, tolerance=1e-12):
    found, expected = flat(found), flat(expected)
    assert len(found) == len(expected)
    for a, b in zip(found, expected):
        assert math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance), (found, expected)


def two_layers(params, x):
    hidden = [dot(row, x).tanh() for row in params["W"]]
    return dot(softmax([dot(row, hidden) for row in params["V"]]), params["c"])


def penalty(weights, factor):
    return factor * sum(w * w for row in weights for w in row)


RNG = random.Random(3)
PARAMS = {
    "W": [[RNG.gauss(0, 1) for _ in range(4)] for _ in range(5)],
    "V": [[RNG.gauss(0, 1) for _ in range(5)] for _ in range(3)],
    "c": [1.0, -2.0, 0.5],
}
X = [0.3, -1.2, 0.8, 2.0]
RAGGED = [[1.0, -2.0, 3.0], [0.5], [4.0, 0.25]]

CASES = {
    "numbers": (lambda x, y: x * y.exp() + x / y, (1.3, 0.7), {}),
    "a list": (lambda xs: sum(x**3 for x in xs), ([1.0, -2.0, 0.5],), {}),
    "lists of lists": (lambda W: sum(a * b for r in W for a, b in zip(r[1:], r)), ([X, X],), {}),
    "a dict": (two_layers, (PARAMS, X), {}),
    "the first": (two_layers, (PARAMS, X), {"argnums": 0}),
    "the last": (two_layers, (PARAMS, X), {"argnums": -1}),
    "in another order": (two_layers, (PARAMS, X), {"argnums": (1, 0)}),
    "ragged lists": (penalty, (RAGGED, 3.0), {}),
    "one of ragged lists": (penalty, (RAGGED, 3.0), {"argnums": 0}),
    "unused": (lambda x, y: x[1] * 2.0, ([1.0, 5.0], [2.0]), {}),
    "empty": (lambda x, none: x * x + len(none), (3.0, []), {}),
    "a switch": (lambda x, up: x * x if up else -x, (3.0, True), {}),
    "a name": (lambda x, way: x * x if way == "up" else -x, (3.0, "up"), {}),
    "a pair": (lambda x: (x[0] * x[1], [x[0] + 1.0, "ok"]), ([2.0, 3.0],), {"has_aux": True}),
    "whole numbers": (lambda x: x[0] * x[1] ** 2, ([2, 3],), {}),
    "itself": (lambda x: x, (2.5,), {}),
}


@pytest.mark.parametrize("name", CASES)
def test_value_and_gradient_are_those_of_the_scalar_engine(name, backend):
    f, args, settings = CASES[name]
    both = autograd.compile(value_and_grad(f, **settings), backend=backend)
    slope = autograd.compile(grad(f, **settings), backend=backend)
    for _ in range(3):
        expected = value_and_grad(f, **settings)(*args)
        assert texts_of(both.numpy(*args)) == texts_of(expected)
        agree(numbers_only(both.numpy(*args)), numbers_only(expected))
        agree(numbers_only(both(*args)), numbers_only(expected))
        agree(numbers_only(slope.numpy(*args)), numbers_only(grad(f, **settings)(*args)))


def leaves(tree):
    if isinstance(tree, dict):
        return [x for part in tree.values() for x in leaves(part)]
    if isinstance(tree, (list, tuple, np.ndarray)):
        return [x for part in tree for x in leaves(part)]
    return [tree]


def texts_of(tree):
    return [x for x in leaves(tree) if isinstance(x, str)]


def numbers_only(tree):
    return [float(x) for x in leaves(tree) if not isinstance(x, str)]


def test_the_program_is_that_of_the_function_in_matrices(backend):
    W, x = np.array(PARAMS["W"] * 4), np.array(X)

    def loss(W, x):
        return dot(*[[dot(row, x).tanh() for row in W]] * 2)

    both = autograd.compile(value_and_grad(loss), backend=backend)
    value, (of_W, of_x) = both.numpy(W, x)
    h = np.tanh(W @ x)
    dz = 2.0 * h * (1.0 - h * h)
    agree([value, of_W, of_x], [h @ h, np.outer(dz, x), W.T @ dz])
    assert of_W.shape == W.shape
    if backend == "numpy":
        assert "W @ x" in both.source
        assert len(both.source.splitlines()) < 25


def test_an_argument_that_is_not_differentiated_may_have_any_size_of_samples(backend):
    X = np.random.default_rng(0).normal(size=(40, 3))
    y = X @ [1.0, -2.0, 0.5]

    def loss(w, X, y):
        return sum((dot(w, x) - t) ** 2 for x, t in zip(X, y)) / len(y)

    both = autograd.compile(value_and_grad(loss, argnums=0), backend=backend)
    for count in (40, 7, 40):
        w = np.array([0.1, 0.2, 0.3]) * count
        miss = X[:count] @ w - y[:count]
        value, slope = both.numpy(w, X[:count], y[:count])
        agree([value, slope], [(miss**2).mean(), 2.0 * miss @ X[:count] / count], 1e-9)


def test_samples_of_a_vmap_are_recorded_once(backend):
    X = np.random.default_rng(1).normal(size=(200, 3))

    def loss(w, X):
        return autograd.mean(autograd.vmap(lambda x: dot(w, x).sin() ** 2)(X))

    both = autograd.compile(value_and_grad(loss, argnums=0), backend=backend)
    w = np.array([0.5, -0.3, 0.8])
    z = X @ w
    expected = [(np.sin(z) ** 2).mean(), (2.0 * np.sin(z) * np.cos(z)) @ X / 200.0]
    agree(both.numpy(w, X), expected)
    assert both.lifted.tape.regions


def test_long_code_is_soon_compiled():
    pytest.importorskip("llvmlite")

    def orbit(x):
        a, b = x
        for _ in range(4_000):
            a, b = a + 0.001 * b, b - 0.001 * (a.sin() + 0.1 * b)
        return a * a + b * b

    both = autograd.compile(value_and_grad(orbit), backend="native")
    for point in ([1.0, 0.5], [0.3, -0.7]):
        value, slope = both.numpy(point)
        expected, slopes = value_and_grad(orbit)(point)
        assert (value, [*slope]) == (expected, slopes)
    assert both.lifted.tape.scalar_nodes == 10 * 4_000 + 3


def test_machine_code_takes_over_where_it_is_quicker(monkeypatch):
    pytest.importorskip("llvmlite")
    monkeypatch.setattr("autograd.compiler.run.compiled.calls_before", lambda lifted: 20)

    def chaotic(xs):
        for _ in range(30):
            xs = [x * (y.sin() + 1.1) for x, y in zip(xs, xs[1:] + xs[:1])]
        return sum(xs)

    both = autograd.compile(value_and_grad(chaotic))
    point = [0.3, 0.5, 0.2]
    value, slope = value_and_grad(chaotic)(point)
    for _ in range(30):
        agree(both.numpy(point), [value, slope])
    assert both.lifted.chosen.count("µs") == 2
    assert type(both.lifted.code).__name__ == "NativeCode"


def test_captured_values_are_read_at_each_call_and_carry_gradients():
    w, v = Value(3.0), [Value(1.0), Value(2.0)]
    both = autograd.compile(value_and_grad(lambda x: w * x * x + dot(v, [x, 1.0])))
    assert both.numpy(2.0) == (16.0, 13.0)
    w.data, v[1].data = 5.0, 7.0
    assert both.numpy(2.0) == (29.0, 21.0)
    value, slope = both(2.0)
    (value + slope).backward()
    assert (value.data, slope.data) == (29.0, 21.0)
    assert (w.grad, v[0].grad, v[1].grad) == (8.0, 3.0, 1.0)


def test_captured_numbers_that_change_are_followed():
    factor = [2.0]
    both = autograd.compile(value_and_grad(lambda x: factor[0] * x * x))
    assert both.numpy(3.0) == (18.0, 12.0)
    factor[0] = 10.0
    assert both.numpy(3.0) == (90.0, 60.0)
    assert [x.data for x in both(3.0)] == [90.0, 60.0]
    factor[0] = 1.0
    assert [x.data for x in both(3.0)] == [9.0, 6.0]


def test_values_among_the_arguments_are_differentiated_further():
    both = autograd.compile(value_and_grad(lambda x, y: x**3 * y))
    assert both.numpy(2.0, 5.0) == (40.0, (60.0, 8.0))
    x = Value(2.0)
    _, (slope, _) = both(x, 5.0)
    slope.backward()
    assert (slope.data, x.grad) == (60.0, 60.0)


def test_results_are_the_callers_own():
    constants = [1.0, 2.0, 3.0]
    both = autograd.compile(value_and_grad(lambda x: dot(constants, x)), backend="numpy")
    for _ in range(60):  # until memory would be used again
        point = np.ones(3)
        value, slope = both.numpy(point)
        assert (value, [*slope]) == (6.0, constants)
        slope += 100.0
        point -= 7.0
    table = [[1.0, 2.0], [3.0, 4.0]]
    both = autograd.compile(
        value_and_grad(lambda W: sum(dot(c, row) for c, row in zip(table, W))), backend="numpy"
    )
    for _ in range(60):
        value, slope = both.numpy(np.ones((2, 2)))
        assert (value, slope.tolist()) == (10.0, table)
        slope += 100.0


def test_arithmetic_errors_and_what_is_not_finite_are_as_uncompiled(backend):
    f = value_and_grad(lambda x: autograd.log(x) * x)
    both = autograd.compile(f, backend=backend)
    agree(both.numpy(2.0), f(2.0))
    with pytest.raises(ValueError, match=r"log\(-1\.0\)"):
        both.numpy(-1.0)
    assert all(map(math.isnan, both.numpy(math.nan)))
    assert repr(both.numpy(math.inf)) == repr(f(math.inf))
    agree(both.numpy(3.0), f(3.0))


def test_where_no_derivative_exists_the_scalar_engine_is_asked(backend):
    root = autograd.compile(value_and_grad(lambda x: autograd.sqrt(x)), backend=backend)
    agree(root.numpy(4.0), (2.0, 0.25))
    with pytest.raises(ZeroDivisionError):
        value_and_grad(lambda x: autograd.sqrt(x))(0.0)
    with pytest.raises(ZeroDivisionError):
        root.numpy(0.0)


def test_mistakes_are_told_as_uncompiled():
    for f, x in ((lambda x: [x, x], 1.0), (lambda x: x, "text"), (lambda: 1.0, None)):
        args = () if x is None else (x,)
        with pytest.raises(TypeError) as expected:
            value_and_grad(f)(*args)
        with pytest.raises(TypeError) as found:
            autograd.compile(value_and_grad(f)).numpy(*args)
        assert str(found.value) == str(expected.value)


def test_a_wrapper_that_looks_like_a_gradient_is_none():
    both = value_and_grad(lambda x: x * x)

    @functools.wraps(both)
    def doubled(x):
        value, slope = both(x)
        return value, 2.0 * slope

    assert autograd.compile(doubled).numpy(3.0) == (9.0, 12.0)


def test_methods_and_derivatives_of_derivatives_have_it_too():
    class Model:
        def __init__(self):
            self.factor = 3.0

        def energy(self, x):
            return x**4 * self.factor

    model = Model()
    force = autograd.compile(grad(model.energy))
    assert force.numpy(2.0) == 96.0
    model.factor = 5.0
    assert force.numpy(2.0) == 160.0
    assert autograd.compile(grad(grad(model.energy))).numpy(2.0) == 240.0
    assert autograd.compile(grad(lambda x: grad(lambda y: y**3 * x)(x))).numpy(2.0) == 36.0


def test_a_function_may_change_the_lists_that_it_is_given(backend):
    def doubled_first(xs):
        xs.append(1.0)
        xs[0] = xs[0] * 2.0
        return xs[0] * xs[1] * xs[2]

    expected = 12.0, [6.0, 4.0]
    assert value_and_grad(doubled_first)([2.0, 3.0]) == expected
    agree(
        autograd.compile(value_and_grad(doubled_first), backend=backend).numpy([2.0, 3.0]), expected
    )


def test_native_gradients_have_the_engines_bits():
    pytest.importorskip("llvmlite")
    rng = random.Random(1)

    def f(xs, ys):
        total = 0.0
        for x, y in zip(xs, ys):
            total = total * 0.9 + (x * y).sin() / (1.0 + x * x) + (x - y).exp().log1p()
        return total

    both = autograd.compile(value_and_grad(f), backend="native")
    for _ in range(20):
        xs, ys = ([rng.gauss(0, 1) for _ in range(9)] for _ in range(2))
        value, (of_xs, of_ys) = both.numpy(xs, ys)
        assert (value, ([*of_xs], [*of_ys])) == value_and_grad(f)(xs, ys)


def test_it_is_exported_with_all_its_results(tmp_path):
    both = autograd.compile(value_and_grad(lambda x, y: x * x * y), backend="numpy")
    expected = both.numpy(3.0, 2.0)
    path = tmp_path / "both.py"
    both.export(path)
    space = {}
    exec(compile(path.read_text(), str(path), "exec"), space)
    assert space["forward"](3.0, 2.0) == expected == (18.0, (12.0, 9.0))


def test_without_gradients_around_it_is_the_same():
    both = autograd.compile(value_and_grad(lambda x: x**3))
    with no_grad():
        assert both.numpy(2.0) == (8.0, 12.0)
    assert both.numpy(2.0) == (8.0, 12.0)
