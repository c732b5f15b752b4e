"""Steps that are done wholly or not at all, and states that are plain JSON data."""

import json
import pickle

import pytest

import nn
from autograd import Value
from nn import optim
from tests.tools.interrupts import at_each_line


def parameters():
    made = [Value(x) for x in (0.5, -2.0, 3.0)]
    for parameter, gradient in zip(made, (3.0, -4.0, 12.0)):
        parameter.grad = gradient
    return made


def everything(optimizer):
    return [(p.data, p.grad) for p in optimizer.parameters], optimizer.state_dict()


@pytest.mark.parametrize("name", list(optim.OPTIMIZERS))
def test_ctrl_c_at_any_line_of_a_step_leaves_all_of_it_or_none(name):
    def make():
        optimizer = optim.get(name)(parameters())
        optimizer.step()
        return optimizer

    whole = make()
    outcomes = [everything(whole)]
    whole.step()
    outcomes.append(everything(whole))
    found = [
        outcomes.index(everything(optimizer))  # and in no other state
        for optimizer in at_each_line(make, lambda optimizer: optimizer.step())
    ]
    assert set(found) == {0, 1}
    assert found == sorted(found)


def test_an_error_in_a_step_leaves_nothing_of_it():
    class Failing(nn.Adam):
        def update(self, p, g, state, step):
            if step == 2 and p == self.parameters[2].data:
                raise ZeroDivisionError
            return super().update(p, g, state, step)

    optimizer = Failing(parameters())
    optimizer.step()
    before = everything(optimizer)
    with pytest.raises(ZeroDivisionError):
        optimizer.step()
    assert everything(optimizer) == before


def test_ctrl_c_at_any_line_of_clipping_leaves_all_of_it_or_none():
    found = {
        tuple(p.grad for p in made)
        for made in at_each_line(parameters, lambda made: nn.clip_grad_norm(made, 6.5))
    }
    assert found == {(3.0, -4.0, 12.0), (1.5, -2.0, 6.0)}


@pytest.mark.parametrize("name", list(optim.OPTIMIZERS))
def test_ctrl_c_at_any_line_of_loading_an_optimizer_leaves_all_of_it_or_none(name):
    def make():
        return optim.get(name)(parameters(), lr=0.5)

    source = make()
    source.step()
    source.lr = 0.25
    saved = source.state_dict()
    outcomes = [make().state_dict(), saved]
    found = [
        outcomes.index(optimizer.state_dict())
        for optimizer in at_each_line(make, lambda o: o.load_state_dict(saved))
    ]
    assert set(found) == {0, 1}


def test_ctrl_c_at_any_line_of_a_scheduler_leaves_epoch_and_rate_together():
    def make():
        return nn.schedulers.StepLR(nn.SGD(parameters(), lr=1.0), 1, 0.5)

    found = {
        (scheduler.epoch, scheduler.optimizer.lr)
        for scheduler in at_each_line(make, lambda scheduler: scheduler.step())
    }
    assert found == {(0, 1.0), (1, 0.5)}


def test_ctrl_c_at_any_line_of_loading_a_model_leaves_parameters_and_metadata_together(tmp_path):
    def make(seed=1):
        model = nn.MLP(2, [3, 1], seed=seed)
        model.metadata["seed"] = seed
        return model

    make(seed=2).save(tmp_path / "model.json")
    outcomes = [(make(seed).state_dict(), {"seed": seed}) for seed in (1, 2)]
    found = [
        outcomes.index((model.state_dict(), model.metadata))
        for model in at_each_line(make, lambda m: m.load(tmp_path / "model.json"))
    ]
    assert set(found) == {0, 1}
    states = [state for state, _ in outcomes]
    found = [
        states.index(model.state_dict())
        for model in at_each_line(make, lambda m: m.load_state_dict(states[1]))
    ]
    assert set(found) == {0, 1}


# --- as JSON -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(optim.OPTIMIZERS))
def test_the_state_of_an_optimizer_is_json_and_comes_back_as_it_was(name):
    optimizer, other = (optim.get(name)(parameters(), lr=lr) for lr in (0.5, 0.125))
    optimizer.step()
    saved = optimizer.state_dict()
    assert json.loads(json.dumps(saved, allow_nan=False)) == saved
    other.load_state_dict(json.loads(json.dumps(saved)))
    assert other.state_dict() == saved
    kinds = {key: type(x) for key, x in vars(optimizer).items()}
    assert {key: type(x) for key, x in vars(other).items()} == kinds


def test_a_history_is_json_and_comes_back_as_it_was():
    history = nn.History([{"epoch": 1, "loss": 0.1 + 0.2, "lr": 0.5}])
    history.stopped = "callback"
    other = nn.History([{"epoch": 1}, {"epoch": 2}])
    other.load_state_dict(json.loads(json.dumps(history.state_dict())))
    assert (other, other.stopped) == (history, "callback")
    history.state_dict()["records"][0]["loss"] = 9.0
    assert history[0]["loss"] == 0.1 + 0.2
    with pytest.raises(ValueError, match="not the state of a History: it needs"):
        other.load_state_dict({"records": []})
    assert other == history


# --- uphill --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(optim.OPTIMIZERS))
def test_to_maximize_is_to_minimize_the_negative(name):
    up, down = parameters(), parameters()
    for parameter in down:
        parameter.grad = -parameter.grad
    uphill = optim.get(name)(up, lr=0.1, weight_decay=0.1, maximize=True)
    downhill = optim.get(name)(down, lr=0.1, weight_decay=0.1)
    for _ in range(3):
        uphill.step()
        downhill.step()
    assert [p.data for p in up] == [p.data for p in down]
    assert "maximize=True" in repr(uphill)


def test_with_amsgrad_a_step_after_a_large_gradient_stays_small():
    steps = {}
    for amsgrad in (False, True):
        (parameter,) = made = [Value(0.0)]
        optimizer = nn.Adam(made, lr=1.0, betas=(0.0, 0.5), eps=1e-12, amsgrad=amsgrad)
        for gradient in (10.0, 1.0, 1.0):
            before, parameter.grad = parameter.data, gradient
            optimizer.step()
            steps[amsgrad] = before - parameter.data
    # s is 50, 25.5, 13.25; its correction at the third step is 1 - 1/8.
    assert steps[False] == pytest.approx((13.25 / 0.875) ** -0.5, rel=1e-12)
    assert steps[True] == pytest.approx((50 / 0.875) ** -0.5, rel=1e-12)


@pytest.mark.parametrize("compile", [False, True])
def test_fit_goes_uphill_with_an_optimizer_that_maximizes(compile):
    class Point(nn.Module):
        def __init__(self):
            self.w = Value(0.0)

        def __call__(self, x):
            return self.w * x[0]

    model = Point()
    nn.fit(
        model,
        [[1.0]],
        [3.0],
        loss=lambda outputs, targets: -1.0 * (outputs[0] - targets[0]) ** 2,
        optimizer=lambda p: nn.SGD(p, lr=0.25, maximize=True),
        epochs=60,
        progress=False,
        compile=compile,
    )
    assert model.w.data == pytest.approx(3.0, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("sgd", "lr"),
        ("sgd", "momentum"),
        ("sgd", "dampening"),
        ("sgd", "weight_decay"),
        ("adagrad", "lr_decay"),
        ("adagrad", "initial_accumulator_value"),
        ("adagrad", "eps"),
        ("adadelta", "rho"),
        ("rmsprop", "alpha"),
        ("adam", "betas"),
    ],
)
def test_a_setting_of_another_precision_takes_no_step_in_it(name, setting):
    numpy = pytest.importorskip("numpy")
    moved = []
    for kind in (numpy.float32, float):
        number = kind(numpy.float32(0.1))
        made = parameters()
        value = (number, number) if setting == "betas" else number
        more = {"momentum": 0.5} if name == "sgd" else {}
        optimizer = optim.get(name)(made, **{**more, setting: value})
        for _ in range(3):
            optimizer.step()
        moved.append([p.data for p in made])
        assert json.dumps(optimizer.state_dict())
    assert moved[0] == moved[1]


def test_rates_and_norms_of_another_precision_do_not_spread_it():
    numpy = pytest.importorskip("numpy")
    small = numpy.float32(0.1)
    made, expected = parameters(), parameters()
    nn.clip_grad_norm(made, small)
    nn.clip_grad_norm(expected, float(small))
    assert [p.grad for p in made] == [p.grad for p in expected]
    for kind, settings in (
        (nn.schedulers.StepLR, {"step_size": 1, "gamma": small}),
        (nn.schedulers.CosineAnnealingLR, {"T_max": 5, "eta_min": small}),
        (nn.schedulers.LinearLR, {"start_factor": small}),
        (nn.schedulers.LinearLR, {"start_factor": 1.0, "end_factor": small}),
    ):
        scheduler = kind(nn.SGD(parameters(), lr=0.3), **settings)
        scheduler.step()
        assert type(scheduler.optimizer.lr) is float


def test_an_optimizer_pickled_before_it_could_maximize_goes_on_downhill():
    optimizer = nn.SGD(parameters(), lr=0.5)
    del vars(optimizer)["maximize"]  # as it was written then
    restored = pickle.loads(pickle.dumps(optimizer))
    for parameter, gradient in zip(restored.parameters, (3.0, -4.0, 12.0)):
        parameter.grad = gradient
    restored.step()
    assert [p.data for p in restored.parameters] == [-1.0, 0.0, -3.0]
    assert repr(restored).startswith("SGD(3 parameters, lr=0.5, ")
