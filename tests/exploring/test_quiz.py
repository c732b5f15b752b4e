"""Questions before answers: asked, answered, hinted at, counted."""

import pytest

from autograd import Value
from tests.exploring.graphs import neuron, polynomial
from tests.exploring.test_boxes import samples

ASK = "document.querySelector('.pacing .quiz').click()"
QUESTION = "return document.querySelector('.question .sentence')?.innerText ?? null"
BUTTON = "document.querySelectorAll('.answer button')[arguments[0]].click()"


def question(page):
    return page.browser.run(QUESTION)


def answer(page, text):
    """Types into the field, which has the focus."""
    page.browser.press(*text, "ENTER")


def asking(page, v, **options):
    page.open(v, every=False, **options)
    page.browser.run(ASK)
    page.browser.press("ARROW_RIGHT")


def test_the_value_is_asked_for_before_the_step_and_told_after_the_right_answer(page):
    asking(page, Value(2.0, "x") * Value(-3.0, "y") + 1)
    assert question(page) == "What will the value of node 4 be?"
    assert page.text(".place") == "Start"
    answer(page, "6")
    assert page.text(".question .wrong").startswith("Not yet")
    answer(page, "\u22126")  # typed over what stood there; a minus sign as it is printed
    assert page.text(".place") == "Forward 4 of 5"
    assert page.text(".score") == "✓ Right. Score: 1 of 1."
    assert page.text(".sentence").endswith("The result is −6.")


def test_gradients_are_asked_for_and_nothing_on_the_page_tells_them_before(page):
    page.open(neuron(), every=False)
    page.browser.run(ASK)
    page.browser.press("END")
    page.browser.run("document.querySelectorAll('.node')[8].click()")  # n, on the way back
    assert page.numbers("gradient")[:8] == [None] * 8
    assert "hands on" not in page.text(".sentence")
    assert page.tags() == ["0.5 × 1\n= 0.5"]  # how its own gradient came, and no more
    page.browser.press("ARROW_RIGHT")
    assert question(page) == "What will the gradient of node 8 be?"
    answer(page, "0,5")
    assert page.text(".place") == "Backward 3 of 10"
    assert page.numbers("gradient")[7] == pytest.approx(0.5)


@pytest.mark.parametrize(("typed", "right"), [("7.05", True), ("7.08", False), ("6.94", True)])
def test_an_answer_within_one_percent_is_right(page, typed, right):
    asking(page, Value(3.5, "x") * 2)
    answer(page, typed)
    assert (question(page) is None) == right


def test_zero_is_asked_for_exactly_and_words_are_no_number(page):
    asking(page, Value(3.5, "x") * 0.0)
    for typed in ("0.001", "x", ""):
        answer(page, typed)
        assert question(page) is not None
    assert page.text(".question .wrong") == "This is not a number."
    answer(page, "0")
    assert question(page) is None


def test_the_hint_shows_the_rule_going_forward_and_local_times_upstream_going_back(page):
    asking(page, polynomial())
    page.browser.run(BUTTON, 1)
    assert page.formula(".question .formula") == "y=a2=22"
    page.browser.press("ESCAPE")
    page.browser.run("document.querySelector('.pacing .quiz').click()")
    page.browser.press("END")
    page.browser.run("document.querySelectorAll('.node')[2].click()")
    page.browser.run(ASK)
    page.browser.press("ARROW_LEFT", "ARROW_RIGHT")
    page.browser.run(BUTTON, 1)
    assert "Local gradient × upstream gradient" in page.text(".question")
    assert "×" in page.formula(".question .formula")


def test_an_answer_that_is_shown_counts_as_asked_and_not_as_right(page):
    asking(page, neuron())
    page.browser.press("ESCAPE")
    assert page.text(".score") == "Shown. Score: 0 of 1."
    assert page.text(".place") == "Forward 4 of 10"
    page.browser.press("ARROW_RIGHT")
    answer(page, "-6")
    assert page.text(".score") == "✓ Right. Score: 1 of 2."


def test_the_keyboard_alone_answers_all_questions_of_a_graph(page):
    asking(page, Value(3.0, "x") ** 2)
    for typed in ("9", "1", "6"):
        answer(page, typed)
        page.browser.press("ARROW_RIGHT")
    assert page.text(".place") == "Backward 2 of 2"
    assert question(page) is None
    page.browser.run("document.querySelector('[lang=ko]').click()")
    assert page.text(".score") == ""


def test_play_waits_at_a_question_and_switching_them_off_takes_it_away(page):
    page.open(neuron(), every=False)
    page.browser.run(ASK)
    page.browser.run("window.setInterval = (tick) => { window.tick = tick; return 1; }")
    page.browser.press(" ")
    page.browser.run("window.tick()")
    assert question(page) is not None
    assert page.browser.run("return document.querySelector('.play').ariaLabel") == "Play"
    page.browser.run(ASK)
    assert question(page) is None
    assert page.text(".sentence").startswith("Nothing is computed yet.")


def test_of_a_closed_box_with_many_results_nothing_is_asked(page):
    asking(page, samples())
    assert question(page) is None
    assert page.text(".sentence").startswith("Layer 1")


def test_questions_are_asked_in_korean_too(page):
    asking(page, Value(2.0, "x").exp(), language="ko")
    assert question(page) == "노드 2의 값은 얼마가 될까요?"
    answer(page, "1")
    assert page.text(".question .wrong").startswith("아직 아닙니다.")
    page.browser.shoot("question-korean")
    page.browser.run(BUTTON, 2)
    assert page.text(".score") == "답을 보았습니다. 1문제 가운데 0문제를 맞혔습니다."
