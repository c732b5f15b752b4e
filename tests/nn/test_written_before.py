"""What was written before files of `nn` moved into rooms is read after it.

The three files of `written_before/` were written by `write` at commit 3abca50.
"""

import json
import pickle
from pathlib import Path

import pytest

import nn

FOLDER = Path(__file__).parent / "written_before"
X, Y = [[0.5, -1.0], [2.0, 0.25], [-1.5, 1.0], [0.0, 3.0]], [1.0, -0.5, 2.0, 0.25]


def trained(epochs, model=None, **settings):
    """A training of nothing but sums and products, which are the same on every machine."""
    model = model or nn.MLP(2, [3, 1], activation="relu", seed=3)
    optimizer = nn.SGD(model.parameters(), lr=0.05, momentum=0.5, weight_decay=0.125, nesterov=True)
    scheduler = nn.schedulers.StepLR(optimizer, 2, 0.5)
    history = nn.fit(
        model,
        X,
        Y,
        loss="mse",
        optimizer=optimizer,
        scheduler=scheduler,
        epochs=epochs,
        batch_size=3,
        seed=1,
        compile=False,
        progress=False,
        **settings,
    )
    return model, optimizer, scheduler, history


def write(folder):
    """Writes the files anew."""
    things = trained(3)
    with (folder / "things.pickle").open("wb") as file:
        pickle.dump((*things, nn.data.logic_gate("xor"), nn.RMSprop([nn.Neuron(1).b])), file, 4)
    things[0].metadata["classes"] = ["a", "b"]
    things[0].save(folder / "model.json")

    def stop(record, model):
        if record["epoch"] == 4:
            raise KeyboardInterrupt

    trained(6, checkpoint=folder / "checkpoint.json", callbacks=[stop])


def test_a_pickle_of_models_optimizers_and_histories_is_what_training_gives():
    with (FOLDER / "things.pickle").open("rb") as file:
        model, optimizer, scheduler, history, xor, rmsprop = pickle.load(file)
    again = trained(3)
    assert model.state_dict() == again[0].state_dict()
    assert optimizer.state_dict() == again[1].state_dict()
    assert optimizer.parameters == model.parameters()
    assert scheduler.state_dict() == again[2].state_dict()
    assert scheduler.optimizer is optimizer
    assert (history, history.stopped) == (again[3], "epochs")
    assert list(xor) == list(nn.data.logic_gate("xor"))
    assert type(model) is nn.MLP
    assert type(history) is nn.History
    assert repr(rmsprop) == repr(nn.RMSprop([nn.Neuron(1).b]))
    for things in ((model, optimizer), again[:2]):
        for parameter in things[0].parameters():
            parameter.grad = 0.5
        things[1].step()
    assert model.state_dict() == again[0].state_dict()  # it also goes on as it would have


def test_a_saved_model_is_the_one_that_was_saved():
    model = nn.load(FOLDER / "model.json")
    assert model.state_dict() == trained(3)[0].state_dict()
    assert model.metadata == {"classes": ["a", "b"]}


def test_a_training_goes_on_from_its_checkpoint_to_the_bits_of_one_that_was_not_stopped(tmp_path):
    path = tmp_path / "checkpoint.json"
    path.write_bytes((FOLDER / "checkpoint.json").read_bytes())
    assert json.loads(path.read_text(encoding="utf-8"))["epoch"] == 3
    model, optimizer, _, history = trained(6, checkpoint=path, resume=True)
    whole = trained(6)
    assert model.state_dict() == whole[0].state_dict()
    assert optimizer.state_dict() == whole[1].state_dict()
    assert history == whole[3]
    with pytest.raises(nn.ModelFileError, match="other optimizer: SGD"):
        nn.fit(model, X, Y, progress=False, checkpoint=path, resume=True)
