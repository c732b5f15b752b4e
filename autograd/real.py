"""What counts as a real number, and what to say of the rest."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING

from autograd.telling import told, type_error

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
        mend = told("; here a plain number is needed: its .data")
    elif isinstance(number, str):
        mend = told("; convert text with float(...)")
    elif hasattr(number, "__len__"):
        mend = told("; a Value holds one scalar, so work element by element")
    kind = type(number).__name__
    raise TypeError(told(f"expected a real number or a Value, got {kind} {_short(number)}") + mend)


def upstream(gradient: Operand, create_graph: bool) -> Operand:
    """The `gradient` that was given to `backward`, a float or a Value, if it is one."""
    if type(gradient).__name__ in ("bool", "bool_"):
        raise type_error(
            f"backward takes the gradient first, a number, and got {gradient}; to record the "
            "gradients as Values: backward(create_graph=True)"
        )
    if not hasattr(gradient, "_apply"):
        return to_float(gradient)
    if not create_graph:
        raise type_error(
            "a gradient that is a Value needs backward(gradient, create_graph=True); "
            "without, give its number: gradient.data"
        )
    return gradient


def _short(thing: object) -> str:
    text = " ".join(repr(thing).split())
    return text if len(text) <= 40 else text[:37] + "..."
