"""The command line of `python -m nn`: what can be asked for, and how errors are told."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from autograd.console import Parser, run
from nn import optim
from nn.activations import ACTIVATIONS
from nn.command.jobs import RECIPES, train
from nn.command.prediction import predict

PROGRAM = "python -m nn"
DEMO = ["train", "moons", "--plot", "moons.png"]


def main(argv: Sequence[str] | None = None) -> int:
    """Does what the arguments ask for and returns the exit status.

    An error is one line on standard error and status 2; Ctrl-C is status 130.
    """
    arguments = sys.argv[1:] if argv is None else argv
    return run(PROGRAM, lambda: _do(arguments))


def _do(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments or DEMO)
    status: int = options.job(options) if arguments else train(options, demo=True)
    return status


def _parser() -> Parser:
    parser = Parser(
        prog=PROGRAM,
        description="Train small networks of scalar neurons. Without a command: the two-moons "
        "demo, which leaves moons.png behind.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_train(commands)
    _add_predict(commands)
    return parser


def _add_train(commands: argparse._SubParsersAction[Parser]) -> None:
    parser = commands.add_parser(
        "train",
        help="train a multi-layer perceptron and test it on data held out",
        description="Trains a multi-layer perceptron on three quarters of the data, and prints how "
        "good it is on the quarter held out. Inputs are standardised.",
        epilog=f"example: {PROGRAM} train flowers.csv --target species --save flowers.json",
    )
    parser.set_defaults(job=train)
    add = parser.add_argument
    add("data", metavar="DATA", help=f"{', '.join(RECIPES)}, or a CSV file with a header row")
    add("--target", metavar="COLUMN", help="the column of the CSV file to predict")
    add(
        "--task",
        choices=("classification", "regression"),
        help="whether the target is a class or a number (default: a class if it is text, or whole "
        "numbers of at most 20 values, each twice on the average)",
    )
    add("--save", metavar="MODEL.json", help="write the trained model to this file")
    add("--plot", metavar="PICTURE.png", help="draw the result; also .svg and .pdf")
    add(
        "--hidden",
        nargs="*",
        type=_at_least_1,
        metavar="N",
        help="neurons of each hidden layer; none for a linear model (default: by the data)",
    )
    add(
        "--activation",
        choices=ACTIVATIONS,
        default="relu",
        metavar="NAME",
        help=f"of the hidden layers: {', '.join(ACTIVATIONS)} (default: relu)",
    )
    add(
        "--optimizer",
        choices=list(optim.OPTIMIZERS),
        default="adam",
        metavar="NAME",
        help=f"{', '.join(optim.OPTIMIZERS)} (default: adam)",
    )
    add("--lr", type=_positive, metavar="RATE", help="learning rate (default: by the optimizer)")
    add(
        "--epochs",
        type=_at_least_1,
        metavar="N",
        help="passes over the data (default: by the data)",
    )
    add(
        "--batch-size",
        type=_at_least_1,
        metavar="N",
        help="samples per step (default: by the data)",
    )
    add(
        "--seed",
        type=_whole,
        default=0,
        metavar="N",
        help="the same seed gives the same run (default: 0)",
    )


def _add_predict(commands: argparse._SubParsersAction[Parser]) -> None:
    parser = commands.add_parser(
        "predict",
        help="predict the target of a CSV file with a saved model",
        description="Writes the prediction for each row of a CSV file to standard output, as CSV: "
        "the target, and for a class also its probability. The file has the columns that the model "
        "was trained on, in any order, with or without the target.",
        epilog=f"example: {PROGRAM} predict flowers.json new.csv > predicted.csv",
    )
    parser.set_defaults(job=predict)
    parser.add_argument("model", metavar="MODEL.json", help=f"what {PROGRAM} train --save wrote")
    parser.add_argument("file", metavar="FILE.csv", help="the samples to predict from")


def _at_least_1(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 1, got {text}")
    return number


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a whole number, got {text}") from None


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"must be a number above 0 and finite, got {text}")
    return number
