"""Compiled code never gives a stale number: it follows the data, traces anew, or refuses."""

import collections
import math
import random
import statistics
import threading
import time
import types
import warnings
from unittest import mock

import pytest

import autograd
import nn
from autograd import Value
from autograd.recording import active_recorder
from tests.tools.agreement import assert_agrees, assert_close, gradients, numbers, values

np = pytest.importorskip("numpy")

MANY = 40  # operands for which arrays are worth it; with few, plain Python is written


# --- uses of a number that cannot be repeated ----------------------------------------------------

REFUSED = {
    "if": lambda x, w: w if x > 0 else -w,
    "if on .data": lambda x, w: w if x.data > 0 else -w,
    "while": lambda x, w: next(w for _ in iter(lambda: x < 0, True)),
    "and": lambda x, w: x and w,
    "float": lambda x, w: w * float(x),
    "int": lambda x, w: w * int(x.data),
    "bool": lambda x, w: w * bool(x),
    "round": lambda x, w: w * round(x, 1),
    "floor": lambda x, w: w * math.floor(x),
    "ceil": lambda x, w: w * math.ceil(x.data),
    "trunc": lambda x, w: w * math.trunc(x),
    "math.exp": lambda x, w: w * math.exp(x),
    "math.isnan": lambda x, w: w * math.isnan(x),
    "math.fsum": lambda x, w: w * math.fsum([x, x]),
    "np.exp": lambda x, w: w * np.exp(x),
    "np.array": lambda x, w: w * float(np.array([x, x], float)[0]),
    "percent format": lambda x, w: w * float("%.1f" % x),  # noqa: UP031
    "index of a list": lambda x, w: [w, -w][x],
    "index by .data": lambda x, w: [w, -w][x.data],
    "range": lambda x, w: sum(w for _ in range(x)),
    "repetition": lambda x, w: sum([w] * x),
    "floor division": lambda x, w: [w, -w][x.data // 2],
    "remainder": lambda x, w: w if x % 2 == 1 else -w,
    "max": lambda x, w: max(x, w),
    "sorted": lambda x, w: sorted([x, w])[0],
    "sorted by a key": lambda x, w: sorted([x, w], key=lambda v: v.data)[0],
    "min of data": lambda x, w: w * min([x.data, w.data]),
    "statistics": lambda x, w: w * statistics.mean([x.data, w.data]),
    "equality of a label": lambda x, w: w if x == 1 else -w,
    "inequality of a label": lambda x, w: w if x != 1 else -w,
    "membership": lambda x, w: w if x in (1.0, 2.0) else -w,
    "position in a list": lambda x, w: w * [0.0, 1.0].index(x),
    "match": lambda x, w: w if any(x == k for k in (0, 1)) else -w,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_freeze_a_number_is_refused_with_its_line_and_the_mend(name):
    w, body = Value(2.0), REFUSED[name]
    compiled = autograd.compile(lambda x: body(x, w))
    with pytest.raises(autograd.TraceError, match=r"line \d+: .*autograd\.(where|grad)"):
        compiled(1.0)
    assert active_recorder() is None


def test_the_line_in_the_error_is_that_of_the_users_code():
    def f(x):
        y = x * 2
        return y if y > 0 else -y  # this one

    line = f.__code__.co_firstlineno + 2
    with pytest.raises(autograd.TraceError, match=rf"test_safety\.py, line {line}:"):
        autograd.compile(f)(1.0)


@pytest.mark.parametrize(
    "effect",
    [
        lambda x, w: (x * w).backward(),
        lambda x, w: (x * w).backward(create_graph=True),
        lambda x, w: w.grad,
        lambda x, w: setattr(w, "grad", 0.0),
        lambda x, w: setattr(w, "data", 1.0),
        lambda x, w: setattr(w, "data", x.data),
    ],
    ids=["backward", "create_graph", "read grad", "set grad", "set data", "set data to data"],
)
def test_effects_that_would_happen_once_are_refused(effect):
    w = Value(2.0)
    compiled = autograd.compile(lambda x: (effect(x, w), w * x)[1])
    with pytest.raises(autograd.TraceError, match=r"test_safety\.py, line \d+: .*only once"):
        compiled(3.0)
    assert (w.data, w.grad) == (2.0, 0.0)


def test_the_label_of_a_sample_chooses_anew_at_each_call():
    w = Value(0.3)

    def loss(xs, labels):
        chances = [autograd.sigmoid(w * x) for x in xs]
        return -autograd.mean(
            autograd.where(t == 1, p, 1 - p).log() for p, t in zip(chances, labels)
        )

    def by_hand(xs, labels):
        chances = [1 / (1 + math.exp(-w.data * x)) for x in xs]
        return -sum(math.log(p if t == 1 else 1 - p) for p, t in zip(chances, labels)) / len(xs)

    compiled = autograd.compile(loss)
    for labels in ([0, 1, 1], [1, 0, 0], [1, 1, 1]):
        xs = [0.5, -1.0, 2.0]
        assert compiled(xs, labels).data == pytest.approx(by_hand(xs, labels), rel=1e-12)


def test_comparisons_with_other_nodes_are_by_identity_as_ever():
    w = Value(1.0)
    compiled = autograd.compile(lambda x: w * 2 if x == w or w == 1.0 else w * 3)
    assert compiled(1.0).data == 3.0
    nodes = [w, Value(1.0), Value(1.0)]
    index = autograd.compile(lambda x: x * {v: i for i, v in enumerate(nodes)}[nodes[2]])
    assert index(1.0).data == 2.0


# --- random numbers ------------------------------------------------------------------------------

OWN = random.Random(5)
OWN_NUMPY, OWN_OLDER = np.random.default_rng(1), np.random.RandomState(1)


@pytest.mark.parametrize(
    "draw",
    [
        random.random,
        lambda: random.gauss(0, 1),
        lambda: random.choice([1.0, 2.0]),
        lambda: np.random.normal(),
        lambda: np.random.permutation(3)[0],
        lambda: OWN.random(),
        lambda rng=OWN: rng.uniform(0, 1),
        lambda rng=OWN_NUMPY: rng.random(),
        lambda rng=OWN_OLDER: rng.rand(),
    ],
)
def test_random_draws_are_refused_wherever_the_generator_stands(draw):
    w = Value(2.0)
    compiled = autograd.compile(lambda x: w * x * float(draw()))
    with pytest.raises(autograd.TraceError, match="draws random numbers"):
        compiled(1.0)


def test_a_generator_in_an_attribute_is_found_too():
    class Noise:
        def __init__(self):
            self.rng, self.w = random.Random(3), Value(1.0)

        def __call__(self, x):
            return self.w * x + self.rng.gauss(0, 1)

    with pytest.raises(autograd.TraceError, match="draws random numbers"):
        autograd.compile(Noise())(1.0)


def test_a_generator_seeded_inside_always_draws_the_same():
    w = Value(2.0)
    compiled = autograd.compile(lambda x: w * x * random.Random(7).random())
    expected = 2.0 * random.Random(7).random()
    assert [compiled(1.0).data, compiled(1.0).data] == [expected, expected]


def test_a_refused_trace_leaves_the_generators_of_dropout_where_they_were():
    drop = nn.Dropout(0.5, seed=4)
    compiled = autograd.compile(lambda xs: float(autograd.sum(drop(xs))) * Value(1.0))
    before = drop._rng.getstate()
    with pytest.raises(autograd.TraceError):
        compiled([1.0, 2.0])
    assert drop._rng.getstate() == before


# --- plain numbers that the function captures ----------------------------------------------------

SETTING = 3.0
SETTINGS = types.SimpleNamespace(rate=3.0)


class Config:
    rate = 3.0


class Scaled(nn.Module):
    rate: float

    def __init__(self):
        self.rate, self.w = 3.0, Value(2.0)

    def __call__(self, x):
        return self.helper(x) * self.rate

    def helper(self, x):
        return self.w * x


def test_a_variable_of_the_enclosing_function_that_changes_is_followed():
    w, rate = Value(2.0), 3.0
    compiled = autograd.compile(lambda x: w * x * rate)
    assert compiled(1.0).data == 6.0
    rate = 5.0
    assert compiled(1.0).data == 10.0
    rate = 3.0
    assert compiled(1.0).data == 6.0


def test_global_settings_are_followed_also_through_helpers(monkeypatch):
    w = Value(2.0)

    def helper():
        return SETTING * SETTINGS.rate * Config.rate

    compiled = autograd.compile(lambda x: w * x * helper())
    assert compiled(1.0).data == 54.0
    monkeypatch.setitem(globals(), "SETTING", 1.0)
    assert compiled(1.0).data == 18.0
    monkeypatch.setattr(SETTINGS, "rate", 1.0)
    assert compiled(1.0).data == 6.0
    monkeypatch.setattr(Config, "rate", 1.0)
    assert compiled(1.0).data == 2.0


@pytest.mark.parametrize(
    ("held", "change"),
    [
        ([3.0], lambda held: held.__setitem__(0, 5.0)),
        ([[1.0], [3.0]], lambda held: held[1].__setitem__(0, 5.0)),
        ({"rate": 3.0}, lambda held: held.update(rate=5.0)),
        (np.array([3.0]), lambda held: held.__setitem__(0, 5.0)),
        ([np.array([3.0])], lambda held: held[0].__setitem__(0, 5.0)),
        (types.SimpleNamespace(rate=3.0), lambda held: setattr(held, "rate", 5.0)),
        ([types.SimpleNamespace(rate=3.0)], lambda held: setattr(held[0], "rate", 5.0)),
    ],
    ids=["list", "nested", "dict", "array", "list of array", "namespace", "list of namespaces"],
)
def test_what_a_captured_container_holds_is_followed(held, change):
    w = Value(2.0)

    def number(thing):
        while not isinstance(thing, float):
            if isinstance(thing, types.SimpleNamespace):
                thing = thing.rate
            else:
                thing = [*thing.values()][-1] if isinstance(thing, dict) else thing[-1]
        return thing

    compiled = autograd.compile(lambda x: w * x * number(held))
    assert compiled(1.0).data == 6.0
    change(held)
    assert compiled(1.0).data == 10.0


def test_a_named_tuple_in_a_captured_list_is_followed():
    w, point = Value(2.0), collections.namedtuple("Point", ["x", "y"])
    held = [point(3.0, 0.0)]
    compiled = autograd.compile(lambda x: w * x * held[0].x)
    assert compiled(1.0).data == 6.0
    held[0] = point(5.0, 0.0)
    assert compiled(1.0).data == 10.0


def test_attributes_of_self_are_followed():
    model = Scaled()
    for compiled in (autograd.compile(model), autograd.compile(model.__call__)):
        model.rate = 3.0
        assert compiled(1.0).data == 6.0
        model.rate = 5.0
        assert compiled(1.0).data == 10.0
    outer = autograd.compile(lambda x: model(x) + 1)
    assert outer(1.0).data == 11.0
    model.rate = 1.0
    assert outer(1.0).data == 3.0


def test_an_object_among_the_arguments_is_followed():
    model = Scaled()

    @autograd.compile
    def loss(model, x):
        return model(x) ** 2

    assert loss(model, 1.0).data == 36.0
    model.rate = 1.0
    assert loss(model, 1.0).data == 4.0
    assert loss(Scaled(), 1.0).data == 36.0


def test_a_model_or_a_helper_that_is_made_anew_is_used_from_then_on():
    model, weights = nn.Neuron(2, seed=1), [Value(1.0), Value(2.0)]

    def double(x):
        return x * 2

    helper = double
    compiled = autograd.compile(lambda x: helper(model(x) + autograd.dot(weights, x)))

    def expected(x):
        return 2 * (model(x).data + sum(w.data * xi for w, xi in zip(weights, x)))

    x = [0.5, 0.25]
    assert compiled(x).data == pytest.approx(expected(x), rel=1e-12)
    model = nn.Neuron(2, seed=2)
    assert compiled(x).data == pytest.approx(expected(x), rel=1e-12)
    weights[1] = Value(7.0)
    compiled(x).backward()
    assert weights[1].grad == 0.5

    def triple(x):
        return x * 3

    helper = triple
    assert compiled(x).data == pytest.approx(1.5 * expected(x), rel=1e-12)


def test_captured_data_of_nan_is_not_taken_for_a_change():
    w, data, nan = Value(2.0), np.array([1.0, math.nan]), math.nan
    f = autograd.compile(lambda x: w * x * float(data[0]) + (0.0 if nan else 1.0))
    assert f(0.0).data == 0.0
    program = f.lifted
    assert [f(float(k)).data for k in range(3)] == [0.0, 2.0, 4.0]
    assert f.lifted is program


def test_a_setting_that_changes_at_every_call_is_followed_with_one_warning():
    w, rate = Value(2.0), 0.0
    compiled = autograd.compile(lambda x: w * x * rate)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for k in range(12):
            rate = float(k)
            assert compiled(1.0).data == 2.0 * k
    assert len(caught) == 1
    assert "because rate changes" in str(caught[0].message)


def test_training_and_evaluation_have_their_own_programs():
    drop, w = nn.Dropout(0.5, seed=1), values(30)
    model = types.SimpleNamespace(drop=drop)

    def f(x):
        return autograd.sum(model.drop([wi * x for wi in w]))

    compiled = autograd.compile(f)
    with mock.patch.object(drop, "_rng", random.Random(3)):
        wanted = [f(1.0).data for _ in range(4)]
    with mock.patch.object(drop, "_rng", random.Random(3)):
        assert_close([compiled(1.0).data for _ in range(4)], wanted)
    assert len(set(wanted)) == 4
    drop.eval()
    everything = sum(wi.data for wi in w)
    assert_close([compiled(1.0).data, compiled(1.0).data], [everything, everything])
    drop.train()
    assert len({compiled(1.0).data for _ in range(4)}) == 4


# --- numbers beyond the ordinary, met after the trace --------------------------------------------


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


# --- empty, constant and hidden ------------------------------------------------------------------


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


# --- what is left behind -------------------------------------------------------------------------


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


# --- numbers that are not finite -----------------------------------------------------------------


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
