"""What `python -m nn evaluate` does: a saved model's predictions beside the truth of a CSV file."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from autograd.files import check_writable
from nn.command.pictures import draw_result
from nn.command.prediction import Predictor, outputs_of
from nn.command.report import judged, print_json
from nn.data import CSVError, Dataset, load_features, read_table
from nn.plotting import picture_format


def evaluate(options: Namespace) -> int:
    """Prints how good the predictions are, class by class; draws them if asked to."""
    if options.plot:
        check_writable(options.plot)
        picture_format(options.plot)
    predictor = Predictor(options.model)
    data = _data(predictor, options.file)
    outputs = outputs_of(predictor.model, [predictor.standardizer(x) for x in data.X])
    report = judged(outputs, data.y, predictor.class_names, predictor.scale)
    if options.json:
        print_json(report.json())
    else:
        print(f"data      {Path(options.file).name}: {len(data.X)} samples")
        print(f"result    {report.title()} ({report.beside()})")
        for warning in report.warnings():
            print(f"warning   {warning}")
        print("", *report.lines(), sep="\n")
    if options.plot:
        title = f"{Path(options.file).name}: {report.title()}"
        draw_result(
            options.plot,
            title,
            report,
            lambda x: predictor.model(predictor.standardizer(x)),
            data,
        )
        if not options.json:
            print(f"\npicture   {options.plot}")
    return 0


def _data(predictor: Predictor, path: str) -> Dataset:
    """The samples of a file, and their targets as the model counts classes."""
    table = read_table(path)
    names, target = predictor.class_names, predictor.target_name
    y: list[int] | list[float]
    if names:
        cells = table.column(target)
        for row, cell in enumerate(cells):
            if cell not in names:
                raise table.error(row, target, f"{cell!r} is no class of the model: {names}")
        y = [names.index(cell) for cell in cells]
    else:
        y = table.numbers(target)
    _, X = load_features(path, predictor.feature_names, target)
    if not X:
        raise CSVError(f"{path}: no rows to evaluate on")
    return Dataset(X, y, predictor.feature_names, names, target)
