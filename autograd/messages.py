"""Messages about what somebody typed or a file holds, in which anything may stand."""

LONGEST = 600
"""The most characters of one."""


def one_line(message: str) -> str:
    """The message in one line, and if it is very long without its middle."""
    line = " ".join(message.split())
    half = LONGEST // 2
    return line if len(line) <= LONGEST else f"{line[:half]} ... {line[-half:]}"
