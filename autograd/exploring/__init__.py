"""The step-through of backpropagation: `explore(v)`.

Read in this order: `formulas` (the table's LaTeX for a browser), `layout` (where the nodes stand),
`lines` (of source code), `parts` (a large graph in boxes), `snapshot` (the graph as data), `page`
(one HTML file), `widget` (the same in Jupyter), `explorer`; then the JavaScript in `page/`:
`rules`, `backprop`, `maths`, `words`, `boxes`, `arrange`, `graph`, `sight`, `boxed`, `explanation`,
`leaves`, `order`, `experiments`, `quiz`, `player`, `explorer`.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import isroutine
from typing import TYPE_CHECKING

from autograd.telling import known_language, type_error
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.exploring.explorer import Explorer
    from autograd.exploring.lines import Place


def explore(v: Value | Callable[[], Value], *, language: str | None = None) -> Explorer:
    """Backpropagation step by step: every node forward, then every node backward.

        autograd.explore(loss)                         # the last line of a notebook's cell
        autograd.explore(loss).to_html("lesson.html")  # a file that opens in any browser
        autograd.explore(lambda: loss_of(xs))          # with the line of source code of each node

    Each step shows the rule of its node with the numbers put in. Going back, every arrow shows
    local gradient × upstream gradient = contribution, and contributions add up where paths meet.
    Steps pass by leaves and constants, unless a box on the page is ticked; a click on a leaf shows
    its gradient beside what a nudge of it does. Leaves can be changed on the page, by number, by
    slider or by a step down the gradient, and everything follows; the Values themselves stay as
    they are. A step down moves the parameters, which are told from inputs as in `draw`, or every
    leaf where there are none. What a number was before the last change stands beside it. Questions
    come first if the reader ticks that: what will this value, this gradient be?

    Each `autograd.scope` has a frame. A graph of more than 300 nodes is in boxes that a click
    opens: scopes, layers, alike nodes. A closed box is one step, and shows what comes in and what
    goes out.

    The graph is the one that was recorded: a branch that Python took by `if` stays taken.
    Operations of your own are known to Python alone: with them, leaves can be changed in the widget
    but not in a file; and those of a compiled function in neither.

    Lines of source code are known of what is computed in a function that is given instead of `v`.
    It is called once, and each node shows the line of your own code that made it, and the name of
    its file. Nothing is recorded elsewhere.

    Arguments:
        v: the result at the end of a graph of at most 20,000 nodes, or a function without
            arguments that computes it.
        language: "en" or "ko", by default that of `autograd.language()`; the reader can switch.

    Raises:
        TypeError: `v` is neither a Value nor a function, or the function gives something else.
        ValueError: an unknown language, or a graph with more nodes.
    """
    places: dict[Value, Place] = {}
    if isroutine(v):
        from autograd.exploring.lines import followed

        v, places = followed(v)
    if not isinstance(v, Value):
        raise type_error(f"explore needs a Value, got {type(v).__name__}")
    from autograd.exploring.explorer import Explorer

    return Explorer(v, known_language(language), places)
