"""A program: what a user might write, as text, with the numbers that it is called on."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from tests.tools.differential.rules import OWN_SOURCE

Tree = Any  # a number, or lists and dicts of them


@dataclass(frozen=True)
class Statement:
    """One or more lines that give `name` a number.

    Arguments:
        name: the variable.
        text: the lines, with {v} for the variable and {0}, {1}, ... for the operands.
        operands: variables, elements of arguments, parameters, captured numbers, literals.
    """

    name: str
    text: str
    operands: tuple[str, ...]

    def lines(self) -> list[str]:
        """The lines, filled in."""
        return self.text.format(*self.operands, v=self.name).split("\n")


@dataclass(frozen=True)
class Call:
    """The numbers of one call.

    Arguments:
        arguments: by name; for a batch, lists of samples.
        parameters: of the captured Values `w`.
        state: the captured numbers: `scale`, `settings[0]`, `box.k`, `table["k"]`.
    """

    arguments: dict[str, Tree]
    parameters: tuple[float, ...]
    state: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Program:
    """A function of a user, and calls of it.

    Arguments:
        statements: the body, for one sample.
        results: what is returned, a number or several.
        shape: "plain", or how samples are mapped: "vmap", "list", "loop", "mean".
        calls: at least one; later ones have moved parameters, other numbers, other batch sizes.
        arrays: whether it is compiled to arrays even where these are so small that plain Python
            would be written.
        tuned: whether backward runs on memory that is used again from the first call on.
    """

    statements: tuple[Statement, ...]
    results: tuple[str, ...]
    shape: str
    calls: tuple[Call, ...]
    arrays: bool = False
    tuned: bool = False

    @property
    def batched(self) -> bool:
        """Whether the arguments are lists of samples."""
        return self.shape != "plain"

    @property
    def source(self) -> str:
        """The definition of `f`, and of `g` for one sample where it is a batch."""
        names = ", ".join(self.calls[0].arguments)
        body = [line for statement in self.statements for line in statement.lines()]
        results = ", ".join(self.results)
        body.append(f"return {results}" if len(self.results) == 1 else f"return [{results}]")
        inner = "\n".join(f"    {line}" for line in body)
        if not self.batched:
            return f"def f({names}):\n{inner}\n"
        pairs = f"[g(*sample) for sample in zip({names})]"
        over = {
            "vmap": f"autograd.vmap(g)({names})",
            "list": pairs,
            "loop": f"sum({pairs}) / len({names.split(',')[0]})",
            "mean": f"autograd.mean(autograd.vmap(g)({names}))",
        }[self.shape]
        return f"def g({names}):\n{inner}\n\n\ndef f({names}):\n    return {over}\n"

    def uses(self, word: str) -> bool:
        """Whether the body names a variable."""
        return any(re.search(rf"\b{word}\b", line) for s in self.statements for line in s.lines())

    @property
    def own_operations(self) -> list[str]:
        """The definitions of the user's operations that it needs."""
        return [text for name, text in OWN_SOURCE.items() if self.uses(name)]

    def needed(self) -> Program:
        """Without the statements that no result needs."""
        wanted, kept = set(_names(self.results)), []
        for statement in reversed(self.statements):
            if statement.name in wanted:
                wanted |= set(_names(statement.lines()))
                kept.append(statement)
        return self.but(statements=tuple(kept[::-1]))

    def but(self, **changes: Any) -> Program:
        """A copy with some things replaced."""
        return Program(**{**self.__dict__, **changes})


def _names(texts: Any) -> set[str]:
    return {word for text in texts for word in re.findall(r"\bv\d+\b", text)}


class Box:
    """An object whose attribute a program captures."""

    def __init__(self, k: float) -> None:
        self.k = k


class Running:
    """A program in one world: its function, with everything it captures.

    Arguments:
        program: the program.
        names: what `autograd` is in this world, `sum`, and operations of the user's own.
        wrap: what a parameter is in this world: a `Value`, a `Number`, a float.
    """

    def __init__(self, program: Program, names: dict[str, Any], wrap: Any) -> None:
        first = program.calls[0]
        self.program, self.wrap = program, wrap
        self.namespace: dict[str, Any] = {**names, "__name__": "user"}
        self.namespace |= {"settings": [0.0], "box": Box(0.0), "table": {"k": 0.0}}
        self.parameters = self.namespace["w"] = [wrap(x) for x in first.parameters]
        self.state(first.state)
        exec(_compiled(program.source), self.namespace)
        self.f = self.namespace["f"]

    def state(self, state: tuple[float, ...]) -> None:
        """Sets the captured numbers in place, as a user does between calls."""
        space = self.namespace
        space["scale"], space["settings"][0], space["box"].k, space["table"]["k"] = state


@functools.lru_cache(maxsize=64)
def _compiled(source: str) -> Any:
    return compile(source, "<program>", "exec")


def leaves(tree: Tree) -> list[Any]:
    """The numbers of nested lists and dicts, from left to right."""
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (list, tuple)):
        return [x for branch in tree for x in leaves(branch)]
    return [tree]


def mapped(function: Any, tree: Tree) -> Tree:
    """The same tree with a function applied to each number."""
    if isinstance(tree, dict):
        return {key: mapped(function, branch) for key, branch in tree.items()}
    if isinstance(tree, (list, tuple)):
        return [mapped(function, branch) for branch in tree]
    return function(tree)


def combined(results: Any) -> Any:
    """One number of all results, with other weights, to go backward from."""
    total: Any = 0.0
    for k, x in enumerate(leaves(results)):
        total = total + x * (1.0 + 0.25 * k)
    return total
