"""`Widget`: one page of HTML that fetches nothing, with data of the engine."""

from __future__ import annotations

import json
import os
import re
from html import escape
from importlib import resources

from autograd.files import write_whole
from autograd.telling import known_language
from nn.files import Json

TITLES = {
    "perceptron": {"en": "A perceptron and its line", "ko": "퍼셉트론과 직선"},
    "descent": {
        "en": "Learning rate and momentum in a valley",
        "ko": "골짜기에서 보는 학습률과 모멘텀",
    },
    "network": {"en": "Every δ of a small network", "ko": "작은 신경망의 모든 δ"},
    "playground": {"en": "Two moons while a network learns", "ko": "두 반달을 배우는 신경망"},
}


class Widget:
    """A page to play with: shows itself in Jupyter, and writes itself to a file.

    Arguments:
        kind: one of `TITLES`.
        data: the numbers it begins with.
        language: "en" or "ko", that of `autograd.language` unless told; the reader can switch.

    Raises:
        ValueError: an unknown language.
    """

    def __init__(self, kind: str, data: Json, language: str | None = None) -> None:
        self.kind, self.language = kind, known_language(language)
        # JSON in ASCII without `<` may stand inside an HTML script.
        compact = json.dumps(data, allow_nan=False, separators=(",", ":"))
        self._data = compact.replace("<", "\\u003c")

    def __repr__(self) -> str:
        return f"<Widget: {TITLES[self.kind][self.language]}>"

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Writes one self-contained HTML file, whole or not at all.

        It works offline in any current browser, fetches nothing, and can be handed out.

        Raises:
            OSError: the file cannot be written; an earlier one is then as it was.
        """
        write_whole(path, self._page())

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{escape(self._page())}" sandbox="allow-scripts" '
            'style="width: 100%; height: 46rem; border: 0"></iframe>'
        )

    def _page(self) -> str:
        parts = {
            "language": self.language,
            "title": escape(TITLES[self.kind][self.language]),
            "style": _asset("style.css"),
            "data": self._data,
            "script": f"{_asset('base.js')}\n{_asset(f'{self.kind}.js')}",
        }
        # In one pass, so that what is put in is not itself searched for places.
        return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], _asset("page.html"))


def _asset(name: str) -> str:
    return (resources.files(__package__) / "page" / name).read_text(encoding="utf-8")
