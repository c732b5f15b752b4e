"""What `python -m nn export` does: a saved model as a file that needs nothing of this library."""

from __future__ import annotations

from argparse import Namespace, _SubParsersAction

from autograd.console import Parser
from autograd.files import check_writable
from autograd.telling import told
from nn.command.lines import tell
from nn.loading import load


def add_export(commands: _SubParsersAction[Parser]) -> None:
    """The command."""
    parser = commands.add_parser(
        "export",
        help=told("write a saved model as a file that needs nothing of this library"),
        description=told(
            "Writes a saved model as a module of Python that needs NumPy alone, with predict(rows) "
            "and gradient(rows), or in another form, by the ending of the file's name."
        ),
    )
    parser.set_defaults(job=export)
    parser.add_argument("model", metavar="MODEL.json", help=told("a model that was saved"))
    parser.add_argument("file", metavar="FILE.py", help=told("the file to write"))


def export(options: Namespace) -> int:
    """Writes the file."""
    check_writable(options.file)
    load(options.model).export(options.file)
    tell("exported", options.file)
    return 0
