"""PyTorch and JAX on the same program: do the references themselves agree with the world?

Where they take another convention (at kinks and ties) nothing is compared, and the bound is wide:
their last digits are not what is tested here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

from tests.tools.differential.compare import Case, Difference, Reference
from tests.tools.differential.program import Running, combined, leaves, mapped
from tests.tools.differential.worlds import plain_sum, vmap

WIDER = 1e6  # times the bound of the engine
TORCH = {
    "neg": "neg", "abs": "abs", "exp": "exp", "expm1": "expm1", "exp2": "exp2", "log": "log",
    "log1p": "log1p", "log2": "log2", "log10": "log10", "sqrt": "sqrt", "erf": "erf",
    "erfc": "erfc", "sin": "sin", "cos": "cos", "tan": "tan", "asin": "asin", "acos": "acos",
    "atan": "atan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "asinh": "asinh",
    "acosh": "acosh", "atanh": "atanh", "sigmoid": "sigmoid", "relu": "relu", "square": "square",
    "reciprocal": "reciprocal", "atan2": "atan2", "digamma": "digamma", "lgamma": "lgamma",
    "xlogy": "special.xlogy",
    "normal_quantile": "special.ndtri", "softplus": "nn.functional.softplus",
    "silu": "nn.functional.silu",
}  # fmt: skip
JAX = {
    **{name: f"numpy.{name}" for name in TORCH},
    "neg": "numpy.negative", "asin": "numpy.arcsin", "acos": "numpy.arccos",
    "atan": "numpy.arctan", "asinh": "numpy.arcsinh", "acosh": "numpy.arccosh",
    "atanh": "numpy.arctanh", "atan2": "numpy.arctan2", "cbrt": "numpy.cbrt",
    "erf": "scipy.special.erf", "erfc": "scipy.special.erfc", "digamma": "scipy.special.digamma",
    "lgamma": "scipy.special.gammaln", "normal_cdf": "scipy.special.ndtr",
    "log_normal_cdf": "scipy.special.log_ndtr", "normal_quantile": "scipy.special.ndtri",
    "xlogy": "scipy.special.xlogy", "sigmoid": "nn.sigmoid", "relu": "nn.relu",
    "softplus": "nn.softplus", "silu": "nn.silu",
}  # fmt: skip


def over(function: Callable[[Any], Any], stack: Callable[[Any], Any]) -> Callable[..., Any]:
    """A function of an array made into one of numbers, or of a list of them."""
    return lambda *xs: function(stack([*(xs[0] if isinstance(xs[0], list) else xs)]))


def names(
    library: Any, table: dict[str, str], stack: Any, number: Any, more: Any
) -> dict[str, Any]:
    """What `autograd` is to a program in another library's world."""
    made: dict[str, Any] = {}
    for name, path in table.items():
        function = library
        for part in path.split("."):
            function = getattr(function, part)
        made[name] = _of_numbers(function, number)
    made |= {name: over(function, stack) for name, function in more.items()}
    made |= {
        "mean": lambda xs: made["sum"](xs) / len(xs),
        "dot": lambda xs, ys: made["sum"]([number(x) * y for x, y in zip(xs, ys)]),
        "where": lambda c, a, b: number(a if c else b),
        "take": lambda xs, index: number(xs[index]),
        "gaussian": lambda a: made["exp"](-a * a),
        "normal_pdf": lambda a: made["exp"](-a * a / 2) / math.sqrt(2 * math.pi),
        "vmap": vmap,
    }
    own = {
        "cube": lambda a: a * a * a,
        "damped": lambda a, b: a * made["exp"](-made["abs"](b)),
    }
    return {"autograd": SimpleNamespace(**made), "sum": plain_sum, **own}


def _of_numbers(function: Callable[..., Any], number: Any) -> Callable[..., Any]:
    return lambda *xs: function(*map(number, xs))


@cache
def torch_names() -> dict[str, Any]:
    """PyTorch's."""
    import torch

    def number(x: Any) -> Any:
        return x if isinstance(x, torch.Tensor) else torch.tensor(float(x), dtype=torch.float64)

    def stack(xs: list[Any]) -> Any:
        return torch.stack([number(x) for x in xs])

    more = {
        "sum": torch.sum,
        "maximum": torch.amax,
        "minimum": torch.amin,
        "logsumexp": lambda v: torch.logsumexp(v, 0),
        "softmax": lambda v: torch.softmax(v, 0),
        "log_softmax": lambda v: torch.log_softmax(v, 0),
        "hypot": torch.linalg.vector_norm,
    }
    return names(torch, TORCH, stack, number, more)


@cache
def jax_names() -> dict[str, Any]:
    """JAX's, in double precision."""
    import jax
    import jax.nn
    import jax.numpy as jnp
    import jax.scipy.special

    more = {
        "sum": jnp.sum,
        "maximum": jnp.max,
        "minimum": jnp.min,
        "logsumexp": jax.nn.logsumexp,
        "softmax": jax.nn.softmax,
        "log_softmax": jax.nn.log_softmax,
        "hypot": jnp.linalg.norm,
    }
    return names(jax, JAX, jnp.stack, lambda x: jnp.asarray(x, float), more)


def comparable(expected: Reference) -> bool:
    """Whether all are ordinary numbers, away from kinks, where conventions do not matter."""
    if expected.error is not None or not expected.finite or expected.may_raise:
        return False
    margins = [
        node.rule.margin(*(p.x for p in node.parents))
        for node in expected.tape.nodes
        if node.rule is not None
    ]
    return not expected.tape.undecided and all(margins)


def differences(
    path: str, k: int, expected: Reference, value: float, found: list[float]
) -> Iterator[Difference]:
    """The value and the gradients of another library, compared."""
    total = expected.total
    if not abs(value - total.x) <= WIDER * (total.error + 1e-15 * abs(total.x)):
        yield Difference(path, k, "value 0", repr(value), repr(total.x))
    if not all(map(math.isfinite, found)):
        return  # through a gradient of 0 they hand on 0 times infinity
    largest = max(map(abs, found), default=0.0)  # they lose digits to 1 - y² and the like
    for i, (x, leaf) in enumerate(zip(found, [*expected.arguments, *expected.parameters])):
        exact, bound, _ = expected.chain.of(leaf)
        if not abs(x - exact) <= WIDER * bound + 1e-9 * (1.0 + largest):
            yield Difference(path, k, f"gradient {i}", repr(x), repr(float(exact)))


def torch(case: Case) -> Iterator[Difference]:
    """By PyTorch's own backward."""
    import torch as library

    def leaf(x: float) -> Any:
        return library.tensor(x, dtype=library.float64, requires_grad=True)

    for k, call in enumerate(case.calls):
        expected = case.reference(k, conditioned=True)
        if not comparable(expected):
            continue
        running = Running(case.program.but(calls=(call,)), torch_names(), leaf)
        given = mapped(leaf, call.arguments)
        try:
            total = combined(running.f(*given.values()))
        except AttributeError:  # methods and operations that only we have
            return
        if not isinstance(total, library.Tensor) or not total.requires_grad:
            continue
        try:
            total.backward()
        except RuntimeError:  # of //, which it gives no derivative
            continue
        grads = [x.grad for x in [*leaves(given), *running.parameters]]
        found = [0.0 if g is None else float(g) for g in grads]
        yield from differences("torch", k, expected, float(total.detach()), found)


def jax(case: Case) -> Iterator[Difference]:
    """By `jax.grad`, on one call: JAX takes its time."""
    import jax as library

    expected = case.reference(0, conditioned=True)
    if not comparable(expected):
        return
    call = case.calls[0]
    running = Running(case.program.but(calls=(call,)), jax_names(), float)

    def of(given: Any, parameters: Any) -> Any:
        running.namespace["w"] = parameters
        return combined(running.f(**given))

    with library.enable_x64(True):
        try:
            value, (rows, slopes) = library.value_and_grad(of, argnums=(0, 1))(
                call.arguments, list(call.parameters)
            )
        except AttributeError:
            return
    found = [float(x) for x in [*leaves([rows[name] for name in call.arguments]), *slopes]]
    yield from differences("jax.grad", 0, expected, float(value), found)
