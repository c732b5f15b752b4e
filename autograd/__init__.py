"""A scalar reverse-mode automatic differentiation engine that people can read.

    >>> from autograd import Value
    >>> x = Value(3.0, label="x")
    >>> y = x * x + 2 * x
    >>> y.backward()
    >>> x.grad
    8.0

Read the source in this order: `entry`, `ops` and `special` (what is computed), `graph` and
`value` (how it is recorded), `chain` (the chain rule), `functions`, `signatures`, `derivatives`,
`checking`, `drawing`, `exploring`; `calling` and `leaving` last, which see that no number leaves
unnoticed.
"""

from math import e, pi

from autograd import functions
from autograd.checking import GradientError, check_gradients
from autograd.compiling import TraceError, compile, vmap
from autograd.derivatives import grad, hessian, jacobian, value_and_grad
from autograd.drawing import draw
from autograd.entry import OPERATIONS, Operation
from autograd.exploring import explore
from autograd.functions import *  # noqa: F403  (its __all__ lists the functions)
from autograd.graph import topological_order
from autograd.leaving import GradientWarning
from autograd.own import operation
from autograd.value import Value, no_grad

__version__ = "0.1.0"

__all__ = [
    "OPERATIONS",
    "GradientError",
    "GradientWarning",
    "Operation",
    "TraceError",
    "Value",
    "check_gradients",
    "compile",
    "draw",
    "e",
    "explore",
    "grad",
    "hessian",
    "jacobian",
    "no_grad",
    "operation",
    "pi",
    "topological_order",
    "value_and_grad",
    "vmap",
]
__all__ += functions.__all__
