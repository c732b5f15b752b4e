"""An array program as loop nests that can be run: code whose size does not grow with a batch."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from autograd.compiler.native import (
    Field,
    Nests,
    assembly,
    checked,
    exceptions,
    loaded,
    raise_what_came,
    whole,
)
from autograd.compiler.program import Halves, Program
from autograd.compiler.record import Numbers
from autograd.compiler.run.codes import ProgramCode
from autograd.compiler.run.numbers import all_finite, are_finite, as_array, as_arrays

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats

MOST_SPARE = 4  # memories that are kept for the next call


class NestCode(ProgramCode):
    """The program as loop nests of LLVM.

    Arguments:
        program: the program.
        halves: what is computed, and the way back.
        source: that as text to be read.

    Attributes:
        llvm: the text of LLVM.

    Raises:
        NativeError: there is something in the program for which there is no nest.
    """

    def __init__(self, program: Program, halves: Halves, source: str) -> None:
        super().__init__(program)
        self.source = source
        shapes = [program.parameters.shape, *(array.shape for array in program.inputs)]
        seeds = [array.shape for array in self.seeded]
        self._nests = nests = Nests(halves, shapes, [x.size for x in program.roles], seeds=seeds)
        forward, backward = nests.functions[: nests.half], nests.functions[nests.half :]
        text = checked("forward", forward, nests.places)
        text += checked("backward", backward, nests.places)
        self.llvm, callbacks = whole(nests.functions, text)
        self._engine = loaded(self.llvm, callbacks, nests.functions)
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
        self._forward, self._backward = (
            kind(self._engine.get_function_address(name)) for name in ("forward", "backward")
        )
        self._given = [nests.names[name] for name in halves.arguments]
        self._seeds = [nests.names[name] for name in halves.seeds]
        self._spare: list[Floats] = []

    @property
    def assembly(self) -> str:
        """The program in the processor's own words."""
        return assembly(self.llvm)

    @property
    def nests(self) -> int:
        """How many functions of loops there are."""
        return len(self._nests.functions)

    def forward(self, parameters: Numbers, inputs: Sequence[Numbers]) -> tuple[Numbers, Memory]:
        """The results, one after the other, and what `backward` needs."""
        arrays = as_arrays(inputs, self.program.inputs)
        if not are_finite(parameters, *arrays):
            raise FloatingPointError("a number is not finite")
        memory = Memory(self._spare, self._nests)
        for field, numbers in zip(self._given, [as_array(parameters)[self.order], *arrays]):
            memory.array(field)[...] = numbers
        self._call(self._forward, memory)
        return self.results([memory.array(field) for field in self._nests.results]), memory

    def backward(self, saved: Memory, seeds: list[float]) -> Sequence[Numbers]:
        """Σ seed·d(result), for the parameters and then for each input."""
        with saved.lock:
            for field, numbers in zip(self._seeds, self.spread(seeds, self.seeded)):
                saved.array(field)[...] = numbers
            self._call(self._backward, saved)
            theta, *inputs = [saved.array(field).copy() for field in self._nests.gradients]
        return all_finite([theta[self.inverse], *inputs])

    def _call(self, function: Callable[[int, int], int], memory: Memory) -> None:
        failed = function(memory.numbers.ctypes.data, exceptions())
        raise_what_came(self._nests.functions)
        if failed:
            raise FloatingPointError("a number is not finite")


class Memory:
    """The numbers of one call; when nobody needs them any more, the next call has the memory."""

    def __init__(self, spare: list[Floats], nests: Nests) -> None:
        self._spare, self._places, self.lock = spare, nests.places, threading.Lock()
        try:
            self.numbers = spare.pop()
        except IndexError:
            self.numbers = nests.new_memory()

    def array(self, field: Field) -> Floats:
        """A stored array."""
        (leaf,) = field.leaves
        start = self.numbers[self._places[leaf.memory] + leaf.offset :]
        steps = [8 * stride for stride in leaf.strides]
        return np.lib.stride_tricks.as_strided(start, field.shape, steps)

    def __del__(self) -> None:
        if len(self._spare) < MOST_SPARE:
            self._spare.append(self.numbers)
