"""Functions whose samples are spread over devices, each with its arguments and its parameters.

python -m tests.compiler.spread CASES          compares with one device and with the scalar engine
python -m tests.compiler.spread CASES I N AT   the same in process I of N that AT (host:port) joins
"""

import json
import os
import random
import sys
from itertools import pairwise
from unittest import mock

import jax
import numpy as np

import autograd
import nn
from autograd import Value
from autograd.compiler.record.call import Call
from tests.compiler.nested import flat, normal, values


def network(rng, count):
    model = nn.MLP(3, [8, 4], activation="tanh", seed=0)

    def loss(X, y):
        return nn.losses.cross_entropy(autograd.vmap(model)(X), y)

    labels = [rng.randrange(4) for _ in range(count)]
    return loss, model.parameters(), (normal(rng, count, 3), labels)


def recurrent(rng, count):
    W, U, v = values(normal(rng, 4, 2)), values(normal(rng, 4, 4)), values(normal(rng, 4))

    def loss(sequences, targets):
        total = 0
        for sequence, target in zip(sequences, targets):
            h = [0.0] * 4
            for x in sequence:
                h = [autograd.tanh(autograd.dot(w, x) + autograd.dot(u, h)) for w, u in zip(W, U)]
            total = total + (autograd.dot(v, h) - target) ** 2
        return total / len(targets)

    return loss, flat([W, U, v]), (normal(rng, count, 5, 2), normal(rng, count))


def convolution(rng, count):
    kernel = values(normal(rng, 3))

    def one(signal):
        windows = [signal[i : i + 3] for i in range(len(signal) - 2)]
        return autograd.maximum(*[autograd.dot(kernel, window).relu() for window in windows])

    return (lambda X: autograd.mean(autograd.vmap(one)(X))), kernel, (normal(rng, count, 9),)


def plain_sum(rng, count):
    w = [Value(0.5), Value(-1.5)]

    def loss(xs, scale):
        return sum((w[0] * x + w[1]) ** 2 for x in xs) * scale

    return loss, w, (normal(rng, count), 0.25)


def neighbours(rng, count):
    w = Value(0.7)

    def loss(xs):
        steps = [(b - w * a) ** 2 for a, b in pairwise(xs)]
        return autograd.logsumexp(steps) + sum(a * b for a, b in zip(xs, reversed(xs)))

    return loss, [w], (normal(rng, count),)


def gram(rng, count):
    w = values(normal(rng, 3))

    def loss(X):
        shown = [autograd.dot(w, x) for x in X]
        weights = autograd.softmax(shown)
        products = [
            a * b * autograd.dot(x, y) for a, x in zip(weights, X) for b, y in zip(shown, X)
        ]
        return sum(products) / len(X)

    return loss, w, (normal(rng, count, 3),)


def running(rng, count):
    w = Value(0.9)

    def loss(xs):
        level, total = 0.0, 0.0
        for x in xs:
            level = autograd.tanh(w * level + x)
            total = total + level**2
        return total

    return loss, [w], (normal(rng, count),)


def values_among_the_samples(rng, count):
    xs, w = values(normal(rng, count, 2)), Value(1.5)
    return (lambda X: sum(autograd.exp(w * a) * b for a, b in X)), [w, *flat(xs)], (xs,)


def many_results(rng, count):
    w = values(normal(rng, 2))

    def all_of(X):
        results = autograd.vmap(autograd.value_and_grad(lambda x: autograd.dot(w, x).sin()))(X)
        return [number for value, slopes in results for number in (value, *slopes)]

    return all_of, [], (normal(rng, count, 2),)  # derivatives that lead nowhere outside


def different(rng, count):
    """Every process has numbers of its own, as where each has read its own part of a file."""
    w, part = Value(1.5), jax.process_index()
    return (lambda xs: sum(w * x for x in xs)), [w], ([x + part for x in normal(rng, count)],)


def left_alone(rng, count):
    """The other process ends after a call that both have made."""
    w, xs = Value(1.5), normal(rng, count)
    compiled = autograd.compile(lambda xs: sum(w * x for x in xs), backend="jax", devices="all")
    compiled(xs)
    if jax.process_index() == 1:
        os._exit(0)
    try:
        print("a number all the same:", compiled(xs))
    except autograd.ProcessError as error:
        print(error, flush=True)
        os._exit(0)  # at an ordinary end JAX would wait for the other, a hundred seconds


def numbers(f, parameters, args):
    """The results, and the gradient of their sum with weights 1, 1/2, 1/3, ..."""
    results = f(*args)
    results = results if isinstance(results, list) else [results]
    if not parameters:
        return [[float(result) for result in results]]
    for parameter in parameters:
        parameter.grad = 0.0
    sum(result / (k + 1) for k, result in enumerate(results)).backward()
    return [result.data for result in results], [parameter.grad for parameter in parameters]


def apart(found, expected):
    """How far they are apart, relative to the largest."""
    pairs = zip(map(np.array, found), map(np.array, expected))
    return max(float(abs(a - b).max() / abs(b).max()) for a, b in pairs)


def compared(case, count):
    """How far from one device and from the scalar engine; and where the samples lie."""
    f, parameters, args = case(random.Random(count), count)
    expected = numbers(f, parameters, args)
    spread = autograd.compile(f, backend="jax", devices=chosen())
    one = autograd.compile(f, backend="jax")
    alone = numbers(one, parameters, args) if jax.process_count() == 1 else expected
    with mock.patch.object(Call, "eagerly", side_effect=AssertionError("ran uncompiled")):
        found = numbers(spread, parameters, args)
        ran, code = [], spread.lifted.code
        code._forward = watched(code._forward, ran)
        plain = np.ravel(spread.numpy(*args))
    theta, samples, *_ = ran[0][0]
    results, _, finite = ran[0][1]
    return {
        "from one device": apart(found, alone),
        "from floats": apart(found, expected),
        "numpy": apart([plain], expected[:1]),
        "lie": [str(part.index[0]) for part in samples.addressable_shards],
        "whole": all(x.sharding.is_fully_replicated for x in (theta, *results, finite)),
        "numbers": found,
    }


def chosen():
    """All devices, or of those of a single process as many as divide the samples."""
    if jax.process_count() > 1:
        return "all"
    return max(n for n in (1, 2, 4) if n <= jax.device_count())


def watched(function, ran):
    """The function; what it is given and returns is kept in the list."""

    def watching(*given):
        ran.append((given, function(*given)))
        return ran[-1][1]

    return watching


if __name__ == "__main__":
    names, *joined = sys.argv[1:]
    if joined:
        process, processes, address = joined
        jax.distributed.initialize(address, int(processes), int(process))
    print(json.dumps({name: compared(globals()[name], 8) for name in names.split(",")}))
