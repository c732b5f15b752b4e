"""The command line `python -m autograd "x**2 + x*y" x=3 y=2`."""

from __future__ import annotations

import ast
import sys
import textwrap
import warnings
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from autograd.console import FAILED, Parser, in_language, run, say, table
from autograd.derivatives import hessian
from autograd.expressions import FUNCTIONS, Expression, ExpressionError, variable_name
from autograd.files import write_whole
from autograd.messages import columns
from autograd.telling import told, value_error
from autograd.value import Operand, Value

PROGRAM = "python -m autograd"
PURPOSE = "Prints the value of an expression and its derivative in each variable."
DOT = (".dot", ".gv")
PICTURES = (".svg", ".png", ".pdf", *DOT)
WINDOW = 60  # how much of a long expression an error shows, in characters

EXAMPLES = [
    '"x**2 + x*y + y**2" x=3 y=2',
    '"tanh(x1*w1 + x2*w2 + b)" x1=2 x2=0 w1=-3 w2=1 b=6.88 --draw neuron.svg',
    '"where(x > 0, x, 0.1*x)" x=-1/3 --explore leaky.html',
    '"exp(-x**2/2) / sqrt(2*pi)" x=1 --order 2',
]
NAMES = textwrap.fill(", ".join(sorted(FUNCTIONS)), 79, initial_indent="  ", subsequent_indent="  ")


def main(
    argv: Sequence[str] | None = None,
    program: str = PROGRAM,
    purpose: str = "",
    **defaults: str | bool,
) -> int:
    """Does what the arguments ask for and returns the exit status.

    An error is one line on standard error, below it the expression with a mark under the character
    at fault where there is one, and status 2.

    Arguments:
        argv: by default those that the process was started with.
        program: the name under which it was.
        purpose: what it does by that name, for its help.
        defaults: options that this name turns on.
    """
    arguments = sys.argv[1:] if argv is None else argv
    answer = partial(_answer, program=program, purpose=purpose, defaults=defaults)
    return run(program, lambda: in_language(program, arguments, answer))


def _answer(
    arguments: list[str], program: str, purpose: str, defaults: Mapping[str, str | bool]
) -> int:
    parser = _parser(program, purpose or told(PURPOSE))
    parser.set_defaults(**defaults)
    # An expression may begin with a minus, and would be taken for an option.
    options = parser.parse_intermixed_args(
        [f" {a}" if a[:1] == "-" and a[:2] != "--" and a != "-h" else a for a in arguments]
    )
    try:
        expression = Expression(options.expression)
        numbers = _numbers(options.variables, expression)
        variables = {name: Value(numbers[name], name) for name in expression.names}
        parts = expression.steps(variables)
        result = _differentiated(expression, parts)
        second = []
        if options.order == 2 and variables:
            f = hessian(lambda xs: expression(dict(zip(expression.names, xs))))
            second = f([v.data for v in variables.values()])
    except ExpressionError as error:
        say(program, str(error))
        if error.text:
            print(pointed(error), file=sys.stderr)
        return FAILED

    written = []
    if options.draw:
        _draw(result, options.draw, program)
        written.append(told(f"picture   {options.draw}"))
    if options.explore:
        from autograd.exploring import explore

        explore(result).to_html(options.explore)
        written.append(told(f"explorer  {options.explore}"))

    print(f"{expression.text} = {_digits(result.data)}")
    if variables:
        rows = [[name, _digits(v.data), _digits(v.grad)] for name, v in variables.items()]
        head = [told("variable"), told("value"), told("derivative")]
        print("", *table([head, *rows]), sep="\n")
    if options.steps and variables:
        head = [told("step"), told("value"), told("derivative of the whole")]
        print("", *table([head, *_steps(parts)]), sep="\n")
    if second:
        print("", told("second derivatives"), sep="\n")
        rows = [[name, *map(_digits, row)] for name, row in zip(variables, second)]
        print(*table([["", *variables], *rows]), sep="\n")
    if written:
        print("", *written, sep="\n")
    return 0


def _parser(program: str, purpose: str) -> Parser:
    from argparse import RawDescriptionHelpFormatter

    examples = "\n".join(f"  {program} {example}" for example in EXAMPLES)
    parser = Parser(
        prog=program,
        usage=told(f"{program} EXPRESSION [NAME=NUMBER ...] [options]"),
        description=purpose,
        epilog=told(f"examples:\n{examples}\n\nfunctions:\n{NAMES}\nconstants:\n  pi, e\n"),
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_language()
    add = parser.add_argument
    add("expression", metavar="EXPRESSION", help=told("arithmetic (+ - * / **), in quotes"))
    number = told("a number, or such as 1/3 or pi/2")
    steps = told("also every step on the way, and its derivative")
    add("variables", metavar="NAME=NUMBER", nargs="*", help=number)
    add("--order", type=int, choices=(1, 2), default=1, help=told("2: also all second derivatives"))
    add("--steps", action="store_true", help=steps)
    add("--draw", metavar="FILE.svg", help=told("draw the graph; also .png, .pdf and .dot"))
    page = told("write a page that steps through the graph")
    add("--explore", metavar="FILE.html", help=page)
    return parser


def _numbers(assignments: Sequence[str], expression: Expression) -> dict[str, float]:
    """The number of each variable; exactly those that the expression has."""
    numbers: dict[str, float] = {}
    for assignment in assignments:
        given, equals, text = assignment.strip().partition("=")
        if not equals:
            raise value_error(f"{assignment!r} is not NAME=NUMBER; put the expression in quotes")
        name = variable_name(given.strip())
        if name in numbers:
            raise value_error(f"{name} is given twice")
        constant = Expression(text)
        if constant.names:
            constant.refuse(f"{name} needs a number, got a name", constant.names[0])
        numbers[name] = float(constant({}))
    for name in expression.names:
        if name not in numbers:
            expression.refuse(f"{name} has no number; add {name}=NUMBER", name)
    for name in numbers:
        if name not in expression.names:
            raise value_error(f"{name} is given, but it is not in {expression.text}")
    return numbers


def _differentiated(expression: Expression, parts: Mapping[ast.expr, Operand]) -> Value:
    """The result, which is that of the last part, with the gradients of all parts filled in."""
    result = list(parts.values())[-1]
    if not isinstance(result, Value):  # an expression without variables
        return Value(result)
    try:
        result.backward()
    except (ArithmeticError, ValueError) as error:
        for part, node in parts.items():
            if isinstance(node, Value) and _has_no_slope(node):
                expression.refuse(str(error), part)
        raise
    return result


def _steps(parts: Mapping[ast.expr, Operand]) -> list[list[str]]:
    """For every operation the text of its part, its value, and the derivative of the whole in it.

    They come in the order in which Python would do them: where a part's text ends. A part that
    stands in the expression twice is computed twice, for the whole depends on each.
    """
    steps = sorted(
        parts.items(), key=lambda item: (item[0].end_col_offset or 0, -item[0].col_offset)
    )
    return [
        [_short(ast.unparse(part)), _digits(node.data), _digits(node.grad)]
        for part, node in steps
        if isinstance(node, Value) and not isinstance(part, ast.Name)
    ]


def _short(text: str) -> str:
    return text if len(text) <= WINDOW else f"{text[: WINDOW // 2]} … {text[-WINDOW // 2 :]}"


def _has_no_slope(node: Value) -> bool:
    """Whether it is here that backward() failed."""
    try:
        if node.grad:
            node.local_gradients()
    except (ArithmeticError, ValueError):
        return True
    return False


def _draw(result: Value, path: str, program: str) -> None:
    from autograd.drawing import draw

    ending = Path(path).suffix.lower()
    if ending not in PICTURES:
        raise value_error(f"{path}: a picture's name must end in {', '.join(PICTURES)}")
    with warnings.catch_warnings(record=True) as notes:
        warnings.simplefilter("always")
        picture = draw(result)
        try:
            content = picture.source if ending in DOT else picture.pipe(ending[1:])
        except RuntimeError as error:  # there is no program to do the layout
            raise ValueError(str(error)) from None
    for note in notes:
        say(program, told(f"note: {note.message}"))
    write_whole(path, content)


# --- text in columns -----------------------------------------------------------------------------


def pointed(error: ExpressionError) -> str:
    """The expression, or what is around the fault in a long one, and a mark under the character."""
    start = max(0, error.position - WINDOW // 2)
    end = start + WINDOW
    before, after = error.text[start : error.position], error.text[error.position : end]
    left, right = "…" if start else "", "…" if end < len(error.text) else ""
    shown = "".join(c if c.isprintable() else "?" for c in f"{left}{before}{after}{right}")
    return f"  {shown}\n  {' ' * columns(left + before)}^"


def _digits(x: float) -> str:
    return f"{x + 0.0:.10g}"  # adding 0 leaves no -0
