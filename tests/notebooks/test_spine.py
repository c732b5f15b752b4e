"""What every lesson has: times, stars, what to remember, three questions, the next steps last."""

import json
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
LESSONS = sorted(FOLDER.rglob("[0-9]*.ipynb"))
WORDS = {
    "notebooks": ("What to remember", "Check yourself", "Next steps", "Exercise"),
    "ko": ("기억할 것", "확인 질문", "다음 단계", "연습 문제"),
}


def prose(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


@pytest.fixture(params=LESSONS, ids=lambda path: f"{path.stem}-{path.parent.name}")
def lesson(request):
    return prose(request.param), *WORDS[request.param.parent.name]


def test_five_lines_to_remember_and_three_questions_stand_before_the_next_steps(lesson):
    text, remember, check, steps, _ = lesson
    headings = re.findall(r"^## ([^(\n]+?)(?: \(.+\))?$", text, re.MULTILINE)
    assert headings[-3:] == [remember, check, steps]
    recap, _, questions = text.partition(f"## {remember}")[2].partition(f"## {check}")
    questions = questions.partition(f"## {steps}")[0]
    assert len(re.findall("^> - .", recap, re.MULTILINE)) == 5
    assert re.findall(r"^\*\*(\d)\.\*\* ", questions, re.MULTILINE) == ["1", "2", "3"]
    assert questions.count("<details>") == questions.count("</details>") == 3


def test_every_exercise_has_its_stars_and_an_answer_in_a_fold(lesson):
    *_, exercise = lesson
    text = lesson[0]
    parts = re.split(rf"^\*\*{exercise} \d\.\*\* ", text, flags=re.MULTILINE)[1:]
    assert parts
    for part in parts:
        assert re.match("★{1,3} ", part)
        assert "<details>" in part


def test_every_lesson_is_timed_and_says_where_its_letters_are_told(lesson):
    text = lesson[0]
    assert re.match(r"# .+\n\n\*(\d+ minutes of reading|읽기 \d+분), ", text)
    assert "(notation.md)" in text
