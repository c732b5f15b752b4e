"""Writes trajectories.json: what PyTorch and micrograd do, for tests where they are not installed.

Run it where they are: python tests/nn/record_trajectories.py
"""

import json
import math
import random
import re
from pathlib import Path

FILE = Path(__file__).with_name("trajectories.json")
STEPS = 100
RECORDED_STEPS = [1, 2, 3, *range(10, STEPS + 1, 10)]
START = [-1.2, 1.5, 0.7]

OPTIMIZERS = [
    ("SGD", {"lr": 0.01}),
    ("SGD", {"lr": 0.01, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.01, "momentum": 0.9}),
    ("SGD", {"lr": 0.01, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.05}),
    ("SGD", {"lr": 0.01, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.01, "momentum": 0.9, "weight_decay": 0.1, "nesterov": True}),
    ("SGD", {}),
    ("SGD", {"lr": 1e-5, "momentum": 0.5, "weight_decay": 0.1, "maximize": True}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.3, "lr_decay": 0.01}),
    ("Adagrad", {"maximize": True, "weight_decay": 0.1}),
    ("Adagrad", {"lr": 0.3, "weight_decay": 0.1, "initial_accumulator_value": 0.5, "eps": 1e-3}),
    ("Adadelta", {}),
    ("Adadelta", {"lr": 0.3, "rho": 0.8, "eps": 1e-4, "weight_decay": 0.1}),
    ("Adadelta", {"maximize": True, "weight_decay": 0.1}),
    ("RMSprop", {}),
    ("RMSprop", {"alpha": 0.9, "eps": 1e-4, "weight_decay": 0.1}),
    ("RMSprop", {"momentum": 0.5}),
    ("RMSprop", {"centered": True}),
    ("RMSprop", {"centered": True, "momentum": 0.5, "weight_decay": 0.1}),
    ("RMSprop", {"maximize": True, "centered": True, "weight_decay": 0.1}),
    ("Adam", {}),
    ("Adam", {"lr": 0.1}),
    ("Adam", {"lr": 0.1, "betas": [0.8, 0.95], "eps": 1e-4, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.1, "betas": [0.8, 0.9], "amsgrad": True}),
    ("Adam", {"amsgrad": True, "maximize": True, "weight_decay": 0.1}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.1, "betas": [0.8, 0.9], "amsgrad": True}),
    ("AdamW", {"maximize": True, "weight_decay": 0.2}),
    ("AdamW", {"lr": 0.1, "betas": [0.8, 0.95], "eps": 1e-4, "weight_decay": 0.2}),
]
SCHEDULERS = [
    ("StepLR", {"step_size": 3}),
    ("StepLR", {"step_size": 4, "gamma": 0.5}),
    ("ExponentialLR", {"gamma": 0.9}),
    ("CosineAnnealingLR", {"T_max": 12}),
    ("CosineAnnealingLR", {"T_max": 5, "eta_min": 0.01}),
    ("LinearLR", {}),
    ("LinearLR", {"start_factor": 1.0, "end_factor": 0.1, "total_iters": 8}),
]
EPOCHS = 13


def objective(x, y, z):
    """A curved valley with a coupling; only arithmetic, so that it takes numbers of any kind."""
    return (1 - x) ** 2 + 2 * (y - x * x) ** 2 + 0.1 * z**4 + 0.5 * x * z


def moons(n):
    """Two half circles, slightly shaken, with labels 1 and -1."""
    rng = random.Random(7)
    samples = []
    for i in range(n):
        angle, upper = math.pi * rng.random(), i % 2
        x = math.cos(angle) if upper else 1 - math.cos(angle)
        y = math.sin(angle) if upper else 0.5 - math.sin(angle)
        samples.append([x + rng.gauss(0, 0.1), y + rng.gauss(0, 0.1)])
    return samples, [1 if i % 2 else -1 for i in range(n)]


def micrograd_demo(mlp, value, seed, sizes, n, steps):
    """The training loop of micrograd's demo notebook, for any package with its interface."""
    random.seed(seed)
    model = mlp(2, sizes)
    X, labels = moons(n)
    losses = []
    for k in range(steps):
        inputs = [list(map(value, row)) for row in X]
        scores = list(map(model, inputs))
        hinges = [(1 + -yi * scorei).relu() for yi, scorei in zip(labels, scores)]
        data_loss = sum(hinges) * (1.0 / len(hinges))
        total_loss = data_loss + 1e-4 * sum(p * p for p in model.parameters())
        model.zero_grad()
        total_loss.backward()
        for p in model.parameters():
            p.data -= (1.0 - 0.9 * k / 100) * p.grad
        losses.append(total_loss.data)
    return losses


DEMO = {"seed": 1337, "sizes": [8, 8, 1], "n": 20, "steps": 30}


def torch_trajectory(name, options):
    import torch

    parameters = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in START]
    optimizer = getattr(torch.optim, name)(parameters, **options)
    rows = []
    for step in range(1, STEPS + 1):
        optimizer.zero_grad()
        objective(*parameters).backward()
        optimizer.step()
        if step in RECORDED_STEPS:
            rows.append([p.item() for p in parameters])
    return rows


def torch_rates(name, options):
    import torch

    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.2)
    scheduler = getattr(torch.optim.lr_scheduler, name)(optimizer, **options)
    rates = []
    for _ in range(EPOCHS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def main():
    import micrograd.engine
    import micrograd.nn
    import torch

    random.seed(1337)
    weights = [p.data for p in micrograd.nn.MLP(2, [16, 16, 1]).parameters()]
    record = {
        "torch": torch.__version__,
        "optimizers": [[*case, torch_trajectory(*case)] for case in OPTIMIZERS],
        "schedulers": [[*case, torch_rates(*case)] for case in SCHEDULERS],
        "micrograd": {
            "weights": weights,
            "losses": micrograd_demo(micrograd.nn.MLP, micrograd.engine.Value, **DEMO),
        },
    }
    text = json.dumps(record, indent=1)
    rows = re.compile(r"\[([^][{}]*)\]")  # innermost lists, each to go on one line
    text = rows.sub(lambda row: f"[{' '.join(row[1].split())}]", text)
    FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
