"""The way back from a compiled call: by the numbers that it was given, whatever became of them."""

import pytest

import autograd
from autograd import Value

np = pytest.importorskip("numpy")


@pytest.mark.parametrize("inside", [lambda xs: xs, lambda xs: {"k": xs}, np.array])
def test_what_becomes_of_an_argument_after_the_call_does_not_reach_the_way_back(inside):
    w = Value(2.0)

    def f(a):
        xs = a["k"] if isinstance(a, dict) else a
        return autograd.sum([w * w * x for x in xs])

    compiled = autograd.compile(f)
    for _ in range(3):
        xs = [1.0, 2.0]
        given = inside(xs)
        result = compiled(given)
        for changed in {id(x): x for x in (xs, given)}.values():
            if not isinstance(changed, dict):
                changed[0] = 100.0
        w.grad = 0.0
        result.backward(create_graph=True)
        assert float(w.grad) == 2 * 2.0 * 3.0


def test_the_way_back_gets_lists_and_tuples_as_they_were():
    w, x = Value(2.0), Value(3.0)

    def f(rows, empty):
        if (type(rows), type(rows[0]), type(rows[1][0])) != (tuple, list, tuple):
            raise AssertionError(rows)
        if [len(row) for row in empty] != [0, 0]:
            raise AssertionError(empty)
        return autograd.sum([w * w * x for row in rows for pair in row for x in pair])

    compiled = autograd.compile(f)
    for k in range(3):
        rows = ([(1.0, 2.0), (3.0, x)], [(5.0, 6.0), (7.0, float(k))])
        w.grad = x.grad = 0.0
        compiled(rows, [[], []]).backward(create_graph=True)
        assert float(w.grad) == 2 * 2.0 * (27.0 + k)
        assert float(x.grad) == 4.0


def test_a_list_that_is_longer_or_shorter_by_then_is_no_riddle():
    for change in (lambda xs: xs.pop(), lambda xs: xs.append(1.0)):
        w = Value(2.0)
        f = autograd.compile(lambda a, w=w: autograd.sum([w * w * x for x in a[0]]))
        xs = [1.0, 2.0]
        result = f([xs, [1.0]])  # ragged
        change(xs)
        with pytest.raises(ValueError, match="was changed after the call"):
            result.backward(create_graph=True)
        xs[:] = [3.0, 4.0]
        result = f([xs, [1.0]])  # of a known form, whose numbers are copied
        change(xs)
        result.backward(create_graph=True)
        assert float(w.grad) == 28.0


def test_backward_takes_any_gradient_adds_up_and_stops_at_a_zero():
    w = Value(2.0)
    f = autograd.compile(lambda x: autograd.sqrt(w * x))
    result = f(8.0)
    result.backward()
    result.backward(0.5)
    (3.0 * f(8.0) + f(2.0)).backward()
    assert w.grad == pytest.approx(1.0 * (1 + 0.5 + 3) + 0.5)
    assert result.grad == 0.5
    assert (result.op, result.parents) == ("<lambda>", (w,))
    f(0.0).backward(0.0)
    before = w.grad
    with pytest.raises(ZeroDivisionError, match="derivative of"):
        f(0.0).backward()
    assert w.grad == before


def test_no_grad_makes_leaves_and_constants_stay_numbers():
    w = Value(2.0)
    f = autograd.compile(lambda x: w * x)
    f(1.0)
    with autograd.no_grad():
        assert f(3.0).parents == ()
    assert f(3.0).parents == (w,)
    g = autograd.compile(lambda x: (w * x, 5.0, x.data))
    assert [g(2.0)[1:], g(4.0)[1:]] == [(5.0, 2.0), (5.0, 4.0)]
