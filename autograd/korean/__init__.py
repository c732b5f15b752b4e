"""The Korean of what `autograd` says, by rooms; loaded when Korean is asked for (see `telling`).

A key is what the source says, an f-string with a name for each hole; its value says the same in
Korean with the same holes, in any order, but holes that touch stay together. A particle after a
hole is written in both forms, {name}은(는), and the one that fits is chosen (see `particles`).
"""

from autograd.korean import (
    command,
    compiler,
    compiling,
    derivatives,
    engine,
    exchange,
    machine,
    pictures,
)

OTHERS = {**engine.BY_PYTHON, **command.BY_PYTHON, **pictures.KINDS}
"""What stands nowhere in the source: it comes from Python, or is put together."""

ROOMS = (
    *(engine.TEMPLATES, derivatives.TEMPLATES, command.TEMPLATES, pictures.TEMPLATES),
    *(compiling.TEMPLATES, compiler.TEMPLATES, machine.TEMPLATES, exchange.TEMPLATES),
    OTHERS,
)
TEMPLATES = {english: korean for room in ROOMS for english, korean in room.items()}
