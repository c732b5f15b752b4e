"""A formula with its numbers put in, read as a reader would, gives the number that it claims."""

import math
from xml.etree import ElementTree

import pytest

from autograd import ops
from autograd.exploring import page
from autograd.exploring.formulas import rule_of
from tests.exploring.graphs import EVERY, UNKNOWN

# Signs and sizes that need parentheses somewhere.
OPERANDS = ((0.5, 3.0), (-0.5, 3.0), (-3.0, -2.0), (2.0, 0.25), (0.00002, -0.00005), (0.25, 1e7))
SIGNS = {"−": "-", "·": "*", "×": "*", "[": "float(", "]": ")", "=": "==", "≤": "<=", "≠": "!="}
NAMES = {**vars(math), "ln": math.log, "σ": ops.sigmoid, "Φ": ops.normal_cdf, "φ": ops.normal_pdf}
NAMES |= {"arcsin": math.asin, "arccos": math.acos, "arctan": math.atan, "π": math.pi}
NAMES |= {"arsinh": math.asinh, "arcosh": math.acosh, "artanh": math.atanh}
NAMES |= {"max": max, "min": min, "sign": lambda a: (a > 0) - (a < 0)}
# Bars, brackets, an index of a logarithm, letters of functions: not read here.
UNREAD = {"abs", "normal_pdf", "cbrt", "copysign", "floor_divide", "remainder", "log2", "log10"}
UNREAD |= UNKNOWN
APPLIED = "\u2061"  # stands after a function's name


def spoken(element):
    """MathML as a Python expression; what stands side by side is multiplied."""
    if element.tag == "mfrac":
        return "(({})/({}))".format(*map(spoken, element))
    if element.tag == "msup":  # as it is written: a sign before the base is not raised
        return "{}**({})".format(*map(spoken, element))
    if element.tag == "msqrt":
        return f"sqrt({row(element)})"
    return row(element) if len(element) else SIGNS.get(element.text, element.text or "")


def row(element):
    """What stands in a row: functions of what follows them, products of values."""
    said, function, value = "", False, False  # whether one of them has just come to its end
    items = [child for child in element if child.tag != "mspace"]
    for child, after in zip(items, [*items[1:], element]):
        text = spoken(child)
        if text == APPLIED:
            continue
        if function:
            said += text if text == "(" else f"({text})"
            function, value = False, text != "("
            continue
        begins = child.tag != "mo" or text in ("(", "float(")
        said += ("*" if value and begins else "") + text
        function = after.text == APPLIED or text in ("σ", "Φ", "φ")
        value = not function and (child.tag != "mo" or text == ")")
    return said


def evaluated(mathml):
    """The number that a formula without letters stands for."""
    text = spoken(ElementTree.fromstring(f"<math>{mathml}</math>"))
    return float(eval(text, dict(NAMES)))


def claims():
    """Every formula of the table at several operands, with the number that it stands for."""
    for name, operation in EVERY.items():
        count = operation.arity
        if count not in (1, 2) or operation.name in UNREAD:
            continue
        rule = rule_of(operation, count)
        for operands in (numbers[:count] for numbers in OPERANDS):
            try:
                y = operation.evaluate(*operands)
                slopes = operation.gradients(y, *operands)
            except (ArithmeticError, ValueError):
                continue
            yield name, rule["value"], operands, y, y
            for formula, slope in zip(rule["gradients"], slopes):
                if math.isfinite(slope):
                    yield name, formula, operands, y, slope


def test_formulas_with_their_numbers_say_what_is_true(browser):
    every = list(claims())
    script = page.asset("maths.js") + (
        "return arguments[0].map(([, mathml, operands, y]) => withNumbers(mathml, operands, y))"
    )
    for (name, mathml, operands, _, claimed), shown in zip(every, browser.run(script, every)):
        found = evaluated(shown)
        # The page shows four digits of y.
        assert found == pytest.approx(claimed, rel=2e-3, abs=2e-4), (name, operands, mathml, shown)
    assert len(every) > 300
