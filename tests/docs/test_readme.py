"""The READMEs keep what they promise: their code runs, and their tables, links, commands hold."""

import ast
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree

import pytest

import autograd
from tests.tools import operations_table

ROOT = Path(__file__).resolve().parents[2]
ENGLISH, KOREAN = "README.md", "README.ko.md"
EDITIONS = [ENGLISH, KOREAN]


def text_of(readme):
    return (ROOT / readme).read_text(encoding="utf-8")


def blocks(readme, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(readme), re.MULTILINE | re.DOTALL)


def links(readme):
    """What the README's links and pictures point to, within this repository."""
    found = re.findall(r"\]\(([^)#]+)\)", text_of(readme))
    return [link for link in found if not link.startswith("http")]


def run(code, namespace):
    """Runs a block; where a line ends in `# → result`, its value must be shown so."""
    claims = 0
    lines = code.splitlines()
    for statement in ast.parse(code).body:
        decorators = getattr(statement, "decorator_list", [])
        first = min(node.lineno for node in (statement, *decorators))
        source = "\n".join(lines[first - 1 : statement.end_lineno])
        _, arrow, promised = source.partition("  # → ")
        if arrow:
            assert isinstance(statement, ast.Expr), f"{source}: only an expression has a result"
            assert repr(eval(source, namespace)) == promised, source
            claims += 1
        else:
            exec(source, namespace)
    return claims


@pytest.fixture
def tour(tmp_path, monkeypatch):
    """The folder in which all Python of the README has been run, and the promises kept there."""
    pyplot = pytest.importorskip("matplotlib.pyplot", reason="the tour needs the extra plot")
    pytest.importorskip("graphviz", reason="the tour needs the extra draw")
    if not (shutil.which("dot") or shutil.which("graphviz-pure") or _has_wheel()):
        pytest.skip("the tour needs a program that draws graphs")
    monkeypatch.chdir(tmp_path)
    pyplot.switch_backend("Agg")
    namespace = {}
    claims = sum(run(block, namespace) for block in blocks(ENGLISH, "python"))
    pyplot.close("all")
    return tmp_path, claims


def _has_wheel():
    try:
        return bool(metadata.version("graphviz-pure"))
    except metadata.PackageNotFoundError:
        return False


def test_the_tour_runs_and_every_result_is_as_printed(tour):
    folder, claims = tour
    assert claims >= 10
    assert {"neuron", "neuron.svg", "moons.png", "moons.json"} <= {p.name for p in folder.iterdir()}


def test_the_picture_at_the_top_is_the_one_the_tour_draws(tour):
    folder, _ = tour

    def shown(path):
        return [t.text for t in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")]

    assert shown(ROOT / "docs" / "neuron.svg") == shown(folder / "neuron.svg")


def test_a_wrong_result_in_a_readme_is_found():
    assert run("x = 1\nx + 1  # → 2\n", {}) == 1
    with pytest.raises(AssertionError):
        run("1 + 1  # → 3\n", {})


def test_both_editions_have_the_same_code_headings_and_links():
    for language in ("python", "sh", "bat"):
        assert blocks(ENGLISH, language) == blocks(KOREAN, language)
        assert blocks(ENGLISH, language)
    headings = [re.findall(r"^#+(?= )", text_of(readme), re.MULTILINE) for readme in EDITIONS]
    assert headings[0] == headings[1]
    english, korean = ({link.replace(".ko.", ".") for link in links(readme)} for readme in EDITIONS)
    assert english == korean


@pytest.mark.parametrize("readme", EDITIONS)
def test_the_table_of_operations_is_that_of_the_engine(readme):
    text = text_of(readme)
    assert operations_table.with_table(readme, text) == text, (
        "run python -m tests.tools.operations_table"
    )


def test_the_table_has_every_operation_that_can_be_called():
    named = {entry.name for entry in operations_table.entries()}
    functions = {n for n in autograd.OPERATIONS if callable(getattr(autograd, n, None))}
    assert functions <= named
    assert {"add", "mul", "pow", "power", "neg"} <= named


@pytest.mark.parametrize("readme", EDITIONS)
def test_mathematics_in_the_table_survives_github(readme):
    for line in operations_table.table(readme).splitlines()[2:]:
        columns = len(operations_table.HEADS[readme])
        assert len(re.findall(r"(?<!\\)\|", line)) == columns + 1
        assert line.count("$`") == line.count("`$")
        assert "operatorname" not in line


@pytest.mark.parametrize("readme", [*EDITIONS, "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_link_leads_to_a_file(readme):
    missing = [link for link in links(readme) if not (ROOT / link).exists()]
    assert not missing


def commands():
    return [line for block in blocks(ENGLISH, "sh") for line in block.splitlines()]


def test_the_two_commands_name_extras_that_exist():
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = pyproject.split("[project.optional-dependencies]")[1].split("\n[")[0]
    extras = set(re.findall(r"^(\w+) = \[", section, re.MULTILINE))
    set_up = [line for line in commands() if line.startswith("python3 -m venv")]
    assert [line.rsplit(" && ", 1)[1].split("/", 1)[1] for line in set_up] == [
        "bin/python -m nn",
        "bin/python -m pytest",
    ]
    for line in set_up:
        (named,) = re.findall(r'"\.\[([\w,]+)\]"', line)
        assert set(named.split(",")) <= extras


def test_the_windows_commands_are_the_same_commands():
    unix = [line for line in commands() if line.startswith("python3 -m venv")]
    windows = "".join(blocks(ENGLISH, "bat")).splitlines()
    translated = [
        line.replace("python3 -m", "py -m", 1).replace("/bin/", r"\Scripts" + "\\") for line in unix
    ]
    assert windows == translated


def test_the_gate_runs_the_readmes_test_command():
    (pattern,) = re.findall(r"grep -m1 -E '([^']+)' README.md", (ROOT / ".ci/run").read_text())
    matching = [line for line in text_of(ENGLISH).splitlines() if re.search(pattern, line)]
    assert matching[0] in commands()


def test_the_command_line_has_the_options_that_the_readme_uses():
    for line in commands():
        if line.startswith("python -m nn "):
            command = line.split()[3]
            run = subprocess.run(
                [sys.executable, "-m", "nn", command, "--help"],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=True,
            )
            for option in re.findall(r"--[\w-]+", line):
                assert option in run.stdout, f"{line}: no option {option}"
