"""For the pages of the API: griffe reads an "Example:" in a docstring as its "Examples:"."""

from __future__ import annotations

from typing import Any

import griffe


class Examples(griffe.Extension):
    """The section of one example by the name of the section of several."""

    def on_instance(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        """Renames it before it is parsed."""
        if obj.docstring is not None:
            obj.docstring.value = obj.docstring.value.replace("\nExample:\n", "\nExamples:\n")
