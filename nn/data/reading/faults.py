"""`CSVError`: what is wrong with a file."""

from __future__ import annotations

from autograd.messages import one_line
from autograd.telling import told


class CSVError(ValueError):
    """What is wrong with a CSV file: the file, the row (as an editor counts lines), the column."""

    def __init__(self, message: str) -> None:
        super().__init__(one_line(told(message)))
