"""A function's program as an ONNX file."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import numpy as np

from autograd.compiler.record import Call
from autograd.compiler.run import Lifted
from autograd.telling import import_error, type_error

if TYPE_CHECKING:
    from autograd.compiler.onnx import Trial


def onnx_file(lifted: Lifted, call: Call | None) -> bytes:
    """The file for a program.

    Arguments:
        lifted: the program.
        call: an example, to try the file with; without one it is tried with numbers of any kind.

    Raises:
        ImportError: onnx is not installed.
        TypeError: the program cannot be written without an example, or not at all.
    """
    try:
        from autograd.compiler import onnx
    except ImportError as error:
        if error.name != "onnx":
            raise
        raise import_error("export to ONNX needs onnx: pip install 'chainrule[onnx]'") from None
    name, program = _name_of(lifted), lifted.program
    if program is not None and not program.repeats:
        trial = _tried(lifted, name) if call is None else onnx.trial_of(name, call)
        theta = np.array([p._data for p in lifted.ordered], float)
        return onnx.program_bytes(lifted.name, name, program, theta, lifted.results, [trial])
    if call is None:
        raise type_error(
            f"{lifted.name} is recorded anew for an ONNX file: give arguments to do it with: "
            "export(path, *arguments)"
        )
    return onnx.function_bytes(name, call)


def _name_of(lifted: Lifted) -> str:
    """What the results go by."""
    name = getattr(inspect.unwrap(lifted.form.function), "__name__", "")
    taken = [array.name for array in lifted.inputs.values()]
    return name if name.isidentifier() and name not in taken else "result"


def _tried(lifted: Lifted, name: str) -> Trial:
    """Numbers at which the program has values, and these.

    Raises:
        TypeError: it has none at any of those tried.
    """
    from autograd.compiler.onnx import Trial, outputs_of

    rng, code = np.random.default_rng(0), lifted.code
    shapes = [array.shape for array in lifted.inputs.values()]
    parameters = np.array([p._data for p in lifted.parameters], float)
    assert code is not None
    for draw in (rng.standard_normal, rng.random, lambda shape: 1.0 + rng.random(shape), np.zeros):
        inputs = [np.asarray(draw(shape), np.float32).astype(float) for shape in shapes]
        try:
            numbers, _ = code.forward(parameters, inputs)
        except (ArithmeticError, ValueError):
            continue
        return Trial(inputs, outputs_of(name, lifted.results.as_arrays(numbers)))
    raise type_error(
        f"{lifted.name} has no value at numbers of any kind, with which an ONNX file is tried: "
        "give arguments to try it with: export(path, *arguments)"
    )
