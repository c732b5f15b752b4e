"""Every notebook runs from top to bottom in a fresh kernel, and is stored as a reader wants it."""

import importlib.util
import json
from itertools import pairwise
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))

spec = importlib.util.spec_from_file_location("notebooks_run", FOLDER / "run.py")
runner = importlib.util.module_from_spec(spec)
spec.loader.exec_module(runner)


def cells(path, kind):
    stored = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in stored if cell["cell_type"] == kind]


@pytest.mark.filterwarnings("default")  # of the kernel's machinery, not ours
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_and_its_folded_answers_run(path):
    for package in ("nbclient", "nbformat", "ipykernel", "matplotlib", "graphviz"):
        pytest.importorskip(package, reason=f"running notebooks needs {package}")
    executed = runner.execute(path, answers=True)
    printed = [
        output for cell in executed.cells if cell.cell_type == "code" for output in cell.outputs
    ]
    assert printed
    assert not [output for output in printed if output.get("name") == "stderr"]


def test_there_are_notebooks():
    assert FOLDER / "00_quickstart.ipynb" in NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_is_stored_with_its_outputs_and_is_small(path):
    code = cells(path, "code")
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert any(cell["outputs"] for cell in code)
    for cell in code:
        for output in cell["outputs"]:
            assert output["output_type"] != "error"
            assert output.get("name") != "stderr"
    assert path.stat().st_size < 250_000


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_prose_stands_before_every_cell_of_code(path):
    kinds = [cell["cell_type"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    assert kinds[0] == "markdown"
    assert kinds[-1] == "markdown"
    assert ("code", "code") not in list(pairwise(kinds))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_library_is_imported_and_never_defined_again(path):
    source = "\n".join("".join(cell["source"]) for cell in cells(path, "code"))
    assert "import" in source
    for name in ("Value", "Neuron", "Layer", "MLP"):
        assert f"class {name}" not in source
    assert "assert" in source


def test_an_answer_is_found_in_its_fold_and_nowhere_else():
    cell = type("Cell", (), {"cell_type": "markdown"})()
    cell.source = "```python\nno\n```\n<details>\n\n```python\nyes = 1\n```\n\n</details>\n"
    assert runner.answers_in(cell) == ["yes = 1\n"]
