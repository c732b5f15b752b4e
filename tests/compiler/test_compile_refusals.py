"""`autograd.compile` as a user meets it: what is refused, followed, and shown."""

import gc
import math
import random
import weakref

import pytest

import autograd
from autograd import Value
from tests.compiler.networks import assert_same, batch, gradients

np = pytest.importorskip("numpy")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("comparison", lambda x, w: x * w if x * w > 0 else -x),
        ("parameter", lambda x, w: x if w > 0 else -x),
        ("data", lambda x, w: x * (1.0 if x.data > 1 else 2.0)),
        ("float", lambda x, w: x * math.exp(x)),
        ("float of data", lambda x, w: x * math.sin(w.data)),
        ("bool", lambda x, w: x if x else w),
        ("int", lambda x, w: [x, w][int(x)]),
        ("round", lambda x, w: x * round(w)),
        ("equality of data", lambda x, w: x if x.data == 2.0 else w),
        ("not", lambda x, w: x * (not w)),
        ("chained", lambda x, w: x if 0 < x < 3 else w),
        ("max", lambda x, w: max(x, w)),
        ("sorted", lambda x, w: sorted([x, w])[0]),
    ],
)
def test_a_look_at_a_number_is_refused_with_its_line_and_the_alternative(name, body):
    w = Value(1.0)
    compiled = autograd.compile(lambda x: body(x, w))
    with pytest.raises(
        autograd.TraceError, match=r"test_compile_refusals\.py, line \d+: .*autograd\.where"
    ):
        compiled(2.0)


def test_a_constant_made_from_data_follows_the_data():
    w = Value(1.0)

    def f(x):
        return x * Value(w.data) + x * w.data * 2 + Value(x)

    compiled = autograd.compile(f)
    for x, now in ((2.0, 1.0), (2.0, 5.0), (3.0, -4.0)):
        w.data = now
        w.grad = 0.0
        result = compiled(x)
        assert result.data == x * now + x * now * 2 + x
        result.backward()
        assert w.grad == 0.0  # .data is a number, not a variable


def test_comparisons_and_counts_follow_the_data():
    w = Value(0.0)

    @autograd.compile
    def f(xs):
        hits = [(x.data > w.data) == (x < 2) for x in xs]
        return autograd.sum(xs) * w, sum(hits) / len(hits), xs[0] > w

    for threshold in (-5.0, 0.5, 5.0):
        w.data = threshold
        xs = [0.0, 1.0, 2.0, 3.0]
        _, share, first = f(xs)
        assert share == sum((x > threshold) == (x < 2) for x in xs) / 4
        assert first is (xs[0] > threshold)


def test_where_maximum_and_relu_choose_anew_at_each_call():
    w = Value(1.0)

    @autograd.compile
    def f(x):
        return autograd.where(x > w, x * w, x - w) + autograd.maximum(x, w) + (x - w).relu()

    for x in (0.5, 1.5, 1.0, -3.0):
        expected = (x if x > 1 else x - 1) + max(x, 1.0) + max(x - 1.0, 0.0)
        assert f(x).data == expected


def test_no_grad_inside_a_compiled_function_cuts_gradients():
    w = Value(3.0)

    @autograd.compile
    def f(x):
        with autograd.no_grad():
            scale = w * w
        return scale * w * x

    for now in (3.0, 4.0):
        w.data, w.grad = now, 0.0
        result = f(2.0)
        result.backward()
        assert (result.data, w.grad) == (now**3 * 2, now * now * 2)


def test_the_recorded_graph_is_freed_once_there_is_a_program(network, monkeypatch):
    from autograd.compiler.record import recording

    loss, parameters = network
    seen = []

    def noted(f, args, recorder, trace=recording.trace):
        tree = trace(f, args, recorder)
        seen.append(weakref.ref(tree[0].parents[0]))
        return tree

    monkeypatch.setattr(recording, "trace", noted)

    def with_sign(X, y):
        result = loss(X, y)
        return result, result > 0

    compiled = autograd.compile(with_sign)
    X, y = batch(5, random.Random(2))
    compiled(X, y)
    assert len(seen) == 1
    gc.collect()  # CPython 3.13 leaves a cycle
    assert seen[0]() is None
    assert gradients(compiled(X, y)[0], parameters) == pytest.approx(
        gradients(loss(X, y), parameters), rel=1e-10
    )
    assert compiled(X, y)[1] is True


def test_a_fault_of_the_compiler_costs_speed_and_not_the_result(
    network, monkeypatch, hidden_faults
):
    from autograd.compiler.run import ways

    def fails(*args):
        raise IndexError("a fault")

    monkeypatch.setattr(ways, "lift", fails)
    loss, parameters = network
    compiled = autograd.compile(loss)
    X, y = batch(5, random.Random(2))
    with pytest.warns(RuntimeWarning, match=r"IndexError: a fault.*runs uncompiled"):
        compiled(X, y)
    assert_same(compiled, loss, parameters, X, y)
    compiled.explain()
    hidden_faults.clear()


def test_random_draws_are_refused():
    w = Value(1.0)
    for draw in (random.random, np.random.rand):
        compiled = autograd.compile(lambda x, draw=draw: x * w * draw())
        with pytest.raises(autograd.TraceError, match="draws random numbers"):
            compiled(1.0)


@pytest.mark.parametrize(
    ("f", "good", "bad", "error", "message"),
    [
        (lambda x: x.log(), 1.0, 0.0, ValueError, r"log\(0.0\)"),
        (lambda x: 1 / x, 1.0, 0.0, ZeroDivisionError, r"div\(1.0, 0.0\)"),
        (lambda x: x.exp(), 1.0, 1000.0, OverflowError, r"exp\(1000.0\)"),
        (lambda x: x.sqrt(), 1.0, -1.0, ValueError, r"sqrt\(-1.0\)"),
        (lambda x: x**0.5, 4.0, -1.0, ValueError, r"power\(-1.0, 0.5\)"),
    ],
)
def test_domain_errors_and_overflow_raise_as_in_the_eager_engine(f, good, bad, error, message):
    w = Value(1.0)
    compiled = autograd.compile(lambda xs: autograd.sum(f(w * x) for x in xs))
    n = 20  # enough for arrays to be worth it
    compiled([good] * n)
    with pytest.raises(error, match=message):
        compiled([good] * (n - 1) + [bad])


def test_softmax_stays_stable_when_numbers_grow_after_the_trace():
    w = [Value(0.1 * i) for i in range(5)]

    @autograd.compile
    def f(xs):
        return (
            autograd.logsumexp(a * x for a, x in zip(w, xs))
            + autograd.softmax([a * x for a, x in zip(w, xs)])[1]
            + autograd.log_softmax([a * x for a, x in zip(w, xs)])[2]
        )

    f([1.0] * 5)
    for scale in (1e4, -1e6):
        xs = [scale * (i + 1) for i in range(5)]
        assert math.isfinite(f(xs).data)
        expected = f.__wrapped__(xs)
        assert f(xs).data == pytest.approx(expected.data, rel=1e-12)
        assert gradients(f(xs), w) == pytest.approx(gradients(expected, w), rel=1e-10)


def test_a_derivative_that_does_not_exist_raises_on_the_way_back():
    w = Value(4.0)
    compiled = autograd.compile(lambda xs: autograd.sum((w * x).sqrt() for x in xs))
    compiled([1.0] * 20).backward()
    w.grad = 1.5
    with pytest.raises(ZeroDivisionError, match="the derivative of"):
        compiled([0.0] * 20).backward()
    assert w.grad == 1.5


def test_source_and_explain_need_one_call():
    f = autograd.compile(lambda x: x * x)
    with pytest.raises(ValueError, match="call the compiled function once"):
        _ = f.source
    with pytest.raises(ValueError, match="call the compiled function once"):
        f.explain()


def test_the_source_shows_the_layers_in_matrix_form(network, capsys):
    loss, _ = network
    compiled = autograd.compile(loss)
    compiled(*batch(10, random.Random(0)))
    assert "z1 = X @ W.T + b" in compiled.source
    assert "h1 = np.tanh(z1)" in compiled.source
    assert "dW = dz1.T @ X" in compiled.source
    compiled.explain()
    assert "scalar nodes" in capsys.readouterr().out


def test_an_irregular_graph_runs_as_plain_python(capsys):
    rng = random.Random(8)
    w = [Value(rng.uniform(0.5, 1.5)) for _ in range(6)]

    def f(x):
        nodes = [*w, x]
        mix = random.Random(4)
        for _ in range(60):
            a, b = mix.choice(nodes), mix.choice(nodes)
            nodes.append(
                mix.choice([a + b, a * b, a - b, autograd.tanh(a * 0.1), autograd.sigmoid(a)])
            )
            nodes[-1] = nodes[-1] * 0.5
        return autograd.sum(nodes)

    compiled = autograd.compile(f)
    for x in (0.3, -2.0):
        assert_same(compiled, f, w, x)
    compiled.explain()
    assert "irregular" in capsys.readouterr().out


def test_a_captured_value_to_the_power_of_an_argument():
    w = Value(1.5)
    compiled = autograd.compile(lambda x: w**x)
    assert [compiled(x).data for x in (2.0, -1.0)] == pytest.approx([2.25, 1 / 1.5])
