"""The options of commands that read files: what somebody says of a file, and what is said back."""

from __future__ import annotations

import argparse
import sys
from argparse import Namespace

from autograd.console import Parser
from autograd.telling import told
from nn.data import Options, name_of

OF_THE_FILE = ("delimiter", "decimal", "encoding", "header")
COLUMNS = {
    "drop": "columns to leave out",
    "keep": "columns to take that would be left out, such as an id",
    "categorical": "columns whose numbers are names, such as a postcode",
}
OF_COLUMNS = (*COLUMNS, "missing")


def add_reading(parser: Parser, learning: bool) -> None:
    """Options that say how files are written and, to learn from them, what their columns are."""
    group = parser.add_argument_group(
        told("reading files"), told("what is not given is found out, and said")
    )
    add = group.add_argument
    add(
        "--delimiter",
        metavar="SIGN",
        help=told("between cells: a character, tab, space, semicolon ..."),
    )
    add("--decimal", metavar="SIGN", help=told("the decimal sign: . or ,"))
    add("--encoding", metavar="NAME", help=told("such as utf-8, cp949, latin-1, utf-16"))
    add(
        "--header",
        action=argparse.BooleanOptionalAction,
        help=told(
            "whether the first row holds names; without them, columns are called 1, 2, 3, ..."
        ),
    )
    if learning:
        _add_columns(group)


def _add_columns(group: argparse._ArgumentGroup) -> None:
    for name in COLUMNS:
        text = told(COLUMNS[name])
        group.add_argument(f"--{name}", nargs="+", default=(), metavar="COLUMN", help=text)
    group.add_argument(
        "--missing",
        choices=("mean", "drop"),
        default="mean",
        help=told(
            "where a cell is empty: take the column's mean, or no category, and add an input that "
            "says so; or drop the row (default: mean)"
        ),
    )


def reading_of(options: Namespace) -> Options:
    """What was said."""
    return Options(
        **{name: getattr(options, name) for name in (*OF_THE_FILE, *OF_COLUMNS) if name in options}
    )


def given(options: Namespace) -> str | None:
    """The first of these options that was given, if one was."""
    standard = Options()
    for name in (*OF_THE_FILE, *OF_COLUMNS):
        if getattr(options, name, None) not in (None, getattr(standard, name)):
            return name
    return None


def say(path: str, said: str) -> None:
    """Prints what a file was taken for beside the output, which is for others to read."""
    if said:
        print(f"{name_of(path)}: {said}", file=sys.stderr)
