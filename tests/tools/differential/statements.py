"""Kinds of statements that users write, over the whole table of operations.

Each is a text with {v} for the variable it makes and {0}, {1}, ... for operands, and how many of
them there are.
"""

from __future__ import annotations

import random

import autograd
from tests.tools.differential import rules
from tests.tools.differential.families import FAMILY_RULES

Text = tuple[str, int]

ELSEWHERE = {"identity", "where", "take", "dot", "sum", "maximum", "minimum", "logsumexp", "hypot"}
MARKS = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "div": "/",
    "remainder": "%",
    "floor_divide": "//",
    "pow": "**",
}
FRIENDLY = ("tanh", "sin", "exp", "sigmoid", "softplus", "relu", "cos", "gelu", "erf")
EXPONENTS = (2, 2, 3, -1, 0.5, 0, 1, 1.5, -2, -0.5, 4, 0.3)
OVER_LISTS = ("sum", "mean", "maximum", "minimum", "logsumexp")
COMPARISONS = (">", "<", ">=", "<=")


def written(name: str, operands: str) -> str:
    """How a user calls an operation of the table."""
    if callable(getattr(autograd, name, None)):
        return f"autograd.{name}({operands})"
    return f'autograd.OPERATIONS["{name}"]({operands})'


def drawn_from_table(arity: int) -> list[str]:
    """The operations of so many operands that something is known of, new ones by themselves."""
    table = autograd.OPERATIONS.items()
    known = rules.RULES.keys() - rules.OWN - FAMILY_RULES.keys() - ELSEWHERE
    return [name for name, operation in table if operation.arity == arity and name in known]


class Statements:
    """Draws texts.

    Arguments:
        rng: what draws.
        given: paths to the numbers of the arguments.
        lists: arguments that are lists of numbers.
    """

    def __init__(self, rng: random.Random, given: list[str], lists: list[str]) -> None:
        self.rng, self.given, self.lists = rng, given, lists
        self.kinds = {
            self.unary: 24,
            self.binary: 10,
            self.arithmetic: 24,
            self.power: 6,
            self.family: 6,
            self.many: 12,
            self.choice: 6,
            self.loop: 8,
            self.own: 4,
            self.method: 4,
        }

    def draw(self) -> Text:
        """Any of them."""
        (kind,) = self.rng.choices([*self.kinds], [*self.kinds.values()])
        return kind()

    def unary(self) -> Text:
        """An operation of one operand; now and then one that is good for going on."""
        common = self.rng.random() < 0.25
        name = self.rng.choice(FRIENDLY if common else drawn_from_table(1))
        special = {"neg": "-{0}", "abs": "abs({0})"}
        return "{v} = " + special.get(name, written(name, "{0}")), 1

    def binary(self) -> Text:
        """An operation of two."""
        name = self.rng.choice(drawn_from_table(2))
        if name in MARKS:
            return f"{{v}} = {{0}} {MARKS[name]} {{1}}", 2
        return "{v} = " + written(name, "{0}, {1}"), 2

    def arithmetic(self) -> Text:
        """The four that everybody uses."""
        return f"{{v}} = {{0}} {self.rng.choice('++-**/')} {{1}}", 2

    def method(self) -> Text:
        """An operation written as a method."""
        given, name = self.rng.choice(self.given), self.rng.choice(FRIENDLY)
        return f"{{v}} = ({given} + {{0}}).{name}()", 1

    def power(self) -> Text:
        """x ** n and n ** x."""
        if self.rng.random() < 0.2:
            return f"{{v}} = {self.rng.choice((2, 0.5, 10, 1))} ** {{0}}", 1
        return f"{{v}} = {{0}} ** {self.rng.choice(EXPONENTS)}", 1

    def family(self) -> Text:
        """Operations with settings."""
        low, high = sorted(self.rng.choices((-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0), k=2))
        settings = (
            "trigamma({0})",
            "square({0})",
            "elu({0}, 0.7)",
            "elu({0})",
            "leaky_relu({0}, 0.2)",
            "leaky_relu({0})",
        )
        return "{v} = autograd." + self.rng.choice((f"clip({{0}}, {low}, {high})", *settings)), 1

    def many(self) -> Text:
        """Operations over a list: of several operands, or an argument itself."""
        n = self.rng.choice((1, 2, 2, 3, 4, 5))
        k, xs = self.rng.randrange(n), listed(0, n)
        if self.lists and self.rng.random() < 0.3:
            name = self.rng.choice(self.lists)
            return f"{{v}} = autograd.{self.rng.choice(OVER_LISTS)}({name}) * {{0}}", 1
        return self.rng.choice(
            (
                (f"{{v}} = autograd.{self.rng.choice(OVER_LISTS)}({xs})", n),
                (f"{{v}} = autograd.{self.rng.choice(OVER_LISTS)}({xs})", n),
                (f"{{v}} = autograd.softmax({xs})[{k}]", n),
                (f"{{v}} = autograd.log_softmax({xs})[{k}]", n),
                (f"{{v}} = autograd.dot({xs}, {listed(n, n)})", 2 * n),
                (f"{{v}} = autograd.take({xs}, {k})", n),
                (f"{{v}} = autograd.hypot(*{xs})", n),
            )
        )

    def choice(self) -> Text:
        """`where`, by a comparison or by a number."""
        compare = self.rng.choice(COMPARISONS)
        return self.rng.choice(
            (
                (f"{{v}} = autograd.where({{0}} {compare} {{1}}, {{2}}, {{3}})", 4),
                (f"{{v}} = autograd.where({{0}} {compare} {{1}}, {{2}}, {{3}})", 4),
                ("{v} = autograd.where({0}, {1}, {2})", 3),
                ("{v} = autograd.where(autograd.step({0}), {1}, {2})", 3),
            )
        )

    def loop(self) -> Text:
        """Loops over lists, samples inside, recurrences."""
        act = f"autograd.{self.rng.choice(('tanh', 'sin', 'sigmoid', 'softplus'))}"
        texts = [
            (f"{{v}} = {{0}}\nfor u in [{{1}}, {{2}}]:\n    {{v}} = {act}({{v}} * u + 0.5)", 3),
            ("{v} = sum(a * b for a, b in zip([{0}, {1}], [{2}, {3}]))", 4),
            (f"{{v}} = sum([{act}(u) for u in [{{0}}, {{1}}, {{2}}]])", 3),
            ("{v} = {0}\nfor u in range(3):\n    {v} = {v} - 0.1 * ({v} * {v} + {1})", 2),
            (f"{{v}} = sum(autograd.vmap(lambda u: {act}(u) * {{0}})([{{1}}, {{2}}]))", 3),
        ]
        for name in self.lists:
            texts.append((f"{{v}} = sum(u * {{0}} for u in {name})", 1))
            texts.append((f"{{v}} = sum([c * u for c, u in zip(w, {name})]) + {{0}}", 1))
        return self.rng.choice(texts)

    def own(self) -> Text:
        """Operations of the user's own."""
        return self.rng.choice((("{v} = cube({0})", 1), ("{v} = damped({0}, {1})", 2)))


def listed(start: int, count: int) -> str:
    """`[{0}, {1}, {2}]`."""
    return "[" + ", ".join(f"{{{start + i}}}" for i in range(count)) + "]"
