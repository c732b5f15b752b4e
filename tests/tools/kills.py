"""SIGKILL at random moments of saving and of training, and what is left of the files.

    python -m tests.tools.kills --kills 1000 --seed 0

A third of the kills hits `Module.save`, the rest `nn.fit` with a checkpoint, on floats and on
arrays in turn. After each, the file must be one of those that were written, whole; after the next
writing nothing else may be in the folder. At last one training of each kind is killed fifty times,
resumed each time, and must end with the bits of one that was left alone.
"""

import argparse
import os
import random
import signal
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nn
from nn.files import ModelFileError, read_json
from nn.training import checkpoints

X, Y = nn.data.moons(24, noise=0.1, seed=0)
KINDS = (False, True)  # compiled or not


def killed_after(seconds: float, job: Callable[[], object]) -> bool:
    """Does a job in a process of its own; whether it was still at it when it was killed."""
    ready, begin = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about threads: the child does not use those of the parent
        child = os.fork()
    if child == 0:
        try:
            os.write(begin, b".")
            job()
        finally:
            os._exit(0)
    os.read(ready, 1)  # a busy machine may take longer to begin than the job has to live
    os.close(ready)
    os.close(begin)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


class Saving:
    """Two models that are saved to one name in turn, again and again."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "model.json"
        self.models = [nn.MLP(2, [size, size, 1], seed=size) for size in (6, 16)]
        self.whole = []
        for model in self.models:
            model.save(self.path)
            self.whole.append(self.path.read_bytes())

    def job(self) -> None:
        while True:
            for model in self.models:
                model.save(self.path)

    def kill(self, rng: random.Random, counts: Counter[str]) -> None:
        counts["kills"] += killed_after(rng.uniform(0.0, 0.03), self.job)
        content = self.path.read_bytes()
        states = {old: model.state_dict() for old, model in zip(self.whole, self.models)}
        try:
            counts["damaged"] += nn.load(self.path).state_dict() != states.get(content)
        except ModelFileError:
            counts["damaged"] += 1
        counts["left by a kill"] += len(list(self.path.parent.iterdir())) - 1
        self.models[0].save(self.path)
        counts["left after the next save"] += len(list(self.path.parent.iterdir())) - 1


class Training:
    """A training with a checkpoint after each epoch."""

    def __init__(self, folder: Path, compile: bool, epochs: int) -> None:
        self.path, self.compile, self.epochs = folder / "run.json", compile, epochs
        self.numbers: list[dict[str, float]] = []
        began = time.perf_counter()
        self.expected = self.fit(
            callbacks=[lambda record, model: self.numbers.append(model.state_dict())]
        )
        self.seconds = time.perf_counter() - began

    def fit(self, **settings: Any) -> tuple[nn.History, dict[str, float]]:
        model = nn.Sequential(nn.Layer(2, 3, seed=1), nn.Dropout(0.2), nn.Neuron(3, seed=2))
        history = nn.fit(
            model,
            X,
            Y,
            optimizer=lambda parameters: nn.AdamW(parameters, lr=0.02),
            scheduler=lambda optimizer: nn.schedulers.CosineAnnealingLR(optimizer, 30),
            validation=0.25,
            early_stopping=10_000,
            epochs=self.epochs,
            batch_size=8,
            seed=5,
            progress=False,
            compile=self.compile,
            **settings,
        )
        return history, model.state_dict()

    def resume(self) -> tuple[nn.History, dict[str, float]]:
        return self.fit(checkpoint=self.path, resume=True)

    def kill(self, rng: random.Random, counts: Counter[str], longest: float) -> bool:
        """Whether the training is not at its end yet."""
        before = self.epoch(counts)
        going = killed_after(rng.uniform(0.0, longest), self.resume)
        counts["kills"] += going
        if self.epoch(counts) < before:
            counts["damaged"] += 1
        left = [path for path in self.path.parent.iterdir() if path != self.path]
        counts["left by a kill"] += len(left)
        return going

    def epoch(self, counts: Counter[str]) -> int:
        """That of the file, in which all must be as it was in the training left alone."""
        try:
            saved = read_json(self.path, checkpoints.FORMAT, checkpoints.VERSION, checkpoints.PARTS)
        except FileNotFoundError:
            return 0
        except ModelFileError:
            counts["damaged"] += 1
            return 0
        epoch: int = saved["epoch"]
        if epoch and saved["parameters"] != self.numbers[epoch - 1]:
            counts["damaged"] += 1
        return epoch

    def finish(self, counts: Counter[str]) -> None:
        """Goes on to the end, and forgets the file."""
        counts["trainings"] += 1
        counts["other numbers"] += self.resume() != self.expected
        counts["left after the next save"] += len(list(self.path.parent.iterdir())) - 1
        self.path.unlink()


@contextmanager
def each_epoch_written() -> Any:
    """Without the pause between two writings, to hit them more often."""
    before = checkpoints.PAUSE, checkpoints.SHARE
    checkpoints.PAUSE, checkpoints.SHARE = 0.0, 0
    try:
        yield
    finally:
        checkpoints.PAUSE, checkpoints.SHARE = before


def kill_saves(kills: int, rng: random.Random, counts: Counter[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        saving = Saving(Path(folder))
        for _ in range(kills):
            saving.kill(rng, counts)


def kill_trainings(kills: int, rng: random.Random, counts: Counter[str], compile: bool) -> None:
    """Each training is resumed until it ends, and then the next begins."""
    with tempfile.TemporaryDirectory() as folder, each_epoch_written():
        training = Training(Path(folder), compile, epochs=40)
        while kills > 0:
            going = training.kill(rng, counts, training.seconds)
            kills -= going
            if not going:
                training.finish(counts)
        training.finish(counts)


def kill_one_training(kills: int, rng: random.Random, counts: Counter[str], compile: bool) -> None:
    """One training that is killed so many times before it ends."""
    with tempfile.TemporaryDirectory() as folder, each_epoch_written():
        training = Training(Path(folder), compile, epochs=3 * kills)
        start = Training(Path(folder), compile, epochs=1).seconds
        done = 0
        while done < kills:
            # One epoch or so each time, behind what it takes to begin.
            done += training.kill(rng, counts, 2 * start)
            if training.epoch(counts) >= training.epochs:
                break
        training.finish(counts)


def run(kills: int, seed: int, of_one: int = 50) -> Counter[str]:
    """All of it; the counts by name."""
    rng, counts = random.Random(seed), Counter[str]()
    kill_saves(kills // 3, rng, counts)
    for compile in KINDS:
        kill_trainings(kills // 3, rng, counts, compile)
    for compile in KINDS:
        before = counts["kills"]
        kill_one_training(of_one, rng, counts, compile)
        counts[f"kills of one training, {'arrays' if compile else 'floats'}"] = (
            counts["kills"] - before
        )
    return counts


BAD = ("damaged", "left after the next save", "other numbers")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    began = time.perf_counter()
    counts = run(options.kills, options.seed)
    for name in (*BAD, *(name for name in counts if name not in BAD)):
        print(f"{counts[name]:6} {name}")
    print(f"{time.perf_counter() - began:6.0f} seconds")
    return int(any(counts[name] for name in BAD))


if __name__ == "__main__":
    raise SystemExit(main())
