"""The formulas in the table of operations are the mathematics that it computes."""

import math

import pytest

from autograd import OPERATIONS
from autograd.entry import FAMILIES

pytest.importorskip("mpmath")
import mpmath

from tests.tools.latex import Formula

MEMBERS = {"power": [3.0, -0.5], "power_log": [2.0, 1.0], "leaky_relu": [0.25], "elu": [0.5]}
MEMBERS |= {"polygamma": [0.0, 1.0, 2.0], "normal_tail": [0.0, 1.0]}
ENTRIES = [entry for entry in OPERATIONS.values() if entry.latex and entry.arity is not None]
ENTRIES += [FAMILIES[name](k) for name, numbers in MEMBERS.items() for k in numbers]
ENTRIES += [FAMILIES["clip"](-0.5, 0.75)]
PLACES = [0.3, -0.3, 0.8, -1.7, 1.9, 2.6]
SECONDS = [0.7, -1.2, 2.3]


def close(number, reference):
    return math.isclose(number, float(reference), rel_tol=1e-12, abs_tol=1e-13)


def places(entry):
    """Operands among these that the operation takes and has slopes at, with all of these."""
    seconds = SECONDS if entry.arity > 1 else [0.0]
    for a in PLACES:
        if a < 0 and entry.name == "cbrt":
            continue  # a^(1/3) is another root there, by the usual reading
        for b in seconds:
            operands = {0: (), 1: (a,), 2: (a, b), 3: (a, b, a + 1.0)}[entry.arity]
            try:
                y = entry.value(*operands)
                slopes = entry.gradients(y, *operands)
            except (ArithmeticError, ValueError):
                continue
            if all(map(math.isfinite, (y, *slopes))):
                yield operands, y, slopes


def names(entry, operands, y):
    letters = "cab" if entry.name == "where" else "ab"
    exact = [mpmath.mpf(operand) for operand in operands]
    return {**dict(zip(letters, exact)), "y": mpmath.mpf(y)}


@pytest.mark.parametrize("entry", ENTRIES, ids=repr)
def test_a_formula_and_those_of_its_slopes_give_the_numbers(entry):
    met = 0
    with mpmath.workdps(50):
        for operands, y, slopes in places(entry):
            known = names(entry, operands, y)
            assert close(y, Formula(entry.latex, known).value())
            assert len(slopes) == len(entry.latex_gradients)
            for slope, latex in zip(slopes, entry.latex_gradients):
                assert close(slope, Formula(latex, known).value()), latex
            met += 1
    assert met >= 2


@pytest.mark.parametrize("name", ["sum", "logsumexp", "maximum", "minimum"])
def test_a_formula_of_many_operands_has_an_index(name):
    entry, xs = OPERATIONS[name], [0.5, -1.25, 2.0, 2.0, -1.25]
    y = entry.value(*xs)
    known = {"a": [mpmath.mpf(x) for x in xs], "y": mpmath.mpf(y)}
    assert close(y, Formula(entry.latex, known).value())
    for i, slope in enumerate(entry.gradients(y, *xs)):
        assert close(slope, Formula(entry.latex_gradients[0], {**known, "i": i}).value())


def test_the_formulas_of_dot_take_and_hypot():
    dot, take, hypot = (OPERATIONS[name] for name in ("dot", "take", "hypot"))
    a, b = [0.5, -2.0, 3.0], [1.5, 4.0, -0.25]
    assert close(dot.value(*a, *b), Formula(dot.latex, {"a": a, "b": b}).value())
    slopes = dot.gradients(0.0, *a, *b)
    formulas = [latex for latex in dot.latex_gradients for _ in a]
    for k, (slope, latex) in enumerate(zip(slopes, formulas)):
        assert close(slope, Formula(latex, {"a": a, "b": b, "i": k % 3}).value())

    assert take.value(1.0, *a) == Formula(take.latex, {"a": a, "i": 1}).value()
    at, *others = take.gradients(0.0, 1.0, *a)
    zero, same = take.latex_gradients
    assert at == Formula(zero, {}).value()
    assert others == [Formula(same, {"i": 1, "j": j}).value() for j in range(3)]

    known = {"a": 3.0, "b": -4.0, "y": 5.0}
    assert hypot.value(3.0, -4.0) == Formula(hypot.latex, known).value()
    for slope, latex in zip(hypot.gradients(5.0, 3.0, -4.0), hypot.latex_gradients):
        assert slope == Formula(latex, known).value()


def test_every_operation_of_the_table_is_met_here():
    many = {"sum", "logsumexp", "maximum", "minimum", "dot", "take", "hypot"}
    met = {entry.name for entry in ENTRIES} | many
    assert {name for name, entry in OPERATIONS.items() if entry.latex} <= met
    assert set(FAMILIES) <= met


# What stands in the box of an operation in a picture, where it is not its name.
PAIRS = """add +; sub -; mul *; div /; pow **; identity =; floor_divide //; remainder %; dot ·;
reciprocal 1/; cbrt ∛; sigmoid σ; relu ReLU; silu SiLU; gelu GELU; elu ELU; leaky_relu LeakyReLU;
maximum max; minimum min; sum Σ; take [i]; normal_pdf φ; normal_cdf Φ; normal_quantile Φ⁻¹;
log_normal_cdf ln Φ; gamma Γ; lgamma lnΓ; digamma ψ; polygamma ψ1; degrees deg; radians rad"""
SYMBOLS = {"constant": "", **dict(pair.split(maxsplit=1) for pair in PAIRS.split(";"))}
OF_FAMILIES = {
    "power": "**2.5",
    "power_log": "**·ln2.5",
    "polygamma": "ψ2.5",
    "normal_tail": "λ2.5",
}
OF_FAMILIES |= {"leaky_relu": "LeakyReLU", "elu": "ELU", "clip": "clip"}


def test_the_symbol_of_an_operation_is_its_name_or_what_mathematics_writes():
    for name, entry in OPERATIONS.items():
        assert entry.symbol == SYMBOLS.get(name, name)
    for name, symbol in OF_FAMILIES.items():
        numbers = (2.5, 3.5) if name == "clip" else (2.5,)
        entry = FAMILIES[name](*numbers)
        assert (entry.name, entry.symbol, entry.parameters) == (name, symbol, numbers)
