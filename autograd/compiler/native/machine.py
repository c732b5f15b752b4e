"""From text to machine code, in this process: llvmlite, and the C library that Python calls."""

from __future__ import annotations

import ctypes
import functools
import platform
import re
import sys
import threading
from contextlib import suppress
from typing import Any, TypeAlias

from autograd.compiler.native.flags import INVALID
from autograd.compiler.native.templates import VALUE, Part
from autograd.compiler.native.translation import LIBM
from autograd.telling import import_error

Made: TypeAlias = "tuple[Any, Any]"  # a program as LLVM's own, and the machine that it is for

# Where all of a program stands in one piece of memory, an address is a distance. With addresses of
# any size, LLVM's quick way to choose instructions gives up at every call and every constant.
CLOSE = sys.platform == "linux" and platform.machine() == "x86_64"
ADDRESSES = {"reloc": "pic", "codemodel": "small"} if CLOSE else {}
# Characters for a node that is computed; written out, it takes ten times as many as in a loop.
LOOPED, HOT = 25, 2
BEST = 2  # level of LLVM's work
PASSES = 1  # level of what it does before; more takes twice as long, and gains nothing here
STEP = "i64 %t)"  # how the head of a function ends that is a step of a loop
# Heads of the others that compute nodes, and of rules with several ways through them.
OTHERS = re.compile(
    rf'^(define internal .* @(?:nodes|sample|rest|").*\))(?<!{re.escape(STEP)}) {{$', re.M
)
DIVISION, DIVIDE = re.compile("fdiv double (.+), (.+)"), "@llvm.experimental.constrained.fdiv.f64"
ALONE = (
    rf"call double {DIVIDE}(double \1, double \2,"
    ' metadata !"round.tonearest", metadata !"fpexcept.strict")'
)
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
    module, machine = prepared(text, level_for(text, nodes))
    return bytes(machine.emit_object(module))


def assembly(text: str, nodes: int) -> str:
    """A program in the processor's own words."""
    module, machine = prepared(text, level_for(text, nodes))
    return str(machine.emit_assembly(module))


def level_for(text: str, nodes: int) -> int:
    """How much LLVM works on it: more where there are loops, of which each line counts often."""
    is_hot = STEP in text and len(text) < HOT * nodes
    return BEST if is_hot else int(len(text) < LOOPED * nodes)


def prepared(text: str, level: int) -> Made:
    """A program as LLVM's own, and the machine that it is for.

    On the highest level steps of loops become vectors: numbers of one kind are computed side by
    side, and each keeps its own operations in their order. All else stays as it is: LLVM would
    spend time on what is run once; and of a rule with two ways it might go both, so that a division
    by zero on the wrong one would be noticed. For that reason each division stays one of its own:
    beside a product LLVM might divide the product's factors, too.
    """
    if level < BEST:
        return llvm().parse_assembly(text), target(level)
    text = (
        f"{DIVISION.sub(ALONE, text)}\ndeclare double {DIVIDE}(double, double, metadata, metadata)"
    )
    return improved(OTHERS.sub(r"\1 noinline optnone {", text), target(level), loops=False)


def improved(text: str, machine: Any, loops: bool) -> Made:
    """A program after LLVM's own passes, which set several numbers side by side.

    Arguments:
        text: the program.
        machine: what it is for.
        loops: whether also several rounds of a loop are one.
    """
    module = llvm().parse_assembly(text)
    options = llvm().create_pipeline_tuning_options(PASSES)
    options.loop_vectorization, options.slp_vectorization = loops, True
    options.loop_unrolling = False
    builder = llvm().create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    return module, machine


def processor() -> str:
    """For what machine code is made: LLVM's version, and the kind of machine."""
    version = ".".join(map(str, llvm().llvm_version_info))
    return f"LLVM {version}, {target().triple}, {own_instructions()}"


def own_instructions() -> dict[str, str]:
    """This very processor, and what it can do besides that all of its kind can."""
    with suppress(RuntimeError):  # where LLVM does not know that
        features = llvm().get_host_cpu_features().flatten()
        return {"cpu": llvm().get_host_cpu_name(), "features": features}
    return {}


def target(level: int = 0) -> Any:
    """What machine code is made for: this kind of processor, or this very one, in this process."""
    own = own_instructions() if level == BEST else {}
    triple = llvm().Target.from_default_triple()
    return triple.create_target_machine(opt=level, jit=True, **own, **ADDRESSES)


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
