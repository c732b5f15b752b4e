"""What a training loop runs in each step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from autograd.compiler.run.codes import ArrayCode, ProgramCode, all_finite
from autograd.compiler.run.lifted import Lifted
from autograd.compiler.run.steps import Step, plain_step, tuned_step
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
        why = "does not compile to one number"
        if lifted.unchecked:
            why = "could not be checked: it overflows or has no derivative at the first numbers"
        raise TraceError(f"{lifted.name} {why}")
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
