"""Numbers put into many parameters at once: into all of them, or into none.

Ctrl-C may come between any two lines of Python, and so in the midst of a loop over parameters. It
does not come inside one call of what is written in C, such as these two.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import repeat
from operator import attrgetter

from autograd import Value
from autograd.recording import active_recorder

_data_of, _grad_of = attrgetter("_data"), attrgetter("_grad")


def data_of(parameters: Iterable[Value]) -> list[float]:
    """The number in each parameter."""
    return [*map(_data_of, parameters)]


def gradients_of(parameters: Iterable[Value]) -> list[float]:
    """The gradient of each parameter, as a plain number."""
    return [*map(float, map(_grad_of, parameters))]


def set_data(parameters: Iterable[Value], numbers: Iterable[float]) -> None:
    """Gives each parameter its number as `data`."""
    _refuse_in_compiled_code("setting .data")
    deque(map(setattr, parameters, repeat("_data"), numbers), maxlen=0)


def set_grad(parameters: Iterable[Value], numbers: Iterable[float]) -> None:
    """Gives each parameter its number as `grad`."""
    _refuse_in_compiled_code("setting .grad")
    deque(map(setattr, parameters, repeat("_grad"), numbers), maxlen=0)


def _refuse_in_compiled_code(what: str) -> None:
    recorder = active_recorder()
    if recorder is not None:
        recorder.refuse_effect(what)
