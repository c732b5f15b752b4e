"""Pictures that follow the theme of the page that they are on, light or dark.

Colours are attributes, which any program reads, and browsers let a style sheet overrule them: this
one turns each colour of the light theme into that of the dark. It holds where the picture stands by
itself or as an image and the reader's system is dark; and in the text of a page that is dark, which
JupyterLab and VS Code say at its body.
"""

from __future__ import annotations

import base64
import re
from dataclasses import fields
from html import escape

from autograd.drawing.theme import THEMES, Theme

_BODY = 'body:not([data-jp-theme-light="true"]):not(.vscode-light)'
_SYSTEM = (":root.chainrule", f"{_BODY} .chainrule")
_PAGE = ('[data-jp-theme-light="false"] .chainrule', ".vscode-dark .chainrule")


def adaptive(svg: str) -> str:
    """The picture of the light theme, with a style sheet for the dark."""
    style = f"<style>{_sheet()}</style>"
    return re.sub(
        r"<svg\b([^>]*)>", lambda found: f'<svg class="chainrule"{found[1]}>{style}', svg, count=1
    )


def as_html(svg: str, words: str) -> str:
    """The picture as an image on a page, which it follows where its body says what it is.

    Arguments:
        svg: made by `adaptive`.
        words: what is read where the image is not shown.
    """
    size = re.search(r'width="(\d+)pt" height="(\d+)pt"', svg)
    width = f' width="{int(size[1]) * 4 // 3}"' if size else ""
    data = base64.b64encode(svg.encode()).decode()
    return (
        '<style>[data-jp-theme-light="false"] .chainrule-picture,'
        ".vscode-dark .chainrule-picture{color-scheme:dark}"
        '[data-jp-theme-light="true"] .chainrule-picture,'
        ".vscode-light .chainrule-picture{color-scheme:light}</style>"
        f'<img class="chainrule-picture"{width} style="max-width: none" '
        f'alt="{escape(words)}" src="data:image/svg+xml;base64,{data}">'
    )


def _sheet() -> str:
    system = _rules(_SYSTEM)
    return f"@media (prefers-color-scheme:dark){{{system}}}{_rules(_PAGE)}"


def _rules(within: tuple[str, ...]) -> str:
    rules = []
    for light, dark in _pairs().items():
        for part in ("fill", "stroke"):
            where = ",".join(f'{outer} [{part}="{light}"]' for outer in within)
            rules.append(f"{where}{{{part}:{dark}}}")
    words = ",".join(f"{outer} text:not([fill])" for outer in within)
    return "".join(rules) + f"{words}{{fill:{THEMES['dark'].ink}}}"


def _pairs() -> dict[str, str]:
    """Of each colour of the light theme that of the dark."""
    light, dark = _colours(THEMES["light"]), _colours(THEMES["dark"])
    return dict(zip(light, dark))


def _colours(theme: Theme) -> list[str]:
    plain = [getattr(theme, each.name) for each in fields(theme) if each.name != "fills"]
    return [*theme.fills.values(), *plain]  # of two that are one colour the later counts
