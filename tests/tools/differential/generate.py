"""Random programs: what users write, and the numbers they are called on.

A program grows statement by statement on the numbers of its first call: a statement that fails
there, or leaves ordinary numbers, is mostly drawn again, so that programs have something to say.
"""

from __future__ import annotations

import math
import random
from typing import Any

from tests.tools.differential.program import Call, Program, Running, Statement, mapped
from tests.tools.differential.statements import Statements
from tests.tools.differential.tape import Tape
from tests.tools.differential.worlds import REFERENCE

STYLES = ("calm", "calm", "calm", "ties", "ties", "wide", "edges")
FEW = (0.0, 0.0, 1.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -0.0)
EDGES = (
    *(math.inf, -math.inf, math.nan, 0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 5e-324, -5e-324, 1e-310),
    *(2.2250738585072014e-308, 1e-300, 1e300, -1e300, 1.7976931348623157e308, 1e16, -1e16, 1e8),
    *(709.0, 710.0, -745.0, 40.0, -38.0, 20.0, -20.0, 0.9999999999999999, 1.0000000000000002),
    *(1e-16, 1e-8, -1e-8, 0.1, math.pi, -math.pi, 27.0, 5.0, -5.5),
)
STATE = ("scale", "settings[0]", "box.k", 'table["k"]')
SHAPES = ("plain", "plain", "plain", "vmap", "list", "loop", "mean")
BLANK = Program((), ("0.0",), "plain", ())


class Writer:
    """Draws one program."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.style, self.reach = rng.choice(STYLES), rng.choice((2, 4, 12))
        self.shape = rng.choice(SHAPES)
        self.statements: list[Statement] = []

    def program(self) -> Program:
        """A program with its calls."""
        rng = self.rng
        names = ("x", "t", "q")[: rng.choice((1, 1, 2) if self.shape == "plain" else (1, 2))]
        forms = {name: self.form(k) for k, name in enumerate(names)}
        count = rng.randint(0, 3)
        calls = [self.call(forms, count)]
        self.grow(calls[0], forms)
        for _ in range(rng.choice((1, 2, 3))):
            calls.append(self.call(forms, count, calls[-1]))
        return Program(
            tuple(self.statements),
            self.results(),
            self.shape,
            tuple(calls),
            arrays=rng.random() < 0.7,
            tuned=rng.random() < 0.3,
        )

    # --- numbers ---------------------------------------------------------------------------------

    def number(self) -> float:
        """A number in the style of the program."""
        rng = self.rng
        if self.style == "ties":
            return rng.choice(FEW)
        if self.style == "edges" and rng.random() < 0.5:
            return rng.choice(EDGES)
        if self.style == "wide":
            return rng.choice((-1.0, 1.0)) * 10.0 ** rng.uniform(-self.reach, self.reach)
        return round(rng.gauss(0.0, 1.5), rng.choice((1, 3, 16)))

    def form(self, k: int) -> Any:
        """The form of the k-th argument, of one sample; 0 stands for a number."""
        if self.shape == "plain":
            return self.tree()
        return [0.0] * self.rng.randint(1, 3) if k == 0 else 0.0

    def tree(self, depth: int = 0) -> Any:
        """A number, or nested lists and dicts of them."""
        kind = self.rng.random()
        if depth == 2 or kind < (0.15 if depth == 0 else 0.6):
            return 0.0
        if kind < 0.8:
            inner = self.tree(depth + 1) if self.rng.random() < 0.3 else 0.0
            return [inner] * self.rng.randint(1, 3)
        return {key: self.tree(depth + 1) for key in ("a", "b")[: self.rng.randint(1, 2)]}

    def call(self, forms: dict[str, Any], count: int, before: Call | None = None) -> Call:
        """Numbers for one call; after the first one, some stay as they were."""
        size = self.rng.choice((1, 2, 3, 5))
        drawn = {
            name: mapped(lambda _: self.number(), form if self.shape == "plain" else [form] * size)
            for name, form in forms.items()
        }
        parameters = tuple(self.number() for _ in range(count))
        state = tuple(self.number() for _ in STATE)
        if before is not None and self.rng.random() < 0.5:
            state = before.state
        if before is not None and self.rng.random() < 0.3:
            parameters = before.parameters
        return Call(drawn, parameters, state)

    # --- statements ------------------------------------------------------------------------------

    def grow(self, call: Call, forms: dict[str, Any]) -> None:
        """Statements that mostly work on the numbers of a call."""
        tape = Tape()
        space = Running(BLANK.but(calls=(call,)), REFERENCE, tape.leaf).namespace
        for name, given in call.arguments.items():
            space[name] = mapped(tape.leaf, given if self.shape == "plain" else given[0])
        given = [path for name, form in forms.items() for path in paths(name, form)]
        self.pool = given + [f"w[{k}]" for k in range(len(call.parameters))]
        lists = [name for name, form in forms.items() if _is_flat_list(form)]
        self.texts = Statements(self.rng, given, lists)
        for k in range(self.rng.choice((1, 2, 3, 4, 6, 8, 12))):
            for _ in range(8):
                statement = self.statement(f"v{k + 1}")
                if self.works(statement, space, tape) or self.rng.random() < 0.02:
                    break
            self.statements.append(statement)
            self.pool.append(statement.name)
            space.setdefault(statement.name, tape.leaf(1.0))

    def works(self, statement: Statement, space: dict[str, Any], tape: Tape) -> bool:
        """Whether it gives an ordinary number."""
        try:
            exec("\n".join(statement.lines()), space)
        except (ArithmeticError, ValueError):
            return False
        return self.style == "edges" or abs(tape.number(space[statement.name]).x) < 1e30

    def statement(self, name: str) -> Statement:
        """A statement with its operands, now and then one operand throughout."""
        text, count = self.texts.draw()
        operands = [self.atom() for _ in range(count)]
        if self.rng.random() < 0.1:
            operands = [operands[0]] * count
        if not _varies(operands[-1]):  # so that the result is a Value
            operands[-1] = self.rng.choice(self.pool)
        return Statement(name, text, tuple(operands))

    def atom(self) -> str:
        """An operand: mostly something computed lately or given."""
        rng = self.rng
        kind = rng.random()
        if kind < 0.12:
            return rng.choice(STATE)
        if kind < 0.2:
            literal = self.number()
            return repr(literal) if math.isfinite(literal) else "2"
        if kind < 0.5 and self.statements:
            return self.statements[-1].name
        return rng.choice(self.pool)

    def results(self) -> tuple[str, ...]:
        """Mostly the last statement; now and then several."""
        names = [s.name for s in self.statements]
        if self.shape in ("loop", "mean") or self.rng.random() < 0.75:
            return (names[-1],)
        return tuple(self.rng.choices(names, k=self.rng.randint(2, 3)))


def paths(name: str, form: Any) -> list[str]:
    """How a program reaches each number of an argument."""
    if isinstance(form, dict):
        return [path for key, branch in form.items() for path in paths(f'{name}["{key}"]', branch)]
    if isinstance(form, list):
        return [path for i, branch in enumerate(form) for path in paths(f"{name}[{i}]", branch)]
    return [name]


def _is_flat_list(form: Any) -> bool:
    return isinstance(form, list) and not isinstance(form[0], (list, dict))


def _varies(atom: str) -> bool:
    return atom not in STATE and atom[0] not in "-.0123456789"
