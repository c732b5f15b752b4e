"""What libraries of scalars are asked for by programs that are written for all of them.

Each function imports its library, and nothing of the others, for each has a process of its own.
What a library lacks is made here as its users would: an exponential for micrograd.
"""

import math
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from benchmarks.microgpt import Scalars

Result = TypeVar("Result")


def chainrule() -> Scalars:
    """Plain arithmetic: the same nodes as in micrograd."""
    import autograd

    return Scalars(autograd.Value, autograd.exp, autograd.log)


def chainrule_own() -> Scalars:
    """With the functions of lists that users find in it: a node for each sum of products."""
    import autograd

    m = chainrule()
    m.dot, m.softmax = autograd.dot, autograd.softmax
    return m


def chainrule_compiled() -> Scalars:
    """The same code compiled."""
    import autograd

    m = chainrule_own()
    m.compile = autograd.compile
    return m


def micrograd() -> Scalars:
    """micrograd, with the two functions that its own lecture adds."""
    from micrograd.engine import Value

    def function(
        name: str, value: Callable[[float], float], slope: Callable[[Any, Any], float]
    ) -> Callable[[Any], Any]:
        def apply(x: Any) -> Any:
            out = Value(value(x.data), (x,), name)

            def backward() -> None:
                x.grad += slope(x.data, out.data) * out.grad

            out._backward = backward
            return out

        return apply

    exp = function("exp", math.exp, lambda _, y: y)
    return Scalars(Value, exp, function("log", math.log, lambda x, _: 1.0 / x))


class TorchScalars(Scalars):
    """PyTorch's tensors without dimensions, in double precision, one for each number."""

    def gradients(self, loss: Any, leaves: list[Any]) -> list[float]:
        """A leaf that has had no part in the loss has a gradient of None, which is 0."""
        for leaf in leaves:
            leaf.grad = None
        loss.backward()
        return [0.0 if leaf.grad is None else leaf.grad.item() for leaf in leaves]

    def assign(self, leaves: list[Any], numbers: Iterable[float]) -> None:
        """Gives the leaves these numbers."""
        for leaf, number in zip(leaves, numbers):
            leaf.data.fill_(number)


def torch() -> Scalars:
    """PyTorch, on one thread."""
    import torch

    torch.set_num_threads(1)

    def value(number: float) -> Any:
        return torch.tensor(number, dtype=torch.float64, requires_grad=True)

    return TorchScalars(value, torch.exp, torch.log)


LIBRARIES: dict[str, Callable[[], Scalars]] = {
    "chainrule": chainrule,
    "chainrule, dot and softmax": chainrule_own,
    "chainrule, compiled": chainrule_compiled,
    "micrograd": micrograd,
    "torch": torch,
}


def deeply(work: Callable[[], Result]) -> Result:
    """Done in a thread that has room for a recursion as deep as a graph.

    Raises:
        Exception: whatever the work has raised.
    """
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    limit, size = sys.getrecursionlimit(), threading.stack_size(512 * 1024 * 1024)
    sys.setrecursionlimit(1_000_000)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    sys.setrecursionlimit(limit)
    threading.stack_size(size)
    if errors:
        raise errors[0]
    return results[0]
