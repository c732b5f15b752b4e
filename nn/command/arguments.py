"""The command line of `python -m nn`: what can be asked for, and how errors are told."""

from __future__ import annotations

import sys
from argparse import _SubParsersAction
from collections.abc import Sequence
from functools import partial
from typing import TypeAlias

from autograd.console import Parser, in_language, run
from autograd.telling import told, value_error
from nn import optim
from nn.activations import ACTIVATIONS
from nn.command.evaluation import evaluate
from nn.command.exporting import add_export
from nn.command.jobs import train
from nn.command.numbers import at_least_1, positive, whole
from nn.command.prediction import predict
from nn.command.reading import add_reading
from nn.command.recipes import RECIPES

PROGRAM = "python -m nn"
DEMO = "moons.png"
Commands: TypeAlias = "_SubParsersAction[Parser]"


def main(argv: Sequence[str] | None = None) -> int:
    """`python -m nn`: does what the arguments ask for and returns the exit status.

    An error is one line on standard error and status 2; Ctrl-C is status 130.
    """
    arguments = sys.argv[1:] if argv is None else argv
    return run(PROGRAM, lambda: in_language(PROGRAM, arguments, _demo_or))


def _demo_or(arguments: list[str]) -> int:
    return do(parser(PROGRAM, told("the demo"))[0], arguments or ["demo"])


def do(parser: Parser, arguments: Sequence[str]) -> int:
    """Does the job of the command that the arguments name."""
    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        called = f"{parser.prog} {getattr(options, 'command', '')}".strip()
        raise value_error(f"unrecognized: {' '.join(unknown)}; see {called} --help")
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
        description=told(
            f"Train small networks of scalar neurons, and use them. Without a command: {without}."
        ),
    )
    parser.add_language()
    commands = parser.add_subparsers(
        title=told("commands"), metavar="COMMAND", dest="command", required=True
    )
    _add_demo(commands)
    _add_train(commands, program)
    _add_predict(commands, program)
    _add_evaluate(commands, program)
    add_export(commands)
    return parser, commands


def _add_demo(commands: Commands) -> None:
    parser = commands.add_parser(
        "demo",
        help=told(f"train on two moons, and leave {DEMO} behind"),
        description=told(
            f"Trains on two moons and leaves their picture, {DEMO}, behind: what "
            f"`train moons --plot {DEMO}` does."
        ),
    )
    _train_options(parser)
    parser.set_defaults(job=partial(train, demo=True), data="moons", plot=DEMO)


def _add_train(commands: Commands, program: str) -> None:
    parser = commands.add_parser(
        "train",
        help=told("train a multi-layer perceptron and test it on data held out"),
        description=told(
            "Trains a multi-layer perceptron on three quarters of the data, and prints how "
            "good it is on the quarter held out. Inputs are standardised."
        ),
        epilog=told(f"example: {program} train flowers.csv --target species --save flowers.json"),
    )
    parser.set_defaults(job=train)
    parser.add_argument(
        "data",
        metavar="DATA",
        help=told(f"{', '.join(RECIPES)}, or a CSV file, also packed by gzip; - is standard input"),
    )
    _train_options(parser)
    add_reading(parser, learning=True)


def _train_options(parser: Parser) -> None:
    add = parser.add_argument
    add("--target", metavar="COLUMN", help=told("the column of the CSV file to predict"))
    add(
        "--task",
        choices=("classification", "regression"),
        help=told(
            "whether the target is a class or a number (default: a class if it is text, or whole "
            "numbers of at most 20 values, each twice on the average)"
        ),
    )
    add("--save", metavar="MODEL.json", help=told("write the trained model to this file"))
    _plot_option(parser)
    add(
        "--hidden",
        nargs="*",
        type=at_least_1,
        metavar="N",
        help=told("neurons of each hidden layer; none for a linear model (default: by the data)"),
    )
    add(
        "--activation",
        choices=ACTIVATIONS,
        default="relu",
        metavar="NAME",
        help=told(f"of the hidden layers: {', '.join(ACTIVATIONS)} (default: relu)"),
    )
    add(
        "--optimizer",
        choices=list(optim.OPTIMIZERS),
        default="adam",
        metavar="NAME",
        help=told(f"{', '.join(optim.OPTIMIZERS)} (default: adam)"),
    )
    add(
        "--lr",
        type=positive,
        metavar="RATE",
        help=told("learning rate (default: by the optimizer)"),
    )
    add(
        "--epochs",
        type=at_least_1,
        metavar="N",
        help=told("passes over the data (default: by the data)"),
    )
    add(
        "--batch-size",
        type=at_least_1,
        metavar="N",
        help=told("samples per step (default: by the data)"),
    )
    add(
        "--seed",
        type=whole,
        default=0,
        metavar="N",
        help=told("the same seed gives the same run (default: 0)"),
    )
    add(
        "--early-stopping",
        type=at_least_1,
        metavar="N",
        help=told(
            "stop when the loss on a part of the training data, which is then not trained on, has "
            "not fallen for N epochs, and keep the best parameters"
        ),
    )
    add(
        "--checkpoint",
        metavar="FILE",
        help=told("write there, while training, what --resume needs"),
    )
    add(
        "--resume",
        action="store_true",
        help=told(
            "go on from the file of --checkpoint where it is there; all else must be as it was, "
            "but --epochs may be more"
        ),
    )
    _json_option(parser)


def _add_predict(commands: Commands, program: str) -> None:
    parser = commands.add_parser(
        "predict",
        help=told("predict the target of a CSV file with a saved model"),
        description=told(
            "Writes the prediction for each row of a CSV file to standard output, as CSV: "
            "the target, and for a class also its probability. The file has the columns that the "
            "model was trained on, in any order, with or without the target."
        ),
        epilog=told(f"example: {program} predict flowers.json new.csv > predicted.csv"),
    )
    parser.set_defaults(job=predict)
    _model_and_file(parser, told("the samples to predict from; - is standard input"))
    add_reading(parser, learning=False)
    _json_option(parser)


def _add_evaluate(commands: Commands, program: str) -> None:
    parser = commands.add_parser(
        "evaluate",
        help=told("tell how good a saved model is on a CSV file that has the target"),
        description=told(
            "Prints accuracy beside that of always saying the commonest class, precision, "
            "recall and F1 of each class, and which classes are taken for which; for numbers R² "
            "and errors beside those of always saying the mean."
        ),
        epilog=told(f"example: {program} evaluate flowers.json more.csv --plot result.png"),
    )
    parser.set_defaults(job=evaluate)
    _model_and_file(parser, told("samples with their target; - is standard input"))
    add_reading(parser, learning=False)
    _plot_option(parser)
    _json_option(parser)


def _model_and_file(parser: Parser, what: str) -> None:
    parser.add_argument("model", metavar="MODEL.json", help=told("what train --save wrote"))
    parser.add_argument("file", metavar="FILE.csv", help=what)


def _plot_option(parser: Parser) -> None:
    parser.add_argument(
        "--plot",
        metavar="PICTURE.png",
        help=told(
            "draw the result: regions of classes in a plane, which classes are taken for which, "
            "or numbers predicted against true ones; also .svg and .pdf"
        ),
    )


def _json_option(parser: Parser) -> None:
    parser.add_argument(
        "--json", action="store_true", help=told("print JSON, for programs, instead")
    )
