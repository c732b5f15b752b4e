"""What a teacher hands out: made from the lessons by one command, complete, and without answers."""

import json
import re
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
sys.path.append(str(FOLDER))

from checks import EXERCISES  # noqa: E402
from teaching.editions import write_notebooks  # noqa: E402
from teaching.lessons import exercises, lessons, pieces  # noqa: E402

LANGUAGES = ("en", "ko")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    for language in LANGUAGES:
        write_notebooks(language, folder / language)
    return folder


def notebooks(folder):
    paths = sorted(folder.rglob("[0-9]*.ipynb"))
    assert len(paths) == 14
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def marked(notebook):
    return [c["metadata"]["nbgrader"] for c in notebook["cells"] if "nbgrader" in c["metadata"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_students_notebooks_hold_no_answer(built, language):
    given = notebooks(built / language / "student")
    for path, notebook in zip(lessons(language), given):
        text = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
        assert "<summary>Answer" not in text
        assert "<summary>답" not in text
        assert "SOLUTION" not in text
        assert "(https://colab" not in text  # which would open the lesson with its answers
        for exercise in exercises(path):
            assert exercise.task in text
            assert exercise.code not in text
            assert exercise.answer.strip().partition("\n")[0] not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_behind_each_exercise_stand_a_cell_to_fill_in_and_a_locked_one_that_checks_it(
    built, language
):
    for notebook in notebooks(built / language / "student"):
        cells = notebook["cells"]
        numbers = []
        for before, fill, check in zip(cells, cells[1:], cells[2:]):
            number = re.match(r'from checks import check\n\ncheck\("([\d.]+)", ', check["source"])
            if number is None:
                continue
            numbers.append(number[1])
            assert re.search(r"\*\* ★+ ", before["source"])
            names = EXERCISES[number[1]].hints
            assert [line.split(" = ...  # ")[0] for line in fill["source"].splitlines()] == [*names]
            assert fill["metadata"]["nbgrader"]["solution"]
            grading = check["metadata"]["nbgrader"]
            assert grading["grade"]
            assert grading["locked"]
            assert grading["points"] in (2, 4, 6)
        assert len(numbers) == len(marked(notebook)) / 2 >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_lessons_are_otherwise_the_same_and_cells_have_names_of_their_own(built, language):
    for path, notebook in zip(lessons(language), notebooks(built / language / "student")):
        lesson = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
        kept = ["".join(c["source"]) for c in code if "nbgrader" not in c["metadata"]]
        assert kept == ["".join(c["source"]) for c in lesson if c["cell_type"] == "code"]
        names = [cell["id"] for cell in notebook["cells"]]
        assert len(names) == len(set(names))
        grades = [mark["grade_id"] for mark in marked(notebook)]
        assert len(grades) == len(set(grades))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_teachers_notebooks_are_the_students_with_the_answers_in_marks(built, language):
    students = notebooks(built / language / "student")
    solution = re.compile(r"\n### BEGIN SOLUTION\n.*?\n### END SOLUTION$", re.DOTALL)
    for teachers, student in zip(notebooks(built / language / "nbgrader"), students):
        for cell in teachers["cells"]:
            cell["source"] = solution.sub("", "".join(cell["source"]))
        for cell in student["cells"]:
            cell["source"] = "".join(cell["source"])
        assert teachers == student


def test_all_that_a_notebook_needs_lies_beside_it(built):
    for folder in [*built.glob("*/student"), *built.glob("*/nbgrader/source/*")]:
        assert (folder / "course.py").is_file()
        assert (folder / "checks" / "lesson13.py").is_file()
    assert 'LANGUAGE = "ko"' in (built / "ko" / "student" / "course.py").read_text("utf-8")


def test_notebooks_have_the_form_that_jupyter_and_nbgrader_read(built):
    nbformat = pytest.importorskip("nbformat")
    for path in built.rglob("[0-9]*.ipynb"):
        nbformat.validate(nbformat.read(path, as_version=4))


def test_a_cell_comes_apart_at_its_answers():
    text = (
        "intro\n\n**Exercise 1.** ★★ do it\n\n<details><summary>Answer (펼쳐 보기)</summary>\n\n"
        "so\n\n```python\na = 1\n```\n\n</details>\n\n**1.** why?\n\n"
        "<details><summary>Answer (펼쳐 보기)</summary>\n\nbecause\n\n</details>\n"
        "<details><summary><b>Erratum</b></summary>\n\nkept\n\n</details>\n"
    )
    first, second, last = pieces(text, 5)
    assert (first.number, first.points, first.task, first.code) == ("5.1", 4, "do it", "a = 1")
    assert (second.number, second.answer.strip()) == ("", "because")
    assert "kept" in last.prose
    assert last.answer == ""
