"""The compiler's JAX backend: the numbers of the scalar engine, from code that JAX compiles."""

import builtins
import math
import random
import sys
from unittest import mock

import pytest

import autograd
import nn
from autograd import OPERATIONS, Value, ops

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


def normal(rng, *shape):
    if not shape:
        return rng.gauss(0, 1)
    return [normal(rng, *shape[1:]) for _ in range(shape[0])]


def values(tree):
    return [values(branch) for branch in tree] if isinstance(tree, list) else Value(tree)


def flat(tree):
    return [leaf for branch in tree for leaf in flat(branch)] if isinstance(tree, list) else [tree]


# --- whole models --------------------------------------------------------------------------------


def test_the_two_moons_loss_of_micrograd():
    X, y = nn.data.moons(100, noise=0.1, seed=0)
    y = [2 * t - 1 for t in y]
    model = nn.MLP(2, [16, 16, 1], seed=1)

    def loss(X, y):
        scores = [model(x) for x in X]
        losses = [(1 + -yi * score).relu() for yi, score in zip(y, scores)]
        penalty = 1e-4 * sum(p * p for p in model.parameters())
        return sum(losses) * (1.0 / len(losses)) + penalty

    compiled = assert_same(loss, model.parameters(), X, y)
    assert "z1 = X @ W1.T + b1" in compiled.source
    assert "h1 = relu(z1)" in compiled.source
    assert "jnp.maximum(a, 0.0)" in compiled.source
    assert "np.maximum" not in compiled.source.replace("jnp.", "")
    assert_same(loss, model.parameters(), X[:30], y[:30], compiled=compiled)


def test_a_softmax_classifier_with_labels_as_inputs():
    rng = random.Random(0)
    model = nn.MLP(5, [8, 4], activation="tanh", seed=0)

    def loss(X, y):
        return nn.losses.cross_entropy([model(x) for x in X], y)

    compiled = autograd.compile(loss, backend="jax")
    for n in (12, 12, 7):
        X, y = normal(rng, n, 5), [rng.randrange(4) for _ in range(n)]
        assert_same(loss, model.parameters(), X, y, compiled=compiled)


def test_a_recurrent_network_unrolled_in_time():
    rng = random.Random(1)
    W, U, v = values(normal(rng, 4, 2)), values(normal(rng, 4, 4)), values(normal(rng, 4))

    def loss(sequences, targets):
        total = 0
        for sequence, target in zip(sequences, targets):
            h = [0.0] * 4
            for x in sequence:
                h = [autograd.tanh(autograd.dot(w, x) + autograd.dot(u, h)) for w, u in zip(W, U)]
            total = total + (autograd.dot(v, h) - target) ** 2
        return total / len(targets)

    assert_same(loss, flat([W, U, v]), normal(rng, 6, 5, 2), normal(rng, 6))


def test_one_dimensional_convolutions_with_gradients_to_kernels_and_signals():
    rng = random.Random(2)
    K1, K2 = values(normal(rng, 3, 5)), values(normal(rng, 3, 4))
    signals = values(normal(rng, 4, 20))

    def loss(signals):
        total = 0
        for signal in signals:
            maps = [[autograd.dot(k, signal[t : t + 5]).relu() for t in range(16)] for k in K1]
            second = [
                autograd.sum(autograd.dot(k, m[t : t + 4]) for k, m in zip(K2, maps))
                for t in range(0, 13, 2)
            ]
            total = total + autograd.sum(s**2 for s in second)
        return 0.01 * total

    assert_same(loss, flat([K1, K2, signals]), signals, steps=1)


def test_a_two_dimensional_convolution_with_overlap():
    rng = random.Random(3)
    K, image = values(normal(rng, 3, 3)), values(normal(rng, 7, 8))

    def loss(image):
        out = [
            autograd.sum(K[a][b] * image[i + a][j + b] for a in range(3) for b in range(3)).tanh()
            for i in range(5)
            for j in range(6)
        ]
        return autograd.dot(out, out)

    assert_same(loss, flat([K, image]), image, steps=1)


def test_attention_with_a_causal_mask():
    rng = random.Random(4)
    Q, K, V = (values(normal(rng, 4, 4)) for _ in range(3))

    def project(W, tokens):
        return [[autograd.dot(row, x) for row in W] for x in tokens]

    def loss(tokens):
        q, k, v = project(Q, tokens), project(K, tokens), project(V, tokens)
        total = 0
        for t in range(len(tokens)):
            weights = autograd.softmax([autograd.dot(q[t], k[s]) / 2 for s in range(t + 1)])
            for j in range(4):
                total = total + autograd.dot(weights, [v[s][j] for s in range(t + 1)]) ** 2
        return total

    assert_same(loss, flat([Q, K, V]), normal(rng, 5, 4))


def test_choices_are_made_anew_at_each_call():
    w = Value(1.0)

    @autograd.compile(backend="jax")
    def f(x):
        hits = [(x.data > w.data) == (w < 2)]
        y = autograd.where(x > w, x * w, x - w) + autograd.maximum(x, w, 0.5) + (x - w).relu()
        return y, sum(hits), x > w

    for x in (0.5, 1.5, 1.0, -3.0):
        y, hits, larger = f(x)
        assert y.data == (x if x > 1 else x - 1) + max(x, 1.0, 0.5) + max(x - 1.0, 0.0)
        assert (hits, larger) == (float(x > 1), x > 1)


# --- every operation of the table ----------------------------------------------------------------

POINTS = [-20.0, -3.0, -1.0, -0.75, -1e-9, 0.0, 1e-9, 0.5, 1.0, 2.0, 3.0, 20.0, 300.0]
UNARY = [op for op in OPERATIONS.values() if op.arity == 1] + [
    ops.power(n) for n in (-2.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, 7.0)
]
TWO_AND_MORE = [ops.add, ops.sub, ops.mul, ops.div, ops.pow_, ops.atan2, ops.maximum, ops.minimum]
TWO_AND_MORE += [ops.hypot, ops.logsumexp, ops.sum_, ops.dot]


def outcome(f, leaves):
    """Value and gradients, or the error."""
    try:
        y = f(leaves)
        return [y.data, *gradients(y, leaves)]
    except (ArithmeticError, ValueError) as error:
        return type(error), str(error)


def assert_same_outcomes(f, cases):
    compiled = autograd.compile(f, backend="jax")
    for case in cases:
        wanted = outcome(f, [Value(x) for x in case])
        found = outcome(compiled, [Value(x) for x in case])
        if isinstance(wanted, tuple):
            assert found[0] is wanted[0]
            assert found[1].startswith(wanted[1])
        else:
            assert found == pytest.approx(wanted, rel=1e-10, abs=1e-300, nan_ok=True), case


@pytest.mark.parametrize("op", UNARY, ids=lambda op: f"{op.name}{op.parameters or ''}")
def test_an_operation_of_one_operand_gives_the_engines_numbers_and_errors(op):
    assert_same_outcomes(
        lambda xs: autograd.sum((k + 1) * op(x) for k, x in enumerate(xs)),
        [[1.0, 0.5, 0.25], *([x, 0.5, x] for x in POINTS)],
    )


@pytest.mark.parametrize("op", TWO_AND_MORE, ids=lambda op: op.name)
def test_an_operation_of_two_operands_gives_the_engines_numbers_and_errors(op):
    pairs = [(a, b) for a in (-2.0, -1.0, 0.0, 0.5, 3.0) for b in (-2.0, 0.0, 0.5, 1.0, 3.0)]
    assert_same_outcomes(
        lambda xs: op(xs[0], xs[1]) + 2 * op(xs[2], xs[3]),
        [[1.5, 2.5, 0.5, 1.0], *([a, b, 0.5, 1.0] for a, b in pairs)],
    )


def test_an_index_outside_is_an_error_and_never_another_element():
    w = [Value(float(k)) for k in range(3)]
    compiled = autograd.compile(lambda i: autograd.take(w, i) * 2, backend="jax")
    assert [compiled(i).data for i in (0, 2, 1)] == [0.0, 4.0, 2.0]
    for wrong in (3, -1, 0.5):
        with pytest.raises((IndexError, ValueError)) as expected:
            autograd.take(w, Value(float(wrong)))
        with pytest.raises(type(expected.value), match="index"):
            compiled(wrong)


# --- operations of the user's own ----------------------------------------------------------------


@pytest.fixture
def operation():
    """`autograd.operation`, with the table restored afterwards."""
    before = dict(OPERATIONS)
    yield autograd.operation
    OPERATIONS.clear()
    OPERATIONS.update(before)


def test_an_operation_in_arithmetic_is_written_out_with_its_rule(operation):
    bump = operation(
        "bump",
        value=lambda a, b: a * a * autograd.tanh(b) + 1,
        gradients=lambda y, a, b: (2 * a * autograd.tanh(b), a * a / autograd.cosh(b) ** 2),
    )
    w = [Value(0.1 * k) for k in range(6)]
    compiled = assert_same(
        lambda x: autograd.sum(bump(p, x) * bump(x, p) for p in w), w, 0.7, steps=2
    )
    assert "bump = elementwise(lambda a, b: " in compiled.source


def test_an_operation_of_many_operands_is_written_out_with_its_rule(operation):
    cubes = operation(
        "cubes",
        value=lambda *xs: sum(x * x * x for x in xs),
        gradients=lambda y, *xs: tuple(3 * x * x for x in xs),
    )
    w = [Value(x) for x in (3.0, -1.0, 2.0, 7.0)]

    def f(x):
        return cubes(*w) + autograd.sum(cubes(p, x, 1.0) * cubes(p * x, p) for p in w)

    assert_same(lambda x: 0.001 * f(x), w, 0.7)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (lambda a: math.sin(a), lambda y, a: (autograd.cos(a),)),
        (lambda a: a if a > 0 else 0.5 * a, lambda y, a: (1.0,)),
        (lambda a: 1.0 if a == 0 else a * a, lambda y, a: (2.0 * a,)),
        (lambda a: a * a, lambda y, a: (0.0 if a != 1 else 2.0 * a,)),
        (lambda *xs: sorted(xs)[0], lambda y, *xs: tuple(1.0 * (x <= y) for x in xs)),
    ],
    ids=["math", "branch", "equality", "rule", "many"],
)
def test_an_operation_that_wants_floats_is_refused(operation, value, rule):
    kink = operation("kink", value=value, gradients=rule)
    compiled = autograd.compile(lambda *xs: kink(*xs) + 1, backend="jax")
    with pytest.raises(
        autograd.TraceError, match=r"'kink' cannot run on JAX .*autograd's functions"
    ):
        compiled(*[0.7, 0.9, 0.8][: 1 if kink.arity else 3])


def test_an_operation_that_fails_raises_its_own_error(operation):
    picky = operation("picky", value=lambda a: 1 / (a - 5), gradients=lambda y, a: (-y * y,))
    compiled = autograd.compile(
        lambda xs: autograd.where(1.0, 2.0, autograd.sum(picky(x) for x in xs)), backend="jax"
    )
    compiled([1.0, 2.0])
    with pytest.raises(ZeroDivisionError, match=r"picky\(5.0\)"):
        compiled([1.0, 5.0])


# --- errors of arithmetic ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "bad", "error", "message"),
    [
        (lambda x: 1 / (1 + x.exp()), 1000.0, OverflowError, r"exp\(1000.0\)"),
        (lambda x: 1 / (1 + 1 / x), 0.0, ZeroDivisionError, r"div\(1.0, 0.0\)"),
        (lambda x: autograd.where(x > 0, x, x.sqrt()), -1.0, ValueError, r"sqrt\(-1.0\)"),
        (lambda x: autograd.minimum(x.log(), 1.0), 0.0, ValueError, r"log\(0.0\)"),
        (lambda x: 1 / (1 + x**200), 1e10, OverflowError, r"power\(10000000000.0, 200.0\)"),
        (lambda x: autograd.sin(x * 1e308 * 10), 1.0, ValueError, r"sin\(inf\)"),
    ],
)
def test_an_error_that_later_operations_hide_is_still_raised(f, bad, error, message):
    w = Value(1.0)
    compiled = autograd.compile(lambda xs: autograd.sum(f(w * x) for x in xs), backend="jax")
    compiled([1e-3] * 4)
    with pytest.raises(error) as expected:
        f(Value(bad))
    assert expected.match(message)
    with pytest.raises(error, match=message):
        compiled([1e-3] * 3 + [bad])


def test_infinities_that_floats_let_pass_do_pass():
    w = Value(1e308)
    compiled = autograd.compile(lambda x: w * x, backend="jax")
    assert [compiled(1.0).data, compiled(10.0).data] == [1e308, math.inf]


def test_a_derivative_that_does_not_exist_raises_on_the_way_back():
    w = Value(4.0)
    compiled = autograd.compile(lambda x: (w * x).sqrt() + w, backend="jax")
    compiled(1.0).backward()
    w.grad = 1.5
    with pytest.raises(ZeroDivisionError, match="the derivative of"):
        compiled(0.0).backward()
    assert w.grad == 1.5


def test_nothing_flows_back_through_a_zero_even_where_a_slope_is_infinite():
    w = Value(4.0)
    compiled = autograd.compile(lambda x: 0.0 * (w * x).sqrt() + w, backend="jax")
    compiled(1.0)
    compiled(0.0).backward()
    assert w.grad == 1.0


# --- the drop-in ---------------------------------------------------------------------------------


def test_values_among_the_arguments_and_several_results_differentiate():
    w, x = Value(2.0), [Value(1.0), 2.0, Value(3.0)]
    compiled = autograd.compile(
        lambda x, k: ([w * xi * xi * k for xi in x], {"fixed": 1}), backend="jax"
    )
    for _ in range(2):
        results, fixed = compiled(x, 5.0)
        assert ([r.data for r in results], fixed) == ([10.0, 40.0, 90.0], {"fixed": 1})
        w.grad = x[0].grad = x[2].grad = 0.0
        (results[0] + 2 * results[2]).backward()
        assert (w.grad, x[0].grad, x[2].grad) == (5.0 + 90.0, 20.0, 120.0)


def test_results_may_be_constants_arguments_and_parameters():
    w = Value(2.0)
    compiled = autograd.compile(
        lambda x, k: [Value(2.0) + 1.0, k, w, [x[1], w * math.inf]], backend="jax"
    )
    for _ in range(2):
        constant, k, same, (x, infinite) = compiled([1.0, 7.0], 5.0)
        found = [constant.data, k.data, same.data, x.data, infinite.data]
        assert found == [3.0, 5.0, 2.0, 7.0, math.inf]
        w.grad = 0.0
        (3 * same).backward()
        assert w.grad == 3.0
    assert autograd.compile(lambda: Value(2.0) + 1.0, backend="jax")().data == 3.0


def test_second_derivatives_go_through_the_scalar_graph():
    w = Value(2.0)
    compiled = autograd.compile(lambda x: w * x**3, backend="jax")
    compiled(3.0).backward(create_graph=True)
    assert w.grad.data == pytest.approx(27.0)


def test_gradients_stop_where_the_code_stops_them():
    w = Value(3.0)

    @autograd.compile(backend="jax")
    def f(x):
        with autograd.no_grad():
            scale = w * w
        return scale * w * x + w.data * w

    for now in (3.0, 4.0):
        w.data, w.grad = now, 0.0
        result = f(2.0)
        result.backward()
        assert (result.data, w.grad) == (now**3 * 2 + now**2, now * now * 2 + now)


def test_the_users_own_jax_code_keeps_its_precision():
    w = Value(1.0 / 3.0)
    single = jax.jit(lambda x: x / 3)
    before = single(1.0)
    compiled = autograd.compile(lambda x: w * x, backend="jax")
    result = compiled(1.0)
    assert result.data == 1.0 / 3.0
    result.backward()
    assert single(1.0).dtype == before.dtype
    assert jax.numpy.zeros(1).dtype == before.dtype


def test_without_jax_one_line_names_the_extra(monkeypatch):
    real_import = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name.split(".")[0] == "jax":
            raise ModuleNotFoundError("No module named 'jax'", name="jax")
        return real_import(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "jax")
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ImportError, match=r"pip install 'chainrule\[jax\]'"):
        autograd.compile(lambda x: x, backend="jax")
    assert autograd.compile(lambda x: x * x)(2.0).data == 4.0


def test_logsumexp_of_two_and_of_many_numbers_stand_in_one_program():
    w = Value(1.0)

    def f(x):
        return autograd.log_softmax([autograd.logsumexp([1.1, 1.1, 1.0, w * x]), 1.0])[0]

    assert_same(f, [w], 1.0)
