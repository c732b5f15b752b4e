"""From the bytes of any table to numbers, in the order of the work, which is that of reading.

    faults, words, options      what is wrong, told; what somebody says of a file
    memory                      many cells made in a hurry
    sources, encodings          bytes, and which text they are
    dates, cells, numbers       what one cell can be, and what a column of cells is then
    dialects, asides, rows      where cells and rows end, and what is no row of the table
    headers                     which row holds names
    tables                      all of that: names, columns of text, and how the file was written
    kinds, columns              what a column holds, and so how a row becomes numbers
    learning, targets           what a file is taken for before a model learns from it

All of it stands on the csv module. pandas finds a delimiter, but neither encoding nor decimal sign,
and two readers would read some files differently; a file is to mean the same on every machine.
"""

from nn.data.reading.cells import is_missing
from nn.data.reading.columns import Column, Columns
from nn.data.reading.faults import CSVError
from nn.data.reading.learning import learned
from nn.data.reading.memory import nothing_collected, nothing_looked_through
from nn.data.reading.options import NAMES, Options
from nn.data.reading.sources import name_of
from nn.data.reading.tables import Table, read_table
from nn.data.reading.targets import known_targets, learned_targets, rows_without
from nn.data.reading.words import listed, plural

__all__ = [
    "NAMES",
    "CSVError",
    "Column",
    "Columns",
    "Options",
    "Table",
    "is_missing",
    "known_targets",
    "learned",
    "learned_targets",
    "listed",
    "name_of",
    "nothing_collected",
    "nothing_looked_through",
    "plural",
    "read_table",
    "rows_without",
]
