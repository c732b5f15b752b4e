"""Python in processes of its own: JAX has several devices there, or several of them are joined."""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 300


def started(arguments, count, folder=ROOT, platforms="cpu"):
    """A process in which JAX takes one processor for so many devices.

    Where `platforms` names accelerators, it has those that there are.
    """
    flags = f"--xla_force_host_platform_device_count={count}"
    environment = {**os.environ, "JAX_PLATFORMS": platforms, "XLA_FLAGS": flags}
    environment["PYTHONPATH"] = str(ROOT)
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=folder,
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
