"""Lines of one operation each as NumPy that writes where nothing is needed any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.compiler import program as trees
from autograd.compiler.derive import Names
from autograd.compiler.program import (
    Apply,
    Assign,
    Environment,
    Expression,
    Line,
    Name,
    Number,
    Sizes,
)
from autograd.compiler.write.flat import WHOLE, Flat
from autograd.compiler.write.printing import COMPARISON, Printer

OPERATORS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
REDUCTIONS = {"sum": "add.reduce", "max": "maximum.reduce", "min": "minimum.reduce"}


class InPlace(Printer):
    """The same printer, where a name is printed as the place that holds its value.

    Arguments:
        flat: the lines, one operation each.
        arrays: for each name, one like its value; those that are views share memory.
        fixed: the names of what is at the same place in each step.
        names: which names are taken.
    """

    def __init__(self, flat: Flat, arrays: Environment, fixed: set[str], names: Names) -> None:
        super().__init__()
        self.flat, self.arrays, self._fixed, self._names = flat, arrays, fixed, names
        self._bound: dict[str, str] = {}  # what is made once, and its name
        self._place: dict[str, str] = {}
        self._part: dict[str, str] = {}  # the part of dtheta that is to hold a value
        self._row: dict[str, tuple[str, int]] = {}  # or the row of another array
        self._roots = {name: {name} for name in arrays}  # in whose memory it is
        self._free: dict[object, list[str]] = defaultdict(list)
        self._lent: set[str] = set()
        for line in flat.lines:
            match line:
                case Assign(Name(name), value):
                    seen = [x for x in trees.names_in(value) if self._overlap(x, name)]
                    self._roots[name] = {y for x in seen for y in self._roots[x]} or {name}
                    for k, row in enumerate(_rows(value)):
                        self._row.setdefault(self.text(row), (name, k))
                case Assign(trees.Index(Name(part), entries), Name(name)) if entries == WHOLE:
                    if self._roots[part] == {"dtheta"} and self._form(part) == self._form(name):
                        self._part.setdefault(name, part)
        self._last = {root: line for line in flat.lines for root in self._read_by(line)}

    def _overlap(self, a: str, b: str) -> bool:
        return bool(np.may_share_memory(self.arrays[a], self.arrays[b]))

    def _form(self, name: str) -> tuple[object, str]:
        array = np.asarray(self.arrays[name])
        return array.shape, array.dtype.name

    def _read_by(self, line: Line) -> list[str]:
        roots = [root for name in trees.read_by(line) for root in sorted(self._roots[name])]
        return list(dict.fromkeys(roots))

    def program(self, arguments: Sequence[str]) -> str:
        """The text of `bind`."""
        body = [text for line in self.flat.lines for text in self._line(line)]
        body.append(f"return {', '.join(map(self._result, self.flat.results))}")
        lines = [f"    {name} = {source}" for source, name in self._bound.items()]
        lines += [f"    def step({', '.join(arguments)}):", *(f"        {line}" for line in body)]
        return "\n".join(["def bind(theta, dtheta):", *lines, "    return step", ""])

    def _result(self, result: Expression) -> str:
        seen = isinstance(result, Name) and isinstance(self.arrays[result.name], np.ndarray)
        return self.text(result) + "[()]" * seen  # a number, and no view of it

    # --- lines -----------------------------------------------------------------------------------

    def _line(self, line: Line) -> list[str]:
        match line:
            case Assign(Name(name), value):
                found = self._assign(name, value, line)
            case Assign(trees.Index(place, entries), value) if entries == WHOLE:
                is_there = self.text(place) == self.text(value)  # where it was computed
                found = [] if is_there else self.lines(line)
            case _:
                found = self.lines(line)
        self._release(line)
        return found

    def _assign(self, name: str, value: Expression, line: Line) -> list[str]:
        operands = trees.names_in(value)
        if self._fixed.issuperset(operands) and not (operands and name in self._roots[name]):
            self._fixed.add(name)
            self._place[name] = self._once(self.text(value))
            return []
        if _rows(value):
            return self._array(name, _rows(value))
        call = self._call(value)
        if call and np.shape(self.arrays[name]):
            self._fixed.add(name)
            if ".dot(" not in call:  # others may write where one of their operands is
                self._release(line)
            place = self._place[name] = self._memory(name)
            return [f"{call}, out={place})"]
        place = self._place[name] = self._names.numbered("t")
        return [f"{place} = {f'{call})' if call else self.text(value)}"]

    def _array(self, name: str, rows: Sequence[Expression]) -> list[str]:
        """What is not computed in its row is brought there."""
        self._fixed.add(name)
        place = self._place[name] = self._own(name)
        found = [self.text(row) for row in rows]
        there = [self._bound.get(f"{place}[{k}]") for k in range(len(rows))]
        return [f"{place}[{k}] = {x}" for k, x in enumerate(found) if x != there[k]]

    def _release(self, line: Line) -> None:
        """Takes back the memory of what nothing reads after that line."""
        for root in self._read_by(line):
            if root in self._lent and self._last[root] is line:
                self._lent.remove(root)
                self._free[self._form(root)].append(self._place[root])

    def _memory(self, name: str) -> str:
        """Where an operation may write its value."""
        if name in self._part:
            return self.text(Name(self._part[name]))
        whole, row = self._row.get(name, ("", 0))
        if whole and np.asarray(self.arrays[whole])[row].dtype == self.arrays[name].dtype:
            return self._once(f"{self._own(whole)}[{row}]")
        self._lent.add(name)
        free = self._free[self._form(name)]
        return free.pop() if free else self._own(name)

    def _own(self, name: str) -> str:
        """Memory for nothing else."""
        shape, kind = self._form(name)
        return self._once(f"np.zeros({shape}, {kind!r})  # for {name}")

    def _once(self, source: str, name: str = "") -> str:
        """The name of something that is made when memory is bound."""
        if source not in self._bound:
            self._bound[source] = self._names.fresh(name) if name else self._names.numbered("a")
        return self._bound[source]

    # --- expressions -----------------------------------------------------------------------------

    def _call(self, tree: Expression) -> str:
        """A function of arrays that can write where it is told, up to that; "" for all else."""
        shapes = [np.shape(self.arrays[name]) for name in trees.names_in(tree)]
        if not (is_computed(tree) and any(shapes)):
            return ""
        text = self.text
        match tree:
            case Apply("matmul", (left, right)) if max(map(len, shapes)) <= 2:
                return f"{text(left)}.dot({text(right)}"
            case Apply("multiply", (left, right)) if _are_column_and_row(*shapes):
                return f"{text(left)}.dot({self._seen(trees.Reshaped(right, (1, -1)))}"
            case Apply(function, operands):
                return f"{self.library(function)}({', '.join(map(self._operand, operands))}"
            case trees.Reduction("sum", Name(x), axes, False) if _is_product(axes, self.arrays[x]):
                along = axes[0] % len(shapes[0]) if axes else 0
                ones = self._once(f"np.ones({shapes[0][along]})")
                return f"{text(Name(x))}.dot({ones}" if along else f"{ones}.dot({text(Name(x))}"
            case trees.Reduction(function, operand, axes, keepdims):
                end = ", keepdims=True" * keepdims
                return f"{self.library(REDUCTIONS[function])}({text(operand)}, {axes}{end}"
        return ""

    def _seen(self, view: Expression) -> str:
        text, operands = self.text(view), trees.names_in(view)
        return self._once(text) if self._fixed.issuperset(operands) else text

    def _operand(self, tree: Expression) -> str:
        """A number among arrays is an array too, which is made once."""
        text = self.text(tree)
        return self._once(f"np.asarray({text})") if isinstance(tree, Number) else text

    def text(self, tree: Expression, level: int = COMPARISON) -> str:
        """An expression, as part of another one of that level."""
        match tree:
            case Name(name):
                return self._place.get(name, name)
            case Apply(function, (left, right)) if function in OPERATORS:  # of single numbers
                return f"{self.text(left)} {OPERATORS[function]} {self.text(right)}"
        return super().text(tree, level)

    def library(self, name: str) -> str:
        """A name of NumPy, which is looked up once."""
        return self._once(f"np.{name}", name.replace(".", "_"))


def is_computed(tree: Expression) -> bool:
    """Whether NumPy can write the value to memory that is given to it."""
    function = getattr(np, tree.function) if isinstance(tree, Apply) else None
    return isinstance(function, np.ufunc) or isinstance(tree, trees.Reduction)


def _rows(value: Expression) -> Sequence[Expression]:
    """Those that an array is made of."""
    match value:
        case Apply("array", (trees.Listed(rows),)):
            return rows
    return ()


def _is_product(axes: Sizes | None, array: Any) -> bool:
    """Whether a sum along axes is that of rows or of columns: a product with ones is quicker."""
    one_of_two = array.ndim == 2 and len(axes or array.shape) == 1 and array.dtype == float
    return array.ndim == 1 or one_of_two


def _are_column_and_row(*shapes: Sizes) -> bool:
    """Whether the product of two arrays is one of matrices."""
    column, row = shapes if len(shapes) == 2 else ((), ())
    return column[1:] == (1,) and column > (1,) and row[:-1] in ((), (1,)) and row > (1,)
