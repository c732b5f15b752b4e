"""One function for arguments of one form: recorded, lifted, checked, and run."""

from __future__ import annotations

import functools
import gc
import operator
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import prod
from numbers import Real
from typing import Any, Protocol

import numpy as np

from autograd.compiler.batching import BatchingRecorder
from autograd.compiler.call import Call
from autograd.compiler.captured import captured_lists
from autograd.compiler.check import close, difference, gradients_of
from autograd.compiler.draws import Draws
from autograd.compiler.guards import Surroundings
from autograd.compiler.lifter import lift
from autograd.compiler.loading import load
from autograd.compiler.nests import Array
from autograd.compiler.numpy_source import Writer
from autograd.compiler.program import Program
from autograd.compiler.region import BatchingError
from autograd.compiler.scalar_source import ScalarWriter
from autograd.compiler.tape import Tape, read_tape
from autograd.compiler.tracing import Recorder, TracedNumber, trace
from autograd.compiler.tuned import tuned
from autograd.compiling import TraceError
from autograd.entry import Operation
from autograd.graph import topological_order
from autograd.structure import flatten, map_leaves
from autograd.value import Value, is_recording, pull_back

# What a statement costs in either way of running: measured on ordinary machines, in microseconds.
ARRAY_STATEMENT, SCALAR_LINE = 3.0, 0.15
_data_of = operator.attrgetter("_data")
_parents_of = operator.attrgetter("parents")
FEW_CALLS = 50
LARGEST = 5_000_000  # scalar operations in a recording, which is about two gigabytes


class Code(Protocol):
    """A program that can be run."""

    source: str

    def forward(self, parameters: Any, inputs: list[Any]) -> tuple[list[float], Any]:
        """The results as floats, and what `backward` needs."""

    def backward(self, saved: Any, seeds: list[float]) -> list[Any]:
        """Σ seed·d(result), for the parameters and then for each input: arrays."""


class ArrayCode:
    """The program as NumPy statements."""

    def __init__(self, program: Program, name: str, inputs_too: bool) -> None:
        writer = Writer(program, name, inputs_too)
        self.source = writer.source()
        self.environment = writer.environment
        namespace = load(self.source, name, self.environment)
        self.functions = namespace["forward"], namespace["backward"]
        self.program = program
        self.arrays, self.seeded = writer.result_arrays(), writer.seeded_arrays()
        self.order = np.array(program.order, dtype=int)  # of the parameters, in the vector
        self.places = np.argsort(self.order)  # and back
        self._calls, self._lock = 0, threading.Lock()
        self._step: Callable[..., Any] | None = None
        self._theta: Any = None
        self._dtheta: Any = None

    def forward(self, parameters: Any, inputs: list[Any]) -> tuple[list[float], Any]:
        """The results as floats, and what `backward` needs."""
        arrays, saved = self.functions[0](parameters[self.order], *inputs)
        flat = {array: np.ravel(x).tolist() for array, x in zip(self.arrays, arrays)}
        results = [
            where if isinstance(where, float) else flat[where][position]
            for where, position in self.program.results
        ]
        return results, saved

    def backward(self, saved: Any, seeds: list[float]) -> list[Any]:
        """Σ seed·d(result), for the parameters and then for each input: flat arrays."""
        given = {array: np.zeros(array.size) for array in self.seeded}
        for k, ((where, position), seed) in enumerate(zip(self.program.results, seeds)):
            if not isinstance(where, float) and k not in self.program.stopped:
                given[where][position] += seed
        shaped = [x.reshape(array.shape) if array.shape else x[0] for array, x in given.items()]
        theta, *inputs = self.functions[1](saved, *shaped)
        return [theta[self.places], *inputs]

    def step(self, theta: Any, dtheta: Any, inputs: list[Any]) -> Callable[..., Any]:
        """Forward and backward in one, for vectors in the order of the program.

        A step reads the parameters in `theta`, leaves the gradient in `dtheta` and returns the one
        result. `inputs` are an example.
        """
        quick = self._quick_step(theta, dtheta, inputs)
        return quick or self._plain_step(theta, dtheta)

    def _plain_step(self, theta: Any, dtheta: Any) -> Callable[..., Any]:
        forward, backward = self.functions

        def step(*inputs: Any) -> Any:
            results, saved = forward(theta, *inputs)
            dtheta[:] = backward(saved, 1.0)[0]
            return results if len(results) > 1 else results[0]

        return step

    def _quick_step(self, theta: Any, dtheta: Any, inputs: list[Any]) -> Callable[..., Any] | None:
        shapes = [role.shape for role in self.program.roles]
        try:
            bind = tuned(self.source, self.environment, shapes, theta, inputs)
            agree = _agree(bind, self._plain_step, theta, inputs)
        except Exception:  # only the quicker way is lost
            return None
        return bind(theta, dtheta) if agree else None

    def forward_with_gradient(
        self, parameters: Any, inputs: list[Any]
    ) -> tuple[list[float], Any] | None:
        """The results, and the gradient of those that have one: an array.

        A step does both in little more time than one of them takes otherwise. None where there is
        no such step, and at the first calls: writing it takes the time that so many calls gain.
        """
        self._calls += 1
        if self._calls <= FEW_CALLS:
            return None
        with self._lock:  # the step's memory is for one call at a time
            if self._theta is None:
                self._theta, self._dtheta = parameters[self.order], np.zeros(parameters.size)
                if len(self.seeded) == 1:
                    self._step = self._quick_step(self._theta, self._dtheta, inputs)
            if self._step is None:
                return None
            self._theta[:] = parameters[self.order]
            found = self._step(*inputs)
            gradient = self._dtheta[self.places]
        numbers = dict(zip(self.arrays, found if len(self.arrays) > 1 else (found,)))
        results = self.program.results
        return [w if isinstance(w, float) else float(numbers[w]) for w, _ in results], gradient

    def has_gradient(self, k: int) -> bool:
        """Whether the k-th result depends on anything."""
        return k not in self.program.stopped and self.program.results[k][0] in self.seeded


class ScalarCode:
    """The program as one line of Python per scalar node."""

    def __init__(self, tape: Tape, inputs: dict[Operation, Array], name: str) -> None:
        writer = ScalarWriter(tape, inputs)
        self.inputs = list(inputs.values())
        self.source = writer.source()
        namespace = load(self.source, name, writer.environment)
        self._forward, self._backward = namespace["forward"], namespace["backward"]

    def forward(self, parameters: Any, inputs: list[Any]) -> tuple[list[float], Any]:
        """The results as floats, and what `backward` needs."""
        return self._forward(parameters.tolist(), *(x.ravel().tolist() for x in inputs))  # type: ignore[no-any-return]

    def backward(self, saved: Any, seeds: list[float]) -> list[Any]:
        """Σ seed·d(result), for the parameters and then for each input."""
        theta, *inputs = map(np.array, self._backward(saved, seeds))
        return [theta, *(x.reshape(array.shape) for x, array in zip(inputs, self.inputs))]


class Lifted:
    """A function compiled for arguments of one form.

    Raises:
        TraceError: the function draws random numbers, or looks at numbers in a way that cannot be
            repeated.
    """

    def __init__(self, call: Call, backend: str = "numpy") -> None:
        self.name = getattr(call.function, "__name__", "f")
        self.surroundings = Surroundings(call.function, call.fixed)
        with without_collector():  # it would walk the growing graph, and find no garbage
            self._compile_somehow(call, backend)
            self._forget_graph()

    def _compile_somehow(self, call: Call, backend: str) -> None:
        """With one sample for all of each `vmap`, or else with every sample recorded."""
        recorder = BatchingRecorder()
        try:
            self._compile(call, backend, recorder)
        except Exception as error:
            if not recorder.regions:
                raise
            size = recorder.size_of_all()
            if isinstance(error, BatchingError) and size > LARGEST:
                raise TraceError(
                    f"{self.name}: {error}, so they must be recorded one by one; these would be "
                    f"{size:,} scalar operations, and {LARGEST:,} at most are recorded: take fewer "
                    "samples at once (in nn.fit, a smaller batch_size)"
                ) from None
            self._compile(call, backend, Recorder())  # what else is wrong will show again

    def _compile(self, call: Call, backend: str, recorder: Recorder) -> None:
        self.result, leaves = self._record(call, recorder)
        self.surroundings.forget_changed()
        self.outputs = [x for x in flatten(self.result) if isinstance(x, Value)]
        self.guards = recorder.guards
        self._check_results()
        self.draws = Draws([generator for _, generator in recorder.draws])
        arrays = [(argument.name, argument.array.shape) for argument in call.arguments]
        if self.draws:
            leaves.append([leaf for leaf, _ in recorder.draws])
            arrays.append(("draws", (len(self.draws),)))
        inputs: dict[Value, Operation] = {}
        self.inputs: dict[Operation, Array] = {}
        for (name, shape), mine in zip(arrays, leaves):
            operation = Operation(name, "", lambda: 0.0, lambda y: ())
            self.inputs[operation] = Array(name, "input", shape)
            inputs.update(dict.fromkeys(mine, operation))
        regions = recorder.regions if isinstance(recorder, BatchingRecorder) else []
        self.tape = read_tape(recorder.nodes, inputs, self.outputs, recorder.detached, regions)
        self.parameters = self.tape.parameters
        self.code: Code | None = None
        self.source = ""
        if not self.outputs:
            return  # numbers that nothing makes differ
        try:
            self.program = lift(self.tape, self.inputs, captured_lists(call.function))
            code = self.code = self._choose(call, backend)
            self.source = code.source
            differ = difference(self, code, call, recorder, leaves)
            if differ and regions:
                raise BatchingError(f"the {differ} differ from those of the samples")
        except TraceError:
            raise
        except Exception as error:  # a fault of the compiler, for which nobody shall pay
            if regions:
                raise
            differ = f"program fails ({type(error).__name__}: {error}), so its values"
        if not differ:
            return
        self.code, self.source = None, ""
        warnings.warn(
            f"{self.name}: the compiled {differ} differ from those of the scalar graph, so the "
            "function runs uncompiled; please report this",
            RuntimeWarning,
            stacklevel=2,
        )

    def _record(self, call: Call, recorder: Recorder) -> tuple[Any, list[list[Value]]]:
        args, kwargs, leaves = call.with_fresh_leaves()
        before = self.surroundings.random_states()
        result = trace(functools.partial(call.function, **kwargs), args, recorder)
        if self.surroundings.random_states() != before:
            raise TraceError(
                f"{self.name} draws random numbers, which compiling would freeze: draw them "
                "outside and pass them as arguments, or use nn.Dropout"
            )
        return result, leaves

    def _forget_graph(self) -> None:
        """The recorded nodes, of which there may be a million, have done their duty."""

        def blank(x: Any) -> Any:
            if isinstance(x, TracedNumber):
                return TracedNumber.of(Value(x._data), x.truth)
            return Value(x._data) if isinstance(x, Value) else x

        self.result = map_leaves(blank, self.result)
        self.outputs = [x for x in flatten(self.result) if isinstance(x, Value)]
        self.tape.values = []

    def _check_results(self) -> None:
        """A Value hidden in something else would be that of the trace for ever."""
        for x in flatten(self.result):
            if not isinstance(x, (Value, Real, str, type(None), np.generic)):
                raise TraceError(
                    f"{self.name} returns a {type(x).__name__}; compiled code returns numbers and "
                    "Values, or lists, tuples and dicts of them"
                )
        if not any(isinstance(x, (Value, Real)) for x in flatten(self.result)):
            raise TraceError(f"{self.name} returns no number (is a return missing?)")

    def _choose(self, call: Call, backend: str) -> Code:
        inputs_too = any(argument.values for argument in call.arguments)
        if backend == "jax":
            from autograd.compiler.jax_code import JaxCode  # needs JAX, which may be missing

            return JaxCode(self.program, self.name, inputs_too)
        statements = len(self.program.statements)
        lines = sum(group.rows.size for group in self.tape.groups) / 2
        lines *= prod(region.count for region in self.tape.regions)  # about, if in each other
        if statements * ARRAY_STATEMENT > lines * SCALAR_LINE:
            if self.tape.regions:
                raise BatchingError("so small that it is better written out line by line")
            return ScalarCode(self.tape, self.inputs, self.name)
        return ArrayCode(self.program, self.name, inputs_too)

    @property
    def ordered(self) -> list[Value]:
        """The parameters in the order of the program's vector."""
        return [self.parameters[i] for i in self.program.order] if self.code else self.parameters

    def changed(self) -> str:
        """What the traced code went by and is not as it was, such as a module's mode."""
        if not all(look() == seen for look, seen in self.guards):
            return "the mode of a module"
        return self.surroundings.changed()

    def explanation(self) -> str:
        """What was recorded, and where its scalar nodes went."""
        tape, groups = self.tape, len(self.tape.groups)
        head = f"{self.name}: {tape.scalar_nodes:,} scalar nodes in {groups} groups"
        if self.code is None:
            return f"{head}, run uncompiled"
        if isinstance(self.code, ScalarCode):
            return f"{head}; too small or too irregular for arrays, so one line of Python per node"
        program = self.program
        count = len(program.statements)
        lines = [f"{head} became {count} array statements with {program.gathers} gathers:"]
        rows = [
            (
                statement.out.name,
                "x".join(map(str, statement.out.shape)),
                f"{statement.out.nodes:,}",
            )
            for statement in program.statements
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        lines += [
            f"  {name:<{widths[0]}}  {shape:>{widths[1]}}  {nodes:>{widths[2]}} nodes"
            for name, shape, nodes in rows
        ]
        return "\n".join(lines)

    # --- running ---------------------------------------------------------------------------------

    def run(self, call: Call) -> Any:
        """The function's result: as the function gives it, but computed by the program."""
        if self.code is None:
            return call.eagerly()
        data = np.fromiter(map(_data_of, self.parameters), float, len(self.parameters))
        inputs = [argument.array for argument in call.arguments]
        before = self.draws.state()
        if self.draws:
            inputs.append(self.draws()[0])
        try:
            with np.errstate(over="raise", divide="raise", invalid="raise"):
                results, saved, gradient = self._compute(data, inputs, call)
        except (ArithmeticError, ValueError):
            self.draws.restore(before)
            return call.eagerly()  # it raises as floats do, and names the operation
        given = [v for argument in call.arguments for _, v in argument.values]
        parents = (*self.parameters, *given)
        pullback = Pullback(self, call, saved, before, gradient)
        leaves_only = not given and not any(map(_parents_of, parents))
        made = [
            Value(number, "", parents, Result(pullback, k, leaves_only))
            if parents
            else Value(number)
            for k, number in enumerate(results)
        ]
        following = iter(made)

        def fill(x: Any) -> Any:
            if not isinstance(x, Value):
                return x
            value = next(following)
            if isinstance(x, TracedNumber):
                return bool(value._data) if x.truth else value._data
            return value

        with without_collector():  # there may be many of them, and none of them is garbage
            return map_leaves(fill, self.result)

    def _compute(self, data: Any, inputs: list[Any], call: Call) -> tuple[list[float], Any, Any]:
        """The results, what backward needs, and the gradient if it is known already."""
        assert self.code is not None
        with_values = any(argument.values for argument in call.arguments)
        if isinstance(self.code, ArrayCode) and is_recording() and not with_values:
            try:
                found = self.code.forward_with_gradient(data, inputs)
            except (ArithmeticError, ValueError):
                found = None  # perhaps it is but the derivative that does not exist
            if found is not None:
                return found[0], None, found[1]
        return *self.code.forward(data, inputs), None

    def training_step(
        self, parameters: list[Value], theta: Any, dtheta: Any, inputs: list[Any]
    ) -> Callable[..., Any]:
        """For training loops: a function of the inputs that returns the one result.

        It reads the numbers of `parameters` in the array `theta`, and leaves the gradient, in the
        same order, in the array `dtheta`. Floating-point errors are left to `np.errstate`, which is
        the caller's. `inputs` are those of the first step; later ones have their shapes and types.
        """
        code, draws = self.code, self.draws
        if code is None or len(self.outputs) != 1:
            raise TraceError(f"{self.name} does not compile to one number")
        place = {parameter: i for i, parameter in enumerate(parameters)}
        index = np.array([place[p] for p in self.parameters], dtype=int)
        if isinstance(code, ArrayCode) and index[code.order].tolist() == [*range(len(place))]:
            # The vector is laid out as the program's own.
            step = code.step(theta, dtheta, [*inputs, *([draws.like()] if draws else [])])
        else:

            def step(*inputs: Any) -> Any:
                results, saved = code.forward(theta[index], list(inputs))
                dtheta[index] = code.backward(saved, [1.0])[0]
                return results[0]

        def step_with_draws(*inputs: Any) -> Any:
            before = draws.state()
            try:
                return step(*inputs, draws()[0])
            except (ArithmeticError, ValueError):
                draws.restore(before)  # for the scalar engine, which is asked next
                raise

        return step_with_draws if draws else step


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


class Pullback:
    """The local-gradient closure of the results of one call: the backward half of the program."""

    def __init__(
        self, lifted: Lifted, call: Call, saved: Any, drawn_from: list[Any], gradient: Any
    ) -> None:
        self.lifted, self.call, self.saved, self.gradient = lifted, call, saved, gradient
        self.drawn_from = drawn_from  # where the random generators were before the call

    def local_gradients(self, k: int, y: Any, *parents: Any) -> list[Any]:
        """The derivatives of the k-th result with respect to its parents."""
        if isinstance(y, Value):  # a gradient that will itself be differentiated
            recorded = pull_back(self._eager_result(k))
            return [recorded.get(parent, 0.0) for parent in parents]
        lifted = self.lifted
        assert lifted.code is not None
        if self.gradient is not None:
            assert isinstance(lifted.code, ArrayCode)
            known = self.gradient if lifted.code.has_gradient(k) else 0.0 * self.gradient
            return known.tolist()  # type: ignore[no-any-return]
        seeds = [0.0] * len(lifted.outputs)
        seeds[k] = 1.0
        try:
            with np.errstate(divide="raise", invalid="raise", over="ignore"):
                theta, *inputs = lifted.code.backward(self.saved, seeds)
        except (ArithmeticError, ValueError):
            values = [v for argument in self.call.arguments for _, v in argument.values]
            result = self._eager_result(k)
            leaves = [*lifted.parameters, *values]
            return gradients_of(result, leaves, topological_order(result))
        gradients: list[Any] = theta.tolist()
        for argument, gradient in zip(self.call.arguments, inputs):
            flat = np.broadcast_to(gradient, argument.array.shape).ravel()
            gradients.extend(float(flat[i]) for i, _ in argument.values)
        return gradients

    def _eager_result(self, k: int) -> Value:
        draws = self.lifted.draws
        now = draws.state()
        draws.restore(self.drawn_from)  # dropout drops what it dropped in that call
        try:
            eager = self.call.eagerly()
        finally:
            draws.restore(now)
        pairs = zip(flatten(eager), flatten(self.lifted.result))
        results = [result for result, traced in pairs if isinstance(traced, Value)]
        assert isinstance(results[k], Value)
        return results[k]  # type: ignore[no-any-return]


class Result(Operation):
    """The operation of the k-th result of one call."""

    def __init__(self, pullback: Pullback, k: int, leaves_only: bool) -> None:
        name = pullback.lifted.name
        rule = functools.partial(pullback.local_gradients, k)
        # There may be many of them, so what `Operation` works out for itself is left out.
        vars(self).update(name=name, symbol=name, value=_computed_by_program, gradients=rule)
        if leaves_only:
            vars(self).update(to_leaves=self._to_leaves)

    def _to_leaves(self, node: Value) -> None:
        """`node.backward()` where all parents are different leaves: nothing needs an order."""
        gradients = self.gradients(node._data)
        node._grad = 1.0
        for leaf, gradient in zip(node.parents, gradients):
            leaf._grad += gradient


def _computed_by_program(*operands: float) -> float:
    raise NotImplementedError("a compiled node is computed by its program")


def _agree(bind: Any, plain: Any, theta: Any, inputs: list[Any]) -> bool:
    """Whether both compute the same, at a point and, after that, near it."""
    found, expected = theta.copy(), theta.copy()
    steps = [(b(x, dx), dx) for b, x in ((bind, found), (plain, expected)) for dx in (x + 0.0,)]
    for _ in range(2):
        with np.errstate(all="ignore"):
            (a, da), (b, db) = [(step(*inputs), dx) for step, dx in steps]
        if not (close(a, b) and close(da, db)):
            return False
        found *= 1.01
        expected *= 1.01
    return True
