"""`Text`: the text of a program, which notebooks show in colours."""

from __future__ import annotations


class Text(str):
    """A string that says in which language it is written.

    As the last line of a cell it is shown as code with its colours; `print` writes it plain.
    """

    language: str

    def __new__(cls, text: str, language: str = "python") -> Text:
        """The text; `language` is what highlighters call its language."""
        self = super().__new__(cls, text)
        self.language = language
        return self

    def _repr_markdown_(self) -> str:
        return f"```{self.language}\n{self}\n```"
