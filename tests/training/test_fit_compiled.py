"""`nn.fit` on arrays gives the numbers that it gives on scalars, and says when it cannot."""

import builtins
import math
import random

import pytest

import nn
from autograd import TraceError, Value
from nn.training import TrainingError

numpy = pytest.importorskip("numpy")

OPTIMIZERS = {
    "sgd": lambda p: nn.SGD(p, lr=0.05),
    "momentum": lambda p: nn.SGD(p, lr=0.05, momentum=0.9, weight_decay=0.01),
    "nesterov": lambda p: nn.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "adagrad": lambda p: nn.Adagrad(p, lr=0.1, lr_decay=0.01),
    "adadelta": lambda p: nn.Adadelta(p, lr=1.0),
    "rmsprop": lambda p: nn.RMSprop(p, lr=0.01, momentum=0.5, centered=True),
    "adam": lambda p: nn.Adam(p, lr=0.02),
    "adamw": lambda p: nn.AdamW(p, lr=0.02, weight_decay=0.1),
}


def network(dropout, seed=1):
    return nn.Sequential(
        nn.MLP(2, [8, 8], activation="tanh", output_activation="tanh", seed=seed),
        *([nn.Dropout(0.3)] if dropout else []),
        nn.Neuron(8, nonlin=False, seed=seed + 1),
    )


def train(compile, make=network, data=None, dropout=False, **settings):
    data = nn.data.moons(60, noise=0.1, seed=3) if data is None else data
    model = make(dropout)
    settings = {"epochs": 6, "batch_size": 16, "seed": 5, "progress": False, **settings}
    history = nn.fit(model, *data, compile=compile, **settings)
    return history, [p.data for p in model.parameters()]


def assert_same(**settings):
    eager, numbers = train(False, **settings)
    compiled, found = train(True, **settings)
    assert len(eager) == len(compiled)
    assert eager.stopped == compiled.stopped
    for expected, record in zip(eager, compiled):
        assert record == pytest.approx(expected, rel=1e-9)
    assert found == pytest.approx(numbers, rel=1e-9, abs=1e-12)
    return compiled


@pytest.mark.parametrize("dropout", [False, True], ids=["plain", "dropout"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_takes_the_same_steps(name, dropout):
    assert_same(optimizer=OPTIMIZERS[name], dropout=dropout)


@pytest.mark.parametrize("batch_size", [None, 1, 16, 60, 100])
def test_every_batch_size_gives_the_same_history(batch_size):
    assert_same(batch_size=batch_size, epochs=3)


def test_validation_early_stopping_schedulers_and_clipping_are_the_same():
    history = assert_same(
        validation=0.25,
        early_stopping=2,
        clip_grad_norm=0.1,
        optimizer=OPTIMIZERS["nesterov"],
        scheduler=lambda optimizer: nn.schedulers.StepLR(optimizer, 2, gamma=0.5),
        epochs=40,
        dropout=True,
    )
    assert history[0]["lr"] == 0.05
    assert history[2]["lr"] == 0.025


@pytest.mark.parametrize(
    ("loss", "targets", "outputs"),
    [
        ("mse", [0.5, -1.0, 2.0], 1),
        ("half_mse", [0.5, -1.0, 2.0], 1),
        ("sum_squares", [0.5, -1.0, 2.0], 1),
        ("mae", [0.5, -1.0, 2.0], 1),
        ("huber", [0.5, -1.0, 9.0], 1),
        ("hinge", [1, -1, 1], 1),
        ("binary_cross_entropy_with_logits", [1, 0, 1], 1),
        ("cross_entropy", [2, 0, 1], 3),
        ("mse", [[0.5, 1.0], [-1.0, 0.0], [2.0, -2.0]], 2),
    ],
)
def test_every_loss_is_the_same(loss, targets, outputs):
    rng = random.Random(4)
    X = [[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(12)]
    y = [targets[i % 3] for i in range(12)]
    assert_same(
        make=lambda dropout: nn.MLP(2, [5, outputs], activation="gelu", seed=2),
        data=(X, y),
        loss=loss,
        batch_size=5,
    )


def test_binary_cross_entropy_of_probabilities_is_the_same():
    assert_same(
        make=lambda dropout: nn.MLP(2, [5, 1], output_activation="sigmoid", seed=2),
        loss="binary_cross_entropy",
    )


def test_weights_that_are_shared_or_not_in_the_model_are_the_same():
    class Tied(nn.Module):
        def __init__(self):
            self.neuron = nn.Neuron(2, activation="tanh", seed=1)
            self.other = nn.Neuron(1, nonlin=False, seed=2)
            self.other.w[0] = self.neuron.w[1]

        def __call__(self, x):
            return self.other([self.neuron(x)])

    assert_same(make=lambda dropout: Tied())


def test_callbacks_see_the_model_of_the_epoch():
    seen = {False: [], True: []}
    for compile in seen:
        train(compile, callbacks=[lambda record, model, c=compile: seen[c].append(
            [p.data for p in model.parameters()]
        )])  # fmt: skip
    assert len(seen[True]) == 6
    for expected, found in zip(seen[False], seen[True]):
        assert found == pytest.approx(expected, rel=1e-9)


def test_the_optimizer_can_go_on_afterwards():
    numbers = []
    for first, second in ((False, False), (True, False), (False, True), (True, True)):
        model = network(False)
        optimizer = nn.Adam(model.parameters(), lr=0.01)
        data = nn.data.moons(40, noise=0.1, seed=3)
        for compile in (first, second):
            nn.fit(model, *data, optimizer=optimizer, epochs=3, progress=False, compile=compile)
        assert optimizer.steps == 6
        numbers.append([p.data for p in model.parameters()])
    for found in numbers[1:]:
        assert found == pytest.approx(numbers[0], rel=1e-9, abs=1e-12)


def test_ctrl_c_leaves_the_model_at_its_last_whole_step():
    class Interrupted(nn.SGD):
        def update(self, p, g, state, step):
            if step == 6:
                raise KeyboardInterrupt
            return super().update(p, g, state, step)

    def settings(epochs):
        return {"optimizer": lambda p: Interrupted(p, lr=0.05), "epochs": epochs, "batch_size": 30}

    expected, numbers = train(True, optimizer=lambda p: nn.SGD(p, lr=0.05), epochs=2, batch_size=30)
    history, found = train(True, **settings(9))
    assert history.stopped == "interrupted"
    assert len(history) == 2
    assert [record["loss"] for record in history] == [record["loss"] for record in expected]
    assert found != numbers  # the first step of the third epoch was whole
    assert all(isinstance(number, float) for number in found)


def test_a_model_that_looks_at_numbers_trains_uncompiled_with_one_line(capsys):
    class Branching(nn.Module):
        def __init__(self):
            self.neuron = nn.Neuron(2, nonlin=False, seed=1)

        def __call__(self, x):
            y = self.neuron(x)
            return y if y > 0 else y * 0.1

    expected, _ = train(False, make=lambda dropout: Branching())
    history, _ = train("auto", make=lambda dropout: Branching())
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert "training without compiling: " in line
    assert "autograd.where" in line
    assert history == expected
    with pytest.raises(TraceError):
        train(True, make=lambda dropout: Branching())


def test_an_optimizer_of_ones_own_trains_uncompiled_unless_asked(capsys):
    class Own(nn.SGD):
        def update(self, p, g, state, step):
            return p - 0.1 * g if g > 0 else p

    train("auto", optimizer=Own)
    assert "Own.update may not take arrays" in capsys.readouterr().err


def test_without_numpy_training_goes_on_with_one_line(capsys, monkeypatch):
    real = builtins.__import__

    def without_numpy(name, *args, **kwargs):
        if name in ("nn.training.arrays", "nn.training.native_loops"):
            raise ImportError("No module named 'numpy'", name="numpy")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_numpy)
    quiet = {"epochs": 1, "progress": False}
    for asked in ({"backend": "numpy"}, {"compile": True}):
        with pytest.raises(ImportError, match=r"^compiling needs numpy: pip install '"):
            nn.fit(nn.MLP(2, [1], seed=0), [[0.0, 1.0]], [1.0], **quiet, **asked)
    history, _ = train("auto")
    assert len(history) == 6
    assert capsys.readouterr().err == (
        "training without compiling: it needs numpy: pip install 'chainrule[fast]'\n"
    )


class Stashing(nn.Module):
    """A model that hands out its hidden layer to the loss, without returning it."""

    def __init__(self):
        self.first, self.last = (
            nn.Layer(2, 8, activation="tanh", seed=1),
            nn.Neuron(8, nonlin=False, seed=2),
        )
        self.hidden = []

    def __call__(self, x):
        self.hidden.append(self.first(x))
        return self.last(self.hidden[-1])

    def loss(self, outputs, targets):
        seen, self.hidden = self.hidden, []
        return nn.losses.mse(outputs, targets) + 0.1 * sum(h * h for row in seen for h in row)


def test_a_loss_that_sees_into_the_samples_is_right_or_uncompiled_with_one_line(
    capsys, monkeypatch
):
    def stashing(compile):
        model = Stashing()
        X, y = nn.data.moons(60, noise=0.1, seed=3)
        settings = {"loss": model.loss, "epochs": 5, "batch_size": None, "progress": False}
        return nn.fit(model, X, y, compile=compile, **settings)

    expected = [record["loss"] for record in stashing(False)]
    assert [record["loss"] for record in stashing("auto")] == pytest.approx(expected, rel=1e-9)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("autograd.compiler.run.lifted.LARGEST", 1000)
    assert [record["loss"] for record in stashing("auto")] == expected
    assert "a smaller batch_size" in capsys.readouterr().err


def test_of_a_large_batch_only_one_sample_is_recorded(monkeypatch):
    monkeypatch.setattr("autograd.compiler.run.lifted.LARGEST", 1000)
    assert_same(batch_size=None, dropout=True, data=nn.data.moons(300, noise=0.1, seed=3))


@pytest.mark.parametrize(
    ("loss", "target"),
    [("hinge", 0), ("binary_cross_entropy_with_logits", 2), ("cross_entropy", 7)],
)
def test_targets_that_the_loss_cannot_take_are_refused_as_ever(loss, target):
    X = [[float(i), 1.0] for i in range(6)]
    y = [1, 1, 1, 1, 1, target]
    for compile in ("auto", True):
        with pytest.raises(ValueError, match=str(target)):
            nn.fit(
                nn.MLP(2, [4, 3 if loss == "cross_entropy" else 1], seed=1),
                X,
                y,
                loss=loss,
                batch_size=2,
                epochs=1,
                progress=False,
                seed=1,
                compile=compile,
            )


def test_an_optimizer_with_a_step_of_its_own_is_not_compiled():
    class Lazy(nn.SGD):
        def step(self):
            self.steps += 1

    with pytest.raises(TraceError, match="Lazy has a step of its own"):
        train(True, optimizer=lambda p: Lazy(p))


def test_an_unknown_choice_is_refused():
    with pytest.raises(ValueError, match="compile must be True, False or 'auto', got 'yes'"):
        train("yes")


def test_a_number_that_the_loss_goes_by_may_change_between_epochs():
    def run(compile):
        weight = 1.0

        def loss(outputs, targets):
            return sum((o - t) ** 2 for o, t in zip(outputs, targets)) * weight

        def halve(*_):
            nonlocal weight
            weight /= 2

        return train(compile, loss=loss, callbacks=[halve])[0]

    for expected, record in zip(run(False), run(True)):
        assert record == pytest.approx(expected, rel=1e-9)


def test_the_program_follows_model_and_loss_and_nothing_else_of_the_training(monkeypatch):
    from autograd.compiler.record import guards
    from autograd.compiler.run import lifted

    followed = []

    class Noted(guards.Surroundings):
        def __init__(self, *arguments):
            followed.append(set())
            super().__init__(*arguments)

        def _visit(self, name, thing):
            followed[-1].add(type(thing).__name__)
            super()._visit(name, thing)

    monkeypatch.setattr(lifted, "Surroundings", Noted)
    train(True)
    assert len(followed) == 2  # batches of 16, and a last one of 12
    assert all("MLP" in names for names in followed)
    assert not any({"Adam", "ArrayLearner", "Lifted"} & names for names in followed)


class WithHuge(nn.MLP):
    """Also holds parameters that its outputs do not depend on, of which the sum overflows."""

    def __init__(self, start):
        super().__init__(2, [3, 1], activation="tanh", seed=0)
        self.huge = [Value(start) for _ in range(4)]


def test_parameters_whose_sum_overflows_are_finite():
    X, y = [[0.0, 1.0], [1.0, 0.5], [0.5, 0.0]], [0.0, 1.0, 0.5]
    histories = [
        nn.fit(WithHuge(start), X, y, loss="mse", lr=0.1, epochs=5, compile=True, progress=False)
        for start in (0.0, 1.7e308)
    ]
    assert histories[0] == histories[1]


@pytest.mark.parametrize("slopes", [[math.inf], [math.inf, -math.inf], [math.nan]])
def test_a_parameter_that_is_not_finite_ends_the_training(slopes):
    class Off(nn.SGD):
        def update(self, p, g, state, step):
            return p + (numpy.resize(slopes, p.shape) if step == 3 else 0.0 * g)

    model = WithHuge(1.0)
    start = [p.data for p in model.parameters()]
    with pytest.raises(TrainingError, match="epoch 3, batch 1: a parameter after the update"):
        nn.fit(
            *(model, [[0.0, 1.0]], [0.5]), loss="mse", optimizer=Off(model.parameters()),
            epochs=5, compile=True, progress=False,
        )  # fmt: skip
    assert [p.data for p in model.parameters()] == start
