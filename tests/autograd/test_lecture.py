"""The lecture that builds micrograd: its code runs on our `Value`, with the numbers it shows.

Told again in words and code of our own. The lecture builds its `Value` step by step; here are the
programs that it writes with it, also those that extend it by closures and walk the graph by hand.
"""

import copy
import itertools
import math
import pickle
import random

import pytest

import autograd
from autograd import Value

B = 6.8813735870195432  # chosen so that the neuron's numbers come out round


def test_a_derivative_is_what_a_nudge_does():
    def f(x):
        return 3 * x**2 - 4 * x + 5

    h = 1e-6
    for x in (3.0, -3.0, 2 / 3):
        leaf = Value(x)
        f(leaf).backward()
        assert leaf.grad == pytest.approx((f(x + h) - f(x - h)) / (2 * h), rel=1e-8, abs=1e-8)


def test_an_expression_has_its_parts():
    a, b, c = Value(2.0, label="a"), Value(-3.0, label="b"), Value(10.0, label="c")
    e = a * b
    e.label = "e"
    d = e + c
    assert (d.data, d._prev, d._op) == (4.0, {e, c}, "+")
    assert (e._prev, e._op) == ({a, b}, "*")


def loss_of_the_lecture():
    a, b, c = Value(2.0, label="a"), Value(-3.0, label="b"), Value(10.0, label="c")
    f = Value(-2.0, label="f")
    e = a * b
    d = e + c
    L = d * f
    return a, b, c, d, e, f, L


SLOPES = [6.0, -4.0, -2.0, -2.0, -2.0, 4.0, 1.0]  # of L with respect to a, b, c, d, e, f, L


def test_gradients_are_filled_in_by_hand():
    a, b, c, d, e, f, L = loss_of_the_lecture()
    L.grad = 1.0
    d.grad, f.grad = f.data * L.grad, d.data * L.grad
    c.grad = e.grad = 1.0 * d.grad
    a.grad, b.grad = b.data * e.grad, a.data * e.grad
    by_hand = [x.grad for x in (a, b, c, d, e, f, L)]
    assert by_hand == SLOPES
    nodes = loss_of_the_lecture()
    nodes[-1].backward()
    assert [x.grad for x in nodes] == by_hand


def test_a_step_along_the_gradient_raises_the_result():
    a, b, c, _, _, f, L = loss_of_the_lecture()
    L.backward()
    for leaf in (a, b, c, f):
        leaf.data += 0.01 * leaf.grad
    assert ((a * b + c) * f).data > L.data


def tanh_by_hand(x):
    t = (math.exp(2 * x.data) - 1) / (math.exp(2 * x.data) + 1)
    out = Value(t, (x,), "tanh")

    def _backward():
        x.grad += (1 - t**2) * out.grad

    out._backward = _backward
    return out


def tanh_in_pieces(x):
    e = (2 * x).exp()
    return (e - 1) / (e + 1)


TANHS = [tanh_by_hand, tanh_in_pieces, autograd.tanh]


def neuron(tanh, kind=Value):
    x1, x2, w1, w2 = kind(2.0), kind(0.0), kind(-3.0), kind(1.0)
    b = kind(B)
    x1w1, x2w2 = x1 * w1, x2 * w2
    s = x1w1 + x2w2
    n = s + b
    return (x1, w1, x2, w2), (x1w1, x2w2, b, s, n), tanh(n)


@pytest.mark.parametrize("tanh", TANHS)
def test_a_neuron_has_the_numbers_of_the_lecture(tanh):
    (x1, w1, x2, w2), (x1w1, x2w2, b, s, n), o = neuron(tanh)
    o.backward()
    assert o.data == pytest.approx(0.7071067811865476, rel=1e-12)
    found = [x.grad for x in (x1, w1, x2, w2)]
    assert found == pytest.approx([-1.5, 1.0, 0.5, 0.0], rel=1e-12, abs=1e-15)
    assert [x.grad for x in (x1w1, x2w2, b, s, n)] == pytest.approx([0.5] * 5, rel=1e-12)


@pytest.mark.parametrize("tanh", [tanh_by_hand, autograd.tanh])
def test_the_graph_is_walked_by_hand(tanh):
    (x1, w1, x2, w2), (x1w1, x2w2, b, s, n), o = neuron(tanh)
    o.grad = 1.0
    for node in (o, n, b, s, x1w1, x2w2):  # b is a leaf: it does nothing
        node._backward()
    found = [x.grad for x in (x1, w1, x2, w2)]
    assert found == pytest.approx([-1.5, 1.0, 0.5, 0.0], rel=1e-12, abs=1e-15)


def test_the_lectures_own_walk_goes_backward():
    *_, o = neuron(tanh_by_hand)
    order, seen = [], set()

    def build(v):
        if v not in seen:
            seen.add(v)
            for child in v._prev:
                build(child)
            order.append(v)

    build(o)
    o.grad = 1.0
    for node in reversed(order):
        node._backward()
    walked = {node: node.grad for node in order}
    for node in order:
        node.grad = 0.0
    o.backward()
    assert {node: node.grad for node in order} == pytest.approx(walked, rel=1e-15)


def test_a_method_may_be_put_in_its_place(monkeypatch):
    monkeypatch.setattr(Value, "tanh", tanh_by_hand)
    (x1, *_), _, o = neuron(lambda n: n.tanh())
    assert o.op == "tanh"
    assert type(o.operation).__name__ == "ByHand"
    o.backward()
    assert x1.grad == pytest.approx(-1.5, rel=1e-12)


def test_the_bug_of_a_plus_a_is_assigning_where_one_must_add():
    def add(a, b, accumulate):
        out = Value(a.data + b.data, (a, b), "+")

        def _backward():
            for x in (a, b):
                x.grad = (x.grad if accumulate else 0.0) + 1.0 * out.grad

        out._backward = _backward
        return out

    for accumulate, slope in ((False, 1.0), (True, 2.0)):
        a = Value(3.0)
        add(a, a, accumulate).backward()
        assert a.grad == slope
    a = Value(3.0)
    b = add(a, a, True)
    assert b.local_gradients() == (2.0, 0.0)  # both shares, at the first place
    (b * b + a).backward()
    assert a.grad == 2 * 6.0 * 2 + 1


def test_the_drawing_code_walks_the_graph():
    (x1, *_), _, o = neuron(tanh_by_hand)
    x1.label = "x1"
    lines, seen = [], set()

    def trace(v):
        if v not in seen:
            seen.add(v)
            lines.append(f"{v.label} | data {v.data:.4f} | grad {v.grad:.4f} | {v._op}")
            for child in v._prev:
                trace(child)

    trace(o)
    assert len(lines) == 10
    assert lines[0] == " | data 0.7071 | grad 0.0000 | tanh"
    assert "x1 | data 2.0000 | grad 0.0000 | " in lines


def test_torch_agrees():
    torch = pytest.importorskip("torch")

    def tensor(number):
        return torch.tensor(number, dtype=torch.float64, requires_grad=True)

    theirs, _, result = neuron(torch.tanh, tensor)
    result.backward()
    ours, _, o = neuron(tanh_by_hand)
    o.backward()
    assert o.data == pytest.approx(result.item(), rel=1e-14)
    expected = [x.grad.item() for x in theirs]
    assert [x.grad for x in ours] == pytest.approx(expected, rel=1e-13, abs=1e-15)


def test_a_network_of_3_4_4_1_learns_four_targets_by_hand():
    def train(tanh):
        rng = random.Random(1337)
        sizes = [3, 4, 4, 1]
        layers = [
            [[Value(rng.uniform(-1, 1)) for _ in range(nin + 1)] for _ in range(nout)]
            for nin, nout in itertools.pairwise(sizes)
        ]

        def mlp(x):
            for layer in layers:
                x = [tanh(sum((w * a for w, a in zip(ws, x)), ws[-1])) for ws in layer]
            return x[0]

        xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
        ys = [1.0, -1.0, -1.0, 1.0]
        losses = []
        for _ in range(20):
            loss = sum((mlp(x) - y) ** 2 for x, y in zip(xs, ys))
            parameters = [w for layer in layers for ws in layer for w in ws]
            for p in parameters:
                p.grad = 0.0
            loss.backward()
            for p in parameters:
                p.data += -0.1 * p.grad
            losses.append(loss.data)
        return losses

    by_hand = train(tanh_by_hand)
    assert by_hand == pytest.approx(train(autograd.tanh), rel=1e-9)
    assert by_hand[-1] < 0.2 < by_hand[0]


class TestForms:
    def test_the_lectures_arguments_in_their_places_and_by_name(self):
        x, y = Value(1.0), Value(2.0)
        for node in (
            Value(3.0, (x, y), "+", "sum"),
            Value(3.0, (x, y), "+", label="sum"),
            Value(3.0, _children=(x, y), _op="+", label="sum"),
            Value(3.0, [x, y], "+", "sum"),
        ):
            assert (node.parents, node._op, node.label) == ((x, y), "+", "sum")
        leaf = Value(3.0, (), "", "x")
        assert (leaf.parents, leaf.op, leaf.label) == ((), "", "x")

    def test_ours_keep_working(self):
        x = Value(1.0)
        for node in (
            Value(3.0, "x", (x,), autograd.exp),
            Value(3.0, "x", parents=(x,), operation=autograd.exp),
            Value(3.0, label="x", parents=(x,), operation=autograd.exp),
        ):
            assert (node.label, node.parents, node.operation) == ("x", (x,), autograd.exp)

    def test_what_is_no_value_is_no_parent(self):
        with pytest.raises(TypeError, match=r"parents of a Value are Values, got 2\.0"):
            Value(3.0, (2.0,), "+")
        with pytest.raises(TypeError, match="name of an operation is a string, got 7"):
            Value(3.0, (Value(1.0),), 7)
        for label in (3, None, 0):
            with pytest.raises(TypeError, match="label must be a string"):
                Value(1.0, label)

    def test_nothing_is_kept_where_nothing_is_recorded(self):
        with autograd.no_grad():
            out = tanh_by_hand(Value(0.5))
        assert (out.parents, out.data) == ((), pytest.approx(math.tanh(0.5), rel=1e-15))


class TestWhereItCannotServe:
    def test_a_node_without_a_rule_has_no_gradient_to_give(self):
        x = Value(0.5)
        for name, mend in (
            ("tanh", r"autograd\.tanh"),
            ("+", "operators"),
            ("mine", r"autograd\.operation"),
        ):
            out = Value(0.7, (x,), name)
            with pytest.raises(TypeError, match=f"assign its _backward.*{mend}"):
                (2 * out).backward()
            out.grad = 1.0
            with pytest.raises(TypeError, match="assign its _backward"):
                out._backward()
            assert x.grad == 0.0

    def test_a_second_derivative_needs_an_operation(self):
        x = Value(0.5)
        assert autograd.grad(tanh_by_hand)(0.5) == pytest.approx(1 - math.tanh(0.5) ** 2)
        for attempt in (
            lambda: tanh_by_hand(x).backward(create_graph=True),
            lambda: autograd.grad(autograd.grad(tanh_by_hand))(0.5),
            lambda: autograd.hessian(tanh_by_hand)(0.5),
        ):
            with pytest.raises(TypeError, match=r"second derivatives.*autograd\.operation"):
                attempt()
        assert x.grad == 0.0

    def test_compiling_needs_an_operation(self):
        pytest.importorskip("numpy")

        def double(x):
            out = Value(x.data * 2, (x,), "double")
            out._backward = lambda: None
            return out

        with pytest.raises(autograd.TraceError, match=r'"double"\)`.*autograd\.operation'):
            autograd.compile(lambda x: double(x) * x)(Value(1.0))

    def test_a_file_needs_an_operation(self):
        for node in (tanh_by_hand(Value(0.5)), Value(1.0, (Value(0.5),), "tanh")):
            with pytest.raises(TypeError, match=r"cannot be stored.*autograd\.operation"):
                pickle.dumps(node)

    def test_a_closure_that_reaches_beyond_the_parents_is_refused(self):
        x, w = Value(2.0), Value(3.0)
        out = Value(x.data * w.data, (x,), "*")

        def _backward():
            x.grad += w.data * out.grad
            w.grad += x.data * out.grad

        out._backward = _backward
        with pytest.raises(TypeError, match="not among its parents"):
            out.backward()
        assert (x.grad, w.grad) == (0.0, 0.0)

    def test_only_functions_and_only_nodes_with_parents(self):
        x = Value(2.0)
        with pytest.raises(TypeError, match="a leaf has no parents"):
            x._backward = lambda: None
        with pytest.raises(TypeError, match="function without arguments, got 3"):
            (x * x)._backward = 3


def test_copies_keep_the_derivative():
    x = Value(0.5)
    out = tanh_by_hand(x)
    again = copy.deepcopy(out)
    again.backward()
    assert x.grad == 0.0
    (y,) = again.parents
    assert y.grad == pytest.approx(1 - math.tanh(0.5) ** 2, rel=1e-14)
    copy.copy(out).backward()
    assert x.grad == y.grad


def test_an_error_in_the_closure_leaves_the_gradients():
    x = Value(2.0)
    x.grad = 7.0
    out = Value(4.0, (x,), "square")

    def _backward():
        x.grad += 1.0
        raise KeyError("mine")

    out._backward = _backward
    with pytest.raises(KeyError):
        (out * 2).backward()
    assert x.grad == 7.0


def test_a_rule_of_ones_own_may_replace_that_of_an_operation():
    a, b = Value(2.0), Value(3.0)
    out = a * b

    def _backward():
        a.grad += 10 * out.grad
        b.grad += 20 * out.grad

    out._backward = _backward
    assert out._backward is _backward
    (out + 1).backward()
    assert (a.grad, b.grad, out._op) == (10.0, 20.0, "*")


def test_it_is_drawn_and_explored():
    pytest.importorskip("graphviz")
    *_, o = neuron(tanh_by_hand)
    o.backward()
    assert "tanh" in autograd.draw(o).source
    page = autograd.explore(o)._repr_html_()
    assert "tanh" in page
