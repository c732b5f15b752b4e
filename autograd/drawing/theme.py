"""How things look: five kinds of box, on a light and on a dark ground.

The kinds differ in outline, so that they differ in greyscale and for every eye; colour only
repeats what the outline says:

    parameter   a heavy border
    input       a border with a folded corner, like a sheet of data
    constant    a dashed border
    computed    a thin border with round corners
    result      a double border

A folded box, which stands for many, is a slab with depth.
"""

from __future__ import annotations

from dataclasses import dataclass

Style = dict[str, str]

SHAPES: dict[str, Style] = {
    "parameter": {"style": "filled", "penwidth": "2.2"},
    "input": {"style": "filled", "shape": "note"},
    "constant": {"style": "dashed", "margin": "0.08,0.04", "width": "0.3", "height": "0.3"},
    "computed": {"style": "rounded,filled"},
    "result": {"style": "rounded,filled", "peripheries": "2"},
}
FOLDED = {"style": "filled", "shape": "box3d", "margin": "0.11,0.09"}
OPERATION = {
    "shape": "ellipse",
    "style": "filled",
    "width": "0.35",
    "height": "0.35",
    "margin": "0.04,0.02",
}
SIGN = {"fixedsize": "true", "fontsize": "18"}  # an operation of a single letter
LEFT_OUT = {"shape": "plaintext", "width": "0.3", "height": "0.3"}


@dataclass(frozen=True)
class Theme:
    """Colours, all with a contrast of at least 7 : 1 between ink and fill."""

    ground: str
    ink: str
    faint: str
    line: str
    operation: str
    bar: str
    negative: str
    track: str
    fills: dict[str, str]

    def box(self, kind: str, folded: bool = False) -> Style:
        """The attributes of a box."""
        style = {**SHAPES[kind], "fillcolor": self.fills[kind]}
        return {**style, **FOLDED} if folded else style

    def around(self) -> tuple[Style, Style, Style]:
        """The attributes that all of a picture has: graph, nodes, edges."""
        graph = {"bgcolor": self.ground, "fontcolor": self.ink, "pencolor": self.faint}
        node = {"color": self.line, "fontcolor": self.ink}
        return graph, node, {"color": self.line, "fontcolor": self.ink}


THEMES = {
    "light": Theme(
        ground="white",
        ink="black",
        faint="#595959",
        line="#333333",
        operation="#eeeeee",
        bar="#0072b2",
        negative="#d55e00",
        track="#d9d9d9",
        fills={
            "parameter": "#d9e8fb",
            "input": "#e5f4de",
            "constant": "white",
            "computed": "white",
            "result": "#fff0c2",
        },
    ),
    "dark": Theme(
        ground="#14171c",
        ink="#f5f5f5",
        faint="#b5b5b5",
        line="#c8c8c8",
        operation="#3a3f47",
        bar="#56b4e9",
        negative="#ff9a3c",
        track="#4a4f57",
        fills={
            "parameter": "#14385c",
            "input": "#1d4023",
            "constant": "#14171c",
            "computed": "#14171c",
            "result": "#5a4300",
        },
    ),
}
