"""A number among the arguments is looked up and compared as a number, or its line is refused."""

import collections
import functools
import math

import pytest

import autograd
import nn
from autograd import Value

np = pytest.importorskip("numpy")

WEIGHTS = {0: 1.0, 1: 5.0}


@functools.lru_cache
def weight(t):
    return WEIGHTS[t]


def matched(t):
    match t:
        case 1:
            return 5.0
    return 1.0


LOOKED_UP = {
    "get": lambda xs: WEIGHTS.get(xs[0], 1.0),
    "key": lambda xs: WEIGHTS[xs[0]],
    "key that is made": lambda xs: WEIGHTS.get(xs[0] + 0, 2.0),
    "key by a function": lambda xs: WEIGHTS.get(autograd.relu(xs[0]), 2.0),
    "key by .data": lambda xs: WEIGHTS.get(getattr(xs[0], "data", xs[0]), 2.0),
    "in a dict": lambda xs: 5.0 if xs[0] in WEIGHTS else 1.0,
    "in a set": lambda xs: 5.0 if xs[0] in {1} else 1.0,
    "in a frozen set": lambda xs: 5.0 if xs[0] in frozenset([1, 2]) else 1.0,
    "set": lambda xs: float(len(set(xs))),
    "set of a tuple": lambda xs: float(len({(x, 1) for x in xs})),
    "Counter": lambda xs: float(max(collections.Counter(xs).values())),
    "dict of all": lambda xs: float(len(dict.fromkeys(xs))),
    "defaultdict": lambda xs: collections.defaultdict(float, WEIGHTS)[xs[0]],
    "lru_cache": lambda xs: weight(xs[0]),
    "hash": lambda xs: float(hash(xs[0])),
    "match": lambda xs: matched(xs[0]),
    "index": lambda xs: float([0, 1].index(xs[0])),
    "index among themselves": lambda xs: float(xs.index(xs[-1])),
    "count": lambda xs: float(xs.count(1)),
    "count among themselves": lambda xs: float(xs.count(xs[0])),
    "in a list": lambda xs: 5.0 if xs[0] in [1, 2] else 1.0,
    "in a range": lambda xs: 5.0 if xs[0] in range(1, 3) else 1.0,
    "in a list of themselves": lambda xs: 5.0 if xs[-1] in xs[:-1] else 1.0,
    "equality of what is made": lambda xs: 5.0 if 2 * xs[0] == 2 else 1.0,
    "equality of lists": lambda xs: 5.0 if xs == [1, 0] else 1.0,
    "a key in min": lambda xs: 1.0 * min(xs, key=lambda x: x * x),
    "max": lambda xs: 1.0 * max(xs),
    "sorted": lambda xs: 1.0 * sorted(xs)[0],
    "remove": lambda xs: float(len(xs) - xs.remove(1)) if xs.remove(1) else 0.0,
    "text": lambda xs: {"1": 5.0}.get(f"{xs[0]:.0f}", 1.0),
    "str": lambda xs: {"1": 5.0}.get(str(xs[0]), 1.0),
    "text of a list": lambda xs: {"[1, 0]": 5.0}.get(str(xs), 1.0),
    "text of .data": lambda xs: float(f"{getattr(xs[0], 'data', xs[0]):.0f}"),
    "np.unique": lambda xs: float(len(np.unique(np.array(xs, float)))),
}


@pytest.mark.parametrize("name", LOOKED_UP)
def test_a_look_up_by_a_number_is_refused_with_the_users_line(name):
    w, find = Value(2.0), LOOKED_UP[name]
    compiled = autograd.compile(lambda xs: w * find(xs))
    with pytest.raises(autograd.TraceError, match=r"test_hashing\.py, line \d+: .*autograd\.take"):
        compiled([1, 0])


RIGHT = {
    "is None": lambda t: 5.0 if t is None else 1.0,
    "== a string": lambda t: 5.0 if t == "a" else 1.0,
    "!= a string": lambda t: 5.0 if t != "a" else 1.0,
    "== None": lambda t: 5.0 if t == None else 1.0,  # noqa: E711
    "a number in arithmetic": lambda t: (t == 1) * 4.0 + 1.0,
    "where": lambda t: autograd.where(t == 1, 5.0, 1.0),
    "where of what is made": lambda t: autograd.where(2 * t - 1 == 1, 5.0, 1.0),
    "where of a function's": lambda t: autograd.where(autograd.relu(t) == 1, 5.0, 1.0),
    "not equal": lambda t: autograd.where(t != 1, 5.0, 1.0),
    "by place": lambda t: autograd.take([1.0, 5.0], t),
}


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("batch", [False, True], ids=["one", "vmap"])
def test_what_is_not_refused_compares_as_numbers_do(name, batch):
    w, f = Value(2.0), RIGHT[name]

    def sample(t, x):
        return w * f(t) * x

    mapped = autograd.vmap(sample) if batch else lambda ts, xs: [*map(sample, ts, xs)]
    compiled = autograd.compile(lambda ts, xs: autograd.sum(mapped(ts, xs)))
    for ts in ([1, 0] * 20, [0, 0] * 20, [1, 1] * 20):
        xs = [0.5 + k for k in range(40)]
        expected = sum(float(w.data * f(t) * x) for t, x in zip(ts, xs))
        assert compiled(ts, xs).data == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", RIGHT)
def test_a_call_on_nan_runs_uncompiled_and_compares_the_same(name):
    """Numbers that are not finite send a call to the function itself, as do unchecked programs."""
    f = RIGHT[name]
    compiled = autograd.compile(lambda t, x: (f(t) * 1.0, x * 1.0))
    for bad in (math.nan, math.inf):
        for t in (0, 1):
            assert float(compiled(t, bad)[0]) == float(f(t))
            assert compiled.numpy(t, bad)[0] == float(f(t))
    assert float(compiled(1, 2.0)[0]) == float(f(1))


def test_a_result_chosen_among_the_arguments_is_a_value_as_any_other():
    compiled = autograd.compile(
        lambda xs: [
            (autograd.where(abs(x) < 1, x * x / 2, abs(x) - 0.5), x.data * x, x * x.data, x.data)
            for x in xs
        ]
    )
    for _ in range(2):
        for x, (chosen, left, right, number) in zip([0.5, 3.0], compiled([0.5, 3.0])):
            assert chosen.data == (x * x / 2 if x < 1 else x - 0.5)
            assert left.data == right.data == x * x
            assert type(number) is float


def test_after_an_uncompiled_call_the_nodes_are_nodes_again():
    nodes = autograd.compile(lambda xs: [x * 1.0 for x in xs])([math.nan, 1.0, 1.0])
    assert len(set(nodes)) == 3
    assert nodes[1] != nodes[2]


def test_values_among_the_arguments_are_not_looked_up_by_identity():
    """The function sees leaves of its own for them, which are in nobody's dict."""
    a, b = Value(1.0), Value(2.0)
    for f in (
        lambda v: v * {a: 1.0, b: 5.0}.get(v, 3.0),
        lambda v: v * (5.0 if v == a else 1.0),
        lambda v: v * [a, b].index(v),
    ):
        with pytest.raises(autograd.TraceError, match="test_hashing"):
            autograd.compile(f)(a)


def test_derivatives_inside_compiled_code_keep_their_tables_of_nodes():
    w = Value(1.5)

    def f(xs):
        inner = autograd.grad(lambda v: v * v * w * xs[0])
        return autograd.sum(inner(x) for x in xs)

    compiled = autograd.compile(f)
    for xs in ([1.0, 1.0, 2.0], [3.0, 2.0, 2.0]):
        expected = sum(2 * x * 1.5 * xs[0] for x in xs)
        assert compiled(xs).data == pytest.approx(expected, rel=1e-12)


def test_what_people_are_to_read_is_not_refused(capsys):
    w = Value(2.0)

    def told(x):
        print(f"{x:.1f} {w * x:.2f}")
        if x is None:
            raise ValueError(f"no {x}")
        return w * x

    assert autograd.compile(told)(1.5).data == 3.0
    assert capsys.readouterr().out == "1.5 3.00\n"


def weighted(outputs, targets):
    total = 0.0
    for o, t in zip(outputs, targets):
        total = total + WEIGHTS.get(t, 1.0) * (o - t) ** 2
    return total


def test_fit_runs_uncompiled_with_one_line_where_a_target_is_looked_up(capsys):
    X, y = [[0.2], [0.7], [0.4]], [1, 0, 1]
    runs = []
    for compile in ("auto", False):
        model = nn.MLP(1, [1], seed=3)
        history = nn.fit(model, X, y, loss=weighted, epochs=5, compile=compile, progress=False)
        runs.append(([r["loss"] for r in history], [p.data for p in model.parameters()]))
    said = capsys.readouterr().err
    assert runs[0] == runs[1]
    assert said.count("\n") == 1
    assert said.startswith("training without compiling: ")
    assert "WEIGHTS.get(t, 1.0)" in said
