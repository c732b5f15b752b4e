"""Digits, from nothing to predicted labels: what one waits for, imports and compiling included.

A network 64-64-10, Adam, batches of 32, 30 epochs, on three quarters of scikit-learn's digits; then
the labels of the rest. Each library shuffles in its own way, so it is the share of right labels
that is compared, and by little.
"""

import warnings
from functools import partial
from typing import Any

from benchmarks.workload import Numbers, Ratio, Run, Way, Workload

BATCH, LR = 32, 0.001


def job(labels_of: Any) -> Run:
    """A run of a function from samples, samples that were held out, and targets to labels."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    X, y = load_digits(return_X_y=True)
    *given, held_out = train_test_split(X / 16.0, y, random_state=0)
    warnings.simplefilter("ignore")  # that 30 epochs are not all that could be had

    def run(rounds: int) -> Numbers:
        for _ in range(rounds):
            labels = labels_of(*given)
        return [float((labels == held_out).mean())]

    return run


def fit(epochs: int, backend: str | None = None) -> Run:
    import nn

    def labels(X: Any, held_out: Any, y: Any) -> Any:
        model = nn.MLP(64, [64, 10], init="he_uniform", seed=0)
        nn.fit(
            model, X, y, lr=LR, epochs=epochs, batch_size=BATCH, seed=0, progress=False,
            backend=backend,
        )  # fmt: skip
        return model.predict(held_out)

    return job(labels)


def classifier(epochs: int, ours: bool = False) -> Run:
    """scikit-learn's, or ours, which is called likewise."""
    if ours:
        from nn import MLPClassifier
    else:
        from sklearn.neural_network import MLPClassifier

    def labels(X: Any, held_out: Any, y: Any) -> Any:
        model = MLPClassifier((64,), batch_size=BATCH, max_iter=epochs, random_state=0)
        return model.fit(X, y).predict(held_out)

    return job(labels)


def pytorch(epochs: int) -> Run:
    import torch
    from torch.nn import CrossEntropyLoss, Linear, ReLU, Sequential

    def labels(X: Any, held_out: Any, y: Any) -> Any:
        torch.manual_seed(0)
        model, loss = Sequential(Linear(64, 64), ReLU(), Linear(64, 10)), CrossEntropyLoss()
        optimizer = torch.optim.Adam(model.parameters(), lr=LR)
        samples, targets = torch.tensor(X, dtype=torch.float32), torch.tensor(y)
        for _ in range(epochs):
            for batch in torch.randperm(len(X)).split(BATCH):
                optimizer.zero_grad()
                loss(model(samples[batch]), targets[batch]).backward()
                optimizer.step()
        with torch.no_grad():
            return model(torch.tensor(held_out, dtype=torch.float32)).argmax(1).numpy()

    return job(labels)


WAYS = [
    Way("nn.fit", "chainrule", fit, needs=("numpy", "scikit-learn"), even=True),
    Way(
        "nn.fit, native", "chainrule", partial(fit, backend="native"),
        needs=("llvmlite", "scikit-learn"),
    ),
    Way(
        "nn.MLPClassifier", "chainrule", partial(classifier, ours=True),
        needs=("numpy", "scikit-learn"), even=True,
    ),
    Way("scikit-learn, MLPClassifier", "sklearn", classifier, even=True),
    Way("PyTorch eager", "torch", pytorch, needs=("scikit-learn",), even=True),
]  # fmt: skip
RATIOS = [
    Ratio("nn.fit", "scikit-learn, MLPClassifier"),
    Ratio("nn.MLPClassifier", "scikit-learn, MLPClassifier"),
    Ratio("PyTorch eager", "nn.fit"),
]
WORKLOADS = [
    Workload(
        "digits",
        "digits, 64-64-10, 30 epochs: from nothing to labels",
        WAYS,
        RATIOS,
        sizes={"epochs": 30},
        unit="program",
        checked=1,
        tolerance=0.05,
        fresh=True,
    )
]
