"""Arrays and numbers in lists, tuples and dicts of any form, as models keep their parameters."""

from __future__ import annotations

import copy
import threading
from collections import namedtuple
from fractions import Fraction

import pytest

import autograd
from autograd import Value

np = pytest.importorskip("numpy")
hypothesis = pytest.importorskip("hypothesis")
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from autograd.compiler.record.call import Call  # noqa: E402
from autograd.compiler.record.form import Form  # noqa: E402
from autograd.compiler.run.compiled import Compiled  # noqa: E402

Pair = namedtuple("Pair", "weights biases")
CONTAINERS = (list, tuple, dict)


def parts_of(tree):
    return tree.values() if isinstance(tree, dict) else tree


def leaves(tree):
    """The numbers and Values, from left to right; of this test's own."""
    if isinstance(tree, np.ndarray):
        return leaves(tree.tolist())
    if isinstance(tree, CONTAINERS):
        return [leaf for part in parts_of(tree) for leaf in leaves(part)]
    return [tree]


def mapped(change, tree):
    """The same form with other numbers."""
    if isinstance(tree, dict):
        return {key: mapped(change, part) for key, part in tree.items()}
    if isinstance(tree, (list, tuple)):
        parts = [mapped(change, part) for part in tree]
        return type(tree)(*parts) if hasattr(tree, "_fields") else type(tree)(parts)
    return change(tree)


def weighted(tree):
    """Σ k·x², in which every number counts in another way; exact for small whole numbers."""
    return autograd.sum([k * x * x for k, x in enumerate(leaves(tree), 1)])


def call_of(*args):
    return Call(weighted, args, {}, ["tree"])


WHOLE = st.integers(-9, 9)
SHAPES = st.lists(st.integers(0, 3), max_size=3).map(tuple)
DTYPES = st.sampled_from(["f8", "f8", "f8", "f4", "i4", "u1", "?", ">f8", "g"])


@st.composite
def arrays(draw):
    shape, dtype = draw(SHAPES), draw(DTYPES)
    numbers = draw(st.lists(st.integers(0, 9), min_size=27, max_size=27))
    return np.array(numbers[: int(np.prod(shape))]).reshape(shape).astype(dtype)


def containers(parts):
    lists = st.lists(parts, max_size=3)
    keyed = st.dictionaries(st.sampled_from("abc"), parts, max_size=3)
    return lists | lists | lists.map(tuple) | keyed | st.builds(Pair, parts, parts)


NUMBERS = WHOLE.map(float) | WHOLE
TREES = st.recursive(NUMBERS | arrays() | arrays(), containers, max_leaves=6)
ODD = st.sampled_from(
    [
        True,
        np.float64(2.0),
        np.int64(-3),
        np.float32(0.1),
        np.True_,
        np.array([Value(2.0), 3.0]),
        Fraction(1, 2),
        None,
    ]
)
WITH_ODD = st.recursive(NUMBERS | arrays() | WHOLE.map(Value) | ODD, containers, max_leaves=6)


def call_or_none(tree):
    try:
        return call_of(tree)
    except TypeError:
        return None


@settings(max_examples=40)
@given(st.lists(TREES, min_size=1, max_size=3) | st.dictionaries(st.sampled_from("abc"), TREES))
def test_value_and_gradient_are_those_of_floats_at_every_call(tree):
    numbers = [*map(float, leaves(tree))]
    if not numbers:
        return
    both = autograd.value_and_grad(weighted)
    compiled = Compiled(both)
    for factor in (1, 3, 2, 1):
        now = mapped(lambda x, by=factor: x * by, tree)
        xs = [*map(float, leaves(now))]
        expected = [2.0 * k * x for k, x in enumerate(xs, 1)]
        value, gradient = compiled(now)
        assert value.data == sum(k * x * x for k, x in enumerate(xs, 1))
        assert [slope.data for slope in leaves(gradient)] == expected
        found = compiled.numpy(now)
        assert found[0] == value.data
        assert sorted(leaves(found[1])) == sorted(expected)  # lists of tuples: tuples of arrays
        assert repr(found) == repr(Compiled(both).numpy(now))


@settings(max_examples=200)
@given(WITH_ODD, st.sampled_from([0.0, 3.0, float("inf")]))
def test_a_known_form_reads_the_numbers_and_values_that_are_taken_apart(tree, most):
    call = call_or_none(tree)
    if call is None:
        return
    form = Form(call)
    form.prefer_lists(most)
    known = form.known((tree,), {})
    assert (known is not None) == form.is_plain
    if known is None:
        return
    assert [*map(id, known.given)] == [*map(id, call.given)]
    assert len(known.inputs) == len(call.inputs)
    for mine, expected in zip(known.inputs, call.inputs):
        assert isinstance(mine, list) or mine.shape == expected.shape
        np.testing.assert_array_equal(np.ravel(mine), expected.ravel())
        assert not isinstance(mine, list) or {*map(type, mine)} <= {float}
    again = form.call(known.inputs, known.given)
    assert again.form == call.form
    assert [*map(id, again.given)] == [*map(id, call.given)]
    assert list(map(repr, again.inputs)) == list(map(repr, call.inputs))


@st.composite
def twins(draw):
    """A tree, and one that differs in a place or two, or in none that a form would show."""
    tree = draw(WITH_ODD)

    def changed(x):
        if draw(st.integers(0, 4)):
            return x
        return draw(WITH_ODD)

    def differing(x):
        if isinstance(x, CONTAINERS) and len(x) and draw(st.booleans()):
            parts = [changed(differing(part)) for part in parts_of(x)]
            if isinstance(x, dict):
                return dict(zip(draw(st.permutations([*x])), parts))
            if hasattr(x, "_fields"):
                return type(x)(*parts) if draw(st.booleans()) else tuple(parts)
            more = parts + parts[: draw(st.integers(0, 1))]
            return draw(st.sampled_from([list, tuple, type(x)]))(more)
        return x

    return tree, differing(copy.deepcopy(tree))


@settings(max_examples=250)
@given(twins())
def test_what_is_known_by_a_form_is_of_that_form(both):
    call = call_or_none(both[0])
    if call is None:
        return
    known = Form(call).known((both[1],), {})
    if known is not None:
        other = call_of(both[1])
        assert other.form == call.form
        assert other.places == known.places
        for mine, expected in zip(known.inputs, other.inputs):
            np.testing.assert_array_equal(np.ravel(mine), expected.ravel())


MODELS = {
    "matrices": [np.ones((3, 4)), np.ones((4, 2)), np.ones((2, 1))],
    "of one shape": [np.ones((2, 2)), np.ones((2, 2))],
    "pairs": [(np.ones((3, 4)), np.ones(4)), (np.ones((4, 2)), np.ones(2))],
    "a dict": {"W": np.ones((3, 4)), "b": [np.ones(4), 1.0]},
    "dicts in a list": [{"W": np.ones((3, 4)), "b": np.ones(4)}, {"W": np.ones((4, 1))}],
    "ragged lists": [[1.0], [1.0, 2.0], [], [3]],
    "deep ragged lists": [[[1.0, 2.0], [3.0]], [[4.0]]],
    "named tuples": [Pair(np.ones((2, 2)), np.ones(2)), Pair(np.ones((2, 3)), 1.0)],
}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_of_a_form_that_is_known(name):
    model = MODELS[name]
    f = autograd.compile(autograd.value_and_grad(weighted))
    f.numpy(model)
    assert f.lifted.form.known((model,), {}) is not None


@pytest.mark.parametrize("backend", ["numpy", "native"])
@pytest.mark.parametrize("name", MODELS)
def test_what_the_caller_does_to_a_model_afterwards_alters_nothing(name, backend):
    if backend == "native":
        pytest.importorskip("llvmlite")
    w, model = Value(2.0), copy.deepcopy(MODELS[name])
    f = autograd.compile(lambda tree: w * w * weighted(tree), backend=backend)

    def spoil(tree):
        if isinstance(tree, np.ndarray):
            tree[...] = 100.0
        elif isinstance(tree, CONTAINERS):
            for part in parts_of(tree):
                spoil(part)
            if isinstance(tree, list):
                tree.clear()

    for _ in range(3):
        given = copy.deepcopy(model)
        total = sum(k * float(x) ** 2 for k, x in enumerate(leaves(given), 1))
        result, w.grad = f(given), 0.0
        spoil(given)
        assert result.data == 4.0 * total
        result.backward()
        assert w.grad == 4.0 * total


def test_another_shape_length_key_or_type_has_a_program_of_its_own():
    w = Value(2.0)
    f = autograd.compile(lambda tree: w * weighted(tree))
    W, b = np.full((2, 3), 2.0), np.full(3, 3.0)
    models = [
        [W, b],
        [W.T, b],
        [W, b, b],
        [W],
        [W, b[:2]],
        [W, b.reshape(1, 3)],
        [W, b.tolist()],
        [W.tolist(), b],
        (W, b),
        [(W, b)],
        [W.astype(np.float32), b.astype(int)],
        [W, [*map(Value, b.tolist())]],
        [W, np.array([Value(3.0), 2.0], object)],
        [{"W": W, "b": b}],
        [{"b": b, "W": W}],
        [{"W": W, "b": b, "c": 1.0}],
        [W, True],
        [W, 5],
        [W, np.float64(5.0)],
        [W, b[0:0]],
    ]
    for model in [*models, *models[::-1], *models]:
        expected = sum(k * float(x) ** 2 for k, x in enumerate(leaves(model), 1))
        assert f(model).data == 2.0 * expected
        assert f.numpy(model) == 2.0 * expected
    for wrong in ([W, "text"], [W, None], [W, {"a": "text"}], [W, [b, object()]]):
        with pytest.raises(TypeError, match="expected a real number or a Value"):
            f(wrong)


def test_a_list_that_another_thread_changes_is_read_as_it_was_at_some_time():
    W, b = np.full((2, 3), 2.0), np.full(3, 3.0)
    model, done = [W, b], threading.Event()
    f = autograd.compile(weighted)
    expected = {f.numpy([*model, *more]) for more in ([], [b[:2]])}

    def change():
        while not done.is_set():
            model.append(b[:2])
            model.pop()

    thread = threading.Thread(target=change)
    thread.start()
    try:
        found = {f.numpy(model) for _ in range(1000)}
    finally:
        done.set()
        thread.join()
    assert found <= expected


def test_values_in_layers_of_several_sizes_have_their_gradients():
    layers = [[[Value(1.0), Value(2.0)], [Value(3.0), 4]], [[Value(5.0)]]]
    biases = [np.array([6.0, 7.0]), [Value(8.0)]]
    f = autograd.compile(lambda layers, biases: weighted([layers, biases]))
    for _ in range(3):
        for leaf in leaves([layers, biases]):
            if isinstance(leaf, Value):
                leaf.grad = 0.0
        f(layers, biases).backward()
        for k, leaf in enumerate(leaves([layers, biases]), 1):
            if isinstance(leaf, Value):
                assert leaf.grad == 2.0 * k * leaf.data
    assert f.lifted.form.known((layers, biases), {}) is not None


def test_numbers_of_numpy_are_of_a_form_that_is_known_and_so_are_floats_after_them():
    f = autograd.compile(lambda x, ys: x * weighted(ys))
    for x, ys in [
        (np.float64(2.0), [*np.array([1.0, 2.0])]),
        (2.0, [1.0, 2.0]),
        (np.int64(2), [np.float32(1.0), 2]),
        (np.float32(2.0), [np.int64(1), np.float64(2.0)]),
    ]:
        assert f.numpy(x, ys) == 18.0
        assert f(x, ys).data == 18.0
        assert f.lifted.form.known((x, ys), {}) is not None
    assert f.lifted.form.known((True, [1.0, 2.0]), {}) is None
    assert f.lifted.form.known((np.True_, [1.0, 2.0]), {}) is None
    assert f.lifted.form.known((2.0, [1.0, True]), {}) is None


def test_integers_beside_values_are_floats_as_elsewhere():
    large = 3**30
    f = autograd.compile(lambda xs: xs[0] * (xs[1] * xs[1]))
    results = [f([Value(1.0), large]).data for _ in range(3)]
    assert results == [float(large) * float(large)] * 3


@pytest.mark.parametrize("name", MODELS)
def test_derivatives_take_a_model_of_arrays_without_compiling_too(name):
    model = MODELS[name]
    value, gradient = autograd.value_and_grad(weighted)(model)
    xs = [*map(float, leaves(model))]
    assert value == sum(k * x * x for k, x in enumerate(xs, 1))
    assert leaves(gradient) == [2.0 * k * x for k, x in enumerate(xs, 1)]
