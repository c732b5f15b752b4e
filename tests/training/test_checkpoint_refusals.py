"""What a checkpoint does not go on with, and says so before the first step."""

import random

import pytest

import nn
from autograd import Value
from nn.files import ModelFileError
from tests.tools.training import X, Y, network, train


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model": nn.MLP(2, [4, 1])}, "with other model: "),
        ({"X": [[a + 1e-9, b] for a, b in X]}, r"with other data \(resume=False starts"),
        ({"y": [1 - t for t in Y]}, "with other data"),
        ({"X": X[:-1], "y": Y[:-1]}, "with other data"),
        ({"batch_size": 8}, "with other batch size: 16 there, 8 here"),
        ({"seed": 6}, "with other seed: 5 there, 6 here"),
        ({"clip_grad_norm": 1.0}, "with other clip grad norm: None there, 1.0 here"),
        ({"validation": 0.5}, "with other held out: 0.25 there, 0.5 here"),
        ({"validation": None}, "with other held out: 0.25 there, None here"),
        ({"early_stopping": 2}, "with other early stopping: None there, 2 here"),
        ({"loss": "mse"}, "with other loss: binary_cross_entropy_with_logits there, mse here"),
        ({"optimizer": "sgd"}, r"with other optimizer: Adam\(17 parameters, lr=0.05"),
        ({"scheduler": lambda o: nn.schedulers.StepLR(o, 2)}, "with other scheduler: None there"),
        ({"compile": True}, "with other steps: floats there, numpy here"),
    ],
)
def test_the_file_of_another_training_is_refused_with_what_differs(tmp_path, change, words):
    path = tmp_path / "run.json"
    settings = {"validation": 0.25, "compile": False, "epochs": 2}
    train(path, **settings)
    before = path.read_bytes()
    model = change.get("model", network(seed=8))
    numbers = model.state_dict()
    with pytest.raises(ModelFileError, match=words) as caught:
        train(path, resume=True, **{**settings, "epochs": 4, "model": model, **change})
    assert str(path) in str(caught.value)
    assert model.state_dict() == numbers
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not a checkpoint file"),
        ("{", "is not a checkpoint file"),
        ("[]", 'its "format" is not "chainrule checkpoint"'),
        ('{"format": "chainrule checkpoint", "version": 2}', "a checkpoint file of version 2"),
        ('{"format": "chainrule checkpoint", "version": 1}', 'it has no "settings"'),
        ('{"a": 1, "b": 2, "a": 3}', '"a" stands in it twice'),
    ],
)
def test_a_file_that_is_no_checkpoint_is_refused(tmp_path, text, words):
    path = tmp_path / "run.json"
    path.write_text(text)
    with pytest.raises(ModelFileError, match=words):
        train(path, resume=True)
    assert path.read_text() == text


def test_a_checkpoint_that_cannot_be_written_shows_before_the_first_step(tmp_path):
    model = network()
    before = model.state_dict()
    with pytest.raises(OSError, match="nowhere"):
        train(tmp_path / "nowhere" / "run.json", model=model)
    assert model.state_dict() == before
    assert model.training


def test_a_model_with_another_number_of_generators_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "run.json"
    train(path, model=network(dropout_seed=3), epochs=2)
    for compile in (False, True):
        model = network(seed=8)
        before = model.state_dict()
        with pytest.raises(ModelFileError, match=r"with other (random generators|steps)"):
            train(path, resume=True, model=model, compile=compile)
        assert model.state_dict() == before
    train(path, seed=random.Random(3))
    with pytest.raises(ModelFileError, match="other seed: a generator there, 5 here"):
        train(path, resume=True)


@pytest.mark.parametrize("kept", [{1: 0.5}, {"a": (1, 2)}, [float("nan")], Value(1.0)])
def test_an_optimizer_whose_memory_is_no_json_data_is_refused_before_the_first_step(tmp_path, kept):
    model = network()
    optimizer = nn.SGD(model.parameters())
    optimizer.kept = kept
    settings = {"checkpoint": tmp_path / "run.json", "progress": False, "compile": False}
    with pytest.raises(TypeError, match="a checkpoint keeps plain JSON data, and the optimizer's"):
        nn.fit(model, X, Y, optimizer=optimizer, **settings)
    assert model.state_dict() == network().state_dict()
    assert not (tmp_path / "run.json").exists()


def test_a_scheduler_without_a_state_is_refused(tmp_path):
    class Bare:
        def __init__(self, optimizer):
            self.optimizer = optimizer

        def step(self):
            self.optimizer.lr *= 0.5

    with pytest.raises(TypeError, match="and Bare has none; subclass"):
        train(tmp_path / "run.json", scheduler=Bare)
    assert len(train(scheduler=Bare)[0]) == 7
