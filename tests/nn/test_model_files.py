"""States of models and their files: every float comes back, what is damaged is refused."""

import copy
import functools
import json
import os
import pickle
import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import nn
from autograd import Value
from nn.files import write_whole


class Line(nn.Module):
    def __init__(self):
        self.slope, self.offset = Value(2.0), Value(-1.0)

    def __call__(self, x):
        return self.slope * x + self.offset


def bits(numbers):
    return [struct.pack("<d", number) for number in numbers]


def models():
    return [
        nn.MLP(2, [3, 1], activation="leaky_relu", output_activation="sigmoid"),
        nn.Sequential(nn.Layer(2, 4, activation=autograd.tanh), nn.Dropout(0.25, seed=3)),
        nn.Sequential(nn.Dropout(), nn.Neuron(2, nonlin=False)),
    ]


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
@pytest.mark.parametrize("model", models(), ids=repr)
def test_a_copy_computes_the_same_and_shares_nothing(model, copied):
    model.metadata = {"classes": ["a", "b"]}
    other = copied(model)
    assert repr(other) == repr(model)
    assert other.state_dict() == model.state_dict()
    assert other.metadata == model.metadata
    assert not set(other.parameters()) & set(model.parameters())
    x = [0.5, -1.5]
    random.seed(4)
    expected = model(x)
    random.seed(4)
    assert list(map(float, flat(other(x)))) == list(map(float, flat(expected)))
    other.parameters()[0].data += 1.0
    assert other.state_dict() != model.state_dict()


def flat(output):
    return output if isinstance(output, list) else [output]


def test_a_state_dict_goes_into_another_model_of_the_same_form():
    first, second = nn.MLP(2, [3, 1], seed=1), nn.MLP(2, [3, 1], seed=2)
    assert first.state_dict() != second.state_dict()
    second.load_state_dict(first.state_dict())
    assert first.state_dict() == second.state_dict()


@pytest.mark.parametrize(
    ("state", "error", "message"),
    [
        ({"slope": 1.0}, ValueError, "parameters of this Line: missing offset$"),
        ({"slope": 1.0, "offset": 2.0, "bias": 3.0}, ValueError, "Line: unexpected bias$"),
        ({"w": 1.0}, ValueError, "missing slope, offset; unexpected w$"),
        (dict.fromkeys("abc", 1.0), ValueError, "unexpected a, b, c$"),
        (dict.fromkeys("abcde", 1.0), ValueError, "unexpected a, b, c and 2 more$"),
        ({"slope": 1.0, "offset": "2"}, TypeError, "expected a real number"),
        ({"slope": 1.0, "offset": None}, TypeError, "expected a real number"),
        ({"slope": 1.0, "offset": 10**400}, OverflowError, "too large"),
    ],
)
def test_a_state_that_does_not_fit_is_an_error_and_changes_nothing(state, error, message):
    line = Line()
    with pytest.raises(error, match=message):
        line.load_state_dict(state)
    assert line.state_dict() == {"slope": 2.0, "offset": -1.0}


@pytest.mark.parametrize("model", models(), ids=repr)
def test_a_model_is_rebuilt_from_its_file_alone(model, tmp_path):
    model.metadata = {"feature_names": ["길이", "width"], "mean": [0.1, 2.0], "n": 3, "none": None}
    model.save(tmp_path / "model.json")
    random.seed(5)
    before = random.getstate()
    loaded = nn.load(tmp_path / "model.json")
    assert random.getstate() == before
    assert type(loaded) is type(model)
    assert repr(loaded) == repr(model)
    assert bits(loaded.state_dict().values()) == bits(model.state_dict().values())
    assert loaded.metadata == model.metadata
    x = [0.5, -1.5]
    outputs = (list(map(float, flat(m.eval()(x)))) for m in (loaded, model))
    assert next(outputs) == next(outputs)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=2))
def test_every_float_comes_back_from_a_file_to_the_last_bit(tmp_path_factory, numbers):
    path = tmp_path_factory.mktemp("floats") / "line.json"
    line = Line()
    line.load_state_dict(dict(zip(["slope", "offset"], numbers)))
    line.save(path)
    assert bits(Line().load(path).state_dict().values()) == bits(numbers)


def test_the_file_is_json_that_people_can_read(tmp_path):
    model = nn.MLP(2, [1], seed=0)
    model.metadata["classes"] = ["고양이", "개"]
    model.save(tmp_path / "model.json")
    text = (tmp_path / "model.json").read_text(encoding="utf-8")
    assert "고양이" in text
    assert json.loads(text) == {
        "format": "chainrule model",
        "version": 1,
        "model": {
            "class": "MLP",
            "arguments": {
                "nin": 2,
                "nouts": [1],
                "activation": "linear",
                "output_activation": "linear",
            },
        },
        "metadata": {"classes": ["고양이", "개"]},
        "parameters": model.state_dict(),
    }


def test_a_model_of_ones_own_is_loaded_by_its_own_code(tmp_path):
    line = Line()
    line.slope.data = 0.1
    line.save(tmp_path / "line.json")
    fresh = Line()
    assert fresh.load(tmp_path / "line.json") is fresh
    assert fresh.slope.data == 0.1
    with pytest.raises(
        nn.ModelFileError, match=r"line\.json.*a Line can only be rebuilt by its own"
    ):
        nn.load(tmp_path / "line.json")


def test_a_model_that_its_arguments_do_not_tell_is_not_rebuilt_wrongly(tmp_path):
    mixed = nn.MLP(2, [3, 1])
    mixed.layers[0].neurons[1].nonlin = False
    mixed.save(tmp_path / "mixed.json")
    with pytest.raises(nn.ModelFileError, match="a MLP can only be rebuilt by its own code"):
        nn.load(tmp_path / "mixed.json")
    mixed = nn.MLP(2, [3, 3, 1])
    mixed.layers[1] = nn.Layer(3, 3, activation="tanh")
    mixed.save(tmp_path / "mixed.json")
    with pytest.raises(nn.ModelFileError, match="a MLP can only be rebuilt by its own code"):
        nn.load(tmp_path / "mixed.json")
    custom = nn.Sequential(nn.Neuron(2, activation=lambda x: x * x))
    custom.save(tmp_path / "custom.json")
    with pytest.raises(nn.ModelFileError, match="a Sequential can only be rebuilt"):
        nn.load(tmp_path / "custom.json")
    assert custom.load(tmp_path / "custom.json") is custom


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (nn.MLP(2, [4, 1]), r"MLP\(nin=2, nouts=\[3, 1\].*, not MLP\(nin=2, nouts=\[4, 1\]"),
        (nn.MLP(2, [3, 1], activation="tanh"), "activation='relu'.*not.*activation='tanh'"),
        (nn.Neuron(2), r"MLP\(.*not Neuron\(nin=2, activation='relu'\)"),
        (Line(), "parameters of this Line: missing slope, offset; unexpected layers.0"),
    ],
)
def test_the_file_of_another_model_is_one_line_of_error_and_changes_nothing(
    other, message, tmp_path
):
    path = tmp_path / "model.json"
    nn.MLP(2, [3, 1]).save(path)
    before = other.state_dict()
    with pytest.raises(nn.ModelFileError, match=message) as caught:
        other.load(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    assert other.state_dict() == before


def content(**changes):
    model = {"class": "Neuron", "arguments": {"nin": 1, "activation": "relu"}}
    whole = {
        "format": "chainrule model",
        "version": 1,
        "model": model,
        "metadata": {},
        "parameters": {"w.0": 1.0, "b": 2.0},
    }
    return json.dumps({**whole, **changes})


def test_the_unchanged_content_of_the_next_test_is_a_model(tmp_path):
    (tmp_path / "good.json").write_text(content())
    assert nn.load(tmp_path / "good.json")([3.0]).data == 5.0


BAD_FILES = {
    "empty": "",
    "not JSON": "PK\x03\x04 a zip file",
    "a list": "[1, 2]",
    "a number": "3",
    "deeply nested": "[" * 100_000,
    "foreign": '{"format": "onnx", "version": 1}',
    "of the future": content(version=2),
    "without a model": content(model=None),
    "without metadata": content(metadata=[]),
    "without parameters": content(parameters="none"),
    "a parameter missing": content(parameters={"w.0": 1.0}),
    "a parameter too many": content(parameters={"w.0": 1.0, "w.1": 1.0, "b": 2.0}),
    "text for a number": content(parameters={"w.0": "one", "b": 2.0}),
    "null for a number": content(parameters={"w.0": None, "b": 2.0}),
    "a number beyond floats": content(parameters={"w.0": 10**400, "b": 2.0}),
    "an unknown class": content(model={"class": "Transformer", "arguments": {}}),
    "no class": content(model={"arguments": {}}),
    "a class that is a list": content(model={"class": [1], "arguments": {}}),
    "no arguments": content(model={"class": "Neuron"}),
    "arguments in a list": content(model={"class": "Neuron", "arguments": [1]}),
    "an unknown argument": content(model={"class": "Neuron", "arguments": {"nin": 1, "x": 2}}),
    "a size below one": content(model={"class": "Neuron", "arguments": {"nin": 0}}),
    "a size that is text": content(model={"class": "Neuron", "arguments": {"nin": "1"}}),
    "a size beyond memory": content(model={"class": "Neuron", "arguments": {"nin": 10**12}}),
    "sizes that are a number": content(model={"class": "MLP", "arguments": {"nin": 1, "nouts": 1}}),
    "an unknown activation": content(
        model={"class": "Neuron", "arguments": {"nin": 1, "activation": "magic"}}
    ),
    "an activation that is a list": content(
        model={"class": "Neuron", "arguments": {"nin": 1, "activation": ["relu"]}}
    ),
    "a sequence of nothing": content(
        model={"class": "Sequential", "arguments": {"layers": [None]}}
    ),
    "a sequence that is a number": content(
        model={"class": "Sequential", "arguments": {"layers": 1}}
    ),
    "a sequence in a sequence, and so on": content(
        model=functools.reduce(
            lambda inner, _: {"class": "Sequential", "arguments": {"layers": [inner]}},
            range(150),
            {"class": "Dropout", "arguments": {"p": 0.5}},
        )
    ),
    "a dropout of everything": content(model={"class": "Dropout", "arguments": {"p": 1.0}}),
}


@pytest.mark.parametrize("text", BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_one_line_of_error_that_names_it(text, tmp_path):
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(nn.ModelFileError) as caught:
        nn.load(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_binary_file_is_not_a_model(tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe\x00")
    with pytest.raises(nn.ModelFileError, match=r"picture\.png is not a model file"):
        nn.load(path)


def test_a_file_cut_off_anywhere_or_with_a_character_changed_loads_or_is_an_error(tmp_path):
    path = tmp_path / "model.json"
    nn.Sequential(nn.Layer(2, 2, seed=1), nn.Dropout(0.25), nn.MLP(2, [1], seed=2)).save(path)
    text = path.read_text(encoding="utf-8")
    rng = random.Random(9)
    damaged = [text[:length] for length in range(0, len(text) - 2, 7)]
    for _ in range(400):
        i = rng.randrange(len(text))
        damaged.append(text[:i] + rng.choice('09x".,[]{}:- ') + text[i + 1 :])
    messages = []
    for version in damaged:
        path.write_text(version, encoding="utf-8")
        try:
            nn.load(path)
        except nn.ModelFileError as error:
            messages.append(str(error))
    assert len(messages) > len(damaged) / 2
    assert not any("\n" in message for message in messages)


def test_a_file_that_is_not_there_is_the_usual_error(tmp_path):
    for load in (nn.load, Line().load):
        with pytest.raises(FileNotFoundError):
            load(tmp_path / "nowhere.json")


def test_a_save_that_fails_midway_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "line.json"
    Line().save(path)
    old = path.read_bytes()
    changed = Line()
    changed.slope.data = 77.0

    def no_space(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", no_space)
        with pytest.raises(OSError, match="No space left"):
            changed.save(path)
    changed.metadata["model"] = changed
    with pytest.raises(TypeError, match="not JSON serializable"):
        changed.save(path)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_a_save_to_no_directory_is_the_usual_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        Line().save(tmp_path / "nowhere" / "line.json")


def test_a_link_to_a_model_stays_a_link(tmp_path):
    link = tmp_path / "link.json"
    try:
        link.symlink_to(tmp_path / "real.json")
    except OSError:
        pytest.skip("this system makes no links")
    Line().save(link)
    assert link.is_symlink()
    assert Line().load(tmp_path / "real.json").slope.data == 2.0


def test_bytes_are_written_whole_as_text_is(tmp_path):
    write_whole(tmp_path / "picture", b"\x89PNG")
    assert (tmp_path / "picture").read_bytes() == b"\x89PNG"
