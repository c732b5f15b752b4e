"""Functions as text that needs nothing of ours: each with all that it calls, and they call.

    y * sigmoid(-a)   in the table's rule     becomes a function `rule`, and before it `sigmoid`,
                                              which stands in `numeric` and needs `math`

The text is that of the source itself, comments and all. Only names change: what is of another file
is called by the name that it has here, a number that a function was made with stands as a number,
and types are left out.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from reprlib import repr as shortened
from types import FunctionType, ModuleType

from autograd import telling
from autograd.compiler.export.sources import (
    NOTHING,
    UnknownError,
    before_arrow,
    end_of,
    meaning,
    names_in,
    node_of,
    own_names,
    parts_of,
    source_of,
)
from autograd.entry import Operation

LIBRARIES = ("numpy", "jax")
ALIASES = {"numpy": "np", "jax.numpy": "jnp"}  # of imports; all others go by their own names
REMARKS = re.compile(r"  # (type: ignore|fmt: skip|noqa).*")  # to tools
STAND_INS: dict[object, str] = {
    telling.value_error: "ValueError",
    telling.type_error: "TypeError",
    telling.told: "str",
}


class Transplant:
    """The functions of one module.

    Arguments:
        taken: names that mean something else in the module.

    Attributes:
        hidden: the files whose functions are private in the module.
        imports: the modules that they need.
        texts: their definitions, each after those that it needs.
    """

    def __init__(self, taken: Iterable[str]) -> None:
        self.hidden: set[str | None] = set()
        self.imports: dict[str, None] = {}
        self.texts: list[str] = []
        self._taken = {*taken, *dir(builtins)}
        self._names: dict[object, str] = {}
        self._made: dict[int, tuple[str, dict[str, object]]] = {}

    def bring(self, thing: object, name: str) -> str:
        """By which expression a function or a number is known in the module.

        Arguments:
            thing: the function, an operation, which is its function of floats, or a number.
            name: what it is to be called, if it is defined there and nothing else has that name.

        Raises:
            UnknownError: it has no text, or needs what has none.
        """
        if isinstance(thing, Operation):
            return self.bring(thing.value, name)
        key = thing if callable(thing) else (name, repr(thing))
        if key not in self._names:
            self._names[key] = self._brought(thing, name)
        return self._names[key]

    def _brought(self, thing: object, name: str) -> str:
        if id(thing) in self._made:
            expression, names = self._made[id(thing)]
            tree = ast.parse(expression, mode="eval").body
            text = self._rewritten(expression, tree, names)
            return text if isinstance(tree, ast.Attribute) else self._kept(name, text)
        if callable(thing) and thing in STAND_INS:
            return STAND_INS[thing]
        if not callable(thing):
            if isinstance(thing, (float, int, str, tuple)):
                return self._kept(name, repr(thing))
            if isinstance(thing, set):
                return self._kept(name, f"{{{', '.join(sorted(map(repr, thing)))}}}")
            raise UnknownError(shortened(thing))
        if _is_of_library(thing):
            return self._of_library(thing)
        function = inspect.unwrap(thing) if hasattr(thing, "cache_parameters") else thing
        if isinstance(function, FunctionType):
            return self._defined(function, thing, name)
        raise UnknownError(shortened(thing))

    def know(self, thing: object, expression: str, names: dict[str, object]) -> None:
        """From now on a thing is written as the expression that made it, where names mean these."""
        self._made[id(thing)] = expression, names

    def _kept(self, name: str, value: str) -> str:
        name = self._fresh(name)
        self.texts.append(f"{name} = {value}")
        return name

    def _fresh(self, name: str) -> str:
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name

    def _of_library(self, thing: Callable[..., object]) -> str:
        """A function of Python's or NumPy's own: math.exp."""
        module, name = thing.__module__.removeprefix("_"), thing.__name__
        return name if module == "builtins" else f"{self.module(module)}.{name}"

    def module(self, name: str) -> str:
        """What a library is called, which is then imported."""
        alias = ALIASES.get(name)
        self.imports[f"import {name} as {alias}" if alias else f"import {name}"] = None
        return alias or name

    # --- definitions -----------------------------------------------------------------------------

    def _defined(self, function: FunctionType, thing: object, name: str) -> str:
        node = node_of(function)
        source, names = source_of(function), names_in(function)
        mine = self._names[thing] = self._fresh(name if name.isidentifier() else "f")
        if isinstance(node, ast.Lambda):
            names = {x: names[x] for x in {*names} - own_names(node)}
            body = self._rewritten(source, node.body, names)
            body = f"({body})" if "\n" in body else body
            arguments = ast.unparse(node.args)
            self.texts.append(f"def {mine}({arguments}):\n    return {body}")
        else:
            text = self._rewritten(source, node, names)
            head, colon, body = text.partition("):\n")
            head = re.sub(r"(\w) = ", r"\1=", head.replace(f"def {node.name}(", f"def {mine}(", 1))
            text = REMARKS.sub("", head + colon + body)
            self.texts.append(textwrap.dedent(text))
        return mine

    def _rewritten(
        self, source: str, tree: ast.expr | ast.FunctionDef, names: dict[str, object]
    ) -> str:
        """The text of a part of a source, where names are what they are called in the module."""
        encoded = source.encode()
        starts = [0]
        for line in encoded.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))

        def place(line: int, column: int) -> int:
            return starts[line - 1] + column

        if isinstance(tree, ast.FunctionDef):
            start = place(min([tree.lineno, *(x.lineno for x in tree.decorator_list)]), 0)
        else:
            start = place(tree.lineno, tree.col_offset)
        end = place(tree.end_lineno or 0, tree.end_col_offset or 0)
        text, last = b"", start
        for first, after, new in sorted(self._changes(tree, names)):
            text += encoded[last : place(*first)] + new.encode()
            last = place(*after)
        return (text + encoded[last:end]).decode()

    def _changes(
        self, tree: ast.expr | ast.FunctionDef, names: dict[str, object]
    ) -> Iterator[tuple[tuple[int, int], tuple[int, int], str]]:
        """Which parts of the text become which."""
        own = own_names(tree)
        pending: list[ast.AST] = [tree]
        for node in pending:
            if isinstance(node, ast.arg):
                if node.annotation:
                    start = node.lineno, node.col_offset + len(node.arg.encode())
                    yield start, end_of(node.annotation), ""
                continue
            if isinstance(node, ast.AnnAssign):
                yield end_of(node.target), end_of(node.annotation), ""
                pending += [node.target, *([node.value] if node.value else [])]
                continue
            meant = meaning(node, names, own)
            if isinstance(node, ast.expr) and meant is not NOTHING:
                new = self._called(meant, node)
                if new in own:  # where it would be the function's own variable
                    new = self._kept(new, new)
                yield (node.lineno, node.col_offset), end_of(node), new
                continue
            pending += parts_of(node)
            if isinstance(node, ast.FunctionDef) and node.returns:
                yield before_arrow(node), end_of(node.returns), ""

    def _called(self, meant: object, node: ast.expr) -> str:
        """What is written for something that an expression means."""
        if isinstance(meant, ModuleType):
            return self.module(meant.__name__)
        bare = isinstance(node, ast.Name) and not node.id.lstrip("_").isupper()
        if bare and isinstance(meant, (float, int)):  # with which a function was made
            return f"({meant!r})" if meant < 0 else repr(meant)
        name = ast.unparse(node).removesuffix("']").replace("'", ".").split(".")[-1]
        if isinstance(meant, Operation):
            name = meant.name
        if getattr(meant, "__module__", None) in self.hidden:
            name = f"_{name}"
        return self.bring(meant, name if name.isidentifier() else "f")


def _is_of_library(thing: Callable[..., object]) -> bool:
    """Whether it is Python's or NumPy's own, and is found there by its name."""
    module, name = getattr(thing, "__module__", None) or "", getattr(thing, "__name__", "")
    known = module.split(".")[0] in {*sys.stdlib_module_names, *LIBRARIES} - {"__main__"}
    return known and hasattr(sys.modules.get(module.removeprefix("_")), name)
