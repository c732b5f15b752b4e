"""Ctrl-C before any line of a training: whole steps, whole histories, and a file to go on from."""

import pytest

import nn
from nn.training.steps import Steps
from tests.tools.interrupts import at_each_line

X, Y = nn.data.moons(12, noise=0.1, seed=0)
EPOCHS, STEPS = 2, 3  # steps of each epoch


class Run:
    """One training: a model, its optimizer, and what `fit` returned, if it came to that."""

    def __init__(self, path=None):
        self.model = nn.Sequential(nn.Layer(2, 2, seed=1), nn.Dropout(0.3), nn.Neuron(2, seed=2))
        self.model.layers[1].eval()  # its mode is one of its own
        self.optimizer = nn.Adam(self.model.parameters(), lr=0.05)
        self.modes = [module.training for module in self.model.modules()]
        self.path, self.history = path, None

    def fit(self, **settings):
        self.history = nn.fit(
            self.model,
            X,
            Y,
            optimizer=self.optimizer,
            epochs=EPOCHS,
            batch_size=4,
            seed=3,
            progress=False,
            checkpoint=self.path,
            **settings,
        )
        return self

    @property
    def numbers(self):
        return self.model.state_dict(), self.optimizer.steps, self.optimizer.state


def steps_of(monkeypatch, **settings):
    """What a training without Ctrl-C leaves, and all numbers after each of its steps."""
    moments, plain = [], Steps.step

    def step(self, X, y):
        loss = plain(self, X, y)
        self.learner.synchronise()
        moments.append(run.numbers)
        return loss

    run = Run()
    moments.append(run.numbers)
    with monkeypatch.context() as patch:
        patch.setattr(Steps, "step", step)
        run.fit(**settings)
    assert len(moments) == EPOCHS * STEPS + 1
    return run, moments


@pytest.mark.parametrize(("compile", "stride"), [(False, 37), (True, 61)])
@pytest.mark.parametrize("validation", [None, (X[:3], Y[:3])], ids=["plain", "validated"])
def test_ctrl_c_before_any_line_leaves_whole_steps_and_whole_epochs(
    monkeypatch, compile, stride, validation
):
    if compile:
        pytest.importorskip("numpy")
    settings = {"compile": compile, "validation": validation}
    whole, moments = steps_of(monkeypatch, **settings)
    done = []
    for run in at_each_line(Run, lambda run: run.fit(**settings), 1, stride):
        at = moments.index(run.numbers)  # after which step
        done.append(at)
        assert [module.training for module in run.model.modules()] == run.modes
        assert run.model.layers[1]._rng is None
        if run.history is not None:
            assert run.history == whole.history[: len(run.history)]
            assert len(run.history) <= at // STEPS
            assert run.history.stopped in ("interrupted", "epochs")
    assert done == sorted(done)
    assert {0, EPOCHS * STEPS} < set(done)
    assert (run.numbers, run.history) == (whole.numbers, whole.history)


@pytest.mark.parametrize(("compile", "stride"), [(False, 151), (True, 331)])
def test_a_training_interrupted_before_any_line_goes_on_to_the_same_bits(tmp_path, compile, stride):
    if compile:
        pytest.importorskip("numpy")
    path = tmp_path / "run.json"
    settings = {"compile": compile, "validation": 0.25, "early_stopping": 5}
    whole = Run().fit(**settings)

    def make():
        path.unlink(missing_ok=True)
        return Run(path)

    for _ in at_each_line(make, lambda run: run.fit(**settings), 1, stride):
        resumed = Run(path).fit(resume=True, **settings)
        assert (resumed.numbers, resumed.history) == (whole.numbers, whole.history)
        assert list(tmp_path.iterdir()) == [path]


def test_a_step_that_fails_takes_the_optimizer_back_with_the_parameters():
    for compile in (False, True):
        if compile:
            pytest.importorskip("numpy")
        run = Run()
        with pytest.raises(nn.TrainingError) as caught:
            nn.fit(
                run.model,
                [[1.0, 1.0], [1e300, 1e300]],
                [0.0, 1.0],
                loss="mse",
                optimizer=run.optimizer,
                batch_size=1,
                seed=2,
                progress=False,
                compile=compile,
            )
        steps = 2 * (caught.value.epoch - 1) + caught.value.batch - 1
        assert run.optimizer.steps == max(0, steps - 1)  # the last whose loss was finite
        assert all(bool(state) == (steps > 1) for state in run.optimizer.state)
