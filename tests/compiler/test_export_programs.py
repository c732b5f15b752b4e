"""Exported modules of many kinds of programs: every operation, random graphs, networks by hand."""

import random
from unittest import mock

import pytest

import autograd
from autograd import Value, vmap
from autograd.structure import flatten
from tests.compiler.test_export import eager_gradient, exported, flat, same, values_in
from tests.compiler.test_random_graphs import KINDS
from tests.tools.bits import operations
from tests.tools.isolated import isolated

np = pytest.importorskip("numpy")
from autograd.compiler.run import ways  # noqa: E402  (which needs NumPy)

RNG = np.random.default_rng(1)
OPERANDS = {"take": 4, "dot": 4}


def place_of(operation):
    """Numbers at which an operation and its gradients exist, moved by something small."""
    count = operation.arity or OPERANDS.get(operation.name, 3)
    for base in (0.3, 1.3):
        xs = [base + 0.11 * k for k in range(count)]
        try:
            operation.gradients(operation.evaluate(*xs), *xs)
            return xs
        except (ArithmeticError, ValueError):
            continue
    return [1.0, *xs[1:]]  # an index


PLACES = [(operation, place_of(operation)) for operation in operations() if operation.arity != 0]


OF_JAX = ("gelu", "logsumexp", "take", "lgamma", "pow")


def every_operation(t, names=()):
    return [
        operation(
            *(x + (0.0 if operation.name == "take" and not k else t) for k, x in enumerate(xs))
        )
        for operation, xs in PLACES
        if not names or operation.name in names
    ]


def some_operations(t):
    return every_operation(t, OF_JAX)


def test_every_operation_keeps_its_bits_in_plain_python(tmp_path):
    expected, path = exported(every_operation, (0.01,), tmp_path)
    seed = RNG.uniform(0.5, 1.0, len(PLACES))
    found, (_, slopes) = isolated(
        (path, [("forward", (0.01,), {}), ("gradient", (0.01,), {"seed": seed})])
    )
    assert len(found) > 60
    assert found.tolist() == [float(x) for x in every_operation(0.01)] == expected.tolist()
    (slope,) = eager_gradient(lambda t: autograd.dot(every_operation(t), seed.tolist()), (0.01,))
    assert slopes["t"] == pytest.approx(slope, rel=1e-13)


@pytest.mark.parametrize(
    ("backend", "f", "count"), [("numpy", every_operation, 60), ("jax", some_operations, 5)]
)
def test_every_operation_is_exported_on_arrays(backend, f, count, tmp_path):
    if backend == "jax":
        pytest.importorskip("jax")
    ts = np.linspace(0.0, 0.05, 30)
    expected, path = exported(vmap(f), (ts,), tmp_path, backend=backend)
    assert ("jnp." if backend == "jax" else "np.tanh") in path.read_text()
    seed = RNG.uniform(0.5, 1.0, expected.shape)
    found, (_, slopes) = isolated(
        (path, [("forward", (ts,), {}), ("gradient", (ts,), {"seed": seed})])
    )
    assert len(found) == 30
    assert found.shape[1] >= count
    np.testing.assert_allclose(found, expected, rtol=1e-13)
    for t, mine, slope in zip(ts.tolist(), seed.tolist(), slopes["t"]):
        (own,) = eager_gradient(lambda t, mine=mine: autograd.dot(f(t), mine), (t,))
        assert slope == pytest.approx(own, rel=1e-10)


def random_programs(seeds, tmp_path):
    """For each seed the module, its arguments, the results, and the gradients of their sum."""
    for seed in seeds:
        f, parameters, calls = KINDS[seed % len(KINDS)](random.Random(seed))
        args = calls[0]
        cost = ways.ARRAY_STATEMENT if seed % 4 == 0 else 0.0
        with mock.patch.object(ways, "ARRAY_STATEMENT", cost):
            expected, path = exported(f, args, tmp_path, f"p{seed}.py")
        for p in parameters:
            p.grad = 0.0
        autograd.sum([x for x in flatten(f(*values_in(args))) if isinstance(x, Value)]).backward()
        yield seed, path, args, expected, sorted(p.grad for p in dict.fromkeys(parameters))


def ones_like(tree):
    if isinstance(tree, (list, tuple)):
        return [ones_like(part) for part in tree]
    return np.ones_like(tree) if isinstance(tree, np.ndarray) else 1.0


def test_random_programs_are_exported_with_their_gradients(tmp_path):
    programs = [*random_programs(range(40), tmp_path)]
    modules = [
        (path, [("forward", args, {}), ("gradient", args, {"seed": ones_like(expected)})])
        for _, path, args, expected, _ in programs
    ]
    answers = iter(isolated(*modules))
    for (seed, _, _, expected, slopes), found, gradient in zip(programs, answers, answers):
        same(found, expected)
        mine = [x for x in sorted(flat(gradient[0])) if x]
        assert mine == pytest.approx([x for x in slopes if x], rel=1e-9, abs=1e-12), seed


def recurrent(xs, W, U, h):
    for x in xs:
        h = [
            autograd.tanh(autograd.dot(w, x) + autograd.dot(u, h))
            for w, u in zip(W, U)
        ]  # fmt: skip
    return autograd.sum(h)


def attention(Q, K, V):
    weights = [autograd.softmax([autograd.dot(q, k) / 2.0 for k in K]) for q in Q]
    return [[autograd.dot(w, column) for column in zip(*V)] for w in weights]


def convolution(image, kernel):
    n, k = len(image), len(kernel)
    return [
        [
            autograd.sum(
                image[i + a][j + b] * kernel[a][b] for a in range(k) for b in range(k)
            ).relu()
            for j in range(n - k + 1)
        ]
        for i in range(n - k + 1)
    ]


CASES = [
    (recurrent, [(12, 3), (4, 3), (4, 4), (4,)]),
    (attention, [(8, 4), (8, 4), (8, 4)]),
    (convolution, [(9, 9), (3, 3)]),
]


@pytest.mark.parametrize("backend", ["auto", "jax", "native"])
def test_networks_by_hand_are_exported(backend, tmp_path):
    pytest.importorskip({"jax": "jax", "native": "llvmlite"}.get(backend, "numpy"))
    modules, wanted = [], []
    for f, shapes in CASES[:1] if backend == "jax" else CASES:  # a first call of JAX takes seconds
        args = tuple(RNG.normal(size=shape) for shape in shapes)
        expected, path = exported(f, args, tmp_path, f"{f.__name__}.py", backend=backend)
        seed = RNG.normal(size=np.shape(expected))
        modules.append((path, [("forward", args, {}), ("gradient", args, {"seed": seed})]))
        weighted = lambda *xs, f=f, seed=seed: autograd.dot(  # noqa: E731
            [*flatten(f(*xs))], np.ravel(seed).tolist()
        )
        wanted.append((expected, eager_gradient(weighted, args)))
    answers = iter(isolated(*modules))
    for (expected, slopes), found, gradient in zip(wanted, answers, answers):
        same(found, expected)
        assert flat(gradient[1]) == pytest.approx(slopes, rel=1e-10, abs=1e-13)


def test_a_module_of_jax_raises_where_a_number_is_not_finite(tmp_path):
    pytest.importorskip("jax")
    f = autograd.compile(lambda xs: [autograd.log(x) / x for x in xs], backend="jax")
    f.numpy([1.0] * 30)
    f.export(tmp_path / "f.py")
    errors = isolated(
        (
            tmp_path / "f.py",
            [("forward", ([x] * 30,), {}) for x in (-1.0, 0.0, 1e-310, float("inf"))],
        )
    )
    assert [kind for kind, _ in errors] == ["FloatingPointError"] * 3 + ["ValueError"]
