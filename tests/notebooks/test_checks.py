"""The checks of exercises, as far as they need no lesson to run.

That each one refuses wrong answers and takes the book's is tried where the lessons are executed
(`test_notebooks`, with `trials`): there is what the answers are made of.
"""

import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import autograd
from tests.notebooks.trials import WRONG, trial

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
sys.path.append(str(FOLDER))

from checks import EXERCISES, NotRightError, check  # noqa: E402


def numbers(edition, word):
    """Every exercise of an edition, as its heading counts it."""
    found = []
    for path in sorted((FOLDER / edition).glob("[0-9]*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
        found += [
            f"{int(path.name[:2])}.{n}" for n in re.findall(rf"^\*\*{word} (\d+)\.\*\*", text, re.M)
        ]
    return found


def test_every_exercise_of_both_editions_is_checked_and_its_check_tried_with_wrong_answers():
    for edition, word in ((".", "Exercise"), ("ko", "연습 문제")):
        found = numbers(edition, word)
        assert len(found) == len(set(found)) >= 46
        assert set(found) == set(EXERCISES) == set(WRONG)
    assert all(WRONG.values())


@pytest.mark.parametrize("number", EXERCISES)
def test_what_is_not_answered_is_not_right_and_every_name_to_fill_in_has_a_hint(number):
    exercise = EXERCISES[number]
    assert set(exercise.hints) <= set(exercise.names)
    for hint in exercise.hints.values():
        assert len(set(hint)) == 2 or not re.search("[a-z]{3}", hint[0])  # formulas are the same
    for empty in (..., None):
        given = [empty if name in exercise.hints else 1.0 for name in exercise.names]
        with pytest.raises(NotRightError, match=f"^{number}: not answered yet: ") as caught:
            check(number, *given)
        assert all(name in str(caught.value) for name in exercise.hints)


RIGHT = {
    "0.1": ([[11], [4]], (2, 3)),
    "1.1": ([-1.0, 2.0], 2),
    "2.2": (lambda x: int(sum(x) >= 2),),
    "3.2": (1.0,),
    "4.3": (1e-8,),
    "9.1": (10.0,),
    "9.2": (10**0.5,),
}


@pytest.mark.parametrize("number", RIGHT)
def test_a_right_answer_is_told_in_one_line(number, capsys):
    check(number, *RIGHT[number])
    assert capsys.readouterr().out == f"{number}: right!\n"


def test_what_cannot_be_used_is_not_right_and_says_why():
    for given in ("many", object(), SimpleNamespace()):
        with pytest.raises(NotRightError, match=r"^9\.1: the check could not use .*Error: "):
            check("9.1", given)


def test_a_call_that_lacks_something_is_told_what_the_call_is():
    with pytest.raises(NotRightError, match=r'check\("5.1", d3, d2\)'):
        check("5.1", [0.0, 0.0])
    with pytest.raises(NotRightError, match=r"there is no exercise '5\.9' to check"):
        check("5.9", 1)


def test_a_no_is_one_line_in_a_notebook_and_no_numbers_of_the_answer_are_in_it():
    with pytest.raises(NotRightError) as caught:
        check("9.1", 9.0)
    assert caught.value._render_traceback_() == [str(caught.value)]
    assert "10" not in str(caught.value)


def test_checks_speak_korean_where_the_package_does(capsys):
    autograd.language("ko")
    try:
        check("9.1", 10.0)
        with pytest.raises(NotRightError, match=r"^9\.1: 아직 답하지 않았습니다: times_as_far$"):
            check("9.1", ...)
        with pytest.raises(NotRightError, match="속도가 바뀌지 않으므로"):
            check("9.1", 9.0)
    finally:
        autograd.language("en")
    assert capsys.readouterr().out == "9.1: 맞았습니다!\n"


def test_no_source_of_a_check_reads_the_notebooks():
    for path in (FOLDER / "checks").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert "ipynb" not in source
        assert "open(" not in source
        assert "read_text" not in source


def test_a_trial_fails_on_a_check_that_takes_everything(monkeypatch):
    monkeypatch.setitem(
        EXERCISES, "9.1", SimpleNamespace(test=lambda x: None, names=["x"], hints={})
    )
    with pytest.raises(AssertionError, match=r"9\.1 takes for right: 9\.0,"):
        exec(trial("9.1"), {"x": 10.0})
