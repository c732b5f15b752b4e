"""A process that does one workload in one way when it is asked to: `python worker.py PLACE`.

It reads questions from its input, one a line, and answers each by a line; both are JSON:

    ["make", "moons", "nn.fit", {}]    prepares the job, with these sizes other than they are
    ["run", 5]                         does it five rounds: the numbers
    ["first"]                          one round, timed from the beginning of this process
    ["taken"]                          the seconds of the processor that these took
    ["time", 100]                      those that a hundred rounds take, besides getting started
    ["facts"]                          what else is known of this way

`make` is answered by how the way is to be asked. The process times itself in turn with others, for
it computes only while it is asked to. PLACE says where this checkout stands among the places of
imports: "first", or "last", so that a peer that also imports as `autograd` is itself.
"""

import gc
import importlib
import json
import sys
import time
from pathlib import Path

ROOT = str(Path(__file__).resolve().parents[1])


class Job:
    """A way that has been made."""

    def __init__(self, workload: str, way: str, sizes: dict[str, int]) -> None:
        from benchmarks.workloads import found

        self.workload = found(workload)
        self.way = next(each for each in self.workload.ways if each.name == way)
        self.sizes = {**self.workload.sizes, **sizes}
        self.made, self.last = None, 0.0

    def run(self, rounds: int) -> list[float]:
        """The numbers."""
        self.made = self.made or self.way.make(**self.sizes)
        return [*map(float, self._timed(rounds))]

    def first(self) -> list[float]:
        """The first numbers of this process."""
        self.made = self.way.make(**self.sizes)
        found = [*map(float, self.made(1))]
        self.last = time.process_time()
        return found

    def taken(self) -> float:
        """Of the last rounds."""
        return self.last

    def time(self, rounds: int) -> float:
        """Of getting started and so many rounds."""
        if not rounds + self.way.start:
            return 0.0
        self._timed(self.way.start + rounds)
        return self.last

    def _timed(self, rounds: int) -> list[float]:
        """What comes of so many; nobody else's garbage, nor what was there before, slows them."""
        gc.collect()
        gc.freeze()
        start = time.process_time()
        found = self.made(rounds)
        self.last = time.process_time() - start
        return found

    def facts(self) -> dict[str, float]:
        """What else is known."""
        return {**self.way.facts(**self.sizes)} if self.way.facts else {}


def main() -> None:
    """Answers until there are no more questions."""
    places = [place for place in sys.path if place != str(Path(__file__).parent)]
    sys.path[:] = [ROOT, *places]
    importlib.import_module("benchmarks")  # this one, whichever autograd comes first
    sys.path[:] = [ROOT, *places] if sys.argv[1] == "first" else [*places, ROOT]
    sys.setrecursionlimit(1_000_000)
    answers, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    job = None
    for question in sys.stdin:
        verb, *given = json.loads(question)
        try:
            if verb == "make":
                job, answer = Job(*given), None
            else:
                answer = getattr(job, verb)(*given)
            said = {"answer": answer}
        except Exception as error:
            said = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(said), file=answers, flush=True)


if __name__ == "__main__":
    import threading

    threading.stack_size(512 * 1024 * 1024)  # some libraries recurse once for each node of a chain
    thread = threading.Thread(target=main)
    thread.start()
    thread.join()
