"""A result of compiled code is a node that is called as the function is."""

import pickle

import pytest

import autograd
from autograd import Value

pytest.importorskip("numpy")


def loss(x, w):
    return (w * x).tanh()


def test_the_operation_of_a_result_has_the_name_of_the_function():
    w = Value(0.5)
    one = autograd.compile(lambda x: loss(x, w))(2.0)
    assert (one.operation.name, one._op) == ("<lambda>", "<lambda>")
    named = autograd.compile(loss)(2.0, w)
    assert (named.operation.name, named._op) == ("loss", "loss")
    assert named.parents == (w,)
    assert repr(named.operation).startswith("<operation loss")


def test_several_results_of_a_call_have_it_too():
    w = Value(0.5)

    def both(x):
        return loss(x, w), w * x

    for result in autograd.compile(both)(2.0):
        assert result.operation.name == "both"
        assert w in result.parents


def test_the_function_of_a_result_is_not_an_operation_that_others_can_use():
    named = autograd.compile(loss)(2.0, Value(0.5))
    with pytest.raises((NotImplementedError, TypeError)):
        named.operation(1.0)
    with pytest.raises((TypeError, LookupError, pickle.PicklingError, AttributeError)):
        pickle.loads(pickle.dumps(named))
