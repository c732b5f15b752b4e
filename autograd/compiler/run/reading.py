"""A recording as people read it: in groups, as an array program, as lines of code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from autograd.compiler.group import Tape, group
from autograd.compiler.native import Making
from autograd.compiler.program import Program
from autograd.compiler.record import Heard, Packed, Recording, returned_names
from autograd.compiler.run.codes import Code
from autograd.compiler.run.ways import program_of, written
from autograd.value import Value


class Reading:
    """Groups, program and code of a recording, each made when somebody first asks for it.

    Machine code of a graph needs none of them. The recording is then kept in few bytes, and what
    people want to read is made of that.

    Arguments:
        recording: what was heard. Groups rewrite its sums.
        outside: tells what there is of parameters, by the names of the variables they are in.
        parameters: what it found outside itself, if it is to be machine code without groups.
        making: how machine code is made.
    """

    def __init__(
        self,
        recording: Recording,
        outside: Callable[[], dict[str, object]],
        name: str,
        backend: str,
        parameters: Sequence[Value] | None,
        making: Making,
    ) -> None:
        self._heard: Callable[[], Heard] = lambda: recording
        self._outside = outside
        self._function, self._inputs_too = recording.call.function, recording.call.has_values
        given = zip(recording.inputs.values(), recording.call.arguments)
        self._asked = [array for array, argument in given if argument.values]
        self._inputs, self._results = recording.inputs, recording.results
        self._name, self._backend, self._parameters = name, backend, parameters
        self._devices = making.devices

    @cached_property
    def tape(self) -> Tape:
        """Nodes of one form in one group."""
        return group(self._heard())

    @cached_property
    def program(self) -> Program | None:
        """One statement on arrays for each group; None where it is certain not to be worth it."""
        program = program_of(self.tape, self._inputs, self._outside(), self._backend)
        if program is None:
            return None
        program.result_names = returned_names(self._function, self._results.tree)
        if self._parameters is not None:  # in an order of their own
            place = {id(x): k for k, x in enumerate(self._parameters)}
            program.order = [place[id(self.tape.parameters[k])] for k in program.order]
        return program

    @cached_property
    def code(self) -> Code:
        """The program as code of the backend, or as plain Python where that is quicker."""
        way = self._backend, self._asked, self._devices
        return written(self.tape, self.program, self._inputs, self._name, *way)

    @property
    def source(self) -> str:
        """The code as text."""
        return self.code.source

    def forget(self, code: Code | None) -> None:
        """Keeps none of the recorded nodes, of which there may be a million; the code neither."""
        if self._parameters is not None:
            heard = self._heard = Packed(self._heard(), self._parameters).heard
            from autograd.compiler.native import NativeCode, graph_of, plan_of

            if isinstance(code, NativeCode):
                code.forget(lambda: plan_of(graph_of(heard(), self._inputs_too)))
        else:
            del self._heard
        if "tape" in vars(self):
            self.tape.values = []
