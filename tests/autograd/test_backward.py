"""Contract 2: what `backward()` leaves in `grad`."""

import math
import random

import pytest

import autograd
from autograd import Value


def network(x, w):
    """A small expression in which every node is used more than once."""
    h = (x * w + w).tanh()
    return h * h + h * x + (h - w).exp()


class TestAccumulation:
    def test_gradients_of_leaves_add_up_over_calls_until_they_are_zeroed(self):
        x = Value(3.0)
        (x * x).backward()
        assert x.grad == 6.0
        (5 * x).backward()
        assert x.grad == 11.0
        x.grad = 0.0
        (x * x).backward()
        assert x.grad == 6.0

    def test_gradients_of_inner_nodes_are_those_of_the_latest_call(self):
        x = Value(3.0)
        square = x * x
        (2 * square).backward()
        assert square.grad == 2.0
        (7 * square).backward()
        assert square.grad == 7.0
        assert x.grad == (2.0 + 7.0) * 6.0

    def test_calling_it_twice_doubles_the_gradients_of_leaves_exactly(self):
        rng = random.Random(3)
        for _ in range(200):
            x, w = Value(rng.gauss(0, 1)), Value(rng.gauss(0, 1))
            y = network(x, w)
            y.backward()
            once, inner = (x.grad, w.grad), [p.grad for p in y.parents]
            y.backward()
            assert (x.grad, w.grad) == (2 * once[0], 2 * once[1])
            assert [p.grad for p in y.parents] == inner
            y.backward()
            assert (x.grad, w.grad) == (2 * once[0] + once[0], 2 * once[1] + once[1])

    def test_two_losses_that_share_a_subgraph_add_up(self):
        def losses(x):
            h = autograd.sigmoid(3 * x + 1)
            return h * h, autograd.log(h)

        together, apart = Value(0.3), Value(0.3)
        a, b = losses(together)
        a.backward()
        b.backward()
        for i in (0, 1):
            losses(apart)[i].backward()
        assert together.grad == apart.grad
        s = 1 / (1 + math.exp(-1.9))  # d/dx s² = 2s·3s(1 - s), d/dx log s = 3(1 - s)
        assert together.grad == pytest.approx(6 * s * s * (1 - s) + 3 * (1 - s), rel=1e-15)

    def test_a_loss_and_then_a_node_inside_it_add_up(self):
        x = Value(2.0)
        square = x * x
        cube = square * x
        cube.backward()
        square.backward()
        assert x.grad == 12.0 + 4.0
        assert square.grad == 1.0
        cube.backward()
        assert x.grad == 12.0 + 4.0 + 12.0
        assert square.grad == 2.0

    def test_the_sum_of_two_losses_has_the_sum_of_their_gradients(self):
        x, w = Value(0.5), Value(-1.25)
        (network(x, w) + 3 * network(w, x)).backward()
        y, v = Value(0.5), Value(-1.25)
        network(y, v).backward()
        (3 * network(v, y)).backward()
        assert x.grad == pytest.approx(y.grad, rel=1e-14)
        assert w.grad == pytest.approx(v.grad, rel=1e-14)

    def test_a_leaf_of_its_own_has_slope_one(self):
        x = Value(5.0)
        x.backward()
        x.backward()
        assert x.grad == 2.0

    def test_changed_data_counts_only_in_graphs_built_afterwards(self):
        x = Value(3.0)
        before = x * x
        x.data = 10.0
        assert before.data == 9.0
        after = x * x
        after.backward()
        assert x.grad == 20.0


class TestParents:
    def test_a_plus_a_has_two_parents_and_slope_two(self):
        a = Value(3.0)
        b = a + a
        assert b.parents == (a, a)
        b.backward()
        assert a.grad == 2.0

    def test_a_node_may_be_its_own_partner_in_any_operation(self):
        for f, expected in (
            (lambda a: a * a, 6.0),
            (lambda a: a - a, 0.0),
            (lambda a: a / a, 0.0),
            (lambda a: a**a, 27.0 * (1 + math.log(3))),
            (lambda a: autograd.sum([a, a, a]), 3.0),
            (lambda a: autograd.dot([a, a], [a, 2]), 8.0),
            (lambda a: autograd.hypot(a, a), math.sqrt(2)),
            (lambda a: autograd.logsumexp([a, a]), 1.0),
        ):
            a = Value(3.0)
            f(a).backward()
            assert a.grad == pytest.approx(expected, rel=1e-15, abs=1e-15)

    def test_many_paths_through_few_nodes_are_walked_once(self):
        # 2^60 paths: a walk along each of them would never end.
        x = Value(1.0)
        y = x
        for _ in range(60):
            y = y + y
        y.backward()
        assert x.grad == 2.0**60
        assert len(autograd.topological_order(y)) == 61

    def test_the_order_has_parents_first_each_node_once_and_repeats(self):
        x, w = Value(0.5), Value(-1.25)
        y = network(x, w)
        order = autograd.topological_order(y)
        assert len(set(order)) == len(order)
        assert order[-1] is y
        position = {node: i for i, node in enumerate(order)}
        assert all(position[p] < position[node] for node in order for p in node.parents)
        assert autograd.topological_order(y) == order


class TestZeroUpstream:
    """Where nothing arrives, nothing is handed on, even where the slope is infinite."""

    def test_passes_over_graphs_that_share_nodes_add_in_the_walks_order_to_the_last_bit(self):
        rng = random.Random(11)
        nodes = [Value(rng.uniform(-1.0, 1.0)) for _ in range(5)]
        for _ in range(300):
            a, b = rng.choices(nodes, k=2)
            nodes.append(a * b if rng.random() < 0.5 else a - b * rng.choice([0.0, 3.0]))
            if rng.random() < 0.2:
                rng.choice(nodes).backward(rng.choice([0.0, 0.3]))
        for root in rng.choices(nodes, k=60):
            order = autograd.topological_order(root)
            expected = dict.fromkeys(order, 0.0) | {root: 0.7}
            for node in reversed(order):
                for parent, local in zip(node.parents, node.local_gradients()):
                    expected[parent] += local * expected[node]
            for node in order:
                expected[node] += 0.0 if node.parents else node.grad
            root.backward(0.7)
            assert [node.grad for node in order] == [expected[node] for node in order]

    def test_an_infinite_slope_behind_a_zero_does_no_harm(self):
        x = Value(0.0)
        (0 * autograd.sqrt(x) + 3 * x).backward()
        assert x.grad == 3.0
        autograd.relu(-autograd.sqrt(x)).backward()
        assert x.grad == 3.0
        autograd.where(x > 1, autograd.asin(x + 1), 2 * x).backward()
        assert x.grad == 5.0

    def test_the_functions_that_give_derivatives_agree(self):
        for f in (
            lambda x: 0 * autograd.sqrt(x) + 3 * x,
            lambda x: autograd.relu(-autograd.sqrt(x)) + 3 * x,
            lambda x: autograd.where(x > 1, autograd.asin(x + 1), 3 * x),
        ):
            assert autograd.grad(f)(0.0) == 3.0

    def test_a_nan_is_not_a_zero(self):
        x = Value(2.0)
        (x * x * math.nan).backward()
        assert math.isnan(x.grad)


class TestErrors:
    def test_an_error_in_a_rule_names_it_and_leaves_the_gradients_of_leaves(self):
        x, w = Value(0.0, label="x"), Value(2.0)
        (3 * x + w).backward()
        y = autograd.sqrt(x) + w * w
        with pytest.raises(
            ZeroDivisionError,
            match=r"(float )?division by zero in the derivative of sqrt\(x=0\.0\)",
        ):
            y.backward()
        assert (x.grad, w.grad) == (3.0, 1.0)
        (3 * x + w).backward()
        assert (x.grad, w.grad) == (6.0, 2.0)

    def test_an_error_while_recording_gradients_does_the_same(self):
        x, w = Value(0.0, label="x"), Value(2.0)
        (3 * x + w).backward()
        with pytest.raises(ZeroDivisionError, match=r"the derivative of sqrt\(x=0\.0\)"):
            (autograd.sqrt(x) + w * w).backward(create_graph=True)
        assert (x.grad, w.grad) == (3.0, 1.0)

    def test_any_other_exception_leaves_them_too(self):
        class Stop(BaseException):
            pass

        def stop(y, a):
            raise Stop

        fragile = autograd.operation("fragile for the tests", lambda a: a, stop)
        x = Value(1.0)
        (2 * x).backward()
        with pytest.raises(Stop):
            (x * x + fragile(x)).backward()
        assert x.grad == 2.0


class TestCreateGraph:
    def test_the_gradient_can_be_differentiated_again(self):
        x = Value(1.3)
        (x**3 * autograd.sin(x)).backward(create_graph=True)
        first = x.grad
        assert isinstance(first, Value)
        x.grad = 0.0
        first.backward()
        s, c = math.sin(1.3), math.cos(1.3)
        assert first.data == pytest.approx(3 * 1.3**2 * s + 1.3**3 * c, rel=1e-14)
        assert x.grad == pytest.approx((6 * 1.3 - 1.3**3) * s + 6 * 1.3**2 * c, rel=1e-14)

    def test_it_gives_the_same_numbers_as_without(self):
        plain, recorded = (Value(0.5), Value(-1.25)), (Value(0.5), Value(-1.25))
        y, z = network(*plain), network(*recorded)
        y.backward()
        z.backward(create_graph=True)
        assert [x.grad for x in plain] == [x.grad.data for x in recorded]
        assert [p.grad for p in y.parents] == [p.grad for p in z.parents]

    def test_it_accumulates_on_leaves(self):
        x = Value(2.0)
        (x * x).backward()
        (x * x * x).backward(create_graph=True)
        assert x.grad.data == 4.0 + 12.0
        assert repr(x) == "Value(2.0, grad=16.0)"

    def test_a_penalty_on_the_gradient_trains_as_the_closed_form_says(self):
        # The loss (df/dx)² with f = w x³ has d/dw = 2·(3wx²)·3x².
        w, x = Value(0.7), Value(1.5)
        slope = autograd.grad(lambda x: w * x**3)(x)
        (slope * slope).backward()
        assert w.grad == pytest.approx(2 * (3 * 0.7 * 1.5**2) * 3 * 1.5**2, rel=1e-15)


def test_local_gradients_times_upstream_are_the_gradients():
    x, w = Value(0.5), Value(-1.25)
    y = network(x, w)
    y.backward()
    total = dict.fromkeys(autograd.topological_order(y), 0.0)
    for node in total:
        for parent, local in zip(node.parents, node.local_gradients()):
            total[parent] += local * node.grad
    assert total[x] == pytest.approx(x.grad, rel=1e-15)
    assert total[w] == pytest.approx(w.grad, rel=1e-15)
