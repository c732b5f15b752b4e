"""The names that a function has for its results, where it returns several.

return loss, accuracy                 the names of the variables
return {"loss": a, "accuracy": b}     the keys; of named tuples, the fields
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator

from autograd.value import Value


def returned_names(function: Callable[..., object], tree: object) -> list[str]:
    """For each Value of what a function returned the name of its part, or `""`."""
    if isinstance(tree, Value):
        return [""]
    return list(_named(tree, _names_in_source(function), ""))


def _named(tree: object, names: list[str], name: str) -> Iterator[str]:
    if isinstance(tree, Value):
        yield name
    elif isinstance(tree, dict):
        for key, part in tree.items():
            yield from _named(part, [], str(key))
    elif isinstance(tree, (list, tuple)):
        own = list(getattr(tree, "_fields", names if isinstance(tree, tuple) else ()))
        if len(own) == len(tree):
            for part_name, part in zip(own, tree):
                yield from _named(part, [], part_name)
        else:
            for part in tree:  # perhaps the results of many samples
                yield from _named(part, names, name)


def _names_in_source(function: Callable[..., object]) -> list[str]:
    """Of the variables in the tuple that a function returns; `""` for other expressions."""
    try:
        body = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    except (OSError, TypeError, SyntaxError):  # no source, or a lambda in the midst of a line
        return []
    returns = [node for node in ast.walk(body[0]) if isinstance(node, ast.Return)]
    if len(returns) != 1 or not isinstance(returns[0].value, ast.Tuple):
        return []
    parts = returns[0].value.elts
    return [part.id if isinstance(part, ast.Name) else "" for part in parts]
