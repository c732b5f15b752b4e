"""The number that a formula of the table of operations stands for, at fifty digits.

A reader of the little LaTeX that the table is written in: sums, products, fractions, powers,
brackets [a > 0] that are 1 or 0, functions by their usual names, and sums over an index.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import mpmath
from mpmath import mp

TOKEN = re.compile(r"\\operatorname\{\w+\}|\\[A-Za-z]+|\\[#{}]|\d+\.?\d*(?:e[+-]?\d+)?|[^\s\\]")
SPACES = re.compile(r"\\[, ]")


def _phi(x: Any) -> Any:
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{rf"\{name}": getattr(mp, name) for name in ("ln", "sin", "cos", "tan", "sinh", "cosh")},
    r"\tanh": mp.tanh,
    **{rf"\arc{name}": getattr(mp, f"a{name}") for name in ("sin", "cos", "tan")},
    r"\operatorname{sign}": mp.sign,
    r"\operatorname{trunc}": lambda x: mp.floor(x) if x > 0 else mp.ceil(x),
    r"\operatorname{fmod}": lambda x, y: mp.sign(x) * mp.fmod(abs(x), abs(y)),
    **{rf"\operatorname{{ar{name}}}": getattr(mp, f"a{name}") for name in ("sinh", "cosh")},
    r"\operatorname{artanh}": mp.atanh,
    r"\operatorname{atan2}": mp.atan2,
    r"\operatorname{erf}": mp.erf,
    r"\operatorname{erfc}": mp.erfc,
    r"\Gamma": mp.gamma,
    r"\psi": lambda x: mp.psi(0, x),
    r"\sigma": lambda x: 1 / (1 + mp.exp(-x)),
    r"\varphi": _phi,
    r"\Phi": lambda x: mp.erfc(-x / mp.sqrt(2)) / 2,
    r"\max": max,
    r"\min": min,
}
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    ">": lambda a, b: a > b,
    "=": lambda a, b: a == b,
    r"\le": lambda a, b: a <= b,
    r"\ne": lambda a, b: a != b,
}


class Formula:
    """A formula read from left to right; `names` are its letters, of which some are lists."""

    def __init__(self, latex: str, names: dict[str, Any]) -> None:
        self.tokens = TOKEN.findall(SPACES.sub(" ", latex))
        self.names = names
        self.at = 0

    def value(self) -> Any:
        """Its number. Raises ValueError where something is left over."""
        value = self.sum()
        if self.takes("?"):
            yes, _, no = self.sum(), self.take(":"), self.sum()
            value = yes if value else no
        if self.at != len(self.tokens):
            raise ValueError(f"not read: {self.tokens[self.at :]}")
        return value

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def takes(self, token: str) -> bool:
        if self.next == token:
            self.at += 1
            return True
        return False

    def take(self, token: str = "") -> str:
        if not self.next or (token and self.next != token):
            raise ValueError(f"expected {token or 'more'}, found {self.next!r}")
        self.at += 1
        return self.tokens[self.at - 1]

    def sum(self) -> Any:
        total = -self.product() if self.takes("-") else self.product()
        while self.next in ("+", "-"):
            total = total + self.product() if self.take() == "+" else total - self.product()
        return total

    def product(self) -> Any:
        total = self.factor()
        while True:
            if self.takes("/"):
                total = total / self.factor()
            elif self.takes(r"\bmod"):
                divisor = self.factor()
                total = total - divisor * mp.floor(total / divisor)
            elif self.takes(r"\cdot") or self.begins():
                total = total * self.factor()
            else:
                return total

    def begins(self) -> bool:
        """Whether another factor begins here."""
        ends = {"", "+", "-", ")", "]", "}", ",", ":", "?", ">", "=", *COMPARISONS}
        return self.next not in ends | {r"\rvert", r"\rfloor", r"\}"}

    def factor(self) -> Any:
        base = self.base()
        return base ** self.group() if self.takes("^") else base

    def group(self) -> Any:
        if not self.takes("{"):
            return self.base()
        return self.closed("}")

    def closed(self, end: str) -> Any:
        value = self.sum()
        self.take(end)
        return value

    def base(self) -> Any:
        token = self.take()
        if token[0].isdigit():
            return mpmath.mpf(token)
        ends = {"(": ")", r"\lvert": r"\rvert", r"\lfloor": r"\rfloor"}
        if token in ends:
            inner = self.closed(ends[token])
            return {"(": inner, r"\lvert": abs(inner), r"\lfloor": mp.floor(inner)}[token]
        if token == "[":
            return mpmath.mpf(self.condition())
        if token == r"\frac":
            return self.group() / self.group()
        if token == r"\sqrt":
            return mp.sqrt(self.group())
        if token == r"\#":
            return self.count()
        if token == r"\log":
            self.take("_")
            return mp.log(*reversed((self.group(), self.factor())))
        if token == r"\sum" or (token in FUNCTIONS and self.next == "_"):
            return self.over_index(sum if token == r"\sum" else FUNCTIONS[token])
        if token in FUNCTIONS:
            return self.function(token)
        return self.name(token)

    def name(self, token: str) -> Any:
        constants = {"e": mp.e, r"\pi": mp.pi}
        value = self.names[token] if token in self.names else constants[token]
        return value[int(self.names[self.take()])] if self.takes("_") else value

    def function(self, token: str) -> Any:
        function = FUNCTIONS[token]
        if self.takes("'"):
            function = lambda x: mp.psi(1, x)  # noqa: E731
        elif self.takes("^"):
            which = self.group()
            if token == r"\psi":
                function = lambda x: mp.psi(int(which), x)  # noqa: E731
            elif (token, which) == (r"\Phi", -1):
                function = lambda x: mp.sqrt(2) * mp.erfinv(2 * x - 1)  # noqa: E731
            else:
                raise ValueError(f"{token} to the power {which}")
        if not self.takes("("):
            return function(self.factor())
        arguments = [self.sum()]
        while self.takes(","):
            arguments.append(self.sum())
        self.take(")")
        return function(*arguments)

    def condition(self) -> bool:
        left, holds = self.sum(), True
        while not self.takes("]"):
            compare, right = COMPARISONS[self.take()], self.sum()
            holds, left = holds and compare(left, right), right
        return holds

    def over_index(self, gather: Callable[..., Any]) -> Any:
        self.take("_")
        return gather(self.each(self.take(), self.product))

    def count(self) -> Any:
        """#{j : a_j = y}: how many there are."""
        self.take(r"\{")
        index = self.take()
        self.take(":")

        def holds() -> int:
            left = self.sum()
            return COMPARISONS[self.take()](left, self.sum())

        found = sum(self.each(index, holds))
        self.take(r"\}")
        return found

    def each(self, index: str, read: Callable[[], Any]) -> Sequence[Any]:
        """What `read` reads, for each value of an index."""
        start, found, outside = self.at, [], self.names
        for k in range(len(outside["a"])):
            self.at, self.names = start, {**outside, index: k}
            found.append(read())
        self.names = outside
        return found
