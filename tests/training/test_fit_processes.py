"""`nn.fit(devices="all")` in processes that `nn.join` has joined, and one of them killed."""

import json
import os
import socket
import subprocess
import sys

import pytest

from tests.training.sharing import network, train
from tests.training.test_fit_devices import ROOT

pytest.importorskip("numpy")
pytest.importorskip("jax")

PLAIN = {"batch_size": 8, "n": 40, "epochs": 6}
MINUTE = 60.0


def processes(name, checkpoint, count=2):
    """So many processes at their play: their exit statuses, and what each says at last."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    flags = "--xla_force_host_platform_device_count=2"
    command = [sys.executable, "-m", "tests.training.together", port, str(count)]
    runs = [
        subprocess.Popen(
            [*command, str(number), name, str(checkpoint)],
            cwd=ROOT,
            env={**os.environ, "XLA_FLAGS": flags, "JAX_PLATFORMS": "cpu"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(count)
    ]
    try:
        said = [run.communicate(timeout=400) for run in runs]
    finally:
        for run in runs:
            run.kill()
    last = [out.strip().rpartition("\n")[2] for out, _ in said]
    return [json.loads(text) if text.startswith("{") else None for text in last], said


def assert_same(there, here):
    assert there["stopped"] == here["stopped"]
    assert len(there["records"]) == len(here["records"])
    for record, same in zip(here["records"], there["records"]):
        assert same == pytest.approx(record, rel=1e-9, abs=1e-12)
    assert there["numbers"] == pytest.approx(here["numbers"], rel=1e-9, abs=1e-12)


@pytest.fixture(scope="module")
def whole():
    """The training of the scalar engine."""
    return train(**PLAIN, compile=False)


@pytest.fixture(scope="module")
def agreeing(tmp_path_factory):
    """What two processes tell that stay to the end, and their folder."""
    folder = tmp_path_factory.mktemp("agreeing")
    found, said = processes("agree", folder / "run")
    assert all(found), said
    return found, folder


def test_ctrl_c_in_one_of_two_processes_ends_both_after_the_same_epoch(agreeing, whole):
    for told in agreeing[0]:
        assert told["history"]["stopped"] == "interrupted"
        assert len(told["history"]["records"]) == 3
        for record, same in zip(whole["records"], told["history"]["records"]):
            assert same == pytest.approx(record, rel=1e-9, abs=1e-12)


def test_the_first_process_alone_keeps_the_checkpoint_and_reads_it_to_the_others(agreeing, whole):
    found, folder = agreeing
    assert [path.name for path in folder.iterdir()] == ["run0"]
    for told in found:
        assert_same(told["resumed"], whole)


def test_processes_that_were_given_different_things_are_told_so(agreeing):
    for told in agreeing[0]:
        assert "process 1 differs from process 0 in: parameters (" in told["another model"]
        assert "process 1 differs from process 0 in: random numbers (" in told["no seed"]
        assert "process 1 differs from process 0 in: data (" in told["other data"]
        assert "after epoch 1, the optimizers of the processes differ" in told["another rate"]
        assert told["another rate"].index("lr=0.1,") < told["another rate"].index("lr=0.01,")
        assert all(told[x].startswith("ValueError: ") for x in ("another model", "other data"))


def test_an_error_in_one_process_is_an_error_in_all(agreeing):
    first, second = agreeing[0]
    assert first["a callback's error"] == (
        "ProcessError: process 1 ended the training: LookupError: no such column; "
        "1 epochs are done: with checkpoint= a training can go on after that"
    )
    assert second["a callback's error"] == "LookupError: no such column"


@pytest.mark.parametrize("killed", [1, 0], ids=["a process", "the coordinator"])
def test_when_a_process_is_killed_the_others_say_so_and_another_number_goes_on(
    killed, tmp_path, whole
):
    path = tmp_path / "run.json"
    found, said = processes(str(killed), path)
    assert found[killed] is None
    told = found[1 - killed]
    assert told is not None, said
    assert "another process has ended, or cannot be reached" in told["error"]
    assert f"go on with resume=True from {path}, on any number of devices" in told["error"]
    assert told["epochs"] == 4
    assert told["seconds"] < MINUTE
    assert all(abs(number) < 100 for number in told["numbers"])
    model = network()
    resumed = train(**PLAIN, model=model, backend="jax", devices=1, checkpoint=path, resume=True)
    assert_same(resumed, whole)
