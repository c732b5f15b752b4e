"""Compiled code on numbers of every kind: errors, infinities, interrupts, threads."""

import math
import threading
import time
import types

import pytest

import autograd
from autograd import Value
from autograd.recording import active_recorder
from tests.tools.agreement import assert_agrees, assert_close, gradients, numbers, values

np = pytest.importorskip("numpy")


MANY = 40  # operands for which arrays are worth it; with few, plain Python is written


@pytest.mark.parametrize("size", [1, MANY], ids=["few", "many"])
@pytest.mark.parametrize(
    ("f", "good", "bad", "error", "message"),
    [
        (lambda v: v.exp(), 1.0, 800.0, OverflowError, r"exp\(800\.0\)"),
        (lambda v: v.expm1(), 1.0, 800.0, OverflowError, r"expm1\(800\.0\)"),
        (lambda v: v.cosh(), 1.0, -800.0, OverflowError, r"cosh\(-800\.0\)"),
        (lambda v: v.log(), 1.0, -1.0, ValueError, r"log\(-1\.0\)"),
        (lambda v: v.log1p(), 1.0, -2.0, ValueError, r"log1p\(-2\.0\)"),
        (lambda v: v.asin(), 0.5, 2.0, ValueError, r"asin\(2\.0\)"),
        (lambda v: v.sin(), 0.5, math.inf, ValueError, r"sin\(inf\)"),
        (lambda v: v**2, 1.0, 1e200, OverflowError, r"power\(1e\+200, 2\.0\)"),
        (lambda v: v**-1, 1.0, 0.0, ZeroDivisionError, r"power\(0\.0, -1\.0\)"),
        (lambda v: 1 / v, 1.0, 0.0, ZeroDivisionError, r"div\(1\.0, 0\.0\)"),
        (lambda v: autograd.take([v, v * v], v), 1.0, 2.0, IndexError, "from 0 to 1 as index"),
        (lambda v: autograd.take([v, v * v], v), 1.0, 0.5, IndexError, "whole number"),
    ],
)
def test_errors_of_arithmetic_name_the_operation_as_in_the_scalar_engine(
    f, good, bad, error, message, size
):
    w = Value(1.0)

    def total(xs):
        return autograd.sum(f(w * x) for x in xs)

    compiled = autograd.compile(total)
    compiled([good] * size)
    for run in (total, compiled):
        with pytest.raises(error, match=message):
            run([good] * (size - 1) + [bad])
    assert compiled([good] * size).data == pytest.approx(total([good] * size).data, rel=1e-12)


def test_rests_and_whole_quotients_follow_the_numbers():
    w = Value(2.0)

    def f(x):
        return w * (x % 2), w * (x.data // 2), 7.0 // x.data, (-x) % 1.5, divmod(x, w)[0]

    compiled = autograd.compile(f)
    for x in (1.0, 3.5, -2.0, 7.25):
        assert [float(y) for y in compiled(x)] == [float(y) for y in f(Value(x))]


BEYOND = {
    "tanh": lambda v: v.tanh(),
    "relu": lambda v: v.relu(),
    "sigmoid": lambda v: v.sigmoid(),
    "softplus": lambda v: v.softplus(),
    "step": lambda v: v.step(),
    "times": lambda v: v * 1e200,
    "minus": lambda v: v - v,
    "abs": lambda v: abs(v),
    "clip": lambda v: v.clip(-1, 1),
    "atan": lambda v: v.atan(),
    "where": lambda v: autograd.where(v > 0, v, -v),
    "logsumexp": lambda v: autograd.logsumexp([v, v / 2]),
    "maximum": lambda v: autograd.maximum(v, -v),
}


@pytest.mark.parametrize("size", [1, MANY], ids=["few", "many"])
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e308, -1e308, 5e-324, -0.0])
@pytest.mark.parametrize(
    "name",
    BEYOND,
)
def test_numbers_beyond_the_ordinary_give_what_the_scalar_engine_gives(name, bad, size):
    w, f = Value(1.0), BEYOND[name]

    def g(xs):
        return [f(w * x) for x in xs]

    compiled = autograd.compile(g)
    compiled([0.5] * size)
    xs = [0.5] * (size - 1) + [bad]
    found = [y.data for y in compiled(xs)]
    np.testing.assert_allclose(found, [y.data for y in g(xs)], rtol=1e-12)


@pytest.mark.parametrize("batch", [1, 12])
def test_softmax_and_its_relatives_stay_stable_when_numbers_grow(batch):
    w = values(5)

    def f(X):
        logits = [[wi * xi for wi, xi in zip(w, x)] for x in X]
        return [
            (autograd.softmax(z), autograd.log_softmax(z), autograd.logsumexp(z)) for z in logits
        ]

    compiled = autograd.compile(f)
    compiled(numbers(batch, 5))
    for scale in (1e3, -1e6, 1e300):
        X = (scale * np.array(numbers(batch, 5))).tolist()
        expected, found = f(X), compiled(X)
        assert_close(
            [autograd.sum(p).data for p, _, _ in found], [1.0] * batch
        )  # each a distribution
        for (p, q, s), (p_, q_, s_) in zip(found, expected):
            np.testing.assert_allclose([a.data for a in p], [a.data for a in p_], rtol=1e-10)
            np.testing.assert_allclose(  # a difference, which may leave nothing near log 1
                [a.data for a in q], [a.data for a in q_], rtol=1e-10, atol=1e-15
            )
            assert s.data == pytest.approx(s_.data, rel=1e-12)
    X = (1e3 * np.array(numbers(batch, 5))).tolist()
    assert_close(gradients(compiled(X), w), gradients(f(X), w))


def test_numbers_that_are_not_finite_at_the_trace_do_not_spoil_the_program():
    w = values(3)

    def f(xs):
        return autograd.sum((wi * x).tanh() * wi for wi in w for x in xs)

    compiled = autograd.compile(f)
    assert math.isnan(compiled([math.nan] * 20).data)
    assert_agrees(f, w, (numbers(20),), compiled=compiled)
    compiled = autograd.compile(f)
    compiled([math.inf] * 20)
    assert_agrees(f, w, (numbers(20),), compiled=compiled)


def test_an_empty_batch_gives_what_the_function_gives():
    w = Value(2.0)
    compiled = autograd.compile(lambda xs: sum(w * x for x in xs))
    assert compiled([]) == 0
    assert compiled([3.0]).data == 6.0
    with pytest.raises(ValueError, match="at least one number"):
        autograd.compile(lambda xs: autograd.mean(w * x for x in xs))([])


def test_constants_and_parameters_as_results():
    w = Value(2.0)
    rate = 1.5
    compiled = autograd.compile(lambda x: (rate, w, Value(rate), "text", None))
    for now in (1.5, 2.5):
        rate = now
        number, parameter, constant, text, nothing = compiled(1.0)
        assert (number, parameter.data, constant.data, text, nothing) == (
            now,
            2.0,
            now,
            "text",
            None,
        )
        w.grad = 0.0
        (parameter * constant).backward()
        assert w.grad == now


@pytest.mark.parametrize(
    ("hide", "kind"),
    [
        (lambda y: (v for v in [y]), "generator"),
        (lambda y: {y}, "set"),
        (lambda y: np.array([y, y], dtype=object), "ndarray"),
        (lambda y: types.SimpleNamespace(y=y), "SimpleNamespace"),
    ],
)
def test_results_in_which_a_value_could_hide_are_refused(hide, kind):
    w = Value(2.0)
    with pytest.raises(autograd.TraceError, match=f"returns a {kind}"):
        autograd.compile(lambda x: (w * x, hide(w * x)))(1.0)


def test_a_missing_return_is_told():
    def f(x):
        x * x

    with pytest.raises(autograd.TraceError, match=r"f returns no number \(is a return missing"):
        autograd.compile(f)(1.0)


@pytest.mark.parametrize("thing", [{1.0}, bytearray(b"a"), types.SimpleNamespace(a=1)])
def test_arguments_that_could_change_unseen_are_refused_by_name(thing):
    w = Value(1.0)

    @autograd.compile
    def f(x, t):
        return w * x

    with pytest.raises(TypeError, match=rf"argument t of f is a {type(thing).__name__}"):
        f(1.0, thing)


@pytest.mark.parametrize("thing", [3, None, "loss", [abs]])
def test_only_functions_compile(thing):
    if thing is None:
        thing = Value(1.0)
    with pytest.raises(TypeError, match="compile takes a function, got"):
        autograd.compile(thing)


def test_flags_and_strings_belong_to_the_form():
    w = Value(2.0)

    @autograd.compile
    def f(x, squared=False, how="mean", none=None):
        y = [w * xi for xi in x]
        y = [v * v for v in y] if squared else y
        return (autograd.mean if how == "mean" else autograd.sum)(y)

    x = [1.0, 3.0]
    assert [f(x).data, f(x, True).data, f(x, how="sum").data, f(x, np.True_).data] == [4, 20, 8, 20]
    assert f(x, False, "mean").data == 4.0


def test_an_exception_inside_leaves_nothing_behind():
    w = Value(2.0)

    @autograd.compile
    def f(x):
        y = w * x
        if len(mood) > 1:
            raise LookupError("mine")
        return y

    mood = "bad"
    for _ in range(2):
        with pytest.raises(LookupError, match="mine"):
            f(1.0)
        assert active_recorder() is None
        assert (w * 2).parents
    mood = ""
    assert f(1.0).data == 2.0


def test_an_interrupt_inside_leaves_nothing_behind():
    def interrupted(x):
        raise KeyboardInterrupt

    import gc

    with pytest.raises(KeyboardInterrupt):
        autograd.compile(interrupted)(1.0)
    assert active_recorder() is None
    assert gc.isenabled()


def test_a_wrong_number_of_arguments_is_the_functions_own_error():
    with pytest.raises(TypeError, match=r"takes 1 positional argument but 2 were given"):
        autograd.compile(lambda x: x)(1.0, 2.0)
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        autograd.compile(lambda x: x)(1.0, z=2.0)


def test_a_type_error_of_the_function_itself_stays_its_own():
    with pytest.raises(TypeError, match=r"^can only concatenate str") as caught:
        autograd.compile(lambda x: x * ("a" + 1))(1.0)
    assert not isinstance(caught.value, autograd.TraceError)


def test_threads_may_call_one_compiled_function_at_once():
    W = values(6, 4)
    compiled = autograd.compile(
        lambda X: autograd.sum(autograd.tanh(autograd.dot(w, x)) for x in X for w in W)
    )
    batches = {n: numbers(n, 4, seed=n) for n in range(1, 7)}
    expected = {n: compiled.__wrapped__(X).data for n, X in batches.items()}
    failures = []

    def work(n):
        try:
            for _ in range(10):
                found = compiled(batches[n])
                assert found.data == pytest.approx(expected[n], rel=1e-12)
                assert len(found.local_gradients()) == 24
                time.sleep(0)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in [*batches] * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def clipped(xs, w):
    return autograd.sum(autograd.maximum(1.0, w * x) - autograd.minimum(w, x) for x in xs)


def chosen(xs, w):
    return autograd.sum(autograd.where(x > w, x, -x).relu() for x in xs)


def dropped(xs, w):
    return autograd.sum(0.0 * x + 1e-3 * w for x in xs)


@pytest.mark.parametrize("size", [1, MANY], ids=["few", "many"])
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("f", [clipped, chosen, dropped])
def test_numbers_that_are_not_finite_go_the_way_that_floats_go(f, bad, size):
    w = Value(0.5)
    compiled = autograd.compile(lambda xs: f(xs, w))
    good = [1.0 + 0.01 * k for k in range(size)]
    for xs, weight in [(good, 0.5), ([*good[1:], bad], 0.5), (good, bad), (good, 0.7)]:
        w.data = weight
        found, expected = compiled(xs), f(list(map(Value, xs)), w)
        np.testing.assert_allclose(found.data, expected.data, rtol=1e-12)
        np.testing.assert_allclose(gradients(found, [w]), gradients(expected, [w]), rtol=1e-12)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_first_call_on_numbers_that_are_not_finite_makes_no_program(bad):
    w = Value(bad)
    compiled = autograd.compile(lambda xs: clipped(xs, w))
    for xs, weight in [([2.0] * 20, bad), ([bad] * 20, 0.5), ([2.0] * 20, 0.5)]:
        w.data = weight
        expected = clipped(list(map(Value, xs)), w)
        np.testing.assert_equal(compiled(xs).data, expected.data)
    assert "minimum" in compiled.source


def test_many_calls_on_nan_after_many_on_numbers():
    w = Value(0.5)
    compiled = autograd.compile(lambda xs: clipped(xs, w))
    for _ in range(60):
        compiled([2.0] * 20)
    xs = [math.nan] * 20
    assert compiled(xs).data == clipped(list(map(Value, xs)), w).data
