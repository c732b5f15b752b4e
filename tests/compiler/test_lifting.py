"""From recorded scalars to groups, statements and views: what the stages make of small graphs."""

import random
import re
from typing import Any, NamedTuple

import pytest

import autograd
import nn
from autograd import Value
from tests.tools.agreement import assert_agrees, numbers, values

np = pytest.importorskip("numpy")

from autograd.compiler.derive.contraction import Term  # noqa: E402
from autograd.compiler.derive.formulas import Formula  # noqa: E402
from autograd.compiler.derive.reading import Reading  # noqa: E402
from autograd.compiler.program.expressions import Name  # noqa: E402
from autograd.compiler.program.views import Array, View, strides_of  # noqa: E402
from autograd.compiler.run.compiled import Compiled  # noqa: E402  (which needs NumPy)
from autograd.compiler.write.python_text import NUMPY  # noqa: E402


def lifted(f, *args):
    return Compiled(f).program(*args)


def groups_of(f, *args):
    """The operations of the groups that hold computed nodes, with their numbers of members."""
    tape = lifted(f, *args).tape
    return [(g.operation.name, len(g.nodes)) for g in tape.groups if g.operands and g.nodes]


def shapes_of(f, *args):
    return [statement.out.shape for statement in lifted(f, *args).program.statements]


# --- groups --------------------------------------------------------------------------------------


def test_nodes_of_one_operation_on_operands_of_one_group_are_one_group():
    w = values(4)
    assert groups_of(lambda xs: [(wi * x).tanh() for wi, x in zip(w, xs)], numbers(4)) == [
        ("mul", 4),
        ("tanh", 4),
    ]


def test_a_neuron_however_it_is_written_is_one_sum():
    w, b = values(3), Value(0.5)
    ways = [
        lambda x: autograd.dot(w, x) + b,
        lambda x: sum(wi * xi for wi, xi in zip(w, x)) + b,
        lambda x: sum((xi * wi for wi, xi in zip(w, x)), b),
        lambda x: b + x[2] * w[2] + (w[0] * x[0] + x[1] * w[1]),
        lambda x: autograd.sum([b, *(wi * xi for wi, xi in zip(w, x))]),
    ]
    for way in ways:
        assert groups_of(lambda X, way=way: [way(x) for x in X], numbers(5, 3)) == [("sum", 5)]


def test_operands_may_come_in_any_order_where_the_operation_does_not_mind():
    w = values(6)

    def f(xs):
        return [w[i] * xs[i] if i % 2 else xs[i] * w[i] for i in range(6)]

    def g(xs):
        return [w[i] - xs[i] if i % 2 else xs[i] - w[i] for i in range(6)]

    assert groups_of(f, numbers(6)) == [("mul", 6)]
    assert groups_of(g, numbers(6)) == [("sub", 3), ("sub", 3)]


def test_a_sum_that_two_things_use_stays_a_node_of_its_own():
    w = values(3)

    def f(x):
        s = w[0] * x[0] + w[1] * x[1]
        return [s + w[2], s * 2]

    assert [count for _, count in groups_of(f, numbers(3))] == [1, 1, 1]
    assert_agrees(f, w, (numbers(3),))


def test_what_nothing_uses_is_not_computed():
    w = values(3)

    def f(x):
        unused = [wi.tanh() for wi in w]
        unused[0] * 2
        return w[0] * x

    assert groups_of(f, 2.0) == [("mul", 1)]


def test_different_exponents_and_slopes_are_different_operations():
    w = values(6)

    def f(x):
        return [wi ** (2 + i % 2) * x + wi.leaky_relu(0.1 * (i % 2)) for i, wi in enumerate(w)]

    assert_agrees(f, w, (2.0,))
    names = [name for name, _ in groups_of(f, 2.0)]
    assert names.count("power") == 2
    assert names.count("leaky_relu") == 2


# --- statements and views ------------------------------------------------------------------------


def test_layers_over_a_batch_are_one_statement_each():
    model = nn.MLP(3, [5, 4, 2], activation="tanh", seed=1)
    program = lifted(lambda X: [model(x) for x in X], numbers(7, 3)).program
    assert program.gathers == 0
    assert [s.out.shape for s in program.statements] == [(7, 5), (7, 5), (7, 4), (7, 4), (7, 2)]
    assert [role.shape for role in program.roles] == [(5, 3), (5,), (4, 5), (4,), (2, 4), (2,)]


@pytest.mark.parametrize(
    ("samples", "features", "neurons"), [(1, 1, 1), (1, 3, 2), (3, 1, 2), (3, 2, 1), (2, 2, 2)]
)
def test_sizes_of_one_lose_no_axis_that_matters(samples, features, neurons):
    W, b = values(neurons, features), values(neurons, seed=1)

    def f(X):
        return [[(autograd.dot(w, x) + bi).tanh() for w, bi in zip(W, b)] for x in X]

    assert_agrees(f, [*(w for row in W for w in row), *b], (numbers(samples, features),))
    assert lifted(f, numbers(samples, features)).program.gathers == 0


def test_a_matrix_that_is_read_by_rows_and_by_columns_is_one_parameter():
    W = values(3, 3)

    def f(x):
        h = [autograd.dot(row, x) for row in W]
        return [autograd.dot(column, h) for column in zip(*W)]

    program = lifted(f, numbers(3)).program
    assert [role.shape for role in program.roles] == [(3, 3)]
    assert program.gathers == 0
    assert_agrees(f, [w for row in W for w in row], (numbers(3),))


def test_windows_are_views_and_not_copies():
    kernel, signal = values(3), values(40, seed=1)

    def f(scale):
        return [autograd.dot(kernel, signal[i : i + 3]) * scale for i in range(38)]

    made = lifted(f, 2.0)
    assert made.program.gathers == 0
    assert "windows(signal, 3)" in made.source


def test_the_same_number_along_a_loop_is_computed_once():
    w = values(30)

    def f(x):
        return [(x * 2).exp() * wi for wi in w]  # thirty times the same exponential

    assert (30,) in shapes_of(f, 0.5)
    assert () in shapes_of(f, 0.5)
    assert_agrees(f, w, (0.5,))


def test_nodes_made_and_added_in_any_order_are_the_layer_they_would_be_in_order():
    W, b, v = values(6, 5), values(6, seed=1), values(6, seed=2)

    def f(X):
        rng = random.Random(0)

        def shuffled(n):
            return rng.sample(range(n), n)

        made = {}
        for n in shuffled(7):
            for i in shuffled(6):
                z = autograd.sum(W[i][k] * X[n][k] for k in shuffled(5)) + b[i]
                made[n, i] = z.tanh()
        return [autograd.sum(made[n, i] * v[i] for i in shuffled(6)) for n in range(7)]

    assert_agrees(f, [*(w for row in W for w in row), *b, *v], (numbers(7, 5),))
    made = lifted(f, numbers(7, 5))
    assert made.program.gathers == 0
    assert "X @ W.T + b" in made.source


def test_terms_of_a_sum_in_any_order_find_their_partners():
    w = values(8)
    order = [3, 1, 4, 0, 5, 7, 2, 6]

    def f(X):
        return [autograd.sum(w[k] * x[k] for k in order) for x in X]

    assert_agrees(f, w, (numbers(10, 8),))
    assert "X @ w" in lifted(f, numbers(10, 8)).source


def test_parameters_stand_in_the_order_of_their_use_where_that_alone_leaves_no_gather():
    w = values(8)
    order = [3, 1, 4, 0, 5, 7, 2, 6]

    def f(X):
        return [autograd.sum(w[k] * xi for k, xi in zip(order, x)) for x in X]

    assert_agrees(f, w, (numbers(10, 8),))
    assert "X @ w" in lifted(f, numbers(10, 8)).source


def test_a_penalty_on_all_parameters_is_one_product_of_the_vector_with_itself():
    model = nn.MLP(2, [8, 8, 1], seed=1)

    def loss(X):
        return autograd.sum(model(x) for x in X) + sum(p * p for p in model.parameters())

    assert "theta @ theta" in lifted(loss, numbers(20, 2)).source


def test_every_statement_says_how_many_nodes_it_replaces_and_none_is_lost():
    W, b = values(8, 4), values(8, seed=1)

    def f(X):
        return [[(autograd.dot(w, x) + bi).tanh() for w, bi in zip(W, b)] for x in X]

    made = lifted(f, numbers(10, 4))
    counts = [int(n.replace(",", "")) for n in re.findall(r"# ([\d,]+) scalar node", made.source)]
    # for each of 80 neurons a dot, an addition and a tanh; the 40 inputs are leaves
    assert counts == [160, 80]
    assert made.program.scalar_nodes == sum(counts)


def test_explain_accounts_for_the_graph(capsys):
    w = values(50)
    compiled = autograd.compile(lambda x: autograd.sum((wi * x).tanh() for wi in w))
    compiled(1.0)
    compiled.explain()
    text = capsys.readouterr().out
    assert "101 scalar nodes" in text
    assert "3 array statements with 0 gathers" in text


def test_names_come_from_variables_and_labels():
    weights, offsets = values(6, 3), values(6, seed=1)
    rate = Value(0.5, label="rate")

    def energy(positions):
        total = []
        for p in positions:
            for row, o in zip(weights, offsets):
                hidden = autograd.dot(row, p) + o
                hidden.label = "hidden"
                total.append(hidden**2 * rate)
        return autograd.sum(total)

    source = lifted(energy, numbers(8, 3)).source
    assert "hidden = positions @ weights.T + offsets" in source
    assert "rate" in source
    assert "dweights = dhidden.T @ positions" in source
    assert re.search(r"^    energy = ", source, re.MULTILINE)


def test_the_source_defines_functions_that_run_by_themselves():
    w = values(200)
    made = lifted(lambda x: autograd.sum((wi * x).tanh() for wi in w), 0.5)
    namespace = {"np": np}
    exec(made.source, namespace)
    theta = np.array([p.data for p in made.ordered])
    (result,), saved = namespace["forward"](theta, np.array(0.5))
    assert float(result) == pytest.approx(float(np.tanh(theta * 0.5).sum()), rel=1e-12)
    (gradient,) = namespace["backward"](saved, 1.0)
    np.testing.assert_allclose(gradient, 0.5 / np.cosh(theta * 0.5) ** 2, rtol=1e-12)


@pytest.mark.parametrize(
    "gather",
    [
        lambda total, a, b: total - a,
        lambda total, a, b: total - a - b,
        lambda total, a, b: total + a - b,
        lambda total, a, b: total - a + b * a,
    ],
    ids=["- a", "- a - b", "+ a - b", "- a + ba"],
)
def test_a_loop_that_subtracts_is_one_sum(gather):
    w, b = values(4), values(4, seed=1)

    def loss(X):
        total = 0
        for x in X:
            total = gather(total, autograd.dot(w, x).tanh(), autograd.dot(b, x).sin())
        return total

    assert_agrees(loss, [*w, *b], (numbers(30, 4),), (numbers(1, 4),))
    program = lifted(loss, numbers(30, 4)).program
    assert len(program.statements) <= 7
    assert program.gathers == 0


def test_a_difference_by_itself_stays_one():
    w = values(200)
    residuals = lifted(lambda t: autograd.mean((wi - t) ** 2 for wi in w), 0.5)
    assert "w - t" in residuals.source


def statistics(xs):
    mean = autograd.mean(xs)
    return mean, autograd.sum((x - mean) ** 2 for x in xs)


def slope_too(x):
    y, dy = autograd.value_and_grad(lambda x: autograd.exp(x) * x)(x)
    return y, dy


class Fit(NamedTuple):
    error: Any
    slopes: Any


@pytest.mark.parametrize(
    ("f", "names"),
    [
        (statistics, ["mean", "y1"]),
        (lambda xs: {"best": autograd.maximum(*xs), "tanh": autograd.mean(xs)}, ["best", "y1"]),
        (lambda xs: Fit(autograd.mean(xs), [x * x for x in xs]), ["error", "slopes"]),
        (autograd.vmap(slope_too), ["y", "dy"]),
    ],
)
def test_results_are_called_what_the_function_calls_them(f, names):
    compiled = autograd.compile(f)
    xs = [0.1 * k for k in range(1, 80)]
    compiled([Value(x) for x in xs])
    forward = compiled.source.partition("def backward")[0]
    assert f"return ({', '.join(names)}), saved" in forward
    assert_agrees(f, [], (xs,), compiled=compiled)


@pytest.mark.parametrize("sizes", [(24,), (4, 6), (3, 8)])
def test_an_array_read_as_one_long_row_is_reshaped_and_so_is_its_gradient(sizes):
    view = View(Array("a", "value", (2, 3, 4)), 0, strides_of(sizes), sizes)
    reading = Reading(view, (2, 3, 4), keep=Name)
    a = np.arange(24.0).reshape(2, 3, 4)
    term = reading.read("a")
    back = reading.give_back(Term(Formula(Name("g"), term.axes), term.axes))
    seen = eval(NUMPY.text(term.formula.tree), {"a": a})
    np.testing.assert_array_equal(seen, a.reshape(sizes))
    np.testing.assert_array_equal(eval(NUMPY.text(back.formula.tree), {"g": seen}), a)
    assert reading.whole
