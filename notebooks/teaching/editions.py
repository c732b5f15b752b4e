"""Notebooks for a class: the student's, and the one that nbgrader makes its assignments of.

In place of each answer stand two cells: one to fill in, `d1 = ...`, and a locked one that checks it
and is worth points. The teacher's has the book's answer in it, between nbgrader's marks.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from checks import EXERCISES

from teaching.lessons import FOLDER, Piece, cells_of, home, lesson_of, lessons, pieces

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
PAGES = ["notation.md", "errata.md", "reading.md"]  # to which lessons link
COLAB = re.compile(r"^\[[^]]+\]\(https://colab[^)]+\)\n\n", re.MULTILINE)  # has the answers


def write_notebooks(language: str, folder: Path) -> None:
    """The student's notebooks in one folder, and nbgrader's source: a folder for each lesson."""
    student, course = folder / "student", folder / "nbgrader"
    equip(language, student)
    for path in lessons(language):
        write(handed_out(path, language, solved=False), student / path.name)
        assignment = course / "source" / path.stem
        equip(language, assignment)
        write(handed_out(path, language, solved=True), assignment / path.name)
    (course / "nbgrader_config.py").write_text(CONFIGURATION, encoding="utf-8")


CONFIGURATION = """# Here, `nbgrader generate_assignment 05_backprop_by_hand`, and so on.

c = get_config()
c.CourseDirectory.course_id = "chainrule"
c.ClearSolutions.code_stub = {"python": "# your code"}
c.ExecutePreprocessor.timeout = 600
"""


def equip(language: str, folder: Path) -> None:
    """Copies what lies beside a notebook: the language, the checks, the pages it links to."""
    shutil.copytree(
        FOLDER / "checks", folder / "checks", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("course.py", "words.json", *PAGES):
        if (home(language) / name).exists():  # words are those of the Korean edition
            shutil.copy(home(language) / name, folder)


def write(cells: list[dict[str, Any]], path: Path) -> None:
    """Stores a notebook."""
    notebook = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def handed_out(path: Path, language: str, solved: bool) -> list[dict[str, Any]]:
    """A lesson's cells with cells to fill in; solved, with the book's answers in them."""
    found: list[dict[str, Any]] = []
    for cell in cells_of(path):
        if cell["cell_type"] == "code":
            found.append(cell)
            continue
        for n, piece in enumerate(pieces(cell["source"], lesson_of(path))):
            if piece.prose.strip():
                found.append(markdown(f"{cell['id']}-{n}", COLAB.sub("", piece.prose.strip())))
            if piece.number:
                found += [answer_cell(piece, language, solved), check_cell(piece)]
    return found


def markdown(identifier: str, text: str) -> dict[str, Any]:
    """A cell of prose."""
    return {"cell_type": "markdown", "id": identifier, "metadata": {}, "source": text}


def answer_cell(piece: Piece, language: str, solved: bool) -> dict[str, Any]:
    """The cell to fill in: a line for each name that the check asks for."""
    hints = EXERCISES[piece.number].hints
    korean = language == "ko"
    lines = [f"{name} = ...  # {hint[korean]}" for name, hint in hints.items()]
    if solved:
        lines += ["### BEGIN SOLUTION", piece.code, "### END SOLUTION"]
    return code_cell("answer", piece, "\n".join(lines), solution=True, locked=False)


def check_cell(piece: Piece) -> dict[str, Any]:
    """The cell that checks it. It may fail without stopping the cells below it."""
    call = f'check("{piece.number}", {", ".join(EXERCISES[piece.number].names)})'
    cell = code_cell("check", piece, f"from checks import check\n\n{call}", grade=True, locked=True)
    cell["metadata"]["nbgrader"]["points"] = piece.points
    cell["metadata"]["tags"] = ["raises-exception"]
    return cell


def code_cell(kind: str, piece: Piece, source: str, **marks: bool) -> dict[str, Any]:
    """A cell of code with nbgrader's marks."""
    name = f"{kind}-{piece.number.replace('.', '-')}"
    given = {"grade": False, "solution": False, "locked": False, "task": False, **marks}
    marked = {**given, "grade_id": name, "schema_version": 3}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {"nbgrader": marked},
        "outputs": [],
        "source": source,
    }
