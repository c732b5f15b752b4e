"""Parameters are known from one call to the next only where the model is what it was."""

import copy
import gc
import pickle
import weakref
from dataclasses import dataclass, field

import pytest

import nn
from autograd import Value


class Part(nn.Module):
    def __init__(self, start):
        self.w = [Value(start), Value(start + 1.0)]
        self.b = Value(start + 2.0)
        self.table = {"scale": Value(start + 3.0)}


class Model(nn.Module):
    def __init__(self):
        self.parts = [Part(0.0), Part(10.0)]
        self.pair = (Value(20.0), [Value(21.0)])
        self.name = "model"


def walked(thing, seen):
    """All leaves in the order of attributes, found by walking through everything."""
    if isinstance(thing, Value):
        return [] if thing.parents else [thing]
    if id(thing) in seen:
        return []
    seen.add(id(thing))
    if isinstance(thing, nn.Module):
        thing = vars(thing)
    inner = thing.values() if isinstance(thing, dict) else thing
    if not isinstance(thing, (dict, list, tuple)):
        return []
    return [*dict.fromkeys(leaf for part in inner for leaf in walked(part, seen))]


def replaced_dict(model):
    model.parts[1].__dict__ = vars(Part(30.0))


CHANGES = {
    "a weight more": lambda m: m.parts[1].w.append(Value(5.0)),
    "a weight less": lambda m: m.parts[0].w.pop(),
    "another weight": lambda m: m.parts[0].w.__setitem__(0, Value(0.0)),
    "two weights in another order": lambda m: m.parts[0].w.reverse(),
    "another list": lambda m: setattr(m.parts[0], "w", [Value(1.0)]),
    "another number": lambda m: setattr(m.parts[1], "b", Value(12.0)),
    "an attribute more": lambda m: setattr(m.parts[1], "more", Value(1.0)),
    "attributes in another order": lambda m: setattr(m, "parts", vars(m).pop("parts")),
    "a key in another order": lambda m: m.parts[0].table.update(a=m.parts[0].table.pop("scale")),
    "a key more": lambda m: m.parts[0].table.update(shift=Value(3.0)),
    "another part": lambda m: m.parts.__setitem__(0, Part(40.0)),
    "inside a tuple": lambda m: m.pair[1].append(Value(22.0)),
    "another dict of attributes": replaced_dict,
    "one that is computed now": lambda m: setattr(m.parts[0].b, "parents", (Value(1.0),)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_in_a_model_is_seen(change):
    model = Model()
    before = model.parameters()
    assert before == walked(model, set()) == model.parameters()
    CHANGES[change](model)
    after = model.parameters()
    assert after == walked(model, set()) == model.parameters()
    assert change.startswith("a key in another") or after != before


def test_the_list_is_the_callers_own():
    model = Model()
    model.parameters().clear()
    assert len(model.parameters()) == 10


def test_a_method_that_a_class_is_given_later_counts(monkeypatch):
    model = Model()
    assert len(model.parameters()) == 10
    monkeypatch.setattr(Part, "parameters", lambda self: [self.b])
    assert model.parameters() == [model.parts[0].b, model.parts[1].b, *walked(model.pair, set())]


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))]
)
def test_a_copy_has_its_own(copied):
    model = Model()
    model.parameters()
    other = copied(model)
    other.pair = (Value(1.0),)
    assert other.parameters() == walked(other, set())
    assert model.parameters() == walked(model, set())


def test_attributes_are_those_that_the_model_was_given():
    model = Model()
    model.parameters()
    assert [*vars(model)] == ["parts", "pair", "name"]


@pytest.mark.parametrize(
    "model", [nn.MLP(2, [3, 1]), nn.Sequential(nn.Dropout(0.5, seed=1)), Model()]
)
def test_a_model_of_ours_is_freed_with_its_last_reference(model):
    model = copy.deepcopy(model)
    model.parameters()
    gone = weakref.ref(model)
    gc.disable()
    try:
        del model
        assert gone() is None
    finally:
        gc.enable()


class Owned(nn.Module):
    def __init__(self, owner):
        self.w, self.owner = Value(1.0), owner


def closure(model):
    return lambda x: model.pair[0] * x


@pytest.mark.parametrize(
    "held",
    [
        lambda m: Owned(m),
        lambda m: m.zero_grad,
        closure,
        lambda m: lambda x, own=m: x,
        lambda m: {"itself": [m]},
        lambda m: type("Holder", (), {"model": m})(),
        lambda m: type("Own", (Value,), {})(1.0),
    ],
)
def test_one_that_holds_itself_is_freed_too(held):
    model = Model()
    model.held = held(model)
    if isinstance(model.held, Value):
        model.held.model = model
    assert model.parameters() == walked(model, set())
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_models_that_compare_equal_have_each_their_own():
    @dataclass
    class Line(nn.Module):
        name: str
        w: Value = field(default_factory=lambda: Value(1.0), compare=False)

    @dataclass(unsafe_hash=True)
    class Hashed(nn.Module):
        name: str
        w: Value = field(default_factory=lambda: Value(1.0), compare=False)

    for kind in (Line, Hashed):
        first, second = kind("a"), kind("a")
        assert first == second
        for model in (first, second, first):
            assert model.parameters() == [model.w]
