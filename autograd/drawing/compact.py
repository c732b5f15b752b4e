"""Values in small boxes, for graphs that full ones would not let fit a page.

A box is an operation with its result: its symbol, the number, and the gradient as a bar. Leaves
stand in the boxes of all that read them, a row for each, so that no arrows lead to them; a constant
stands beside the symbol.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from autograd.drawing import text
from autograd.drawing.boxes import FEW_DIGITS, PLAIN, tooltip
from autograd.drawing.canvas import Canvas
from autograd.drawing.nodes import Nodes, numbered, symbol_of
from autograd.telling import told
from autograd.value import Value

MOST_ROWS = 16
"""So many leaves stand one below the other."""
MARGIN = {"margin": "0.04,0.03", "width": "0.3", "height": "0.3"}


@dataclass
class Compact(Nodes):
    """Draws Values, each with the operation that made it and the leaves that it reads.

    The arguments are those of `Nodes`, and `leaves`, which have no names but stand where they are
    read.
    """

    leaves: Container[Value] = ()

    def add(self, picture: Canvas, nodes: Iterable[Value]) -> None:
        """Draws these Values into a picture, or into a part of it."""
        for node in nodes:
            if node in self.name:
                self._add(picture, node)

    def _add(self, picture: Canvas, node: Value) -> None:
        kind, theme = self.kind_of(node), self.boxes.theme
        inside = [parent for parent in node.parents if self._is_inside(parent)]
        beside = len(node.parents) == 2  # where constants stand
        leaves = [
            self.boxes.small(self._name(leaf), leaf, theme.fills[self.kind_of(leaf)])
            for leaf in inside
            if not (beside and self.kind_of(leaf) == "constant")
        ]
        rows = [*_stacked(leaves), *self.boxes.small(self._formula(node, beside), node)]
        shown = "".join(f"<TR>{row}</TR>" for row in rows if row)
        label = f'<<TABLE {PLAIN} CELLPADDING="1">{shown}</TABLE>>'
        hint = "\n".join(f"{told(self.kind_of(each))}: {each!r}" for each in [node, *inside])
        style = {**theme.box(kind), **MARGIN}
        picture.node(self.name[node], label, **style, tooltip=tooltip(hint))
        self._add_arrows(picture, node)

    def _is_inside(self, parent: Value) -> bool:
        return parent in self.leaves

    def _name(self, node: Value) -> str:
        shown = node.label and "label" in self.boxes.show
        return f"<B>{text.literal(node.label)}</B>" if shown else ""

    def _formula(self, node: Value, beside: bool) -> str:
        """The label, and the symbol with constants before or after it."""
        symbol = text.literal(symbol_of(node)) if node.parents else ""
        if beside:
            before, after = map(self._constant, node.parents)
            symbol = f"{before} {symbol} {after}".strip()
        return f"{self._name(node)} {symbol}".strip()

    def _constant(self, node: Value) -> str:
        is_one = self._is_inside(node) and self.kind_of(node) == "constant"
        return text.number(node._data, FEW_DIGITS) if is_one else ""

    def _add_arrows(self, picture: Canvas, node: Value) -> None:
        """One for each operand that is a box, and one for all that are not drawn."""
        box, hidden = self.name[node], 0
        counted = numbered(node) and len(set(node.parents)) > 1
        if len(node.parents) == 2 and any(map(self._constant, node.parents)):
            counted = False  # it stands on its side of the symbol
        for i, parent in enumerate(node.parents, 1):
            source = self.name.get(parent) or self.folded.get(parent)
            if source:
                self._arrow(picture, source, box, headlabel=str(i) if counted else None)
            hidden += not (source or self._is_inside(parent))
        self._add_left_out(picture, box, hidden)


def _stacked(leaves: list[tuple[str, str]]) -> Iterator[str]:
    """Rows of leaves and their bars; very many stand side by side too."""
    high = max(MOST_ROWS, math.ceil(math.sqrt(1.7 * len(leaves))))
    for i in range(min(high, len(leaves))):
        for cells in zip(*leaves[i::high]):
            yield "".join(cells)
