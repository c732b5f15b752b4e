"""Digits, from the first call to predicted labels: what one waits for, compiling included.

A network 64-64-10, Adam, batches of 32, 30 epochs, on three quarters of scikit-learn's digits; then
the labels of the rest. Each turn is a process of its own, in which the libraries are imported and
the clock then started: `python -m benchmarks.digits NAME` is one of them.
"""

import json
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

from benchmarks.measuring import installed

EPOCHS, BATCH, LR = 30, 32, 0.001
Labels = Any  # an array


def report(turns: int = 5) -> None:
    """Prints a table; the programs take their turns one after the other."""
    known = {name: needs for name, (needs, _) in PROGRAMS.items() if all(map(installed, needs))}
    if not installed("sklearn"):
        print("digits: left out, since scikit-learn, which has them, is not installed")
        return
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in known}
    for _ in range(turns):
        for name in known:
            command = [sys.executable, "-m", "benchmarks.digits", name]
            output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            found[name].append(tuple(json.loads(output)))
    print("digits 64-64-10, 30 epochs of batches of 32, first call to labels, compiling included")
    for name, results in found.items():
        seconds, accuracies = [*map(statistics.median, zip(*results))]
        print(f"  {name:24} {seconds:6.2f} s   accuracy {accuracies:.3f}")


def one(name: str) -> None:
    """Prints the seconds of the processor that a program takes, and the accuracy of its labels."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    X, y = load_digits(return_X_y=True)
    parts = train_test_split(X / 16.0, y, random_state=0)
    warnings.simplefilter("ignore")  # that 30 epochs are not all that could be had
    program = PROGRAMS[name][1]()
    start = time.process_time()
    labels = program(*parts[:3])
    print(json.dumps([time.process_time() - start, float((labels == parts[3]).mean())]))


def ours(backend: str | None) -> Callable[..., Labels]:
    import nn

    def run(X: Any, held_out: Any, y: Any) -> Labels:
        model = nn.MLP(64, [64, 10], init="he_uniform", seed=0)
        nn.fit(
            model, X, y, lr=LR, epochs=EPOCHS, batch_size=BATCH, seed=0, progress=False,
            backend=backend,
        )  # fmt: skip
        return model.predict(held_out)

    return run


def estimator() -> Callable[..., Labels]:
    import nn

    kind = nn.MLPClassifier
    return lambda X, held_out, y: (
        kind((64,), batch_size=BATCH, max_iter=EPOCHS, random_state=0).fit(X, y).predict(held_out)
    )


def scikit_learn() -> Callable[..., Labels]:
    from sklearn.neural_network import MLPClassifier as kind  # noqa: N813

    return lambda X, held_out, y: (
        kind((64,), batch_size=BATCH, max_iter=EPOCHS, random_state=0).fit(X, y).predict(held_out)
    )


def pytorch() -> Callable[..., Labels]:
    import torch
    from torch.nn import CrossEntropyLoss, Linear, ReLU, Sequential

    torch.set_num_threads(1)

    def run(X: Any, held_out: Any, y: Any) -> Labels:
        torch.manual_seed(0)
        model, loss = Sequential(Linear(64, 64), ReLU(), Linear(64, 10)), CrossEntropyLoss()
        optimizer = torch.optim.Adam(model.parameters(), lr=LR)
        samples, targets = torch.tensor(X, dtype=torch.float32), torch.tensor(y)
        for _ in range(EPOCHS):
            for batch in torch.randperm(len(X)).split(BATCH):
                optimizer.zero_grad()
                loss(model(samples[batch]), targets[batch]).backward()
                optimizer.step()
        with torch.no_grad():
            return model(torch.tensor(held_out, dtype=torch.float32)).argmax(1).numpy()

    return run


PROGRAMS: dict[str, tuple[list[str], Callable[[], Callable[..., Labels]]]] = {
    "nn.fit": (["numpy"], lambda: ours(None)),
    "nn.fit, native": (["llvmlite"], lambda: ours("native")),
    "nn.MLPClassifier": (["sklearn"], estimator),
    "scikit-learn": (["sklearn"], scikit_learn),
    "PyTorch": (["torch"], pytorch),
}


if __name__ == "__main__":
    one(sys.argv[1])
