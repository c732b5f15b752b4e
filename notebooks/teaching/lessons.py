"""A lesson as it is stored, taken apart: prose, exercises with their answers, other answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent
ANSWER = re.compile(
    r"<details><summary>(?:Answer|답) \(펼쳐 보기\)</summary>\n(.*?)\n</details>\n*", re.DOTALL
)
EXERCISE = re.compile(
    r"^\*\*(?:Exercise|연습 문제) (?P<number>\d+)\.\*\* (?P<stars>★+) (?P<text>.*)",
    re.MULTILINE | re.DOTALL,
)
POINTS = 2  # for a star


def home(language: str) -> Path:
    """The folder of an edition: "en" or "ko"."""
    return FOLDER / "ko" if language == "ko" else FOLDER


def lessons(language: str) -> list[Path]:
    """The notebooks of an edition."""
    return sorted(home(language).glob("[0-9]*.ipynb"))


def cells_of(path: Path) -> list[dict[str, Any]]:
    """A notebook's cells, each with its source as one text."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in cells]


@dataclass
class Piece:
    """Prose with what is folded below it; with a number, if it is an exercise."""

    prose: str
    answer: str = ""
    number: str = ""  # of the exercise: "5.2"
    stars: int = 0
    task: str = ""  # the exercise alone, without what stands before it

    @property
    def points(self) -> int:
        """What the exercise is worth."""
        return POINTS * self.stars

    @property
    def code(self) -> str:
        """The Python of the answer."""
        return "\n".join(re.findall(r"^```python\n(.*?)^```$", self.answer, re.M | re.S)).rstrip()


def pieces(text: str, lesson: int) -> Iterator[Piece]:
    """A cell of prose in pieces, each ending with an answer; the last may have none."""
    *folded, last = ANSWER.split(text)
    for prose, answer in zip(folded[::2], folded[1::2]):
        found = EXERCISE.search(prose)
        if found is None:
            yield Piece(prose, answer)
        else:
            stars, number = len(found["stars"]), f"{lesson}.{found['number']}"
            yield Piece(prose, answer, number, stars, found["text"].strip())
    if last.strip():
        yield Piece(last)


def lesson_of(path: Path) -> int:
    """A notebook's number."""
    return int(path.name[:2])


def title_of(path: Path) -> str:
    """What a notebook is called."""
    return str(cells_of(path)[0]["source"]).partition("\n")[0].removeprefix("# ")


def exercises(path: Path) -> list[Piece]:
    """The exercises of a notebook, in order."""
    prose = (cell["source"] for cell in cells_of(path) if cell["cell_type"] == "markdown")
    return [piece for text in prose for piece in pieces(text, lesson_of(path)) if piece.number]
