"""Functions in their source: where they stand, and what the names in them mean."""

from __future__ import annotations

import ast
import functools
import linecache
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import CodeType, FunctionType, ModuleType

from autograd.entry import FAMILIES, Operation

NOTHING = object()


class UnknownError(Exception):
    """Something that has no text, or calls what is nobody's: it stays where it is."""


@functools.lru_cache(maxsize=64)
def _tree_of(source: str) -> ast.Module:
    return ast.parse(source)


@functools.lru_cache(maxsize=64)
def _codes_in(source: str) -> set[object]:
    """What is compiled of all functions in a source."""
    pending, found = [compile(source, "", "exec", dont_inherit=True)], set()
    for code in pending:
        pending += [part for part in code.co_consts if isinstance(part, CodeType)]
        found.add(_likeness(code))
    return found


def _likeness(code: CodeType) -> object:
    constants = [repr(part) for part in code.co_consts if not isinstance(part, CodeType)]
    return code.co_name, code.co_firstlineno, code.co_code, tuple(constants)


def source_of(function: FunctionType) -> str:
    """The file that a function stands in.

    Raises:
        UnknownError: there is none, or it is not as it was when the function was made.
    """
    code = function.__code__
    source = "".join(linecache.getlines(code.co_filename))
    with suppress(SyntaxError, ValueError):  # of what is no Python, such as a notebook's commands
        if source and _likeness(code) in _codes_in(source):
            return source
    raise UnknownError(f"the source of {function.__name__}")


def node_of(function: FunctionType) -> ast.Lambda | ast.FunctionDef:
    """Where a function stands in its source.

    Raises:
        UnknownError: there is no source, or two of the line could be it.
    """
    code = function.__code__
    found: dict[str, ast.Lambda | ast.FunctionDef] = {}
    for node in ast.walk(_tree_of(source_of(function))):
        if isinstance(node, ast.FunctionDef) and node.name == code.co_name:
            lines = {node.lineno, *(x.lineno for x in node.decorator_list)}
        elif isinstance(node, ast.Lambda) and code.co_name == "<lambda>":
            lines = {node.lineno}
        else:
            continue
        if code.co_firstlineno in lines and _is_text_of(node, code):
            found[ast.dump(node)] = node
    if len(found) != 1:
        raise UnknownError(code.co_name)
    return found.popitem()[1]


def _is_text_of(node: ast.Lambda | ast.FunctionDef, code: CodeType) -> bool:
    """Whether a function has these operands, and reads these names and no others."""
    arguments = [x.arg for x in [*node.args.posonlyargs, *node.args.args]]
    if arguments != [*code.co_varnames[: code.co_argcount]]:
        return False
    names = {x.id for x in _inside(node) if isinstance(x, ast.Name)}
    attributes = {x.attr for x in _inside(node) if isinstance(x, ast.Attribute)}
    reads = {name for name in _reads(code) if "." not in name}
    return names - own_names(node) <= reads <= names | attributes | _imported(node)


def _inside(node: ast.Lambda | ast.FunctionDef) -> Iterator[ast.AST]:
    """All of a function, but for its decorators, defaults and types."""
    pending: list[ast.AST] = [*node.body] if isinstance(node.body, list) else [node.body]
    for part in pending:
        yield part
        pending += parts_of(part)


def _reads(code: CodeType) -> set[str]:
    """The names that a function reads which are not its own, with those of functions in it."""
    inner = [_reads(part) for part in code.co_consts if isinstance(part, CodeType)]
    return {*code.co_names, *code.co_freevars}.union(*inner)


def _imported(tree: ast.AST) -> set[str]:
    return {
        name
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
        for name in (alias.name, alias.asname or alias.name, getattr(node, "module", "") or "")
    }


def names_in(function: FunctionType) -> dict[str, object]:
    """What names mean in a function that are not its own."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or ())
    return {**function.__globals__, **{name: cell.cell_contents for name, cell in cells}}


def own_names(tree: ast.AST) -> set[str]:
    """The names that a function gives itself."""
    own = _imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            own.add(node.id)
        elif isinstance(node, ast.FunctionDef) and node is not tree:
            own.add(node.name)
    return own


def meaning(node: ast.AST, names: dict[str, object], own: set[str]) -> object:
    """What an expression stands for, whatever the function is given; NOTHING if that depends."""
    match node:
        case ast.Name(name, ast.Load()):
            return NOTHING if name in own else names.get(name, NOTHING)
        case ast.Attribute(base, name):
            of = meaning(base, names, own)
            ours = isinstance(of, ModuleType) and of.__name__.split(".")[0] == "autograd"
            return getattr(of, name) if ours or isinstance(of, Operation) else NOTHING
        case ast.Subscript(base, ast.Constant(str(key))):
            table = meaning(base, names, own)
            return table[key] if isinstance(table, dict) else NOTHING
        case ast.Call(function, arguments):
            family = meaning(function, names, own)
            numbers = [_number(x, names, own) for x in arguments]
            known = isinstance(family, Callable) and family in FAMILIES.values()  # type: ignore
            return family(*numbers) if known and None not in numbers else NOTHING  # type: ignore
    return NOTHING


def _number(node: ast.expr, names: dict[str, object], own: set[str]) -> float | None:
    """A number that is the same at each call."""
    match node:
        case ast.Constant(float(number) | int(number)):
            return number
        case ast.BinOp(left, ast.Add() | ast.Sub() as sign, right):
            a, b = _number(left, names, own), _number(right, names, own)
            if a is None or b is None:
                return None
            return a + b if isinstance(sign, ast.Add) else a - b
    meant = meaning(node, names, own)
    return meant if isinstance(meant, (float, int)) else None


def parts_of(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a node, but for the types that it speaks of."""
    for name, part in ast.iter_fields(node):
        if name in ("returns", "annotation"):
            continue
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, ast.AST):
                yield each


def end_of(node: ast.AST) -> tuple[int, int]:
    """Line and column where a node ends."""
    return node.end_lineno or 0, node.end_col_offset or 0  # type: ignore[attr-defined]


def before_arrow(node: ast.FunctionDef) -> tuple[int, int]:
    """Where ` -> ` stands, before the type of what a function returns."""
    assert node.returns is not None
    return node.returns.lineno, node.returns.col_offset - 4
