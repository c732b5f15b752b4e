"""Several samples abreast: the text of one, made the text of as many as go into a few registers.

Each number becomes a vector that has this number of every sample, and each instruction the one on
vectors, which gives each of them the very same bits. Functions of C and of Python, which there are
for one number alone, are called for one sample after the other. Where a rule asks a question, they
go on abreast if all give the same answer, and else one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from autograd.compiler.native.powers import DEFINITION
from autograd.compiler.native.templates import VALUE, Definition, Part
from autograd.compiler.native.translation import BINARY

ABREAST = 4
VECTOR, TRUTHS = f"<{ABREAST} x double>", f"<{ABREAST} x i1>"
EACH = "%each"  # where a function goes on for one sample after the other

QUESTION = re.compile(r"  br i1 (\S+), label (\S+), label (\S+)")
NUMBER = re.compile(r"\b0x[0-9a-f]{16}\b")
TRUTH = re.compile(r"(?<!%)\bi1\b")
FUNCTION = re.compile(r'@(?!llvm\.)("?)')
OF_C = re.compile(r"@libm\.(\w+)\(")


def abreast(text: str) -> str:
    """Functions of one sample as functions of several, in whose names `abreast.` comes first."""
    return "\n".join(map(_line, text.splitlines()))


def declarations_abreast() -> str:
    """LLVM's own functions on vectors."""
    arities = {"fabs": 1, "sqrt": 1, "copysign": 2}
    return "\n".join(
        f"declare {VECTOR} @llvm.{name}.v{ABREAST}f64({', '.join([VECTOR] * arity)})"
        for name, arity in arities.items()
    )


def definitions_abreast(text: str, definitions: dict[Part, Definition]) -> Iterable[str]:
    """What the text of one sample calls, abreast: functions of C, and those of the program."""
    every = "".join([text, DEFINITION, *(each.text for each in definitions.values())])
    for name in sorted(set(OF_C.findall(every))):
        inputs = 2 if name in BINARY else 1
        parameters = ", ".join(f"{VECTOR} %x{k}" for k in range(inputs))
        head = f"define internal {VECTOR} @abreast.libm.{name}({parameters}) {{"
        yield "\n".join([head, *_one_by_one(f"@libm.{name}", inputs), "}"])
    yield _definition(DEFINITION.strip(), "@square", 1)
    for part, definition in definitions.items():
        outputs = 0 if part.half == VALUE else part.arity
        yield _definition(definition.text, part.name, part.inputs, outputs)


def _definition(text: str, name: str, inputs: int, outputs: int = 0) -> str:
    """A function abreast. One that uses memory, as those of Python's own do, goes one by one."""
    head, *body = abreast(text).splitlines()
    one_by_one = _one_by_one(name, inputs, outputs)
    if " = alloca " in text:
        body = [*one_by_one, "}"]
    elif any(EACH in line for line in body):
        body[-1:] = [f"{EACH[1:]}:", *one_by_one, "}"]
    return "\n".join([head, *body])


def _line(line: str) -> str:
    question = QUESTION.fullmatch(line)
    if question:
        asked, yes, no = question.groups()
        kind = f"i{ABREAST}"
        return (
            f"  {asked}.all = bitcast {TRUTHS} {asked} to {kind}\n"
            f"  switch {kind} {asked}.all, label {EACH} [ {kind} -1, label {yes} {kind} 0, "
            f"label {no} ]"
        )
    line = TRUTH.sub(TRUTHS, line.replace(".f64(", f".v{ABREAST}f64(").replace("double", VECTOR))
    line = FUNCTION.sub(r"@\1abreast.", NUMBER.sub(_repeated, line))
    return f"{line}, align 8" if " = load " in line or line.startswith("  store ") else line


def _repeated(number: re.Match[str]) -> str:
    return f"<{', '.join([f'double {number.group()}'] * ABREAST)}>"


def _one_by_one(name: str, inputs: int, outputs: int = 0) -> list[str]:
    """The instructions that call a function of one sample for each, and return what it gives.

    That is a number, or an array of so many.
    """
    kind = f"[{outputs} x double]" if outputs else "double"
    lines = []
    for b in range(ABREAST):
        lines += [
            f"  %each.{k}.{b} = extractelement {VECTOR} %x{k}, i32 {b}" for k in range(inputs)
        ]
        given = ", ".join(f"double %each.{k}.{b}" for k in range(inputs))
        lines.append(f"  %each.of.{b} = call {kind} {name}({given})")
    whole = "undef"
    for r in range(outputs or 1):
        vector = "undef"
        for b in range(ABREAST):
            number = f"%each.of.{b}"
            if outputs:
                number = f"%each.is.{r}.{b}"
                lines.append(f"  {number} = extractvalue {kind} %each.of.{b}, {r}")
            lines.append(
                f"  %each.to.{r}.{b} = insertelement {VECTOR} {vector}, double {number}, i32 {b}"
            )
            vector = f"%each.to.{r}.{b}"
        if not outputs:
            return [*lines, f"  ret {VECTOR} {vector}"]
        lines.append(
            f"  %each.all.{r} = insertvalue [{outputs} x {VECTOR}] {whole}, {VECTOR} {vector}, {r}"
        )
        whole = f"%each.all.{r}"
    return [*lines, f"  ret [{outputs} x {VECTOR}] {whole}"]
