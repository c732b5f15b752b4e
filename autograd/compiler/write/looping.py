"""Both halves in one, on memory that is used again: for a long loop of steps.

The emitted program makes a new array in each line, as code written by hand does. A training loop
runs the same lines on the same shapes thousands of times. For it the same program is printed in
another way: each operation writes where nothing is needed any more, and views are made once.

    z1 = X @ W1.T + b1          X.dot(a1, out=a2)  add(a2, a3, out=a2)
    h1 = np.maximum(z1, 0.0)    maximum(a2, a4, out=a2)         for z1 is not read again
    db1 = dz1.sum(0)            a5.dot(a2, out=a6)              a6 being a part of dtheta

The lines, one operation each, run once as they are: that shows every shape, and what is a view.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.compiler import program as trees
from autograd.compiler.derive import Names
from autograd.compiler.program import (
    Apply,
    Assign,
    Environment,
    Expression,
    Halves,
    Line,
    Name,
    Number,
    Sizes,
)
from autograd.compiler.write.flat import WHOLE, Flat
from autograd.compiler.write.loading import load
from autograd.compiler.write.printing import COMPARISON, Printer
from autograd.compiler.write.python_text import NUMPY

OPERATORS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
REDUCTIONS = {"sum": "add.reduce", "max": "maximum.reduce", "min": "minimum.reduce"}


def in_place(
    halves: Halves,
    shapes: Sequence[Sizes],
    theta: object,
    inputs: Sequence[object],
) -> Callable[[object, object], Callable[..., Any]]:
    """From both halves a function that binds them to memory.

    Arguments:
        halves: all results are single numbers, and one of them has a gradient.
        shapes: those of the parts of theta, in order.
        theta: an example of the parameters.
        inputs: an example of the inputs; later ones have the same shapes and types.

    Returns:
        bind(theta, dtheta) -> step(*inputs) -> the result, or a tuple of them. A step reads the
        parameters in the array `theta` and leaves the gradient in the array `dtheta`.
    """
    environment = halves.environment
    names = Names([*environment, *halves.arguments, "dtheta", "np", "bind", "step"])
    flat = Flat(halves, shapes, names)
    values = dict(zip(halves.arguments, [theta, *inputs])) | {"dtheta": np.zeros_like(theta)}
    arrays = _run(flat.lines, environment, values)
    printer = InPlace(flat, arrays, {*environment, "theta", "dtheta"}, names)
    namespace = load(printer.program(halves.arguments[1:]), "steps", environment)
    bind: Callable[[object, object], Callable[..., object]] = namespace["bind"]
    return bind


def _run(lines: Sequence[Line], environment: Environment, values: Environment) -> Environment:
    """What each name holds after the lines; what is computed is laid out as in memory of ours."""
    body = []
    for line in lines:
        if isinstance(line, Assign) and _is_computed(line.value):
            value = NUMPY.text(line.value)
            body.append(f"{NUMPY.text(line.target)} = np.array({value}, order='C')[()]")
        else:
            body += NUMPY.lines(line)
    text = "\n    ".join([f"def run({', '.join(values)}):", *body, "return locals()"])
    with np.errstate(all="ignore"):
        found: Environment = load(text, "lines", environment)["run"](**values)
    return environment | found


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
        self._roots = {name: {name} for name in arrays}  # in whose memory it is
        self._free: dict[object, list[str]] = defaultdict(list)
        self._lent: set[str] = set()
        for line in flat.lines:
            match line:
                case Assign(Name(name), value):
                    seen = [x for x in trees.names_in(value) if self._overlap(x, name)]
                    self._roots[name] = {y for x in seen for y in self._roots[x]} or {name}
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
        call = self._call(value)
        if call and np.shape(self.arrays[name]):
            self._fixed.add(name)
            if ".dot(" not in call:  # others may write where one of their operands is
                self._release(line)
            place = self._place[name] = self._memory(name)
            return [f"{call}, out={place})"]
        place = self._place[name] = self._names.numbered("t")
        return [f"{place} = {f'{call})' if call else self.text(value)}"]

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
        self._lent.add(name)
        shape, kind = form = self._form(name)
        free = self._free[form]
        return free.pop() if free else self._once(f"np.zeros({shape}, {kind!r})  # for {name}")

    def _once(self, source: str, name: str = "") -> str:
        """The name of something that is made when memory is bound."""
        if source not in self._bound:
            self._bound[source] = self._names.fresh(name) if name else self._names.numbered("a")
        return self._bound[source]

    # --- expressions -----------------------------------------------------------------------------

    def _call(self, tree: Expression) -> str:
        """A function of arrays that can write where it is told, up to that; "" for all else."""
        shapes = [np.shape(self.arrays[name]) for name in trees.names_in(tree)]
        if not (_is_computed(tree) and any(shapes)):
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


def _is_computed(tree: Expression) -> bool:
    """Whether NumPy can write the value to memory that is given to it."""
    function = getattr(np, tree.function) if isinstance(tree, Apply) else None
    return isinstance(function, np.ufunc) or isinstance(tree, trees.Reduction)


def _is_product(axes: Sizes | None, array: Any) -> bool:
    """Whether a sum along axes is that of rows or of columns: a product with ones is quicker."""
    one_of_two = array.ndim == 2 and len(axes or array.shape) == 1 and array.dtype == float
    return array.ndim == 1 or one_of_two


def _are_column_and_row(*shapes: Sizes) -> bool:
    """Whether the product of two arrays is one of matrices."""
    column, row = shapes if len(shapes) == 2 else ((), ())
    return column[1:] == (1,) and column > (1,) and row[:-1] in ((), (1,)) and row > (1,)
