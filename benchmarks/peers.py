"""Other libraries, each in a process of its own and in an environment that is made for them."""

import functools
import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from benchmarks.measuring import Numbers, Program

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {"casadi": "CasADi", "jax": "JAX"}  # as pip and as people call them


class Worker:
    """A process with one library, which does what it is asked to.

    Arguments:
        interpreter: the Python of its environment.
        library: one of `benchmarks.peer.LIBRARIES`.
    """

    def __init__(self, interpreter: str | Path, library: str) -> None:
        self._process = subprocess.Popen(
            [interpreter, "-m", "benchmarks.peer", library],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *error: object) -> None:
        self._process.communicate()  # there are no more questions, so it ends

    def ask(self, *question: Any) -> Any:
        """The answer to a question.

        Raises:
            RuntimeError: the library has raised an error, or the process is no more.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(question), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"error": "the process has ended"}
        if isinstance(answer, dict):
            raise RuntimeError(answer["error"])
        return answer

    def program(self, title: str, name: str, sizes: dict[str, int], numbers: Any) -> Program:
        """One of the formulas as a program that takes part in a contest."""
        number = self.ask("make", name, sizes, numbers)

        def run(rounds: int) -> Numbers:
            return self.ask("run", number, rounds)

        return Program(title, run, clock=functools.partial(self.ask, "clock"))


def environment(folder: Path) -> Path:
    """The Python of an environment in this folder, which is made if there is none."""
    interpreter = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not interpreter.exists():
        print(f"an environment for peers is made in {folder}", flush=True)
        venv.create(folder, with_pip=True)
    return interpreter


def version(interpreter: Path, package: str) -> str:
    """Of the package, which is installed if it is missing; `""` where that can't be done."""
    ask = [interpreter, "-c", f"from importlib.metadata import version as v; print(v('{package}'))"]
    for command in ([], ["-m", "pip", "install", "--quiet", package]):
        if command:
            subprocess.run([interpreter, *command], check=False)
        found = subprocess.run(ask, capture_output=True, text=True, check=False)
        if found.returncode == 0:
            return found.stdout.strip()
    return ""
