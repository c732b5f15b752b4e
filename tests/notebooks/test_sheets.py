"""What a teacher prints: every exercise, every answer, the worksheet's numbers, formulas set."""

import math
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
sys.path.append(str(FOLDER))

pytest.importorskip("latex2mathml", reason="pages to print need the extra teach")
pytest.importorskip("mistune", reason="pages to print need the extra teach")

from checks.asking import sigmoid, slopes  # noqa: E402
from checks.lesson05 import W1, W2, X, Y, cost, sums  # noqa: E402
from teaching.formulas import KOREAN, SHEET, formula_sheet  # noqa: E402
from teaching.lessons import cells_of, exercises, lessons, pieces  # noqa: E402
from teaching.pages import rendered  # noqa: E402
from teaching.sheets import homework, plan, shared_out, solution_book  # noqa: E402
from teaching.worksheet import ETA, WORDS, solved, worksheet, written  # noqa: E402

LANGUAGES = ("en", "ko")


class Reading(HTMLParser):
    """The text of a page outside code, the tags in it, and whether they are closed."""

    def __init__(self, page):
        super().__init__()
        self.open, self.text, self.tags = [], "", set()
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        assert not {"src", "onload"} & {name for name, _ in attributes}
        if tag not in {"meta", "br", "rect", "line", "img", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in {"rect", "line", "br"}:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"code", "style", "pre"} & set(self.open):
            self.text += data


@pytest.fixture(scope="module", params=LANGUAGES)
def pages(request):
    language = request.param
    sheets = {week.number: homework(week, language) for week in plan(language)}
    others = {"book": solution_book, "work": worksheet, "formulas": formula_sheet}
    return language, {**sheets, **{name: make(language) for name, make in others.items()}}


def test_pages_are_whole_ask_nothing_of_any_host_and_leave_no_formula_unset(pages):
    for name, page in pages[1].items():
        reading = Reading(page)
        assert reading.open == []
        assert not {"script", "link", "img", "iframe"} & reading.tags
        assert not re.search(r"\$|\\[a-z]{2}|formula\d+here|\*\*|\.ipynb", reading.text), name


def test_every_exercise_stands_on_the_sheet_of_one_of_fourteen_weeks_with_its_points(pages):
    language, made = pages
    weeks = plan(language)
    assert [week.number for week in weeks] == list(range(1, 15))
    given = [piece.number for week in weeks for piece in week.exercises]
    wanted = [piece.number for path in lessons(language) for piece in exercises(path)]
    assert sorted(given) == sorted(wanted)
    for week in weeks:
        text = Reading(made[week.number]).text
        assert 6 <= sum(piece.points for piece in week.exercises) <= 24
        for piece in week.exercises:
            assert re.search(rf"{piece.points}( points|점)\w+( 문제)? {piece.number} ★+", text)


def test_homework_holds_no_answer(pages):
    language, made = pages
    for week in plan(language):
        for piece in week.exercises:
            assert "<pre>" not in made[week.number]
            assert rendered(piece.answer).splitlines()[0] not in made[week.number]


def test_the_solution_book_holds_every_answer_of_the_lessons(pages):
    language, made = pages
    folded = [
        piece.answer
        for path in lessons(language)
        for cell in cells_of(path)
        if cell["cell_type"] == "markdown"
        for piece in pieces(cell["source"], 0)
        if piece.answer
    ]
    assert len(folded) > 46 + 14 * 3
    assert made["book"].count('<div class="answer">') == len(folded)
    assert all(rendered(answer) in made["book"] for answer in folded)


def test_points_are_shared_out_in_order_and_nearly_equally():
    todo = [piece for path in lessons("en") for piece in exercises(path)]
    parts = shared_out(todo, 6)
    assert [piece for part in parts for piece in part] == todo
    points = [sum(piece.points for piece in part) for part in parts]
    assert max(points) - min(points) <= 12


def forward_from(layer, z):
    if layer == 3:
        return cost(map(sigmoid, z), Y)
    return forward_from(3, sums(W2, list(map(sigmoid, z))))


def test_the_worksheets_solution_is_what_differences_find():
    numbers = solved()
    z2 = sums(W1, X)
    z3 = sums(W2, list(map(sigmoid, z2)))
    for layer, z, before, W in ((2, z2, X, W1), (3, z3, list(map(sigmoid, z2)), W2)):
        deltas = slopes(lambda z, layer=layer: forward_from(layer, z), z)
        for j in (1, 2):
            assert numbers[f"z{layer}{j}"] == pytest.approx(z[j - 1])
            assert numbers[f"a{layer}{j}"] == pytest.approx(sigmoid(z[j - 1]))
            assert numbers[f"δ{layer}{j}"] == pytest.approx(deltas[j - 1], abs=1e-8)
            for i in (1, 2):
                gradient = deltas[j - 1] * before[i - 1]
                assert numbers[f"g{layer - 1}{j}{i}"] == pytest.approx(gradient, abs=1e-8)
                after = W[j - 1][i - 1] - ETA * gradient
                assert numbers[f"w{layer - 1}{j}{i}"] == pytest.approx(after, abs=1e-8)
    assert numbers["J"] == pytest.approx(forward_from(2, z2))


def test_the_worksheets_boxes_are_empty_on_its_first_page_and_filled_on_the_second(pages):
    language, made = pages
    first, second = Reading(made["work"]).text.split(WORDS[language]["solution"])
    for number in solved().values():
        assert written(number) not in first
        assert written(number) in second


def test_the_worksheets_network_is_that_of_lesson_5():
    code = "\n".join(cell["source"] for cell in cells_of(FOLDER / "05_backprop_by_hand.ipynb"))
    assert f"x, y = {X}, {Y}\nnumbers_1 = {W1}\nnumbers_2 = {W2}\n" in code


def test_the_formula_sheet_has_every_formula_in_both_languages():
    formulas = [latex for _, lines in SHEET for *_, latex in lines]
    assert len(formulas) == len(set(formulas)) > 30
    english, korean = map(formula_sheet, LANGUAGES)
    assert english.count("<math") == korean.count("<math") == len(formulas)
    assert not re.search("[가-힣]", english)
    for word in KOREAN:
        assert word in "".join(formulas)
        for text in re.findall(r"text{([^}]+)}", word):
            written = f"<mtext>{text}</mtext>".replace(" ", "&#x000A0;")
            assert written in english
            assert written not in korean


def test_the_formula_sheets_numbers_hold():
    sheet = " ".join(latex for _, lines in SHEET for *_, latex in lines)
    for z in (-2.0, 0.3, 1.7):
        s = sigmoid(z)
        assert r"\sigma' = \sigma\,(1 - \sigma) \le \frac14" in sheet
        assert slopes(lambda v: sigmoid(v[0]), [z])[0] == pytest.approx(s * (1 - s), abs=1e-9)
        assert s * (1 - s) <= 1 / 4
        assert r"\tanh z = 2\,\sigma(2z) - 1" in sheet
        assert math.tanh(z) == pytest.approx(2 * sigmoid(2 * z) - 1)
        assert r"\ln(1 + e^z), \quad \text{slope } \sigma(z)" in sheet
        assert slopes(lambda v: math.log1p(math.exp(v[0])), [z])[0] == pytest.approx(s, abs=1e-9)
