"""Who imports whom in a package, read off its source: at the top, in functions, for types only.

A module is called by its whole name, such as `nn.training.loop`, and so is a room: `nn.training`.
An arrow goes from the module that imports to the one that is imported.
"""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

Arrow = tuple[str, str]


def modules_of(package: Path) -> dict[str, Path]:
    """Every module of a package by its name."""
    return {
        ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(
            ".__init__"
        ): path
        for path in sorted(package.rglob("*.py"))
    }


def arrows_of(modules: Mapping[str, Path], others: Collection[str] = ()) -> list[Arrow]:
    """Every import between these modules, and of `others`, however and wherever it is written."""
    known = {*modules, *others}
    return [
        (module, target)
        for module, path in modules.items()
        for target in imports_of(module, path.read_text(encoding="utf-8"), known)
        if target != module
    ]


def imports_of(module: str, source: str, known: Collection[str]) -> Iterator[str]:
    """The modules, of those that are known, which a source names in its imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: imports are written with the package's name"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            names = [x.value for x in node.args[:1] if isinstance(x, ast.Constant)]
        else:
            continue
        for name in names:
            found = name if name in known else name.rpartition(".")[0]
            if found in known:
                yield found


def arrows_up(arrows: Sequence[Arrow], order: Sequence[str]) -> list[Arrow]:
    """Those to a module that does not come before the one that imports it."""
    place = {module: i for i, module in enumerate(order)}
    return [(above, below) for above, below in arrows if place[below] >= place[above]]


def past_a_face(arrows: Sequence[Arrow], rooms: Collection[str]) -> list[Arrow]:
    """Those from outside of a room to something inside it other than its `__init__`."""
    return [
        (module, target)
        for module, target in arrows
        for room in rooms
        if target.startswith(f"{room}.") and not f"{module}.".startswith(f"{room}.")
    ]


def in_circles(arrows: Sequence[Arrow]) -> set[str]:
    """The modules that are in a circle, or lead into one."""
    left = set(arrows)
    while True:  # what imports nothing more is in no circle, and who imports only such neither
        importing = {module for module, _ in left}
        leading_on = {(module, target) for module, target in left if target in importing}
        if leading_on == left:
            return importing
        left = leading_on
