"""Lessons where packages are missing: what needs them is left out and said, all else runs."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("IPython", reason="lessons run in IPython")

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
LESSONS = [
    FOLDER / edition / f"{lesson}.ipynb"
    for lesson in ("01_quickstart", "05_backprop_by_hand")
    for edition in ("", "ko")
]
# Runs a lesson cell by cell where nothing can be imported but IPython and this project.
BARE = """
import importlib.util, json, sys
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance(colors="NoColor")
hidden = {"numpy", "matplotlib", "sklearn", "graphviz", "graphviz_pure", "tqdm", "llvmlite", "jax"}
find_spec = importlib.util.find_spec

class Hider:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hider())
importlib.util.find_spec = lambda name: None if name in hidden else find_spec(name)
sys.path[:0] = sys.argv[2:]
cells = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["cells"]
codes = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
ran = [shell.run_cell(code).success for code in codes]
assert not hidden & sys.modules.keys()
sys.exit(ran.count(False))
"""


@pytest.fixture(scope="module")
def course():
    spec = importlib.util.spec_from_file_location("course", FOLDER / "course.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def run(course, monkeypatch, capsys):
    """Runs cells one after another without matplotlib; what they leave, and what they print."""
    real = course.find_spec
    monkeypatch.setattr(course, "find_spec", lambda n: None if n == "matplotlib" else real(n))
    without = course.WithoutPackages()

    def run_cells(*cells):
        left = {}
        for cell in cells:
            kept = ast.fix_missing_locations(without.visit(ast.parse(cell)))
            exec(compile(kept, "cell", "exec"), left)
        return left, capsys.readouterr().out

    return run_cells


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_lesson_runs_to_its_end_with_nothing_installed(lesson):
    command = [sys.executable, "-c", BARE, str(lesson), str(lesson.parent), str(ROOT)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, encoding="utf-8")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "matplotlib" in ran.stdout  # left out, and said


def test_what_takes_nothing_from_a_missing_package_runs(run):
    left, printed = run("import math\nimport matplotlib.pyplot as plt\nx = math.sqrt(4.0)")
    assert left["x"] == 2.0
    assert "plt" not in left
    assert printed == "(there is no matplotlib here; lines of this cell that were skipped: 2)\n"


def test_what_takes_a_name_of_what_was_left_out_is_left_out_too_in_later_cells(run):
    left, printed = run(
        "import matplotlib.pyplot as plt\ndef draw(ys):\n    return plt.plot(ys)",
        "lines = draw([1])\nn = 1\nm = len(lines)",
        "n += 1\nlines",
    )
    assert left["n"] == 2
    assert not {"draw", "lines", "m"} & left.keys()
    assert [line.rpartition(": ")[2] for line in printed.splitlines()] == ["1–3)", "1, 3)", "2)"]


def test_what_a_statement_left_out_would_have_changed_counts_as_missing(run):
    left, _ = run(
        "import matplotlib as mpl\nseen, path, total = [], [0], [0]",
        "for c in mpl.colormaps:\n    seen.append(c)\n    path[0] = c",
        "last = max(seen)\nn = len(path)",
        "total.append(1)\nfor c in 'ab':\n    total.append(c)",
    )
    assert "last" not in left
    assert "n" not in left
    assert left["total"] == [0, 1, "a", "b"]


def test_a_name_that_is_given_again_is_missing_no_longer(run):
    left, _ = run("import matplotlib as mpl\nx = mpl", "x = 3", "y = x + 1")
    assert left["y"] == 4


def test_a_variable_of_a_loop_or_a_function_is_its_own(run):
    left, _ = run(
        "import matplotlib as ax",
        "squares = [ax * ax for ax in (3,)]",
        "for ax in (1, 2):\n    last = ax\ndef f(ax):\n    return ax",
    )
    assert (left["last"], left["f"](5), left["squares"]) == (2, 5, [9])


def test_pictures_of_the_library_itself_are_left_out_and_its_films_are_taken(run):
    left, printed = run(
        "import nn\nfilm = nn.plotting.Film([[0.0, 0.0], [1.0, 1.0]], [0, 1], frames=2)",
        "ax = nn.plotting.activation('relu')",
    )
    assert "film" in left
    assert "ax" not in left
    assert printed.endswith("skipped: 1)\n")


def test_a_cell_that_lacks_nothing_is_the_same_cell(course):
    cell = ast.parse("x = 1\nx")
    assert course.WithoutPackages().visit(cell) is cell
    assert ast.unparse(cell) == "x = 1\nx"


def test_a_value_before_what_was_left_out_at_the_end_is_not_shown(run, course):
    cell = ast.parse("import matplotlib\n1 + 1\nmatplotlib")
    kept = course.WithoutPackages().visit(cell)
    assert isinstance(kept.body[-1], ast.Pass)
