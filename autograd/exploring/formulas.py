"""The table's formulas as MathML, which browsers typeset without any library.

The table writes each rule in LaTeX in terms of `a`, `b`, ... and `y`. Here it becomes MathML in
which every operand carries its place, `<mi data-operand="0">a</mi>`, so that the page can put the
numbers in as they change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import TypedDict

from autograd.entry import Operation

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+\.?\d*(?:e[+-]\d+)?|\S")

LETTERS = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "mu": "μ",
    "pi": "π",
    "psi": "ψ",
    "sigma": "σ",
    "tau": "τ",
    "theta": "θ",
    "varphi": "φ",
    "Gamma": "Γ",
    "Phi": "Φ",
    "infty": "∞",
}
SIGNS = {
    "cdot": "·",
    "times": "×",
    "le": "≤",
    "ge": "≥",
    "ne": "≠",
    "dots": "…",
    "sum": "∑",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "bmod": "mod",
    "lvert": "|",
    "rvert": "|",
    "-": "−",
}
SPACES = {",": "0.17em", " ": "0.3em", ";": "0.28em", "quad": "1em"}
FUNCTIONS = re.compile("ln|log|exp|(arc)?(sin|cos|tan)|(sin|cos|tan)h|max|min|sign")
FEW = 6
"""Up to so many terms of a long sum are written out; of more, the first three and the last."""


class Rule(TypedDict):
    """What the page knows about an operation; formulas are MathML."""

    name: str
    symbol: str
    parameters: list[float]
    operands: list[str]
    value: str
    gradients: list[str]
    in_table: bool


def rule_of(operation: Operation, count: int, in_table: bool = True) -> Rule:
    """The rule of an operation on `count` operands; `in_table`: of this name in the table."""
    operands, value, gradients = _written_out(operation, count)
    places = {name: str(i) for i, name in enumerate(operands)} | {"y": "y"}
    return {
        "name": operation.name,
        "symbol": operation.symbol or operation.name,
        "parameters": list(operation.parameters),
        "operands": [to_mathml(name) for name in operands],
        "value": to_mathml(value, places),
        "gradients": [to_mathml(gradient, places) for gradient in gradients],
        "in_table": in_table,
    }


def to_mathml(latex: str, places: Mapping[str, str] | None = None) -> str:
    """The part of LaTeX that the table uses, as MathML; an unknown command appears as written.

    Arguments:
        latex: the formula.
        places: what to mark with `data-operand`, by name: `{"a": "0", "b_1": "1", "y": "y"}`.
    """
    return _Reader(latex, places or {}).row()


class _Reader:
    """Reads LaTeX from left to right, one token at a time."""

    def __init__(self, latex: str, places: Mapping[str, str]) -> None:
        # a^{1} is how a family writes the derivative of a^2.
        self.tokens = TOKEN.findall(latex.replace("^{1}", ""))[::-1]
        self.places = places

    def row(self, end: str = "") -> str:
        items = []
        while self.tokens and self.tokens[-1] != end:
            items.append(self.item())
        if self.tokens:
            self.tokens.pop()
        return items[0] if len(items) == 1 else f"<mrow>{''.join(items)}</mrow>"

    def item(self) -> str:
        token = self.tokens[-1]
        base = self.atom()
        name = token
        below = above = ""
        while self.tokens and self.tokens[-1] in ("_", "^"):
            if self.tokens.pop() == "_":
                name += "_" + (self.tokens[-1] if self.tokens else "")
                below = self.atom()
            else:
                above = self.atom()
        if below and name in self.places:
            base, below = self.marked(f"<msub>{base}{below}</msub>", name), ""
        if below and above:
            base = f"<msubsup>{base}{below}{above}</msubsup>"
        elif below or above:
            tag = "msub" if below else "msup"
            base = f"<{tag}>{base}{below or above}</{tag}>"
        if token == r"\operatorname" or FUNCTIONS.fullmatch(token[1:]):
            base += "<mo>&#x2061;</mo>"  # "apply function", which has no width of its own
            if self.tokens and self.tokens[-1] not in ("(", "}"):
                base += '<mspace width="0.17em"></mspace>'
        return base

    def atom(self) -> str:
        token = self.tokens.pop() if self.tokens else ""
        command = token[1:] if len(token) > 1 and token[0] == "\\" else ""
        if token == "{":
            return self.row("}")
        if command == "frac":
            return f"<mfrac>{self.atom()}{self.atom()}</mfrac>"
        if command == "sqrt":
            return f"<msqrt>{self.atom()}</msqrt>"
        if command in ("operatorname", "mathrm", "text"):
            return f"<mi>{escape(self.name())}</mi>"
        if FUNCTIONS.fullmatch(command):
            return f"<mi>{command}</mi>"
        if command in LETTERS:
            return f"<mi>{LETTERS[command]}</mi>"
        if command in SPACES:
            return f'<mspace width="{SPACES[command]}"></mspace>'
        if command in SIGNS or token in SIGNS:
            return f'<mo stretchy="false">{SIGNS[command or token]}</mo>'
        if token[:1].isdigit():
            return f"<mn>{token}</mn>"
        if token.isalpha():
            return self.marked(f"<mi>{token}</mi>", token)
        if command and command not in "{}#%&_$":
            return f"<mtext>{escape(token)}</mtext>"
        return f'<mo stretchy="false">{escape(command or token)}</mo>'

    def name(self) -> str:
        """The letters of `{atan2}`."""
        letters = []
        while self.tokens and (token := self.tokens.pop()) != "}":
            letters.append(token)
        return "".join(letters).lstrip("{")

    def marked(self, mathml: str, name: str) -> str:
        place = self.places.get(name)
        if place is None:
            return mathml
        return mathml.replace(">", f' data-operand="{place}">', 1)


# --- operations on any number of operands, written out for the number at hand --------------------


def _written_out(operation: Operation, count: int) -> tuple[list[str], str, list[str]]:
    """The names of the operands, the value and the local gradients, in LaTeX."""
    if operation.name in _SEVERAL:
        return _SEVERAL[operation.name](operation, count)
    names = ["c", "a", "b"] if operation.name == "where" else _names(count)
    value = operation.latex or rf"\operatorname{{{operation.name}}}({', '.join(names)})"
    gradients = list(operation.latex_gradients)
    return names, value, gradients if len(gradients) == count else [""] * count


def _names(count: int, letter: str = "a") -> list[str]:
    return ["a", "b"][:count] if count <= 2 else [f"{letter}_{i}" for i in range(1, count + 1)]


def _few(terms: list[str], sign: str) -> str:
    return sign.join(terms if len(terms) <= FEW else [*terms[:3], r"\dots", terms[-1]])


def _sum(operation: Operation, count: int) -> tuple[list[str], str, list[str]]:
    names = _names(count)
    return names, _few(names, " + "), ["1"] * count


def _extreme(operation: Operation, count: int) -> tuple[list[str], str, list[str]]:
    names = _names(count)
    (general,) = operation.latex_gradients
    value = rf"\{operation.symbol}({_few(names, ', ')})"
    return names, value, [general.replace("a_i", name) for name in names]


def _hypot(operation: Operation, count: int) -> tuple[list[str], str, list[str]]:
    names = _names(count)
    squares = _few([f"{name}^2" for name in names], " + ")
    return names, rf"\sqrt{{{squares}}}", [rf"\frac{{{name}}}{{y}}" for name in names]


def _logsumexp(operation: Operation, count: int) -> tuple[list[str], str, list[str]]:
    names = _names(count)
    exponentials = _few([f"e^{{{name}}}" for name in names], " + ")
    return names, rf"\ln({exponentials})", [f"e^{{{name} - y}}" for name in names]


def _dot(operation: Operation, count: int) -> tuple[list[str], str, list[str]]:
    left = [f"a_{i}" for i in range(1, count // 2 + 1)]
    right = [f"b_{i}" for i in range(1, count // 2 + 1)]
    products = [rf"{a} \cdot {b}" for a, b in zip(left, right)]
    return left + right, _few(products, " + "), right + left


def _take(operation: Operation, count: int) -> tuple[list[str], str, list[str]]:
    places = range(count - 1)
    return (
        ["i", *(f"a_{j}" for j in places)],
        "a_i",
        ["0", *(f"[{j} = i]" for j in places)],
    )


_SEVERAL: dict[str, Callable[[Operation, int], tuple[list[str], str, list[str]]]] = {
    "sum": _sum,
    "maximum": _extreme,
    "minimum": _extreme,
    "hypot": _hypot,
    "logsumexp": _logsumexp,
    "dot": _dot,
    "take": _take,
}
