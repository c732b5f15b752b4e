"""The table of the course: each fact of the lectures is asserted in the notebook that it names.

That the assertions hold is what `test_notebooks` finds out, which runs every notebook.
"""

import ast
import json
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
ROW = re.compile(r"^\| \[(\d+)\]\((.+?)\) \| (.+?) \| `(.+)` \|$", re.MULTILINE)
ROWS = ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8").partition("| Lesson |")[2])


def assertions(path):
    """Every assertion that stands in the cells of code, outside any function, in one form."""
    found = set()
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            python = re.sub("^( *)[%!].*", r"\1pass", source, flags=re.MULTILINE)
            found |= {ast.unparse(node) for node in _executed(ast.parse(python).body)}
    return found


def _executed(body):
    for node in body:
        if isinstance(node, ast.Assert):
            yield node
        elif isinstance(node, (ast.For, ast.With)):
            yield from _executed(node.body)


@pytest.mark.parametrize(("lesson", "notebook", "fact", "assertion"), ROWS)
def test_the_fact_is_asserted_in_its_notebook(lesson, notebook, fact, assertion):
    assert notebook.startswith(f"{int(lesson):02}_")  # a lesson's number is its notebook's
    assert ast.unparse(ast.parse(assertion)) in assertions(FOLDER / notebook)
    assert ast.unparse(ast.parse(assertion)) in assertions(FOLDER / "ko" / notebook)


def test_every_lesson_has_its_facts_in_the_order_of_the_course():
    lessons = [int(lesson) for lesson, *_ in ROWS]
    assert lessons == sorted(lessons)
    assert set(lessons) == {int(path.name[:2]) for path in FOLDER.glob("[0-9]*.ipynb")}


def test_every_row_of_the_table_is_read():
    table = (FOLDER / "README.md").read_text(encoding="utf-8").partition("| Lesson |")[2]
    lines = [line for line in table.splitlines()[2:] if line.startswith("|")]
    assert len(ROWS) == len(lines) > 50


PAGES = sorted([*FOLDER.glob("*.md"), *(FOLDER / "ko").glob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.stem}-{page.parent.name}")
def test_every_link_of_a_page_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert links
    assert not [link for link in links if not (page.parent / link).exists()]


def test_every_page_has_both_editions():
    assert len(PAGES) == 2 * len({page.name for page in PAGES}) > 6


@pytest.mark.parametrize("folder", [FOLDER, FOLDER / "ko"], ids=["en", "ko"])
def test_every_link_of_a_notebook_leads_somewhere(folder):
    for path in folder.glob("[0-9]*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        prose = "".join(line for c in cells if c["cell_type"] == "markdown" for line in c["source"])
        links = re.findall(r"\]\(([\w./]+\.(?:ipynb|md))", prose)
        assert not [link for link in links if not (folder / link).exists()], path.name
