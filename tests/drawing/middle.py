"""Graphs of a hundred nodes or two: too many for full boxes, too few to be folded."""

import math
from contextlib import nullcontext

import autograd
from autograd import Value


def _scope(wanted, name):
    return autograd.scope(name) if wanted else nullcontext()


def chain(scopes):
    """A hundred Values, one after the other; twenty in a scope."""
    v = Value(0.5, "x")
    for part in range(5):
        with _scope(scopes, f"part {part + 1}"):
            for i in range(20 * part, min(99, 20 * part + 20)):
                v = v.sin() if i % 3 else v.tanh()
    return _finished(v)


def tree(scopes):
    """A balanced expression of 64 leaves, 127 nodes; a quarter of it in a scope."""
    leaves = [Value((i * 7 % 13 - 6) / 4 or 0.5, f"x{i}") for i in range(64)]

    def build(some, depth):
        if len(some) == 1:
            return some[0]
        half = len(some) // 2
        with _scope(scopes and depth == 2, "branch"):
            a, b = build(some[:half], depth + 1), build(some[half:], depth + 1)
            return a * b if depth % 2 else a + b

    return _finished(build(leaves, 0))


def recurrent(scopes):
    """Three units over four steps; 132 nodes."""
    u = [Value(0.1 * (i + 1), f"u{i}") for i in range(3)]
    w = [[Value(0.2 * (i - j) + 0.1, f"w{i}{j}") for j in range(3)] for i in range(3)]
    b = [Value(0.05 * i, f"b{i}") for i in range(3)]
    h = [Value(0.0, f"h{i}") for i in range(3)]
    for t in range(4):
        with _scope(scopes, f"step {t + 1}"):
            x = Value(0.5 * t - 0.7, f"x{t}")
            h = [
                (u[i] * x + sum((w[i][j] * h[j] for j in range(3)), b[i])).tanh() for i in range(3)
            ]
    return _finished(h[0] + h[1] + h[2])


def attention(scopes):
    """Three tokens of two numbers: queries, keys, values, scores, softmax, mix; 176 nodes."""
    xs = [[Value((i + 1) * 0.3 - j * 0.5, f"x{i}{j}") for j in range(2)] for i in range(3)]

    def projected(name):
        w = [[Value(0.1 * (i - j) + 0.3, f"w{name[0]}{i}{j}") for j in range(2)] for i in range(2)]
        with _scope(scopes, name):
            return [[row[0] * x[0] + row[1] * x[1] for row in w] for x in xs]

    queries, keys, values = map(projected, ("queries", "keys", "values"))
    out = []
    for i, q in enumerate(queries, 1):
        with _scope(scopes, f"token {i}"):
            with _scope(scopes, "scores"):
                scores = [(q[0] * k[0] + q[1] * k[1]) / math.sqrt(2) for k in keys]
            with _scope(scopes, "softmax"):
                e = [score.exp() for score in scores]
                total = e[0] + e[1] + e[2]
                a = [each / total for each in e]
            with _scope(scopes, "mix"):
                out += [
                    a[0] * values[0][d] + a[1] * values[1][d] + a[2] * values[2][d]
                    for d in range(2)
                ]
    return _finished(sum(out[1:], out[0]))


def _finished(v):
    v.label = "y"
    v.backward()
    return v


FOUR = {"chain": chain, "tree": tree, "recurrent": recurrent, "attention": attention}
