"""Every lesson runs from top to bottom in a fresh kernel, and is stored as a reader wants it.

The two editions of a lesson have the same code, line by line, but for comments and docstrings. They
differ in the words that `say` chooses for pictures, so the usual run executes the Korean edition,
whose letters need a font of their own (where none is installed, the words are English), the folded
answers included and the checks of exercises tried out; the words of both are drawn. All notebooks
of both editions are executed by

    NOTEBOOKS=all python -m pytest tests/notebooks
"""

import ast
import importlib.util
import io
import json
import os
import re
import sys
import tokenize
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.notebooks.trials import trial

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
ENGLISH = sorted(FOLDER.glob("*.ipynb"))
KOREAN = sorted((FOLDER / "ko").glob("*.ipynb"))
NOTEBOOKS = [*ENGLISH, *KOREAN]
EXECUTED = NOTEBOOKS if os.environ.get("NOTEBOOKS") == "all" else [ENGLISH[0], *KOREAN]

spec = importlib.util.spec_from_file_location("notebooks_run", FOLDER / "run.py")
runner = importlib.util.module_from_spec(spec)
spec.loader.exec_module(runner)
sys.path.append(str(FOLDER))  # for what lies beside the notebooks


def name_of(path):
    return f"{path.stem}-{'ko' if path in KOREAN else 'en'}"


def cells(path, kind):
    stored = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in stored if cell["cell_type"] == kind]


@pytest.mark.filterwarnings("default")  # of the kernel's machinery, not ours
@pytest.mark.parametrize("path", EXECUTED, ids=name_of)
def test_the_notebook_and_its_folded_answers_run(path):
    for package in ("nbclient", "nbformat", "ipykernel", "matplotlib", "graphviz"):
        pytest.importorskip(package, reason=f"running notebooks needs {package}")
    executed = runner.execute(path, after=answers_and_trials(path))
    printed = [
        output for cell in executed.cells if cell.cell_type == "code" for output in cell.outputs
    ]
    assert printed
    assert not [output for output in printed if output.get("name") == "stderr"]


def answers_and_trials(path):
    """What runs behind a cell: its answers, and each exercise's check, with wrong ones first."""
    from teaching.lessons import lesson_of, pieces

    def after(cell):
        if cell.cell_type != "markdown":
            return []
        found = [piece for piece in pieces(cell.source, lesson_of(path)) if piece.answer]
        codes = [code for p in found for code in (p.code, trial(p.number) if p.number else "")]
        return [code for code in codes if code]

    return after


def test_there_are_notebooks():
    assert FOLDER / "01_quickstart.ipynb" in ENGLISH


def test_every_lesson_has_both_editions():
    assert [path.name for path in KOREAN] == [path.name for path in ENGLISH]


@pytest.mark.parametrize("path", KOREAN, ids=name_of)
def test_the_editions_differ_in_prose_alone(path):
    english = FOLDER / path.name
    sources = [["".join(c["source"]) for c in cells(p, "code")] for p in (path, english)]
    assert sources[0][0] == sources[1][0].replace("chainrule/notebooks", "chainrule/notebooks/ko")
    assert [*map(code_of, sources[0][1:])] == [*map(code_of, sources[1][1:])]
    kinds = [
        [c["cell_type"] for c in json.loads(p.read_text(encoding="utf-8"))["cells"]]
        for p in (path, english)
    ]
    assert kinds[0] == kinds[1]
    prose = ["".join(c["source"]) for c in cells(path, "markdown")]
    assert all(re.search("[가-힣]", text) for text in prose)
    korean, answered = ([code_of(text) for text in answers(p)] for p in (path, english))
    assert korean == answered != []


@pytest.mark.parametrize("path", KOREAN, ids=name_of)
def test_comments_and_docstrings_of_the_korean_edition_are_korean_or_formulas(path):
    sources = ["".join(cell["source"]) for cell in cells(path, "code")[1:]] + answers(path)
    remarks = [remark for source in sources for remark in remarks_of(source)]
    assert remarks
    for remark in remarks:
        assert re.search("[가-힣]", remark) or not re.search(
            "[a-z]{3}", remark.replace("delta", "")
        )


def test_code_of_a_cell_is_what_runs_and_where_it_stands():
    cell = 'def f(x):\n    """One."""\n    return x  # as it is\n'
    same = 'def f(x):\n    """하나."""\n    return x  # 그대로\n'
    assert code_of(cell) == code_of(same) == code_of(same.replace("  # 그대로", ""))
    assert remarks_of(same) == ['"""하나."""', "# 그대로"]
    for other in (cell.replace("x  ", "'x'  "), cell.replace("return", "\n    return")):
        assert code_of(other) != code_of(cell)
    assert code_of("print('a')") != code_of("print('b')")


def code_of(source):
    """The tokens that run, each with its line."""
    return [token for token, is_remark in tokens_of(source) if not is_remark]


def remarks_of(source):
    """Comments and docstrings."""
    return [text for (text, _), is_remark in tokens_of(source) if is_remark]


def tokens_of(source):
    """Each token of a cell with its line, and whether it is a comment or a docstring."""
    found, statement_begins = [], True
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        docstring = statement_begins and token.type == tokenize.STRING
        found.append(((token.string, token.start[0]), docstring or token.type == tokenize.COMMENT))
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            statement_begins = token.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    return found


def answers(path):
    stored = json.loads(path.read_text(encoding="utf-8"))["cells"]
    found = [SimpleNamespace(**{**cell, "source": "".join(cell["source"])}) for cell in stored]
    return [answer for cell in found for answer in runner.answers_in(cell)]


WORDS = json.loads((FOLDER / "ko" / "words.json").read_text(encoding="utf-8"))


def said(path):
    """The words in the calls of `say`."""
    sources = ["".join(cell["source"]) for cell in cells(path, "code")] + answers(path)
    lines = [re.sub("^( *)[%!].*", r"\1pass", source, flags=re.MULTILINE) for source in sources]
    nodes = [node for source in lines for node in ast.walk(ast.parse(source))]
    calls = [node for node in nodes if isinstance(node, ast.Call) and called(node) == "say"]
    return [ast.literal_eval(*call.args) for call in calls]


def called(call):
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_whatever_lessons_say_has_its_korean_and_no_korean_is_left_over():
    words = {word for path in NOTEBOOKS for word in said(path)}
    by_the_course = re.findall(r'say\("(.*)"\)', (FOLDER / "course.py").read_text("utf-8"))
    assert words | set(by_the_course[1:]) == set(WORDS)  # the first is an example
    for english, korean in WORDS.items():
        holes = [
            sorted(re.sub(r"\d", "", h) for h in re.findall("{.*?}", w)) for w in (english, korean)
        ]
        assert holes[0] == holes[1], english


@pytest.mark.parametrize("path", ENGLISH, ids=name_of)
def test_what_is_said_in_either_language_can_be_drawn(path):
    pytest.importorskip("matplotlib").use("agg")
    import matplotlib.pyplot as plt

    from nn import plotting
    from nn.plotting.style import installed_fonts

    english = said(path)
    assert english
    try:
        for language, words in {"en": english, "ko": map(WORDS.get, english)}.items():
            if language == "en" or installed_fonts():
                plotting.language(language)
                draw(plt, words)
    finally:
        plotting.language("en")


def draw(plt, words):
    """Warnings are errors here: of a letter that the font lacks, of mathematics that is none."""
    figure = plt.figure()
    for text in words:
        assert text.strip()
        figure.text(0.1, 0.5, text.expandtabs())  # some are printed
    figure.canvas.draw()
    plt.close(figure)


def test_the_editions_share_their_course_module_but_for_the_language():
    english, korean = ((FOLDER / at / "course.py").read_text("utf-8") for at in (".", "ko"))
    assert korean == english.replace('LANGUAGE = "en"', 'LANGUAGE = "ko"')
    assert korean != english


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_the_notebook_is_stored_with_its_outputs_and_is_small(path):
    code = cells(path, "code")
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert any(cell["outputs"] for cell in code)
    for cell in code:
        for output in cell["outputs"]:
            assert output["output_type"] != "error"
            assert output.get("name") != "stderr"
    assert path.stat().st_size < 1_500_000  # with pictures for a lecture hall


@pytest.mark.parametrize("edition", [ENGLISH, KOREAN], ids=["en", "ko"])
def test_the_explorer_is_stored_as_a_page_wherever_a_lesson_shows_it(edition):
    showing = {
        path.name[:2]: cell["outputs"]
        for path in edition
        for cell in cells(path, "code")
        if re.search(r"\bexplorer\(", "".join(cell["source"]))
    }
    assert showing.keys() >= {"01", "04", "05", "06", "08", "12"}
    for outputs in showing.values():
        (page,) = ["".join(output["data"]["text/html"]) for output in outputs if "data" in output]
        assert "<iframe srcdoc=" in page


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_the_first_cell_gets_the_course_where_nothing_is_installed(path):
    first = "".join(cells(path, "code")[0]["source"])
    title = "".join(cells(path, "markdown")[0]["source"])
    (repository,) = re.findall(r"https://github.com/(\S+)", first)
    (colab,) = re.findall(r"\(https://colab.research.google.com/github/(\S+)\)", title)
    assert colab == f"{repository}/blob/main/{path.relative_to(FOLDER.parent).as_posix()}"
    (folder,) = re.findall(r"%cd -q (\S+)", first)
    assert folder == f"{Path(repository).name}/{path.parent.relative_to(FOLDER.parent).as_posix()}"
    assert first.endswith("\n\ncourse.begin()")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_prose_stands_before_every_cell_of_code(path):
    kinds = [cell["cell_type"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    assert kinds[0] == "markdown"
    assert kinds[-1] == "markdown"
    assert ("code", "code") not in list(pairwise(kinds))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_the_library_is_imported_and_never_defined_again(path):
    source = "\n".join("".join(cell["source"]) for cell in cells(path, "code"))
    assert "import" in source
    for name in ("Value", "Neuron", "Layer", "MLP"):
        assert f"class {name}" not in source
    assert "assert" in source


def test_a_progress_bar_is_not_stored_and_other_widgets_are():
    view = "application/vnd.jupyter.widget-view+json"
    bar = {"data": {view: {}, "text/plain": "  0%|          | 0/400 [00:00<?, ?step/s]"}}
    explorer = {"data": {view: {}, "text/plain": "Explorer of 5 nodes"}}
    text = {"data": {"text/plain": "  0%| is what a bar begins with"}}
    assert [runner.is_progress_bar(each) for each in (bar, explorer, text)] == [True, False, False]
    assert not runner.is_progress_bar({"name": "stdout", "text": "1"})


def test_an_answer_is_found_in_its_fold_and_nowhere_else():
    cell = type("Cell", (), {"cell_type": "markdown"})()
    cell.source = "```python\nno\n```\n<details>\n\n```python\nyes = 1\n```\n\n</details>\n"
    assert runner.answers_in(cell) == ["yes = 1\n"]
