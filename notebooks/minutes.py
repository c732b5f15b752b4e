"""How long a slow reader needs, written below every heading and into both maps of the course.

    python notebooks/minutes.py [--check] [NOTEBOOK ...]

A minute for 150 words or for 10 lines of code, and 6 for an exercise; folds are not counted.
The English edition is measured, and the Korean one, which says the same, gets the same times.
Without names: the notebooks that have times already.
"""

from __future__ import annotations

import json
import math
import re
import sys
from pathlib import Path
from typing import TypedDict

FOLDER = Path(__file__).resolve().parent
HEADING = re.compile(r"^```.*?^```|^##? [^\n]*$", re.MULTILINE | re.DOTALL)  # or a comment's fence
EXERCISE = re.compile(r"^\*\*Exercise \d", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
# What this program writes below a heading, and the empty line before it.
TIMES = re.compile(
    r"\n\n\*(?:\d+ minutes?(?: of reading, \d+ of exercises)?"
    r"|\d+분|읽기 \d+분, 연습 문제 \d+분)\*$",
    re.MULTILINE,
)


class Cell(TypedDict):
    """A notebook's cell, as far as it is read here."""

    cell_type: str
    source: list[str]


def cells_of(path: Path) -> list[Cell]:
    """The cells of a stored notebook."""
    cells: list[Cell] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return cells


def measured(cells: list[Cell]) -> list[tuple[float, int]]:
    """For every heading, in order: minutes of reading, and how many exercises."""
    sections: list[tuple[float, int]] = []
    for cell in cells:
        text = "".join(cell["source"])
        if cell["cell_type"] == "code":
            reading, exercises = sections.pop()
            lines = sum(bool(line.strip()) for line in text.splitlines())
            sections.append((reading + lines / 10, exercises))
            continue
        text = FENCED.sub(lambda code: code[0].replace("\n#", "\n"), FOLDED.sub("", text))
        before, *parts = re.split(r"^(?=##? )", TIMES.sub("", text), flags=re.MULTILINE)
        if before:
            reading, exercises = sections.pop()
            sections.append((reading + _words(before), exercises + _exercises(before)))
        sections += [(_words(part), _exercises(part)) for part in parts]
    return sections


def _words(text: str) -> float:
    return len(text.split()) / 150


def _exercises(text: str) -> int:
    return len(EXERCISE.findall(text))


def total(sections: list[tuple[float, int]]) -> tuple[int, int]:
    """Minutes of reading, and of exercises, of a whole notebook."""
    exercises = sum(count for _, count in sections)
    return sum(_whole(reading) for reading, _ in sections), 6 * exercises


def _whole(minutes: float) -> int:
    return max(1, math.ceil(minutes - 0.5))


def lines(sections: list[tuple[float, int]], korean: bool) -> list[str]:
    """What stands below each heading: the whole notebook's time first, then each section's."""
    whole = "*읽기 {}분, 연습 문제 {}분*" if korean else "*{} minutes of reading, {} of exercises*"
    each = [_whole(reading) + 6 * exercises for reading, exercises in sections[1:]]
    words = [f"*{n}분*" if korean else f"*{n} minute{'s' * (n != 1)}*" for n in each]
    return [whole.format(*total(sections)), *words]


def timed(text: str, written: list[str]) -> str:
    """A cell's text with the next of these lines below each of its headings; they are used up."""

    def below(found: re.Match[str]) -> str:
        return found[0] if found[0].startswith("`") else f"{found[0]}\n\n{written.pop(0)}"

    return HEADING.sub(below, TIMES.sub("", text))


def rewritten(path: Path, sections: list[tuple[float, int]], korean: bool) -> str:
    """The stored text of the notebook with its times."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    left = lines(sections, korean)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = timed("".join(cell["source"]), left).splitlines(keepends=True)
    assert not left, f"{path} has other headings than its English edition"
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def mapped(readme: str, name: str, sections: list[tuple[float, int]]) -> str:
    """The map of the course with this notebook's minutes in the last column."""
    row = re.compile(rf"^(\| \d+ \| \[[^]]+\]\({name}\).*\| )[^|]*( \|)$", re.MULTILINE)
    reading, exercises = total(sections)
    return row.sub(lambda found: f"{found[1]}{reading} + {exercises}{found[2]}", readme, count=1)


def changes(names: list[str]) -> dict[Path, str]:
    """What the files of both editions should be."""
    texts = {
        at / "README.md": (at / "README.md").read_text("utf-8") for at in (FOLDER, FOLDER / "ko")
    }
    for name in names:
        sections = measured(cells_of(FOLDER / name))
        for at in (FOLDER, FOLDER / "ko"):
            texts[at / name] = rewritten(at / name, sections, korean=at.name == "ko")
            texts[at / "README.md"] = mapped(texts[at / "README.md"], name, sections)
    return texts


def with_times() -> list[str]:
    """The notebooks that have times."""
    names = sorted(path.name for path in FOLDER.glob("[0-9]*.ipynb"))
    return [n for n in names if TIMES.search("".join(cells_of(FOLDER / n)[0]["source"]))]


def main(arguments: list[str]) -> None:
    """Writes the times, or with --check says which files lack theirs."""
    named = [Path(argument).name for argument in arguments if argument != "--check"]
    for path, text in changes(named or with_times()).items():
        if path.read_text(encoding="utf-8") == text:
            continue
        if "--check" in arguments:
            sys.exit(f"{path}: the times are not those measured; run python notebooks/minutes.py")
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(FOLDER))


if __name__ == "__main__":
    main(sys.argv[1:])
