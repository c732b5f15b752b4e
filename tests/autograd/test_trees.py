"""Arguments that are trees of numbers: derivatives come in the form of the argument."""

from typing import NamedTuple

import pytest

import autograd
from autograd import Value, check_gradients, grad, hessian, jacobian, value_and_grad


class Point(NamedTuple):
    x: float
    y: float


class Row(list):
    pass


def of_point(p):
    return p.x**2 * p.y


def of_row(r):
    return r[0] ** 2 * r[1]


def of_dict(d):
    return d["x"] ** 2 * d["y"][0]


CASES = [
    (of_point, Point(3.0, 2.0), Point(12.0, 9.0)),
    (of_row, [3.0, 2.0], [12.0, 9.0]),
    (of_row, (3.0, 2.0), (12.0, 9.0)),
    (of_row, Row([3.0, 2.0]), Row([12.0, 9.0])),
    (of_dict, {"x": 3.0, "y": (2.0, 5.0)}, {"x": 12.0, "y": (9.0, 0.0)}),
    (lambda t: of_point(t[0]) + of_row(t[1]), [Point(3.0, 2.0), (1.0, 4.0)], None),
]


def floats(tree):
    """The same with numbers for Values, and every type as it is."""
    if isinstance(tree, Value):
        return tree.data
    if isinstance(tree, dict):
        return {key: floats(part) for key, part in tree.items()}
    if hasattr(tree, "_fields"):
        return type(tree)(*map(floats, tree))
    return type(tree)(map(floats, tree)) if isinstance(tree, (list, tuple)) else tree


def types(tree):
    parts = tree.values() if isinstance(tree, dict) else tree
    nested = isinstance(tree, (list, tuple, dict))
    return (type(tree), [types(part) for part in parts]) if nested else type(tree)


@pytest.mark.parametrize(("f", "tree", "expected"), CASES)
def test_a_gradient_has_the_form_and_the_types_of_the_argument(f, tree, expected):
    expected = [Point(12.0, 9.0), (8.0, 1.0)] if expected is None else expected
    value, found = value_and_grad(f)(tree)
    assert value == floats(f(tree))
    for gradient in (found, grad(f)(tree)):
        assert gradient == expected
        assert types(gradient) == types(expected)


def test_second_derivatives_are_trees_of_trees():
    found = hessian(of_point)(Point(3.0, 2.0))
    assert found == Point(Point(4.0, 6.0), Point(6.0, 0.0))
    assert types(found) == types(Point(Point(0.0, 0.0), Point(0.0, 0.0)))


def test_a_jacobian_has_the_form_of_the_results_and_in_each_that_of_the_argument():
    found = jacobian(lambda p: {"sum": p.x + p.y, "both": Point(p.x * p.y, p.y)})(Point(3.0, 2.0))
    expected = {"sum": Point(1.0, 1.0), "both": Point(Point(2.0, 3.0), Point(0.0, 1.0))}
    assert found == expected
    assert types(found) == types(expected)


def test_arrays_among_the_arguments_are_nested_lists():
    np = pytest.importorskip("numpy")
    A = np.array([[1.0, 2.0], [3.0, 4.0]])
    squares = lambda X: autograd.sum(x * x for row in X for x in row)  # noqa: E731
    assert grad(squares)(A) == [[2.0, 4.0], [6.0, 8.0]]
    assert grad(squares)((A[0], A[1])) == ([2.0, 4.0], [6.0, 8.0])
    assert grad(lambda p: autograd.sum(p.x) * p.y)(Point(A[0], 3.0)) == Point([3.0, 3.0], 3.0)


def test_gradients_in_trees_are_checked_at_every_number():
    report = check_gradients(of_dict, {"x": 3.0, "y": (2.0, 5.0)})
    assert [row.gradient for row in report.rows] == [12.0, 9.0, 0.0]
    assert check_gradients(of_point, Point(3.0, 2.0)).worst < 1e-9
