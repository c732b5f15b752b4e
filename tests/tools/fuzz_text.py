"""Fuzzing of texts: the expressions of the command line, and labels in pictures and on pages."""

from __future__ import annotations

import contextlib
import html.parser
import io
import json
import random
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from typing import Any

import autograd
from autograd import Value
from autograd.command import main
from autograd.exploring import page
from autograd.expressions import Expression, ExpressionError
from tests.tools import fuzz_tokens
from tests.tools.fuzz_target import BrokenPromiseError, Target, bits, must, well_said
from tests.tools.reference_parser import NoNumberError, evaluated


class Expressions(Target):
    """Texts of expressions: refused in a line, or the number that another parser finds."""

    seeds = (
        b"x**2 + x*y",
        b"-2**-x / (y - 1e-3) >= 3",
        b"where(x > 0, tanh(x), 0.1*x)",
        b"logsumexp(1, x, y) * hypot(3, 4) ** 0.5",
        b"clip(x, -1, 1) + 0x1f - 1_000",
    )
    tokens = fuzz_tokens.EXPRESSIONS
    names = ("x", "y", "z", "x1", "길이")
    unary = ("exp", "log", "sqrt", "sin", "tanh", "abs", "relu", "sigmoid", "expm1", "gelu")
    several = ("maximum", "minimum", "sum", "mean", "logsumexp")
    numbers = ("0", "1", "2", "3.5", "1e-300", "1e300", ".1", "0.5", "-1", "1e308", "7")

    def made(self, rng: random.Random) -> bytes:
        return self._tree(rng, rng.randint(0, 5)).encode()

    def _tree(self, rng: random.Random, depth: int) -> str:
        if not depth or rng.random() < 0.1:
            return rng.choice(self.names + self.numbers + ("pi", "e"))
        a, b, c = (self._tree(rng, depth - 1) for _ in range(3))
        operator = rng.choice(["+", "-", "*", "/", "**", "<", "<=", ">", ">="])
        forms = [f"{a} {operator} {b}", f"({a}){operator}({b})", f"-{a}", f"({a})", f"+({a})"]
        forms += [f"{rng.choice(self.unary)}({a})", f"{rng.choice(self.several)}({a}, {b}, {c})"]
        forms += [f"where({a} > {b}, {b}, {c})", f"atan2({a}, {b})", f"hypot({a},{b})"]
        return rng.choice([*forms[:2], *forms])

    def check(self, data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        numbers = random.Random(text)
        self._command(text, numbers)
        try:
            expression = Expression(text)
        except ExpressionError as error:
            self._refused(error)
            return
        point = {
            name: numbers.choice((0.0, 1.0, -2.5, 0.3, 1e-310, 1e300, numbers.gauss(0, 3)))
            for name in expression.names
        }
        try:
            expected = evaluated(expression.text, point)
        except NoNumberError:
            expected = None
        for kind in (float, Value):
            variables = {name: kind(x) for name, x in point.items()}
            try:
                result = expression(variables)
            except ExpressionError as error:
                self._refused(error)
                fixed = "may hold variables" in str(error)  # bounds of clip are numbers
                must(expected is None or fixed, f"{text!r} at {point}: {error}, not {expected}")
                continue
            number = result.data if isinstance(result, Value) else result
            must(type(number) is float, f"{text!r} gives a {type(number).__name__}")
            must(
                expected is not None and bits(expected) == bits(number),
                f"{text!r} at {point} as {kind.__name__}: {number}, expected {expected}",
            )
            if isinstance(result, Value):
                with contextlib.suppress(ArithmeticError, ValueError):
                    result.backward()

    def _refused(self, error: ExpressionError) -> None:
        well_said(error)
        must(0 <= error.position <= len(error.text), f"position {error.position} of {error.text!r}")

    def _command(self, text: str, numbers: random.Random) -> None:
        """The command line: status 0 or 2, one line of error and two that point at the place."""
        if text.startswith(("-h", "--")) or "\0" in text:
            return  # options, of which some write files
        try:
            names = Expression(text).names
        except ExpressionError:
            names = ["x"]
        given = [f"{name}={numbers.choice(('1', '-.5', '1/3', 'pi'))}" for name in names]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main([text, *given, f"--order={numbers.choice((1, 1, 1, 2))}"])
        must(status in (0, 2), f"status {status} for {text!r}")
        must(bool(err.getvalue()) == (status == 2), f"{text!r} printed {err.getvalue()!r}")
        must(len(err.getvalue().splitlines()) <= 3, f"{text!r} printed {err.getvalue()!r}")


def _styles(root: ET.Element) -> list[str | None]:
    """The rules of a picture's own, for light and dark."""
    return [element.text for element in root.iter() if element.tag.endswith("}style")]


class Labels(Target):
    """Labels: shown as they are in pictures and on pages, and never anything but text there."""

    seeds = (
        *(b"x", "길이 w₁".encode(), b"<b>&amp;\\N", b'"];n9[label=y', b"a\nb\n", b"]]><!--"),
        *(b"</script><script>alert(1)</script>", b"\x1b[0m \\l {a|b}"),
    )
    tokens = fuzz_tokens.LABELS
    shapes = frozenset(
        {"svg", "g", "title", "polygon", "polyline", "path", "text", "ellipse", "a", "tspan"}
    )

    def __init__(self) -> None:
        self.plain = self._structure(self._page(_graph("x", "y", "z")))
        svg = autograd.draw(_graph("x", "y", "z")).pipe("svg", encoding="utf-8")
        self.styles = _styles(ET.fromstring(svg))

    def check(self, data: bytes) -> None:
        # surrogates, which strings of Python may hold, come as bytes that are no UTF-8
        text = data.decode("utf-8", "surrogateescape" if data[:1] == b"\xff" else "replace")
        y = _graph(text, "y", text)
        self._picture(y, text)
        document = self._page(y)
        must(self._structure(document) == self.plain, f"a label that is part of the page: {text!r}")
        graph = json.loads(re.findall(r'id="graph">(.*?)</script>', document, re.DOTALL)[0])
        must(text in [node["label"] for node in graph["nodes"]], "the page's label is another")

    def _picture(self, y: Value, text: str) -> None:
        svg = autograd.draw(y).pipe("svg", encoding="utf-8")
        try:
            root = ET.fromstring(svg)
        except ET.ParseError as error:
            raise BrokenPromiseError(f"{text!r} makes an SVG that is none: {error}") from None
        elements = list(root.iter())
        tags = {element.tag.rpartition("}")[2] for element in elements} - {"style"}
        must(tags <= self.shapes, f"{text!r} brings in {tags - self.shapes}")
        must(_styles(root) == self.styles, f"{text!r} changes the picture's style")
        attributes = {name.rpartition("}")[2] for element in elements for name in element.attrib}
        bad = [name for name in attributes if name.startswith("on") or name == "href"]
        must(not bad, f"{text!r} brings in {bad}")
        kinds = Counter(element.get("class") for element in elements)
        must((kinds["node"], kinds["edge"]) == (6, 5), f"{text!r} changes the graph: {kinds}")
        shown = _letters("".join("".join(e.itertext()) for e in elements if "text" in e.tag))
        for line in text.splitlines():
            if all(_visible(c) for c in line):
                must(_letters(line) in shown, f"{line!r} is not in the picture: {shown!r}")

    def _page(self, y: Value) -> str:
        explorer = autograd.explore(y)
        return page.to_page(explorer._graph, "en")

    def _structure(self, document: str) -> list[Any]:
        found: list[Any] = []
        parser = html.parser.HTMLParser()
        parser.handle_starttag = lambda tag, attributes: found.append((tag, attributes))  # type: ignore[method-assign]
        parser.handle_comment = found.append  # type: ignore[method-assign,assignment]
        parser.feed(document)
        parser.close()
        return found


def _graph(first: str, second: str, third: str) -> Value:
    y = (Value(2.0, first) * Value(3.0, second)).tanh()
    y.label = third
    return y


def _visible(c: str) -> bool:
    return unicodedata.category(c)[0] in "LNPSM" or c == " "


def _letters(text: str) -> str:
    return "".join(text.split())
