"""Text becomes functions."""

from __future__ import annotations

import builtins

from autograd.compiler.program import Environment


def load(source: str, name: str, environment: Environment) -> Environment:
    """What a program's text defines when it runs in an environment of names.

    Its functions count as this package's own, so nobody looks for a user's variables in them.
    """
    namespace = {**environment, "__name__": __name__}
    exec(builtins.compile(source, f"<compiled {name}>", "exec"), namespace)
    return namespace
