"""Code written for micrograd runs with only its import changed."""

import random

import pytest

import autograd
from autograd import Value


def readme_example(Value):
    """The example of micrograd's README, word for word but for the import."""
    a = Value(-4.0)
    b = Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    return a, b, g


def test_the_readme_example_gives_its_printed_numbers():
    a, b, g = readme_example(Value)
    assert f"{g.data:.4f}" == "24.7041"
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"


def test_prev_is_the_set_of_parents_and_op_the_symbol():
    a, b = Value(2.0), Value(3.0)
    for node, parents, symbol in (
        (a + b, {a, b}, "+"),
        (a * b, {a, b}, "*"),
        (a + a, {a}, "+"),
        (a**2, {a}, "**2"),
        (a.relu(), {a}, "ReLU"),
        (a, set(), ""),
    ):
        assert node._prev == parents
        assert node._op == symbol
    (constant,) = (a + 1)._prev - {a}
    assert constant._op == ""


def test_the_usual_drawing_code_walks_the_graph():
    def trace(root):
        nodes, edges = set(), set()

        def build(v):
            if v not in nodes:
                nodes.add(v)
                for child in v._prev:
                    edges.add((child, v))
                    build(child)

        build(root)
        return nodes, edges

    a, b = Value(2.0), Value(3.0)
    nodes, edges = trace(a * b + b)
    assert (len(nodes), len(edges)) == (4, 4)


def test_a_training_loop_by_hand_runs():
    w, b = Value(0.0), Value(0.0)
    data = [(-1.0, -1.0), (0.0, 1.0), (2.0, 5.0)]
    for _ in range(200):
        loss = sum(((w * x + b - y) ** 2 for x, y in data), Value(0.0))
        for p in (w, b):
            p.grad = 0
        loss.backward()
        for p in (w, b):
            p.data += -0.05 * p.grad
    assert (w.data, b.data) == (pytest.approx(2.0), pytest.approx(1.0))


class TestAgainstMicrograd:
    @pytest.fixture
    def Micrograd(self):  # noqa: N802
        return pytest.importorskip("micrograd.engine").Value

    def test_the_readme_example_agrees_in_every_node(self, Micrograd):
        for ours, theirs in zip(readme_example(Value), readme_example(Micrograd)):
            assert ours.data == pytest.approx(theirs.data, rel=1e-14)
            assert ours.grad == pytest.approx(theirs.grad, rel=1e-14)

    def test_random_graphs_agree_on_data_and_gradients(self, Micrograd):
        def build(kind, seed):
            rng = random.Random(seed)
            leaves = [kind(rng.uniform(-2, 2)) for _ in range(4)]
            nodes = list(leaves)
            for _ in range(30):
                a, b = rng.choice(nodes), rng.choice(nodes)
                nodes.append(
                    rng.choice(
                        [
                            lambda a, b: a + b,
                            lambda a, b: a - 0.5 * b,
                            lambda a, b: a * b * 0.25,
                            lambda a, b: a / (b * b + 1),
                            lambda a, b: (a * 0.5) ** 2,
                            lambda a, b: (a + 1).relu(),
                            lambda a, b: 1 - a,
                            lambda a, b: 2 / (a**2 + 1),
                            lambda a, b: -a,
                        ]
                    )(a, b)
                )
            total = sum(nodes[-6:], nodes[0])
            total.backward()
            return total, leaves

        for seed in range(100):
            (y, ours), (z, theirs) = build(Value, seed), build(Micrograd, seed)
            assert y.data == pytest.approx(z.data, rel=1e-12, abs=1e-12)
            size = max(abs(leaf.grad) for leaf in theirs) + 1.0
            for a, b in zip(ours, theirs):
                assert a.grad == pytest.approx(b.grad, rel=1e-10, abs=1e-12 * size)

    def test_what_micrograd_gets_wrong_is_right_here(self, Micrograd):
        # The second backward() of micrograd starts from stale gradients of inner nodes.
        def twice(kind):
            x = kind(3.0)
            y = x * x
            z = y * y
            z.backward()
            z.backward()
            return x.grad

        assert twice(Value) == 2 * 4 * 3.0**3
        assert twice(Micrograd) != 2 * 4 * 3.0**3


def test_the_names_of_the_package_are_there():
    for name in ("data", "grad", "label", "_prev", "_op", "backward", "relu"):
        assert hasattr(Value(1.0), name)
    assert autograd.Value is Value


class TestOtherAttributes:
    """A teaching repository's Adam keeps its moments as p.m and p.v."""

    def test_a_value_has_no_room_for_them_and_says_where_to_keep_them(self):
        p = Value(1.0)
        for name in ("m", "v", "velocity", "momentum", "state"):
            with pytest.raises(AttributeError, match=rf"{name}\[p\] = .*class Parameter\(Value\)"):
                setattr(p, name, 0.0)
            assert not hasattr(p, name)
        with pytest.raises(AttributeError, match="has no attribute 'mine'"):
            p.mine = 0.0

    def test_a_class_of_ones_own_has_it(self):
        class Parameter(Value):
            pass

        p, q = Parameter(1.0), Parameter(2.0)
        p.m = q.m = 0.0
        assert not hasattr(p, "v")
        for _ in range(3):
            p.grad = q.grad = 0.0
            (p * q * q).backward()
            p.m = 0.9 * p.m + 0.1 * p.grad
        assert p.m == pytest.approx(4.0 * (1 - 0.9**3), rel=1e-14)
        assert q.m == 0.0
