"""Optimizers against PyTorch: live where it is installed, recorded everywhere."""

import copy
import inspect
import json
import math
import pickle
import random
import re
import runpy
from pathlib import Path

import pytest

import nn
from autograd import Value
from nn import optim

HERE = Path(__file__).parent
RECORDER = runpy.run_path(str(HERE / "record_trajectories.py"))
RECORD = json.loads((HERE / "trajectories.json").read_text(encoding="utf-8"))
CASES = RECORDER["OPTIMIZERS"]


def case_id(case):
    return f"{case[0]}({', '.join(f'{key}={x}' for key, x in case[1].items())})"


def close(number, reference):
    return abs(number - reference) <= 1e-12 * abs(reference)


def one(start=2.0, grad=1.0):
    parameter = Value(start)
    parameter.grad = grad
    return parameter


def test_the_record_covers_every_optimizer_and_case():
    assert [case_id(row) for row in RECORD["optimizers"]] == [case_id(case) for case in CASES]
    assert {name for name, _ in CASES} == {kind.__name__ for kind in optim.OPTIMIZERS.values()}


@pytest.mark.parametrize("case", RECORD["optimizers"], ids=case_id)
def test_a_hundred_steps_follow_the_recorded_torch_trajectory_to_1e_12(case):
    name, options, rows = case
    parameters = [Value(x) for x in RECORDER["START"]]
    optimizer = getattr(nn, name)(parameters, **options)
    recorded = iter(rows)
    for step in range(1, RECORDER["STEPS"] + 1):
        optimizer.zero_grad()
        RECORDER["objective"](*parameters).backward()
        optimizer.step()
        if step in RECORDER["RECORDED_STEPS"]:
            for parameter, reference in zip(parameters, next(recorded)):
                assert close(parameter.data, reference), (step, parameter.data, reference)


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_a_hundred_steps_of_changing_gradients_agree_with_torch_to_1e_12(case):
    torch = pytest.importorskip("torch")
    name, options = case
    rng = random.Random(5)
    ours = [Value(rng.uniform(-2.0, 2.0)) for _ in range(4)]
    theirs = torch.tensor([p.data for p in ours], dtype=torch.float64, requires_grad=True)
    our_optimizer = getattr(nn, name)(ours, **options)
    their_optimizer = getattr(torch.optim, name)([theirs], **options)
    for step in range(100):
        # From tiny to large, with a parameter that gets no gradient at first.
        gradients = [rng.gauss(0.0, 1.0) * 10.0 ** rng.uniform(-6, 2) for _ in ours]
        gradients[0] *= step > 10
        for parameter, gradient in zip(ours, gradients):
            parameter.grad = gradient
        theirs.grad = torch.tensor(gradients, dtype=torch.float64)
        our_optimizer.step()
        their_optimizer.step()
        size = max(1.0, max(map(abs, theirs.tolist())))
        for parameter, reference in zip(ours, theirs.tolist()):
            assert abs(parameter.data - reference) <= 1e-12 * size


def test_defaults_are_those_of_torch():
    torch = pytest.importorskip("torch")
    for name in ("SGD", "Adagrad", "Adadelta", "RMSprop", "Adam", "AdamW"):
        ours = vars(getattr(nn, name)([Value(0.0)]))
        theirs = getattr(torch.optim, name)([torch.zeros(1)]).defaults
        shared = set(ours) & set(theirs)
        assert {"lr", "weight_decay"} <= shared
        assert {key: ours[key] for key in shared} == {key: theirs[key] for key in shared}


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_the_update_rule_moves_a_numpy_array_as_it_moves_each_number(case):
    numpy = pytest.importorskip("numpy")
    name, options = case
    rng = random.Random(6)
    parameters = [Value(rng.uniform(-1.0, 1.0)) for _ in range(5)]
    optimizer = getattr(nn, name)(parameters, **options)
    array, state = numpy.array([p.data for p in parameters]), {}
    for step in range(1, 11):
        gradients = [rng.gauss(0.0, 1.0) for _ in parameters]
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = gradient
        optimizer.step()
        array = optimizer.update(array, numpy.array(gradients), state, step)
        assert array.tolist() == pytest.approx([p.data for p in parameters], rel=1e-14)


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_a_run_that_is_saved_as_json_and_resumed_goes_on_to_the_same_bits(case):
    name, options = case
    straight, resumed = ([Value(x) for x in RECORDER["START"]] for _ in range(2))

    def go(optimizer, parameters, steps):
        for _ in range(steps):
            optimizer.zero_grad()
            RECORDER["objective"](*parameters).backward()
            optimizer.step()

    go(getattr(nn, name)(straight, **options), straight, 12)
    first = getattr(nn, name)(resumed, **options)
    go(first, resumed, 5)
    second = getattr(nn, name)(resumed)
    second.load_state_dict(json.loads(json.dumps(first.state_dict())))
    go(second, resumed, 7)
    assert [p.data for p in resumed] == [p.data for p in straight]


def test_a_loaded_state_is_a_copy():
    first, second = nn.Adam([one()]), nn.Adam([one()])
    first.step()
    second.load_state_dict(first.state_dict())
    second.step()
    assert first.steps == 1
    assert first.state != second.state


def test_the_state_of_another_optimizer_or_for_other_parameters_is_refused():
    adam = nn.Adam([one()])
    with pytest.raises(ValueError, match="not the state of Adam"):
        adam.load_state_dict(nn.SGD([one()]).state_dict())
    with pytest.raises(ValueError, match="state of 2 parameters, the optimizer has 1"):
        adam.load_state_dict(nn.Adam([one(), one()]).state_dict())
    assert adam.steps == 0


def test_plain_gradient_descent_is_the_line_of_micrograd():
    parameter, reference = one(0.3, 0.7), 0.3
    nn.SGD([parameter], lr=0.1).step()
    reference -= 0.1 * 0.7
    assert parameter.data == reference


def test_the_learning_rate_may_be_assigned_between_steps():
    parameter = one(2.0, 1.0)
    optimizer = nn.SGD([parameter], lr=0.5)
    optimizer.step()
    optimizer.lr = 0.25
    optimizer.step()
    assert parameter.data == 1.25


def test_momentum_may_be_turned_on_between_steps():
    parameter = one(2.0, 1.0)
    optimizer = nn.SGD([parameter], lr=0.5)
    optimizer.step()
    optimizer.momentum = 0.5
    optimizer.step()
    optimizer.step()
    assert parameter.data == 2.0 - 0.5 - 0.5 - 0.75


def test_zero_grad_zeroes_the_gradients_of_its_parameters_only():
    inside, outside = one(), one()
    nn.SGD([inside]).zero_grad()
    assert (inside.grad, outside.grad) == (0.0, 1.0)


def test_a_parameter_that_comes_twice_is_moved_once():
    parameter = one(2.0, 1.0)
    nn.SGD([parameter, parameter], lr=0.5).step()
    assert parameter.data == 1.5


def test_parameters_may_come_from_a_generator():
    parameters = [one(), one()]
    assert nn.Adam(p for p in parameters).parameters == parameters


def test_huge_and_infinite_gradients_do_not_raise():
    for name, _ in CASES:
        parameter = one(1.0, 1e200)
        optimizer = getattr(nn, name)([parameter])
        optimizer.step()
        parameter.grad = math.inf
        optimizer.step()


def test_the_centred_variance_that_rounds_below_zero_gives_a_real_step():
    # A constant gradient has variance 0, and rounding takes it to either side.
    parameter = one(1.0, 0.1)
    optimizer = nn.RMSprop([parameter], alpha=0.3, centered=True)
    for _ in range(200):
        optimizer.step()
        assert isinstance(parameter.data, float)
        assert math.isfinite(parameter.data)


def test_an_optimizer_of_ones_own_is_one_method():
    class SignDescent(nn.Optimizer):
        def update(self, p, g, state, step):
            return p - self.lr * (1.0 if g > 0 else -1.0)

    parameter = one(2.0, 123.0)
    SignDescent([parameter], lr=0.5).step()
    assert parameter.data == 1.5


def test_an_update_may_return_any_real_number_and_nothing_else():
    class Constant(nn.Optimizer):
        result = 3

        def update(self, p, g, state, step):
            return self.result

    parameter = one(2.0)
    optimizer = Constant([parameter], lr=0.5)
    optimizer.step()
    assert (parameter.data, type(parameter.data)) == (3.0, float)
    optimizer.result = "4"
    with pytest.raises(TypeError, match="expected a real number"):
        optimizer.step()
    assert (parameter.data, optimizer.steps) == (3.0, 1)


def test_optimizers_are_copied_and_pickled_with_their_parameters():
    optimizer = nn.Adam([one()])
    optimizer.step()
    for copied in (copy.deepcopy(optimizer), pickle.loads(pickle.dumps(optimizer))):
        assert copied.parameters[0] is not optimizer.parameters[0]
        copied.parameters[0].grad = optimizer.parameters[0].grad = 0.5
        copied.step()
    optimizer.step()
    assert copied.parameters[0].data == optimizer.parameters[0].data


def test_repr_tells_the_settings():
    assert repr(nn.SGD([one()], lr=0.1)) == (
        "SGD(1 parameters, lr=0.1, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False)"
    )


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        ("SGD", {"lr": -0.1}, "lr must be at least 0, got -0.1"),
        ("SGD", {"lr": math.nan}, "lr must be at least 0, got nan"),
        ("SGD", {"momentum": -1.0}, "momentum must be at least 0, got -1.0"),
        ("SGD", {"weight_decay": -1.0}, "weight_decay must be at least 0"),
        ("SGD", {"nesterov": True}, "nesterov needs momentum > 0 and dampening = 0"),
        ("SGD", {"nesterov": True, "momentum": 0.9, "dampening": 0.1}, "nesterov needs"),
        ("Adagrad", {"lr_decay": -1.0}, "lr_decay must be at least 0"),
        ("Adagrad", {"initial_accumulator_value": -1.0}, "initial_accumulator_value must be"),
        ("Adagrad", {"eps": 0.0}, "eps must be above 0, got 0.0"),
        ("Adadelta", {"rho": 1.5}, r"rho must be in \[0, 1\], got 1.5"),
        ("RMSprop", {"alpha": -0.1}, r"alpha must be in \[0, 1\], got -0.1"),
        ("RMSprop", {"momentum": -0.1}, "momentum must be at least 0"),
        ("Adam", {"betas": (0.9, 1.0)}, r"betas must be in \[0, 1\), got \(0.9, 1.0\)"),
        ("Adam", {"eps": -1e-8}, "eps must be above 0"),
        ("AdamW", {"weight_decay": -0.1}, "weight_decay must be at least 0"),
    ],
)
def test_a_setting_out_of_its_range_is_an_error_that_names_it(kind, options, message):
    with pytest.raises(ValueError, match=message):
        getattr(nn, kind)([one()], **options)


def test_the_bounds_of_the_ranges_belong_to_them():
    for optimizer in (
        nn.SGD([one()], lr=0.0),
        nn.Adam([one()], betas=(0.0, 0.0)),
        nn.Adadelta([one()], rho=0.0),
        nn.Adadelta([one()], rho=1.0),
    ):
        optimizer.step()


def test_what_is_not_a_list_of_parameters_is_an_error_that_says_the_mend():
    with pytest.raises(TypeError, match=r"model\.parameters\(\)"):
        nn.SGD(nn.Neuron(2))
    with pytest.raises(TypeError, match="must be Values, got float"):
        nn.SGD([1.0])
    with pytest.raises(TypeError, match="must be Values, got list"):
        nn.SGD([[one()]])
    with pytest.raises(ValueError, match="at least one parameter"):
        nn.SGD([])


def test_optimizers_are_found_by_name_in_any_case():
    assert optim.get("adamw") is nn.AdamW
    assert optim.get("RMSprop") is nn.RMSprop
    with pytest.raises(ValueError, match="unknown optimizer 'adamax'; known are sgd, adagrad"):
        optim.get("adamax")


def test_clip_grad_norm_shortens_a_long_gradient_and_returns_its_norm():
    parameters = [one(grad=3.0), one(grad=-4.0)]
    assert nn.clip_grad_norm(parameters, 1.0) == 5.0
    assert [p.grad for p in parameters] == pytest.approx([0.6, -0.8], rel=1e-15)


def test_clip_grad_norm_leaves_a_short_gradient_as_it_is():
    parameters = [one(grad=0.3), one(grad=-0.4)]
    assert nn.clip_grad_norm(parameters, 0.6) == pytest.approx(0.5, rel=1e-15)
    assert [p.grad for p in parameters] == [0.3, -0.4]


def test_clip_grad_norm_neither_overflows_nor_counts_a_parameter_twice():
    parameter = one(grad=3e200)
    assert nn.clip_grad_norm([parameter, parameter], 1.0) == 3e200
    assert parameter.grad == pytest.approx(1.0, rel=1e-15)


def test_clip_grad_norm_agrees_with_torch():
    torch = pytest.importorskip("torch")
    rng = random.Random(8)
    gradients = [rng.gauss(0.0, 3.0) for _ in range(20)]
    parameters = [one(grad=g) for g in gradients]
    tensor = torch.zeros(20, dtype=torch.float64, requires_grad=True)
    tensor.grad = torch.tensor(gradients, dtype=torch.float64)
    norm = torch.nn.utils.clip_grad_norm_([tensor], 2.0)
    assert nn.clip_grad_norm(parameters, 2.0) == pytest.approx(norm.item(), rel=1e-12)
    # PyTorch adds 1e-6 to the norm before it divides.
    assert [p.grad for p in parameters] == pytest.approx(tensor.grad.tolist(), rel=1e-6)


def test_clip_grad_norm_needs_a_positive_norm():
    with pytest.raises(ValueError, match="max_norm must be above 0, got 0"):
        nn.clip_grad_norm([one()], 0)


@pytest.mark.parametrize("name", ["SGD", "Adagrad", "Adadelta", "RMSprop", "Adam", "AdamW"])
def test_the_arguments_of_an_optimizer_are_in_the_order_that_its_docstring_gives(name):
    """Who gives settings by position relies on it; `maximize` is given by name."""
    kind = getattr(nn, name)
    arguments = inspect.signature(kind).parameters
    *positional, last = arguments
    assert positional[:2] == ["parameters", "lr"]
    assert last == "maximize"
    assert arguments["maximize"].kind is inspect.Parameter.KEYWORD_ONLY
    told = re.findall(r"^        (\w+): ", (nn.Adam if name == "AdamW" else kind).__doc__, re.M)
    assert told[: len(positional) - 2] == positional[2:]
    settings = {each: arguments[each].default for each in positional[1:]}
    by_position, by_name = kind([one()], *settings.values()), kind([one()], **settings)
    assert repr(by_position) == repr(by_name) == repr(kind([one()]))


def test_settings_are_changed_by_no_other_name_in_a_class_of_ones_own():
    class Slow(nn.SGD):
        alpha = "mine"  # a setting of RMSprop, and here nobody's

        def __init__(self, parameters, maximize=False):
            super().__init__(parameters, lr=0.25, maximize=maximize)

    class Plain(nn.Optimizer):
        def __init__(self, parameters, lr, maximize):
            super().__init__(parameters, lr, maximize)  # by position

        def update(self, p, g, state, step):
            return p - self.lr * self._downhill(p, g)

    moved = []
    for optimizer in (Slow([one()]), Slow([one()], maximize=True), Plain([one()], 0.25, True)):
        (parameter,) = optimizer.parameters
        parameter.data, parameter.grad = 1.0, 2.0
        optimizer.step()
        moved.append(parameter.data)
    assert moved == [0.5, 1.5, 1.5]
    assert Slow([one()]).alpha == "mine"
