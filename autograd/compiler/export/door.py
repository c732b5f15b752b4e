"""`compiled.export(path)`: which program is meant, and who writes it down."""

from __future__ import annotations

import os
from collections.abc import Callable

from autograd.compiler.export.numpy_module import ArrayModule, ScalarModule
from autograd.compiler.export.onnx_file import onnx_file
from autograd.compiler.record import Call
from autograd.compiler.run import ArrayCode, Compiled, Lifted, ScalarCode
from autograd.files import ending_of, write_whole
from autograd.telling import told, type_error, value_error

Writer = Callable[[Lifted, "Call | None"], "str | bytes"]


def python_module(lifted: Lifted, call: Call | None) -> str:
    """The text of a module for a program, which is as the call would have it."""
    code = lifted.reading.code
    if isinstance(code, ScalarCode):
        return ScalarModule(lifted, code).text()
    if isinstance(code, ArrayCode):
        return ArrayModule(lifted, code.program).text()
    from autograd.compiler.export.jax_module import JaxModule  # to import it is to import JAX

    return JaxModule(lifted).text()


WRITERS: dict[str, Writer] = {".py": python_module, ".onnx": onnx_file}
"""Who writes a program, by the ending of the file's name."""


def write(
    compiled: Compiled,
    path: str | os.PathLike[str],
    example: tuple[object, ...],
    keywords: dict[str, object],
) -> None:
    """Writes a function's program into a file, whole or not at all; see `autograd.compile`.

    Arguments:
        compiled: the function.
        path: the file, whose ending says what it is to be.
        example: arguments of the form for which the program is to be; none where the function has
            been called with arguments of one form alone.
        keywords: the same, by their names.

    Raises:
        ValueError: the name has another ending; the function has not been called, or with arguments
            of several forms; it draws random numbers.
        TypeError: it runs uncompiled, or an operation of somebody's own can't be written down.
        OSError: the file can't be written; an earlier one is then as it was.
    """
    content = WRITERS[ending_of(path, [*WRITERS])]
    lifted, call = program_of(compiled, example, keywords), None
    if example or keywords:
        call = Call(compiled.function, example, keywords, lifted.form.own_names)
    made = content(lifted, call)
    # Half a character, such as "\ud800" alone, is none in UTF-8; Python reads its escape.
    write_whole(path, made.encode(errors="backslashreplace") if isinstance(made, str) else made)


def program_of(
    compiled: Compiled, example: tuple[object, ...], keywords: dict[str, object]
) -> Lifted:
    """The program for arguments of the example's form; without one, that of the only form.

    Raises:
        ValueError: no program is meant, or several; or it can't be written down.
    """
    name = compiled.function.__name__
    if example or keywords:
        lifted = compiled.program(*example, **keywords).whole()
    else:
        forms = compiled.programs()
        if not forms:
            raise value_error(
                f"{name} has no program yet: call it once, or give arguments of the form that the "
                "program is to be for: export(path, *arguments)"
            )
        if len(forms) > 1:
            listed = "; ".join(map(_form, forms))
            raise value_error(
                f"{name} has programs for arguments of several forms ({listed}): give arguments of "
                "the form that is meant: export(path, *arguments)"
            )
        (lifted,) = forms
        changed = lifted.changed()
        if changed:
            raise value_error(f"{changed} has changed since {name} was called: call it again")
        lifted = lifted.whole()
    _refuse(lifted)
    return lifted


def _form(lifted: Lifted) -> str:
    """The arguments of a program: X 20 × 4, y 20."""
    sizes = [f"{x.name} {' × '.join(map(str, x.shape))}".strip() for x in lifted.inputs.values()]
    return ", ".join(sizes) or told("none")


def _refuse(lifted: Lifted) -> None:
    name = lifted.name
    if lifted.draws:
        raise value_error(
            f"{name} draws random numbers, which no file can repeat: export it in eval mode, or "
            "pass them as arguments"
        )
    if lifted.code is None:
        raise type_error(f"{name} runs uncompiled, so there is no program to write down")


def hang() -> None:
    """Gives every compiled function `write` as a method, which its `export` calls."""
    Compiled.write = write
