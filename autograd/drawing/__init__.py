"""Pictures of graphs: `draw(v)`, and what a `Value` shows in Jupyter.

Read in this order: `text` (numbers and labels as DOT wants them), `graph` (what is drawn, and
how), `picture` (which program does the layout).
"""

from autograd.drawing.graph import draw, mimebundle

__all__ = ["draw", "mimebundle"]
