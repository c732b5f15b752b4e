"""Contract 1: a Value is a float that remembers where it came from."""

import math
import operator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value

FLOATS = st.floats(allow_nan=True, allow_infinity=True)


OPERATORS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}


class TestWhatAValueIsMadeOf:
    @pytest.mark.parametrize(
        "number", [2.5, 3, -7, True, False, Fraction(1, 3), 2**60 + 1, math.inf, -0.0, 5e-324]
    )
    def test_any_real_number_is_kept_as_a_float(self, number, bits):
        x = Value(number)
        assert type(x.data) is float
        assert bits(x.data) == bits(float(number))

    @pytest.mark.parametrize(
        "thing",
        ["2", None, [1.0], (1.0,), {}, 1j, Decimal("1.5"), b"2", object(), Value(1.0), {1.0}],
    )
    def test_anything_else_is_refused_with_what_it_was(self, thing):
        for attempt in (
            lambda: Value(thing),
            lambda: setattr(Value(1.0), "data", thing),
        ):
            with pytest.raises(TypeError, match=type(thing).__name__):
                attempt()

    @pytest.mark.parametrize("thing", ["2", None, [1.0], (1.0,), {}, 1j, Decimal("1.5")])
    @pytest.mark.parametrize("symbol", OPERATORS)
    def test_an_operator_refuses_what_is_no_real_number_on_either_side(self, symbol, thing):
        for operands in ((Value(2.0), thing), (thing, Value(2.0))):
            with pytest.raises(TypeError, match=type(thing).__name__):
                OPERATORS[symbol](*operands)

    def test_the_error_says_what_was_given_and_how_to_mend_it(self):
        with pytest.raises(TypeError, match=r"got str '3'; convert text with float"):
            Value("3")
        with pytest.raises(TypeError, match=r"got list \[1, 2\]; a Value holds one scalar"):
            Value([1, 2])
        with pytest.raises(TypeError, match=r"a plain number is needed: its \.data"):
            Value(Value(1.0))
        with pytest.raises(TypeError, match=r"got list \[0, 1, 2, .*\.\.\.;") as caught:
            Value(list(range(1000)))
        assert len(str(caught.value)) < 200

    def test_an_int_too_large_for_a_float_overflows_as_it_does_with_floats(self):
        huge = 10**400
        for attempt in (
            lambda: Value(huge),
            lambda: Value(1.0) + huge,
            lambda: huge * Value(1.0),
            lambda: Value(1.0) ** huge,
            lambda: autograd.exp(huge),
        ):
            with pytest.raises(OverflowError, match="too large"):
                attempt()
        # A comparison needs no conversion, and floats compare exactly.
        assert Value(1e308) < huge
        assert not Value(1e308) > huge

    def test_data_and_grad_can_be_assigned_and_stay_floats(self):
        x = Value(1)
        x.data, x.grad = 3, Fraction(1, 2)
        assert (x.data, x.grad) == (3.0, 0.5)
        assert type(x.data) is type(x.grad) is float
        x.data += 0.5
        x.grad -= 1
        assert (x.data, x.grad) == (3.5, -0.5)
        with pytest.raises(TypeError, match="NoneType"):
            x.grad = None

    def test_a_label_is_a_string(self):
        assert Value(1.0, label="x").label == Value(1.0, "x").label == "x"
        assert Value(1.0).label == ""
        with pytest.raises(TypeError, match="label must be a string, got int 3"):
            Value(1.0, 3)

    def test_a_node_names_its_parents_in_order_and_its_operation(self):
        a, b = Value(2.0), Value(3.0)
        assert (a - b).parents == (a, b)
        assert (b - a).parents == (b, a)
        assert (a * a).parents == (a, a)
        assert (a - b).op == "sub"
        assert a.op == ""
        assert a.parents == ()
        two = (2 - a).parents[0]
        assert (two.data, two.op, two.parents) == (2.0, "constant", ())

    def test_repr_is_short_and_shows_all_digits(self):
        assert repr(Value(2.0, label="x")) == "Value(2.0, grad=0.0, label='x')"
        assert repr(Value(0.1 + 0.2)) == "Value(0.30000000000000004, grad=0.0)"
        x = Value(3.0, "it's")
        (x * x).backward()
        assert repr(x) == """Value(3.0, grad=6.0, label="it's")"""

    def test_formatting_with_a_specification_formats_the_number(self):
        x = Value(math.pi)
        assert f"{x:.3f}|{x:>8.2e}|{x}" == f"3.142|{math.pi:>8.2e}|{x!r}"


class TestComparisonsAndConversions:
    @given(FLOATS, FLOATS)
    def test_order_is_that_of_the_data(self, a, b):
        for compare in (operator.lt, operator.le, operator.gt, operator.ge):
            expected = compare(a, b)
            assert compare(Value(a), Value(b)) is expected
            assert compare(Value(a), b) is expected
            assert compare(a, Value(b)) is expected

    def test_order_against_ints_and_fractions_is_exact(self):
        x = Value(float(2**53))
        assert x < 2**53 + 1
        assert operator.gt(2**53 + 1, x)
        assert Value(0.1) > Fraction(1, 10)  # 0.1 is a little more than a tenth
        assert x <= 2**53

    def test_order_against_anything_else_is_a_type_error(self):
        for thing in ("1", None, [1.0]):
            with pytest.raises(TypeError):
                Value(1.0) < thing  # noqa: B015

    def test_equality_and_hash_are_identity(self):
        a, b = Value(1.0), Value(1.0)
        assert a == a
        assert a != b
        with pytest.warns(UserWarning, match="never equals a number"):
            assert a != 1.0
        assert a not in [b]
        assert len({a, b, a}) == 2
        assert {a: "a", b: "b"}[b] == "b"
        before = hash(a)
        a.data = 5.0
        assert hash(a) == before

    @given(st.floats(allow_nan=False, allow_infinity=False))
    def test_conversions_follow_the_data(self, a):
        x = Value(a)
        assert float(x) == a
        assert bool(x) is bool(a)
        assert int(x) == int(a)
        assert complex(x) == complex(a)
        for convert in (math.trunc, math.floor, math.ceil, round):
            assert convert(x) == convert(a)
            assert type(convert(x)) is int
        assert round(x, 2) == round(a, 2)
        assert type(round(x, 2)) is float
        assert abs(x).data == abs(a)
        assert (+x) is x
        assert (-x).data == -a

    def test_conversions_that_floats_refuse_are_refused(self):
        with pytest.raises(ValueError, match="NaN"):
            int(Value(math.nan))
        with pytest.raises(OverflowError, match="infinity"):
            round(Value(math.inf))
        for convert in (operator.index, len, iter):
            with pytest.raises(TypeError):
                convert(Value(1.0))

    def test_builtin_max_min_and_sorted_go_by_the_data(self):
        a, b, c = Value(2.0), Value(-1.0), Value(7.0)
        assert max(a, b, c) is c
        assert min(a, b, c) is b
        assert sorted([a, b, c]) == [b, a, c]


def test_an_exponent_that_only_equals_a_number_is_refused_also_after_that_number():
    a = Value(3.0)
    for number in (2, 2.0, True + 1):
        assert (a**number).data == 9.0
    for stranger in (Decimal(2), 2 + 0j):
        with pytest.raises(TypeError):
            a**stranger
    assert type((a**2).data) is type((a * 2).parents[1].data) is float


class TestErrorsOfArithmetic:
    @pytest.mark.parametrize(
        ("attempt", "kind", "message"),
        [
            (lambda x: x / 0, ZeroDivisionError, r"division by zero in div\(x=2\.0, 0\.0\)"),
            (lambda x: 1 / (x - 2), ZeroDivisionError, r"in div\(1\.0, 0\.0\)"),
            (lambda x: (x - 2) ** -1, ZeroDivisionError, r"in power\(0\.0, -1\.0\)"),
            (lambda x: (x * -4) ** 0.5, ValueError, r"math domain error in power\(-8\.0, 0\.5\)"),
            (lambda x: (-8) ** (x / 6), ValueError, r"math domain error in pow\(-8\.0, 0\.3"),
            (lambda x: x**2000, OverflowError, r"out of range in power\(x=2\.0, 2000\.0\)"),
            (lambda x: (x * 1000).exp(), OverflowError, r"in exp\(2000\.0\)"),
            (lambda x: (x - 5).log(), ValueError, r"in log\(-3\.0\)"),
            (lambda x: (-x).sqrt(), ValueError, r"in sqrt\(-2\.0\)"),
            (lambda x: x.asin(), ValueError, r"in asin\(x=2\.0\)"),
            (lambda x: autograd.log1p(-x), ValueError, r"in log1p\(-2\.0\)"),
            (lambda x: autograd.sinh(x * 500), OverflowError, r"in sinh\(1000\.0\)"),
            (lambda x: autograd.sin(x * math.inf), ValueError, r"in sin\(inf\)"),
        ],
    )
    def test_an_error_names_the_operation_and_its_operands(self, attempt, kind, message):
        with pytest.raises(kind, match=message) as caught:
            attempt(Value(2.0, label="x"))
        assert type(caught.value) is kind
        assert len(str(caught.value).splitlines()) == 1

    def test_plain_numbers_raise_the_same_errors(self):
        with pytest.raises(ZeroDivisionError, match=r"in div\(1\.0, 0\.0\)"):
            autograd.OPERATIONS["div"](1.0, 0)
        with pytest.raises(ValueError, match=r"in log\(-3\.0\)"):
            autograd.log(-3)
        with pytest.raises(OverflowError, match=r"in exp\(1000\.0\)"):
            autograd.exp(1000)

    def test_a_function_called_with_too_many_operands_says_how_many_it_takes(self):
        with pytest.raises(TypeError, match=r"exp takes 1 operand\(s\), got 2"):
            autograd.exp(1.0, 2.0)
        with pytest.raises(TypeError, match=r"atan2 takes 2 operand\(s\), got 1"):
            autograd.atan2(Value(1.0))

    def test_what_floats_let_pass_passes(self):
        assert (Value(1e308) * 10).data == math.inf
        assert math.isnan((Value(math.inf) - math.inf).data)
        assert (Value(0.0) ** 0).data == 1.0
        assert (Value(math.nan) ** 0.0).data == 1.0
        assert (Value(-8.0) ** 3).data == -512.0
        assert (Value(-2.0) ** -2).data == 0.25
