"""Loops over numbers as people write them, and the array programs that the compiler makes of them.

    python -m tests.tools.idioms      writes the file anew, after a change of the compiler

The file is there to be read: look at what changed before committing it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import autograd
from autograd import Value, dot, vmap, where
from autograd import sum as total
from tests.tools.golden_sources import numbers

FILE = Path(__file__).parent.parent / "compiler" / "golden" / "idioms.txt"
Idiom = Callable[[], tuple[Callable[..., Any], tuple[Any, ...]]]
ROWS, COLUMNS = 7, 3


def vector(count: int = COLUMNS) -> list[Value]:
    """Leaves, all different."""
    return [Value(x) for x in numbers(count)]


def matrix(rows: int, columns: int) -> list[list[Value]]:
    """Rows of leaves."""
    return [[Value(x) for x in row] for row in numbers(rows, columns)]


def every_pair():
    points = vector(5)

    def energy(charges):
        return sum(
            a * b * (p - q) ** 2 for a, p in zip(charges, points) for b, q in zip(charges, points)
        )

    return energy, (numbers(5),)


def backwards():
    w = vector(6)
    return lambda xs: sum(a * x for a, x in zip(w, reversed(xs))), (numbers(6),)


def every_second():
    w = vector(8)
    return lambda xs: [a * b + x for a, b, x in zip(w[::2], w[1::2], xs)], (numbers(4),)


def differences_of_neighbours():
    w = vector(6)
    return lambda xs: sum((b - a) ** 2 * x for a, b, x in zip(w, w[1:], xs)), (numbers(5),)


def diagonal_and_transpose():
    A = matrix(4, 4)

    def f(xs):
        trace = sum(A[i][i] for i in range(4))
        skew = sum((A[i][j] - A[j][i]) ** 2 for i in range(4) for j in range(4))
        return trace * xs[0] + skew

    return f, (numbers(4),)


def table_look_up():
    table, seen = vector(6), [3, 1, 1, 5, 0, 3]
    return lambda xs: sum(table[i] * x for i, x in zip(seen, xs)), (numbers(6),)


def embedding():
    table, words = matrix(5, COLUMNS), [4, 0, 2, 2]

    def loss(xs):
        return sum(dot(table[word], x).tanh() for word, x in zip(words, xs))

    return loss, (numbers(4, COLUMNS),)


def polynomial():
    w = vector(4)

    def f(xs):
        return [w[0] + x * (w[1] + x * (w[2] + x * w[3])) for x in xs]

    return f, (numbers(ROWS),)


def three_dimensions():
    A, u, v = [matrix(3, 2) for _ in range(4)], vector(3), vector(2)

    def f(xs):
        return [
            sum(A[i][j][k] * u[j] * v[k] for j in range(3) for k in range(2)) * xs[i]
            for i in range(4)
        ]

    return f, (numbers(4),)


def standardized():
    def f(X):
        out = []
        for x in X:
            mean = sum(x) / len(x)
            spread = (sum((a - mean) ** 2 for a in x) / len(x)) ** 0.5
            out.append(sum(((a - mean) / spread) ** 3 for a in x))
        return out

    return f, (numbers(ROWS, COLUMNS),)


def largest_and_smallest():
    w = vector()

    def f(X):
        scores = [[a * x for a, x in zip(w, row)] for row in X]
        return [autograd.maximum(row) - autograd.minimum(row) for row in scores]

    return f, (numbers(ROWS, COLUMNS),)


def choices():
    w, v = vector(), Value(0.3)

    def f(X):
        return [
            total(where(x > v, a * x, 0.1 * x) + abs(a - x) for a, x in zip(w, row)) for row in X
        ]

    return f, (numbers(ROWS, COLUMNS),)


def clipped():
    w = vector()

    def f(X):
        return sum(
            a.clip(-0.5, 0.5) * x.leaky_relu(0.2) + x.elu() * x.relu() + x.step()
            for row in X
            for a, x in zip(w, row)
        )

    return f, (numbers(ROWS, COLUMNS),)


def quotients_and_powers():
    w = vector()

    def f(X):
        return [sum(-a / (1.0 + x * x) + 2.0**x - x**3 / a**2 for a, x in zip(w, row)) for row in X]

    return f, (numbers(ROWS, COLUMNS),)


def waves():
    a, b, c = vector()
    return lambda xs: [a * (b * x + c).sin() - c * (x / b).cos() for x in xs], (numbers(ROWS),)


def chances():
    w = vector()

    def f(X, y):
        entropy = 0.0
        for x, t in zip(X, y):
            p = dot(w, x).sigmoid()
            entropy += t * p.log() + (1.0 - t) * (1.0 - p).log()
        return -entropy / len(X)

    return f, (numbers(6, COLUMNS), [0.0, 1.0] * 3)


def gathered_softmax():
    W = matrix(4, COLUMNS)

    def f(X, y):
        rows = [autograd.log_softmax([dot(w, x) for w in W]) for x in X]
        return -autograd.mean([autograd.take(row, t) for row, t in zip(rows, y)])

    return f, (numbers(6, COLUMNS), [0.0, 3.0, 1.0, 1.0, 2.0, 0.0])


def lengths():
    centre = vector()
    return (
        lambda X: sum(autograd.hypot(*(x - c for x, c in zip(row, centre))) for row in X),
        (numbers(ROWS, COLUMNS),),
    )


def products():
    w = vector()
    return lambda X: [x[0] * x[1] * x[2] * w[0] - w[1] * w[2] for x in X], (numbers(ROWS, 3),)


def rows_of_unequal_length():
    w = vector(4)

    def f(xs):
        return sum(dot(w[:k], xs[:k]).tanh() for k in (1, 2, 3, 4))

    return f, (numbers(4),)


def running_sum():
    w = vector(5)

    def f(xs):
        level, out = 0.0, []
        for a, x in zip(w, xs):
            level = level + a * x
            out.append(level.tanh())
        return out

    return f, (numbers(5),)


def image():
    kernel = matrix(2, 2)

    def f(picture):
        return [
            [
                sum(kernel[a][b] * picture[i + a][j + b] for a in range(2) for b in range(2)).relu()
                for j in range(3)
            ]
            for i in range(4)
        ]

    return f, (numbers(5, 4),)


def one_sample_for_all():
    W, b = matrix(4, COLUMNS), vector(4)

    def one(x):
        hidden = [(dot(w, x) + c).tanh() for w, c in zip(W, b)]
        return autograd.logsumexp(hidden)

    return lambda X: autograd.mean(vmap(one)(X)), (numbers(ROWS, COLUMNS),)


def samples_in_columns():
    w = vector()
    return lambda X: vmap(lambda x: dot(w, x).softplus(), in_axes=1)(X), (numbers(COLUMNS, ROWS),)


def a_table_of_samples():
    s = Value(0.7)

    def f(X, Y):
        kernel = lambda x: vmap(lambda y: (-s * (x - y) ** 2).exp())(Y)  # noqa: E731
        return vmap(kernel)(X)

    return f, (numbers(ROWS), numbers(4))


def causal_attention():
    Q, K = matrix(2, 3), matrix(2, 3)

    def f(X):
        q = [[dot(w, x) for w in Q] for x in X]
        k = [[dot(w, x) for w in K] for x in X]
        out = []
        for i in range(len(X)):
            weights = autograd.softmax([dot(q[i], k[j]) for j in range(i + 1)])
            out.append(sum(a * X[j][0] for j, a in enumerate(weights)))
        return out

    return f, (numbers(4, 3),)


def slopes_of_a_curve():
    w = vector()

    def curve(x):
        return w[0] * (w[1] * x + w[2]).tanh()

    return lambda xs: [autograd.value_and_grad(curve)(x) for x in xs], (numbers(ROWS),)


def an_operation_of_ones_own():
    square = autograd.operation("square_of_own", lambda a: a * a, lambda y, a: (2.0 * a,))
    w = vector()
    return lambda X: [total(square(a * x) for a, x in zip(w, row)) for row in X], (numbers(5, 3),)


def several_results():
    w = vector()

    def f(X):
        score = [dot(w, x) for x in X]
        return autograd.mean(score), {"spread": total(s * s for s in score), "first": score[0]}

    return f, (numbers(ROWS, COLUMNS),)


def special_functions():
    w = vector()

    def f(X):
        return [
            total(
                a * autograd.erf(x) + autograd.normal_cdf(x) - autograd.gelu(a * x)
                for a, x in zip(w, row)
            )
            for row in X
        ]

    return f, (numbers(5, COLUMNS),)


def angles():
    w = vector()
    return lambda X: [autograd.atan2(x[0], w[0]) + autograd.sqrt(x[1] ** 2 + 1) for x in X], (
        numbers(5, 2),
    )


IDIOMS: dict[str, Idiom] = {
    name.replace("_", " "): thing
    for name, thing in dict(globals()).items()
    if callable(thing) and getattr(thing, "__module__", "") == __name__ and thing.__doc__ is None
}
AS_IT_CHOOSES = ["running sum", "rows of unequal length", "choices"]
IN_TRAINING = ["every pair", "backwards", "table look up", "embedding", "clipped", "chances"]
IN_TRAINING += ["gathered softmax", "lengths", "rows of unequal length", "one sample for all"]
ON_JAX = ["one sample for all", "gathered softmax", "choices", "image", "table look up"]


def program(name: str, backend: str = "numpy", arrays: bool = True) -> str:
    """The source, with arrays also where plain Python would be quicker for so few numbers."""
    from autograd.compiler.run import ways

    function, arguments = IDIOMS[name]()
    function.__name__ = name.replace(" ", "_")
    compiled = autograd.compile(function, backend=backend)
    cost = 0.0 if arrays else ways.ARRAY_STATEMENT
    with mock.patch.object(ways, "ARRAY_STATEMENT", cost):
        compiled(*arguments)
        return str(compiled.source)


def step(name: str) -> str:
    """What training would run: the same on memory that is used again."""
    from autograd.compiler.run import steps, ways
    from autograd.compiler.write import looping

    written = []

    def load(text: str, *rest: Any) -> Any:
        written.append(text)
        return really(text, *rest)

    really = looping.load
    function, arguments = IDIOMS[name]()
    function.__name__ = name.replace(" ", "_")
    compiled = autograd.compile(function)
    cost = mock.patch.object(ways, "ARRAY_STATEMENT", 0.0)
    with cost, mock.patch.object(looping, "load", load):
        compiled(*arguments)
        code = compiled.lifted.code
        theta = steps.np.array([p.data for p in compiled.lifted.ordered])
        inputs = [steps.np.array(x) for x in arguments]
        assert steps.tuned_step(code, theta, theta.copy(), inputs) is not None
    return written[-1]


PROGRAMS = [
    *((name, "numpy", True) for name in IDIOMS),
    *((name, "numpy", False) for name in AS_IT_CHOOSES),
    *((name, "jax", True) for name in ON_JAX),
    *((name, "step", True) for name in IN_TRAINING),
]


def entry(name: str, kind: str, arrays: bool) -> str:
    """A program under its heading."""
    way = {"jax": "JAX", "step": "step of a training"}.get(kind, "arrays")
    way = way if arrays else "as the compiler chooses"
    text = step(name) if kind == "step" else program(name, kind, arrays)
    return f"# ----- {name} ({way})\n\n{text.strip()}\n"


if __name__ == "__main__":
    FILE.write_text("\n\n".join(entry(*each) for each in PROGRAMS), encoding="utf-8")
    print(f"wrote {len(PROGRAMS)} programs to {FILE.name}")
