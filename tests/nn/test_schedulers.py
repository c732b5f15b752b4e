"""Learning rates over the epochs, against PyTorch's."""

import json
import math
import runpy
from pathlib import Path

import pytest

import nn
from autograd import Value
from nn import schedulers

HERE = Path(__file__).parent
RECORDER = runpy.run_path(str(HERE / "record_trajectories.py"))
RECORD = json.loads((HERE / "trajectories.json").read_text(encoding="utf-8"))


def sgd(lr=0.2):
    return nn.SGD([Value(0.0)], lr=lr)


def rates(scheduler, epochs):
    result = []
    for _ in range(epochs):
        result.append(scheduler.optimizer.lr)
        scheduler.step()
    return result


def test_the_record_covers_every_scheduler_that_torch_has_too():
    recorded = [(name, options) for name, options, _ in RECORD["schedulers"]]
    assert recorded == [tuple(case) for case in RECORDER["SCHEDULERS"]]
    kinds = {kind.__name__ for kind in schedulers.Scheduler.__subclasses__()}
    assert kinds == {name for name, _ in recorded} | {"SequentialLR"}


@pytest.mark.parametrize("case", RECORD["schedulers"], ids=lambda case: f"{case[0]}{case[1]}")
def test_the_rates_are_those_that_torch_gave(case):
    name, options, reference = case
    scheduler = getattr(schedulers, name)(sgd(), **options)
    # PyTorch multiplies from epoch to epoch, and its rounding errors with it.
    assert rates(scheduler, RECORDER["EPOCHS"]) == pytest.approx(reference, rel=1e-12, abs=1e-16)


@pytest.mark.parametrize("case", RECORDER["SCHEDULERS"], ids=lambda case: f"{case[0]}{case[1]}")
def test_the_rates_agree_with_the_installed_torch_over_forty_epochs(case):
    torch = pytest.importorskip("torch")
    name, options = case
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.2)
    theirs = getattr(torch.optim.lr_scheduler, name)(optimizer, **options)
    ours = getattr(schedulers, name)(sgd(), **options)
    for _ in range(40):
        assert ours.optimizer.lr == pytest.approx(
            optimizer.param_groups[0]["lr"], rel=1e-12, abs=1e-15
        )
        optimizer.step()
        theirs.step()
        ours.step()


def test_a_warm_up_and_then_a_cosine_agree_with_torch():
    torch = pytest.importorskip("torch")
    from torch.optim import lr_scheduler

    theirs = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.2)
    parts = [
        lr_scheduler.LinearLR(theirs, start_factor=0.25, total_iters=4),
        lr_scheduler.CosineAnnealingLR(theirs, T_max=10),
    ]
    their_scheduler = lr_scheduler.SequentialLR(theirs, parts, milestones=[4])
    ours = sgd()
    warm_up = schedulers.LinearLR(ours, start_factor=0.25, total_iters=4)
    cosine = schedulers.CosineAnnealingLR(ours, T_max=10)
    our_scheduler = schedulers.SequentialLR(ours, [warm_up, cosine], milestones=[4])
    for _ in range(14):
        assert ours.lr == pytest.approx(theirs.param_groups[0]["lr"], rel=1e-12, abs=1e-16)
        theirs.step()
        their_scheduler.step()
        our_scheduler.step()


def test_a_warm_up_and_then_a_cosine_follow_their_formulas():
    optimizer = sgd(1.0)
    warm_up = schedulers.LinearLR(optimizer, start_factor=0.5, total_iters=2)
    cosine = schedulers.CosineAnnealingLR(optimizer, T_max=4, eta_min=0.1)
    scheduler = schedulers.SequentialLR(optimizer, [warm_up, cosine], milestones=[2])
    falling = [0.1 + 0.45 * (1 + math.cos(math.pi * k / 4)) for k in range(5)]
    assert rates(scheduler, 7) == pytest.approx([0.5, 0.75, *falling], rel=1e-14)


def test_each_of_three_takes_over_at_its_milestone_and_counts_from_0():
    optimizer = sgd(1.0)
    parts = [
        schedulers.LinearLR(optimizer, start_factor=0.5, total_iters=8),
        schedulers.ExponentialLR(optimizer, gamma=0.5),
        schedulers.LinearLR(optimizer, start_factor=1.0, end_factor=0.0, total_iters=2),
    ]
    scheduler = schedulers.SequentialLR(optimizer, parts, milestones=[2, 4])
    assert rates(scheduler, 8) == [0.5, 0.5625, 1.0, 0.5, 1.0, 0.5, 0.0, 0.0]


def test_the_first_epoch_of_a_warm_up_is_slow_already():
    optimizer = sgd(0.3)
    schedulers.LinearLR(optimizer, start_factor=0.1)
    assert optimizer.lr == pytest.approx(0.03, rel=1e-14)


def test_a_scheduled_rate_is_the_one_that_steps_take():
    parameter = Value(0.0)
    optimizer = nn.SGD([parameter], lr=1.0)
    scheduler = schedulers.StepLR(optimizer, step_size=1, gamma=0.5)
    for _ in range(3):
        parameter.grad = 1.0
        optimizer.step()
        scheduler.step()
    assert parameter.data == -1.75


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("StepLR", {"step_size": 0}, "step_size must be at least 1, got 0"),
        ("StepLR", {"step_size": 2, "gamma": 0.0}, "gamma must be above 0, got 0.0"),
        ("ExponentialLR", {"gamma": -0.9}, "gamma must be above 0, got -0.9"),
        ("CosineAnnealingLR", {"T_max": 0}, "T_max must be at least 1, got 0"),
        ("CosineAnnealingLR", {"T_max": 3, "eta_min": -1.0}, "eta_min must be at least 0"),
        ("LinearLR", {"start_factor": 0.0}, r"start_factor must be in \(0, 1\], got 0.0"),
        ("LinearLR", {"end_factor": 1.5}, r"end_factor must be in \[0, 1\], got 1.5"),
        ("LinearLR", {"total_iters": 0}, "total_iters must be at least 1, got 0"),
        (
            "SequentialLR",
            {"schedulers": [], "milestones": [2]},
            "but the first needs a milestone, got 1 for 0",
        ),
    ],
)
def test_a_setting_out_of_its_range_is_an_error_and_leaves_the_rate(name, options, message):
    optimizer = sgd(0.2)
    with pytest.raises(ValueError, match=message):
        getattr(schedulers, name)(optimizer, **options)
    assert optimizer.lr == 0.2


def test_milestones_must_rise():
    optimizer = sgd()
    parts = [schedulers.LinearLR(optimizer) for _ in range(3)]
    with pytest.raises(ValueError, match=r"milestones must rise, got \[4, 2\]"):
        schedulers.SequentialLR(optimizer, parts, milestones=[4, 2])


def made(name, options):
    return getattr(schedulers, name)(sgd(), **options)


def warm_up_and_fall(start, total):
    optimizer = sgd()
    parts = [
        schedulers.LinearLR(optimizer, start_factor=start, total_iters=total),
        schedulers.CosineAnnealingLR(optimizer, T_max=7),
    ]
    return schedulers.SequentialLR(optimizer, parts, milestones=[total])


@pytest.mark.parametrize("case", RECORDER["SCHEDULERS"], ids=lambda case: f"{case[0]}{case[1]}")
def test_a_schedule_that_is_saved_as_json_goes_on_where_it_was(case):
    straight, first, second = (made(*case) for _ in range(3))
    expected = rates(straight, 20)
    rates(first, 6)
    second.load_state_dict(json.loads(json.dumps(first.state_dict())))
    second.optimizer.load_state_dict(json.loads(json.dumps(first.optimizer.state_dict())))
    assert rates(second, 14) == expected[6:]


def test_the_schedulers_in_a_row_are_saved_with_it():
    straight, first, second = (warm_up_and_fall(*at) for at in ((0.1, 3), (0.1, 3), (0.5, 2)))
    expected = rates(straight, 12)
    rates(first, 2)
    second.load_state_dict(json.loads(json.dumps(first.state_dict())))
    second.optimizer.load_state_dict(json.loads(json.dumps(first.optimizer.state_dict())))
    assert rates(second, 10) == expected[2:]


def test_the_state_of_another_scheduler_is_refused_and_changes_nothing():
    scheduler = warm_up_and_fall(0.1, 3)
    before = scheduler.state_dict()
    with pytest.raises(ValueError, match="not the state of SequentialLR: it needs"):
        scheduler.load_state_dict(schedulers.StepLR(sgd(), 3).state_dict())
    one_only = {**before, "schedulers": before["schedulers"][:1]}
    with pytest.raises(ValueError, match="state of 1 schedulers, here are 2 in a row"):
        scheduler.load_state_dict(one_only)
    mixed = {**before, "schedulers": before["schedulers"][::-1]}
    with pytest.raises(ValueError, match="not the state of LinearLR"):
        scheduler.load_state_dict(mixed)
    assert scheduler.state_dict() == before


def test_a_function_of_a_scheduler_of_ones_own_is_not_saved():
    class LambdaLR(schedulers.Scheduler):
        def __init__(self, optimizer, factor):
            self.factor = factor
            super().__init__(optimizer)

        def lr_at(self, epoch):
            return self.base_lr * self.factor(epoch)

    scheduler = LambdaLR(sgd(), lambda epoch: 0.5**epoch)
    rates(scheduler, 2)
    assert scheduler.state_dict() == {"base_lr": 0.2, "epoch": 2}
    resumed = LambdaLR(sgd(), lambda epoch: 0.5**epoch)
    resumed.load_state_dict(scheduler.state_dict())
    resumed.step()
    assert resumed.optimizer.lr == 0.2 * 0.125
