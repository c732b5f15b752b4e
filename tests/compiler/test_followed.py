"""Compiled code follows the settings and objects that it captures."""

import collections
import math
import random
import types
import warnings
from unittest import mock

import pytest

import autograd
import nn
from autograd import Value
from tests.tools.agreement import assert_close, values

np = pytest.importorskip("numpy")


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


# --- compiled methods inside other compiled functions --------------------------------------------


@pytest.mark.parametrize("backend", ["numpy", "auto"])
def test_a_compiled_method_inside_another_is_recorded_once_and_followed(backend):
    class Line:
        def __init__(self, k):
            self.w, self.k = Value(2.0), k

        @autograd.compile(backend=backend)
        def at(self, x):
            return self.w * x * self.k

    class Steeper(Line):
        pass

    line = Steeper(3.0)
    method = line.at
    outer = autograd.compile(lambda x: line.at(x) + line.at(2.0 * x), backend=backend)
    bound = autograd.compile(lambda x: method(x) + 1.0, backend=backend)
    assert [outer(x).data for x in (1.0, 2.0)] == [18.0, 36.0]
    program = outer.lifted
    assert [outer(x).data for x in (1.0, 2.0)] == [18.0, 36.0]
    assert outer.lifted is program
    assert [bound(x).data for x in (1.0, 2.0, 1.0)] == [7.0, 13.0, 7.0]
    line.k = 5.0
    assert [outer(1.0).data, bound(1.0).data] == [30.0, 11.0]
    outer(1.0).backward()
    assert line.w.grad == 15.0
    line.w.data = 4.0
    assert [outer(1.0).data, bound(1.0).data] == [60.0, 21.0]
    line.w = Value(-1.0)
    assert [outer(1.0).data, bound(1.0).data] == [-15.0, -4.0]
    line = Line(7.0)
    assert outer(1.0).data == 2.0 * 7.0 * 3.0
    Line.at = autograd.compile(lambda self, x: self.w * x, backend=backend)
    assert outer(1.0).data == 6.0
    Line.at = lambda self, x: -self.w * x
    assert outer(1.0).data == -6.0
