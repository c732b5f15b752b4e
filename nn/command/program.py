"""The console script `chainrule`: the command lines of `nn` and of `autograd` under one name."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from autograd import command
from autograd.console import run
from nn.command.arguments import do, parser

PROGRAM = "chainrule"
FORMULAS = {
    "explain": "print a formula's value, its derivatives, and every step on the way",
    "draw": "draw the graph of a formula, by default to graph.svg",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Does what the arguments ask for and returns the exit status, as its parts do."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["explain"]:
        return command.main(arguments[1:], f"{PROGRAM} explain", steps=True)
    if arguments[:1] == ["draw"]:
        return command.main(arguments[1:], f"{PROGRAM} draw", draw="graph.svg")
    ours, commands = parser(PROGRAM, "this help")
    for name, text in FORMULAS.items():
        commands.add_parser(name, help=text)  # for the list of commands
    return run(PROGRAM, lambda: do(ours, arguments or ["--help"]))
