"""The table and the picture of docs/scaling.md, from what its own code computes.

python -m tests.tools.scaling_page [FOLDER]      prints the table, and draws scaling.png
"""

import re
import sys
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLUE, RED, GREY = "#2a6fb0", "#c8442f", "#8a8f98"
DEVICES = (2, 8, 64, 1000)

Names = dict[str, Any]


def blocks() -> tuple[str, list[str]]:
    """The script that the page is about, and the other blocks of code."""
    text = (DOCS / "scaling.md").read_text(encoding="utf-8")
    script, *others = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return script, others


def rows(names: Names) -> list[str]:
    """The lines of the table."""
    ways = names["ring"], names["tree"]

    def line(n: int, network: str) -> str:
        told = [f"{1e3 * way(n, *names['networks'][network]):,.2f}" for way in ways]
        quicker = [f"{names['speed_up'](n, way, network):,.1f}" for way in ways]
        busy = [f"{names['efficiency'](n, way, network):.0%}".replace("%", " %") for way in ways]
        cells = [f"{n:,}", network, *map(" / ".join, (told, quicker, busy))]
        return f"| {' | '.join(cells)} |"

    return [line(n, network) for network in names["networks"] for n in DEVICES]


def draw(folder: Path, names: Names) -> None:
    """Writes the picture into the folder."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 3.6), dpi=110, layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.25)
    many = sorted({round(10 ** (k / 20)) for k in range(61)})
    axes.loglog(many, many, color=GREY, linewidth=0.8, label="n")
    for network, color in zip(names["networks"], (RED, BLUE)):
        for way, style in ((names["ring"], "-"), (names["tree"], "--")):
            label = f"{network}, {way.__name__}"
            quicker = [names["speed_up"](n, way, network) for n in many]
            axes.loglog(many, quicker, style, color=color, label=label)
    axes.set(xlabel="n", ylabel="speed-up", xlim=(1, 1000), ylim=(1, 300))
    axes.legend(frameon=False)
    figure.savefig(folder / "scaling.png")


if __name__ == "__main__":
    computed: Names = {}
    for block in blocks()[1]:
        exec(block, computed)
    print("\n".join(rows(computed)))
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS, computed)
