"""The times of the course: measured as they say, and below every heading of both editions."""

import importlib.util
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
spec = importlib.util.spec_from_file_location("notebooks_minutes", FOLDER / "minutes.py")
minutes = importlib.util.module_from_spec(spec)
spec.loader.exec_module(minutes)


def cell(kind, text):
    return {"cell_type": kind, "source": text.splitlines(keepends=True)}


CELLS = [
    cell("markdown", "# Title\n\n" + "word " * 298),  # 300 words, two of them the heading's
    cell("markdown", "## One\n\n" + "word " * 448),
    cell("code", "a = 1\n\n" * 20),
    cell("markdown", "**Exercise 1.** x\n<details>\n\n" + "word " * 900 + "\n\n</details>\n"),
    cell("markdown", "end of one\n\n## Two\n\nshort"),
]


def test_a_minute_is_150_words_or_10_lines_and_an_exercise_is_six():
    (start, none), (one, exercises), (two, _) = minutes.measured(CELLS)
    assert start == pytest.approx(300 / 150)
    assert one == pytest.approx(450 / 150 + 20 / 10 + 6 / 150)
    assert (none, exercises) == (0, 1)
    assert two == pytest.approx(3 / 150)


def test_every_heading_gets_its_time_and_gets_it_once():
    left = minutes.lines(minutes.measured(CELLS), korean=False)
    assert left == ["*8 minutes of reading, 6 of exercises*", "*11 minutes*", "*1 minute*"]
    assert minutes.timed("# Title\n\ntext", left) == (
        "# Title\n\n*8 minutes of reading, 6 of exercises*\n\ntext"
    )
    both = "## One\n\ntext\n\n## Two"
    once = minutes.timed(both, list(left))
    assert once == "## One\n\n*11 minutes*\n\ntext\n\n## Two\n\n*1 minute*"
    assert minutes.timed(once, list(left)) == once


def test_a_comment_in_a_fold_or_a_fence_is_no_heading():
    text = (
        "## One\n\n<details>\n\n```python\n# why\na = 1\n```\n\n</details>\n\n```sh\n# run\n```\n"
    )
    assert len(minutes.measured([cell("markdown", text)])) == 1
    once = minutes.timed(text, ["*1 minute*"])
    assert once == text.replace("## One", "## One\n\n*1 minute*")


def test_the_korean_edition_says_the_same_in_korean():
    sections = minutes.measured(CELLS)
    korean = minutes.lines(sections, korean=True)
    assert korean == ["*읽기 8분, 연습 문제 6분*", "*11분*", "*1분*"]
    once = minutes.timed("# 제목\n\n## 하나", list(korean))
    assert once == "# 제목\n\n*읽기 8분, 연습 문제 6분*\n\n## 하나\n\n*11분*"
    assert minutes.timed(once, list(korean)) == once


def test_the_map_has_the_sum():
    row = "| 2 | [Perceptron](02_perceptron.ipynb) | build gates | 30 |\n"
    sections = minutes.measured(CELLS)
    assert minutes.mapped(row, "02_perceptron.ipynb", sections).endswith(
        "| build gates | 8 + 6 |\n"
    )


def test_the_stored_times_are_those_measured():
    for path, text in minutes.changes(minutes.with_times()).items():
        assert path.read_text(encoding="utf-8") == text, f"{path}: run python notebooks/minutes.py"
