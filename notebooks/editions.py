"""Makes what a teacher hands out, in both languages, from the notebooks as they are stored.

    python notebooks/editions.py [FOLDER]     by default in site/class

For each language: the student's notebooks, with cells to fill in and cells that check them; the
same as nbgrader's source, with the book's answers in them; and, as pages to print that ask nothing
of any host, a solution book, a homework sheet for each of fourteen weeks, and a worksheet of the
2-2-2 network with its solution. It needs the extra `teach`.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from teaching.editions import write_notebooks
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


def pages(language: str) -> dict[str, str]:
    """The pages to print, by the names of their files."""
    sheets = {
        f"homework-{week.number:02}.html": homework(week, language) for week in plan(language)
    }
    return {
        "solutions.html": solution_book(language),
        "worksheet-2-2-2.html": worksheet(language),
        **sheets,
    }


def main(arguments: list[str]) -> None:
    """Builds, and says where it is."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent.parent / "site" / "class"
    build(folder)
    print(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
