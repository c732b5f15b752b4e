"""Trainings that are interrupted, and end with the numbers of one that was not."""

import json
import random

import pytest

import nn
from autograd import Value
from nn.training import checkpoints
from tests.tools.training import X, Y, network, train

WAYS = [{"compile": False}, {"compile": True}]


@pytest.mark.parametrize("where", WAYS, ids=str)
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"batch_size": None},
        {"validation": 0.25, "early_stopping": 3, "epochs": 9},
        {"scheduler": lambda o: nn.schedulers.CosineAnnealingLR(o, 7), "clip_grad_norm": 0.5},
    ],
    ids=lambda settings: " ".join(settings) or "plain",
)
def test_a_training_interrupted_after_each_epoch_ends_with_the_same_bits(tmp_path, where, settings):
    path = tmp_path / "run.json"
    settings = {**settings, **where}
    # With a callback that may look, no epochs run ahead: that, too, may decide the last bit.
    expected = train(stop=-1, **settings)
    for epoch in range(2, settings.get("epochs", 7) + 1):
        _, stopped, *_ = train(path, epoch, resume=True, **settings)
        if stopped == "early stopping":
            break
        assert stopped == "interrupted"
        assert json.loads(path.read_text())["epoch"] == epoch - 1
    assert train(path, -1, resume=True, **settings) == expected
    assert train(path, -1, resume=True, **settings) == expected  # and has nothing left to do


@pytest.mark.parametrize("batch_size", [16, None])
def test_on_jax_too_it_ends_with_the_same_bits(tmp_path, batch_size):
    path, settings = tmp_path / "run.json", {"batch_size": batch_size, "backend": "jax"}

    def run(epochs, **more):
        model = nn.Sequential(nn.Layer(2, 2, seed=1), nn.Dropout(0.3), nn.Neuron(2, seed=2))
        return train(model=model, epochs=epochs, **settings, **more)

    expected = run(9)
    run(4, path=path)
    assert run(9, path=path, resume=True) == expected


@pytest.mark.parametrize("where", WAYS, ids=str)
@pytest.mark.parametrize("batch_size", [16, None])
def test_more_epochs_go_on_from_the_last(tmp_path, where, batch_size):
    path, settings = tmp_path / "run.json", {"batch_size": batch_size, **where}
    expected = train(epochs=50, **settings)
    for epochs in (1, 2, 30, 50):
        found = train(path, resume=True, epochs=epochs, **settings)
        assert len(found[0]) == epochs
    assert found == expected


@pytest.mark.parametrize("where", WAYS, ids=str)
@pytest.mark.parametrize("dropout_seed", [None, 3])
@pytest.mark.parametrize("seed", [None, 7, "a generator"])
def test_random_numbers_of_every_origin_go_on(tmp_path, where, dropout_seed, seed):
    def run(stop, **settings):
        given = random.Random(7) if seed == "a generator" else seed
        settings = {"validation": 0.25, "seed": given, **where, **settings}
        return train(stop=stop, model=network(dropout_seed), **settings), random.random()

    random.seed(11)
    expected = run(-1)
    random.seed(11)
    run(3, path=tmp_path / "run.json")
    random.seed(99)  # another process would be anywhere
    assert run(-1, path=tmp_path / "run.json", resume=True) == expected


@pytest.mark.parametrize("name", ["sgd", "adagrad", "adadelta", "rmsprop", "adamw"])
def test_what_each_optimizer_remembers_goes_on(tmp_path, name):
    for where in WAYS:
        path = tmp_path / f"{where['compile']}.json"
        expected = train(optimizer=name, epochs=4, **where)
        train(path, optimizer=name, epochs=2, **where)
        assert train(path, optimizer=name, epochs=4, resume=True, **where) == expected


@pytest.mark.parametrize("where", WAYS, ids=str)
def test_ctrl_c_in_the_midst_of_an_epoch_leaves_the_file_at_the_end_of_the_last(
    tmp_path, monkeypatch, where
):
    path, calls = tmp_path / "run.json", []
    expected = train(**where)
    plain = nn.Adam.update

    def interrupted(self, p, g, state, step):
        calls.append(step)
        if step == 8:  # the second of three in the third epoch
            raise KeyboardInterrupt
        return plain(self, p, g, state, step)

    with monkeypatch.context() as patch:
        patch.setattr(nn.Adam, "update", interrupted)
        history, stopped, model, optimizer = train(path, **where)
    assert (len(history), stopped, optimizer["steps"]) == (2, "interrupted", 7)
    saved = json.loads(path.read_text())
    assert (saved["epoch"], saved["optimizer"]["steps"]) == (2, 6)
    assert saved["parameters"] != model
    assert train(path, resume=True, **where) == expected


def test_a_training_that_a_callback_ended_stays_ended(tmp_path):
    path = tmp_path / "run.json"
    settings = {"callbacks": [lambda record, model: record["epoch"] == 3], "checkpoint": path}
    runs = [
        nn.fit(network(), X, Y, progress=False, seed=1, resume=k > 0, **settings) for k in (0, 1)
    ]
    assert runs[0] == runs[1]
    assert [len(runs[1]), runs[1].stopped] == [3, "callback"]


def test_without_a_file_it_starts_afresh_and_without_resume_too(tmp_path):
    path = tmp_path / "run.json"
    expected = train()
    assert train(path, resume=True) == expected
    assert train(path) == expected
    with pytest.raises(ValueError, match="resume=True goes on from a file: name it by checkpoint="):
        train(resume=True)


def test_a_checkpoint_that_cannot_be_written_later_is_one_line_and_no_training_lost(
    tmp_path, monkeypatch, capsys
):
    path, write = tmp_path / "run.json", checkpoints.write_json
    written = []

    def full(*arguments):
        written.append(arguments)
        if len(written) > 1:
            raise OSError(28, "No space left on device", str(path))
        write(*arguments)

    expected = train()
    monkeypatch.setattr(checkpoints, "write_json", full)
    assert train(path) == expected
    assert (
        capsys.readouterr().err.count("checkpoint not written, training goes on: [Errno 28]") == 1
    )
    monkeypatch.undo()
    assert train(path, resume=True) == expected


def test_quick_epochs_are_not_all_written(tmp_path, monkeypatch):
    times = []
    monkeypatch.setattr(checkpoints, "write_json", lambda *a: times.append(a[-1]["epoch"]))
    train(tmp_path / "run.json", epochs=100, compile=False, X=X[:4], y=Y[:4])
    assert (times[0], times[-1]) == (0, 100)
    assert len(times) < 50


def test_slow_epochs_are_all_written(tmp_path, monkeypatch):
    clock, times = [0.0], []
    monkeypatch.setattr(checkpoints.time, "perf_counter", lambda: clock[0])
    monkeypatch.setattr(checkpoints, "write_json", lambda *a: times.append(a[-1]["epoch"]))

    def slow(record, model):
        clock[0] += 1.0

    train(tmp_path / "run.json", callbacks=[slow], compile=False)
    assert times == [0, 1, 2, 3, 4, 5, 6, 7]


def test_a_long_writing_makes_the_pause_ten_times_as_long(tmp_path, monkeypatch):
    clock, times = [0.0], []
    monkeypatch.setattr(checkpoints.time, "perf_counter", lambda: clock[0])

    def write(*arguments):
        times.append(arguments[-1]["epoch"])
        clock[0] += 0.25

    def second(record, model):
        clock[0] += 1.0

    monkeypatch.setattr(checkpoints, "write_json", write)
    train(tmp_path / "run.json", callbacks=[second], compile=False)
    assert times == [0, 3, 6, 7]  # 2.5 seconds apart; and the last


def test_records_may_hold_numbers_of_numpy(tmp_path):
    numpy = pytest.importorskip("numpy")

    def measure(record, model):
        record["score"] = numpy.float32(0.5)
        record["nothing"] = float("nan")

    path = tmp_path / "run.json"
    train(path, callbacks=[measure])
    history, *_ = train(path, callbacks=[measure], resume=True, epochs=8)
    assert [record["score"] for record in history] == [0.5] * 8
    assert all(record["nothing"] != record["nothing"] for record in history)


@pytest.mark.parametrize(
    ("settings", "steps"),
    [
        ({"compile": False}, "floats"),
        ({"compile": True}, "numpy"),
        ({}, "numpy"),
        ({"backend": "numpy"}, "numpy"),
        ({"backend": "jax", "compile": True}, "jax"),
    ],
)
def test_the_file_says_what_took_the_steps(tmp_path, settings, steps):
    pytest.importorskip("numpy")
    path = tmp_path / "run.json"
    train(path, epochs=1, X=X[:4], y=Y[:4], **settings)
    assert json.loads(path.read_text())["settings"]["steps"] == steps


def test_parameters_that_only_the_optimizer_has_go_on_too(tmp_path):
    def run(path=None, **settings):
        extra, model = Value(0.5, "scale"), nn.MLP(2, [2, 1], seed=1)
        history = nn.fit(
            model,
            X,
            Y,
            loss=lambda outputs, targets: nn.losses.mse([extra * o for o in outputs], targets),
            optimizer=nn.Adam([extra, *model.parameters()], lr=0.05),
            batch_size=16,
            seed=2,
            progress=False,
            checkpoint=path,
            **settings,
        )
        return history, extra.data, model.state_dict()

    for compile in (False, True):
        path = tmp_path / f"{compile}.json"
        expected = run(epochs=5, compile=compile)
        run(path, epochs=2, compile=compile)
        assert "optimizer.0" in json.loads(path.read_text())["parameters"]
        assert run(path, epochs=5, resume=True, compile=compile) == expected
        assert expected[1] != 0.5


def test_a_record_that_is_no_plain_data_is_said_to_be_none(tmp_path):
    def odd(record, model):
        record["model"] = model

    with pytest.raises(TypeError, match="Sequential is not JSON serializable"):
        train(tmp_path / "run.json", callbacks=[odd])


def test_the_progress_bar_of_a_resumed_training_counts_what_is_left(tmp_path, capsys):
    pytest.importorskip("tqdm")
    path = tmp_path / "run.json"
    train(path, epochs=3)
    train(path, epochs=7, resume=True, progress=True)
    assert "12/12" in capsys.readouterr().err  # three batches in each of four epochs
