"""The explorer's page: script, style and graph in one HTML file that fetches nothing."""

from __future__ import annotations

import json
import re
from html import escape
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograd.exploring.snapshot import Graph

SCRIPTS = (
    *("rules", "backprop", "maths", "words", "boxes", "arrange", "graph", "sight"),
    *("boxed", "explanation", "leaves", "order", "experiments", "quiz", "player", "explorer"),
)
FOR_BOXES = {"arrange", "boxed"}
"""What only a graph in boxes needs."""

TITLES = {"en": "Backpropagation, step by step", "ko": "한 걸음씩 따라가는 오류 역전파"}
"""The languages of the page; a reader can switch."""


def script(boxes: bool = True) -> str:
    """The page's JavaScript: plain functions, the last of which, `mount`, builds the explorer.

    Comments and indentation stay behind: a file that is handed out is small.

    Arguments:
        boxes: whether it is for graphs in boxes too.
    """
    names = [name for name in SCRIPTS if boxes or name not in FOR_BOXES]
    return re.sub(r"(?m)^\s*(//.*\n)?", "", "\n".join(asset(f"{name}.js") for name in names))


def style() -> str:
    """The page's CSS, without comments and indentation."""
    return re.sub(r"(?m)^\s+|/\*.*\*/", "", asset("style.css") + asset("panels.css"))


def to_json(graph: Graph) -> str:
    """`graph` as JSON in ASCII that may stand inside an HTML script: it contains no `<`."""
    return json.dumps(graph, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


def to_page(graph: str, language: str, boxes: bool = True) -> str:
    """The whole HTML document.

    Arguments:
        graph: the graph as JSON.
        language: "en" or "ko".
        boxes: whether the graph is in boxes.
    """
    parts = {
        "language": language,
        "title": escape(TITLES[language]),
        "style": style(),
        "graph": graph,
        "script": script(boxes),
    }
    # In one pass, so that what is put in is not itself searched for places.
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], asset("page.html"))


def to_iframe(page: str) -> str:
    """The page as an element of another page, kept apart from it."""
    return (
        f'<iframe srcdoc="{escape(page)}" sandbox="allow-scripts" '
        'style="width: 100%; height: 46rem; border: 0"></iframe>'
    )


def asset(name: str) -> str:
    """A file of the page."""
    return (resources.files(__package__) / "page" / name).read_text(encoding="utf-8")
