"""Which arguments of a function a derivative is taken in: those made of numbers, or `argnums`."""

from __future__ import annotations

from numbers import Real

from autograd.real import to_float
from autograd.structure import as_nested, flatten, leaves_of
from autograd.telling import type_error, value_error
from autograd.value import Value

Argnums = int | tuple[int, ...] | list[int] | None


def chosen(argnums: Argnums, args: tuple[object, ...]) -> list[int]:
    """The positions of the arguments to differentiate with respect to."""
    if not args:
        raise type_error(
            "a derivative needs at least one argument to differentiate with respect to"
        )
    if argnums is None:
        positions = [i for i, arg in enumerate(args) if not _is_handed_through(arg)]
        if not positions:
            to_float(next(flatten(args[0]), None))  # says what it is and what to do
            raise type_error(f"a derivative needs an argument made of numbers, got {args[0]!r}")
        for i in positions:
            list(leaves_of(as_nested(args[i])))  # refuses what is only partly made of numbers
        return positions
    wanted = argnums if isinstance(argnums, (tuple, list)) else (argnums,)
    positions = [_position(i, args) for i in wanted]
    twice = next((i for i in positions if positions.count(i) > 1), None)
    if twice is not None:
        raise value_error(f"argnums names argument {twice} twice: {argnums!r}; name it once")
    return positions


def _position(argnum: object, args: tuple[object, ...]) -> int:
    if isinstance(argnum, bool) or not isinstance(argnum, int):
        raise type_error(f"argnums is a position or a tuple of positions, got {argnum!r}")
    if not -len(args) <= argnum < len(args):
        raise value_error(
            f"argnums names argument {argnum}, and {len(args)} were given by position (those given "
            "by name are not differentiated)"
        )
    i = argnum % len(args)
    if _is_handed_through(args[i]):
        raise type_error(
            f"argument {argnum}, chosen by argnums, is not made of numbers: "
            f"{type(args[i]).__name__} {args[i]!r}"
        )
    list(leaves_of(as_nested(args[i])))
    return i


def _is_handed_through(arg: object) -> bool:
    """Whether there is no number in an argument: flags, strings, None, objects."""
    leaves = list(flatten(as_nested(arg)))
    return bool(leaves) and not any(
        isinstance(x, (Value, Real)) and not isinstance(x, bool) for x in leaves
    )
