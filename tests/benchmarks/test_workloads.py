"""The programs that `python -m benchmarks` times do the same jobs."""

import pytest

pytest.importorskip("numpy")

from benchmarks import formulas, peers
from benchmarks.contenders import Worker
from benchmarks.formula_peers import FLOATS
from benchmarks.measuring import difference
from benchmarks.workload import TOLERANCE
from benchmarks.workloads import found, workloads

TINY = {  # with sizes and numbers of which all is done in no time
    "moons": {"samples": 7, "hidden": 3},
    "softmax 64-32-10": {"inputs": 4, "hidden": 3, "classes": 5, "batch_size": 6, "batches": 2},
    "rnn 8": {"steps": 3, "hidden": 2, "inputs": 3},
    "attention 4": {"tokens": 3, "width": 4},
    "convolution": {"images": 2, "size": 6, "channels": 2},
    "pendulum": {"steps": 3},
    "rosenbrock": {"numbers": [0.5, -0.3, 1.2]},
    "random graph": {"size": 30, "numbers": [0.1, -0.4, 0.7]},
    "kalman": {"steps": 3},
    "bodies": {"count": 2, "steps": 2, "numbers": [0.1 * k for k in range(12)]},
    "implicit": {"steps": 2},
    "options": {"prices": 2},
    "digits": {"epochs": 3},
    "node-39": {},
    "node-100": {},
    "chain": {"operations": 60},
    "microgpt": {"width": 2, "heads": 1, "layers": 1, "block": 2},
    "compile-1000": {},
    "call-1000": {},
}
LARGE = ["softmax 784-128-10", "rnn 200", "rnn 2000", "attention 8"]  # larger ones of the same
LARGE += [f"node-{10**i}" for i in range(3, 7)] + ["chain-10000"]
LARGE += [f"{kind}-{10**i}" for i in range(4, 7) for kind in ("compile", "call")]
LARGE += [f"first-{10**i}" for i in range(3, 6)]  # what call-1000 is, in a new process
PLACES = ["first", "last"]  # of this checkout
SLOW = ["torch.compile", "JAX, operation by operation"]  # the same programs, and take their time


@pytest.fixture(scope="module")
def here():
    return peers.here(peers.PEERS, lambda line: None)


@pytest.fixture(scope="module")
def workers(here):
    """One for all peers, so that libraries are imported once; but for the other `autograd`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")  # numbers are wanted, and no speed
        first, last = (Worker(here["python"].interpreter, place, 100.0) for place in PLACES)
    yield {name: last if name == "hips" else first for name in here}
    first.end()
    last.end()


def test_every_workload_has_a_tiny_form_here():
    names = [workload.name for workload in workloads()]
    assert sorted(names) == sorted([*TINY, *LARGE])


@pytest.mark.parametrize("name", TINY)
def test_all_ways_to_do_a_workload_compute_the_same_numbers(name, here, workers):
    workload = found(name)
    numbers = {}
    for way in workload.ways:
        needs = here[way.peer].versions if way.peer in here else None
        if needs is None or way.name in SLOW or not all(need in needs for need in way.needs):
            continue
        workers[way.peer].ask("make", name, way.name, TINY[name])
        numbers[way] = workers[way.peer].ask("run", workload.checked)
    first, *others = numbers
    assert others
    for way in others:
        gap = difference(numbers[first], numbers[way], way.partial)
        assert gap <= workload.tolerance, way.name


def test_numbers_are_compared_to_nine_digits_but_for_those_that_are_drawn():
    assert TOLERANCE <= 1e-9
    loose = [workload.name for workload in workloads() if workload.tolerance > TOLERANCE]
    assert loose == ["digits"]


def test_what_is_said_of_a_workload_is_of_its_ways():
    for workload in workloads():
        names = [way.name for way in workload.ways]
        assert len({*names}) == len(names)
        assert {way.peer for way in workload.ways} <= {*peers.PEERS}


@pytest.mark.parametrize("name", formulas.FORMULAS)
def test_the_numbers_of_a_formula_give_a_finite_value(name):
    numbers = formulas.numbers_of(name, 1)
    if name == "options":
        numbers = [x for (x,) in numbers]
    assert abs(formulas.job(name, {})(numbers, FLOATS)) < 1e6
