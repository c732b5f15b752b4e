"""`Dataset`, and what is done to one before training: standardise, split, cut into batches."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import mul
from typing import Any, NamedTuple, TypeAlias, TypeVar

from autograd.telling import value_error
from nn.data.reading import Columns, nothing_collected
from nn.init import generator

Samples: TypeAlias = Any  # n samples in lists, or in an array of NumPy; what is given comes back
Sample = TypeVar("Sample")
Target = TypeVar("Target")


class Standardizer(NamedTuple):
    """Subtracts from each feature its mean and divides by its standard deviation.

        x ← (x - μ) / σ,    μ = (1/n) Σ x,    σ² = (1/n) Σ (x - μ)²

    Gradient descent has one step size for all weights, so it goes well where all inputs are of one
    size. μ and σ come from the training data alone: data held out must not be looked at.

    Arguments:
        mean: μ of each feature.
        scale: σ of each feature; 1 for a feature that never changes, which so becomes 0.
    """

    mean: list[float]
    scale: list[float]

    @classmethod
    @nothing_collected()
    def fit(cls, X: Sequence[Sequence[float]]) -> Standardizer:
        """The standardizer of these samples.

        Raises:
            ValueError: numbers beyond 1e300, of which the sum or a difference may be no float.
        """
        columns = X.T.copy() if hasattr(X, "T") else zip(*X)
        pairs = [_mean_and_scale(column) for column in columns]
        return cls([mean for mean, _ in pairs], [scale for _, scale in pairs])

    def __call__(self, x: Sequence[float]) -> list[float]:
        """One sample standardised. Raises ValueError if it has another number of features."""
        if len(x) != len(self.mean):
            raise value_error(f"expected a sample of {len(self.mean)} numbers, got {len(x)}")
        return [(a - mean) / scale for a, mean, scale in zip(x, self.mean, self.scale)]

    @nothing_collected()
    def of_all(self, X: Samples) -> Samples:
        """The same for many samples, column by column: no loop inside a loop of Python's."""
        if hasattr(X, "dtype"):
            return self._of_array(X)
        if any(len(x) != len(self.mean) for x in X) or not self.mean:
            return [self(x) for x in X]
        columns = [
            [(a - mean) / scale for a in column]
            for column, mean, scale in zip(zip(*X), self.mean, self.scale)
        ]
        return list(map(list, zip(*columns)))

    def _of_array(self, X: Samples) -> Samples:
        import numpy as np

        with np.errstate(all="ignore"):  # as of floats, whose differences overflow in silence
            return (X - self.mean) / self.scale

    def undo(self, x: Sequence[float]) -> list[float]:
        """The sample that this one was before: x·σ + μ."""
        return [a * scale + mean for a, mean, scale in zip(x, self.mean, self.scale)]


def _mean_and_scale(column: Any) -> tuple[float, float]:
    """Of a list or an array the same numbers, to the last bit."""
    numbers = column.tolist() if hasattr(column, "tolist") else column
    least, most = min(numbers), max(numbers)
    if least == most:  # where rounding would leave some dust to divide by
        return numbers[0], 1.0
    if max(-least, most) > 1e300:
        raise value_error("numbers beyond 1e300 cannot be standardized; divide that feature first")
    mean = math.fsum(numbers) / len(numbers)
    # Divided by the largest first, so that no square overflows or vanishes.
    largest = max(most - mean, mean - least)
    if numbers is column:
        parts = [(x - mean) / largest for x in column]
        squares = list(map(mul, parts, parts))
    else:
        squares = (((column - mean) / largest) ** 2).tolist()
    variance = math.fsum(squares) / len(squares)
    return mean, largest * math.sqrt(variance) or largest  # of the least floats, half may be 0


@dataclass(frozen=True)
class Dataset:
    """Samples and their targets, with names. It unpacks into two: `X, y = moons()`.

    Arguments:
        X: n samples, each a list of floats.
        y: n targets: class indices 0, 1, ... (ints), or floats to predict.
        feature_names: one name per number in a sample.
        class_names: the name of class 0, 1, ...; empty if y holds floats.
        target_name: what y is.
        standardizer: what was done to X since it was read, if it was standardised.
        columns: how rows of a file become samples, if the data came from one.
    """

    X: list[list[float]]
    y: list[Any]
    feature_names: list[str]
    class_names: list[str]
    target_name: str = "y"
    standardizer: Standardizer | None = None
    columns: Columns | None = None

    def __iter__(self) -> Iterator[Any]:
        yield self.X
        yield self.y

    def __repr__(self) -> str:
        kind = f"{len(self.class_names)} classes" if self.class_names else "regression"
        features = len(self.feature_names)
        return f"<Dataset of {len(self.X)} samples, {features} feature(s), {kind}>"

    def standardized(self, standardizer: Standardizer | None = None) -> Dataset:
        """This data with mean 0 and standard deviation 1 in every feature, or as one given does.

        Example:
            >>> train, test = train_test_split(iris())
            >>> train = train.standardized()
            >>> test = test.standardized(train.standardizer)
        """
        standardizer = standardizer or Standardizer.fit(self.X)
        return replace(self, X=standardizer.of_all(self.X), standardizer=standardizer)


def train_test_split(
    data: Dataset, test_fraction: float = 0.25, seed: int | random.Random | None = None
) -> tuple[Dataset, Dataset]:
    """Two parts of the data: one to train with, and one held out to test on.

    Which samples are held out is drawn at random; where y holds classes, from each class in
    proportion, but never its last sample. Both parts keep the order of the data.

    Arguments:
        data: at least two samples.
        test_fraction: the part to hold out, between 0 and 1.
        seed: the same seed gives the same parts.

    Raises:
        ValueError: the fraction is not between 0 and 1, or nothing is left to hold out.
    """
    groups = data.y if data.class_names else [0] * len(data.y)
    train, test = split_indices(groups, test_fraction, generator(seed))
    return _choose(data, train), _choose(data, test)


def split_indices(
    groups: Sequence[object], test_fraction: float, rng: random.Random
) -> tuple[list[int], list[int]]:
    """The indices of both parts, the same fraction of each group in the second."""
    if not 0 < test_fraction < 1:
        raise value_error(f"the fraction to hold out must be between 0 and 1, got {test_fraction}")
    members: dict[object, list[int]] = {}
    for i, group in enumerate(groups):
        members.setdefault(group, []).append(i)
    test: set[int] = set()
    for indices in members.values():
        count = math.floor(len(indices) * test_fraction + 0.5)
        test.update(rng.sample(indices, min(count, len(indices) - 1)))
    if not test:
        raise value_error(
            f"nothing to hold out: {test_fraction:g} of each class, and never its last sample, "
            f"is none of {len(groups)} samples in {len(members)} class(es)"
        )
    return [i for i in range(len(groups)) if i not in test], sorted(test)


def _choose(data: Dataset, indices: list[int]) -> Dataset:
    return replace(data, X=[data.X[i] for i in indices], y=[data.y[i] for i in indices])


def batches(
    X: Sequence[Sample],
    y: Sequence[Target],
    batch_size: int,
    seed: int | random.Random | None = None,
) -> Iterator[tuple[list[Sample], list[Target]]]:
    """One pass over the data in random order, `batch_size` samples at a time; the last may be less.

    Give a `random.Random` as seed to continue it from pass to pass, each in another order.

    Raises:
        ValueError: X and y differ in length, or `batch_size` is not a positive whole number.
    """
    if len(X) != len(y):
        raise value_error(f"expected as many samples as targets, got {len(X)} and {len(y)}")
    for indices in batch_indices(len(X), batch_size, generator(seed)):
        yield [X[i] for i in indices], [y[i] for i in indices]


def batch_indices(n: int, batch_size: int | None, rng: random.Random) -> Iterator[Sequence[int]]:
    """The indices 0 to n - 1, shuffled and cut; or all of them in order if `batch_size` is None."""
    if batch_size is None:
        yield range(n)
        return
    if not isinstance(batch_size, int) or batch_size < 1:
        raise value_error(f"batch_size must be a whole number of at least 1, got {batch_size!r}")
    order = list(range(n))
    rng.shuffle(order)
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]
