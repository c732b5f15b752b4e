"""The programs that `python -m benchmarks.scalars` times do the same jobs."""

import subprocess
import sys

import pytest

pytest.importorskip("numpy")
pytest.importorskip("llvmlite")

from benchmarks import formulas, scalars
from benchmarks.measuring import TOLERANCE, installed, largest_difference, processor_time
from benchmarks.peer import FLOATS
from benchmarks.peers import PACKAGES, Worker, version

TINY = {  # with sizes and numbers of which all is done in no time
    "pendulum": ({"steps": 3}, [1.2, 0.3, 1.1, 0.2]),
    "rosenbrock": ({}, [0.5, -0.3, 1.2]),
    "random graph": ({"size": 30}, [0.1, -0.4, 0.7]),
    "kalman": ({"steps": 3}, [-3.0, -2.0, 0.1, 0.5]),
    "bodies": ({"count": 2, "steps": 2}, [0.1 * k for k in range(12)]),
    "implicit": ({"steps": 2}, [1.5, 0.5, 3.0]),
    "options": ({}, [[90.0, 110.0], [100.0, 100.0], [0.5, 1.5], [0.01, 0.03], [0.2, 0.3]]),
}


@pytest.fixture(scope="module")
def peers():
    found = ["python", *(package for package in PACKAGES if installed(package))]
    workers = {name: Worker(sys.executable, name) for name in found}
    yield workers
    for worker in workers.values():
        worker.__exit__()


def test_every_formula_has_a_tiny_form_here_and_a_title():
    assert [*TINY] == [*formulas.FORMULAS] == [*scalars.TITLES]


@pytest.mark.parametrize("name", TINY)
def test_all_programs_for_a_formula_compute_the_same_numbers(name, peers):
    sizes, numbers = TINY[name]
    contest = scalars.contest(name, sizes, peers, numbers)
    assert len(contest.programs) >= 2
    assert largest_difference(contest) <= TOLERANCE


@pytest.mark.parametrize("name", TINY)
def test_the_numbers_of_a_formula_give_a_finite_value(name):
    numbers = formulas.numbers_of(name, 1)
    if name == "options":
        numbers = [x for (x,) in numbers]
    assert abs(formulas.job(name, {})(numbers, FLOATS)) < 1e6


def test_a_worker_is_timed_by_its_own_clock(peers):
    program = peers["python"].program("floats", "kalman", {}, formulas.numbers_of("kalman"))
    assert 0 < processor_time(program, 10) < processor_time(program, 2_000)


def test_what_a_worker_cannot_do_is_said(peers):
    with pytest.raises(RuntimeError, match="KeyError: 'nothing'"):
        peers["python"].ask("make", "nothing", {}, [])
    ended = pytest.raises(RuntimeError, match="the process has ended")
    with Worker(sys.executable, "nobody") as worker, ended:
        worker.ask("clock")


def test_a_package_that_is_there_has_a_version_and_one_that_cannot_be_had_has_none(monkeypatch):
    assert version(sys.executable, "pytest") == pytest.__version__
    asked = []

    def fails(command, **options):
        asked.append(command[-1])
        return subprocess.CompletedProcess(command, 1, "")

    monkeypatch.setattr(subprocess, "run", fails)
    assert version(sys.executable, "nothing-at-all") == ""
    assert "nothing-at-all" in asked  # pip was asked to install it
