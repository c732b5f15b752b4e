"""A contender: one way to do a workload, in a process of its own, ended if it takes too long."""

import contextlib
import json
import os
import queue
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.peers import Environment
from benchmarks.workload import Numbers, Way, Workload

FLAGS = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
PATIENCE = 4  # times the limit, for other programs may be at work besides
DROPPED = {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}  # first results are not those of a new install


class TroubleError(Exception):
    """A contender can't go on; the message says why, in the table as well."""


class TooLongError(TroubleError):
    """It has taken longer than it may."""


class Worker:
    """A process that answers questions (`benchmarks.worker`).

    Arguments:
        interpreter: the Python of its environment.
        place: where this checkout stands among its places of imports, "first" or "last".
        limit: the seconds of the processor that an answer may take. The time that passes may be
            several times as long, for other programs may be at work besides.
    """

    def __init__(self, interpreter: Path, place: str, limit: float) -> None:
        self.limit = limit
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._process = subprocess.Popen(
            [str(interpreter), str(Path(__file__).with_name("worker.py")), place],
            env=one_thread(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self._began = spent(self._process.pid)
        self._answers: queue.Queue[str] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def ask(self, *question: Any) -> Any:
        """The answer to a question.

        Raises:
            TroubleError: it has raised an error, or the process is no more.
            TooLongError: there is none within the limit; the process is ended.
        """
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # the process has ended, which is seen below
            print(json.dumps(question), file=self._process.stdin, flush=True)
        line = self._answer()
        said = json.loads(line) if line else {"error": self._last_words()}
        if "error" in said:
            raise TroubleError(said["error"])
        return said["answer"]

    def _answer(self) -> str:
        """Of the process, which is ended if it takes too long."""
        before, start = self.used(), time.perf_counter()
        while True:
            try:
                return self._answers.get(timeout=0.5)
            except queue.Empty:
                waited = time.perf_counter() - start
            late = self.used() - before > self.limit
            if late or waited > PATIENCE * self.limit:
                self._process.kill()
                raise TooLongError(f"more than {self.limit:g} s")

    def used(self) -> float:
        """The seconds of the processor so far."""
        return spent(self._process.pid) - self._began

    def end(self) -> None:
        """There are no more questions, so it ends, or is ended."""
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join(timeout=5)
        self._process.stdout.close()  # type: ignore[union-attr]
        self._errors.close()

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self._answers.put(line)
        self._answers.put("")

    def _last_words(self) -> str:
        self._errors.seek(0)
        words = self._errors.read().strip().splitlines()
        return f"the process has ended{': ' + words[-1] if words else ''}"


class Contender:
    """A way in a process of its own.

    Arguments:
        workload: what it does.
        way: how.
        environment: where.
        limit: the seconds of the processor that an answer may take.
        sizes: other than the workload's.
    """

    def __init__(
        self, workload: Workload, way: Way, environment: Environment, limit: float,
        sizes: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.workload, self.way, self.limit = workload, way, limit
        self._environment, self._sizes = environment, sizes or {}
        self._worker: Worker | None = None
        self._before = 0.0

    def __enter__(self) -> "Contender":
        return self

    def __exit__(self, *error: object) -> None:
        self.end()

    def ask(self, *question: Any) -> Any:
        """The answer to a question; a process that makes trouble is ended, and the next begun."""
        try:
            if self._worker is None:
                place = "first" if self.way.peer == "chainrule" else "last"
                self._worker = Worker(self._environment.interpreter, place, self.limit)
                job = self.workload.name, self.way.name, self._sizes
                self._worker.ask("make", *job)
            return self._worker.ask(*question)
        except TroubleError:
            self.end()
            raise

    def numbers(self) -> Numbers:
        """By which to see that it does the job; of a new process, where all of it counts."""
        if self.workload.fresh:
            self.end()
        ask = ["first"] if self.workload.fresh else ["run", self.workload.checked]
        found: Numbers = self.ask(*ask)
        return found

    def taken(self) -> float:
        """The seconds of the processor that it took to find them."""
        found: float = self.ask("taken")
        return found

    def seconds(self, rounds: int) -> float:
        """Of the processor, for getting started and so many rounds."""
        taken: float = self.ask("time", rounds)
        return taken

    def facts(self) -> dict[str, float]:
        """What else is known of the way, from a process of its own."""
        if self.way.facts is None:
            return {}
        self.end()
        found: dict[str, float] = self.ask("facts")
        return found

    def used(self) -> float:
        """The seconds of the processor that all of its processes have used."""
        return self._before + (self._worker.used() if self._worker else 0.0)

    def end(self) -> None:
        """Ends the process; another one begins with the next question."""
        self._before = self.used()
        if self._worker is not None:
            self._worker.end()
        self._worker = None


def spent(process: int) -> float:
    """The seconds of the processor that a process has used, where Linux says so; or a clock's.

    A limit that the system holds (`RLIMIT_CPU`) would make the process's own clock a coarse one.
    """
    try:
        text = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return time.perf_counter()
    ticks = text.rpartition(")")[2].split()[11:15]  # in it and its children, and the system for it
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def one_thread() -> dict[str, str]:
    """The variables of a process whose libraries use one thread, and whose code stays compiled."""
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")}
    flags = f"{os.environ.get('XLA_FLAGS', '')} {FLAGS}".strip()
    kept = {name: value for name, value in os.environ.items() if name not in DROPPED}
    return {
        **kept,
        **threads,
        "TORCHINDUCTOR_COMPILE_THREADS": "1",
        "XLA_FLAGS": flags,
        "JAX_PLATFORMS": "cpu",
        "CUDA_VISIBLE_DEVICES": "",
    }
