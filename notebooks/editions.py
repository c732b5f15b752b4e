"""Makes what a teacher hands out, in both languages, from the notebooks as they are stored.

    python notebooks/editions.py [FOLDER]     by default in site/class

For each language: the student's notebooks, with cells to fill in and cells that check them; the
same as nbgrader's source, with the book's answers in them.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from teaching.editions import write_notebooks

LANGUAGES = ("en", "ko")


def build(folder: Path) -> None:
    """Writes everything to a folder, in the place of what was there."""
    shutil.rmtree(folder, ignore_errors=True)
    for language in LANGUAGES:
        write_notebooks(language, folder / language)


def main(arguments: list[str]) -> None:
    """Builds, and says where it is."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent.parent / "site" / "class"
    build(folder)
    print(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
