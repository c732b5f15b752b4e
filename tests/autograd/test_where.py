"""An error of a side that `where` would not choose says so, with the cure."""

import pytest

import autograd
from autograd import Value, grad, where

CURE = r"where computes both sides.*where\(c, log\(where\(c, x, 1\.0\)\), 0\.0\)"


@pytest.mark.parametrize("x", [-1.0, Value(-1.0)])
def test_the_error_of_a_side_names_the_cure(x):
    with pytest.raises(ValueError, match=r"in log\(-1\.0\) \(" + CURE):
        where(x > 0, autograd.log(x), 0.0)
    with pytest.raises(ValueError, match=CURE):
        where(
            x > 0,
            autograd.sqrt(x),
            0.0,
        )


def test_operators_say_it_too():
    x = Value(0.0)
    with pytest.raises(ZeroDivisionError, match=CURE):
        where(x > 0, 1 / x, 0.0)
    with pytest.raises(ZeroDivisionError, match=CURE):
        where(x > 0, x**-1, 0.0)


def test_the_cure_cures():
    def f(x):
        return where(x > 0, autograd.log(where(x > 0, x, 1.0)), 0.0)

    assert (f(-1.0), grad(f)(-1.0)) == (0.0, 0.0)
    assert grad(f)(4.0) == 0.25


def test_other_errors_do_not_speak_of_it():
    x = Value(-1.0)
    chosen = where(x > 0, x, 2 * x)
    for attempt in (
        lambda: autograd.log(x),
        lambda: autograd.log(chosen),
        lambda: autograd.log(where(x > 0, x, 2 * x)),
    ):
        with pytest.raises(ValueError, match=r"in log\(-[12]\.0\)$"):
            attempt()
