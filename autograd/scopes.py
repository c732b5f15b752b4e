"""Groups of nodes that have a name: which node was made where, for pictures and messages.

Nothing here runs while there are no scopes; `scoping` has the door to them, `autograd.scope`.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from autograd.telling import told

if TYPE_CHECKING:
    from autograd.value import Value


class Scope:
    """One run through a `with` statement.

    Attributes:
        name: what it is called; two of one name are two groups.
        path: the scopes around it, the outermost first, and itself.
    """

    def __init__(self, name: str, outer: Scope | None) -> None:
        self.name = name
        self.path: tuple[Scope, ...] = (*(outer.path if outer else ()), self)

    def __repr__(self) -> str:
        return " / ".join(scope.name for scope in self.path)


# A context variable, so that each thread and each asynchronous task has its own.
current: ContextVar[Scope | None] = ContextVar("scope", default=None)

# A table beside the nodes, which keeps none of them alive: they have no room for it themselves.
_made_in: WeakKeyDictionary[Value, Scope] = WeakKeyDictionary()


def path_of(node: Value) -> tuple[Scope, ...]:
    """The scopes that a node was made in, the outermost first."""
    scope = _made_in.get(node) if _made_in else None
    return scope.path if scope else ()


def note(node: Value) -> None:
    """Remembers where a node is made."""
    scope = current.get()
    if scope:
        _made_in[node] = scope


def hand_on(node: Value, copy: Value) -> None:
    """A copy belongs where its original does."""
    if _made_in and node in _made_in:
        _made_in[copy] = _made_in[node]


def words() -> str:
    """For messages: which scope this is, if any."""
    scope = current.get()
    return told(f", in scope {scope!r}") if scope else ""
