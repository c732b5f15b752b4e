"""Python in processes of its own: JAX has several devices there, or several of them are joined."""

import os
import socket
import subprocess
import sys

SECONDS = 300


def started(arguments, count):
    """A process in which JAX takes one processor for so many devices.

    Where the variable JAX_PLATFORMS names accelerators, it has those that there are.
    """
    flags = f"--xla_force_host_platform_device_count={count}"
    environment = {"JAX_PLATFORMS": "cpu", **os.environ, "XLA_FLAGS": flags}
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip


def ended(*processes):
    """What each process has printed, all of which must have gone well."""
    said = [process.communicate(timeout=SECONDS) for process in processes]
    for process, (_, err) in zip(processes, said):
        assert process.returncode == 0, err
    return [out for out, _ in said]


def on_devices(count, code):
    """What code prints where there are so many devices."""
    return ended(started(["-W", "error", "-c", code], count))[0]


def free_address():
    """An address of this machine at which nobody listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listening.getsockname()[1]}"


def side_by_side(module, names, processes, count):
    """A module that runs in joined processes, each with so many devices."""
    at = free_address()
    return [
        started(["-m", module, names, str(process), str(processes), at], count)
        for process in range(processes)
    ]
