"""Expressions as people type them, `x**2 + x*y`, computed on numbers or `Value`s.

Python's own parser makes a tree of the text (`ast.parse`, which runs nothing), and of that tree
only numbers, names, arithmetic, comparisons and calls of the functions below have a meaning here.
All else is refused, so nothing can be done with an expression but mathematics. Every number is
a float from the start: `9**9**9` overflows at once, where Python's ints would calculate for
years.
"""

from __future__ import annotations

import ast
import difflib
import keyword
import math
import re
import reprlib
import sys
import unicodedata
import warnings
from collections.abc import Callable, Mapping
from typing import NoReturn

from autograd import functions, ops
from autograd.entry import OPERATIONS
from autograd.messages import one_line
from autograd.telling import told, type_error, value_error
from autograd.value import Operand, Value

LONGEST = 10_000
"""The most characters of an expression; far beyond, Python's parser may exhaust its stack."""

CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}


def _power(a: Operand, b: Operand) -> Operand:
    return a**b if isinstance(a, Value) or isinstance(b, Value) else ops.pow_(a, b)


OPERATORS: dict[type[ast.AST], Callable[..., Operand]] = {
    ast.Add: ops.add,
    ast.Sub: ops.sub,
    ast.Mult: ops.mul,
    ast.Div: ops.div,
    ast.Pow: _power,
    ast.USub: ops.neg,
    ast.UAdd: lambda a: a,
    # A comparison is 1 or 0, computed by nodes, so that whoever changes a leaf changes it too.
    ast.Gt: lambda a, b: ops.step(ops.sub(a, b)),
    ast.Lt: lambda a, b: ops.step(ops.sub(b, a)),
    ast.GtE: lambda a, b: ops.sub(1.0, ops.step(ops.sub(b, a))),
    ast.LtE: lambda a, b: ops.sub(1.0, ops.step(ops.sub(a, b))),
}


def _with_settings(function: Callable[..., Operand]) -> Callable[..., Operand]:
    """A function of one operand and of numbers that its node keeps, such as the bounds of clip."""

    def checked(x: Operand, *settings: Operand) -> Operand:
        if any(isinstance(setting, Value) for setting in settings):
            raise type_error(f"only the first operand of {function.__name__} may hold variables")
        return function(x, *settings)

    return checked


# The functions of the table that make one number of one or several.
FUNCTIONS: dict[str, Callable[..., Operand]] = {
    **{name: getattr(functions, name) for name in functions.__all__ if name in OPERATIONS},
    **{name: _with_settings(getattr(functions, name)) for name in ("clip", "elu", "leaky_relu")},
    "abs": ops.abs_,
    "square": functions.square,
    "trigamma": functions.trigamma,
    "logsumexp": lambda *xs: functions.logsumexp(xs),
    "mean": lambda *xs: functions.mean(xs),
    "sum": lambda *xs: functions.sum(xs),
}
del FUNCTIONS["dot"], FUNCTIONS["take"], FUNCTIONS["polygamma"]  # not made of operands alone

# What these are elsewhere, and here.
_OTHER_NAMES = {
    "arccos": "acos",
    "arcsin": "asin",
    "arctan": "atan",
    "ln": "log",
    "max": "maximum",
    "min": "minimum",
}
_OTHER_SIGNS = {"^": "**", "²": "**2", "³": "**3", "·": "*", "×": "*", "÷": "/", "−": "-"}

_REFUSED: dict[type[ast.AST], str] = {
    ast.Attribute: "nothing has attributes here; a dot stands inside numbers only",
    ast.BoolOp: "'and' and 'or' are not known; put one where(...) inside another",
    ast.IfExp: "'if' is not known; write where(condition, a, b)",
    ast.NamedExpr: "nothing can be assigned here",
    ast.Subscript: "nothing can be indexed here",
    ast.Tuple: "a comma stands inside the parentheses of a function only",
}


class ExpressionError(ValueError):
    """An expression that cannot be read, or not be computed.

    Attributes:
        text: the expression.
        position: the index of the character at fault.
    """

    def __init__(self, message: str, text: str, position: int) -> None:
        super().__init__(one_line(told(message)))
        self.text = text
        self.position = max(0, min(position, len(text)))


class Expression:
    """An expression that has been read: call it with the numbers or Values of its variables.

    Arguments:
        text: arithmetic (`+ - * / **`, parentheses), numbers, names, `pi` and `e`, one
            comparison at a time (1 where it holds, else 0), and calls of `FUNCTIONS`.

    Attributes:
        text: the same in one line.
        names: the variables, in the order in which they appear.

    Raises:
        ExpressionError: the text is no such expression. When called: there is no result.

    Example:
        >>> Expression("x**2 + x*y")({"x": 3.0, "y": 2.0})
        15.0
    """

    def __init__(self, text: str) -> None:
        self.text = re.sub(r"\s", " ", text).strip()
        tree = self._parsed()
        called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
        nodes = [
            node for node in ast.walk(tree) if isinstance(node, ast.expr) and node not in called
        ]
        for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
            self._check(node)
        # `ast.walk` meets every node before its parts; backwards, the parts come first.
        self._nodes = nodes[::-1]
        names = [node for node in nodes if isinstance(node, ast.Name)]
        names.sort(key=lambda node: node.col_offset)
        self._first = {node.id: node for node in reversed(names) if node.id not in CONSTANTS}
        self.names = list(dict.fromkeys(node.id for node in names if node.id in self._first))

    def __call__(self, variables: Mapping[str, Operand]) -> Operand:
        """The result for these numbers or Values: a Value as soon as one of them is a Value."""
        return list(self.steps(variables).values())[-1]

    def steps(self, variables: Mapping[str, Operand]) -> dict[ast.expr, Operand]:
        """Every part of the expression with its result, parts first and the whole last."""
        results: dict[ast.expr, Operand] = {}
        node = self._nodes[0]
        try:
            for node in self._nodes:
                results[node] = _compute(node, results, variables)
        except (ArithmeticError, TypeError, ValueError) as error:
            self.refuse(str(error), node)
        return results

    def refuse(self, message: str, part: ast.expr | str) -> NoReturn:
        """Raises an error that points at a part of the expression, or at a variable's first use."""
        node = self._first[part] if isinstance(part, str) else part
        raise ExpressionError(message, self.text, self._position(node))

    def _parsed(self) -> ast.expr:
        """The tree of the text, or the error of what Python cannot read."""
        text = self.text
        if not text:
            raise ExpressionError("there is no expression", text, 0)
        if len(text) > LONGEST:
            message = f"an expression has at most {LONGEST:,} characters, this one {len(text):,}"
            raise ExpressionError(message, text, LONGEST)
        for position, sign in enumerate(text):
            if sign in _OTHER_SIGNS:
                raise ExpressionError(f"for {sign!r} write {_OTHER_SIGNS[sign]}", text, position)
            if sign == "#" or not sign.isprintable():
                raise ExpressionError(f"unexpected character {sign!a}", text, position)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what Python warns of, such as 1(2), is refused
                return ast.parse(text, mode="eval").body
        except SyntaxError as error:
            position = error.offset - 1 if error.offset else len(text)
            message = _in_our_words(error.msg, text[position : position + 1])
            raise ExpressionError(message, text, position) from None
        except (MemoryError, RecursionError):
            raise ExpressionError("nested too deeply", text, 0) from None

    def _check(self, node: ast.expr) -> None:
        """Raises an error unless this node, its parts apart, has a meaning."""
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                if abs(value) > sys.float_info.max:
                    self.refuse("the number is too large for a float", node)
            case ast.Constant(value=value):
                self.refuse(f"expected a number, got {reprlib.repr(value)}", node)
            case ast.Name(id=name):
                if name in FUNCTIONS:
                    self.refuse(f"{name} is a function: write {name}(...)", node)
            case ast.BinOp(op=operator) | ast.UnaryOp(op=operator):
                if type(operator) not in OPERATORS:
                    self.refuse("this operator is not known; there are + - * / **", node)
            case ast.Compare(ops=[operator]):
                if type(operator) not in OPERATORS:
                    self.refuse("of the comparisons there are < <= > >=", node)
            case ast.Compare():
                self.refuse("compare two numbers at a time", node)
            case ast.Call(func=ast.Name(id=name), args=operands, keywords=[]):
                if name not in FUNCTIONS:
                    self.refuse(f"unknown function {name!r}{_nearest(name)}", node)
                for operand in operands:
                    if isinstance(operand, ast.Starred):
                        self.refuse("a star stands between two numbers only", operand)
            case ast.Call(func=ast.Name(id=name)):
                self.refuse(f"{name} takes its operands without names", node)
            case ast.Call():
                self.refuse("only functions can be called; for a product write *", node)
            case _:
                self.refuse(_REFUSED.get(type(node), "this is not arithmetic"), node)

    def _position(self, node: ast.expr) -> int:
        """The index of the character to point at: where a part begins, or its operator."""
        match node:
            case ast.BinOp(left=left) | ast.Compare(left=left):
                position = self._index(left.end_col_offset)
                while self.text[position] in " )":
                    position += 1
                return position
            case ast.Attribute(value=value) | ast.Subscript(value=value):
                return self._index(value.end_col_offset)
        return self._index(node.col_offset)

    def _index(self, offset: int | None) -> int:
        """The index of a character; Python's trees count the bytes before it."""
        return len(self.text.encode()[:offset].decode())


def variable_name(text: str) -> str:
    """The name of a variable as Python's parser will know it.

    Raises:
        ValueError: it can be none, or means something else.
    """
    name = unicodedata.normalize("NFKC", text)
    if not name.isidentifier() or keyword.iskeyword(name):
        raise value_error(f"{text!r} cannot be the name of a variable")
    if name in FUNCTIONS:
        raise value_error(f"{name} is a function; give the variable another name")
    if name in CONSTANTS:
        x = CONSTANTS[name]
        raise value_error(f"{name} is the constant {x:.6g}; give the variable another name")
    return name


def _compute(
    node: ast.expr, results: dict[ast.expr, Operand], variables: Mapping[str, Operand]
) -> Operand:
    """The result of one node, whose parts have theirs."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return CONSTANTS[name] if name in CONSTANTS else variables[name]
        case ast.UnaryOp(op=operator, operand=operand):
            return OPERATORS[type(operator)](results[operand])
        case ast.BinOp(left=a, op=operator, right=b):
            return OPERATORS[type(operator)](results[a], results[b])
        case ast.Compare(left=a, ops=[operator], comparators=[b]):
            return OPERATORS[type(operator)](results[a], results[b])
        case ast.Call(func=ast.Name(id=name), args=operands):
            return FUNCTIONS[name](*(results[operand] for operand in operands))
    raise TypeError(type(node))  # pragma: no cover  (_check refuses it)


def _in_our_words(message: str, character: str) -> str:
    """What Python has against the text, where its message is about programs or about nothing."""
    if message.startswith("invalid syntax"):
        if not character:
            return told("something is missing at the end")
        if character.isalnum() or character in "_.":
            return told("expected an operator before this; for a product write *")
        return told("this does not belong here")
    if message.startswith("invalid decimal literal"):
        return told("a number ends where a name begins; for a product write 2*x")
    if message.startswith("Exceeds the limit"):
        return told("the number is too large for a float")
    return told(message.split(". ")[0])


def _nearest(name: str) -> str:
    """Which function may have been meant, in words."""
    similar = difflib.get_close_matches(name, FUNCTIONS, 3)
    similar.sort(key=lambda other: sorted(other) != sorted(name))  # first tanh for tahn, then tan
    meant = _OTHER_NAMES.get(name) or next(iter(similar), "")
    return told(f"; did you mean {meant}?" if meant else f"; for a product write {name} * (...)")
