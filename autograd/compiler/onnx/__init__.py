"""Programs become graphs of ONNX, which other runtimes run.

In the order of reading:

    kinds, graph            kinds of numbers, shapes; operators in the making; arithmetic on tensors
    shapes                  axes, parts, windows
    elementary              functions of one number or two
    tails, gammas           the normal distribution and the gamma function, in steps of 64 bits
    functions               all that programs call, by name
    vocabulary, trees       operations in ONNX's words; expressions as operators
    writing                 a program's forward half, with its inputs and outputs
    file, trying            a graph as bytes, which are tried before anybody gets them
    exporting               a function as the bytes of a file
"""

from autograd.compiler.onnx.elementary import where
from autograd.compiler.onnx.exporting import (
    function_bytes,
    outputs_of,
    program_bytes,
    rows_bytes,
    trial_of,
)
from autograd.compiler.onnx.functions import softmax, stack
from autograd.compiler.onnx.graph import Tensor
from autograd.compiler.onnx.kinds import DOUBLE, INT
from autograd.compiler.onnx.trying import Meant, Trial

__all__ = [
    "DOUBLE",
    "INT",
    "Meant",
    "Tensor",
    "Trial",
    "function_bytes",
    "outputs_of",
    "program_bytes",
    "rows_bytes",
    "softmax",
    "stack",
    "trial_of",
    "where",
]
