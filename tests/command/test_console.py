"""How a command line ends: its status, and one line where something went wrong."""

import io
import sys

import pytest

from autograd.console import Parser, run


def failing(error):
    def job():
        raise error

    return job


def test_a_job_that_goes_well_has_its_own_status():
    assert [run("program", lambda status=status: status) for status in (0, 3)] == [0, 3]


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (KeyboardInterrupt(), 130, "program: interrupted\n"),
        (BrokenPipeError(), 141, ""),
        (ValueError("two\n  lines"), 2, "program: two lines\n"),
        (ZeroDivisionError("division by zero"), 2, "program: division by zero\n"),
        (ImportError("no such package"), 2, "program: no such package\n"),
        (MemoryError(), 2, "program: MemoryError\n"),
        (FileNotFoundError(2, "No such file", "a.csv"), 2, "program: a.csv: No such file\n"),
        (OSError("odd"), 2, "program: odd\n"),
    ],
    ids=lambda x: type(x).__name__,
)
def test_an_error_is_one_line_and_a_status(error, status, line, capsys):
    assert run("program", failing(error)) == status
    out, err = capsys.readouterr()
    assert (out, err) == ("", line)


@pytest.mark.parametrize("error", [TypeError("a fault of ours"), KeyError("x"), AttributeError()])
def test_a_fault_of_the_program_itself_is_not_hidden(error):
    with pytest.raises(type(error)):
        run("program", failing(error))


def test_a_letter_that_the_terminal_lacks_is_written_as_an_escape(monkeypatch):
    written = io.BytesIO()
    terminal = io.TextIOWrapper(written, encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert run("program", lambda: print("길이 é") or 0) == 0
    assert written.getvalue() == b"\\uae38\\uc774 \\xe9\n"


def test_output_that_is_closed_at_the_last_flush_is_told_by_the_status(monkeypatch):
    class Full(io.StringIO):
        full = True

        def flush(self):
            if self.full:
                self.full = False
                raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Full())
    assert run("program", lambda: 0) == 141


def test_what_is_wrong_with_the_arguments_is_an_error_that_names_the_help():
    parser = Parser(prog="program")
    parser.add_argument("--order", type=int)
    with pytest.raises(ValueError, match=r"invalid int value: 'x'; see program --help"):
        parser.parse_args(["--order", "x"])
