"""Every setting of every optimizer: its name in errors, its range, its place, and in a state."""

import inspect
import math

import pytest

import nn
from autograd import Value
from nn import optim

AT_LEAST_0 = {"lr", "momentum", "weight_decay", "lr_decay", "initial_accumulator_value"}
ABOVE_0 = {"eps"}
FRACTIONS = {"rho", "alpha"}
FLAGS = {"nesterov", "centered", "amsgrad", "maximize"}
OTHERS = {"parameters", "betas", "dampening"}
WRONG = {
    **dict.fromkeys(AT_LEAST_0, ([-1e-9, -math.inf, math.nan], "at least 0")),
    **dict.fromkeys(ABOVE_0, ([0.0, -1e-9, math.nan], "above 0")),
    **dict.fromkeys(FRACTIONS, ([-1e-9, 1.0 + 1e-9, math.nan], "in [0, 1]")),
}
KINDS = [*optim.OPTIMIZERS.values()]


def settings_of(kind):
    return list(inspect.signature(kind).parameters)


def test_every_setting_is_of_one_of_these_kinds():
    known = AT_LEAST_0 | ABOVE_0 | FRACTIONS | FLAGS | OTHERS
    assert {name for kind in KINDS for name in settings_of(kind)} == known


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_out_of_its_range_is_refused_by_the_name_of_its_setting(kind):
    for name in set(settings_of(kind)) & set(WRONG):
        numbers, words = WRONG[name]
        for number in numbers:
            with pytest.raises(ValueError, match="must be") as caught:
                kind([Value(1.0)], **{name: number})
            assert str(caught.value) == f"{name} must be {words}, got {number!r}"
        for text in ("0.1", [0.1]):
            with pytest.raises(TypeError, match="expected a real number"):
                kind([Value(1.0)], **{name: text})


@pytest.mark.parametrize("kind", KINDS)
def test_a_setting_is_kept_as_it_was_given_wherever_it_stands(kind):
    given = {"betas": (0.25, 0.75), "dampening": 0.5}
    given |= dict.fromkeys(AT_LEAST_0, 0.125) | dict.fromkeys(ABOVE_0 | FRACTIONS, 0.25)
    given |= dict.fromkeys(FLAGS - {"nesterov"}, True) | {"nesterov": False}
    names = [name for name in settings_of(kind) if name != "parameters"]
    by_name = kind([Value(1.0)], **{name: given[name] for name in names})
    *in_order, last = names
    assert last == "maximize"
    by_place = kind([Value(1.0)], *(given[name] for name in in_order), maximize=True)
    for optimizer in (by_name, by_place):
        assert {name: getattr(optimizer, name) for name in names} == {n: given[n] for n in names}
        assert optimizer.steps == 0
        assert optimizer.state == [{}]

    other = kind([Value(1.0)])
    other.load_state_dict(by_name.state_dict())
    assert {name: getattr(other, name) for name in names} == {n: given[n] for n in names}
    assert repr(other) == repr(by_name)
    shown = repr(by_name)
    assert all(f"{name}={given[name]!r}" in shown for name in names)


@pytest.mark.parametrize("kind", KINDS)
def test_the_numbers_of_numpy_become_pythons_own(kind):
    np = pytest.importorskip("numpy")
    for name in set(settings_of(kind)) & (set(WRONG) | {"dampening"}):
        number = getattr(kind([Value(1.0)], **{name: np.float32(0.5)}), name)
        assert (number, type(number)) == (0.5, float)
        assert type(getattr(kind([Value(1.0)], **{name: 1}), name)) is int


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("beta", [-1e-9, 1.0, 2.0, math.nan])
def test_betas_are_fractions_below_1(kind, beta):
    if "betas" not in settings_of(kind):
        return
    for betas in ((beta, 0.5), (0.5, beta)):
        with pytest.raises(ValueError, match=r"betas must be in \[0, 1\)"):
            kind([Value(1.0)], betas=betas)


def test_nesterov_wants_momentum_and_no_dampening():
    for momentum, dampening in [(0.0, 0.0), (0.9, 0.1), (0.0, 0.1)]:
        with pytest.raises(ValueError, match="nesterov needs momentum > 0 and dampening = 0"):
            nn.SGD([Value(1.0)], momentum=momentum, dampening=dampening, nesterov=True)
    assert nn.SGD([Value(1.0)], momentum=0.9, nesterov=True).nesterov


def test_a_state_of_another_kind_says_what_is_missing():
    adam, sgd = nn.Adam([Value(1.0)]), nn.SGD([Value(1.0)])
    with pytest.raises(ValueError, match="this is not the state of SGD") as caught:
        sgd.load_state_dict(adam.state_dict())
    for name in ("nesterov", "dampening", "betas", "amsgrad"):
        assert name in str(caught.value)
    assert "parameters'" not in str(caught.value)
    assert (sgd.steps, sgd.state) == (0, [{}])
