"""The harness of the benchmarks: processes, times, what is said of them."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from benchmarks import calls, peers, results, scaling, told
from benchmarks.__main__ import main
from benchmarks.contenders import Contender, TooLongError, TroubleError
from benchmarks.measuring import QUICK, Entry, Plan, difference, first_turn, measure, next_turn
from benchmarks.peers import PEERS, Environment
from benchmarks.workload import Ratio, Way, Workload
from benchmarks.workloads import found

HERE = Environment(peers.Path(sys.executable))
FLOATS, EAGER = "plain Python, value alone", "eager"


def contender(way=FLOATS, limit=60.0, workload="kalman", **sizes):
    workload = found(workload)
    way = next(each for each in workload.ways if each.name == way)
    return Contender(workload, way, HERE, limit, sizes)


@pytest.mark.parametrize("wrong", [[1.0, 2.0 + 1e-6], [1.0], [1.0, float("nan")], []])
def test_numbers_that_differ_are_found_out(wrong):
    assert not difference([1.0, 2.0], wrong) <= 1e-9
    assert difference([1.0, 2.0], [1.0, 2.0]) == 0.0
    assert difference([1.0, 2.0], [1.0], partial=True) == 0.0


def test_a_contender_is_timed_by_its_own_clock():
    with contender() as floats:
        floats.numbers()
        assert 0 < floats.seconds(10) < floats.seconds(2_000)


def test_where_all_of_it_counts_the_time_is_that_of_a_whole_process():
    with contender() as floats, contender() as whole:
        whole.workload = replace(floats.workload, fresh=True, checked=1)
        assert whole.numbers() == floats.numbers()
        assert whole.taken() > floats.seconds(1)
        process = whole._worker._process
        assert whole.numbers() == floats.numbers()
        assert whole._worker._process is not process


def test_what_a_contender_cannot_do_is_said():
    unknown = pytest.raises(TroubleError, match=r"TypeError: .*'nothing'")
    with contender(nothing=3) as wrong, unknown:
        wrong.numbers()


def test_a_contender_that_ends_is_no_trouble_for_the_next_question():
    with contender() as floats:
        expected = floats.numbers()
        floats._worker._process.kill()
        with pytest.raises(TroubleError, match="the process has ended"):
            floats.numbers()
        assert floats.numbers() == expected


def test_a_contender_that_takes_too_long_is_stopped_and_the_others_go_on():
    with contender(limit=0.5, steps=10_000_000) as slow, contender() as floats:
        with pytest.raises(TooLongError, match=r"more than 0\.5 s"):
            slow.numbers()
        entry = measure(floats.workload, [slow, floats], QUICK)
    assert [way["too_long"] for way in entry["ways"]] == [True, False]
    assert entry["ways"][0]["seconds"] == []
    assert len(entry["ways"][1]["seconds"]) >= 1


def test_a_way_that_is_known_to_take_its_time_gets_more_of_it():
    native, hips = (
        next(way for way in found("chain").ways if way.name == name)
        for name in ("chainrule, native", "HIPS autograd")
    )
    assert Plan().limit_of(native) > Plan().limit_of(hips) == Plan().limit
    assert QUICK.limit_of(native) == QUICK.limit


def test_turns_and_ratios_are_kept_and_wishes_looked_at():
    with contender(EAGER) as eager, contender() as floats:
        workload = replace(
            floats.workload, ratios=[Ratio(EAGER, FLOATS, at_least=2), Ratio(EAGER, FLOATS, 0, 0.1)]
        )
        part = measure(workload, [eager, floats], QUICK)
    assert [way["difference"] for way in part["ways"]] == [0.0, pytest.approx(0.0, abs=1e-9)]
    slow, fast = (way["seconds"] for way in part["ways"])
    for ratio, met in zip(part["ratios"], [True, False]):
        assert ratio["turns"] == [a / b for a, b in zip(slow, fast)]
        assert ratio["met"] is met


class Clockwork:
    """A contender of which each run of n rounds takes `start + n * step` seconds."""

    def __init__(self, start, step, **settings):
        self.start, self.step, self.asked = start, step, []
        self.way = Way("clock", "python", None, int(start > 0), **settings)
        self.workload = Workload("clock", "a clock", [self.way], steps=2)

    def used(self):
        return sum(map(self._taken, self.asked))

    def _taken(self, rounds):
        return self.start + rounds * self.step

    def seconds(self, rounds):
        self.asked.append(rounds)
        return self._taken(rounds)

    def taken(self):
        return self._taken(self.workload.checked)


@pytest.mark.parametrize(("start", "step"), [(0.0, 3e-7), (0.0, 2.0), (0.3, 1e-5), (4.0, 2e-3)])
def test_a_turn_is_longer_than_what_disturbs_it_and_found_in_few_tries(start, step):
    clock, plan = Clockwork(start, step), Plan()
    entry = Entry(clock)
    entry.turn(lambda: first_turn(entry, plan))
    assert len(clock.asked) <= 6
    assert clock.used() <= 5 * start + 3 * max(plan.duration, step) + plan.budget
    assert entry.rounds * step >= max(plan.duration, min(2 * start, plan.budget)) - step / 2
    entry.turn(lambda: next_turn(entry))
    assert entry.seconds == pytest.approx([step / 2] * 2)
    assert entry.spent["turns"] == pytest.approx(clock.used())


def test_the_rounds_that_were_enough_another_time_are_tried_at_first():
    clock = Clockwork(0.5, 1e-5)
    entry = Entry(clock, 100_000)
    entry.turn(lambda: first_turn(entry, Plan()))
    assert clock.asked == [0, 100_000]
    assert entry.rounds == 100_000
    part = {"ways": [entry.found(), Entry(Clockwork(0.0, 1.0)).found()]}
    assert results.rounds_of(part) == {"clock": 100_000}


def test_where_rounds_are_alike_and_long_the_one_whose_numbers_are_compared_is_a_turn():
    clock = Clockwork(0.0, 3.0, even=True)
    entry = Entry(clock)
    entry.spent["numbers"] = 16.0
    entry.turn(lambda: first_turn(entry, Plan()))
    assert clock.asked == []
    assert entry.seconds == [1.5]
    assert entry.spent == {"numbers": 1.0, "turns": 15.0, "facts": 0.0}


def test_what_a_contender_took_is_the_time_of_its_processes():
    with contender() as floats:
        floats.numbers()
        assert 0.0 <= floats.taken() < floats.used()
        before = floats.used()
        floats.end()
        floats.numbers()
        assert floats.used() > before > 0.0


def test_a_peer_that_also_imports_as_autograd_is_itself(tmp_path):
    package = tmp_path / "autograd"
    package.mkdir()
    (package / "__init__.py").write_text("raise ValueError('the other')")
    worker = str(peers.ROOT / "benchmarks" / "worker.py")
    for place, said in (("last", "ValueError: the other"), ("first", None)):
        process = subprocess.run(
            [sys.executable, worker, place],
            input='["make", "kalman", "eager", {"steps": 2}]\n["run", 1]\n',
            env={"PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        answer = json.loads(process.stdout.splitlines()[-1])
        assert answer.get("error") == said


def test_a_package_that_is_not_there_is_left_out_with_a_line():
    lines = []
    assert "chainrule" in peers.here(["chainrule", "python"], lines.append)
    assert lines == []
    PEERS["nobody"] = peers.Peer("Nobody's", "nothing-at-all")
    try:
        assert peers.here(["nobody"], lines.append) == {}
    finally:
        del PEERS["nobody"]
    assert lines == ["Nobody's is not installed, and left out"]


def test_an_environment_that_cannot_be_made_is_told_and_the_others_are_made(tmp_path, monkeypatch):
    lines = []
    monkeypatch.setattr(peers.venv, "create", _created)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setitem(PEERS, "nobody", peers.Peer("Nobody's", "nothing", ("nothing-at-all",)))
    made = peers.environments(["nobody", "python"], tmp_path, lines.append)
    assert [*made] == ["python"]
    assert any("Nobody's can't be installed, and is left out" in line for line in lines)
    lines.clear()
    assert [*peers.environments(["python"], tmp_path, lines.append)] == ["python"]
    assert lines == []  # the second time it is there


def _created(folder, with_pip, clear):
    """An environment that sees what is installed here, which is quick to make."""
    peers.venv.EnvBuilder(system_site_packages=True, clear=clear).create(folder)


def test_the_command_measures_prints_and_writes_what_it_found(tmp_path, capsys):
    arguments = ["--quick", "--only", "kalman", "--peers", "python", "--here"]
    assert main([*arguments, "--out", str(tmp_path)]) == 0
    assert "Kalman" in capsys.readouterr().out
    found = results.read(tmp_path)
    (part,) = found["workloads"]
    (way,) = part["ways"]
    assert len(way["seconds"]) >= 1
    assert found["machine"]["threads"] == 1
    assert main(["--only", "no such thing", "--here"]) == 2


def test_what_was_not_measured_again_stays(tmp_path):
    for name in ("kalman", "implicit", "kalman"):
        arguments = ["--quick", "--only", name, "--peers", "python", "--here"]
        assert main([*arguments, "--out", str(tmp_path)]) == 0
    assert [part["name"] for part in results.read(tmp_path)["workloads"]] == ["kalman", "implicit"]


@pytest.mark.parametrize(
    ("x", "text"), [(2.5, "2.50 s"), (0.01234, "12.3 ms"), (1.5e-7, "150 ns"), (0.0, "0.00 ns")]
)
def test_times_are_told_in_the_unit_that_suits(x, text):
    assert told.seconds(x) == text


def test_the_costs_of_compiling_are_printed_for_each_size(capsys):
    pytest.importorskip("numpy")
    scaling.report(turns=1, sizes=(2_000, 4_000))
    lines = capsys.readouterr().out.splitlines()
    assert sum("time a node" in line for line in lines) == 2
    assert sum("memory a node" in line for line in lines) == 2


def test_the_costs_of_a_call_are_printed_for_each_form(capsys):
    pytest.importorskip("numpy")
    calls.report(turns=1, calls=3)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[1] for line in lines[1:-1]] == [*calls.jobs()]
    assert all(line.count(".") >= 3 and "µs" in line for line in lines[1:-1])


def test_the_functions_that_are_called_compute_what_they_do_uncompiled():
    pytest.importorskip("numpy")
    for f, x in calls.jobs().values():
        plain = f.__func__.function.__get__(f.__self__) if hasattr(f, "__func__") else f.function
        assert f(x).data == pytest.approx(plain(x).data, rel=1e-12)
        assert f.numpy(x) == pytest.approx(plain(x).data, rel=1e-12)
