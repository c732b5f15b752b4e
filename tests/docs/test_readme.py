"""The READMEs and the pages of docs/ keep what they promise: code, tables, links, commands."""

import ast
import doctest
import re
import shutil
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree

import pytest

import autograd
from nn.command import program
from tests.tools import engineers_pictures, operations_table

ROOT = Path(__file__).resolve().parents[2]
ENGLISH, KOREAN = "README.md", "README.ko.md"
TABLES = list(operations_table.HEADS)
EDITIONS = {  # of each page
    ENGLISH: KOREAN,
    "docs/operations.md": "docs/operations.ko.md",
    "docs/micrograd.md": "docs/micrograd.ko.md",
    "docs/engineers.md": "docs/engineers.ko.md",
    "docs/files.md": "docs/files.ko.md",
    "docs/scaling.md": "docs/scaling.ko.md",
    "docs/exporting.md": "docs/exporting.ko.md",
    "docs/installing.md": "docs/installing.ko.md",
    "docs/tour.md": "docs/tour.ko.md",
    "docs/conventions.md": "docs/conventions.ko.md",
    "docs/source.md": "docs/source.ko.md",
    "docs/benchmarks.md": "docs/benchmarks.ko.md",
}
PAGES = [*EDITIONS, *EDITIONS.values()]
WITHOUT_EDITION = [
    *("CONTRIBUTING.md", "CHANGELOG.md", "TESTING.md", "docs/accuracy.md", "docs/house.md"),
]


def text_of(page):
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(page), re.MULTILINE | re.DOTALL)


def links(page):
    """What the page's links and pictures point to, within this repository."""
    found = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text_of(page))
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


@pytest.fixture(params=[ENGLISH, "docs/tour.md"])
def tour(request, tmp_path, monkeypatch):
    """The folder in which all Python of a page has been run, and the promises kept there."""
    pyplot = pytest.importorskip("matplotlib.pyplot", reason="the tour needs the extra plot")
    pytest.importorskip("graphviz", reason="the tour needs the extra draw")
    if not (shutil.which("dot") or shutil.which("graphviz-pure") or _has_wheel()):
        pytest.skip("the tour needs a program that draws graphs")
    monkeypatch.chdir(tmp_path)
    pyplot.switch_backend("Agg")
    namespace = {}
    claims = sum(run(block, namespace) for block in blocks(request.param, "python"))
    pyplot.close("all")
    return tmp_path, claims


def _has_wheel():
    try:
        return bool(metadata.version("graphviz-pure"))
    except metadata.PackageNotFoundError:
        return False


def test_the_tour_runs_and_every_result_is_as_printed(tour):
    folder, claims = tour
    assert claims >= 8
    assert {"neuron", "neuron.svg", "moons.png", "moons.json"} <= {p.name for p in folder.iterdir()}


def test_the_picture_of_the_neuron_is_the_one_that_is_drawn(tour):
    folder, _ = tour

    def shown(path):
        return [t.text for t in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")]

    assert shown(ROOT / "docs" / "neuron.svg") == shown(folder / "neuron.svg")


def test_a_wrong_result_in_a_readme_is_found():
    assert run("x = 1\nx + 1  # → 2\n", {}) == 1
    with pytest.raises(AssertionError):
        run("1 + 1  # → 3\n", {})


@pytest.mark.parametrize(("english", "korean"), EDITIONS.items())
def test_both_editions_have_the_same_code_headings_and_links(english, korean):
    for language in ("python", "sh", "bat"):
        assert blocks(english, language) == blocks(korean, language)
        assert blocks(english, language) or english != ENGLISH
    headings = [re.findall(r"^#+(?= )", text_of(page), re.MULTILINE) for page in (english, korean)]
    assert headings[0] == headings[1]
    here, there = (
        {Path(link.replace(".ko.", ".")).name for link in links(page)} for page in (english, korean)
    )
    assert here == there


def test_the_page_for_those_who_know_micrograd_runs_and_its_result_is_as_printed():
    namespace = {}
    assert sum(run(block, namespace) for block in blocks("docs/micrograd.md", "python")) == 1


def test_the_page_for_engineers_runs_its_results_are_as_printed_and_its_pictures_can_be_drawn(
    tmp_path,
):
    for module in ("scipy", "llvmlite", "matplotlib"):
        pytest.importorskip(module)
    namespace = {}
    claims = sum(run(block, namespace) for block in blocks("docs/engineers.md", "python"))
    assert claims == 8
    assert blocks("docs/engineers.md", "text") == [namespace["both"].source]
    engineers_pictures.draw(tmp_path, namespace)
    drawn = {path.name for path in tmp_path.iterdir()}
    assert drawn == {link for link in links("docs/engineers.md") if link.endswith(".png")}


def test_the_page_about_exporting_runs_and_its_results_are_as_printed(tmp_path, monkeypatch):
    for module in ("numpy", "onnx", "onnxruntime"):
        pytest.importorskip(module)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    namespace = {}
    claims = sum(run(block, namespace) for block in blocks("docs/exporting.md", "python"))
    assert claims == 10
    (excerpt,) = blocks("docs/exporting.md", "text")
    written = (tmp_path / "line.py").read_text(encoding="utf-8")
    for part in excerpt.split("...\n"):
        assert part in written


def test_one_row_is_explored_as_the_page_about_files_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{i},{i % 7},{'yes' if i > 30 else 'no'}\n" for i in range(60))
    Path("new.csv").write_text(f"area,rooms,dear\n{rows}", encoding="utf-8")
    train = ["train", "new.csv", "--target", "dear", "--epochs", "20", "--hidden", "4"]
    assert program.main([*train, "--save", "model.json"]) == 0
    namespace = {}
    run(*blocks("docs/files.md", "python"), namespace)
    model, output = namespace["model"], namespace["output"].data
    assert model.predict(namespace["X"][:1]) == ["yes" if output > 0 else "no"]
    assert "area" in Path("row.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", TABLES)
def test_the_table_of_operations_is_that_of_the_engine(page):
    text = text_of(page)
    assert operations_table.with_table(page, text) == text, (
        "run python -m tests.tools.operations_table"
    )


def test_the_table_has_every_operation_that_can_be_called():
    named = {entry.name for entry in operations_table.entries()}
    functions = {n for n in autograd.OPERATIONS if callable(getattr(autograd, n, None))}
    assert functions <= named
    assert {"add", "mul", "pow", "power", "neg"} <= named


@pytest.mark.parametrize("page", TABLES)
def test_mathematics_in_the_table_survives_github(page):
    for line in operations_table.table(page).splitlines()[2:]:
        columns = len(operations_table.HEADS[page])
        assert len(re.findall(r"(?<!\\)\|", line)) == columns + 1
        assert line.count("$`") == line.count("`$")
        assert "operatorname" not in line


@pytest.mark.parametrize("page", [*PAGES, *WITHOUT_EDITION])
def test_every_link_leads_to_a_file(page):
    missing = [link for link in links(page) if not (ROOT / page).parent.joinpath(link).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES)
def test_a_link_into_a_page_leads_to_one_of_its_headings(page):
    for link, anchor in re.findall(r"\]\(([^)#]*)#([^)]*)\)", text_of(page)):
        if not link.startswith("http"):
            there = (ROOT / page).parent / link if link else ROOT / page
            headings = re.findall(r"^#+ (.*)$", there.read_text("utf-8"), re.MULTILINE)
            assert anchor in [heading.lower().replace(" ", "-") for heading in headings]


def test_one_numbers_walk_through_the_house_is_as_printed():
    pytest.importorskip("numpy", reason="compiling needs the extra fast")
    text = re.sub(r"^```.*$", "", text_of("docs/house.md"), flags=re.MULTILINE)
    walk = doctest.DocTestParser().get_doctest(text, {}, "house", "docs/house.md", 0)
    assert len(walk.examples) >= 10
    assert doctest.DocTestRunner().run(walk).failed == 0


def test_the_page_about_the_house_names_every_room_and_no_other():
    named = set(re.findall(r"`([a-z]+)/`", text_of("docs/house.md")))
    rooms = {
        path.parent.name
        for package in ("autograd", "nn")
        for path in (ROOT / package).glob("*/**/__init__.py")
    }
    assert named == rooms


def commands():
    return [line for block in blocks(ENGLISH, "sh") for line in block.splitlines()]


def test_the_two_commands_name_extras_that_exist():
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = pyproject.split("[project.optional-dependencies]")[1].split("\n[")[0]
    extras = set(re.findall(r"^(\w+) = \[", section, re.MULTILINE))
    set_up = [line for line in commands() if line.startswith("python3 -m venv")]
    assert [line.rsplit(" && ", 1)[1].split("/", 1)[1] for line in set_up] == [
        "bin/python -m nn",
        "bin/python -m pytest -n auto",
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


def test_the_readme_is_short_and_its_contents_name_every_chapter():
    for page in (ENGLISH, KOREAN):
        text = text_of(page)
        assert len(text.split()) < 1100
        assert re.findall(r"\]\(#([^)]*)\)", text) == [
            heading.lower().replace(" ", "-")
            for heading in re.findall(r"^## (.*)$", text, re.MULTILINE)
        ]


def test_the_page_about_installing_names_every_extra_and_no_other():
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = pyproject.split("[project.optional-dependencies]")[1].split("\n[")[0]
    for page in ("docs/installing.md", "docs/installing.ko.md"):
        rows = re.findall(r"^\| (`.*?) \|", text_of(page), re.MULTILINE)
        named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
        assert named == set(re.findall(r"^(\w+) = \[", section, re.MULTILINE))


@pytest.mark.parametrize("page", [ENGLISH, "docs/tour.md"])
def test_the_command_line_has_the_options_that_the_pages_use(page, capsys):
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    of_ours = [line.split()[1:] for line in lines if line.startswith("chainrule ")]
    assert len(of_ours) >= 5
    for command, *arguments in of_ours:
        model = [a for a in arguments if a.endswith(".json")] if command == "draw" else []
        with pytest.raises(SystemExit):
            program.main([command, *model, "--help"])
        known = capsys.readouterr().out
        assert [a for a in arguments if a.startswith("--") and a not in known] == []
