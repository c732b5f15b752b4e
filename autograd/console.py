"""What the command lines share: how they end, how they tell errors, and text in columns."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from autograd.messages import columns, padded, wrapped
from autograd.telling import LANGUAGES, language, told, value_error

FAILED = 2
INTERRUPTED = 130  # the exit status after Ctrl-C, as shells count: 128 + the signal
BROKEN_PIPE = 141


class Wrapped(argparse.HelpFormatter):
    """Help in lines that fit where Korean letters take two columns each."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))


class Parser(argparse.ArgumentParser):
    """A parser of arguments whose errors are exceptions, for `run` to tell."""

    def add_language(self) -> None:
        """Adds `--language`."""
        self.add_argument("--language", choices=LANGUAGES, help=told("of all that is said"))

    def format_help(self) -> str:
        """The help, of which the headings and that of -h are argparse's words."""
        self._positionals.title = told("positional arguments")
        self._optionals.title = told("options")
        for action in self._actions[:1]:
            action.help = action.help and told(action.help)
        if self.formatter_class is argparse.HelpFormatter:
            self.formatter_class = Wrapped
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Raises ValueError."""
        argument, colon, fault = message.partition(": ")
        if argument.startswith("argument "):
            message = f"{told(argument)}{colon}{told(fault)}"
        raise value_error(f"{told(message)}; see {self.prog} --help")


def in_language(program: str, arguments: Sequence[str], job: Callable[[list[str]], int]) -> int:
    """Does a job with its arguments, in the language that is named by `--language` among them.

    The job, run as by `run`, does not get to see that one. Afterwards the language is what it was.
    """
    parser = Parser(prog=program, add_help=False, allow_abbrev=False)
    parser.add_language()
    options, rest = parser.parse_known_args(arguments)
    before = language()
    try:
        language(options.language or before)
        return run(program, lambda: job(rest))  # errors are told in it too
    finally:
        language(before)


def run(program: str, job: Callable[[], int]) -> int:
    """Does a job and returns the exit status, its own if all goes well.

    An error is one line on standard error and status 2; Ctrl-C is status 130.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a letter that the terminal lacks is no reason to stop
            stream.reconfigure(errors="backslashreplace")
    try:
        status = job()
        print(end="", flush=True)
    except KeyboardInterrupt:
        say(program, told("interrupted"))
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output, such as `head`, has seen enough
        _abandon_output()
        return BROKEN_PIPE
    except OSError as error:
        fault = told(error.strerror or str(error))
        say(program, f"{error.filename}: {fault}" if error.filename else fault)
        _abandon_output()
        return FAILED
    except (ArithmeticError, ImportError, MemoryError, ValueError) as error:
        say(program, str(error) or type(error).__name__)
        return FAILED
    return status


def say(program: str, message: str) -> None:
    """Prints a message as one line on standard error."""
    print(f"{program}: {' '.join(message.split())}", file=sys.stderr)


def _abandon_output() -> None:
    """Lets Python's own last flush of standard output succeed, where a device is full or gone."""
    try:
        print(end="", flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of aligned columns, the first to the left and the others to the right."""
    widths = [max(map(columns, column)) for column in zip(*rows)]
    lines = []
    for first, *others in rows:
        cells = [padded(first, widths[0])]
        cells += [padded(cell, w, right=True) for cell, w in zip(others, widths[1:])]
        lines.append("  ".join(cells).rstrip())
    return lines
