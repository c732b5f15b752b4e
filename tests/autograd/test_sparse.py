"""Sparse Jacobians against closed forms and against those that are not sparse."""

import math
import random
from collections import Counter
from itertools import pairwise

import pytest

import autograd
from autograd import Value, grad, hessian, jacobian
from autograd import sparse as walking
from autograd.sparse import fewest_walks, grouped

np = pytest.importorskip("numpy")
sparse = pytest.importorskip("scipy.sparse", reason="needs the extra sparse")


def burgers(u):
    """A chain of cells, each moved by its two neighbours; the ends stay."""
    inside = [b * (c - a) + autograd.exp(-b) for a, b, c in zip(u, u[1:], u[2:])]
    return [u[0], *inside, u[-1]]


def burgers_matrix(u):
    n = len(u)
    lower = [-u[i] for i in range(1, n - 1)] + [0.0]
    middle = [1.0, *(u[i + 1] - u[i - 1] - math.exp(-u[i]) for i in range(1, n - 1)), 1.0]
    upper = [0.0] + [u[i] for i in range(1, n - 1)]
    return sparse.diags_array([lower, middle, upper], offsets=[-1, 0, 1]).toarray()


def rosenbrock(xs):
    return autograd.sum([(1 - a) ** 2 + 100 * (b - a * a) ** 2 for a, b in pairwise(xs)])


def running_sums(xs):
    total, results = 0.0, []
    for x in xs:
        total = total + x * x
        results.append(x + 1)
    return [total, *results]


class TestMatrices:
    def test_a_band_has_its_entries_and_no_others(self):
        u = [0.3, -1.0, 2.0, 0.5, 0.25, -0.5]
        matrix = jacobian(burgers, sparse=True)(u)
        assert type(matrix) is sparse.csr_array
        assert (matrix.shape, matrix.dtype, matrix.nnz) == ((6, 6), np.float64, 3 * 4 + 2)
        assert matrix.has_canonical_format
        np.testing.assert_allclose(matrix.toarray(), burgers_matrix(u), rtol=1e-15)

    def test_a_zero_is_stored_where_the_structure_has_an_entry_and_nowhere_else(self):
        matrix = jacobian(lambda xs: [xs[0] * xs[1], xs[2], 5.0], sparse=True)([1.0, 0.0, 7.0])
        assert matrix.nnz == 3
        assert matrix.toarray().tolist() == [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0] * 3]

    @pytest.mark.parametrize("seed", range(30))
    def test_random_structures_give_the_entries_of_the_dense_jacobian(self, seed):
        rng = random.Random(seed)
        n, m = rng.randint(1, 12), rng.randint(1, 12)
        reads = [[rng.randrange(n) for _ in range(rng.choice((0, 1, 2, 3, n)))] for _ in range(m)]

        def f(xs):
            shared = [autograd.sin(x) * x for x in xs]
            rows = [autograd.sum([shared[j] * xs[j - 1] for j in row]) for row in reads]
            return [*rows, rows[0], xs[0]]

        xs = [rng.gauss(0, 1) for _ in range(n)]
        matrix = jacobian(f, sparse=True)(xs)
        np.testing.assert_allclose(matrix.toarray(), jacobian(f)(xs), rtol=1e-13, atol=1e-15)
        wanted = [len(set(row) | {(j - 1) % n for j in row}) for row in reads]
        assert np.diff(matrix.indptr).tolist() == [*wanted, wanted[0], 1]

    def test_a_sparse_hessian_is_the_jacobian_of_the_gradient(self):
        rng = random.Random(1)
        xs = [float(rng.randint(-4, 4)) for _ in range(30)]
        matrix = jacobian(grad(rosenbrock), sparse=True)(xs)
        assert matrix.nnz == 3 * 30 - 2
        assert matrix.toarray().tolist() == hessian(rosenbrock)(xs)

    def test_full_rows_and_full_columns(self):
        n = 40
        xs = [0.1 * i + 1 for i in range(n)]
        total = jacobian(lambda xs: [autograd.sum(xs), xs[0]], sparse=True)(xs)
        assert total.toarray().tolist() == [[1.0] * n, [1.0] + [0.0] * (n - 1)]
        column = jacobian(lambda xs: [x * xs[0] for x in xs[1:]], sparse=True)(xs)
        wanted = np.zeros((n - 1, n))
        wanted[:, 0], wanted[range(n - 1), range(1, n)] = xs[1:], xs[0]
        np.testing.assert_array_equal(column.toarray(), wanted)
        arrow = jacobian(lambda xs: [autograd.sum(xs), *(x * xs[0] for x in xs[1:])], sparse=True)
        np.testing.assert_array_equal(arrow(xs).toarray(), np.vstack([[1.0] * n, wanted]))

    def test_nothing_gives_a_matrix_with_no_rows_or_no_columns(self):
        assert jacobian(lambda xs: [], sparse=True)([1.0, 2.0]).shape == (0, 2)
        assert jacobian(lambda xs: [1.0], sparse=True)([]).shape == (1, 0)

    def test_argnums_and_aux_are_as_ever(self):
        def f(scale, xs, kind):
            return [scale * x * x for x in xs], (kind, xs[0])

        matrix, aux = jacobian(f, argnums=1, has_aux=True, sparse=True)(10.0, (1.0, 2.0), "a")
        assert matrix.toarray().tolist() == [[20.0, 0.0], [0.0, 40.0]]
        assert aux == ("a", 1.0)
        assert jacobian(lambda xs: tuple(xs), sparse=True)(np.array([1.0, 2.0])).nnz == 2

    def test_through_a_compiled_function_every_result_is_made_from_all_of_its_arguments(self):
        compiled = autograd.compile(lambda a, b: [a * a, b])
        matrix = jacobian(lambda xs: compiled(xs[0], xs[1]), sparse=True)([3.0, 4.0])
        assert matrix.toarray().tolist() == [[6.0, 0.0], [0.0, 1.0]]

    def test_solvers_of_scipy_take_it(self):
        """Newton's method for x_i³ + x_i - (x_{i-1} + x_{i+1})/2 = 1."""
        from scipy.sparse.linalg import spsolve

        def f(x):
            ends = [0.0, *x, 0.0]
            return [b**3 + b - (a + c) / 2 - 1 for a, b, c in zip(ends, x, ends[2:])]

        x = np.ones(50)
        for _ in range(20):
            x = x - spsolve(jacobian(f, sparse=True)(x), f(x.tolist()))
        assert max(map(abs, f(x.tolist()))) < 1e-14


class TestSlopes:
    def test_a_slope_that_does_not_exist_does_not_disturb_the_others(self):
        def f(xs):
            return [x * autograd.sqrt(x) for x in xs]

        assert jacobian(f, sparse=True)([0.0, 4.0]).toarray().tolist() == [[0.0, 0.0], [0.0, 3.0]]
        with pytest.raises(ZeroDivisionError, match=r"the derivative of sqrt\(0\.0\)"):
            jacobian(lambda xs: [autograd.sqrt(x) for x in xs], sparse=True)([1.0, 0.0])
        with pytest.raises(ZeroDivisionError, match=r"the derivative of sqrt\(0\.0\)"):
            jacobian(lambda xs: [autograd.sum(map(autograd.sqrt, xs))], sparse=True)([1.0, 0.0])

    def test_nobodys_grad_is_touched_or_read(self):
        w = Value(2.0)
        w.grad = 5.0
        shared = w * 3.0  # made before, and not from the variables
        matrix = jacobian(lambda xs: [autograd.sum(xs) * shared, xs[0]], sparse=True)([1.0, 2.0])
        assert matrix.toarray().tolist() == [[6.0, 6.0], [1.0, 0.0]]
        assert (w.grad, shared.grad) == (5.0, 0.0)


class TestCost:
    @pytest.mark.parametrize(
        "f", [burgers, running_sums, grad(rosenbrock)], ids=["band", "sum", "hessian"]
    )
    def test_it_grows_as_the_number_of_entries(self, f, calls):
        small, large = (calls(lambda n=n: jacobian(f, sparse=True)([0.5] * n)) for n in (100, 400))
        assert large < 4.2 * small

    def test_a_band_of_ten_thousand_rows(self):
        u = [math.sin(0.01 * i) for i in range(10_000)]
        matrix = jacobian(burgers, sparse=True)(u)
        assert matrix.nnz == 29_996
        np.testing.assert_array_equal(matrix.diagonal(1)[1:], u[1:-1])
        np.testing.assert_array_equal(matrix.diagonal(-1)[:-1], [-x for x in u[1:-1]])

    def test_lines_in_one_group_share_nothing_and_bands_need_as_few_groups_as_can_be(self):
        band = [[i for i in (j - 1, j, j + 1) if 0 <= i < 100] for j in range(100)]
        assert len(grouped(band, 100)) == 3
        rng = random.Random(1)
        for _ in range(20):
            lines = [rng.sample(range(30), rng.randint(0, 4)) for _ in range(40)]
            groups = grouped(lines, 30)
            assert sorted(number for group in groups for number in group) == [*range(40)]
            for group in groups:
                places = [place for number in group for place in lines[number]]
                assert len(places) == len(set(places))

    def test_the_way_with_fewer_walks_is_gone(self):
        full_row, full_column = [[*range(9)], [0]], [[0, 1], *([0] for _ in range(8))]
        assert [len(walks) for walks in fewest_walks(full_row, full_column)] == [0, 2]
        assert [len(walks) for walks in fewest_walks(full_column, full_row)] == [2, 0]

    def test_walks_give_each_entry_once_and_apart_from_others(self):
        rng = random.Random(2)
        for k in range(60):
            m, n, most = rng.randint(1, 14), rng.randint(1, 14), 3 if k % 2 else 14
            rows = [sorted(rng.sample(range(n), min(n, rng.randint(0, most)))) for _ in range(m)]
            rows[:2] = [[*range(n)] for _ in rows[:2]]
            columns = [[i for i, row in enumerate(rows) if j in row] for j in range(n)]
            forward, back = fewest_walks(rows, columns)
            found = [(i, j) for walk in forward for j, wanted in walk.items() for i in wanted]
            found += [(i, j) for walk in back for i, wanted in walk.items() for j in wanted]
            assert sorted(found) == [(i, j) for i, row in enumerate(rows) for j in row]
            for walks, lines in ((forward, columns), (back, rows)):
                for walk in walks:
                    met = Counter(place for line in walk for place in lines[line])
                    assert all(met[place] == 1 for wanted in walk.values() for place in wanted)
            separate = min(len(grouped(rows, n)), len(grouped(columns, m)))
            assert len(forward) + len(back) <= separate

    def test_an_arrow_takes_three_walks_however_large_it_is(self, monkeypatch):
        walks = []
        for name in ("push_forward", "pull_back_along"):
            walk = getattr(walking, name)
            monkeypatch.setattr(
                walking, name, lambda *given, walk=walk: walks.append(1) or walk(*given)
            )
        x = [0.5 + 0.01 * k for k in range(80)]
        found = jacobian(
            lambda x: [sum(u * u for u in x), *(u * x[0] for u in x[1:])], sparse=True
        )(x)
        expected = np.diag([2.0 * x[0], *[x[0]] * 79])
        expected[0], expected[1:, 0] = 2.0 * np.array(x), x[1:]
        assert np.array_equal(found.toarray(), expected)
        assert found.nnz == 80 + 2 * 79
        assert len(walks) == 3


class TestRefusals:
    @pytest.mark.parametrize(
        ("f", "args", "message"),
        [
            (lambda x: [x], (1.0,), r"takes one flat list of numbers, got float; make it flat"),
            (lambda x: [1.0], ([[1.0]],), r"takes one flat list of numbers, got a nested list"),
            (lambda x: [1.0], ({"a": 1.0},), r"takes one flat list of numbers, got dict"),
            (lambda x: x[0], ([1.0],), r"a function that gives one flat list .* got Value"),
            (lambda x: [[x[0]]], ([1.0],), r"a function that gives one flat list .* nested list"),
            (lambda x, y: [x], ([1.0], [2.0]), r"got 2 arguments .* choose one by argnums"),
            (lambda x: x, ([Value(1.0)],), r"plain floats, which carry no gradient"),
        ],
    )
    def test_what_is_not_one_flat_list_is_refused(self, f, args, message):
        with pytest.raises(TypeError, match=message):
            jacobian(f, sparse=True)(*args)

    def test_inside_derivatives_and_compiled_code_it_is_refused(self):
        product = lambda xs: jacobian(lambda ys: ys, sparse=True)(xs)  # noqa: E731
        for outer in (grad(product), autograd.compile(product)):
            with pytest.raises(TypeError, match="which carry no gradient"):
                outer([1.0, 2.0])
