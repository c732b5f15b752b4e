"""What beginners write by mistake: it works, or one line says what to write instead."""

import operator
import pydoc
import re
import warnings
from fractions import Fraction
from importlib.util import find_spec

import pytest

import autograd
import nn
from autograd import Value, grad


@pytest.mark.parametrize("other", [1, 0.5, True, Fraction(1, 2)])
def test_a_value_is_never_a_number_and_says_so(other):
    v = Value(0.5)
    with pytest.warns(UserWarning, match=r"never equals a number; compare its data: v\.data == "):
        assert not v == other  # noqa: SIM201
    with pytest.warns(UserWarning, match="never equals a number"):
        assert other != v


def test_among_values_equality_is_identity_and_says_nothing():
    a, b = Value(1.0), Value(1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert a == a
        assert a != b
        assert a != None  # noqa: E711
        assert a != "a"
        assert [b, a].index(a) == 1
        assert len({a, b, a}) == 2
        assert {a: 1}[a] == 1


def test_functions_of_numpy_are_those_of_the_engine():
    numpy = pytest.importorskip("numpy")
    names = ["tanh", "exp", "log", "sqrt", "sin", "cos", "square", "abs", "log1p", "cbrt", "sinh"]
    for name in names:
        theirs, ours = getattr(numpy, name), getattr(autograd, name, abs)
        assert type(theirs(Value(0.5))) is Value
        assert grad(theirs)(0.5) == grad(ours)(0.5)
    assert grad(lambda x: numpy.power(x, 3))(0.5) == 0.75
    assert grad(lambda x: numpy.add(2.0, x) * numpy.float64(3) * x)(0.5) == 9.0


def test_a_number_of_numpy_on_the_left_asks_the_value():
    numpy = pytest.importorskip("numpy")
    v = Value(0.5)
    for number in (numpy.float64(2), numpy.float32(2), numpy.int64(2)):
        for result, expected in [
            (number * v, 1.0),
            (number - v, 1.5),
            (number / v, 4.0),
            (number**v, 2**0.5),
        ]:
            assert type(result) is Value
            assert result.data == expected
        assert number > v
    with pytest.raises(TypeError, match="a Value holds one scalar"):
        numpy.array([1.0, 2.0]) * v


@pytest.mark.parametrize("package", [autograd, nn])
def test_completion_offers_the_public_names_alone(package):
    offered = {name for name in dir(package) if not name.startswith("__")}
    assert offered == set(package.__all__)
    estimators = {"MLPClassifier", "MLPRegressor"}  # which need scikit-learn
    assert all(hasattr(package, name) for name in offered - estimators)


@pytest.mark.parametrize("package", [autograd, nn])
def test_help_opens_with_what_a_person_needs(package):
    text = pydoc.render_doc(package, renderer=pydoc.plaintext)
    opening = text[: text.index("Read the source")]
    assert "What there is:" in opening
    for name in re.findall(r"^ {8}([A-Za-z_.]+)\(", opening, re.MULTILINE):
        if name == "MLPClassifier" and not find_spec("sklearn"):
            continue
        owner = nn.Module if name.startswith("model.") else package
        assert operator.attrgetter(name.removeprefix("model."))(owner)
