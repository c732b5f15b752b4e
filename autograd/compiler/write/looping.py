"""Both halves in one, on memory that is used again: for a long loop of steps.

The emitted program makes a new array in each line, as code written by hand does. A training loop
runs the same lines on the same shapes thousands of times. For it the same program is printed in
another way: each operation writes where nothing is needed any more, and views are made once.

    z1 = X @ W1.T + b1          X.dot(a1, out=a2)  add(a2, a3, out=a2)
    h1 = np.maximum(z1, 0.0)    maximum(a2, a4, out=a2)         for z1 is not read again
    db1 = dz1.sum(0)            a5.dot(a2, out=a6)              a6 being a part of dtheta

The lines, one operation each, run once as they are: that shows every shape, and what is a view.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.compiler.derive import Names
from autograd.compiler.program import (
    Assign,
    Environment,
    Halves,
    Line,
    Sizes,
)
from autograd.compiler.write.flat import Flat
from autograd.compiler.write.loading import load
from autograd.compiler.write.placing import InPlace, is_computed
from autograd.compiler.write.python_text import NUMPY


def in_place(
    halves: Halves,
    shapes: Sequence[Sizes],
    theta: object,
    inputs: Sequence[object],
) -> Callable[[object, object], Callable[..., Any]]:
    """From both halves a function that binds them to memory.

    Arguments:
        halves: all results are single numbers, and one of them has a gradient.
        shapes: those of the parts of theta, in order.
        theta: an example of the parameters.
        inputs: an example of the inputs; later ones have the same shapes and types.

    Returns:
        bind(theta, dtheta) -> step(*inputs) -> the result, or a tuple of them. A step reads the
        parameters in the array `theta` and leaves the gradient in the array `dtheta`.
    """
    environment = halves.environment
    names = Names([*environment, *halves.arguments, "dtheta", "np", "bind", "step"])
    flat = Flat(halves, shapes, names)
    values = dict(zip(halves.arguments, [theta, *inputs])) | {"dtheta": np.zeros_like(theta)}
    arrays = _run(flat.lines, environment, values)
    printer = InPlace(flat, arrays, {*environment, "theta", "dtheta"}, names)
    namespace = load(printer.program(halves.arguments[1:]), "steps", environment)
    bind: Callable[[object, object], Callable[..., object]] = namespace["bind"]
    return bind


def _run(lines: Sequence[Line], environment: Environment, values: Environment) -> Environment:
    """What each name holds after the lines; what is computed is laid out as in memory of ours."""
    body = []
    for line in lines:
        if isinstance(line, Assign) and is_computed(line.value):
            value = NUMPY.text(line.value)
            body.append(f"{NUMPY.text(line.target)} = np.array({value}, order='C')[()]")
        else:
            body += NUMPY.lines(line)
    text = "\n    ".join([f"def run({', '.join(values)}):", *body, "return locals()"])
    with np.errstate(all="ignore"):
        found: Environment = load(text, "lines", environment)["run"](**values)
    return environment | found
