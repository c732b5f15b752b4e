"""The table's LaTeX as MathML."""

from xml.etree import ElementTree

import pytest

import autograd
from autograd import Value
from autograd.exploring.formulas import to_mathml
from autograd.exploring.snapshot import snapshot
from tests.exploring.graphs import EVERY, operands_of


def parsed(mathml):
    return ElementTree.fromstring(f"<math>{mathml}</math>")


@pytest.mark.parametrize("name", EVERY)
def test_every_formula_of_the_table_becomes_mathml(name):
    operation = EVERY[name]
    operands = operands_of(operation)
    count = len(operands)
    (rule,) = snapshot(operation(*map(Value, operands)))["rules"]
    assert len(rule["gradients"]) == len(rule["operands"]) == count
    for mathml in (rule["value"], *rule["gradients"]):
        assert mathml
        for element in parsed(mathml).iter():
            assert "\\" not in (element.text or ""), f"{name}: {element.text} is not known"
    places = {e.get("data-operand") for e in parsed(rule["value"]).iter()} - {None}
    missing = {str(i) for i in range(count)} - places
    assert not missing or operation.name == "take", f"{name}: no place for operands {missing}"


def text_of(mathml):
    return "".join(parsed(mathml).itertext()).replace("\u2061", "")


MINUS = '<mo stretchy="false">−</mo>'


@pytest.mark.parametrize(
    ("latex", "mathml"),
    [
        (r"\frac{1}{b}", "<mfrac><mn>1</mn><mi>b</mi></mfrac>"),
        ("a^{-2}", f"<msup><mi>a</mi><mrow>{MINUS}<mn>2</mn></mrow></msup>"),
        ("a_1^2", "<msubsup><mi>a</mi><mn>1</mn><mn>2</mn></msubsup>"),
        (r"\sqrt{1 - a}", f"<msqrt><mrow><mn>1</mn>{MINUS}<mi>a</mi></mrow></msqrt>"),
    ],
)
def test_fractions_powers_and_roots_have_the_elements_of_mathml(latex, mathml):
    assert to_mathml(latex) == mathml


def test_operands_are_marked_where_they_stand():
    marked = to_mathml("a_1 y", {"a_1": "0", "y": "y"})
    assert [e.get("data-operand") for e in parsed(marked).iter()] == [
        None,
        None,
        "0",
        None,
        None,
        "y",
    ]


@pytest.mark.parametrize(
    "latex",
    [
        "<img src=x onerror=alert(1)>",
        r"\operatorname{<b>&}",
        r"\frac",
        "a_",
        "{{",
        "^",
        "}",
        r"\foo{a}",
    ],
)
def test_latex_of_any_kind_is_text_and_never_markup(latex):
    known = {"math", "mrow", "mi", "mo", "mn", "mtext", "msup", "msub", "mfrac"}
    assert {element.tag for element in parsed(to_mathml(latex)).iter()} <= known


def test_long_sums_are_written_with_dots():
    v = autograd.sum([Value(float(i)) for i in range(9)])
    assert text_of(snapshot(v)["rules"][0]["value"]) == "a1+a2+a3+…+a9"
