"""A few seconds of fuzzing for each target, and a check that the fuzzer sees what is wrong."""

import json

import pytest

from autograd import expressions
from tests.tools.fuzz import Fuzzer, bounded, loop
from tests.tools.fuzz_target import BrokenPromiseError
from tests.tools.reference_parser import NoNumberError, evaluated


@pytest.fixture
def fuzzer(monkeypatch):
    """Makes fuzzers that leave this process as it was."""
    monkeypatch.setattr(Fuzzer, "_limit_memory", lambda self: None)
    return Fuzzer


@pytest.mark.parametrize("target", ["expressions", "csv", "models", "labels"])
def test_two_seconds_of_hostile_inputs_break_no_promise(fuzzer, target):
    if target == "labels":
        pytest.importorskip("graphviz")
    fuzzer = fuzzer(target)
    loop(fuzzer, 2.0, seed=2)
    assert fuzzer.findings == {}


def test_a_parser_that_runs_code_is_found(fuzzer, monkeypatch):
    fuzzer = fuzzer("expressions")
    monkeypatch.setattr(expressions, "_compute", lambda node, *rest: eval("__import__('math').pi"))
    fuzzer.run(b"x")
    assert any("RuntimeError" in kind for kind in fuzzer.findings)


def test_a_parser_that_swaps_operands_is_found(fuzzer, monkeypatch):
    real = expressions.OPERATORS[expressions.ast.Sub]
    wrong = {**expressions.OPERATORS, expressions.ast.Sub: lambda a, b: real(b, a)}
    monkeypatch.setattr(expressions, "OPERATORS", wrong)
    assert any("BrokenPromiseError" in kind for kind in fuzzer("expressions").findings)


def test_a_table_read_with_a_wrong_number_is_found(fuzzer, monkeypatch):
    from nn.data.reading import kinds

    monkeypatch.setattr(
        kinds, "plain_floats", lambda cells, decimal=".": [7.5 * i for i in range(len(cells))]
    )
    assert fuzzer("csv").findings


def test_a_file_that_is_half_loaded_and_then_refused_is_found(fuzzer, monkeypatch):
    from nn import Module
    from nn.files import ModelFileError

    target = fuzzer("models").target

    def load(self, path):
        self.parameters()[0].data = 7.0
        raise ModelFileError("refused")

    monkeypatch.setattr(Module, "load", load)
    with pytest.raises(BrokenPromiseError, match="changed, and refused"):
        target.check(json.dumps({}).encode())


def test_a_label_that_becomes_part_of_the_page_is_found(fuzzer, monkeypatch):
    pytest.importorskip("graphviz")
    from autograd.exploring import page

    target = fuzzer("labels").target
    monkeypatch.setattr(page, "to_json", json.dumps)
    with pytest.raises(BrokenPromiseError, match="part of the page"):
        target.check(b"</script><script>alert(1)</script>")


def test_an_input_that_takes_for_ever_is_ended(monkeypatch):
    def for_ever():
        while True:
            pass

    monkeypatch.setattr("tests.tools.fuzz.SECONDS", 0.05)
    with pytest.raises(TimeoutError, match="longer than"), bounded():
        for_ever()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2**3**2", 512.0),
        ("-2**2", -4.0),
        ("2**-1", 0.5),
        ("7-2-1", 4.0),
        ("8/4/2", 1.0),
        ("1+2*3 < 7.5", 1.0),
        ("hypot(3, 0x4) * 1_0", 50.0),
        ("- -x", 1.5),
    ],
)
def test_the_reference_parser_reads_as_one_reads(text, number):
    assert evaluated(text, {"x": 1.5}) == number


def test_the_reference_parser_has_no_number_where_there_is_none():
    for text in ("1/0", "log(0)", "(-8)**0.5", "exp(1000)", "tanh(1, 2)"):
        with pytest.raises(NoNumberError):
            evaluated(text, {})
