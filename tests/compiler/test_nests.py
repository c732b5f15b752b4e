"""Loops recovered from lists of indices: what a nest says, visited again, must be the list."""

import itertools
import random

import pytest

np = pytest.importorskip("numpy")

from autograd.compiler import arrays  # noqa: E402  (which needs NumPy)
from autograd.compiler.lift.nests import find_nest, refine, view_of  # noqa: E402
from autograd.compiler.program.views import Array, along_dimensions, strides_of  # noqa: E402


def visited(offset, strides, sizes):
    """What nested loops visit, written as loops."""
    ranges = [range(size) for size in sizes]
    return np.array(
        [
            offset + sum(s * i for s, i in zip(strides, place))
            for place in itertools.product(*ranges)
        ]
    )


def assert_reproduces(nest, lists):
    for steps, positions in zip(nest.steps, lists):
        view = view_of(Array("a", "value", (10**6,)), int(positions[0]), steps, nest.sizes)
        np.testing.assert_array_equal(view.positions().ravel(), positions)


@pytest.mark.parametrize(
    ("positions", "sizes", "strides"),
    [
        ([0, 1, 2, 3], [4], [1]),
        ([7, 5, 3, 1], [4], [-2]),
        ([4, 4, 4], [3], [0]),
        ([0, 1, 2, 0, 1, 2], [2, 3], [0, 1]),
        ([0, 0, 0, 1, 1, 1], [2, 3], [1, 0]),
        ([0, 1, 2, 1, 2, 3, 2, 3, 4], [3, 3], [1, 1]),
        ([0, 3, 6, 1, 4, 7], [2, 3], [1, 3]),
        ([5], [], []),
    ],
    ids=["row", "backwards", "same", "rows", "columns", "windows", "transposed", "single"],
)
def test_lists_that_loops_visit_are_recognised(positions, sizes, strides):
    nest = find_nest([np.array(positions)], len(positions))
    assert nest.regular
    assert (nest.sizes, nest.steps) == (sizes, [strides])


@pytest.mark.parametrize("seed", range(100))
def test_random_nests_over_several_lists_are_found_again(seed):
    rng = random.Random(seed)
    sizes = [rng.randrange(1, 5) for _ in range(rng.randrange(0, 5))]
    lists = [
        visited(100, [rng.choice([0, 0, 1, 2, 3, 5, 12, -1]) for _ in sizes], sizes)
        for _ in range(rng.randrange(1, 4))
    ]
    nest = find_nest(lists, len(lists[0]))
    assert_reproduces(nest, lists)
    assert int(np.prod(nest.sizes)) == len(lists[0])


@pytest.mark.parametrize("seed", range(50))
def test_irregular_lists_are_kept_element_by_element(seed):
    rng = random.Random(seed)
    block = [rng.randrange(50) for _ in range(rng.randrange(2, 6))]
    repeated = [start + k for start in range(0, 30, 10) for k in block]
    lists = [np.array(repeated), np.arange(len(repeated))]
    nest = find_nest(lists, len(repeated))
    assert_reproduces(nest, lists)


def test_what_repeats_is_a_loop_around_what_does_not():
    positions = np.array([3, 0, 7, 5, 13, 10, 17, 15])
    nest = find_nest([positions], 8)
    assert nest.sizes == [2, 4]
    assert nest.steps[0][0] == 10
    np.testing.assert_array_equal(nest.steps[0][1], [0, -3, 4, 2])


@pytest.mark.parametrize("seed", range(50))
def test_cutting_a_loop_at_the_dimensions_of_an_array_visits_the_same(seed):
    rng = random.Random(seed)
    shape = tuple(rng.randrange(1, 5) for _ in range(rng.randrange(1, 4)))
    array = Array("a", "value", shape)
    positions = np.tile(np.arange(array.size), rng.randrange(1, 3))
    nest = find_nest([positions], len(positions))
    refine(nest, [array])
    assert_reproduces(nest, [positions])


def test_a_loop_through_a_whole_matrix_gets_its_two_dimensions():
    nest = find_nest([np.arange(12)], 12)
    refine(nest, [Array("a", "value", (3, 4))])
    assert (nest.sizes, nest.steps) == ([3, 4], [[4, 1]])


@pytest.mark.parametrize("seed", range(100))
def test_views_along_dimensions_stay_inside_and_read_the_right_elements(seed):
    rng = random.Random(seed)
    shape = tuple(rng.randrange(1, 5) for _ in range(rng.randrange(1, 4)))
    array = Array("a", "value", shape)
    sizes = [rng.randrange(1, 4) for _ in range(rng.randrange(0, 3))]
    steps = [rng.choice([0, 1, -1, 2, *strides_of(shape)]) for _ in sizes]
    view = view_of(array, rng.randrange(array.size), steps, sizes)
    dimensions = along_dimensions(view, shape)
    if dimensions is None:  # it leaves a dimension; then nothing more is promised
        return
    count = int(np.prod(sizes))
    places = np.indices(sizes).reshape(len(sizes), count)
    index = [
        d.start + sum((step * places[axis] for axis, step in d.steps), np.zeros(count, int))
        for d in dimensions
    ]
    assert all((i >= 0).all() and (i < n).all() for i, n in zip(index, shape))
    numbered = np.arange(array.size).reshape(shape)
    np.testing.assert_array_equal(numbered[tuple(index)], view.positions().ravel())


def test_a_diagonal_leaves_every_dimension():
    view = view_of(Array("a", "value", (3, 3)), 0, [4], [3])
    assert along_dimensions(view, (3, 3)) is None


@pytest.mark.parametrize("layout", ["C", "F"])
@pytest.mark.parametrize(("size", "axis", "step"), [(3, 0, 1), (2, 1, 2), (4, 1, 1), (1, 0, 3)])
def test_overlap_add_is_the_adjoint_of_windows(size, axis, step, layout):
    rng = np.random.default_rng(0)
    a = np.array(rng.normal(size=(5, 6)), order=layout)
    seen = arrays.windows(a, size, axis=axis, step=step)
    reference = np.lib.stride_tricks.sliding_window_view(a, size, axis)
    every = tuple(slice(None, None, step if k == axis else 1) for k in range(2))
    np.testing.assert_array_equal(seen, reference[every])
    weights = rng.normal(size=seen.shape)
    back = arrays.overlap_add(weights, a.shape[axis], axis=axis, step=step)
    # <windows(a), w> = <a, overlap_add(w)> for all a and w
    assert (seen * weights).sum() == pytest.approx((a * back).sum(), rel=1e-12)
