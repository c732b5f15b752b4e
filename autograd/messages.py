"""Messages about what somebody typed or a file holds, in which anything may stand."""

import unicodedata

LONGEST = 600
"""The most characters of one."""


def one_line(message: str) -> str:
    """The message in one line, and if it is very long without its middle."""
    line = " ".join(message.split())
    half = LONGEST // 2
    return line if len(line) <= LONGEST else f"{line[:half]} ... {line[-half:]}"


def columns(text: str) -> int:
    """How many columns of a terminal the text takes: East Asian letters two, accents none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most so many columns, where words allow it."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and columns(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def padded(text: str, width: int, right: bool = False) -> str:
    """The text at the left, or at the right, of so many columns."""
    blanks = " " * (width - columns(text))
    return blanks + text if right else text + blanks
