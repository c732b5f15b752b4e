"""The programs that `python -m benchmarks.compiled` times do the same jobs."""

import json

import pytest

pytest.importorskip("numpy")

from benchmarks import calls, classifiers, digits, moons, options, scaling, structures
from benchmarks.measuring import (
    TOLERANCE,
    Contest,
    Program,
    Ratio,
    installed,
    largest_difference,
    line_of_ratio,
)

CONTESTS = {
    "moons": lambda: moons.contest(samples=7, hidden=3),
    "softmax": lambda: classifiers.contest([4, 3, 5], 6, batches=2),
    "rnn": lambda: structures.rnn(steps=3, hidden=2, inputs=3),
    "attention": lambda: structures.attention(tokens=3, width=4),
    "convolution": lambda: structures.convolution(images=2, size=6, channels=2),
    "options": lambda: options.contest(count=5),
}


@pytest.mark.parametrize("name", CONTESTS)
def test_all_programs_of_a_contest_compute_the_same_numbers(name):
    contest = CONTESTS[name]()
    assert len(contest.programs) >= 2
    assert TOLERANCE <= 1e-9
    assert largest_difference(contest) <= TOLERANCE


def test_every_competitor_that_is_installed_takes_part_in_two_moons():
    names = " ".join(program.name for program in CONTESTS["moons"]().programs)
    for module, word in (("micrograd", "micrograd"), ("torch", "PyTorch"), ("jax", "JAX by hand")):
        assert (word in names) == installed(module)


@pytest.mark.parametrize("wrong", [[1.0, 2.0 + 1e-6], [1.0], [1.0, float("nan")]])
def test_programs_that_differ_are_found_out(wrong):
    programs = [Program("right", lambda rounds: [1.0, 2.0]), Program("wrong", lambda rounds: wrong)]
    with pytest.raises(AssertionError, match="wrong"):
        largest_difference(Contest("a job", programs))


@pytest.mark.parametrize(
    ("x", "end"),
    [(1.9, "1.90    >= 2  missed"), (2.0, "2.00    >= 2"), (21_000.0, "21,000    >= 2")],
)
def test_the_table_says_what_was_missed(capsys, x, end):
    line_of_ratio(Ratio("slow", "fast", at_least=2), x)
    assert capsys.readouterr().out.endswith(f"{end}\n")


def test_the_costs_of_compiling_are_printed_for_each_size(capsys):
    scaling.report(turns=1, sizes=(2_000, 4_000))
    lines = capsys.readouterr().out.splitlines()
    assert sum("time a node" in line for line in lines) == 2
    assert sum("memory a node" in line for line in lines) == 2


def test_the_costs_of_a_call_are_printed_for_each_form(capsys):
    calls.report(turns=1, calls=3)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[1] for line in lines[1:-1]] == [*calls.jobs()]
    assert all(line.count(".") >= 3 and "µs" in line for line in lines[1:-1])


def test_the_functions_that_are_called_compute_what_they_do_uncompiled():
    for f, x in calls.jobs().values():
        plain = f.__func__.function.__get__(f.__self__) if hasattr(f, "__func__") else f.function
        assert f(x).data == pytest.approx(plain(x).data, rel=1e-12)
        assert f.numpy(x) == pytest.approx(plain(x).data, rel=1e-12)


def test_every_way_to_learn_digits_ends_with_labels_that_are_right(monkeypatch, capsys):
    pytest.importorskip("sklearn")
    monkeypatch.setattr(digits, "EPOCHS", 3)
    for name, (needs, _) in digits.PROGRAMS.items():
        if all(map(installed, needs)):
            digits.one(name)
            seconds, accuracy = json.loads(capsys.readouterr().out)
            assert seconds > 0.0
            assert accuracy > 0.7, name
