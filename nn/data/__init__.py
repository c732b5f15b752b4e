"""Data to learn from: generated, from CSV files, and the real sets that scikit-learn ships.

Every function returns a `Dataset`, which unpacks into samples and targets:

    >>> X, y = logic_gate("xor")
    >>> X, y
    ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0])
"""

from nn.data.csv_files import load_csv, load_features, read_dataset, read_features
from nn.data.dataset import (
    Dataset,
    Samples,
    Standardizer,
    batch_indices,
    batches,
    split_indices,
    train_test_split,
)
from nn.data.generators import blobs, circles, linear, logic_gate, moons, spiral
from nn.data.reading import (
    Column,
    Columns,
    CSVError,
    Options,
    is_missing,
    known_targets,
    listed,
    name_of,
    nothing_collected,
    nothing_looked_through,
    plural,
    read_table,
)
from nn.data.real import breast_cancer, diabetes, digits, iris

__all__ = [
    "CSVError",
    "Column",
    "Columns",
    "Dataset",
    "Options",
    "Samples",
    "Standardizer",
    "batch_indices",
    "batches",
    "blobs",
    "breast_cancer",
    "circles",
    "diabetes",
    "digits",
    "iris",
    "is_missing",
    "known_targets",
    "linear",
    "listed",
    "load_csv",
    "load_features",
    "logic_gate",
    "moons",
    "name_of",
    "nothing_collected",
    "nothing_looked_through",
    "plural",
    "read_dataset",
    "read_features",
    "read_table",
    "spiral",
    "split_indices",
    "train_test_split",
]
