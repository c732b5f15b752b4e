"""From text to machine code, in this process: llvmlite, and the C library that Python calls."""

from __future__ import annotations

import ctypes
import functools
import platform
import sys
import threading
from typing import Any

from autograd.compiler.native.flags import INVALID
from autograd.compiler.native.templates import VALUE, Part
from autograd.compiler.native.translation import LIBM
from autograd.telling import import_error

# Where all of a program stands in one piece of memory, an address is a distance. With addresses of
# any size, LLVM's quick way to choose instructions gives up at every call and every constant.
CLOSE = sys.platform == "linux" and platform.machine() == "x86_64"
ADDRESSES = {"reloc": "pic", "codemodel": "small"} if CLOSE else {}
LOOPED = 25  # characters for a node; written out, it takes ten times as many
ROUNDING = ["feclearexcept", "fetestexcept", "feraiseexcept"]


@functools.cache
def llvm() -> Any:
    """llvmlite's door to LLVM. Raises ImportError with what to install if it is missing."""
    try:
        from llvmlite import binding
    except ImportError as error:
        if (error.name or "").split(".")[0] != "llvmlite":
            raise
        raise import_error("machine code needs llvmlite: pip install 'chainrule[native]'") from None
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    return binding


@functools.cache
def c_library() -> Any:
    """The library whose functions `math` calls, its functions known to LLVM as `libm.exp`."""
    library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    for name in [*LIBM, "pow", "floor", *ROUNDING]:
        # By a name that LLVM knows nothing of: it would replace pow(x, 2) by x * x.
        llvm().add_symbol(f"libm.{name}", _address(getattr(library, name)))
    llvm().add_symbol("libm.memset", _address(ctypes.memset))
    return library


NUMBERS = ctypes.POINTER(ctypes.c_double)
CALLBACK = ctypes.CFUNCTYPE(None, NUMBERS, NUMBERS)
_thread = threading.local()


@functools.cache
def _callback(part: Part) -> Any:
    """A rule of the table as a function of C, on numbers in memory; it lives for ever."""
    rule, inputs, one = part.rule, part.inputs, part.half == VALUE

    def call(xs: Any, results: Any) -> None:
        try:
            found = rule(*xs[:inputs])
            for k, number in enumerate([found] if one else found):
                results[k] = number
        except BaseException as error:  # which cannot pass through machine code
            _thread.failure = error
            c_library().feraiseexcept(INVALID)

    return CALLBACK(call)


def compiled(text: str, nodes: int) -> bytes:
    """A program as an object file.

    Arguments:
        text: the program.
        nodes: how many it computes.
    """
    return bytes(target(level_for(text, nodes)).emit_object(llvm().parse_assembly(text)))


def assembly(text: str, nodes: int) -> str:
    """A program in the processor's own words."""
    return str(target(level_for(text, nodes)).emit_assembly(llvm().parse_assembly(text)))


def level_for(text: str, nodes: int) -> int:
    """How much LLVM works on it: more where there are loops, of which each line counts often."""
    return 1 if len(text) < LOOPED * nodes else 0


def processor() -> str:
    """For what machine code is made: LLVM's version, and the kind of machine."""
    version = ".".join(map(str, llvm().llvm_version_info))
    return f"LLVM {version}, {target().triple}"


def target(level: int = 0) -> Any:
    """What machine code is made for: this processor, in this process."""
    triple = llvm().Target.from_default_triple()
    return triple.create_target_machine(opt=level, jit=True, **ADDRESSES)


def add_callbacks(callbacks: dict[str, Part]) -> None:
    """Makes Python's own functions known to LLVM, by the names that they have in a program."""
    for name, part in callbacks.items():
        add_function(name[2:-1], _callback(part))


def add_function(name: str, function: Any) -> None:
    """Makes a function of C known to LLVM; it must live as long as what calls it."""
    llvm().add_symbol(name, _address(function))


class Machine:
    """A program in machine code.

    Arguments:
        code: the program as an object file.
        callbacks: what it calls of Python's own functions, by the name that it has there.

    Attributes:
        bytes: of instructions.
    """

    def __init__(self, code: bytes, callbacks: dict[str, Part]) -> None:
        c_library()
        add_callbacks(callbacks)
        file = llvm().ObjectFileRef.from_data(code)
        self.bytes = sum(section.size() for section in file.sections() if section.is_text())
        empty = llvm().parse_assembly("")
        self._engine = llvm().create_mcjit_compiler(empty, target(), CLOSE or None)
        self._engine.add_object_file(file)
        self._engine.finalize_object()

    def address(self, name: str) -> int:
        """Where one of its functions is."""
        return int(self._engine.get_function_address(name))


def failed() -> BaseException:
    """What to raise: a Ctrl-C that came meanwhile, or that floats would have raised."""
    failure, _thread.failure = getattr(_thread, "failure", None), None
    if failure is not None and not isinstance(failure, (ArithmeticError, ValueError)):
        return failure  # type: ignore[no-any-return]
    return FloatingPointError("a number is not finite")


def _address(function: Any) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0
