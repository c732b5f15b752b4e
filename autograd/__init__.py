"""A scalar reverse-mode automatic differentiation engine that people can read.

    >>> from autograd import Value
    >>> x = Value(3.0, label="x")
    >>> y = x * x + 2 * x
    >>> y.backward()
    >>> x.grad
    8.0

What there is:

    Value(3.0, label="x")       a float that remembers where it came from; backward() fills .grad
    tanh(v), softmax(vs), ...   functions of numbers and Values alike
    grad(f), hessian(f), ...    derivatives of functions; jvp, vjp, hvp: these times a vector
    compile(f), vmap(f)         scalars in, matrices out: the same numbers by array programs
    draw(v), explore(v)         pictures of a graph; a page that steps through it
    plot(f, x)                  a function and its tangent
    check_gradients(f, x)       a check by differences
    operation("name", ...)      an operation of your own
    no_grad(), scope("name")    what is not recorded; names for groups of nodes
    language("ko")              messages, tables and pictures in Korean

Read the source in this order, in which each file imports only what stands before it. The engine
itself is five pages: entry, ops, graph, chain_rule, value.

    later                       names that are loaded when somebody asks for them
    korean, telling             messages in the language that is set
    lines, messages, real       the user's line in an error; what counts as a number
    scopes                      names for groups of nodes
    entry                       what an operation is
    numeric, rules              functions that `math` lacks; local gradients that need a page
    ops                         the table of operations
    gammas, tails, special      operations that fewer people need
    own                         operations of a user's own
    listening, recording        who listens to code; whether operations are recorded
    graph                       every node that a result was made from, parents first
    joint, passes               what goes back together; all gradients or none
    factors                     what is multiplied along a graph
    chain_rule                  going back, with floats and with Values
    calling, leaving, number    a Value where its number alone is wanted, and who takes it
    copies, lecture, attributes what else a Value can do: be stored, be made by hand
    value                       a float that remembers where it came from
    functions                   `exp(x)`, `softmax(xs)`, ... of numbers and Values alike
    scoping                     the door to those names
    structure, signatures       nested lists of numbers; types for editors
    arguments, evaluation       a function evaluated on variables of its own
    forward                     going forward, with floats and with Values
    sparse                      matrices of which most is zero
    derivatives, products       `grad` and its kin; `jvp` and its kin
    checking                    a check of gradients by differences
    fonts, plotting             a function, a point and its tangent
    files                       files that are whole or untouched
    drawing, exploring          pictures; a page that steps through a graph
    compiler                    scalars in, matrices out
    compiling                   the doors to it
    expressions, console, command
                                `python -m autograd`
"""

from math import e, pi
from typing import TYPE_CHECKING

from autograd import functions
from autograd.drawing import draw
from autograd.entry import OPERATIONS, Operation
from autograd.functions import *  # noqa: F403  (its __all__ lists the functions)
from autograd.graph import topological_order
from autograd.later import at_need
from autograd.leaving import GradientWarning
from autograd.own import operation
from autograd.recording import ProcessError, TraceError, no_grad
from autograd.scoping import scope
from autograd.telling import language
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.checking import GradientError, check_gradients
    from autograd.compiling import compile, vmap
    from autograd.derivatives import grad, hessian, jacobian, value_and_grad
    from autograd.exploring import explore
    from autograd.plotting import plot
    from autograd.products import hvp, jvp, vjp
else:
    __getattr__, __dir__ = at_need(
        __name__,
        {
            "GradientError": "checking",
            "check_gradients": "checking",
            "compile": "compiling",
            "vmap": "compiling",
            "grad": "derivatives",
            "hessian": "derivatives",
            "jacobian": "derivatives",
            "value_and_grad": "derivatives",
            "explore": "exploring",
            "plot": "plotting",
            "hvp": "products",
            "jvp": "products",
            "vjp": "products",
        },
        ["arguments", "calling", "evaluation", "forward", "signatures", "sparse"],
    )

__version__ = "0.1.0"

__all__ = [
    "OPERATIONS",
    "GradientError",
    "GradientWarning",
    "Operation",
    "ProcessError",
    "TraceError",
    "Value",
    "check_gradients",
    "compile",
    "draw",
    "e",
    "explore",
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "language",
    "no_grad",
    "operation",
    "pi",
    "plot",
    "scope",
    "topological_order",
    "value_and_grad",
    "vjp",
    "vmap",
]
__all__ += functions.__all__
