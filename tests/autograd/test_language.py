"""`language("ko")`: everything that is said has its Korean, holes and all, and particles fit."""

import importlib
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

import autograd
import nn
from autograd import Value, telling
from autograd.korean import OTHERS
from autograd.korean.finding import korean, pieces_of
from autograd.korean.particles import with_particles
from tests.tools.messages import holes_of, messages_of, normal, untold_of

HOUSE = Path(nn.__file__).parents[1]
# Where words are raised that nobody reads, for they are caught inside.
INSIDE = ("autograd/gammas.py", "autograd/tails.py", "autograd/numeric.py", "autograd/later.py")
INSIDE += ("autograd/compiler/", "autograd/drawing/reading.py", "autograd/drawing/digraph.py")
INSIDE += ("autograd/exploring/parts.py", "nn/data/reading/dates.py")

EVERY = {
    str(path.relative_to(HOUSE)): path
    for path in sorted([*HOUSE.glob("autograd/**/*.py"), *HOUSE.glob("nn/**/*.py")])
}
SAID = {name: [*messages_of(path)] for name, path in EVERY.items()}
CATALOGUE = {
    english: korean
    for package in telling.CATALOGUES
    for english, korean in importlib.import_module(package).TEMPLATES.items()
}
KNOWN = {normal(english) for english in CATALOGUE}


@pytest.fixture
def in_korean():
    autograd.language("ko")
    yield
    autograd.language("en")


def named(text):
    """Whether a message is a name from code, the same in every language, or a kind's plural."""
    return re.fullmatch(r"[\w.]+\(\)|\{\}s", text) is not None


# --- the catalogue, beside the source ---------------------------------------------------------


def test_every_message_of_the_source_has_its_korean():
    missing = [said for name in EVERY for said in SAID[name] if said.template not in KNOWN]
    assert [said for said in missing if not named(said.template)] == []


def test_whatever_is_raised_printed_or_warned_of_is_told():
    told = [name for name in EVERY if not name.startswith(INSIDE)]
    assert [place for name in told for place in untold_of(EVERY[name])] == []


def test_the_catalogue_holds_what_the_source_says_and_no_more():
    said = {message.template for messages in SAID.values() for message in messages}
    assert KNOWN - said - {*map(normal, OTHERS)} == set()


def test_a_sentence_and_its_korean_have_the_same_holes():
    for english, translation in CATALOGUE.items():
        holes = holes_of(english)
        assert len(set(holes)) == len(holes), english
        # Korean has no plural: a hole called s may be left out.
        assert {*holes} - {"s"} == {*holes_of(translation)} - {"s"}, english


def test_holes_that_touch_stay_together_for_nobody_knows_where_one_ends():
    for english, translation in CATALOGUE.items():
        for (_, first), (between, second) in pairwise(pieces_of(english)):
            if between == "" and second is not None and "s" not in (first, second):
                assert f"{{{first}}}{{{second}}}" in translation, english


@pytest.mark.parametrize("filling", ["x", "'a b'", "3", "(2, 3)"])
def test_every_sentence_is_found_by_its_words_and_by_no_others(filling):
    for english, translation in CATALOGUE.items():
        message = english.format(**{**dict.fromkeys(holes_of(english), filling), "s": "s"})
        expected = ""
        for words, hole in pieces_of(translation):
            expected = with_particles(expected, words) + (filling if hole else "")
        assert korean(message, tuple(telling.CATALOGUES)) == expected, english


def test_korean_is_korean():
    as_in_tracebacks = "{file}, line {line}: "
    for translation in {*CATALOGUE.values()} - {as_in_tracebacks}:
        words = "".join(words for words, _ in pieces_of(translation))
        assert re.search("[가-힣]", words) or not re.search("[A-Za-z]{2}", words), translation


# --- particles --------------------------------------------------------------------------------

SOUNDS = {
    **dict.fromkeys(("값", "수열", "tuple", "1", "10", "3", "None", "L", "map"), 1),
    **dict.fromkeys(("나무", "Value", "list", "2", "45", "9", "x", "softmax", "MSE", "ReLU"), 0),
}


@pytest.mark.parametrize(("word", "consonant"), SOUNDS.items())
def test_a_particle_goes_by_the_last_sound(word, consonant):
    assert with_particles(word, "은(는)") == word + "는은"[consonant]
    assert with_particles(word, "이(가)") == word + "가이"[consonant]
    assert with_particles(word, "을(를)") == word + "를을"[consonant]
    assert with_particles(word, "과(와)") == word + "와과"[consonant]


@pytest.mark.parametrize(
    ("word", "with_particle"),
    [("서울", "서울로"), ("값", "값으로"), ("나무", "나무로"), ("1", "1로"), ("3", "3으로")],
)
def test_after_a_rieul_the_particle_of_direction_is_that_of_a_vowel(word, with_particle):
    assert with_particles(word, "(으)로") == with_particle


def test_quotes_and_brackets_are_not_read_aloud():
    assert with_particles("'값'", "이(가)") == "'값'이"
    assert with_particles("Value(2.5)", "을(를)") == "Value(2.5)를"
    assert with_particles("`나무`)", "은(는)") == "`나무`)는"


def test_after_what_cannot_be_read_both_forms_stay():
    assert with_particles("α", "은(는)") == "α은(는)"
    assert with_particles("", "은(는)") == "은(는)"


# --- the switch -------------------------------------------------------------------------------


def test_english_is_the_language_until_another_is_set(in_korean):
    assert autograd.language() == "ko"
    autograd.language("en")
    assert autograd.language() == "en"


@pytest.mark.parametrize("code", ["de", "", "KO", 1, ["ko"]])
def test_other_languages_are_refused_and_nothing_is_set(code):
    with pytest.raises(ValueError, match="language must be 'en' or 'ko', got"):
        autograd.language(code)
    assert autograd.language() == "en"


SLIPS = {
    "실수나 Value가 필요한데 str 'three'를 받았습니다. 문자열은 float(...)로 바꾸십시오": (
        lambda: Value("three")
    ),
    "함수가 정의되지 않는 값입니다(math domain error): log(x=-1.0)": (
        lambda: Value(-1.0, "x").log()
    ),
    "0으로 나눌 수 없습니다(float division by zero): sqrt(x=0.0)의 도함수": (
        lambda: Value(0.0, "x").sqrt().backward()
    ),
    "도함수를 구하려면 미분할 인수가 하나라도 있어야 합니다": lambda: autograd.grad(abs)(),
    "dot에는 길이가 같은 두 수열이 필요한데 길이가 1과 2입니다": (
        lambda: autograd.dot([1.0], [1.0, 2.0])
    ),
}


@pytest.mark.parametrize("message", SLIPS)
def test_errors_speak_korean_when_the_language_is_korean(message, in_korean):
    with pytest.raises((TypeError, ValueError, ArithmeticError)) as caught:
        SLIPS[message]()
    # Versions of Python word this in their own ways.
    assert re.sub(r"\((float )?division by zero\)|\(float division\)", "", str(caught.value)) == (
        re.sub(r"\(float division by zero\)", "", message)
    )


def test_the_same_errors_are_english_again_afterwards():
    for message, slip in SLIPS.items():
        with pytest.raises((TypeError, ValueError, ArithmeticError)) as caught:
            slip()
        assert str(caught.value) != message
        assert not re.search("[가-힣]", str(caught.value))


def test_warnings_speak_korean_too(in_korean):
    with pytest.warns(UserWarning, match="같은 노드인지 묻습니다"):
        assert Value(1.0) != 1.0


def test_the_table_of_check_gradients_is_aligned_in_korean(in_korean):
    report = str(autograd.check_gradients(lambda x, y: x * y, 2.0, 3.0))
    head, first, second = report.splitlines()
    assert head.split() == ["기울기", "차분", "상대", "오차"]
    assert first.startswith("d/d(수 0), 2에서")
    from autograd.messages import columns

    assert columns(head) == columns(first) == columns(second)


def test_english_loads_no_catalogue():
    program = """
import sys
import autograd
try:
    autograd.Value("three")
except TypeError:
    pass
assert not [name for name in sys.modules if name.startswith("autograd.korean")]
"""
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)


def test_the_compiler_explains_itself_in_korean(in_korean, capsys):
    pytest.importorskip("numpy")

    @autograd.compile
    def loss(xs, ts):
        return autograd.mean((x * x - t) ** 2 for x, t in zip(xs, ts))

    loss([1.0] * 30, [2.0] * 30)
    for stage in (None, "recorded", "grouped", "lifted", "derived"):
        loss.explain(stage)
        assert re.search("[가-힣]", capsys.readouterr().out.splitlines()[0])

    @autograd.compile
    def chosen(x):
        return x if x > 0 else -x

    with pytest.raises(autograd.TraceError, match=r"`return x if x > 0 else -x`에서 조건\(if"):
        chosen(1.0)


def test_an_error_of_a_value_names_the_line_while_code_is_compiled_in_korean_too(in_korean):
    pytest.importorskip("numpy")

    text = "1"

    @autograd.compile
    def mixed(x):
        return x + text

    with pytest.raises(autograd.TraceError, match=r"`return x \+ text`에서"):
        mixed(1.0)


def test_words_in_pictures_of_graphs_are_korean(in_korean):
    model = nn.MLP(2, [4, 1], seed=1)
    loss = autograd.mean(model([x, 1.0]) ** 2 for x in range(20))
    loss.backward()
    source = autograd.draw(loss, fold=True).source
    for words in ("1번째 층: 뉴런 4개 × 표본 20개", "매개변수", "음의 기울기", "펼칩니다"):
        assert words in source
    assert not re.search(r"Layer|\bnodes\b|neuron|gradient", source)
    autograd.language("en")
    assert "Layer 1: 4 neurons × 20 samples" in autograd.draw(loss, fold=True).source


def test_the_explorer_opens_in_the_language_that_is_set_unless_another_is_asked_for(in_korean):
    x = Value(2.0, "x")
    assert autograd.explore(x * x).language == "ko"
    assert autograd.explore(x * x, language="en").language == "en"
    autograd.language("en")
    assert autograd.explore(x * x).language == "en"
