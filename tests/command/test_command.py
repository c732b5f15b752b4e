"""`python -m autograd`: what it prints and writes, and one line for every fault."""

import math
import os
import subprocess
import sys
from pathlib import Path

import mpmath
import pytest

import autograd
from autograd.command import main

ROOT = str(Path(autograd.__file__).parent.parent)


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys):
    """Runs a command line: its status, its output, its errors."""

    def run(*arguments):
        status = main(arguments)
        return status, *capsys.readouterr()

    return run


def columns(text):
    """The terminal columns of each line's Korean-aware width, letter by letter."""
    return sum(2 if "가" <= c <= "힣" else 1 for c in text)


def test_the_lecture_expression_has_its_value_and_its_partial_derivatives(run):
    assert run("x**2 + x*y + y**2", "x=3", "y=2") == (
        0,
        "x**2 + x*y + y**2 = 19\n"
        "\n"
        "variable  value  derivative\n"
        "x             3           8\n"
        "y             2           7\n",
        "",
    )


def test_it_runs_as_a_program_of_its_own():
    command = [sys.executable, "-m", "autograd", "tanh(tahn(x))", "x=1"]
    environment = {**os.environ, "PYTHONPATH": ROOT, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "python -m autograd: unknown function 'tahn'; did you mean tanh?",
        "  tanh(tahn(x))",
        "       ^",
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("exp(-x**2/2) / sqrt(2*pi)", {"x": 0.7}),
        ("log(x) * sin(y) + atan2(y, x)", {"x": 1.3, "y": -0.4}),
        ("hypot(x, y, z) ** 3 / e", {"x": 1.0, "y": 2.0, "z": -2.0}),
        ("-x**-y + 2**z", {"x": 1.5, "y": 0.3, "z": 1.1}),
    ],
)
def test_first_and_second_derivatives_are_those_of_fifty_digits(run, text, numbers):
    given = [f"{name}={number}" for name, number in numbers.items()]
    status, out, _ = run(text, *given, "--order", "2")
    assert status == 0
    first, second = out.split("second derivatives\n")
    known = {name: getattr(mpmath, name) for name in ("exp", "log", "sin", "sqrt", "pi", "e")}
    known["atan2"] = mpmath.atan2
    known["hypot"] = lambda *xs: mpmath.sqrt(sum(x * x for x in xs))

    def f(*xs):
        return eval(text, known, dict(zip(numbers, xs)))

    n, point = len(numbers), tuple(map(mpmath.mpf, numbers.values()))
    rows = [line.split() for line in second.splitlines()[1:]]
    with mpmath.workdps(50):
        assert float(first.split(" = ")[1].split()[0]) == pytest.approx(float(f(*point)), rel=1e-9)
        for i, row in enumerate(first.strip().splitlines()[3:]):
            unit = tuple(int(i == k) for k in range(n))
            expected = float(mpmath.diff(f, point, unit))
            assert float(row.split()[2]) == pytest.approx(expected, rel=1e-9)
            for j in range(n):
                order = tuple(int(i == k) + int(j == k) for k in range(n))
                expected = float(mpmath.diff(f, point, order))
                assert float(rows[i][1 + j]) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_of_one_variable_the_second_derivative_is_a_table_too(run):
    _, out, _ = run("x**3", "x=2", "--order", "2")
    assert out.endswith("second derivatives\n    x\nx  12\n")


def test_an_expression_without_variables_is_a_calculator(run):
    assert run("2 + 3*4", "--order", "2") == (0, "2 + 3*4 = 14\n", "")


def test_a_number_may_be_a_fraction_of_pi_or_negative(run):
    _, out, _ = run("-sin(x) + y", "x=pi/2", "y=-1/4")
    rows = [line.split() for line in out.splitlines()[3:]]
    assert [float(row[1]) for row in rows] == pytest.approx([math.pi / 2, -0.25])


def test_an_expression_may_begin_with_a_minus_and_options_may_stand_anywhere(run):
    assert run("-x**2", "--order", "1", "x=-3")[1].startswith("-x**2 = -9\n")


def test_korean_names_stand_in_straight_columns(run):
    _, out, _ = run("가중치*입력 + b", "가중치=2", "입력=3.5", "b=1", "--order", "2")
    first, second = out.split("\n\n")[1:]
    assert len({columns(line) for line in first.splitlines()}) == 1
    assert len({columns(line) for line in second.splitlines()[1:]}) == 1
    assert first.splitlines()[1].split() == ["가중치", "2", "3.5"]


def test_a_name_is_the_same_in_whichever_way_its_letters_are_composed(run):
    import unicodedata

    name = unicodedata.normalize("NFD", "값")
    assert len(name) > 1
    assert run(f"{name}**2", "값=3")[0] == 0
    assert run("값**2", f"{name}=3")[0] == 0


def test_the_mark_stands_under_the_character_also_behind_wide_ones(run):
    _, _, err = run("가중치*입력 + 편향 $", "가중치=1")
    _, text, mark = err.splitlines()
    assert columns(mark[:-1]) == columns(text[: text.index("$")])


def test_of_a_long_expression_the_part_around_the_fault_is_shown(run):
    _, _, err = run("x + " * 500 + "y%2" + " + x" * 500, "x=1", "y=1")
    _, text, mark = err.splitlines()
    assert len(text) < 80
    assert text[mark.index("^")] == "%"


@pytest.mark.parametrize(
    ("arguments", "message", "under"),
    [
        (["x + 1/(y - y)", "x=1", "y=2"], "float division by zero in div(1.0, 0.0)", "/"),
        (["x + log(-x)", "x=1"], "in log(-1.0)", "l"),
        (["(x)**0.5", "x=-4"], "in power(x=-4.0, 0.5)", "*"),
        (["exp(x)", "x=1000"], "math range error in exp(x=1000.0)", "e"),
        (["1 + sqrt(x)", "x=0"], "the derivative of sqrt(x=0.0)", "s"),
        (["x*y", "x=1"], "y has no number; add y=NUMBER", "y"),
        (["x + acos(x)", "x=two"], "x needs a number, got a name", "t"),
        (["x", "x="], "there is no expression", None),
        (["x", "x=1", "x=2"], "x is given twice", None),
        (["x", "x=1", "y=2"], "y is given, but it is not in x", None),
        (["x", "exp=1"], "exp is a function; give the variable another name", None),
        (["x", "e=1"], "e is the constant 2.71828; give the variable another name", None),
        (["x", "lambda=1"], "'lambda' cannot be the name of a variable", None),
        (["x", "2=1"], "'2' cannot be the name of a variable", None),
        (["x", "+", "y"], "'+' is not NAME=NUMBER; put the expression in quotes", None),
        (["x", "x=1/0"], "float division by zero", "/"),
        (["x", "x=1e999"], "too large for a float", "1"),
        (["x", "x=1", "--order", "3"], "invalid choice: 3", None),
        (["x", "x=1", "--oder", "2"], "--oder", None),
        (["x", "x=1", "--draw", "a.xyz"], "a picture's name must end in .svg, .png", None),
        (["x", "x=1", "--draw", "no/a.dot"], "autograd: no/a.dot: there is no such folder", None),
        (
            ["x", "x=1", "--explore", "no/a.html"],
            "autograd: no/a.html: there is no such folder",
            None,
        ),
        ([], "the following arguments are required: EXPRESSION", None),
    ],
)
def test_every_fault_is_one_line_and_points_at_its_character(run, arguments, message, under):
    if "a.dot" in str(arguments):
        pytest.importorskip("graphviz")
    status, out, err = run(*arguments)
    lines = err.splitlines()
    assert (status, out) == (2, "")
    assert lines[0].startswith("python -m autograd: ")
    assert message in lines[0]
    assert len(lines) == (1 if under is None else 3)
    if under:
        assert lines[1][lines[2].index("^")] == under
    assert os.listdir() == []  # noqa: PTH208


def test_help_gives_examples_that_run(run, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    examples = [
        line.split(maxsplit=3)[3]
        for line in capsys.readouterr().out.splitlines()
        if line.startswith("  python -m autograd")
    ]
    assert len(examples) == 4
    import shlex

    for example in examples:
        arguments = shlex.split(example)
        files = [i for i, word in enumerate(arguments) if word in ("--draw", "--explore")]
        for i in reversed(files):
            del arguments[i : i + 2]
        assert run(*arguments)[0] == 0


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.svg", b"<?xml"), ("a.PNG", b"\x89PNG"), ("a.dot", b""), ("b.gv", b"")],
)
def test_the_graph_is_drawn_into_a_file(run, name, start):
    pytest.importorskip("graphviz")
    status, out, err = run("x*y + 1", "x=3", "y=2", "--draw", name)
    assert (status, err) == (0, "")
    assert out.endswith(f"\npicture   {name}\n")
    content = Path(name).read_bytes()
    assert content.startswith(start)
    assert os.listdir() == [name]  # noqa: PTH208
    if not start:
        assert content.count(b"->") == 6


def test_without_a_program_for_the_layout_svg_is_drawn_and_of_png_one_line_is_said(
    run, monkeypatch
):
    pytest.importorskip("graphviz")
    from autograd.drawing import picture

    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(picture, "_wheel_program", lambda: None)
    status, out, err = run("x*2", "x=3", "--draw", "a.png")
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "pip install 'chainrule[draw]'" in err
    assert os.listdir() == []  # noqa: PTH208
    assert run("x*2", "x=3", "--draw", "a.svg")[0] == 0
    assert Path("a.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_the_explorer_is_written_into_a_file(run):
    status, out, err = run("tanh(x*w + b)", "x=3", "w=2", "b=1", "--explore", "a.html")
    assert (status, err) == (0, "")
    assert out.endswith("\nexplorer  a.html\n")
    assert "<html" in Path("a.html").read_text(encoding="utf-8")
    assert os.listdir() == ["a.html"]  # noqa: PTH208


# --- another language ---------------------------------------------------------------------------


@pytest.mark.parametrize("option", [["--language", "ko"], ["--language=ko"]])
def test_with_language_ko_everything_is_korean_and_afterwards_nothing(run, option):
    assert run(*option, "x**2", "x=3") == (
        0,
        "x**2 = 9\n\n변수  값  도함수\nx      3       6\n",
        "",
    )
    assert run("tahn(x)", "x=1", *option)[2].splitlines() == [
        "python -m autograd: 모르는 함수 'tahn', 혹시 tanh입니까?",
        "  tahn(x)",
        "  ^",
    ]
    assert autograd.language() == "en"
    assert "variable" in run("x**2", "x=3")[1]


def test_the_help_is_korean_too(run, capsys):
    with pytest.raises(SystemExit):
        run("--language", "ko", "--help")
    assert "식의 값과 변수마다의 도함수를 보여 줍니다." in capsys.readouterr().out
    assert autograd.language() == "en"


def test_a_language_that_is_not_known_is_refused_in_english(run):
    status, _, err = run("x", "x=1", "--language", "de")
    assert status == 2
    assert "argument --language: invalid choice: 'de'" in err
