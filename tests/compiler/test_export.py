"""Exported modules give the numbers of the compiled function where this library is missing."""

import math
from typing import NamedTuple

import pytest

import autograd
import nn
from autograd import Value, vmap
from tests.tools.isolated import isolated

np = pytest.importorskip("numpy")

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(20, 4)), [float(i % 3) for i in range(20)]


def same(found, expected):
    """Whether two results have one form, and the same numbers to 1e-12."""
    if isinstance(expected, dict):
        assert found.keys() == expected.keys()
        for key in expected:
            same(found[key], expected[key])
    elif isinstance(expected, (list, tuple)):
        assert type(found) is type(expected)
        assert len(found) == len(expected)
        for a, b in zip(found, expected):
            same(a, b)
    elif isinstance(expected, np.ndarray):
        assert isinstance(found, np.ndarray)
        assert found.shape == expected.shape
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)
    elif isinstance(expected, float):
        assert isinstance(found, float)
        assert found == pytest.approx(expected, rel=1e-12, abs=1e-14)
    else:
        assert found == expected


def flat(tree):
    if isinstance(tree, dict):
        tree = [*tree.values()]
    if isinstance(tree, (list, tuple)):
        return [x for part in tree for x in flat(part)]
    return np.ravel(tree).tolist()


def values_in(tree):
    if isinstance(tree, dict):
        return {key: values_in(part) for key, part in tree.items()}
    if isinstance(tree, (list, tuple, np.ndarray)):
        return [values_in(part) for part in (tree.tolist() if hasattr(tree, "tolist") else tree)]
    return Value(tree) if isinstance(tree, float) else tree


def leaves(tree):
    if isinstance(tree, dict):
        tree = [*tree.values()]
    if isinstance(tree, (list, tuple)):
        return [x for part in tree for x in leaves(part)]
    return [tree] if isinstance(tree, Value) else []


def eager_gradient(f, args):
    """Those of one result, in all arguments, by the scalar engine alone."""
    given = values_in(list(args))
    f(*given).backward()
    return [x.grad for x in leaves(given)]


def exported(f, args, tmp_path, name="exported.py", **options):
    """The compiled function, called once, and the path of its module."""
    compiled = autograd.compile(f, **options)
    expected = compiled.numpy(*args)
    path = tmp_path / name
    compiled.export(path)
    return expected, path


@pytest.mark.parametrize("backend", ["auto", "numpy", "native"])
def test_a_loss_of_a_network_is_exported_with_its_gradients(backend, tmp_path):
    if backend == "native":
        pytest.importorskip("llvmlite")
    model = nn.MLP(4, [8, 3], activation="tanh", seed=0)

    def loss(X, y):
        return nn.losses.cross_entropy([model(x) for x in X], y)

    expected, path = exported(loss, (X, Y), tmp_path, backend=backend)
    value, (of_parameters, of_arguments), parameters = isolated(
        (path, [("forward", (X, Y), {}), ("gradient", (X, Y), {}), ("PARAMETERS", (), {})])
    )
    same(value, expected)
    loss(X.tolist(), Y).backward()
    own = {p.data: p.grad for p in model.parameters() if p.data}
    by_number = dict(zip(flat(parameters), flat(of_parameters)))
    assert own.keys() == {x for x in by_number if x}
    for number, slope in own.items():
        assert by_number[number] == pytest.approx(slope, rel=1e-12, abs=1e-15)
    given = values_in(X)
    loss(given, Y).backward()
    same(of_arguments["X"], np.array([[x.grad for x in row] for row in given]))
    assert [*parameters] == ["W1", "b1", "W2", "b2"]


def pendulum(state, c):
    th, om = state["th"], state["om"]
    return -c * autograd.sin(th) * autograd.tanh(om) + autograd.erf(th * om)


def test_a_formula_becomes_plain_python_that_needs_nothing(tmp_path):
    args = ({"th": 0.5, "om": 1.0}, 2.0)
    expected, path = exported(pendulum, args, tmp_path)
    assert "numpy" not in path.read_text()
    found, (_, slopes) = isolated((path, [("forward", args, {}), ("gradient", args, {})]))
    assert found == expected  # to the last bit
    assert flat(slopes) == pytest.approx(eager_gradient(pendulum, args), rel=1e-15)


class Point(NamedTuple):
    x: float
    y: list


class Hidden:  # a class has no text of its own in a module
    square = staticmethod(lambda a: secret[0] * a * a)


secret = [1.0]


def several(p, xs, ragged, point, mode):
    low = [autograd.exp(-x) * p["a"]["b"] for x in xs]
    total = sum(sum(row) for row in ragged)
    return {
        "low": low,
        "point": point,
        "fixed": (1, None, "word"),
        "mixed": [total, [total * xs[0]]],
    }


@pytest.mark.parametrize("backend", ["numpy", "native"])
@pytest.mark.parametrize("size", [3, 200])
def test_dicts_ragged_lists_and_several_results_keep_their_form(backend, size, tmp_path):
    if backend == "native":
        pytest.importorskip("llvmlite")
    args = (
        {"a": {"b": 2.0}, "c": [0.5, 0.25]},
        RNG.normal(size=size),
        [[1.0], [2.0, 3.0], []],
        Point(0.5, [0.25, 2.0]),
        "fast",
    )
    expected, path = exported(several, args, tmp_path, backend=backend)
    seed = {
        "low": np.arange(size) + 1.0,
        "point": (0.5, [2.0, 9.0]),
        "fixed": (0, None, ""),
        "mixed": [3.0, [5.0]],
    }
    given = [*args[:3], tuple(args[3]), "fast"]  # where there is no Point
    found, (_, slopes) = isolated(
        (path, [("forward", given, {}), ("gradient", given, {"seed": seed})])
    )
    same(found.pop("point"), ("Point", [*expected.pop("point")]))
    same(found, expected)

    def weighted(p, xs, ragged, point):
        out = several(p, xs, ragged, Point(*point), "fast")
        total = sum((k + 1.0) * x for k, x in enumerate(out["low"]))
        total = total + 0.5 * out["point"].x + 2.0 * out["point"].y[0] + 9.0 * out["point"].y[1]
        return total + 3.0 * out["mixed"][0] + 5.0 * out["mixed"][1][0]

    assert flat(slopes) == pytest.approx(eager_gradient(weighted, args[:4]), rel=1e-12)
    assert slopes["ragged"] == [[slopes["ragged"][0][0]], slopes["ragged"][1], []]


def test_a_vmap_of_values_and_gradients_is_exported(tmp_path):
    def price(s, k):
        d = autograd.log(s / k) + 0.1
        return s * autograd.normal_cdf(d) - k * autograd.normal_cdf(d - 0.2)

    args = (RNG.uniform(80, 120, 50), RNG.uniform(80, 120, 50))
    expected, path = exported(vmap(autograd.value_and_grad(price)), args, tmp_path)
    (found,) = isolated((path, [("forward", args, {})]))
    same(found, expected)


def test_other_forms_and_numbers_are_refused_by_the_module(tmp_path):
    _, path = exported(pendulum, ({"th": 0.5, "om": 1.0}, 2.0), tmp_path)
    _, wide = exported(lambda xs: sum(autograd.log(x) for x in xs), (X[0] ** 2,), tmp_path, "w.py")
    good = {"th": 0.5, "om": 1.0}
    errors = isolated(
        (
            path,
            [
                ("forward", ({"th": 0.5}, 2.0), {}),
                ("forward", (good, math.nan), {}),
                ("forward", (good, "2"), {}),
                ("forward", (good, [2.0]), {}),
            ],
        ),
        (
            wide,
            [
                ("forward", ([1.0, 2.0],), {}),
                ("forward", ([1.0, -2.0, 1.0, 1.0],), {}),
                ("forward", (["1", "2", "3", "4"],), {}),
            ],
        ),
    )
    kinds = [error[0] for error in errors]
    assert kinds[:4] == ["ValueError", "ValueError", "TypeError", "TypeError"]
    assert kinds[4:] == ["ValueError", "ValueError", "TypeError"]


def test_which_program_is_meant_has_to_be_clear(tmp_path):
    square = autograd.compile(lambda xs: sum(x * x for x in xs))
    path = tmp_path / "square.py"
    with pytest.raises(ValueError, match="has no program yet: call it once"):
        square.export(path)
    square.export(path, [1.0, 2.0])
    square([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="several forms"):
        square.export(path)
    square.export(path, [3.0, 4.0])
    assert isolated((path, [("forward", ([3.0, 4.0],), {})])) == [25.0]
    with pytest.raises(ValueError, match=r"files that end in \.py"):
        square.export(tmp_path / "square.txt")
    assert [x.name for x in tmp_path.glob("*.*")] == ["square.py"]


def test_an_operation_of_ones_own_is_written_out_or_refused_by_its_name(tmp_path):
    cube = autograd.operation("cube_of_export", lambda a: a * a * a, lambda y, a: (3.0 * a * a,))
    opaque = autograd.operation("opaque_of_export", Hidden.square, lambda y, a: (1.0,))
    expected, path = exported(lambda x: cube(x) + 1.0, (1.5,), tmp_path)
    found, slopes = isolated((path, [("forward", (1.5,), {}), ("gradient", (1.5,), {})]))
    assert (found, slopes[1]["x"]) == (expected, 6.75)
    with pytest.raises(TypeError, match="'opaque_of_export' cannot stand in a module of its own"):
        exported(lambda x: opaque(x) + 1.0, (1.5,), tmp_path)


def test_random_draws_are_refused(tmp_path):
    drop = nn.Dropout(0.5, seed=0)
    with pytest.raises(ValueError, match="draws random numbers"):
        exported(lambda xs: sum(drop(xs)), ([1.0] * 8,), tmp_path)
    drop.eval()
    expected, path = exported(lambda xs: sum(drop(xs)), ([1.0] * 8,), tmp_path)
    assert isolated((path, [("forward", ([1.0] * 8,), {})])) == [expected]


def test_names_of_arguments_may_be_those_of_the_module(tmp_path):
    def f(np, math, forward, found, seed, parameters, *, every):
        return np * math + forward * found - seed * parameters * every

    compiled = autograd.compile(f)
    args = (2.0, 3.0, 5.0, 7.0, 11.0, 13.0)
    expected = compiled.numpy(*args, every=17.0)
    compiled.export(tmp_path / "f.py")
    found, (_, slopes) = isolated(
        (
            tmp_path / "f.py",
            [("forward", args, {"every": 17.0}), ("gradient", args, {"every": 17.0})],
        )
    )
    assert found == expected
    assert [*slopes.values()] == [3.0, 2.0, 7.0, 5.0, -13 * 17.0, -11 * 17.0, -11 * 13.0]


class Spring:
    def __init__(self):
        self.k, self.rest = Value(3.0, "k"), 0.5

    @autograd.compile
    def force(self, x):
        return -self.k * (x - self.rest)


def test_a_method_and_numbers_that_it_captured_are_exported_by_name(tmp_path):
    spring, path = Spring(), tmp_path / "spring.py"
    spring.force(2.0)
    spring.force.export(path)
    value, gradient, numbers, moved = isolated(
        (
            path,
            [
                ("forward", (2.0,), {}),
                ("gradient", (2.0,), {}),
                ("PARAMETERS", (), {}),
                ("forward", (2.0,), {"parameters": {"k": 1.0}}),
            ],
        )
    )
    assert (value, numbers, moved) == (-4.5, {"k": 3.0}, -1.5)
    assert gradient == ({"k": -1.5}, {"x": -3.0})


a = 1000.0  # a name that the operation below gives its operand
factor = 7.0


def test_an_operation_is_copied_with_the_numbers_that_it_was_made_with(tmp_path):
    scaled = autograd.operation(
        "scaled_of_export", lambda a: factor * math.sin(a), lambda y, a: (factor * math.cos(a),)
    )
    _, path = exported(lambda x: scaled(x), (0.5,), tmp_path)
    found, (_, slopes) = isolated((path, [("forward", (0.5,), {}), ("gradient", (0.5,), {})]))
    assert (found, slopes["x"]) == (7.0 * math.sin(0.5), 7.0 * math.cos(0.5))


def test_results_that_are_not_finite_numbers_are_written_down(tmp_path):
    f = lambda xs: [[2.0 * x for x in xs], [math.nan, -math.inf], math.inf]  # noqa: E731
    _, path = exported(f, ([1.0, 2.0],), tmp_path)
    (found,) = isolated((path, [("forward", ([1.0, 2.0],), {})]))
    assert repr(found) == "[array([2., 4.]), array([ nan, -inf]), inf]"


def test_a_source_that_has_changed_since_is_not_copied(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("value = lambda a: 2.0 * a\nrule = lambda y, a: (2.0,)\n")
    mine = {}
    exec(compile(file.read_text(), str(file), "exec"), mine)
    double = autograd.operation("double_of_export", mine["value"], mine["rule"])
    file.write_text("value = lambda a: 3.0 * a\nrule = lambda y, a: (3.0,)\n")
    with pytest.raises(TypeError, match="'double_of_export' cannot stand"):
        exported(lambda x: double(x), (0.5,), tmp_path)
