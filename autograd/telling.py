"""`language("ko")`: what the package says, in English or in Korean.

The source says everything in English, and hands each message to `told`, which says it in the
language that is set. In English that is the text itself. In Korean the text is looked up in a
catalogue of sentences with holes (see `korean`). The commonest errors have a function that does
both: `raise value_error(f"order must be 1 or 2, got {order!r}")`.
"""

from __future__ import annotations

import warnings
from typing import overload

LANGUAGES = ("en", "ko")

CATALOGUES = ["autograd.korean"]
"""The packages that hold the Korean of messages, in a dict TEMPLATES; read when it is asked for."""

_language = "en"


@overload
def language() -> str: ...
@overload
def language(code: str) -> None: ...
def language(code: str | None = None) -> str | None:
    """Sets the language of all that the package says, or without an argument returns its code.

    Messages of errors and warnings, tables, pictures, the explorer, the command lines: from now on,
    in this process, whatever thread. Names, code and docstrings stay as they are.

        >>> import autograd
        >>> autograd.language()
        'en'
        >>> autograd.language("ko")
        >>> autograd.dot([1.0], [2.0, 3.0])
        Traceback (most recent call last):
        ValueError: dot에는 길이가 같은 두 수열이 필요한데 길이가 1과 2입니다
        >>> autograd.language("en")

    Arguments:
        code: "en", as at first, or "ko".

    Raises:
        ValueError: another code.
    """
    global _language
    if code is None:
        return _language
    _language = known_language(code)
    return None


def known_language(code: str | None) -> str:
    """A code that is one of `LANGUAGES`; for None, that of the language that is set."""
    if code is None:
        return _language
    if code not in LANGUAGES:
        known = " or ".join(map(repr, LANGUAGES))
        raise value_error(f"language must be {known}, got {code!r}")
    return code


def told(english: str) -> str:
    """A message in the language that is set; what nobody has translated stays English.

    Other messages may stand in its holes, told before.
    """
    if _language == "en":
        return english
    from autograd.korean.finding import korean  # of which English needs nothing

    return korean(english, tuple(CATALOGUES))


class TellingError(Exception):
    """An error that tells its message: what those of our own are made of."""

    def __init__(self, message: str = "", *others: object) -> None:
        super().__init__(*([told(message)] if message else []), *others)


def value_error(message: str) -> ValueError:
    """A ValueError that tells its message."""
    return ValueError(told(message))


def warn_of(message: str, category: type[Warning] = UserWarning, stacklevel: int = 1) -> None:
    """Warns, as `warnings.warn` does, with a message that is told."""
    warnings.warn(told(message), category, stacklevel + 1)


def type_error(message: str) -> TypeError:
    """A TypeError that tells its message."""
    return TypeError(told(message))


def import_error(message: str) -> ImportError:
    """An ImportError that tells its message."""
    return ImportError(told(message))
