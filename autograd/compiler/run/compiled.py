"""A drop-in for a scalar function: the same numbers, computed with arrays."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from autograd.compiler.native import PLAIN, Making
from autograd.compiler.record import Call, argument_names
from autograd.compiler.run.gradients import lifted_for
from autograd.compiler.run.lifted import Lifted, NotFiniteError
from autograd.compiler.run.pullback import AnyCall, eager_arrays
from autograd.compiler.run.rival import calls_before, quicker
from autograd.compiler.run.stages import stage_of
from autograd.compiler.run.text import Text
from autograd.evaluation import depth
from autograd.recording import TraceError, active_recorder, listeners
from autograd.telling import type_error, value_error, warn_of

if TYPE_CHECKING:
    from autograd.compiler.native import NativeCode
    from autograd.compiler.run.nest_code import NestCode

MOST = 8  # programs kept for arguments of one form: one for each state of what is captured
AT_HAND = 4  # programs whose forms a call is compared with before it is taken apart
FORMS = 128  # forms of which programs are kept; that which was not called for longest goes first


class BoundCompiled:
    """A compiled method of one object."""

    def __init__(self, compiled: Compiled, instance: object) -> None:
        self.__func__, self.__self__ = compiled, instance

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """The same as the method, by array code."""
        return self.__func__(self.__self__, *args, **kwargs)

    def numpy(self, *args: object, **kwargs: object) -> Any:
        """The method's results as NumPy arrays of floats, without gradients."""
        return self.__func__.numpy(self.__self__, *args, **kwargs)

    def export(self, path: str | os.PathLike[str], /, *args: object, **kwargs: object) -> None:
        """Writes the method's program into a file; see `compile`."""
        example = (self.__self__, *args) if args or kwargs else ()
        self.__func__.export(path, *example, **kwargs)

    def __getattr__(self, name: str) -> Any:
        """All else is that of the compiled function: `source`, `explain`."""
        return getattr(self.__func__, name)


class Compiled:
    """A function of scalars that runs as an array program."""

    write: ClassVar[Callable[..., None]]  # hung on by the room `export`

    def __init__(
        self, f: Callable[..., object], backend: str = "numpy", making: Making = PLAIN
    ) -> None:
        if not callable(f):
            raise type_error(f"compile takes a function, got {type(f).__name__} {f!r}")
        functools.update_wrapper(self, f)
        self.function = f
        self.backend, self._making = backend, making
        self._names = argument_names(f)
        self._lifted: dict[object, list[Lifted]] = {}
        self._latest: Lifted | None = None
        self._at_hand: list[Lifted] = []  # of plain forms, the latest first
        self._lock = threading.RLock()  # threads that call it at once wait for one program

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """The same as the function, by array code."""
        if (listeners and active_recorder() is not None) or depth():
            return self.function(*args, **kwargs)
        lifted, call = self._called(args, kwargs)
        return call.eagerly() if lifted is None else lifted.run(call)

    def numpy(self, *args: object, **kwargs: object) -> Any:
        """The results as NumPy arrays of floats, and without a way back: no Values, no gradients.

        A number is a float, and regular lists are an array; a list of tuples, such as those that
        `vmap(value_and_grad(f))` returns, is a tuple of arrays. All other structure stays.

        Raises:
            TraceError: it is called inside compiled code or a derivative, which it would cut.
        """
        if (listeners and active_recorder() is not None) or depth():
            raise TraceError(
                f"the results of {self.function.__name__}.numpy are plain arrays, which carry no "
                "gradient: inside compiled code and derivatives, call the function itself"
            )
        lifted, call = self._called(args, kwargs)
        return eager_arrays(call) if lifted is None else lifted.run_on_numbers(call)

    def export(self, path: str | os.PathLike[str], /, *example: object, **keywords: object) -> None:
        """Writes the program into a file that needs nothing of this library; see `compile`."""
        self.write(path, example, keywords)

    def __get__(self, instance: object, owner: object = None) -> Compiled | BoundCompiled:
        """A compiled method gets its `self`, as any method."""
        return self if instance is None else BoundCompiled(self, instance)

    def __repr__(self) -> str:
        return f"<compiled {getattr(self.function, '__qualname__', 'function')}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What Jupyter shows: the `repr`, and after a call a picture of the array program."""
        if self._latest is None:
            return {"text/plain": repr(self)}
        from autograd.drawing import mimebundle  # pictures are made of programs

        return mimebundle(self)

    def program(self, *args: object, **kwargs: object) -> Lifted:
        """The program for arguments of this form."""
        return self._lifted_for(Call(self.function, args, kwargs, self._names))

    def programs(self) -> list[Lifted]:
        """The program for each form of arguments: the latest that is still right."""
        every = [known for known in self._lifted.values() if known]
        return [next((x for x in known if not x.changed()), known[0]) for known in every]

    def _called(
        self, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> tuple[Lifted | None, AnyCall]:
        """The call and its program; None if there is none because its numbers are not finite."""
        for lifted in self._at_hand:
            known = lifted.form.known(args, kwargs)
            if known is not None and not lifted.changed():
                if lifted.rival_in <= 0:
                    break  # this call decides
                if lifted is not self._latest:
                    self._use(lifted)
                return lifted, known
        call = Call(self.function, args, kwargs, self._names)
        try:
            return self._lifted_for(call), call
        except NotFiniteError:
            return None, call

    def _use(self, lifted: Lifted) -> None:
        """The program is the latest from now on, and its form that which was called for last."""
        with self._lock:
            self._latest, form = lifted, lifted.form.key
            if form in self._lifted:
                self._lifted[form] = self._lifted.pop(form)
            if lifted.form.is_plain and lifted.code is not None:
                others = [other for other in self._at_hand if other is not lifted]
                self._at_hand = [lifted, *others[: AT_HAND - 1]]

    def _lifted_for(self, call: Call) -> Lifted:
        """The program for arguments of this form, from now on the latest."""
        with self._lock:
            known = self._lifted.setdefault(call.form, [])
            if len(self._lifted) > FORMS:
                del self._lifted[next(iter(self._lifted))]
            changed = ""
            for lifted in known:
                changed = lifted.changed()
                if not changed:
                    lifted.check_again(call)
                    if lifted.rival_in <= 0:
                        lifted = self._decided(call, known, lifted)
                    break
            else:
                lifted = self._recorded(call, known, changed)
            self._use(lifted)
            return lifted

    def _decided(self, call: Call, known: list[Lifted], lifted: Lifted) -> Lifted:
        """The quicker one of a program and machine code, in the program's place."""
        self._at_hand = [other for other in self._at_hand if other is not lifted]
        place = known.index(lifted)
        known[place] = quicker(lifted, call, self._making)
        return known[place]

    def _recorded(self, call: Call, known: list[Lifted], changed: str) -> Lifted:
        """A new program, which joins those known for this form."""
        if len(known) == MOST:
            warn_of(
                f"{call.name} is recorded again at each call because {changed} changes, "
                "which it captures; pass it as an argument to make it fast",
                RuntimeWarning,
                stacklevel=5,
            )
        if self._making.devices is not None:
            from autograd.compiler.run.devices import refuse_whole  # needs JAX

            shapes = {argument.name: argument.array.shape for argument in call.arguments}
            refuse_whole(call.name, shapes, self._making.devices)
        backend = "numpy" if self.backend == "auto" else self.backend
        lifted = lifted_for(call, backend, self._making)
        if self.backend == "auto":
            lifted.rival_in = calls_before(lifted)
        known.insert(0, lifted)
        del known[MOST + 1 :]
        return lifted

    @property
    def source(self) -> Text:
        """The latest program, forward and backward, as text."""
        return Text(self.lifted.source, "python")

    @property
    def llvm(self) -> Text:
        """The latest program as text of LLVM, where it is machine code."""
        return Text(self._native.llvm, "llvm")

    @property
    def assembly(self) -> Text:
        """The latest program in the processor's own words, where it is machine code."""
        return Text(self._native.assembly, "gas")

    @property
    def _native(self) -> NativeCode | NestCode:
        from autograd.compiler.native import NativeCode
        from autograd.compiler.run.nest_code import NestCode

        code = self.lifted.code
        if not isinstance(code, (NativeCode, NestCode)):
            raise value_error(
                f"{self.function.__name__} is not machine code; compile it with backend='native'"
            )
        return code

    def explain(self, stage: str | None = None) -> None:
        """Prints what was recorded at the latest call, and which statements its nodes became.

        Arguments:
            stage: shows the state after one pass of the compiler instead: "recorded", "grouped",
                "lifted", "derived" or "written".

        Raises:
            ValueError: there is no such stage, or the function has not been called yet.
        """
        from autograd.compiler.run.explaining import explanation

        print(explanation(self.lifted) if stage is None else stage_of(self.lifted, stage))

    @property
    def lifted(self) -> Lifted:
        """The latest program, with what it was made from."""
        if self._latest is None:
            raise value_error(
                "call the compiled function once: its program depends on the arguments"
            )
        return self._latest
