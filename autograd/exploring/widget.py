"""The explorer as a Jupyter widget; importing this needs anywidget."""

import anywidget
import traitlets

from autograd.exploring.page import asset, script, style


class ExplorerWidget(anywidget.AnyWidget):
    """The page's script in a notebook's own page: `graph` is its JSON, `language` "en" or "ko"."""

    _esm = script() + asset("widget.js")
    _css = style()
    graph = traitlets.Unicode().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)
