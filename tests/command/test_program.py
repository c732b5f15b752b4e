"""The console script `chainrule`: all commands under one name."""

import os
import sys
from pathlib import Path

import pytest

from nn.command import program
from nn.command.recipes import RECIPES

pytestmark = pytest.mark.usefixtures("in_an_empty_folder")


@pytest.fixture
def chainrule(capsys):
    def run(*arguments):
        status = program.main(list(arguments))
        return status, *capsys.readouterr()

    return run


def test_without_a_command_it_says_what_there_is(capsys):
    with pytest.raises(SystemExit) as ended:
        program.main([])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    for command in ("demo", "train", "predict", "evaluate", "explain", "draw"):
        assert f"    {command} " in out
    assert "python -m" not in out


def test_the_language_may_stand_before_the_command(chainrule):
    status, out, _ = chainrule("--language", "ko", "explain", "x**2", "x=3")
    assert (status, out.split("\n")[2].split()) == (0, ["변수", "값", "도함수"])


def test_a_formula_is_explained_step_by_step(chainrule):
    status, out, err = chainrule("explain", "x*y + x**2", "x=3", "y=2")
    assert (status, err) == (0, "")
    table = [line.split("  ") for line in out.split("\n\n")[2].splitlines()]
    rows = [[cell.strip() for cell in row if cell] for row in table]
    assert rows[1:] == [["x * y", "6", "1"], ["x ** 2", "9", "1"], ["x * y + x ** 2", "15", "1"]]


def test_a_long_step_is_shortened_and_a_constant_is_none(chainrule):
    _, out, _ = chainrule("explain", " + ".join(["x*3"] * 40), "x=1")
    assert max(map(len, out.split("\n\n")[2].splitlines())) < 110
    status, out, _ = chainrule("explain", "2*3")
    assert (status, out) == (0, "2*3 = 6\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["train", "moons", "--bakend", "x"],
            "unrecognized: --bakend x; see chainrule train --help",
        ),
        (["draw", "m.json", "--out", "n"], "unrecognized: --out n; see chainrule draw --help"),
    ],
)
def test_an_option_that_is_none_names_the_help_of_its_command(chainrule, arguments, message):
    status, _, err = chainrule(*arguments)
    assert (status, err.split(": ", 1)[1]) == (2, f"{message}\n")


def test_the_help_of_draw_tells_of_graphs_and_of_models(capsys):
    with pytest.raises(SystemExit):
        program.main(["draw", "--help"])
    out = capsys.readouterr().out
    assert "Draws the graph" in out
    assert "draw MODEL.json --draw network.svg" in out


def test_a_formula_is_drawn(chainrule):
    pytest.importorskip("graphviz")
    status, out, _ = chainrule("draw", "x*y", "x=3", "y=2")
    assert status == 0
    assert "picture   graph.svg" in out
    assert "<svg" in Path("graph.svg").read_text(encoding="utf-8")


def test_a_model_is_drawn(chainrule):
    pytest.importorskip("matplotlib")
    chainrule("train", "xor", "--epochs", "1", "--save", "m.json")
    assert chainrule("draw", "m.json") == (0, "picture   network.svg\n", "")
    assert "<svg" in Path("network.svg").read_text(encoding="utf-8")
    assert chainrule("draw", "m.json", "--draw", "net.txt")[0] == 2
    assert chainrule("draw", "none.json")[2].startswith("chainrule draw: none.json: No such file")


def test_errors_name_the_command(chainrule):
    assert chainrule("explain", "x*", "x=1")[2].startswith("chainrule explain: ")
    assert chainrule("train", "nothing")[2].startswith("chainrule: no data set 'nothing'")
    assert chainrule("dance")[0] == 2


def test_the_demo_ends_well_without_matplotlib(chainrule, monkeypatch):
    for name in ["matplotlib", *(n for n in sys.modules if n.split(".")[0] == "matplotlib")]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(RECIPES, "moons", RECIPES["moons"]._replace(epochs=2))
    status, out, err = chainrule("demo")
    assert (status, err) == (0, "")
    assert "result    accuracy" in out
    assert out.splitlines()[-1] == (
        "picture   not drawn: plotting needs matplotlib: pip install 'chainrule[plot]'"
    )
    assert os.listdir() == []  # noqa: PTH208
