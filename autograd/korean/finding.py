"""The Korean of a message: the English sentence is found by its words, and its holes are kept.

"dot needs {n} numbers, got {m}"      ->      "dot에는 수 {n}개가 필요한데 {m}개가 왔습니다"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib import import_module
from string import Formatter

from autograd.korean.particles import with_particles

Piece = tuple[str, str | None]  # words, and the name of the hole after them


def korean(english: str, catalogues: tuple[str, ...]) -> str:
    """The message in Korean, as the catalogues of these packages have it; else as it is."""
    exact, sentences = _sentences(catalogues)
    sentence = exact.get(english) or next((s for s in sentences if s.fits(english)), None)
    return sentence.of(english) if sentence else english


class Sentence:
    """An English template with holes, and its Korean, with the same holes in an order of its own.

    Arguments:
        english, korean: with holes in braces, as for `str.format`.
    """

    def __init__(self, english: str, korean: str) -> None:
        self.english, self.korean = english, korean
        self.words = [words for words, _ in pieces_of(english)]

    def fits(self, message: str) -> bool:
        """Whether the message is this sentence with something in the holes."""
        quickly = all(words in message for words in self.words)
        return quickly and self._pattern.fullmatch(message) is not None

    def of(self, message: str) -> str:
        """The message, which fits, in Korean."""
        found = self._pattern.fullmatch(message)
        holes = found.groupdict() if found else {}
        text = ""
        for words, hole in pieces_of(self.korean):
            text = with_particles(text, words) + (holes[hole] if hole else "")
        return text

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(
            "".join(
                re.escape(words) + (f"(?P<{hole}>{_filling(hole)})" if hole else "")
                for words, hole in pieces_of(self.english)
            ),
            re.DOTALL,
        )


def _filling(hole: str) -> str:
    """What may stand in a hole: anything; in one called s the letters of a plural or an article."""
    return "[a-z]*" if hole == "s" else ".*?"


def pieces_of(template: str) -> Iterator[Piece]:
    """The words of a template, each with the name of the hole behind it, or None at the end."""
    for words, hole, _, _ in Formatter().parse(template):
        yield words, hole


@lru_cache(maxsize=4)
def _sentences(catalogues: tuple[str, ...]) -> tuple[dict[str, Sentence], list[Sentence]]:
    """Those without holes by their text; and those with holes, the ones of most words first."""
    exact, with_holes = {}, []
    for package in catalogues:
        for english, korean in import_module(package).TEMPLATES.items():
            sentence = Sentence(english, korean)
            if len(sentence.words) == 1 and "{" not in english:
                exact[english] = sentence
            else:
                with_holes.append(sentence)
    return exact, sorted(with_holes, key=lambda s: -sum(map(len, s.words)))
