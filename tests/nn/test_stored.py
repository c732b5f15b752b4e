"""A model's file from before the house was laid out anew can be read: `stored/` is of November."""

import json
from pathlib import Path

import pytest

import nn

PATH = Path(__file__).parent / "stored" / "mlp.json"


def test_the_model_computes_what_its_file_says():
    model = nn.load(PATH)
    numbers = json.loads(PATH.read_text(encoding="utf-8"))["parameters"]
    assert model.state_dict() == numbers
    x = (0.25, -0.75)
    layers = [[f"layers.0.neurons.{i}" for i in range(3)], ["layers.1.neurons.0"]]
    for layer, neurons in enumerate(layers):
        x = [
            sum(numbers[f"{neuron}.w.{i}"] * x_i for i, x_i in enumerate(x))
            + numbers[f"{neuron}.b"]
            for neuron in neurons
        ]
        if layer == 0:
            x = [max(0.0, z) for z in x]
    assert model([0.25, -0.75]).data == pytest.approx(x[0], rel=1e-14)


def test_a_model_of_that_form_takes_its_numbers_from_it():
    model = nn.MLP(2, [3, 1])
    model.load(PATH)
    assert model.state_dict() == nn.load(PATH).state_dict()
