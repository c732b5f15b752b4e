"""`compile(devices=)`: values and gradients of one device, computed by several."""

import json
import os
import re

import pytest

import autograd
from autograd import Value
from tests.compiler.processes import ended, on_devices, side_by_side, started

np = pytest.importorskip("numpy")
jax = pytest.importorskip("jax")

PLATFORMS = os.environ.get("JAX_PLATFORMS", "cpu")  # "cuda" on a machine with GPUs
NAMES = ["network", "recurrent", "convolution", "plain_sum", "neighbours", "gram", "running"]
NAMES += ["values_among_the_samples", "many_results"]


def found_by(*processes):
    """What each of them has found; the library that joins them prints lines before it."""
    return [json.loads(out.splitlines()[-1]) for out in ended(*processes)]


@pytest.fixture(scope="module")
def by_four():
    arguments = ["-m", "tests.compiler.spread", ",".join(NAMES)]
    return found_by(started(arguments, 4, platforms=PLATFORMS))[0]


@pytest.mark.parametrize("name", NAMES)
def test_four_devices_give_the_values_and_gradients_of_one(by_four, name):
    assert by_four[name]["from one device"] <= 1e-12


@pytest.mark.parametrize("name", NAMES)
def test_four_devices_give_the_values_and_gradients_of_the_scalar_engine(by_four, name):
    assert by_four[name]["from floats"] <= 1e-11
    assert by_four[name]["numpy"] <= 1e-11


@pytest.mark.parametrize("name", NAMES)
def test_each_device_holds_its_own_samples_and_all_results(by_four, name):
    lies = [list(map(int, re.findall(r"\d", lie))) for lie in by_four[name]["lie"]]
    each = 8 // len(lies)
    assert lies == [[first, first + each] for first in range(0, 8, each)]
    assert len(lies) == 4 or PLATFORMS != "cpu"
    assert by_four[name]["whole"]


def test_two_joined_processes_give_the_numbers_of_one(by_four):
    names = ["network", "neighbours", "values_among_the_samples"]
    here, there = found_by(*side_by_side("tests.compiler.spread", ",".join(names), 2, 2))
    for name in names:
        assert here[name]["numbers"] == there[name]["numbers"]
        for ours, theirs in zip(here[name]["numbers"], by_four[name]["numbers"]):
            assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-12)
        assert here[name]["from floats"] <= 1e-11
        assert [len(x[name]["lie"]) for x in (here, there)] == [2, 2]
        assert {*here[name]["lie"]} & {*there[name]["lie"]} == set()


def test_processes_with_different_numbers_are_refused_in_both():
    processes = side_by_side("tests.compiler.spread", "different", 2, 1)
    for process, (_, err) in [(process, process.communicate(timeout=300)) for process in processes]:
        assert process.returncode != 0
        assert "runs over several processes, and here they differ" in err


def test_a_process_that_has_ended_is_told_and_no_number_is_given_instead():
    here, there = side_by_side("tests.compiler.spread", "left_alone", 2, 1)
    there.communicate(timeout=300)
    out, _ = here.communicate(timeout=300)
    assert "another process has ended, or cannot be reached" in out
    assert "a number all the same" not in out


def test_what_was_split_is_told_and_a_batch_that_cannot_be_is_refused():
    code = """
import autograd
w = autograd.Value(2.0)
def loss(X, y, rate):
    return sum((w * autograd.sum(x) - t) ** 2 for x, t in zip(X, y)) * rate
compiled = autograd.compile(loss, backend="jax", devices=4)
compiled([[1.0, 2.0, 3.0]] * 8, [1.0] * 8, 0.5)
compiled.explain()
for _ in range(2):
    try:
        compiled([[1.0, 2.0, 3.0]] * 6, [1.0] * 6, 0.5)
    except ValueError as error:
        print(error)
print(compiled([[1.0, 2.0, 3.0]] * 8, [1.0] * 8, 0.5).data)
"""
    lines = on_devices(4, code).splitlines()
    assert lines[1] == "  spread over 4 devices, split: X, y"
    refused = (
        "loss has nothing to split over 4 devices: it is given X (6, 3), y (6,), rate (); give it "
        "a multiple of 4 samples along the first axis of an argument, or name fewer devices"
    )
    assert lines[-3:] == [refused, refused, str(8 * 11.0**2 * 0.5)]


def test_the_same_code_runs_on_one_device_with_nothing_to_split():
    w = Value(3.0)
    compiled = autograd.compile(lambda x: w * x, backend="jax", devices=jax.devices()[:1])
    result = compiled(2.0)
    result.backward()
    assert (result.data, w.grad) == (6.0, 2.0)


def test_more_devices_than_there_are_is_refused_at_the_call_not_hidden_by_a_fall_back():
    compiled = autograd.compile(sum, backend="jax", devices=jax.local_device_count() + 1)
    for _ in range(2):
        with pytest.raises(ValueError, match="but JAX finds"):
            compiled([1.0, 2.0])


@pytest.mark.parametrize("backend", ["auto", "numpy", "native"])
def test_devices_with_another_backend_are_refused_where_the_function_is_made(backend):
    with pytest.raises(ValueError, match="devices=2 needs backend='jax'"):
        autograd.compile(sum, backend=backend, devices=2)
    with pytest.raises(ValueError, match="needs backend='jax'"):
        autograd.compile(backend=backend, devices="all")
