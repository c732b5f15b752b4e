"""Squares as machine code has them: those of the C library's pow, to the last bit."""

import random

import numpy as np
import pytest

import autograd
from autograd.compiler.native import powers

COUNT = 200


@pytest.fixture(scope="module")
def squares():
    """Many numbers squared at once by machine code."""
    compiled = autograd.compile(lambda xs: [x**2.0 for x in xs], backend="native")
    compiled([1.0] * COUNT)
    assert ("@square(" in compiled.llvm.split("define i32 @forward")[0]) or not powers.is_close()
    return compiled.numpy


def near_midpoints():
    """Numbers whose square is half-way between two floats, but for a little.

    (2^52 + k)² = 2^104 + k·2^53 + k², of which k² / 2^52 is left to be rounded: half at 2^25.5.
    """
    middle = round(2**25.5)
    return [float(2**52 + middle + j) for j in range(-COUNT * 25, COUNT * 25)]


@pytest.mark.parametrize(
    "xs",
    [
        [random.Random(seed).gauss(0.0, 3.0) for seed in range(40 * COUNT)],
        [random.Random(seed).uniform(1.0, 2.0) * 2.0**seed for seed in range(-500, 500)],
        [random.Random(seed).uniform(1.0, 2.0) * 2.0**seed for seed in range(-1070, -470)],
        [*near_midpoints(), *(-x / 2**40 for x in near_midpoints())],
        [0.0, -0.0, 1.0, -1.0, 5e-324, 1e-308, 2.0**-447, 1.3e154, 3.0, 0.1] * (COUNT // 10),
    ],
    ids=["ordinary", "all sizes", "tiny", "near midpoints", "edges"],
)
def test_a_square_has_the_bits_of_pow(squares, xs):
    assert len(xs) % COUNT == 0
    for k in range(0, len(xs), COUNT):
        found = squares(np.array(xs[k : k + COUNT]))
        assert found.tolist() == [x**2.0 for x in xs[k : k + COUNT]]


def test_a_square_beyond_floats_is_an_error_as_it_is_of_floats(squares):
    with pytest.raises(OverflowError):
        squares(np.array([1.0] * (COUNT - 1) + [1.4e154]))


def test_where_pow_is_not_known_to_be_near_it_is_called(monkeypatch):
    for named in ("glibc 2.27", "musl 1.2", ""):
        powers.is_close.cache_clear()
        monkeypatch.setattr(powers.os, "confstr", lambda name, named=named: named)
        assert powers.power(2.0) == powers.POW
    powers.is_close.cache_clear()
    monkeypatch.undo()
    assert powers.power(3.0) == powers.POW
