"""Every message of a package, as a template with holes, read off its source.

A message is what is handed to one of `TELLERS`: text, an f-string, text joined by +, one of two, or
a name that stands for text at the top of the same file. What is computed is a hole, {}.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

# Who tells what is handed to it, and which of its arguments that is.
TELLERS = {
    **dict.fromkeys(("told", "spelled", "value_error", "type_error", "import_error", "warn_of"), 0),
    **dict.fromkeys(("TraceError", "ProcessError", "GradientError", "ExpressionError"), 0),
    **dict.fromkeys(("ModelFileError", "CSVError", "TrainingError", "inputs_of", "chosen"), 0),
    **dict.fromkeys(("refuse", "refuse_effect", "_read", "tell"), 0),
    **dict.fromkeys(("NativeError", "BatchingError", "MovingError", "NotFiniteError"), 0),
    **dict.fromkeys(("_refuse", "_is_a"), 1),
    "alongside": 2,
}
BUILT_IN = {
    *("ValueError", "TypeError", "ImportError", "ArithmeticError", "FloatingPointError"),
    *("AttributeError", "NotImplementedError", "RuntimeError", "LookupError", "IndexError"),
    *("KeyError", "AssertionError", "OverflowError", "ZeroDivisionError"),
}


class Said(NamedTuple):
    """A message, and where it stands."""

    template: str
    place: str


def messages_of(path: Path) -> Iterator[Said]:
    """What a file says through one of `TELLERS`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = _named_texts(tree)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if _name(call.func) in TELLERS:
            message = _argument(call, TELLERS[_name(call.func)])
            for template in _templates(message, texts) if message else ():
                if any(map(str.isalpha, template.replace("{}", ""))):
                    yield Said(template, f"{path}:{call.lineno}")


def untold_of(path: Path) -> Iterator[str]:
    """Where a file raises, warns or prints words that it has handed to nobody."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        call = node.exc if isinstance(node, ast.Raise) else node
        if not isinstance(call, ast.Call) or not call.args:
            continue
        raised = isinstance(node, ast.Raise) and _name(call.func) in BUILT_IN
        if (raised or _name(call.func) in ("warn", "print")) and _has_words(call.args[0]):
            yield f"{path}:{call.lineno}"


def normal(template: str) -> str:
    """A template whose holes have no names."""
    return "".join(
        words.replace("{", "{{").replace("}", "}}") + "{}" * (hole is not None)
        for words, hole, _, _ in Formatter().parse(template)
    )


def holes_of(template: str) -> list[str]:
    """The names of its holes, in their order."""
    return [hole for _, hole, _, _ in Formatter().parse(template) if hole is not None]


def _name(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))


def _argument(call: ast.Call, which: int | str) -> ast.expr | None:
    if isinstance(which, int):
        return call.args[which] if len(call.args) > which else None
    return next((word.value for word in call.keywords if word.arg == which), None)


def _named_texts(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """The texts that are given a name in a file, alone or in a dict or tuple."""
    found: dict[str, list[ast.expr]] = {}
    for statement in ast.walk(tree):
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            value = statement.value
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            texts = value.values if isinstance(value, ast.Dict) else getattr(value, "elts", [value])
            found.setdefault(_name(target), []).extend(filter(_is_text, texts))
    return found


def _is_text(thing: ast.expr | None) -> bool:
    """Whether it is text or put together of text."""
    if isinstance(thing, ast.BinOp):
        return isinstance(thing.op, ast.Add) and (_is_text(thing.left) or _is_text(thing.right))
    if isinstance(thing, ast.IfExp):
        return _is_text(thing.body) or _is_text(thing.orelse)
    text = isinstance(thing, ast.Constant) and isinstance(thing.value, str)
    return text or isinstance(thing, ast.JoinedStr)


def _templates(message: ast.expr, texts: dict[str, list[ast.expr]]) -> list[str]:
    """The templates that an expression may be."""
    if isinstance(message, ast.Constant):
        return [str(message.value).replace("{", "{{").replace("}", "}}")]
    if isinstance(message, ast.JoinedStr):
        return ["".join(_templates(part, {})[0] for part in message.values)]
    if isinstance(message, ast.BinOp) and isinstance(message.op, ast.Add):
        left, right = _templates(message.left, texts), _templates(message.right, texts)
        return [a + b for a in left for b in right]
    if isinstance(message, ast.IfExp):
        return _templates(message.body, texts) + _templates(message.orelse, texts)
    if isinstance(message, ast.Call) and _name(message.func) == "get":
        named = _templates(getattr(message.func, "value", message), texts)
        return named + [t for other in message.args[1:] for t in _templates(other, texts)]
    name = _name(message.value if isinstance(message, ast.Subscript) else message)
    return [t for text in texts.get(name, []) for t in _templates(text, {})] or ["{}"]


def _has_words(message: ast.expr) -> bool:
    told = {
        id(part)
        for call in ast.walk(message)
        if isinstance(call, ast.Call) and _name(call.func) in TELLERS
        for part in ast.walk(call)
    }
    return any(
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(map(str.isalpha, node.value))
        and id(node) not in told
        for node in ast.walk(message)
        if not isinstance(node, ast.FormattedValue)
    )
