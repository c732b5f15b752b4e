"""Attributes that a Value has no room for, and what is said of them."""

from __future__ import annotations

from typing import Any

from autograd.telling import told


class Elsewhere:
    """An attribute that programs like to give to a parameter, and for which a node has no room.

    Python says that there is no such attribute; this says what to do. (It can be said only of
    names known beforehand: a `__setattr__` would be asked at every assignment, also the engine's.)
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, node: object, owner: type | None = None) -> Any:
        """What was put there, of any type."""
        things = getattr(node, "__dict__", {})
        if node is None or self.name not in things:
            raise AttributeError(told(f"a Value has no attribute {self.name!r}"))
        return things[self.name]

    def __set__(self, node: object, thing: object) -> None:
        if not hasattr(node, "__dict__"):
            raise AttributeError(
                told(
                    f"a Value has no room for an attribute {self.name!r}: keep it in a dictionary, "
                    f"{self.name}[p] = ..., or make p of a class of your own, "
                    "class Parameter(Value)"
                )
            )
        vars(node)[self.name] = thing
