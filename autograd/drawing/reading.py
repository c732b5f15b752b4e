"""DOT text read: the part of the language in which our pictures are written.

So a picture is one text, whoever draws it: Graphviz, or where there is none what follows here. A
statement that is added by hand, `picture.node("extra")`, is drawn by both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

Attributes = dict[str, str]

_TOKEN = re.compile(
    r"""
    (?P<html> <(?:[^<>]|<[^<>]*>)*> )      # <<TABLE>...</TABLE>>: tags do not nest
    | "(?P<quoted> (?:[^"\\]|\\.)* )"
    | (?P<sign> -> | [{}\[\]=;,] )
    | (?P<comment> //[^\n]* | \#[^\n]* )
    | (?P<word> (?: (?!->)[^\s{}\[\]=;,"<>] )+ )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass
class Frame:
    """A part of the picture with a border of its own; the outermost is the picture."""

    name: str = ""
    outer: Frame | None = None
    attributes: Attributes = field(default_factory=dict)
    defaults: dict[str, Attributes] = field(default_factory=lambda: {"node": {}, "edge": {}})


@dataclass
class Box:
    """A node of the picture."""

    name: str
    frame: Frame
    attributes: Attributes


@dataclass
class Line:
    """An arrow from box to box."""

    tail: str
    head: str
    attributes: Attributes


@dataclass
class Drawing:
    """All that a picture consists of; `frames` has outer before inner, the picture itself first."""

    frames: list[Frame] = field(default_factory=lambda: [Frame()])
    boxes: dict[str, Box] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def box(self, name: str, frame: Frame, attributes: Attributes) -> None:
        """Adds a node, or says more of one that an arrow has mentioned."""
        self.mention(name, frame)
        self.boxes[name].frame = frame
        self.boxes[name].attributes.update(attributes)

    def mention(self, name: str, frame: Frame) -> None:
        """Adds a node of which nothing is known yet but its name."""
        self.boxes.setdefault(name, Box(name, frame, {**frame.defaults["node"]}))


def read(source: str) -> Drawing:
    """The picture that a text describes.

    Raises:
        ValueError: it is not of the part of DOT that is understood here.
    """
    drawing = Drawing()
    tokens = _Tokens(source)
    while tokens.next() != "{":  # digraph, a name
        pass
    frame: Frame | None = drawing.frames[0]
    while frame is not None:
        word = tokens.next()
        if word == "}":
            frame = frame.outer
        elif word == "subgraph":
            frame = _subgraph(drawing, tokens, frame)
        elif word != ";":
            _statement(drawing, tokens, frame, word)
    return drawing


def _subgraph(drawing: Drawing, tokens: _Tokens, frame: Frame) -> Frame:
    name = tokens.next()
    if name == "{":
        name = ""
    else:
        tokens.expect("{")
    defaults = {kind: {**attributes} for kind, attributes in frame.defaults.items()}
    drawing.frames.append(Frame(name, frame, {}, defaults))
    return drawing.frames[-1]


def _statement(drawing: Drawing, tokens: _Tokens, frame: Frame, word: str) -> None:
    if word == "graph":
        frame.attributes.update(tokens.attributes())
    elif word in frame.defaults:
        frame.defaults[word].update(tokens.attributes())
    elif tokens.peek() == "=":
        tokens.next()
        frame.attributes[word] = tokens.next()
    elif tokens.peek() == "->":
        tokens.next()
        head = tokens.next()
        for name in (word, head):
            drawing.mention(name, frame)
        attributes = {**frame.defaults["edge"], **tokens.attributes()}
        drawing.lines.append(Line(word, head, attributes))
    else:
        drawing.box(word, frame, tokens.attributes())


class _Tokens:
    """The words of a text, one after the other."""

    def __init__(self, source: str) -> None:
        self._words = self._split(source)
        self._ahead: list[str] = []

    def _split(self, source: str) -> Iterator[str]:
        for found in _TOKEN.finditer(source):
            if found["quoted"] is not None:
                yield found["quoted"].replace('\\"', '"')
            elif found["comment"] is None:
                yield found[0]

    def next(self) -> str:
        """The next word."""
        if self._ahead:
            return self._ahead.pop()
        word = next(self._words, None)
        if word is None:
            raise ValueError("the DOT text ends before its last }")
        return word

    def peek(self) -> str:
        """The next word, which stays the next."""
        self._ahead.append(self.next())
        return self._ahead[-1]

    def expect(self, word: str) -> None:
        """Passes a word that must come here."""
        found = self.next()
        if found != word:
            raise ValueError(f"DOT text: expected {word!r}, got {found!r}")

    def attributes(self) -> Attributes:
        """What stands in brackets, if anything does."""
        found: Attributes = {}
        if self.peek() != "[":
            return found
        self.next()
        while (name := self.next()) != "]":
            if name not in ";,":
                self.expect("=")
                found[name] = self.next()
        return found
