"""The explorer as a Jupyter widget; importing this needs anywidget."""

from typing import Any

import anywidget
import traitlets

from autograd.exploring.page import asset, script, style
from autograd.exploring.snapshot import ordered, recomputed
from autograd.value import Value


class ExplorerWidget(anywidget.AnyWidget):
    """The page's script in a notebook's own page.

    The page computes by itself, but for operations that only Python knows: for those it sends the
    leaves here and gets the numbers of all nodes back.

    Arguments:
        v: the result at the end of the graph.
        graph: the graph as JSON.
        language: "en" or "ko".
    """

    _esm = script() + asset("widget.js")
    _css = style()
    graph = traitlets.Unicode().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)

    def __init__(self, v: Value, graph: str, language: str) -> None:
        super().__init__(graph=graph, language=language)
        self._order, _ = ordered(v)
        self.on_msg(self._answer)

    def _answer(self, _: object, question: dict[str, Any], __: object) -> None:
        leaves = [float(x) for x in question["leaves"]]
        self.send({"turn": question["turn"], "numbers": recomputed(self._order, leaves)})
