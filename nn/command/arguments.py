"""The command line of `python -m nn`: what can be asked for, and how errors are told."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from typing import TypeAlias

from autograd.console import Parser, in_language, run
from nn import optim
from nn.activations import ACTIVATIONS
from nn.command.evaluation import evaluate
from nn.command.jobs import train
from nn.command.prediction import predict
from nn.command.reading import add_reading
from nn.command.recipes import RECIPES

PROGRAM = "python -m nn"
DEMO = "moons.png"
Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def main(argv: Sequence[str] | None = None) -> int:
    """`python -m nn`: does what the arguments ask for and returns the exit status.

    An error is one line on standard error and status 2; Ctrl-C is status 130.
    """
    arguments = sys.argv[1:] if argv is None else argv
    return run(PROGRAM, lambda: in_language(PROGRAM, arguments, _demo_or))


def _demo_or(arguments: list[str]) -> int:
    return do(parser(PROGRAM, "the demo")[0], arguments or ["demo"])


def do(parser: Parser, arguments: Sequence[str]) -> int:
    """Does the job of the command that the arguments name."""
    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        called = f"{parser.prog} {getattr(options, 'command', '')}".strip()
        raise ValueError(f"unrecognized: {' '.join(unknown)}; see {called} --help")
    status: int = options.job(options)
    return status


def parser(program: str, without: str) -> tuple[Parser, Commands]:
    """The commands about models, for a program of that name, and a place to add more.

    Arguments:
        program: its name.
        without: what it does without a command.
    """
    parser = Parser(
        prog=program,
        description="Train small networks of scalar neurons, and use them. Without a command: "
        f"{without}.",
    )
    parser.add_language()
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", dest="command", required=True
    )
    _add_demo(commands)
    _add_train(commands, program)
    _add_predict(commands, program)
    _add_evaluate(commands, program)
    return parser, commands


def _add_demo(commands: Commands) -> None:
    parser = commands.add_parser(
        "demo",
        help=f"train on two moons, and leave {DEMO} behind",
        description=f"Trains on two moons and leaves their picture, {DEMO}, behind: what "
        f"`train moons --plot {DEMO}` does.",
    )
    _train_options(parser)
    parser.set_defaults(job=partial(train, demo=True), data="moons", plot=DEMO)


def _add_train(commands: Commands, program: str) -> None:
    parser = commands.add_parser(
        "train",
        help="train a multi-layer perceptron and test it on data held out",
        description="Trains a multi-layer perceptron on three quarters of the data, and prints how "
        "good it is on the quarter held out. Inputs are standardised.",
        epilog=f"example: {program} train flowers.csv --target species --save flowers.json",
    )
    parser.set_defaults(job=train)
    parser.add_argument(
        "data",
        metavar="DATA",
        help=f"{', '.join(RECIPES)}, or a CSV file, also packed by gzip; - is standard input",
    )
    _train_options(parser)
    add_reading(parser, learning=True)


def _train_options(parser: Parser) -> None:
    add = parser.add_argument
    add("--target", metavar="COLUMN", help="the column of the CSV file to predict")
    add(
        "--task",
        choices=("classification", "regression"),
        help="whether the target is a class or a number (default: a class if it is text, or whole "
        "numbers of at most 20 values, each twice on the average)",
    )
    add("--save", metavar="MODEL.json", help="write the trained model to this file")
    _plot_option(parser)
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
    add(
        "--early-stopping",
        type=_at_least_1,
        metavar="N",
        help="stop when the loss on a part of the training data, which is then not trained on, has "
        "not fallen for N epochs, and keep the best parameters",
    )
    add("--checkpoint", metavar="FILE", help="write there, while training, what --resume needs")
    add(
        "--resume",
        action="store_true",
        help="go on from the file of --checkpoint where it is there; all else must be as it was, "
        "but --epochs may be more",
    )
    _json_option(parser)


def _add_predict(commands: Commands, program: str) -> None:
    parser = commands.add_parser(
        "predict",
        help="predict the target of a CSV file with a saved model",
        description="Writes the prediction for each row of a CSV file to standard output, as CSV: "
        "the target, and for a class also its probability. The file has the columns that the model "
        "was trained on, in any order, with or without the target.",
        epilog=f"example: {program} predict flowers.json new.csv > predicted.csv",
    )
    parser.set_defaults(job=predict)
    _model_and_file(parser, "the samples to predict from; - is standard input")
    add_reading(parser, learning=False)
    _json_option(parser)


def _add_evaluate(commands: Commands, program: str) -> None:
    parser = commands.add_parser(
        "evaluate",
        help="tell how good a saved model is on a CSV file that has the target",
        description="Prints accuracy beside that of always saying the commonest class, precision, "
        "recall and F1 of each class, and which classes are taken for which; for numbers R² and "
        "errors beside those of always saying the mean.",
        epilog=f"example: {program} evaluate flowers.json more.csv --plot result.png",
    )
    parser.set_defaults(job=evaluate)
    _model_and_file(parser, "samples with their target; - is standard input")
    add_reading(parser, learning=False)
    _plot_option(parser)
    _json_option(parser)


def _model_and_file(parser: Parser, what: str) -> None:
    parser.add_argument("model", metavar="MODEL.json", help="what train --save wrote")
    parser.add_argument("file", metavar="FILE.csv", help=what)


def _plot_option(parser: Parser) -> None:
    parser.add_argument(
        "--plot",
        metavar="PICTURE.png",
        help="draw the result: regions of classes in a plane, which classes are taken for which, "
        "or numbers predicted against true ones; also .svg and .pdf",
    )


def _json_option(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON, for programs, instead")


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
