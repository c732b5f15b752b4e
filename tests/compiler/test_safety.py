"""Compiled code never gives a stale number: it follows the data, traces anew, or refuses."""

import math
import random
import statistics

import pytest

import autograd
import nn
from autograd import Value
from autograd.recording import active_recorder

np = pytest.importorskip("numpy")


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


def test_functions_of_numpy_are_recorded_as_those_of_the_engine():
    w = Value(2.0)
    compiled = autograd.compile(lambda x: w * np.exp(x))
    for x in (0.5, -1.5):
        w.grad = 0.0
        result = compiled(x)
        result.backward()
        assert result.data == 2.0 * math.exp(x)
        assert w.grad == math.exp(x)


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
    with pytest.warns(UserWarning, match="a Value never equals a number"):
        assert compiled(1.0).data == 3.0
    nodes = [w, Value(1.0), Value(1.0)]
    index = autograd.compile(lambda x: x * {v: i for i, v in enumerate(nodes)}[nodes[2]])
    assert index(1.0).data == 2.0


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
