"""Machine code kept on disk, for the next process that needs the same.

A file is known by a digest of all that its code depends on: the graph, the rules as they are
written for LLVM, what writes them, LLVM itself and the processor. It begins with a digest of the
rest; where that does not fit, the file is damaged, and the code is made anew.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from array import array
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from autograd.compiler.native import machine
from autograd.compiler.native.flags import exceptions
from autograd.compiler.native.graph import Graph, Operand
from autograd.compiler.native.templates import definitions_of, gradients_of, value_of
from autograd.compiler.native.wide import is_wide, loops
from autograd.entry import Operation
from autograd.files import write_whole

DIGEST = 32  # bytes


def directory() -> Path:
    """Where the user's programs keep what they can make again."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "~/AppData/Local")
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "chainrule"


def kept(key: str, make: Callable[[], bytes]) -> bytes:
    """The machine code of a program from the disk, or else made, and kept there if it can be."""
    path = directory() / f"{key}.o"
    with suppress(OSError):
        content = path.read_bytes()
        if hashlib.sha256(content[DIGEST:]).digest() == content[:DIGEST]:
            return content[DIGEST:]
    code = make()
    with suppress(OSError):  # a full or a read-only disk is no reason to stop
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, hashlib.sha256(code).digest() + code)
    return code


def key(graph: Graph) -> str:
    """A digest of all that the machine code of a graph depends on."""
    digest = hashlib.sha256(f"{machine.processor()}, {exceptions()}, {loops()}".encode())
    digest.update(_writers())
    kinds: dict[object, int] = {}
    numbers = array("q", [graph.leaves, len(graph.parameters), graph.asked, *graph.carries])
    constants = array("d")
    for node in graph.nodes:
        kind = (node.operation, node.wanted)
        if kind not in kinds:
            kinds[kind] = len(kinds)
            digest.update(_rules(*kind).encode())
        numbers.extend((kinds[kind], node.place))
        _add(node.operands, numbers, constants)
    _add(graph.results, numbers, constants)
    numbers.extend(node.place for node in graph.backward)
    digest.update(numbers.tobytes() + constants.tobytes())
    return digest.hexdigest()


@functools.cache
def _writers() -> bytes:
    """All that writes programs, so that another version of it never meets what this one kept."""
    files = sorted(Path(__file__).parent.glob("*.*"))
    return b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)


def _add(operands: Iterable[Operand], numbers: array[int], constants: array[float]) -> None:
    """Places as they are, and constants below 0, by their number."""
    for x in operands:
        if isinstance(x, int):
            numbers.append(x)
        else:
            numbers.append(~len(constants))
            constants.append(x)


def _rules(operation: Operation, wanted: tuple[bool, ...]) -> str:
    """The instructions of an operation with all that they call: other rules give other code."""
    if is_wide(operation, len(wanted)):
        return f"{operation.name}, {len(wanted)} wide"
    templates = value_of(operation, len(wanted)), gradients_of(operation, wanted)
    called = definitions_of(part for template in templates for part in template.calls)
    texts = [(template.text, template.results) for template in templates]
    return repr([*texts, *sorted(definition.text for definition in called.values())])
