"""Expressions: the numbers of Python, and nothing but mathematics."""

import ast
import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import OPERATIONS, Value
from autograd.expressions import CONSTANTS, FUNCTIONS, LONGEST, Expression, ExpressionError

NUMBERS = st.integers(0, 9).map(str) | st.floats(0.01, 9).map(lambda x: f"{x:.2f}")
EXPRESSIONS = st.recursive(
    NUMBERS | st.sampled_from(["x", "y", "pi"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from([" + ", "-", " * ", "/", "**"]), inner).map("".join)
        | inner.map(lambda a: f"({a})")
        | inner.map(lambda a: f"-{a}")
        | inner.map(lambda a: f"tanh({a})")
        | st.tuples(inner, inner).map(lambda ab: f"hypot({ab[0]}, {ab[1]})")
    ),
    max_leaves=12,
)


@given(EXPRESSIONS, st.floats(0.1, 3), st.floats(-3, -0.1))
def test_the_value_is_the_float_that_python_gives_or_its_kind_of_error(text, x, y):
    floats = ast.parse(text, mode="eval")
    for node in ast.walk(floats):
        if isinstance(node, ast.Constant):
            node.value = float(node.value)
    known = {"tanh": math.tanh, "hypot": math.hypot, "pi": math.pi, "x": x, "y": y}
    try:
        expected = eval(compile(floats, "", "eval"), known)
        if isinstance(expected, complex):
            raise ValueError("a negative number has no such power")
    except (ArithmeticError, TypeError, ValueError):
        # A complex number on the way is an error for us wherever it leads in Python.
        with pytest.raises(ExpressionError):
            Expression(text)({"x": Value(x), "y": Value(y)})
        return
    assert repr(float(Expression(text)({"x": Value(x), "y": Value(y)}))) == repr(expected)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_is_that_of_the_library(name):
    arity = OPERATIONS[name].arity if name in OPERATIONS else 1
    numbers = {"clip": (0.3, -1, 1), "acosh": (1.7,)}.get(name, (0.7, 0.2, 0.3)[: arity or 2])
    if name == "mean":
        numbers = (0.7, 0.2)
    xs = [Value(x) for x in numbers[:1]]
    text = f"{name}({', '.join(['x', *map(str, numbers[1:])])})"
    result = Expression(text)({"x": xs[0]})
    function = getattr(autograd, name, abs)
    sequence = name in ("logsumexp", "mean", "sum")
    expected = function(list(numbers)) if sequence else function(*numbers)
    assert float(result) == expected
    assert result.parents


def test_variables_come_in_the_order_of_their_first_appearance():
    assert Expression("b*a + exp(c)*b + pi*e").names == ["b", "a", "c"]


def test_a_power_with_a_number_is_the_node_that_the_engine_would_make():
    x = Value(3.0)
    assert Expression("x**2")({"x": x}).operation is (x**2).operation


@pytest.mark.parametrize(
    ("comparison", "holds"),
    [
        *[("x > y", False), ("x < y", True), ("x >= y", False), ("x <= y", True)],
        *[("x > x", False), ("x < x", False), ("x >= x", True), ("x <= x", True)],
    ],
)
def test_a_comparison_chooses_and_is_part_of_the_graph(comparison, holds):
    x, y = Value(1.0), Value(2.0)
    result = Expression(f"where({comparison}, 10*x, 20*x)")({"x": x, "y": y})
    result.backward()
    assert (result.data, x.grad) == ((10.0, 10.0) if holds else (20.0, 20.0))
    condition = result.parents[0]
    assert condition.data == holds
    assert x in autograd.topological_order(condition)


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 0, "there is no expression"),
        ("1 + __import__('os')", 4, "unknown function '__import__'"),
        ("print(1)", 0, "unknown function 'print'"),
        ("x.real", 1, "nothing has attributes"),
        ("(1).__class__", 2, "nothing has attributes"),
        ("exp.__self__(1)", 0, "only functions can be called"),
        ("x[0]", 1, "nothing can be indexed"),
        ("1 + (lambda: 1)()", 4, "only functions can be called"),
        ("lambda: 1", 0, "not arithmetic"),
        ("[x for x in y]", 0, "not arithmetic"),
        ("{1: 2}", 0, "not arithmetic"),
        ("1 + 'text'", 4, "expected a number, got 'text'"),
        ("f'{x}'", 0, "not arithmetic"),
        ("b'a'", 0, "expected a number"),
        ("True", 0, "expected a number, got True"),
        ("None", 0, "expected a number"),
        ("1 + 2j", 4, "expected a number, got 2j"),
        ("...", 0, "expected a number"),
        ("(x := 1)", 1, "nothing can be assigned"),
        ("x = 3", 2, "does not belong"),
        ("1, 2", 0, "a comma"),
        ("x and y", 0, "'and' and 'or'"),
        ("not x", 0, "operator is not known"),
        ("x % 2", 2, "operator is not known"),
        ("(x) // 2", 4, "operator is not known"),
        ("x if y else z", 0, "write where"),
        ("x == 1", 2, "of the comparisons"),
        ("0 < x < 1", 2, "two numbers at a time"),
        ("exp", 0, "write exp(...)"),
        ("1 + exp(*x)", 8, "a star"),
        ("exp(x=1)", 0, "without names"),
        ("2 + exp(1, 2)", 4, "exp takes 1 operand(s), got 2"),
        ("clip(1, x, 2)", 0, "only the first operand of clip"),
        ("maximum()", 0, "at least one number"),
        ("3 + ln(2)", 4, "did you mean log?"),
        ("tahn(1)", 0, "did you mean tanh?"),
        ("sigmiod(1)", 0, "did you mean sigmoid?"),
        ("x(2)", 0, "for a product write x * (...)"),
        ("2 x", 2, "for a product write *"),
        ("2x", 0, "for a product write"),
        ("가 + 나 ?", 6, "does not belong"),
        ("x +", 3, "missing at the end"),
        ("(x + 1", 0, "was never closed"),
        ("x + 1)", 5, "unmatched"),
        ("x^2", 1, "for '^' write **"),
        ("x²", 1, "for '²' write **2"),
        ("x − 1", 2, "for '−' write -"),
        ("x # 2", 2, "unexpected character '#'"),
        ("x + \0", 4, r"unexpected character '\x00'"),
        ("x \x1b[31m", 2, "unexpected character"),
        ("x \udc80", 2, "unexpected character"),
        ("9**9**9", 1, "in pow(9.0, 387420489.0)"),
        ("1e999", 0, "too large for a float"),
        ("1" + "0" * 400, 0, "too large for a float"),
        ("9" * 5000, None, "too large for a float"),
        ("x" * 1_000_000, LONGEST, "at most 10,000 characters, this one 1,000,000"),
        ("(" * 9000, None, "too many nested parentheses"),
        ("-" * 9000 + "1", None, "nested too deeply"),
        ("1**" * 3000 + "1", None, "nested too deeply"),
    ],
)
def test_what_is_not_mathematics_is_refused_where_it_stands(text, position, words):
    with pytest.raises(ExpressionError) as caught:
        Expression(text)({"x": Value(1.0), "y": Value(2.0), "나": 1.0, "가": 1.0})
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    if position is not None:
        assert caught.value.position == position


def test_nesting_as_deep_as_python_reads_is_computed_or_refused_and_never_crashes():
    x = Value(1.0, "x")
    for text, expected in [
        ("x" + "+x" * 400, 401.0),
        ("(x+" * 150 + "1" + ")" * 150, 151.0),
        ("-" * 300 + "x", 1.0),
    ]:
        assert Expression(text)({"x": x}).data == expected
    with suppress(ExpressionError):
        assert Expression("x" + "+x" * 4000)({"x": x}).data == 4001.0


@given(st.text(max_size=30) | st.text(alphabet="x1.()+-*/<= ,^'[]{}:eap", max_size=30))
def test_any_text_is_computed_or_refused(text):
    with suppress(ExpressionError):
        expression = Expression(text)
        assert isinstance(expression(dict.fromkeys(expression.names, 0.5)), float)


def test_no_function_or_constant_can_be_anything_but_a_number():
    assert all(isinstance(constant, float) for constant in CONSTANTS.values())
    assert "abs" in FUNCTIONS
    assert not {"dot", "take", "softmax", "log_softmax"} & set(FUNCTIONS)


@pytest.mark.parametrize("text", ["f" * 5000 + "(x)", "sin(" + "x" * 5000 + ".y)"])
def test_a_name_of_any_length_gives_an_error_of_bounded_length(text):
    with pytest.raises(ExpressionError) as error:
        Expression(text)
    assert len(str(error.value)) < 700
