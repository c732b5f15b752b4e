"""What flows back along arrows; leaves beside each of their uses; leaves that are marked."""

import copy
import pickle
import re
import sys

import pytest

import autograd
from autograd import Value


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    """The DOT text is the same without the package graphviz."""
    monkeypatch.delitem(sys.modules, "autograd.drawing.picture", raising=False)
    monkeypatch.setitem(sys.modules, "graphviz", None)


def flows(source):
    return re.findall(r">([^<>]+ × [^<>]+ = [^<>]+)<", source)


def test_every_arrow_has_local_times_upstream_is_contribution():
    x, w = Value(2.0, "x"), Value(-3.0, "w")
    y = (x * w + x) ** 2
    y.backward()
    source = autograd.draw(y, gradients="edges").source
    # d(s²)/ds = 2s = -8; s = xw + x, so each summand gets -8; w gets x · -8, x gets w · -8 and -8.
    assert sorted(flows(source)) == sorted(
        ["-8 × 1 = -8", "1 × -8 = -8", "1 × -8 = -8", "-3 × -8 = 24", "2 × -8 = -16"]
    )
    assert flows(autograd.draw(y).source) == []
    assert x.grad == 24 - 8


def test_each_of_two_arrows_has_its_own():
    a = Value(3.0, "a")
    y = a * a
    y.backward()
    assert flows(autograd.draw(y, gradients="edges").source) == ["3 × 1 = 3", "3 × 1 = 3"]


def test_a_derivative_that_does_not_exist_is_a_question_mark():
    x = Value(0.0, "x")
    source = autograd.draw(autograd.sqrt(x), gradients="edges").source
    assert "?" in re.findall(r">([^<>]+)</FONT>>", source)


def test_values_of_an_opened_box_have_theirs():
    xs = [Value(float(i), f"x{i}") for i in range(150)]
    result = autograd.sum([(2 * x).tanh() for x in xs])
    result.backward()
    source = autograd.draw(result, open=2, gradients="edges").source
    assert len(flows(source)) > 10


def test_a_wrong_word_is_refused():
    with pytest.raises(ValueError, match="gradients: got 'arrows', known are nodes, edges"):
        autograd.draw(Value(1.0), gradients="arrows")


def test_leaves_are_repeated_beside_each_use():
    w, x = Value(0.5, "w"), Value(1.0, "x")
    h = x
    for _ in range(4):
        h = (w * h).tanh()
    once, often = (autograd.draw(h, repeat_leaves=repeat).source for repeat in (False, True))
    assert once.count("<B>w</B>") == 1
    assert often.count("<B>w</B>") == 4
    arrows = re.findall(r"^\t(\w+) -> \w+$", often, re.MULTILINE)
    assert len(set(arrows)) == len(arrows)  # nothing in the picture is read twice
    assert once.count(" -> ") == often.count(" -> ")


def test_repeated_leaves_of_a_sum_share_a_box():
    weights = [Value(0.1 * i, f"w{i}") for i in range(3)]
    states = [Value(1.0, f"x{i}") for i in range(3)]
    for _ in range(3):
        states = [autograd.dot(weights, states).tanh() for _ in range(3)]
    source = autograd.draw(autograd.sum(states), repeat_leaves=True).source
    assert source.count("<B>w2</B>") == 9  # read by 3 + 3 + 3 sums
    assert len(re.findall(r"<B>w0</B>.*<B>w1</B>.*<B>w2</B>", source)) == source.count("<B>w2</B>")


def test_a_leaf_alone_is_drawn_with_repeated_leaves_too():
    assert "<B>x</B>" in autograd.draw(Value(1.0, "x"), repeat_leaves=True).source


def test_a_leaf_can_be_made_as_a_parameter():
    k, x = Value(0.5, "slope", parameter=True), Value(2.0, "x")
    y = k * x
    tips = re.findall(r'tooltip="(\w+): Value\([^"]*label=\'(\w+)\'', autograd.draw(y).source)
    assert {label: kind for kind, label in tips} == {"slope": "parameter", "x": "input"}
    assert (k._op, k.parents, k.data) == ("", (), 0.5)


def test_copies_of_a_parameter_are_parameters():
    k = Value(0.5, "slope", parameter=True)
    for same in (copy.copy(k), copy.deepcopy(k), pickle.loads(pickle.dumps(k))):
        assert 'tooltip="parameter' in autograd.draw(same * 2.0).source


def test_a_parameter_learns_and_compiles_as_every_leaf():
    pytest.importorskip("numpy")
    k = Value(0.5, "slope", parameter=True)
    compiled = autograd.compile(lambda xs: sum((k * x - 1) ** 2 for x in xs))
    compiled([1.0, 2.0, 3.0]).backward()
    assert k.grad == pytest.approx(sum(2 * x * (0.5 * x - 1) for x in (1.0, 2.0, 3.0)))
