"""Expressions and steps as text: precedence, parentheses and the library's names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

from autograd.compiler.program import (
    AddAt,
    AddTo,
    Apply,
    Arithmetic,
    Call,
    Compare,
    Contraction,
    Copied,
    Entry,
    Expression,
    Index,
    Line,
    Listed,
    MatrixProduct,
    Name,
    Negative,
    Number,
    Options,
    Power,
    Product,
    Reduction,
    Repeated,
    Reshaped,
    Shape,
    Slice,
    Total,
    Transposed,
)

# How tightly an expression holds together, loosest first; a looser one needs parentheses.
COMPARISON, SUM, PRODUCT, SIGNED, POWER, ATOM = range(6)

LINE = 88  # a longer sum is written as several statements


class Printer:
    """Writes expressions as Python has them, with a library of arrays.

    Arguments:
        module: what the library is called.
        names: the functions that have other names there than NumPy gives them.
    """

    def __init__(self, module: str = "np", names: Mapping[str, str] | None = None) -> None:
        self.module, self.names = module, names or {}

    def text(self, tree: Expression, level: int = COMPARISON) -> str:
        """An expression, as part of another one of that level."""
        if isinstance(tree, Name):
            return tree.name
        source, own = self._operator(tree) if isinstance(tree, Arithmetic) else self._atom(tree)
        return source if own >= level else f"({source})"

    def _operator(self, tree: Arithmetic) -> tuple[str, int]:
        text = self.text
        match tree:
            case Product(over, under):
                factors = [text(over[0], PRODUCT), *(text(x, SIGNED) for x in over[1:])]
                divisors = [f" / {text(x, SIGNED)}" for x in under]
                return " * ".join(factors) + "".join(divisors), PRODUCT
            case Total(first, others):
                terms = [f" {sign} {text(term, PRODUCT)}" for sign, term in others]
                return text(first, SUM) + "".join(terms), SUM
            case Negative(operand):
                return f"-{text(operand, SIGNED)}", SIGNED
            case MatrixProduct(left, right):
                return f"{text(left, PRODUCT)} @ {text(right, SIGNED)}", PRODUCT
            case Power(base, exponent):
                whole = isinstance(exponent, Number) and isinstance(exponent.value, int)
                return f"{text(base, ATOM)} ** {text(exponent, SIGNED if whole else ATOM)}", POWER
            case Compare(sign, left, right):
                return f"{text(left, SUM)} {sign} {text(right, SUM)}", COMPARISON
        raise TypeError(f"{type(tree).__name__} cannot be written")

    def _atom(self, tree: Expression) -> tuple[str, int]:
        match tree:
            case Number(value):
                source = self.number(value)
                return source, SIGNED if source[0] == "-" else ATOM
            case Apply(function, parts, options):
                return self.library(function) + self._arguments(parts, options), ATOM
            case Call(function, parts, options):
                return function + self._arguments(parts, options), ATOM
            case Contraction(form, parts):
                name = self.library("einsum") if tree.is_elementwise else "einsum"
                return f'{name}("{form}", {", ".join(map(self.text, parts))})', ATOM
            case Listed(parts):
                return f"[{', '.join(map(self.text, parts))}]", ATOM
            case Shape(sizes):
                return _sizes(sizes), ATOM
        (operand, *_) = tree.parts
        return self.text(operand, ATOM) + self.suffix(tree), ATOM

    def suffix(self, tree: Expression) -> str:
        """What is done to an array, as it is written after it."""
        match tree:
            case Index(_, entries):
                return self.brackets(entries)
            case Reduction(function, _, axes, keepdims):
                end = ", keepdims=True" if keepdims else ""
                return f".{function}({'' if axes is None else _sizes(axes)}{end})"
            case Transposed(_, order):
                return ".T" if order == (1, 0) else f".transpose({', '.join(map(str, order))})"
            case Reshaped(_, sizes):
                return f".reshape({', '.join(map(str, sizes)) or '()'})"
            case Copied():
                return ".copy()"
        raise TypeError(f"{type(tree).__name__} cannot be written")

    def number(self, value: float) -> str:
        """A literal."""
        source = repr(value)
        if isfinite(value):
            return source
        return source.replace("inf", self.library("inf")).replace("nan", self.library("nan"))

    def library(self, name: str) -> str:
        """A name of the library."""
        return f"{self.module}.{self.names.get(name, name)}"

    def _arguments(self, parts: Sequence[Expression], options: Options) -> str:
        return f"({', '.join([*map(self.text, parts), *(f'{k}={x}' for k, x in options)])})"

    def brackets(self, entries: Sequence[Entry]) -> str:
        """What stands after an array of which a part is taken."""
        return f"[{', '.join(map(self._entry, entries))}]"

    def key(self, entries: Sequence[Entry]) -> str:
        """The same as an argument."""
        brackets = self.brackets(entries)
        return brackets[1:-1] if len(entries) == 1 else f"{self.library('s_')}{brackets}"

    def _entry(self, entry: Entry) -> str:
        if isinstance(entry, Slice):
            first, last = ["" if x is None else str(x) for x in (entry.start, entry.stop)]
            return f"{first}:{last}" + (f":{entry.step}" if entry.step is not None else "")
        if isinstance(entry, Expression):
            return self.text(entry)
        return "..." if entry is ... else str(entry)

    # --- steps -----------------------------------------------------------------------------------

    def lines(self, step: Line) -> list[str]:
        """A step as a line, or as several where a sum is too long for one."""
        target = self.text(step.target)
        if isinstance(step, AddTo):
            return [f"{target} += {self.text(step.value)}"]
        if isinstance(step, AddAt):
            key, value = self.key(step.entries), self.text(step.value)
            return [f"{self.library('add.at')}({target}, {key}, {value})"]
        if isinstance(step, Repeated):
            return [f"_, {target} = {self.text(step.value)}"]
        line = f"{target} = {self.text(step.value)}"
        match step.value:
            case Total() if len(line) > LINE:
                return self._long_sum(target, step.value)
            case Apply("array", (Listed(rows),)) if len(line) > LINE:
                return [f"{target} = {self.library('array')}([", *self._filled(rows), "])"]
        return [line]

    def _filled(self, rows: Sequence[Expression]) -> list[str]:
        """Many expressions as full lines."""
        lines = [""]
        for row in rows:
            text = f"{self.text(row)}, "
            if len(lines[-1]) + len(text) > LINE:
                lines.append("")
            lines[-1] += text
        return [f"    {line.rstrip()}" for line in lines]

    def _long_sum(self, target: str, total: Total) -> list[str]:
        lines = [f"{target} = {self.text(total.first, SUM)}"]
        for sign, term in total.others:
            more = f" {sign} {self.text(term, PRODUCT)}"
            if len(lines[-1]) + len(more) > LINE:
                lines.append(f"{target} = {target}")
            lines[-1] += more
        return lines


def _sizes(sizes: Sequence[int]) -> str:
    """8, or (4, 8)."""
    return str(sizes[0]) if len(sizes) == 1 else str(tuple(sizes))
