"""Operations of a user's own: three lines each, and they join the table."""

from __future__ import annotations

from collections.abc import Callable

from autograd.entry import BUILT_IN, OPERATIONS, Operation, Rule, arity_of
from autograd.telling import value_error


def operation(
    name: str,
    value: Callable[..., float],
    gradients: Rule,
    *,
    symbol: str = "",
    latex: str = "",
    latex_gradients: tuple[str, ...] = (),
    doc: str = "",
) -> Operation:
    """An operation of your own, in three lines.

        square = autograd.operation(
            "square", value=lambda a: a * a, gradients=lambda y, a: (2 * a,)
        )

    `square(3.0)` is 9.0 and `square(Value(3.0))` a node that differentiates, draws and is
    checked like any other.

    Arguments:
        name: a name that no built-in operation has; defining yours again replaces it.
        value: from one float per operand to a float.
        gradients: from the result `y` and the operands to one local gradient per operand (a
            tuple, or a bare number where there is one operand). Write it with ordinary
            arithmetic and autograd's functions rather than `math`'s, so that it can itself be
            differentiated for second derivatives.
        symbol: what drawings show; the name if empty.
        latex: the result in LaTeX, in terms of `a`, `b`, ...
        latex_gradients: each local gradient in LaTeX.
        doc: one line for help.

    Raises:
        ValueError: the name belongs to a built-in operation.
    """
    if name in BUILT_IN:
        raise value_error(f"{name!r} is a built-in operation; give yours another name")

    def checked(y: object, *operands: object) -> tuple[object, ...]:
        result = gradients(y, *operands)
        locals_ = tuple(result) if isinstance(result, (tuple, list)) else (result,)
        if len(locals_) != len(operands):
            raise value_error(
                f"operation {name!r} has {len(operands)} operands, but its gradients rule "
                f"returned {len(locals_)} local gradients; return one for each operand"
            )
        return locals_

    arity = arity_of(gradients)
    entry = Operation(name, symbol or name, value, checked, latex, latex_gradients, doc, (), arity)
    OPERATIONS[name] = entry
    return entry
