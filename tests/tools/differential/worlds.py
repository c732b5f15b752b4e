"""What `autograd` means to a program in the worlds that it runs in besides the library's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

from tests.tools.differential import families, rules
from tests.tools.differential.tape import apply, record


def plain_sum(xs: Any, start: Any = 0) -> Any:
    """Python's `sum` as it adds objects: one by one (of floats it compensates from 3.12 on)."""
    for x in xs:
        start = start + x
    return start


def vmap(f: Callable[..., Any]) -> Callable[..., list[Any]]:
    """Sample by sample."""
    return lambda *columns: [f(*sample) for sample in zip(*columns)]


def several(operands: tuple[Any, ...]) -> tuple[Any, ...]:
    """`f(a, b)` and `f([a, b])` alike."""
    return tuple(operands[0]) if len(operands) == 1 else operands


def reference() -> dict[str, Any]:
    """The names of a program whose numbers are recorded on a tape."""

    def over(name: str) -> Callable[..., Any]:
        return lambda *operands: apply(name, *several(operands))

    def each(family: Callable[[int], Any]) -> Callable[[Any], list[Any]]:
        return lambda xs: [record(family(k), xs) for k in range(len(xs))]

    def where(condition: Any, a: Any, b: Any) -> Any:
        is_truth = isinstance(condition, bool)
        return apply("where", float(condition) if is_truth else condition, a, b)

    named = {name: partial(apply, name) for name in rules.RULES}
    named |= {name: over(name) for name in ("sum", "maximum", "minimum", "logsumexp")}
    named |= {
        "dot": lambda xs, ys: apply("dot", *xs, *ys),
        "mean": lambda xs: apply("sum", *xs) / len(xs),
        "softmax": each(families.softmax),
        "log_softmax": each(families.log_softmax),
        "take": lambda xs, index: apply("take", index, *xs),
        "where": where,
        "vmap": vmap,
        "clip": lambda a, lower, upper: record(families.clip(lower, upper), (a,)),
        "elu": lambda a, alpha=1.0: record(families.elu(alpha), (a,)),
        "leaky_relu": lambda a, slope=0.01: record(families.leaky_relu(slope), (a,)),
        "OPERATIONS": {name: partial(apply, name) for name in rules.RULES},
    }
    own = {name: partial(apply, name) for name in rules.OWN}
    return {"autograd": SimpleNamespace(**named), "sum": plain_sum, **own}


REFERENCE = reference()
