"""How good predictions are, beside what needs no model: in a line, in a table, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from autograd.console import table
from autograd.telling import told
from nn import metrics
from nn.data import Standardizer, listed
from nn.files import Json

MOST_COLUMNS = 12  # classes, up to which a matrix of counts fits in a terminal
MOST_WORST = 10  # how many classes, and pairs of them, are named where it does not


def judged(
    outputs: Sequence[object],
    targets: Sequence[float],
    class_names: Sequence[str],
    scale: Standardizer | None,
) -> Report:
    """How good a model's outputs are.

    Arguments:
        outputs: for each sample a score, or a list of scores, one for each class.
        targets: the index of its class, or the number to predict.
        class_names: of all classes that the model knows; none where it predicts numbers.
        scale: undoes the scale in which it predicts them.
    """
    if scale is None:
        matrix = [[0] * len(class_names) for _ in class_names]
        for predicted, true in zip(metrics.predicted_classes(outputs), targets):
            matrix[int(true)][predicted] += 1
        return Classified(class_names, matrix)
    return Regressed([scale.undo([float(output)])[0] for output in outputs], targets)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Classified:
    """Classes predicted: `matrix[i][j]` samples of class i were taken for class j."""

    names: Sequence[str]
    matrix: Sequence[Sequence[int]]

    @property
    def accuracy(self) -> float:
        """The share of samples whose class is right."""
        return sum(row[k] for k, row in enumerate(self.matrix)) / self._samples

    @property
    def baseline(self) -> float:
        """The accuracy of always saying the commonest class."""
        return max(map(sum, self.matrix)) / self._samples

    def title(self, tell: Callable[[str], str] = told) -> str:
        """The result in two words; pictures have another way to tell them."""
        return tell(f"accuracy {self.accuracy:.3f}")

    def beside(self) -> str:
        """What needs no model, to compare it with."""
        return f"{told(f'always {self._commonest!r}')}: {self.baseline:.3f}"

    def warnings(self) -> list[str]:
        """What a good accuracy may hide."""
        if sum(map(bool, map(sum, self.matrix))) < 2:
            return [told(f"all samples are {self._commonest!r}: nothing to tell apart")]
        scores = metrics.class_scores(self.matrix)
        missed = [repr(n) for n, s in zip(self.names, scores) if s.samples and not s.recall]
        warnings = []
        if self.accuracy <= self.baseline:
            warnings.append(told(f"no better than always saying {self._commonest!r}"))
        if missed:
            warnings.append(told(f"not one sample was found of {listed(missed)}"))
        return warnings

    def lines(self) -> list[str]:
        """A table of the classes, the worst of many, and which are taken for which."""
        scored = list(zip(self.names, metrics.class_scores(self.matrix)))
        there = [score for _, score in scored if score.samples]
        means = [sum(column) / len(there) for column in zip(*(score[:3] for score in there))]
        title = told("class")
        if len(scored) > MOST_COLUMNS:
            title = told(f"the {MOST_WORST} worst of {len(scored)} classes")
            found = [(name, score) for name, score in scored if score.samples]
            scored = sorted(found, key=lambda pair: pair[1].f1)[:MOST_WORST]
        rows = [[title, told("precision"), told("recall"), "F1", told("samples")]]
        rows += [[n, *_three(s[:3]), str(s.samples)] for n, s in scored]
        rows.append([told("mean of classes"), *_three(means), str(self._samples)])
        return [*table(rows), "", *self._confusion()]

    def json(self) -> Json:
        """The same for programs."""
        scores = zip(self.names, metrics.class_scores(self.matrix))
        return {
            "samples": self._samples,
            "accuracy": self.accuracy,
            "baseline_accuracy": self.baseline,
            "baseline_class": self._commonest,
            "classes": {name: score._asdict() for name, score in scores},
            "confusion_matrix": [list(row) for row in self.matrix],
            "warnings": self.warnings(),
        }

    def _confusion(self) -> list[str]:
        if len(self.names) <= MOST_COLUMNS:
            rows = [[name, *map(str, row)] for name, row in zip(self.names, self.matrix)]
            return table([[told("true, taken for"), *self.names], *rows])
        mistakes = [
            (count, f"{self.names[i]} {told('for')} {self.names[j]}")
            for i, row in enumerate(self.matrix)
            for j, count in enumerate(row)
            if count and i != j
        ]
        mistakes.sort(key=lambda mistake: -mistake[0])
        rows = [[pair, str(count)] for count, pair in mistakes[:MOST_WORST]]
        head = [told("commonest mistakes"), told("samples")]
        return table([head, *rows]) if rows else [told("no mistakes")]

    @property
    def _samples(self) -> int:
        return sum(map(sum, self.matrix))

    @property
    def _commonest(self) -> str:
        counts = list(map(sum, self.matrix))
        return self.names[counts.index(max(counts))]


@dataclass(frozen=True)
class Regressed:
    """Numbers predicted, beside the true ones."""

    predictions: Sequence[float]
    targets: Sequence[float]

    @property
    def r2(self) -> float:
        """1 is perfect, 0 no better than always saying the mean."""
        return metrics.r2_score(self.predictions, self.targets)

    @property
    def error(self) -> float:
        """The mean absolute error, in the units of the target."""
        return metrics.mean_absolute_error(self.predictions, self.targets)

    @property
    def baseline(self) -> float:
        """The mean absolute error of always saying the mean."""
        return metrics.mean_absolute_error(self._means, self.targets)

    def title(self, tell: Callable[[str], str] = told) -> str:
        """The result in a few words; pictures have another way to tell them."""
        return tell(f"R² {self.r2:.3f}, mean absolute error {self.error:.4g}")

    def beside(self) -> str:
        """What needs no model, to compare it with."""
        return f"{told('always the mean')}: {self.baseline:.4g}"

    def warnings(self) -> list[str]:
        """What a small error may hide."""
        if min(self.targets) == max(self.targets):
            return [told(f"all targets are {self.targets[0]:g}: nothing to predict")]
        return [told("no better than always saying the mean")] if self.r2 <= 0.0 else []

    def lines(self) -> list[str]:
        """A table of the errors."""
        rows = [[told("error"), told("model"), told("always the mean")]]
        rows.append([told("mean absolute"), f"{self.error:.4g}", f"{self.baseline:.4g}"])
        roots = [
            metrics.mean_squared_error(said, self.targets) ** 0.5
            for said in (self.predictions, self._means)
        ]
        rows.append([told("root mean square"), *(f"{root:.4g}" for root in roots)])
        return table(rows)

    def json(self) -> Json:
        """The same for programs."""
        return {
            "samples": len(self.targets),
            "r2": self.r2,
            "mean_absolute_error": self.error,
            "root_mean_squared_error": metrics.mean_squared_error(self.predictions, self.targets)
            ** 0.5,
            "baseline_mean_absolute_error": self.baseline,
            "warnings": self.warnings(),
        }

    @property
    def _means(self) -> list[float]:
        return [sum(self.targets) / len(self.targets)] * len(self.targets)


Report: TypeAlias = "Classified | Regressed"


def print_json(answer: object) -> None:
    """Prints what a program is to read: one object of JSON."""
    import json

    print(json.dumps(answer, ensure_ascii=False, indent=1))


def _three(numbers: Sequence[float]) -> list[str]:
    return [f"{number:.3f}" for number in numbers]
