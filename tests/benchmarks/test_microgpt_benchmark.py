"""Every library learns the same from a document, by the same text or by arrays."""

import math
from importlib.util import find_spec

import pytest

from benchmarks import microgpt_arrays, scalar_libraries
from benchmarks.microgpt import ALPHABET, Sizes, adam, training

SMALL = Sizes(width=4, heads=2, layers=2, block=3)
MODULES = {"micrograd": "micrograd", "torch": "torch", "chainrule, compiled": "numpy"}


def learned(name, rounds):
    if name in MODULES and not find_spec(MODULES[name]):
        pytest.skip(f"{MODULES[name]} is not installed")
    scalars = scalar_libraries.LIBRARIES[name]()
    return training(scalars, "abca", SMALL)(rounds)


@pytest.mark.parametrize("name", scalar_libraries.OF_LEAVES)
def test_every_library_of_scalars_learns_the_same_from_a_document(name):
    expected = learned("chainrule", 3)
    assert learned(name, 3) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_the_loss_falls_from_that_of_a_guess():
    first, *_ = learned("chainrule", 1)
    last, *_ = learned("chainrule", 30)
    assert first == pytest.approx(math.log(len(ALPHABET)), rel=0.1)
    assert last < 0.3 * first


def test_the_step_is_that_of_adam():
    torch = pytest.importorskip("torch")
    x = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([x], lr=0.01, betas=(0.85, 0.99), eps=1e-8)
    number, mean, square = 2.0, 0.0, 0.0
    for t in range(1, 6):
        optimizer.zero_grad()
        (x**3).backward()
        optimizer.step()
        number, mean, square = adam(number, 3.0 * number**2, mean, square, t)
    assert number == pytest.approx(x.item(), rel=1e-14)


@pytest.mark.parametrize("name", ["numpy", "torch", "jax"])
def test_the_same_model_in_arrays_learns_the_same(name):
    pytest.importorskip(name)
    run = microgpt_arrays.training(name, "abca", SMALL)
    assert run(3) == pytest.approx(learned("chainrule", 3), rel=1e-9, abs=1e-12)
