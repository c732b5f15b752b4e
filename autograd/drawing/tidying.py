"""What Graphviz's SVG needs to look right with every font.

Graphviz measures text as if it were in Arial and knows no Korean. So each line gets the length that
was measured for it; a frame's title goes above the arrows, on a ground of its own; and a title in
letters that were not measured is centred anew.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from autograd.drawing.letters import is_wide, width

# Of the letters from the space to ~, in thousandths of an em: what Adobe's metrics of Arial say.
_REGULAR = """
278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556
556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778
667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556
556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"""
_BOLD = """
278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556
556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778
667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611
611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584"""
_TABLES = [
    {chr(32 + i): int(size) / 1000 for i, size in enumerate(table.split())}
    for table in (_REGULAR, _BOLD)
]
_OTHERS = dict.fromkeys("·×Σ²±", 0.556) | {"…": 0.834}

_TEXT = re.compile(r"<text\b([^>]*)>([^<]*)</text>")
_TITLE = re.compile(
    r'(<g id="clust\d+" class="cluster">.*?)((?:<text\b[^>]*>[^<]*</text>\s*)+)', re.DOTALL
)
_NODE = re.compile(r'<g id="node\d+" class="node">.*?</g>\s*(?=<!--|</g>|<g id=)', re.DOTALL)
_FIGURE = re.compile(r'="(-?[\d.]+,-?[\d.]+(?:[ ,]-?[\d.]+,-?[\d.]+)+)"')


def tidied(svg: str) -> str:
    """The picture with its text held where it belongs."""
    if not svg.rstrip().endswith("</g>\n</svg>"):  # not as Graphviz writes it
        return svg
    ground = re.search(r'<polygon fill="([^"]+)"', svg)
    titles: list[str] = []

    def cut(found: re.Match[str]) -> str:
        titles.append(_plate(found[2], ground[1] if ground else "white") + found[2])
        return found[1]

    svg = _NODE.sub(lambda found: _centred(found[0]), _TITLE.sub(cut, svg))
    head, end, tail = svg.rpartition("</g>\n</svg>")
    return _TEXT.sub(_held, head + "".join(titles) + end + tail)


def _attribute(name: str, attributes: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', attributes)
    return found[1] if found else ""


def _held(found: re.Match[str]) -> str:
    """A line of text that is as long as it was measured, in whatever font."""
    attributes, words = found.groups()
    table = _TABLES[_attribute("font-weight", attributes) == "bold"] | _OTHERS
    letters = unescape(words).replace("\u00a0", " ")
    if len(letters) < 2 or "Courier" in attributes or not set(letters) <= table.keys():
        return found[0]
    size = float(_attribute("font-size", attributes)) * sum(map(table.__getitem__, letters))
    return (
        f'<text textLength="{size:.2f}" lengthAdjust="spacingAndGlyphs"{attributes}>{words}</text>'
    )


def _plate(texts: str, ground: str) -> str:
    """The ground that a title stands on, so that no arrow strikes through it."""
    plates = []
    for attributes, words in _TEXT.findall(texts):
        x, y, size = (float(_attribute(name, attributes)) for name in ("x", "y", "font-size"))
        wide = 0.85 * width(unescape(words), size)
        plates.append(
            f'<rect x="{x - 2:.2f}" y="{y - size:.2f}" width="{wide:.2f}" '
            f'height="{1.3 * size:.2f}" fill="{ground}" stroke="none"/>\n'
        )
    return "".join(plates)


def _centred(node: str) -> str:
    """A node whose titles in Korean and the like stand in its middle."""
    lines = Counter(_attribute("y", attributes) for attributes, _ in _TEXT.findall(node))
    xs = [
        float(pair.split(",")[0])
        for figure in _FIGURE.findall(re.sub(r"[A-Z]", " ", node))
        for pair in figure.split()
    ]
    middle = (min(xs) + max(xs)) / 2 if xs else 0.0

    def centre(found: re.Match[str]) -> str:
        attributes, words = found.groups()
        alone = lines[_attribute("y", attributes)] == 1
        if not (xs and alone and any(map(is_wide, unescape(words)))):
            return found[0]
        attributes = re.sub(r'\bx="[^"]*"', f'x="{middle:.2f}"', attributes)
        attributes = re.sub(r'text-anchor="\w+"', 'text-anchor="middle"', attributes)
        return f"<text{attributes}>{words}</text>"

    return _TEXT.sub(centre, node)
