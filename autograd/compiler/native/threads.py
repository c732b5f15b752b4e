"""Slices of samples shared among threads: machine code leaves Python's lock to others meanwhile.

The numbers are those of one thread: each sample's are its own, and what samples add to a shared
gradient is summed by slices, whoever takes them. The processor keeps the flags of floating-point
exceptions for each thread, so each call of machine code clears and reads its own.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from autograd.compiler.native.code import NativeCode
from autograd.compiler.native.machine import failed
from autograd.compiler.native.slices import Slices
from autograd.compiler.native.team import together
from autograd.compiler.record import Numbers

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats

# So many nodes for each thread take about a tenth of a millisecond; to hand work over to another
# thread and to wait for it takes 20 to 60 microseconds.
WORTH = 50_000


def threads_worth(slices: Slices | None, threads: int) -> int:
    """How many of so many threads have enough to do."""
    return max(1, min(threads, slices.count, slices.work // WORTH)) if slices else 1


class SharedCode(NativeCode):
    """A program for many samples, whose slices several threads take."""

    def share(self, slices: Slices, threads: int) -> SharedCode:
        """From now on so many threads take these slices."""
        self.threads, self._slices = threads, slices
        self._size = slices.scratch + 2 * slices.room * threads
        self._of_slices = self._part("forward.slices", 2, 2)
        self._of_rest = self._part("forward.rest", 1)
        self._back_to_slices = self._part("backward.rest", 2)
        self._back_through_slices = self._part("backward.slices", 3, 2)
        self._sums = self._part("backward.sums", 2)
        ends = [slices.count * t // threads for t in range(threads + 1)]
        self._shares = [*zip(range(threads), ends, ends[1:])]
        return self

    def _part(self, name: str, memories: int, numbers: int = 0) -> Callable[..., None]:
        """A function of the program, of so many addresses and whole numbers."""
        taken = [ctypes.c_void_p] * memories + [ctypes.c_int64] * numbers
        function = ctypes.CFUNCTYPE(ctypes.c_int, *taken)(self.machine.address(name))

        def call(*given: int) -> None:
            if function(*given):
                raise failed()

        return call

    def forward(self, parameters: Numbers, inputs: Sequence[Numbers]) -> tuple[Numbers, Floats]:
        """The results, one after the other, and the memory that `backward` needs."""
        memory = np.empty(self._size)
        self._given.put(memory, [self._ordered(parameters), *inputs])

        def work(thread: int, *share: int) -> None:
            self._of_slices(memory.ctypes.data, self._scratch(memory, thread), *share)

        together(work, self._shares)
        self._of_rest(memory.ctypes.data)
        return self._results.taken(memory), memory

    def backward(self, saved: Floats, seeds: list[float]) -> Sequence[Numbers]:
        """Σ seed·d(result), for the parameters and then, if anybody asks, for each input."""
        if not self._slices.are_apart:  # two threads might add to one number
            return super().backward(saved, seeds)
        memory = np.empty(self._size)
        self._results.put(memory, [seeds])

        def work(thread: int, *share: int) -> None:
            scratch = self._scratch(memory, thread)
            self._back_through_slices(saved.ctypes.data, memory.ctypes.data, scratch, *share)

        self._back_to_slices(saved.ctypes.data, memory.ctypes.data)
        together(work, self._shares)
        self._sums(saved.ctypes.data, memory.ctypes.data)
        return self._gradients(memory)

    def _scratch(self, memory: Floats, thread: int) -> int:
        """The address of a thread's own memory, behind that of all."""
        place = self._slices.scratch + 2 * self._slices.room * thread
        return int(memory.ctypes.data) + 8 * place
