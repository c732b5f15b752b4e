"""Numbers that are not known yet: arithmetic on a `Register` writes an instruction of LLVM.

The rules of the operation table are ordinary arithmetic. Called with Registers, a rule writes down
the machine's work instead of doing it, in the very order in which floats do it. Where a rule asks
`if a >= 0`, the code has two ways from there on, so the rule is called again for the second one.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Union

from autograd.compiler.native.making import NativeError
from autograd.compiler.native.powers import POW, power

if TYPE_CHECKING:
    from autograd.entry import Operation

Number = Union["Register", float]
Binary = Callable[["Register", Number], "Register"]
MOST_WAYS = 64  # through one rule
_bits = struct.Struct(">d").pack


@dataclass(frozen=True)
class Instruction:
    """`result = text`, with the operands in place of `{0}`, `{1}`, ...

    Attributes:
        calls: what function of the program it calls, if it does.
    """

    result: str
    text: str
    operands: tuple[str, ...]
    calls: Any = None

    @property
    def may_fail(self) -> bool:
        """Whether floats might raise an error here, so that it counts even if nothing reads it."""
        return self.text.startswith(("fdiv", "call"))

    def __str__(self) -> str:
        return f"  {self.result} = {self.text.format(*self.operands)}\n"


@dataclass
class Block:
    """Instructions up to a question or the end.

    Attributes:
        question: the register whose truth decides how to go on; `""` at the end.
        results: what the rule returned there.
    """

    name: str
    instructions: list[Instruction] = field(default_factory=list)
    question: str = ""
    results: tuple[str, ...] = ()


class Writer:
    """One way through a rule, written down.

    Arguments:
        answers: to the rule's questions, in turn; to further ones the answer is yes.
    """

    def __init__(self, answers: Sequence[bool]) -> None:
        self.answers, self.asked = list(answers), 0
        self.blocks = [Block("b")]

    def write(self, text: str, operands: tuple[Number | str, ...], calls: object = None) -> str:
        """The name of a new register with the result of one instruction."""
        given = tuple(map(literal, operands))  # which may write instructions as well
        block = self.blocks[-1]
        # Named by its block and place, so that each way gives the same name to the same work.
        name = f"%{block.name}.{len(block.instructions)}"
        block.instructions.append(Instruction(name, text, given, calls))
        return name

    def ask(self, question: str) -> bool:
        """The answer that this way goes by."""
        if self.asked == len(self.answers):
            self.answers.append(True)
        answer = self.answers[self.asked]
        self.asked += 1
        block = self.blocks[-1]
        block.question = question
        self.blocks.append(Block(f"{block.name}{int(answer)}"))
        return answer


_writer: ContextVar[Writer] = ContextVar("writer")


def emit(text: str, *operands: Number | str, calls: object = None) -> Register:
    """Writes one instruction, `{0}`, `{1}`, ... standing for its operands.

    An operand that is text is the name of a truth.
    """
    return Register(_writer.get().write(text, operands, calls))


def compare(text: str, *operands: Number) -> Condition:
    """Writes one instruction that gives a truth."""
    return Condition(_writer.get().write(text, operands))


def ways(rule: Callable[..., object], arity: int) -> list[Block]:
    """Every way through a rule of so many numbers, `%x0`, `%x1`, ..., as blocks of instructions.

    Raises:
        NativeError: the rule does what no instruction does, or has too many ways.
    """
    found: dict[str, Block] = {}
    answers: list[bool] = []
    for _ in range(MOST_WAYS):
        writer = Writer(answers)
        token = _writer.set(writer)
        try:
            results = rule(*[Register(f"%x{k}") for k in range(arity)])
            several = results if isinstance(results, (tuple, list)) else (results,)
            writer.blocks[-1].results = tuple(map(literal, several))
        except Exception as error:
            raise NativeError(f"{type(error).__name__}: {error}") from None
        finally:
            _writer.reset(token)
        found.update((block.name, block) for block in writer.blocks)
        answers = writer.answers
        while answers and not answers[-1]:
            answers.pop()
        if not answers:
            return list(found.values())
        answers[-1] = False
    raise NativeError("it has too many ways")


def literal(x: object) -> str:
    """A number as LLVM writes it: a register's name, or the bits of a float."""
    if isinstance(x, str):
        return x
    if type(x) is float:
        return f"0x{_bits(x).hex()}"
    if isinstance(x, Condition):
        return x.number().name
    if isinstance(x, Register):
        return x.name
    if isinstance(x, (float, int)):
        return literal(float(x))
    raise NativeError(f"a {type(x).__name__} is no number")


def _operator(text: str, python: str) -> tuple[Binary, Binary]:
    """The two methods of an operator."""

    def method(a: Register, b: Number) -> Register:
        return emit(text, a, b)

    def reflected(b: Register, a: Number) -> Register:
        return emit(text, a, b)

    method.__name__, reflected.__name__ = f"__{python}__", f"__r{python}__"
    return method, reflected


def _comparison(text: str) -> Callable[[Register, Any], Any]:
    return lambda a, b: compare(f"fcmp {text} double {{0}}, {{1}}", a, b)


class Register:
    """A number that the machine will know.

    Attributes:
        written: how another operation of the table is written, met in a rule.
    """

    written: ClassVar[Callable[..., Register]]

    def __init__(self, name: str) -> None:
        self.name = name

    __add__, __radd__ = _operator("fadd double {0}, {1}", "add")
    __sub__, __rsub__ = _operator("fsub double {0}, {1}", "sub")
    __mul__, __rmul__ = _operator("fmul double {0}, {1}", "mul")
    __truediv__, __rtruediv__ = _operator("fdiv double {0}, {1}", "truediv")
    __lt__, __le__ = _comparison("olt"), _comparison("ole")
    __gt__, __ge__ = _comparison("ogt"), _comparison("oge")
    __eq__, __ne__ = _comparison("oeq"), _comparison("une")
    __hash__ = None  # type: ignore[assignment]

    def __neg__(self) -> Register:
        return self * -1.0  # which takes fewer bytes than the instruction for it

    def __pow__(self, n: Number) -> Register:
        # The first power is the number itself, as every C library has it.
        return self if isinstance(n, float) and n == 1.0 else emit(power(n), self, n)

    def __rpow__(self, a: Number) -> Register:
        return emit(POW, a, self)

    def __pos__(self) -> Register:
        return self

    def __abs__(self) -> Register:
        return emit("call double @llvm.fabs.f64(double {0})", self)

    def __floordiv__(self, b: Number) -> Register:
        return divided(self, b)[0]

    def __rfloordiv__(self, a: Number) -> Register:
        return divided(a, self)[0]

    def __mod__(self, b: Number) -> Register:
        return divided(self, b)[1]

    def __rmod__(self, a: Number) -> Register:
        return divided(a, self)[1]

    def __bool__(self) -> bool:
        return bool(self != 0.0)

    def __float__(self) -> float:
        raise NativeError("a number is wanted that only the machine will know")

    def _apply(self, operation: Operation, operands: tuple[Number, ...]) -> Register:
        """Another operation of the table, met in a rule."""
        return self.written(operation, operands)


class Condition(Register):
    """A truth that the machine will know; in arithmetic it is 1 or 0."""

    def __bool__(self) -> bool:
        return _writer.get().ask(self.name)

    def number(self) -> Register:
        """1.0 or 0.0."""
        return emit("uitofp i1 {0} to double", self.name)


def select(condition: Number, a: Number, b: Number) -> Register:
    """a where the condition holds, else b; both are computed."""
    if not isinstance(condition, Condition):
        condition = compare("fcmp une double {0}, {1}", condition, 0.0)
    return emit("select i1 {0}, double {1}, double {2}", condition.name, a, b)


def copysign(a: Number, b: Number) -> Register:
    """a with the sign of b."""
    return emit("call double @llvm.copysign.f64(double {0}, double {1})", a, b)


def divided(a: Number, b: Number) -> tuple[Register, Register]:
    """`a // b` and `a % b`, as CPython computes them (_float_div_mod in floatobject.c)."""
    rest = emit("call double @libm.fmod(double {0}, double {1})", a, b)
    quotient = (a - rest) / b
    if rest:
        if bool(b < 0.0) != bool(rest < 0.0):
            rest, quotient = rest + b, quotient - 1.0
    else:
        rest = copysign(0.0, b)
    if not quotient:
        return copysign(0.0, a / b), rest
    whole = emit("call double @libm.floor(double {0})", quotient)
    return (whole + 1.0 if quotient - whole > 0.5 else whole), rest
