"""The modes of a model's parts, train or eval: kept while something is done in another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import starmap

from nn.module import Module


@contextmanager
def evaluating(model: Module) -> Iterator[None]:
    """Inside, the model and every part of it is in eval mode; afterwards in that it was in."""
    modes = [(module, "training", module.training) for module in model.modules()]
    try:
        put((module, "training", False) for module, _, _ in modes)
        yield
    finally:
        put(modes)


def put(attributes: Iterable[tuple[object, str, object]]) -> None:
    """Sets attributes of things, in one go that no Ctrl-C can split."""
    deque(starmap(setattr, attributes), maxlen=0)
