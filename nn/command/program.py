"""The console script `chainrule`: the command lines of `nn` and of `autograd` under one name."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from autograd import command
from autograd.console import Parser, in_language, run
from autograd.files import check_writable
from autograd.telling import told
from nn.command.arguments import do, parser
from nn.command.lines import tell
from nn.loading import load

PROGRAM = "chainrule"
DRAWS = """Draws the graph of an expression into graph.svg, or the file that --draw
names, and prints its value and its derivatives. A saved model is drawn as a
network: chainrule draw MODEL.json --draw network.svg"""
FORMULAS = {
    "explain": "print a formula's value, its derivatives, and every step on the way",
    "draw": "draw the graph of a formula, or the network of a saved model",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Does what the arguments ask for and returns the exit status, as its parts do."""
    arguments = sys.argv[1:] if argv is None else argv
    return run(PROGRAM, lambda: in_language(PROGRAM, arguments, _do))


def _do(arguments: list[str]) -> int:
    if arguments[:1] == ["explain"]:
        return command.main(arguments[1:], f"{PROGRAM} explain", steps=True)
    if arguments[:1] == ["draw"]:
        if any(Path(argument).suffix == ".json" for argument in arguments[1:]):
            return run(f"{PROGRAM} draw", lambda: do(_draw_parser(), arguments[1:]))
        return command.main(arguments[1:], f"{PROGRAM} draw", told(DRAWS), draw="graph.svg")
    ours, commands = parser(PROGRAM, told("this help"))
    for name in FORMULAS:
        commands.add_parser(name, help=told(FORMULAS[name]))  # for the list of commands
    return do(ours, arguments or ["--help"])


def _draw_parser() -> Parser:
    parser = Parser(
        prog=f"{PROGRAM} draw",
        description=told("Draws a network: neurons as circles, weights as lines between them."),
    )
    parser.set_defaults(job=_draw_network)
    parser.add_argument("model", metavar="MODEL.json", help=told("a model that was saved"))
    parser.add_argument(
        "--draw",
        metavar="FILE.svg",
        default="network.svg",
        help=told("the picture; also .png and .pdf"),
    )
    return parser


def _draw_network(options: Namespace) -> int:
    from nn.plotting import network, new_figure, picture_format, save_figure

    check_writable(options.draw)
    picture_format(options.draw)
    model = load(options.model)
    figure = new_figure(1)
    network(model, figure.axes[0])
    save_figure(figure, options.draw)
    tell("picture", options.draw)
    return 0
