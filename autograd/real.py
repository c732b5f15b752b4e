"""What counts as a real number, and what to say of the rest."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograd.value import Operand


def to_float(number: object) -> float:
    """`number` as a float. Raises TypeError for what is not a real number."""
    if isinstance(number, (float, int, Real)):
        return float(number)
    if str(getattr(number, "dtype", "")) == "bool" and not hasattr(number, "__len__"):
        return float(bool(number))  # NumPy's bool: of its real scalars the only one not a Real
    mend = ""
    if hasattr(number, "_apply"):
        mend = "; here a plain number is needed: its .data"
    elif isinstance(number, str):
        mend = "; convert text with float(...)"
    elif hasattr(number, "__len__"):
        mend = "; a Value holds one scalar, so work element by element"
    raise TypeError(
        f"expected a real number or a Value, got {type(number).__name__} {_short(number)}{mend}"
    )


def upstream(gradient: Operand, create_graph: bool) -> Operand:
    """The `gradient` that was given to `backward`, a float or a Value, if it is one."""
    if type(gradient).__name__ in ("bool", "bool_"):
        raise TypeError(
            f"backward takes the gradient first, a number, and got {gradient}; to record the "
            "gradients as Values: backward(create_graph=True)"
        )
    if not hasattr(gradient, "_apply"):
        return to_float(gradient)
    if not create_graph:
        raise TypeError(
            "a gradient that is a Value needs backward(gradient, create_graph=True); "
            "without, give its number: gradient.data"
        )
    return gradient


def _short(thing: object) -> str:
    text = " ".join(repr(thing).split())
    return text if len(text) <= 40 else text[:37] + "..."
