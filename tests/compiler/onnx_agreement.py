"""Files of ONNX, run by ONNX Runtime, beside the scalar engine."""

import inspect

import numpy as np
import onnx
import onnxruntime

from autograd.compiler.onnx import function_bytes
from autograd.compiler.record import Call, argument_names
from autograd.structure import flatten


def in_32_bits(tree):
    """The numbers as 32 bits hold them, as floats."""
    return np.asarray(tree, np.float32).astype(float).tolist()


def file_of(f, *args, **kwargs):
    name = inspect.unwrap(f).__name__
    return function_bytes(
        name if name.isidentifier() else "result", Call(f, args, kwargs, argument_names(f))
    )


def run(content, *arrays):
    """The outputs by name."""
    onnx.checker.check_model(onnx.load_from_string(content), full_check=True)
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    names = [x.name for x in session.get_inputs()]
    given = {name: np.asarray(x, np.float32) for name, x in zip(names, arrays, strict=True)}
    return dict(zip([x.name for x in session.get_outputs()], session.run(None, given)))


def worst(found, expected):
    """By how much numbers differ at most, in parts of those expected, from 1 up."""
    found, expected = np.asarray(found, float), np.asarray(expected, float)
    assert found.shape == expected.shape
    differences = np.abs(found - expected) / np.maximum(1.0, np.abs(expected))
    return float(np.nan_to_num(differences, nan=np.inf).max(initial=0.0))


def assert_same(f, *args):
    """ONNX Runtime gives the numbers of the function itself on floats. Returns the file."""
    args = tuple(map(in_32_bits, args))
    content = file_of(f, *args)
    found = np.concatenate([x.ravel() for x in run(content, *args).values()])
    expected = [float(x) for x in flatten(f(*args))]
    assert worst(found, expected) <= 1e-6
    return content
