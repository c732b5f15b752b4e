"""Hostile inputs, without end: what reads text, tables, models and labels holds its promises.

    python -m tests.tools.fuzz expressions --minutes 15 --seed 1
    python -m tests.tools.fuzz models --input FILE          one input again

What must hold for each target is in `fuzz_text` and `fuzz_files`. Here is what holds for all: an
input takes at most SECONDS and at most MEMORY, and no code is run, no process begun, no network
asked because of one. Inputs that reach new lines are kept and changed further: by libFuzzer if
atheris is installed (`pip install atheris`), else by a small loop of the same kind.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.util
import multiprocessing
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from tests.tools.fuzz_target import Target

SECONDS = 10.0
MEMORY = 1 << 30
LIBRARY = ("/autograd/", "/nn/")
FORBIDDEN = ("os.system", "os.exec", "os.posix_spawn", "os.fork", "socket.connect", "ctypes.dlopen")
FORBIDDEN += ("pickle.find_class", "shutil.rmtree", "webbrowser.open")


TARGETS = {"expressions": "fuzz_text", "labels": "fuzz_text", "csv": "fuzz_files"}
TARGETS["models"] = "fuzz_files"


def made(name: str) -> Target:
    """A target; its module, and the library with it, is imported here, where atheris can watch."""
    module = importlib.import_module(f"tests.tools.{TARGETS[name]}")
    target: Target = getattr(module, name.upper() if name == "csv" else name.capitalize())()
    return target


class Fuzzer:
    """One target, the findings so far, and how much was tried."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.target = made(name)
        self.home = str(getattr(self.target, "folder", tempfile.gettempdir()))
        self.findings: dict[str, bytes] = {}
        self.figures = multiprocessing.RawArray("d", 3)  # inputs, seconds of the slowest, findings
        self._inside = False
        for seed in self.target.seeds:  # whatever is imported at first use is imported now
            self.run(seed)
        self._limit_memory()
        sys.addaudithook(self._audit)

    def run(self, data: bytes) -> None:
        """Tries one input and keeps it if it breaks a promise in a way that none did before."""
        start = time.perf_counter()
        self._inside = True
        try:
            self.target.check(data)
        except Exception as error:
            self._inside = False
            self._found(error, data)
        self._inside = False
        executions, slowest, _ = self.figures
        took = time.perf_counter() - start
        self.figures[:] = executions + 1, max(slowest, took), len(self.findings)

    def _found(self, error: Exception, data: bytes) -> None:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if _ours(f.filename)]
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
        words = "".join(c for c in str(error)[:40] if not c.isdigit())
        kind = f"{type(error).__name__} at {place}"
        kind += f": {words}" if isinstance(error, AssertionError) else ""
        if kind not in self.findings:
            self.findings[kind] = data
            shown = " ".join(str(error).split())
            print(f"\nFOUND {kind}\n  {shown:.300}\n  input {data[:300]!r}", flush=True)
            name = hashlib.sha256(data).hexdigest()[:10]
            (Path(tempfile.gettempdir()) / f"fuzz-{self.name}-{name}").write_bytes(data)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._inside:
            return
        code = arguments[0] if event == "exec" else None
        made_up = code is not None and getattr(code, "co_filename", "<").startswith("<")
        started = event == "subprocess.Popen" and "graphviz" not in str(arguments[0])
        moved = event in ("os.remove", "os.rename") and not str(arguments[0]).startswith(self.home)
        made_up = made_up and "frozen" not in code.co_filename
        if event in FORBIDDEN or started or moved or made_up:
            self._inside = False
            raise RuntimeError(f"an input makes Python do {event} {arguments!r:.200}")

    def _limit_memory(self) -> None:
        used = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (used + MEMORY, resource.RLIM_INFINITY))


def _ours(file: str) -> bool:
    return any(part in file for part in LIBRARY) or "tests/tools" in file


@contextmanager
def bounded() -> Iterator[None]:
    """Ends what takes too long by an error."""

    def too_long(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"takes longer than {SECONDS:g} s")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def loop(fuzzer: Fuzzer, seconds: float, seed: int) -> int:
    """Mutates inputs by the lines that they reach; returns the size of the corpus."""
    rng, end = random.Random(seed), time.monotonic() + seconds
    seen: set[tuple[Any, int]] = set()
    corpus: list[bytes] = []

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        if not any(part in frame.f_code.co_filename for part in LIBRARY):
            return None
        if event == "line":
            seen.add((frame.f_code, frame.f_lineno))
        return trace

    pending = list(fuzzer.target.seeds)
    while time.monotonic() < end:
        if pending:
            data = pending.pop()
        elif rng.random() < 0.2:
            data = fuzzer.target.made(rng)
        else:
            data = fuzzer.target.changed(rng, rng.choice(corpus))
        before = len(seen)
        usual = sys.gettrace()
        sys.settrace(trace)
        try:
            with bounded():
                fuzzer.run(data)
        finally:
            sys.settrace(usual)
        if len(seen) > before or not corpus:
            corpus.append(data)
    return len(corpus)


def with_atheris(name: str, minutes: float, seed: int, corpus: Path) -> None:
    """The same by libFuzzer, which sees the branches of our bytecode."""
    import atheris

    with atheris.instrument_imports(include=["autograd", "nn"]):
        fuzzer = Fuzzer(name)
    for i, data in enumerate(fuzzer.target.seeds):
        (corpus / f"seed-{i}").write_bytes(data)

    def mutated(data: bytes, most: int, seed: int) -> bytes:
        rng = random.Random(seed)
        kind = rng.random()
        if kind < 0.3:
            return bytes(atheris.Mutate(data, most))
        changed = fuzzer.target.made(rng) if kind < 0.4 else fuzzer.target.changed(rng, data)
        return changed[:most]

    arguments = [f"-max_total_time={round(60 * minutes)}", f"-seed={seed}", "-max_len=20000"]
    arguments += ["-rss_limit_mb=4096", f"-timeout={round(SECONDS)}"]
    start = time.monotonic()
    child = os.fork()  # libFuzzer ends its process by itself
    if not child:
        atheris.Setup([sys.argv[0], *arguments, str(corpus)], fuzzer.run, custom_mutator=mutated)
        atheris.Fuzz()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    tell(fuzzer, len(list(corpus.iterdir())), start)
    if status:
        sys.exit(f"libFuzzer ended with {status}: a hang, a crash, or too much memory; see above")


def tell(fuzzer: Fuzzer, corpus: int, start: float) -> None:
    """One line of figures."""
    seconds = time.monotonic() - start
    executions, slowest, findings = fuzzer.figures
    print(
        f"{fuzzer.name}: {executions:,.0f} inputs in {seconds / 60:.1f} minutes "
        f"({executions / seconds:.0f} a second), corpus {corpus:,}, "
        f"the slowest {slowest:.2f} s, {findings:.0f} findings",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--input", type=Path, help="check this one file")
    parser.add_argument("--corpus", type=Path, help="a folder that keeps the inputs worth keeping")
    options = parser.parse_args()
    if options.input:
        made(options.target).check(options.input.read_bytes())
        print("holds")
        return
    corpus = options.corpus or Path(tempfile.mkdtemp())
    corpus.mkdir(parents=True, exist_ok=True)
    if importlib.util.find_spec("atheris"):
        with_atheris(options.target, options.minutes, options.seed, corpus)
    else:
        fuzzer, start = Fuzzer(options.target), time.monotonic()
        tell(fuzzer, loop(fuzzer, 60 * options.minutes, options.seed), start)


if __name__ == "__main__":
    main()
