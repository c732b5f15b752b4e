"""Pictures of graphs: `draw(v)`, and what a `Value` shows in Jupyter.

Read in this order: `text` (numbers and labels as DOT wants them), `theme` and `boxes` (how things
look), `kinds` (parameters, inputs, constants), `nodes` (every Value a box), `folding` and `folded`
(large graphs), `program` (compiled functions), `graph` (all of these behind one function),
`picture` (which program does the layout).
"""

from autograd.drawing.graph import draw, mimebundle

__all__ = ["draw", "mimebundle"]
