"""Draws the pictures of docs/engineers.md from what its own code computes.

python -m tests.tools.engineers_pictures [FOLDER]
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLUE, RED, GREY = "#2a6fb0", "#c8442f", "#8a8f98"

Names = dict[str, Any]


def computed() -> Names:
    """The names that the page's code leaves behind."""
    text = (DOCS / "engineers.md").read_text(encoding="utf-8")
    names: Names = {}
    for block in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        exec(block, names)
    return names


def pendulum(axes: Any, names: Names) -> None:
    times = [0.04 * k for k in range(5, 101, 5)]
    axes.plot(times, names["swing"]([1.0, 0.1, 1.0, 0.0]), color=GREY, linestyle="--", label="x₀")
    axes.plot(times, names["swing"](list(names["fit"].x)), color=BLUE, label="x")
    axes.plot(times, names["seen"], "o", color=RED, markersize=4)
    axes.set(xlabel="t [s]", ylabel="θ [rad]")
    axes.legend()


def kalman(axes: Any, names: Names) -> None:
    times = [0.1 * k for k in range(1, 121)]
    steps = list(names["follow"](*names["np"].exp(names["best"].x)))
    places = names["np"].array([place for place, _, _ in steps])
    # What is left of the spread of a miss when the measurement has been taken in.
    noise = names["deviations"][1] ** 2
    spread = names["np"].sqrt([(s - noise) * noise / s for _, _, s in steps])
    axes.plot(times, names["measured"], ".", color=RED, markersize=4)
    axes.plot(times, places, color=BLUE)
    axes.fill_between(times, places - 2 * spread, places + 2 * spread, color=BLUE, alpha=0.2)
    axes.set(xlabel="t [s]", ylabel="x [m]")


def options(axes: Any, names: Names) -> None:
    guess, given = names["np"].full(25, 0.3), ("spot", "strikes", "years", "rate")
    axes.plot(names["strikes"], names["smile"], "o", color=RED, markersize=4)
    for step in range(4):
        axes.plot(names["strikes"], guess, color=BLUE, alpha=0.25 * (step + 1), label=f"{step}")
        value, (*_, vega) = names["priced"].numpy(*(names[name] for name in given), guess)
        guess = guess - (value - names["market"]) / vega
    axes.set(xlabel="K", ylabel="σ")
    axes.legend()


def bodies(axes: Any, names: Names) -> None:
    guessed, closed = (
        names["np"].array(names["flight"](list(x), 120)[0])
        for x in (names["guess"], names["orbit"].x)
    )
    for body, color in zip((0, 2, 4), (BLUE, RED, GREY)):
        axes.plot(guessed[:, body], guessed[:, body + 1], "--", color=color, linewidth=0.9)
        axes.plot(*closed[0, body : body + 2], "o", color=color, zorder=3)
    axes.plot(closed[:, 0], closed[:, 1], color="black", linewidth=1.8)
    axes.set(xlabel="x", ylabel="y", aspect="equal")


def reaction(axes: Any, names: Names) -> None:
    solution = names["solution"]
    for values, color, name in zip(solution.y, (BLUE, RED, GREY), ("a", "10⁴·b", "c")):
        scale = 1e4 if "b" in name else 1.0
        axes.semilogx(solution.t[1:], scale * values[1:], color=color, label=name)
    axes.set(xlabel="t [s]", xlim=(1e-5, 1e8))
    axes.legend()


PICTURES: dict[str, Callable[[Any, Names], None]] = {
    "pendulum": pendulum,
    "kalman": kalman,
    "options": options,
    "bodies": bodies,
    "reaction": reaction,
}


def draw(folder: Path, names: Names) -> None:
    """Writes all pictures into the folder."""
    from matplotlib.figure import Figure

    for name, picture in PICTURES.items():
        figure = Figure(figsize=(6.4, 3.0), dpi=110, layout="constrained")
        axes = figure.subplots()
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(alpha=0.25)
        picture(axes, names)
        figure.savefig(folder / f"engineers-{name}.png")


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS, computed())
