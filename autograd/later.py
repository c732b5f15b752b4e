"""Names of a package that are loaded when somebody asks for them, so that it is quick to import."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module


def at_need(
    package: str, homes: Mapping[str, str], modules: Iterable[str] = ()
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """The functions `__getattr__` and `__dir__` of a package, as Python asks for them (PEP 562).

    Arguments:
        package: its name.
        homes: for each name that it has besides its own, the module in it that defines this.
        modules: those of its modules that are names of it, too.
    """
    modules = {*homes.values(), *modules}

    def get(name: str) -> object:
        if name in homes:
            thing: object = getattr(import_module(f"{package}.{homes[name]}"), name)
            setattr(sys.modules[package], name, thing)  # which asks no more
            return thing
        if name in modules:
            return import_module(f"{package}.{name}")
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    def names() -> list[str]:  # what an editor offers: the public ones, and Python's own
        own = vars(sys.modules[package])
        return sorted({*own["__all__"], *(name for name in own if name.startswith("__"))})

    return get, names
