"""One training in several processes: how they find each other, and are told of a loss."""

from __future__ import annotations

import signal
import sys

from autograd.telling import value_error

PATIENCE = {  # in seconds
    "initialization_timeout": 120,  # for the others to start
    "heartbeat_timeout_seconds": 30,  # who says nothing for so long is lost
    "shutdown_timeout_seconds": 10,  # at the end, for the others to come to theirs
}


def join(coordinator: str, processes: int, process: int) -> None:
    """Joins the processes of a training, before anything else is done with JAX.

    It is `jax.distributed.initialize`, but a process that is lost without a word is missed after 30
    seconds (an older JAX keeps to its own 100). Called in each process, on one machine or several:

        nn.join("10.0.0.1:1234", processes=2, process=0)  # on 10.0.0.1; on the other: process=1
        nn.fit(model, X, y, backend="jax", devices="all", seed=0)

    Arguments:
        coordinator: the address of process 0, and a port that is free there: "HOST:PORT".
        processes: how many there are.
        process: which of them this one is: 0, 1, ...

    Raises:
        ValueError: an argument does not fit.
        RuntimeError: JAX has been at work already, or the others do not come within two minutes.
    """
    if ":" not in coordinator:
        raise value_error(f"coordinator must be 'HOST:PORT', got {coordinator!r}")
    if not 0 <= process < processes:
        raise value_error(f"process must be 0 to {processes - 1}, got {process!r}")
    from autograd.compiling import check_jax

    check_jax()
    import inspect

    import jax

    known = inspect.signature(jax.distributed.initialize).parameters  # an older JAX has fewer
    patience = {name: seconds for name, seconds in PATIENCE.items() if name in known}
    jax.distributed.initialize(coordinator, processes, process, **patience)


def sleep_before_abort() -> None:
    """Gives Python six seconds to say what happened before JAX ends the process.

    If the coordinator is lost, JAX calls C's `abort` from a thread of its own, at which no `except`
    helps. Here that thread is sent to sleep: the answer to SIGABRT, signal 6, becomes C's `sleep`,
    which takes the number of the signal for seconds. Meanwhile the error is raised in Python's.
    """
    if sys.platform == "win32":
        return
    import ctypes

    libc = ctypes.CDLL(None)
    libc.signal.argtypes = [ctypes.c_int, ctypes.c_void_p]
    libc.signal.restype = ctypes.c_void_p
    libc.signal(signal.SIGABRT, ctypes.cast(libc.sleep, ctypes.c_void_p))
