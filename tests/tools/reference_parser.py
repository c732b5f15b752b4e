"""Expressions read once more, by a parser that has nothing of Python's and nothing of ours.

It climbs precedences over tokens, on floats. Functions alone are the library's: what they compute
is tested elsewhere, here it is whether they are given the right operands.
"""

from __future__ import annotations

import math
import operator
import re
import sys
import unicodedata
from collections.abc import Callable, Mapping

from autograd.expressions import FUNCTIONS

TOKEN = re.compile(
    r"""\s*(?:(?P<base>0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)
    |(?P<number>(?:[0-9](?:_?[0-9])*)?\.[0-9](?:_?[0-9])*(?:[eE][+-]?[0-9](?:_?[0-9])*)?
               |[0-9](?:_?[0-9])*\.?(?:[eE][+-]?[0-9](?:_?[0-9])*)?)
    |(?P<sign>\*\*|<=|>=|[-+*/<>(),])
    |(?P<name>[^\s\-+*/<>(),]+))""",
    re.VERBOSE,
)
COMPARED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
ADDED = {"+": operator.add, "-": operator.sub}
MULTIPLIED = {"*": operator.mul, "/": operator.truediv}
CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}


class NoNumberError(Exception):
    """The expression has no result in floats."""


def evaluated(text: str, variables: Mapping[str, float]) -> float:
    """The number of an expression that is known to be one."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(usual + 100_000)  # it is this parser that recurses, not the one in test
    try:
        return _Parser(text, variables).comparison()
    except (ArithmeticError, TypeError, ValueError):
        raise NoNumberError from None
    finally:
        sys.setrecursionlimit(usual)


class _Parser:
    def __init__(self, text: str, variables: Mapping[str, float]) -> None:
        self.variables = variables
        found = [match for match in TOKEN.finditer(text) if match.lastgroup]
        self.tokens = [(str(match.lastgroup), match[str(match.lastgroup)]) for match in found]
        self.tokens.append(("end", ""))
        self.at = 0

    def next(self) -> tuple[str, str]:
        self.at += 1
        return self.tokens[self.at - 1]

    @property
    def sign(self) -> str:
        kind, text = self.tokens[self.at]
        return text if kind == "sign" else ""

    def comparison(self) -> float:
        a = self.sum()
        if self.sign in COMPARED:
            compare = COMPARED[self.next()[1]]
            return 1.0 if compare(a, self.sum()) else 0.0
        return a

    def sum(self) -> float:
        return self.chain(ADDED, self.product)

    def product(self) -> float:
        return self.chain(MULTIPLIED, self.signed)

    def chain(
        self, operators: Mapping[str, Callable[[float, float], float]], part: Callable[[], float]
    ) -> float:
        result = part()
        while self.sign in operators:
            combine = operators[self.next()[1]]
            result = combine(result, part())
        return result

    def signed(self) -> float:
        minuses = 0
        while self.sign in ADDED:
            minuses += self.next()[1] == "-"
        x = self.power()
        return -x if minuses % 2 else x

    def power(self) -> float:
        base = self.atom()
        if self.sign != "**":
            return base
        self.next()
        exponent = self.signed()
        result = base**exponent
        if isinstance(result, complex):
            raise ValueError("no real number")
        return result

    def atom(self) -> float:
        kind, text = self.next()
        if kind == "base":
            return float(int(text, 0))
        if kind == "number":
            return float(text.replace("_", ""))
        if text == "(":
            x = self.comparison()
            self.next()
            return x
        name = unicodedata.normalize("NFKC", text)
        if self.sign == "(":
            return float(FUNCTIONS[name](*self.operands()))
        return CONSTANTS[name] if name in CONSTANTS else self.variables[name]

    def operands(self) -> list[float]:
        self.next()
        found = []
        while self.sign != ")":
            found.append(self.comparison())
            if self.sign == ",":
                self.next()
        self.next()
        return found
