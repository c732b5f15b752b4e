"""`nn.fit(backend="jax", devices=...)` on the parts of one processor, as on so many devices."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import nn
from autograd import TraceError
from tests.training.sharing import CASES, X, Y, network, train

pytest.importorskip("numpy")
jax = pytest.importorskip("jax")

ROOT = Path(nn.__file__).parent.parent
FOUR = "--xla_force_host_platform_device_count=4"


@pytest.fixture(scope="module")
def on_four():
    """What `sharing` has to tell of four devices."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.training.sharing"],
        cwd=ROOT,
        env={**os.environ, "XLA_FLAGS": FOUR, "JAX_PLATFORMS": "cpu"},
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr.decode()
    return json.loads(run.stdout)


@pytest.mark.parametrize("name", CASES)
def test_four_devices_give_the_history_of_the_scalar_engine(on_four, name):
    here, there = train(**CASES[name], compile=False), on_four[name]
    assert there["stopped"] == here["stopped"]
    assert len(there["records"]) == len(here["records"])
    for record, same in zip(here["records"], there["records"]):
        assert same == pytest.approx(record, rel=1e-9, abs=1e-12)
    assert there["numbers"] == pytest.approx(here["numbers"], rel=1e-9, abs=1e-12)


def test_each_device_has_its_part_of_a_batch_and_gradients_are_added_up(on_four):
    assert on_four["split"] == [[2, 2, True]]


def test_a_batch_that_cannot_be_split_evenly_is_refused_with_one_that_can(on_four):
    said = "ValueError: a batch of {} samples cannot be split evenly over 4 devices: give "
    assert on_four["all is one batch"].startswith(said.format(42) + "batch_size=40")
    assert on_four["small batches"].startswith(said.format(3) + "batch_size=4")
    assert on_four["few samples"] == (
        "ValueError: 3 samples are too few for 4 devices: name fewer devices"
    )


def test_devices_compute_what_is_compiled_alone(on_four):
    assert "compile=False" in on_four["never compiled"]


def test_devices_are_those_of_jax():
    for backend in (None, "numpy", "native"):
        with pytest.raises(ValueError, match=r"devices= goes with backend='jax', got backend="):
            nn.fit(network(), X, Y, backend=backend, devices=1, epochs=1)
    with pytest.raises(TypeError, match="devices is 'all', a whole number or devices of JAX"):
        nn.fit(network(), X, Y, backend="jax", devices="both", epochs=1)


def test_an_address_or_a_number_that_joins_nobody_is_refused():
    with pytest.raises(ValueError, match="coordinator must be 'HOST:PORT', got 'somewhere'"):
        nn.join("somewhere", processes=2, process=0)
    with pytest.raises(ValueError, match="process must be 0 to 1, got 2"):
        nn.join("127.0.0.1:1", processes=2, process=2)


def test_an_older_jax_is_asked_for_no_patience_that_it_does_not_know(monkeypatch):
    asked = []

    def initialize(
        coordinator_address=None, num_processes=None, process_id=None, initialization_timeout=300
    ):
        asked.append((coordinator_address, num_processes, process_id, initialization_timeout))

    monkeypatch.setattr(jax.distributed, "initialize", initialize)
    nn.join("127.0.0.1:1", processes=2, process=1)
    assert asked == [("127.0.0.1:1", 2, 1, 120)]


def test_what_jax_cannot_compile_is_refused_where_devices_are_named():
    def loss(outputs, targets):
        return outputs[0] * (1.0 if outputs[0] > 0.123 else 2.0)

    model = nn.Sequential(nn.Layer(2, 1, seed=1))
    with pytest.raises(TraceError):
        nn.fit(model, X, Y, backend="jax", devices=1, loss=loss, epochs=1, progress=False)
