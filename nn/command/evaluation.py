"""What `python -m nn evaluate` does: a saved model's predictions beside the truth of a CSV file."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from autograd.files import check_writable
from autograd.telling import told
from nn.command.arrays import in_array
from nn.command.lines import tell
from nn.command.prediction import Predictor
from nn.command.reading import reading_of, say
from nn.command.report import judged, print_json
from nn.data import CSVError, Dataset, known_targets, nothing_collected, plural, read_features


@nothing_collected()
def evaluate(options: Namespace) -> int:
    """Prints how good the predictions are, class by class; draws them if asked to."""
    if options.plot:
        from nn.plotting import picture_format  # at need: most runs draw nothing

        check_writable(options.plot)
        picture_format(options.plot)
    predictor = Predictor(options.model)
    data = _data(predictor, options)
    report = judged(
        predictor.outputs(in_array(data.X)), data.y, predictor.class_names, predictor.scale
    )
    if options.json:
        print_json(report.json())
    else:
        count = len(data.X)
        tell("data", f"{Path(options.file).name}: {told(f'{count} sample{plural(count)}')}")
        tell("result", f"{report.title()} ({report.beside()})")
        for warning in report.warnings():
            tell("warning", warning)
        print("", *report.lines(), sep="\n")
    if options.plot:
        from nn.command.pictures import draw_result

        draw_result(
            options.plot,
            Path(options.file).name,
            report,
            lambda x: predictor.model(predictor.standardizer(x)),
            data,
        )
        if not options.json:
            print()
            tell("picture", options.plot)
    return 0


def _data(predictor: Predictor, options: Namespace) -> Dataset:
    """The samples of a file, and their targets as the model counts classes."""
    reading = reading_of(options)
    names, target = predictor.class_names, predictor.target_name
    read = read_features(options.file, predictor.columns, reading)
    y = known_targets(read.table, target, names, reading)
    pairs = [(x, known) for x, known in zip(read.X, y) if known is not None]
    if not pairs:
        raise CSVError(f"{read.table.path}: no rows to evaluate on")
    count = len(y) - len(pairs)
    without = told(f"{count:,} row{plural(count)} without {target} left out")
    left_out = [without] if count else []
    say(options.file, "; ".join(filter(None, [read.said, *left_out])))
    X, found = zip(*pairs)
    return Dataset([*X], [*found], predictor.feature_names, names, target)
