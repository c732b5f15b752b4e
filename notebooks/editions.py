"""Makes what a teacher hands out, in both languages, from the notebooks as they are stored.

    python notebooks/editions.py [FOLDER]     by default in site/class

For each language: the student's notebooks, with cells to fill in and cells that check them; the
same as nbgrader's source, with the book's answers in them; and, as pages to print that ask nothing
of any host, a solution book, a homework sheet for each of fourteen weeks, a worksheet of the
2-2-2 network with its solution, and a formula sheet; and slides of every lesson, for any browser,
without a network. It needs the extra `teach`, and npm, which fetches reveal.js for the slides.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from teaching.editions import write_notebooks
from teaching.formulas import formula_sheet
from teaching.projected import fetch_reveal, write_slides
from teaching.sheets import homework, plan, solution_book
from teaching.worksheet import worksheet

LANGUAGES = ("en", "ko")


def build(folder: Path) -> None:
    """Writes everything to a folder, in the place of what was there."""
    shutil.rmtree(folder, ignore_errors=True)
    for language in LANGUAGES:
        write_notebooks(language, folder / language)
        for name, text in pages(language).items():
            (folder / language / name).write_text(text, encoding="utf-8")
        write_slides(language, folder / language / "slides")


def pages(language: str) -> dict[str, str]:
    """The pages to print, by the names of their files."""
    sheets = {
        f"homework-{week.number:02}.html": homework(week, language) for week in plan(language)
    }
    return {
        "solutions.html": solution_book(language),
        "worksheet-2-2-2.html": worksheet(language),
        "formulas.html": formula_sheet(language),
        **sheets,
    }


def main(arguments: list[str]) -> None:
    """Builds, and says where it is."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent.parent / "site" / "class"
    build(folder)
    fetch_reveal(folder / "reveal")
    print(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
