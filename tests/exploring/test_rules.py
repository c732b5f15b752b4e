"""The JavaScript rules against the engine's table, at ordinary numbers, at kinks and far out."""

import math
import random

import pytest

from autograd.exploring import page
from autograd.exploring.formulas import rule_of
from autograd.exploring.snapshot import _in_table, _plain
from tests.exploring.graphs import EVERY, UNKNOWN

CORNERS = (0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 40.5, -40.5, 710.0, -750.0)
FAR = (1e-300, -1e-18, 1e-9, 1e6, -1e6, 1e155, -1e200)


def cases_of(operation):
    """Operands: corners that meet each other, far ones, and random ones of several sizes."""
    chance = random.Random(operation.name)
    count = operation.arity or 4
    cases = [[x] * count for x in CORNERS + FAR]
    cases += [[chance.choice(CORNERS + FAR) for _ in range(count)] for _ in range(150)]
    for scale in (0.3, 1.0, 3.0, 30.0):
        cases += [[chance.gauss(0, scale) for _ in range(count)] for _ in range(100)]
    cases += [[chance.uniform(-1, 1) for _ in range(count)] for _ in range(100)]
    if operation.name == "take":
        cases = [[float(chance.randrange(-1, count)), *case[1:]] for case in cases]
    return cases


def expected(operation, operands):
    """Value and local gradients by the table; None for what raises an error."""
    try:
        y = float(operation.evaluate(*operands))
    except (ArithmeticError, ValueError):
        return None, None
    try:
        return y, [float(slope) for slope in operation.gradients(y, *operands)]
    except (ArithmeticError, ValueError):
        return y, None


RUN = """
const [operation, cases] = arguments, known = ruleFor(operation);
const attempt = (f) => {
  try { return f(); } catch (error) { if (error instanceof RangeError) return null; throw error; }
};
const plain = (x) => Number.isFinite(x) ? x : String(x);
return cases.map((operands) => {
  const y = attempt(() => known.value(...operands));
  const slopes = y === null ? null : attempt(() => known.gradients(y, ...operands));
  return [y === null ? null : plain(y), slopes && slopes.map(plain)];
});
"""


def close(found, wanted):
    if found is None or wanted is None:
        return found is wanted
    found = float(found)
    if math.isnan(wanted):
        return math.isnan(found)
    return found == wanted or math.isclose(found, wanted, rel_tol=1e-13, abs_tol=1e-307)


def test_the_page_says_which_operations_it_does_not_know(browser):
    for name in UNKNOWN:
        rule = {"name": name, "in_table": True, "parameters": []}
        script = page.asset("rules.js") + "return ruleFor(arguments[0])"
        assert browser.run(script, rule) is None


@pytest.mark.parametrize("name", [name for name in EVERY if EVERY[name].name not in UNKNOWN])
def test_a_rule_in_javascript_is_the_rule_of_the_table(browser, name):
    operation = EVERY[name]
    cases = cases_of(operation)
    rule = rule_of(operation, len(cases[0]), _in_table(operation))
    found = browser.run(page.asset("rules.js") + RUN, rule, cases)
    for operands, (y, slopes) in zip(cases, found):
        wanted_y, wanted_slopes = expected(operation, operands)
        assert close(y, wanted_y), (operands, y, wanted_y)
        if slopes is None or wanted_slopes is None:
            assert slopes is wanted_slopes, (operands, slopes, wanted_slopes)
        else:
            assert all(map(close, slopes, wanted_slopes)), (operands, slopes, wanted_slopes)


def test_the_page_knows_no_operation_that_is_not_in_the_table(browser):
    names = browser.run(page.asset("rules.js") + "return Object.keys(RULES)")
    assert set(names) == {operation.name for operation in EVERY.values()} - UNKNOWN


def test_a_name_of_javascripts_own_is_no_operation(browser):
    for rule in (
        {"name": "constructor", "in_table": True, "parameters": []},
        {"name": "tanh", "in_table": False, "parameters": []},
    ):
        script = page.asset("rules.js") + "return ruleFor(arguments[0])"
        assert browser.run(script, rule) is None


def test_numbers_are_written_by_the_rule_of_the_pictures(browser):
    from autograd.drawing import text

    chance = random.Random(5)
    numbers = [0.0, -0.0, 999999.0, 1e6, -12.0, 0.0001, 0.00001234, 9999.5, 99995.0, 1e300, -2.5e-7]
    numbers += [chance.uniform(-1, 1) * 10.0 ** chance.randint(-12, 12) for _ in range(500)]
    numbers += [n / 16 for n in range(-200, 200)]  # just in the middle, some of them
    shown = browser.run(page.asset("maths.js") + "return arguments[0].map(number)", numbers)
    plain = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
    for x, found in zip(numbers, shown):
        wanted = text.number(x)
        assert float(found.translate(plain).replace("×10", "e")) == float(wanted), (x, found)
        assert ("e" in wanted) == ("×10" in found), (x, found)


def test_infinities_and_nan_cross_over_to_javascript(browser):
    words = [_plain(x) for x in (math.inf, -math.inf, math.nan, 0.1)]
    assert browser.run("return arguments[0].map(Number).map(String)", words) == [
        *("Infinity", "-Infinity", "NaN"),
        "0.1",
    ]
