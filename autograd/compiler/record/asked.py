"""What code asks for by name, read off its instructions: variables, attributes, modules."""

from __future__ import annotations

import dis
import importlib
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType, FunctionType, ModuleType

BY_NAME = {"getattr", "hasattr", "setattr", "delattr", "attrgetter", "methodcaller"}
OF_ALL = {"vars", "dir", "asdict", "astuple", "deepcopy", "__dict__"}  # read every attribute
OF_ALL_IF_GLOBAL = {"copy", "dataclasses", "replace"}  # as methods they are those of lists, strings
READING = {"LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR", "IMPORT_FROM"}


@dataclass
class Asked:
    """What a function and the functions in it ask for.

    Attributes:
        variables: global ones, in order.
        attributes: that are read, of whatever object.
        stored: attributes that are set.
        imported: modules that are imported inside, with the level of a relative import.
        optional: attributes that need not be there.
        of_all: whether attributes are read whose names do not stand in the code.
    """

    variables: dict[str, None] = field(default_factory=dict)
    attributes: set[str] = field(default_factory=set)
    stored: set[str] = field(default_factory=set)
    optional: set[str] = field(default_factory=set)
    imported: set[tuple[str, int]] = field(default_factory=set)
    of_all: bool = False

    def update(self, other: Asked) -> None:
        """Asks for all that another asks for too."""
        self.variables |= other.variables
        self.attributes |= other.attributes
        self.stored |= other.stored
        self.optional |= other.optional
        self.imported |= other.imported
        self.of_all |= other.of_all


@lru_cache(maxsize=1024)
def asked_by(code: CodeType) -> Asked:
    """What code asks for, with the functions in it."""
    asked = Asked()
    instructions = list(dis.get_instructions(code))
    for i, instruction in enumerate(instructions):
        name = str(instruction.argval)
        if instruction.opname in READING:
            asked.attributes.add(name)
        elif instruction.opname in ("STORE_ATTR", "DELETE_ATTR"):
            asked.stored.add(name)
        elif instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME", "STORE_GLOBAL"):
            asked.variables[name] = None
            asked.of_all |= name in OF_ALL_IF_GLOBAL
        elif instruction.opname == "IMPORT_NAME":
            asked.imported.add((name, instructions[i - 2].argval))
        else:
            continue
        asked.of_all |= name in OF_ALL
        if name in BY_NAME:
            constant = _constant_name(instructions[i + 1 : i + 12])
            asked.of_all |= not constant
            asked.attributes.update(constant.split("."))
            asked.optional.update(constant.split("."))
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            asked.update(asked_by(inner))
    asked.attributes.discard("")
    asked.optional.discard("")
    asked.optional |= asked.attributes if "AttributeError" in asked.variables else set()
    return asked


def _constant_name(following: list[dis.Instruction]) -> str:
    """The name in `getattr(x.y, "name")` and `attrgetter("name")`; empty if it is computed."""
    k = 0
    if following and following[0].opname != "LOAD_CONST":  # the object: a variable, perhaps of one
        k = 1
        while k < len(following) and following[k].opname == "LOAD_ATTR":
            k += 1
    if k + 1 >= len(following) or following[k].opname != "LOAD_CONST":
        return ""
    name, after = following[k].argval, following[k + 1 :]
    until = next((j for j, x in enumerate(after) if "CALL" in x.opname), len(after))
    plain = all(x.opname.startswith(("LOAD_", "PRECALL", "CALL")) for x in after[: until + 1])
    return name if isinstance(name, str) and plain else ""


def imported_by(function: FunctionType, asked: Asked) -> list[ModuleType]:
    """The modules that a function imports when it runs."""
    package = str(function.__globals__.get("__package__") or "")
    found = []
    for name, level in asked.imported:
        try:
            importlib.import_module("." * level + name, package or None)
        except (ImportError, TypeError):
            continue  # it is the function's to report
        whole = name if not level else f"{package.rsplit('.', level - 1)[0]}.{name}".rstrip(".")
        while whole:  # `import a.b` binds a
            found.append(sys.modules[whole])
            whole = whole.rpartition(".")[0]
    return found
