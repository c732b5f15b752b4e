"""Who trains together: one process, or several that `jax.distributed` has joined.

Several processes run the same code on the same numbers, each with its own devices, and meet in
every loop of steps. They stay together only as long as all take the same decisions; so before the
first step they compare what they were given, and after an epoch what they make of it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, TypeVar

import autograd
from autograd.telling import told, value_error
from nn.history import History
from nn.training.joining import sleep_before_abort

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd.compiler.run.devices import Devices

T = TypeVar("T")
WIDTH = 256  # bytes of a message; a longer one is sent once more
ANSWER = "value"


class ProcessError(autograd.ProcessError):
    """Another process of the training has ended, or has left it with an error of its own.

    Attributes:
        history: the records of the epochs before.
    """

    def __init__(self, message: str = "", history: History | None = None) -> None:
        super().__init__(message)
        self.history = History() if history is None else history


class Processes:
    """The processes of a training. Without devices it is this one, and nothing is exchanged.

    Arguments:
        devices: those on which they train.

    Attributes:
        numbers: the processes by JAX's number; the first of them writes files and shows progress.
    """

    def __init__(self, devices: Devices | None = None) -> None:
        self.devices, self.own, self.numbers = devices, 0, [0]
        self.interrupted = False
        if devices is not None:
            import jax

            self._shown = jax.jit(lambda x: x, out_shardings=devices.everywhere)
            self.own = jax.process_index()
            self.numbers = sorted({each.process_index for each in devices.mesh.devices.flat})

    @property
    def several(self) -> bool:
        """Whether there is another one."""
        return len(self.numbers) > 1

    @property
    def is_first(self) -> bool:
        """Whether this is the one that writes."""
        return self.own == self.numbers[0]

    # --- decisions -------------------------------------------------------------------------------

    def agreed(self, act: Callable[[], T]) -> list[T]:
        """What `act` returns in each process, as JSON; if it raised in one, it does in all.

        Raises:
            KeyboardInterrupt: there was one in any of them.
            ProcessError: another error in another process, or that process is no more.
        """
        if not self.several:
            return [act()]
        import json

        raised: BaseException | None = None
        try:
            said: dict[str, object] = {ANSWER: act()}
            if self.interrupted:
                raise KeyboardInterrupt
        except BaseException as error:
            raised, said = error, {"kind": type(error).__name__, "text": str(error)}
        answers = [json.loads(text) for text in self.gather(json.dumps(said))]
        if raised is not None:
            raise raised
        for number, answer in zip(self.numbers, answers):
            if answer.get("kind") == "KeyboardInterrupt":
                raise KeyboardInterrupt
            if ANSWER not in answer:
                raise ProcessError(
                    f"process {number} ended the training: {answer['kind']}: {answer['text']}"
                )
        return [answer[ANSWER] for answer in answers]

    def of_first(self, act: Callable[[], T]) -> T:
        """What `act`, done by the first process alone, returns: JSON data."""
        return self.agreed(lambda: [act()] if self.is_first else [])[0][0]

    def check_same(self, **given: object) -> None:
        """Raises ValueError, in all processes, if they were given other things by these names."""
        if not self.several:
            return
        import hashlib
        import json

        digests = {n: hashlib.sha256(repr(x).encode()).hexdigest()[:16] for n, x in given.items()}
        of_each = [json.loads(text) for text in self.gather(json.dumps(digests))]
        for number, others in zip(self.numbers, of_each):
            names = [name for name in digests if others.get(name) != of_each[0].get(name)]
            if names:
                what = ", ".join(name.replace("_", " ") for name in names)
                raise value_error(
                    f"all processes must be given the same, and process {number} differs from "
                    f"process {self.numbers[0]} in: {what} (random numbers agree with fit's seed= "
                    "and that of the model)"
                )

    # --- exchange --------------------------------------------------------------------------------

    def gather(self, text: str) -> list[str]:
        """The text of each process, in their order.

        Raises:
            ProcessError: one of them is no more.
        """
        own, width = text.encode(), WIDTH
        while True:
            with self.together():
                rows = self._rows((len(own).to_bytes(4, "big") + own)[:width].ljust(width, b"\0"))
            longest = 4 + max(int.from_bytes(row[:4], "big") for row in rows)
            if longest <= width:
                return [row[4 : 4 + int.from_bytes(row[:4], "big")].decode() for row in rows]
            width = 1 << longest.bit_length()  # few widths: each is compiled once

    def _rows(self, row: bytes) -> Sequence[bytes]:
        """The row of each process: all its devices hold it, and everybody is shown all."""
        import numpy as np

        from autograd.compiler.run.devices import double_precision

        assert self.devices is not None
        of = [each.process_index for each in self.devices.mesh.devices.flat]
        mine = np.tile(np.frombuffer(row, np.uint8).astype(float), (len(of), 1))
        with double_precision():
            rows = np.asarray(self._shown(self.devices.split(mine))).astype(np.uint8)
        return [rows[of.index(number)].tobytes() for number in self.numbers]

    def together(self) -> AbstractContextManager[None]:
        """Where all compute at once: an error there means that one of them is no more."""
        return nullcontext() if self.devices is None else self.devices.together()

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Ctrl-C in one of several ends the epoch in all; a second one does not wait for that."""
        if self.several:
            sleep_before_abort()
        if not self.several or threading.current_thread() is not threading.main_thread():
            yield
            return

        def note(number: int, frame: object) -> None:
            if self.interrupted:
                raise KeyboardInterrupt
            self.interrupted = True

        before = signal.signal(signal.SIGINT, note)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before or signal.default_int_handler)


def ended(error: autograd.ProcessError, history: History, checkpoint: object) -> ProcessError:
    """The error, and what is left of the training: its history, and how to go on."""
    history.stopped = "error"
    how = told(f"go on with resume=True from {checkpoint}, on any number of devices")
    if checkpoint is None:
        how = told("with checkpoint= a training can go on after that")
    return ProcessError(f"{error}; {len(history)} epochs are done: {how}", history)


def processes_of(devices: object, backend: str | None) -> Processes:
    """Who trains, by `fit`'s arguments of these names."""
    if devices is None:
        return Processes()
    if backend != "jax":
        raise value_error(f"devices= goes with backend='jax', got backend={backend!r}")
    from autograd.compiling import check_jax

    check_jax()
    from autograd.compiler.run.devices import Devices

    return Processes(Devices(devices))


def check_batch(devices: Devices | None, samples: int, batch_size: int | None) -> None:
    """Raises ValueError for batches of which not all devices can have an equal part."""
    many = 1 if devices is None else len(devices)
    size = min(batch_size or samples, samples)
    fits = size // many * many or min(many, samples // many * many)
    if size % many and fits:
        raise value_error(
            f"a batch of {size} samples cannot be split evenly over {many} devices: give "
            f"batch_size={fits}, or another multiple of the number of devices"
        )
    if size % many:
        raise value_error(f"{samples} samples are too few for {many} devices: name fewer devices")
