"""One function for arguments of one form: recorded, lifted, written, checked, and run.

`Lifted._compile` recites the passes; for programs on arrays they are

    recording = record(call)                   the function is listened to
    tape      = group(recording)               nodes of one form become a group
    program   = lift(tape)                     groups become statements on arrays
    halves    = derive(program)                expressions, and those of the way back
    source    = python_source(NUMPY, halves)   text
    functions = load(source)                   forward and backward
    differ    = difference(recording, code)    checked against the scalar graph
"""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd.compiler.group import Tape
from autograd.compiler.native import PLAIN, Making, NativeError
from autograd.compiler.program import Program
from autograd.compiler.record import (
    BatchingError,
    BatchingRecorder,
    Call,
    Form,
    MovingError,
    Numbers,
    Recorder,
    Recording,
    Surroundings,
    as_list,
    captured_lists,
    record,
)
from autograd.compiler.run.check import UncheckedError, difference
from autograd.compiler.run.codes import Code, ProgramCode
from autograd.compiler.run.pullback import AnyCall, Pullback, eager_arrays, result_of, results_of
from autograd.compiler.run.reading import Reading
from autograd.compiler.run.steps import ForCalls, steps_of
from autograd.recording import ProcessError, TraceError, is_recording
from autograd.telling import told, warn_of
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.compiler.native import Graph, Lanes

NOWHERE: list[Any] = []  # the states of no generators
LARGEST = 5_000_000  # scalar operations in a recording, which is about two gigabytes


class NotFiniteError(TraceError):
    """An argument or a parameter is NaN or infinite, so that no check would tell anything."""


class Lifted:
    """A function compiled for arguments of one form.

    Arguments:
        call: the first call.
        backend: "numpy", "jax" or "native".
        making: how machine code is made.
        or_arrays: whether arrays do the work where machine code can't be had.
        recorded: what is listened to, if that is not the call itself.

    Attributes:
        rival_in: in so many calls machine code is tried as well; infinity where it is not.
        chosen: which of the two it is, and by which times, once that was tried.

    Raises:
        NativeError: machine code can't be had, and nothing else is wanted.
        TraceError: the function draws random numbers, or looks at numbers in a way that cannot be
            repeated.
        NotFiniteError: a number is NaN or infinite.
    """

    def __init__(
        self, call: Call, backend: str = "numpy", making: Making = PLAIN, or_arrays: bool = True,
        recorded: Call | None = None,
    ) -> None:  # fmt: skip
        self.unchecked, self._calls, self._backend = False, 1, backend
        self._making, self._or_arrays = making, or_arrays
        self.form = Form(call)
        self.rival_in = inf
        self.chosen = ""
        self.name = getattr((recorded or call).function, "__name__", "f")
        self.surroundings = Surroundings(call.function, call.fixed)
        with without_collector():  # it would walk the growing graph, and find no garbage
            try:
                self._compile_somehow(recorded or call)
            except BaseException:
                self.surroundings.undo()
                raise
            if self.code is not None:
                self.form.prefer_lists(self.code.most_in_lists)
            self.reading.forget(self.code)
            self.results.forget_graph()

    def _compile_somehow(self, call: Call) -> None:
        """With one sample for all of each `vmap`, or else with every sample recorded."""
        recorder = BatchingRecorder()
        try:
            self._compile(call, recorder)
        except Exception as error:
            final = MovingError, NotFiniteError, ProcessError
            if not recorder.regions or isinstance(error, final):
                raise
            if isinstance(error, BatchingError) and (size := recorder.size_of_all()) > LARGEST:
                raise TraceError(
                    f"{self.name}: {told(str(error))}, so they must be recorded one by one; these "
                    f"would be {size:,} scalar operations, and {LARGEST:,} at most are recorded: "
                    "take fewer samples at once (in nn.fit, a smaller batch_size)"
                ) from None
            self.surroundings.undo()
            self._compile(call, Recorder())  # what else is wrong will show again

    def _compile(self, call: Call, recorder: Recorder) -> None:
        self.code: Code | None = None
        self.steps: ForCalls | None = None
        recording = record(call, self.name, self.surroundings, recorder)
        graph = found = None
        if self._backend == "native":
            from autograd.compiler.run.machine import graph_heard

            graph, found = graph_heard(recording)  # before groups are formed, which rewrites sums
        self._read(recording, found)
        if not self.outputs:
            return  # numbers that nothing makes differ
        try:
            code = self.code = self._written(recording, graph)
            self.steps = steps_of(code)
            differ = difference(recording, self.parameters, code)
            if differ and recording.regions:
                raise BatchingError(f"the {differ} differ from those of the samples")
        except (TraceError, NativeError, ProcessError):
            raise
        except UncheckedError:
            self.code, self.unchecked = None, True
            return
        except Exception as error:  # a fault of the compiler, for which nobody shall pay
            if recording.regions:
                raise
            differ = told(f"program fails ({type(error).__name__}: {error}), so its values")
        if not differ:
            return
        self.code = None
        warn_of(
            f"{self.name}: the compiled {differ} differ from those of the scalar graph, so the "
            "function runs uncompiled; please report this",
            RuntimeWarning,
            stacklevel=2,
        )

    def check_again(self, call: Call) -> None:
        """Compiles anew, if the numbers have allowed no check so far.

        Until they do, calls run uncompiled. It is tried at the second call, the fourth, the eighth
        and so on, for to record takes longer than a call.
        """
        self._calls += self.unchecked
        if self.unchecked and self._calls & (self._calls - 1) == 0:
            calls = self._calls
            vars(self).update(vars(Lifted(call, self._backend, self._making)))
            self._calls = calls

    def _read(self, recording: Recording, found: list[Value] | None) -> None:
        """What calls need of the recording, if it is one that a program can be checked with."""
        way = self.name, self._backend, found, self._making
        reading = self.reading = Reading(recording, self._outside(recording.call), *way)
        self.results, self.draws, self.guards = recording.results, recording.draws, recording.guards
        self.heard, self.inputs = recording.heard, recording.inputs
        self.parameters = tuple(reading.tape.parameters if found is None else found)
        self.captures_leaves = not any(p.parents for p in self.parameters)
        numbers = [np.array([p._data for p in self.parameters])]
        numbers += [argument.array for argument in recording.call.arguments]
        if not all(np.isfinite(x).all() for x in numbers):
            raise NotFiniteError(f"{self.name} is given NaN or infinity at its first call")

    def _written(self, recording: Recording, graph: Graph | Lanes | None) -> Code:
        """The program as code; where machine code can't be had, arrays, and one line says so."""
        if self._backend != "native":
            return self.reading.code
        try:
            from autograd.compiler.run.machine import as_machine_code

            return as_machine_code(recording, self.parameters, graph, self.reading, self._making)
        except NativeError as error:
            if not self._or_arrays:
                raise
            warn_of(f"{self.name} runs without machine code: {told(str(error))}", stacklevel=2)
            self._read(recording, None)
            return self.reading.code

    def _outside(self, call: Call) -> Callable[[], dict[str, object]]:
        """What there is of parameters, by the names of the variables they are in."""
        return functools.partial(captured_lists, call.function)

    @property
    def tape(self) -> Tape:
        """The recorded nodes in groups."""
        return self.reading.tape

    @property
    def program(self) -> Program | None:
        """The program on arrays, where there is one."""
        return self.reading.program if self.code is not None else None

    @property
    def outputs(self) -> list[Value]:
        """The Values among the results."""
        return self.results.outputs

    @property
    def ordered(self) -> list[Value]:
        """The parameters in the order of the program's vector."""
        if self.code is None or self.program is None:
            return [*self.parameters]
        return [self.parameters[i] for i in self.program.order]

    @property
    def source(self) -> str:
        """The program as text; `""` where there is none."""
        return self.code.source if self.code is not None else ""

    def changed(self) -> str:
        """What the traced code went by and is not as it was, such as a module's mode."""
        if self.guards and not all(look() == seen for look, seen in self.guards):
            return told("the mode of a module")
        return self.surroundings.changed()

    # --- running ---------------------------------------------------------------------------------

    def run(self, call: AnyCall) -> object:
        """The function's result: as the function gives it, but computed by the program."""
        found = self._compute(call, self.steps is not None and is_recording())
        if found is None:
            return call.eagerly()
        numbers, saved, before, gradient = found
        pullback = Pullback(self, call, saved, before, gradient)
        if self.results.is_one:
            number = numbers[0]
            return result_of(pullback, number if type(number) is float else float(number))
        with without_collector():  # there may be many of them, and none of them is garbage
            return self.results.filled(results_of(pullback, as_list(numbers)))

    def run_on_numbers(self, call: AnyCall) -> object:
        """The function's results as arrays and floats, without gradients."""
        found = self._compute(call, False)
        if found is None:
            return eager_arrays(call)
        numbers = found[0]
        return float(numbers[0]) if self.results.is_one else self.results.as_arrays(numbers)

    def _compute(
        self, call: AnyCall, with_gradient: bool
    ) -> tuple[Numbers, Any, list[Any], Any] | None:
        """The results, and what a pullback needs: what is saved, states of draws, the gradient.

        None where the scalar code must be asked, which raises as floats do, naming the operation,
        and takes NaN and infinity as floats do. The random generators are then as they were.
        """
        code, draws = self.code, self.draws
        if code is None:
            return None
        self.rival_in -= 1
        parameters, inputs = self._numbers(call)
        before = NOWHERE
        if draws.generators:
            before, inputs = draws.state(), [*inputs, draws()[0]]
        if with_gradient and self.steps is not None and not call.given:
            try:
                found = self.steps.run(parameters, inputs)
            except (ArithmeticError, ValueError):
                found = None  # perhaps it is but the derivative that does not exist
            if found is not None:
                return found[0], None, before, found[1]
        try:
            results, saved = code.forward(parameters, inputs)
            return results, saved, before, None
        except (ArithmeticError, ValueError):
            draws.restore(before)
            return None

    def _numbers(self, call: AnyCall) -> tuple[Numbers, list[Numbers]]:
        """Those of the parameters, so read in a third of the time of `map`; and the inputs."""
        return [p._data for p in self.parameters], call.inputs

    def whole(self, call: AnyCall | None = None) -> Lifted:
        """The program of all results, with the way back from each."""
        return self

    def forward_and_back(self, call: Call) -> None:
        """Computes the results and the gradient, for nothing but the time that it takes.

        Raises:
            ArithmeticError, ValueError: there is no such number, or no such gradient.
        """
        (parameters, inputs), code = self._numbers(call), self.code
        assert code is not None
        if self.steps is not None and not call.given and self.steps.run(parameters, inputs):
            return
        results, saved = code.forward(parameters, inputs)
        code.backward(saved, [1.0] * len(results))

    def carries_gradient(self, k: int) -> bool:
        """Whether the k-th result depends on anything."""
        code = self.code
        return bool(code.carries[k]) if isinstance(code, ProgramCode) else True


@contextmanager
def without_collector() -> Iterator[None]:
    """Inside, Python's garbage collector rests; what nobody refers to is freed all the same."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
