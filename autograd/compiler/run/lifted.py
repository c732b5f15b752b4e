"""One function for arguments of one form: recorded, lifted, checked, and run."""

from __future__ import annotations

import functools
import gc
import operator
import warnings
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from typing import Any

import numpy as np

from autograd import joint
from autograd.compiler.group import read_tape
from autograd.compiler.lift import lift
from autograd.compiler.program import Array, Program
from autograd.compiler.record import (
    BatchingError,
    BatchingRecorder,
    Call,
    Draws,
    MovingError,
    Recorder,
    Surroundings,
    captured_lists,
    returned_names,
    trace,
)
from autograd.compiler.run.check import UncheckedError, difference
from autograd.compiler.run.codes import ERRORS, ArrayCode, Code, ProgramCode, ScalarCode, are_finite
from autograd.compiler.run.pullback import Pullback, Result
from autograd.compiler.run.results import Results, as_arrays
from autograd.compiler.run.steps import StepForCalls
from autograd.entry import Operation
from autograd.recording import TraceError, is_recording, no_grad
from autograd.structure import flatten
from autograd.value import Value

# What a statement costs in either way of running: measured on ordinary machines, in microseconds.
ARRAY_STATEMENT, SCALAR_LINE = 3.0, 0.15
_data_of = operator.attrgetter("_data")
MOST_IN_ONE = 5  # groups that become one statement: those of a softmax
MANY_GROUPS = 2_000
# XLA computes many an operand anew for each operation that reads it; from there on, for ever.
MOST_UNFOLDED = 100_000
LARGEST = 5_000_000  # scalar operations in a recording, which is about two gigabytes


class NotFiniteError(TraceError):
    """An argument or a parameter is NaN or infinite, so that no check would tell anything."""


class Lifted:
    """A function compiled for arguments of one form.

    Raises:
        TraceError: the function draws random numbers, or looks at numbers in a way that cannot be
            repeated.
        NotFiniteError: a number is NaN or infinite.
    """

    def __init__(self, call: Call, backend: str = "numpy") -> None:
        self.unchecked, self._calls, self._backend = False, 1, backend
        self.name = getattr(call.function, "__name__", "f")
        self.surroundings = Surroundings(call.function, call.fixed)
        with without_collector():  # it would walk the growing graph, and find no garbage
            try:
                self._compile_somehow(call, backend)
            except BaseException:
                self.surroundings.undo()
                raise
            # The recorded nodes, of which there may be a million, have done their duty.
            self.results.forget_graph()
            self.tape.values = []

    def _compile_somehow(self, call: Call, backend: str) -> None:
        """With one sample for all of each `vmap`, or else with every sample recorded."""
        recorder = BatchingRecorder()
        try:
            self._compile(call, backend, recorder)
        except Exception as error:
            if not recorder.regions or isinstance(error, (MovingError, NotFiniteError)):
                raise
            size = recorder.size_of_all()
            if isinstance(error, BatchingError) and size > LARGEST:
                raise TraceError(
                    f"{self.name}: {error}, so they must be recorded one by one; these would be "
                    f"{size:,} scalar operations, and {LARGEST:,} at most are recorded: take fewer "
                    "samples at once (in nn.fit, a smaller batch_size)"
                ) from None
            self.surroundings.undo()
            self._compile(call, backend, Recorder())  # what else is wrong will show again

    def _compile(self, call: Call, backend: str, recorder: Recorder) -> None:
        tree, leaves = self._record(call, recorder)
        self._read(call, recorder, tree, leaves)
        self.code: Code | None = None
        self.steps: StepForCalls | None = None
        self.program: Program | None = None
        if not self.outputs:
            return  # numbers that nothing makes differ
        try:
            code = self.code = self._choose(call, backend, tree)
            self.steps = StepForCalls(code) if isinstance(code, ArrayCode) else None
            differ = difference(self, code, call, recorder, leaves)
            if differ and self.tape.regions:
                raise BatchingError(f"the {differ} differ from those of the samples")
        except TraceError:
            raise
        except UncheckedError:
            self.code, self.unchecked = None, True
            return
        except Exception as error:  # a fault of the compiler, for which nobody shall pay
            if self.tape.regions:
                raise
            differ = f"program fails ({type(error).__name__}: {error}), so its values"
        if not differ:
            return
        self.code = None
        warnings.warn(
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
            vars(self).update(vars(Lifted(call, self._backend)))
            self._calls = calls

    def _record(self, call: Call, recorder: Recorder) -> tuple[Any, list[list[Value]]]:
        args, kwargs, leaves = call.with_fresh_leaves()
        before, given = self.surroundings.random_states(), [*flatten((args, kwargs))]
        result = trace(functools.partial(call.function, **kwargs), args, recorder)
        found = [*flatten((args, kwargs))]
        if len(found) != len(given) or not all(map(operator.is_, found, given)):
            raise TraceError(
                f"{self.name} changes a list among its arguments, which is a copy in compiled code "
                "and would stay as it was outside; let it change a copy of its own"
            )
        if self.surroundings.random_states() != before:
            raise TraceError(
                f"{self.name} draws random numbers, which compiling would freeze: draw them "
                "outside and pass them as arguments, or use nn.Dropout"
            )
        self.surroundings.refuse_effects()
        return result, leaves

    def _read(self, call: Call, recorder: Recorder, tree: Any, leaves: list[list[Value]]) -> None:
        """The recording as groups of nodes; and which of its leaves are inputs, or drawn."""
        self.results = Results(self.name, tree)
        self.guards = recorder.guards
        self.draws = Draws([generator for _, generator in recorder.draws])
        arrays = [(argument.name, argument.array.shape) for argument in call.arguments]
        if self.draws:
            leaves.append([leaf for leaf, _ in recorder.draws])
            arrays.append(("draws", (len(self.draws),)))
        inputs: dict[Operation, list[Value]] = {}
        self.inputs: dict[Operation, Array] = {}
        for (name, shape), mine in zip(arrays, leaves):
            operation = Operation(name, "", lambda: 0.0, lambda y: ())
            self.inputs[operation] = Array(name, "input", shape)
            inputs[operation] = mine
        regions = recorder.regions if isinstance(recorder, BatchingRecorder) else []
        self.tape = read_tape(recorder.nodes, inputs, self.outputs, recorder.detached, regions)
        self.parameters = self.tape.parameters
        self._captures_leaves = not any(p.parents for p in self.parameters)
        data = np.array([p._data for p in self.parameters])
        if not all(np.isfinite(x).all() for x in (data, *(a.array for a in call.arguments))):
            raise NotFiniteError(f"{self.name} is given NaN or infinity at its first call")

    def _choose(self, call: Call, backend: str, tree: Any) -> Code:
        program = self._lifted(call, tree)
        inputs_too = call.has_values
        if backend == "jax" and program is not None and program.unfolded <= MOST_UNFOLDED:
            from autograd.compiler.run.jax_code import JaxCode  # needs JAX, which may be missing

            return JaxCode(program, self.name, inputs_too)
        lines = self._lines() * SCALAR_LINE
        irregular = program is None or len(program.statements) * ARRAY_STATEMENT > lines
        if irregular and self.tape.regions:
            raise BatchingError("so small that it is better written out line by line")
        if backend == "jax":
            warnings.warn(
                f"{self.name} is so deep a chain of single operations that JAX would compile it "
                f"for minutes, so it runs as {'plain Python' if irregular else 'a NumPy program'}",
                RuntimeWarning,
                stacklevel=2,
            )
        if irregular:
            return ScalarCode(self.tape, self.inputs, self.name)
        assert program is not None
        return ArrayCode(program, self.name, inputs_too)

    def _lifted(self, call: Call, tree: Any) -> Program | None:
        """The recording as an array program; None where it is certain not to be worth it."""
        if not self._is_long_and_irregular():
            self.program = lift(self.tape, self.inputs, captured_lists(call.function))
            self.program.result_names = returned_names(call.function, tree)
        return self.program

    def _lines(self) -> float:
        """About how many lines of Python on single numbers it would be."""
        lines = sum(len(group.flat) for group in self.tape.groups) / 2
        return lines * prod(region.count for region in self.tape.regions)  # if in each other

    def _is_long_and_irregular(self) -> bool:
        """Whether arrays are certain not to be worth it, and to look for them would take long."""
        groups = sum(group.operands != () for group in self.tape.groups)
        fewest = groups / MOST_IN_ONE  # statements
        return groups > MANY_GROUPS and fewest * ARRAY_STATEMENT > self._lines() * SCALAR_LINE

    @property
    def outputs(self) -> list[Value]:
        """The Values among the results."""
        return self.results.outputs

    @property
    def ordered(self) -> list[Value]:
        """The parameters in the order of the program's vector."""
        if self.code is None or self.program is None:
            return self.parameters
        return [self.parameters[i] for i in self.program.order]

    @property
    def source(self) -> str:
        """The program as text; `""` where there is none."""
        return self.code.source if self.code is not None else ""

    def changed(self) -> str:
        """What the traced code went by and is not as it was, such as a module's mode."""
        if not all(look() == seen for look, seen in self.guards):
            return "the mode of a module"
        return self.surroundings.changed()

    # --- running ---------------------------------------------------------------------------------

    def run(self, call: Call) -> Any:
        """The function's result: as the function gives it, but computed by the program."""
        found = self._compute(call, is_recording())
        if found is None:
            return call.eagerly()
        numbers, saved, before, gradient = found
        given = [v for argument in call.arguments for _, v in argument.values]
        parents = (*self.parameters, *given)
        pullback = Pullback(self, call, saved, before, gradient)
        leaves_only = self._captures_leaves and not given
        several = len(numbers) > 1
        if several and parents:
            joint.calls.add(weakref.ref(pullback, joint.calls.discard))
        with without_collector():  # there may be many of them, and none of them is garbage
            made = [
                Value(number, "", parents, Result(pullback, k, leaves_only, several))
                if parents
                else Value(number)
                for k, number in enumerate(numbers.tolist())
            ]
            return self.results.filled(made)

    def run_on_numbers(self, call: Call) -> Any:
        """The function's results as arrays and floats, without gradients."""
        found = self._compute(call, False)
        if found is not None:
            return self.results.as_arrays(found[0])
        return uncompiled_arrays(call)

    def _compute(self, call: Call, with_gradient: bool) -> tuple[Any, Any, Any, Any] | None:
        """The results, and what a pullback needs: what is saved, states of draws, the gradient.

        None where the scalar code must be asked, which raises as floats do, naming the operation,
        and takes NaN and infinity as floats do. The random generators are then as they were.
        """
        code, draws = self.code, self.draws
        if code is None:
            return None
        data = np.fromiter(map(_data_of, self.parameters), float, len(self.parameters))
        inputs = [argument.array for argument in call.arguments]
        with np.errstate(**ERRORS):
            if not are_finite(data, *inputs):
                return None
            before = draws.state()
            if draws:
                inputs.append(draws()[0])
            if self.steps is not None and with_gradient and not call.has_values:
                try:
                    found = self.steps.run(data, inputs)
                except (ArithmeticError, ValueError):
                    found = None  # perhaps it is but the derivative that does not exist
                if found is not None:
                    return found[0], None, before, found[1]
            try:
                return *code.forward(data, inputs), before, None
            except (ArithmeticError, ValueError):
                draws.restore(before)
                return None

    def carries_gradient(self, k: int) -> bool:
        """Whether the k-th result depends on anything."""
        code = self.code
        return bool(code.carries[k]) if isinstance(code, ProgramCode) else True


def uncompiled_arrays(call: Call) -> Any:
    """The results of the function itself, as arrays and floats."""
    with no_grad():
        return as_arrays(call.eagerly())


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
