"""What machine code leaves out where no gradient flows: what nobody reads, and what is there."""

import math

import numpy as np
import pytest

import autograd


def compiled(f):
    return autograd.compile(f, backend="native")


def test_what_is_computed_twice_is_written_once():
    f = compiled(lambda a, b: autograd.sin(a / b) * 3.0 + autograd.sin(a / b) / (a / b))
    found = f.numpy(0.7, 1.9)
    assert found == math.sin(0.7 / 1.9) * 3.0 + math.sin(0.7 / 1.9) / (0.7 / 1.9)
    assert f.llvm.split("@nodes.forward")[1].count("@libm.sin(") == 1


def test_zeros_of_either_sign_are_two_numbers_and_a_constant_is_no_place():
    f = compiled(
        lambda a, b: [autograd.copysign(a, b * x) for x in (0.0, -0.0)] + [a * 1.0, b + 1.0, b + a]
    )
    assert f.numpy(0.5, 2.0).tolist() == [0.5, -0.5, 0.5, 3.0, 2.5]


def test_what_nobody_reads_is_left_out_unless_it_may_be_an_error():
    def f(a, b):
        a * b + autograd.tanh(a)
        autograd.log(a - b)
        return a + 2.0 * b

    f = compiled(f)
    assert f.numpy(3.0, 1.0) == 5.0
    text = f.llvm.split("@nodes.forward")[1]
    assert "@libm.tanh(" not in text
    assert "@libm.log(" in text
    with pytest.raises(ValueError, match="log"):
        f.numpy(1.0, 3.0)


def test_the_gradients_of_constants_are_left_out_of_a_recorded_derivative():
    slope = compiled(autograd.grad(lambda x: 3.0 * autograd.exp(x)))
    for x in (0.3, -2.0, 5.0):
        assert slope.numpy(x) == pytest.approx(3.0 * math.exp(x), rel=1e-15)
    # The value of the function is left out as well.
    assert slope.llvm.split("@nodes.forward")[1].count("fmul") == 1


def test_gradients_that_flow_back_are_summed_node_by_node():
    def f(xs):
        a, b = xs
        return a / b + (a / b) * autograd.exp(a / b) - 1.0 * (a / b)

    xs = np.array([0.7, 1.9])
    found, expected = [autograd.Value(x) for x in xs], [autograd.Value(x) for x in xs]
    compiled(f)(found).backward()
    f(expected).backward()
    assert [x.grad for x in found] == [x.grad for x in expected]
