"""`Explorer`: what `explore` returns."""

from __future__ import annotations

import os
from collections.abc import Mapping

from autograd.exploring import page
from autograd.exploring.lines import Place
from autograd.exploring.snapshot import snapshot
from autograd.files import write_whole
from autograd.value import Value


class Explorer:
    """What `explore` returns: shows itself in Jupyter, and writes itself to a file.

    In a notebook it is a widget where anywidget is installed (the extra `widget`) and the notebook
    can show one, and otherwise the same page in a frame: so too in a notebook that was exported to
    HTML, which needs neither kernel nor network.
    """

    def __init__(
        self, v: Value, language: str, places: Mapping[Value, Place] | None = None
    ) -> None:
        self.language = language
        self._v = v
        graph = snapshot(v, places)
        self._graph, self._boxes = page.to_json(graph), bool(graph["boxes"])

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Writes one self-contained HTML file, whole or not at all.

        It works offline in any current browser, fetches nothing, and can be handed out.

        Raises:
            OSError: the file cannot be written; an earlier one is then as it was.
        """
        write_whole(path, self._page())

    def _repr_html_(self) -> str:
        return page.to_iframe(self._page())

    def _page(self) -> str:
        return page.to_page(self._graph, self.language, self._boxes)

    def _repr_mimebundle_(self, **kwargs: dict[str, object]) -> object:
        frame = {"text/html": self._repr_html_()}
        try:
            from autograd.exploring.widget import ExplorerWidget
        except ImportError:
            return {"text/plain": repr(self), **frame}
        bundle = ExplorerWidget(self._v, self._graph, self.language)._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        return {**data, **frame}, metadata
