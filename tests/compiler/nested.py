"""Nested lists: of numbers drawn at random, of Values, and flat."""

from autograd import Value


def normal(rng, *shape):
    if not shape:
        return rng.gauss(0, 1)
    return [normal(rng, *shape[1:]) for _ in range(shape[0])]


def values(tree):
    return [values(branch) for branch in tree] if isinstance(tree, list) else Value(tree)


def flat(tree):
    return [leaf for branch in tree for leaf in flat(branch)] if isinstance(tree, list) else [tree]
