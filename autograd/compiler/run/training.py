"""What a training loop runs in each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from autograd.compiler.derive import derive
from autograd.compiler.record import as_list
from autograd.compiler.run.codes import ArrayCode, ProgramCode
from autograd.compiler.run.lifted import Lifted
from autograd.compiler.run.numbers import all_finite
from autograd.compiler.run.steps import Step, plain_step, tuned_step
from autograd.compiler.write import NUMPY, load, python_source
from autograd.recording import TraceError
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats


def training_step(
    lifted: Lifted, parameters: list[Value], theta: Floats, dtheta: Floats, inputs: list[Floats]
) -> Step:
    """For training loops: a function of the inputs that returns the one result.

    It reads the numbers of `parameters` in the array `theta`, and leaves the gradient, in the same
    order, in the array `dtheta`. Floating-point errors are left to `np.errstate`, which is the
    caller's. `inputs` are those of the first step; later ones have their shapes and types.

    Raises:
        TraceError: there is no program for one number.
    """
    code, draws = lifted.code, lifted.draws
    if code is None or len(lifted.outputs) != 1:
        if lifted.unchecked:
            raise TraceError(
                f"{lifted.name} could not be checked: it overflows or has no derivative at the "
                "first numbers"
            )
        raise TraceError(f"{lifted.name} does not compile to one number")
    place = {parameter: i for i, parameter in enumerate(parameters)}
    index = np.array([place[p] for p in lifted.parameters], dtype=int)
    own_order = index[code.order] if isinstance(code, ProgramCode) else index
    if isinstance(code, ArrayCode) and code.is_loss and own_order.tolist() == [*range(len(place))]:
        # The vector is laid out as the program's own.
        example = [*inputs, *([draws.like()] if draws else [])]
        step = tuned_step(code, theta, dtheta, example) or plain_step(code, theta, dtheta)
    else:

        def step(*inputs: Floats) -> object:
            results, saved = code.forward(theta[index], inputs)
            dtheta[index] = code.backward(saved, [1.0])[0]
            return results[0]

    def finite_step(*inputs: Floats) -> object:
        result = step(*inputs)
        all_finite([dtheta])
        return result

    def step_with_draws(*inputs: Floats) -> object:
        before = draws.state()
        try:
            return finite_step(*inputs, draws()[0])
        except (ArithmeticError, ValueError):
            draws.restore(before)  # for the scalar engine, which is asked next
            raise

    return step_with_draws if draws else finite_step


def on_arrays(lifted: Lifted) -> ArrayCode | None:
    """The program as NumPy statements, also where it runs as lines of Python; None without one."""
    code, program = lifted.code, lifted.program
    if isinstance(code, ArrayCode):
        return code
    if code is None or program is None:
        return None
    halves = derive(program, lifted.name)
    source = python_source(NUMPY, halves)
    return ArrayCode(program, halves, source, load(source, lifted.name, halves.environment))


def agree_with_lines(
    lifted: Lifted, code: ArrayCode, theta: Floats, inputs: Sequence[Floats]
) -> bool:
    """Whether these statements compute at these numbers what the lines do that run otherwise.

    Raises:
        ArithmeticError, ValueError: the numbers allow no comparison.
    """
    if lifted.code is code:
        return True  # it was checked when it was made
    assert lifted.code is not None
    numbers = theta[code.inverse].tolist()
    found = []
    for way in (code, lifted.code):
        results, saved = way.forward(numbers, inputs)
        found.append([float(results[0]), *as_list(way.backward(saved, [1.0])[0])])
    ours, theirs = found
    return np.allclose(ours, theirs, rtol=1e-9, atol=1e-9 * max(map(abs, theirs)))
