"""What this package asks of a picture, and of what folds it: as types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

from autograd.value import Value


class Canvas(Protocol):
    """The part of `graphviz.Digraph` that is drawn on, and where its parts come from."""

    def node(self, name: str, label: str | None = None, **attributes: str) -> None:
        """Adds a box."""

    def edge(self, tail_name: str, head_name: str, **attributes: str | None) -> None:
        """Adds an arrow."""

    def attr(self, kw: str | None = None, **attributes: str) -> None:
        """Sets attributes of the whole, or of all that is of one kind."""

    def part(self, name: str) -> Canvas:
        """A part to be drawn by itself; a name that begins with "cluster" gives it a frame."""

    def subgraph(self, graph: Canvas) -> None:
        """Adds a part that was drawn by itself."""


class Named(Protocol):
    """What a graph can be folded by: a model of `nn`, which has names for its parameters."""

    def named_parameters(self) -> Iterable[tuple[str, Value]]:
        """Names such as `layers.0.w.1`, each with its parameter."""


Fold = bool | Literal["auto"] | Named
