"""The command line `python -m autograd "x**2 + x*y" x=3 y=2`."""

from __future__ import annotations

import sys
import textwrap
import unicodedata
import warnings
from collections.abc import Sequence
from pathlib import Path

from autograd.console import FAILED, Parser, run, say
from autograd.derivatives import hessian
from autograd.expressions import FUNCTIONS, Expression, ExpressionError, variable_name
from autograd.files import write_whole
from autograd.value import Value

PROGRAM = "python -m autograd"
DOT = (".dot", ".gv")
PICTURES = (".svg", ".png", ".pdf", *DOT)
WINDOW = 60  # how much of a long expression an error shows, in characters

EXAMPLES = f"""examples:
  {PROGRAM} "x**2 + x*y + y**2" x=3 y=2
  {PROGRAM} "tanh(x1*w1 + x2*w2 + b)" x1=2 x2=0 w1=-3 w2=1 b=6.88 --draw neuron.svg
  {PROGRAM} "where(x > 0, x, 0.1*x)" x=-1/3 --explore leaky.html
  {PROGRAM} "exp(-x**2/2) / sqrt(2*pi)" x=1 --order 2

functions:
{textwrap.fill(", ".join(sorted(FUNCTIONS)), 79, initial_indent="  ", subsequent_indent="  ")}
constants:
  pi, e
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Does what the arguments ask for and returns the exit status.

    An error is one line on standard error, below it the expression with a mark under the character
    at fault where there is one, and status 2.
    """
    arguments = sys.argv[1:] if argv is None else argv
    return run(PROGRAM, lambda: _answer(arguments))


def _answer(arguments: Sequence[str]) -> int:
    # An expression may begin with a minus, and would be taken for an option.
    options = _parser().parse_intermixed_args(
        [f" {a}" if a[:1] == "-" and a[:2] != "--" and a != "-h" else a for a in arguments]
    )
    try:
        expression = Expression(options.expression)
        numbers = _numbers(options.variables, expression)
        variables = {name: Value(numbers[name], name) for name in expression.names}
        result = _differentiated(expression, variables)
        second = []
        if options.order == 2 and variables:
            f = hessian(lambda xs: expression(dict(zip(expression.names, xs))))
            second = f([v.data for v in variables.values()])
    except ExpressionError as error:
        say(PROGRAM, str(error))
        if error.text:
            print(pointed(error), file=sys.stderr)
        return FAILED

    written = []
    if options.draw:
        _draw(result, options.draw)
        written.append(f"picture   {options.draw}")
    if options.explore:
        from autograd.exploring import explore

        explore(result).to_html(options.explore)
        written.append(f"explorer  {options.explore}")

    print(f"{expression.text} = {_digits(result.data)}")
    if variables:
        rows = [[name, _digits(v.data), _digits(v.grad)] for name, v in variables.items()]
        print("", *_table([["variable", "value", "derivative"], *rows]), sep="\n")
    if second:
        print("\nsecond derivatives")
        rows = [[name, *map(_digits, row)] for name, row in zip(variables, second)]
        print(*_table([["", *variables], *rows]), sep="\n")
    if written:
        print("", *written, sep="\n")
    return 0


def _parser() -> Parser:
    from argparse import RawDescriptionHelpFormatter

    parser = Parser(
        prog=PROGRAM,
        usage=f"{PROGRAM} EXPRESSION [NAME=NUMBER ...] [options]",
        description="Prints the value of an expression and its derivative in each variable.",
        epilog=EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("expression", metavar="EXPRESSION", help="arithmetic (+ - * / **), in quotes")
    add("variables", metavar="NAME=NUMBER", nargs="*", help="a number, or such as 1/3 or pi/2")
    add("--order", type=int, choices=(1, 2), default=1, help="2: also all second derivatives")
    add("--draw", metavar="FILE.svg", help="draw the graph; also .png, .pdf and .dot")
    add("--explore", metavar="FILE.html", help="write a page that steps through the graph")
    return parser


def _numbers(assignments: Sequence[str], expression: Expression) -> dict[str, float]:
    """The number of each variable; exactly those that the expression has."""
    numbers: dict[str, float] = {}
    for assignment in assignments:
        given, equals, text = assignment.strip().partition("=")
        if not equals:
            raise ValueError(f"{assignment!r} is not NAME=NUMBER; put the expression in quotes")
        name = variable_name(given.strip())
        if name in numbers:
            raise ValueError(f"{name} is given twice")
        constant = Expression(text)
        if constant.names:
            constant.refuse(f"{name} needs a number, got a name", constant.names[0])
        numbers[name] = float(constant({}))
    for name in expression.names:
        if name not in numbers:
            expression.refuse(f"{name} has no number; add {name}=NUMBER", name)
    for name in numbers:
        if name not in expression.names:
            raise ValueError(f"{name} is given, but it is not in {expression.text}")
    return numbers


def _differentiated(expression: Expression, variables: dict[str, Value]) -> Value:
    """The result of the expression, with the gradients of the variables filled in."""
    steps = expression.steps(variables)
    result = list(steps.values())[-1]
    if not isinstance(result, Value):  # an expression without variables
        return Value(result)
    try:
        result.backward()
    except (ArithmeticError, ValueError) as error:
        for part, node in steps.items():
            if isinstance(node, Value) and _has_no_slope(node):
                expression.refuse(str(error), part)
        raise
    return result


def _has_no_slope(node: Value) -> bool:
    """Whether it is here that backward() failed."""
    try:
        if node.grad:
            node.local_gradients()
    except (ArithmeticError, ValueError):
        return True
    return False


def _draw(result: Value, path: str) -> None:
    from autograd.drawing import draw

    ending = Path(path).suffix.lower()
    if ending not in PICTURES:
        raise ValueError(f"{path}: a picture's name must end in {', '.join(PICTURES)}")
    with warnings.catch_warnings(record=True) as notes:
        warnings.simplefilter("always")
        picture = draw(result)
        try:
            content = picture.source if ending in DOT else picture.pipe(ending[1:])
        except RuntimeError as error:  # there is no program to do the layout
            raise ValueError(str(error)) from None
    for note in notes:
        say(PROGRAM, f"note: {note.message}")
    write_whole(path, content)


# --- text in columns -----------------------------------------------------------------------------


def pointed(error: ExpressionError) -> str:
    """The expression, or what is around the fault in a long one, and a mark under the character."""
    start = max(0, error.position - WINDOW // 2)
    end = start + WINDOW
    before, after = error.text[start : error.position], error.text[error.position : end]
    left, right = "…" if start else "", "…" if end < len(error.text) else ""
    shown = "".join(c if c.isprintable() else "?" for c in f"{left}{before}{after}{right}")
    return f"  {shown}\n  {' ' * _columns(left + before)}^"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of aligned columns, the first to the left and the others to the right."""
    widths = [max(map(_columns, column)) for column in zip(*rows)]
    lines = []
    for first, *others in rows:
        cells = [first + " " * (widths[0] - _columns(first))]
        cells += [" " * (w - _columns(cell)) + cell for cell, w in zip(others, widths[1:])]
        lines.append("  ".join(cells).rstrip())
    return lines


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes: East Asian letters two, accents none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


def _digits(x: float) -> str:
    return f"{x + 0.0:.10g}"  # adding 0 leaves no -0
