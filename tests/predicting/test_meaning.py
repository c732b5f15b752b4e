"""What `predict` makes of outputs: classes, probabilities, numbers, by the loss of the training."""

import math

import pytest

import nn

np = pytest.importorskip("numpy")

X, Y = nn.data.moons(60, seed=0)


def fitted(y, nouts, loss=None, **kwargs):
    model = nn.MLP(2, nouts, seed=0, **kwargs)
    nn.fit(model, X, y, loss=loss, epochs=3, progress=False)
    return model


def outputs(model):
    results = [model(x) for x in X]
    return [[v.data for v in y] if isinstance(y, list) else y.data for y in results]


def close(found, expected):
    return np.allclose(np.array(found), np.array(expected), rtol=1e-12, atol=1e-15)


def test_a_model_that_was_never_trained_gives_its_outputs():
    model = nn.MLP(2, [4, 3], seed=0)
    assert close(model.predict(X), outputs(model))
    with pytest.raises(ValueError, match="does not know its outputs as classes"):
        model.predict_proba(X)


def test_scores_of_several_classes():
    model = fitted([i % 3 for i in range(60)], [4, 3])
    scores = outputs(model)
    assert model.predict(X) == nn.metrics.predicted_classes(scores)
    assert model.predict(np.array(X)).tolist() == model.predict(X)
    sums = [sum(map(math.exp, row)) for row in scores]
    expected = [[math.exp(s) / total for s in row] for row, total in zip(scores, sums)]
    assert close(model.predict_proba(X), expected)


def test_the_log_odds_of_one_class():
    model = fitted(Y, [4, 1])
    assert model.metadata["loss"] == "binary_cross_entropy_with_logits"
    assert model.predict(X) == [int(z > 0) for z in outputs(model)]
    expected = [[1 / (1 + math.exp(z)), 1 / (1 + math.exp(-z))] for z in outputs(model)]
    assert close(model.predict_proba(X), expected)


def test_probabilities_far_out_neither_overflow_nor_vanish_early():
    model = nn.MLP(1, [1], seed=0)
    model.metadata["loss"] = "binary_cross_entropy_with_logits"
    model.load_state_dict({name: float("w" in name) for name in model.state_dict()})
    far = model.predict_proba(np.array([[-800.0], [-700.0], [700.0]]))
    assert far[1, 1] == pytest.approx(math.exp(-700.0), rel=1e-12)
    assert far[2, 0] == pytest.approx(math.exp(-700.0), rel=1e-12)
    assert far[0].tolist() == [1.0, 0.0]


def test_probabilities_and_margins():
    model = fitted(Y, [4, 1], output_activation="sigmoid")
    assert model.predict(X) == [int(p > 0.5) for p in outputs(model)]
    assert close(model.predict_proba(X), [[1 - p, p] for p in outputs(model)])
    model = fitted([2 * t - 1 for t in Y], [4, 1])
    assert model.predict(X) == [1 if s > 0 else -1 for s in outputs(model)]
    with pytest.raises(ValueError, match="margins, which are no probabilities"):
        model.predict_proba(X)


def test_numbers_to_predict_and_losses_of_one_s_own_give_outputs():
    model = fitted([x[0] for x in X], [4, 1])
    assert close(model.predict(X), outputs(model))
    assert model.metadata["loss"] == "mse"
    model = fitted(Y, [4, 1], loss=lambda p, t: nn.losses.mse(p, t))
    assert close(model.predict(X), outputs(model))
    assert "loss" not in model.metadata


def test_several_yes_or_no_answers_for_each_sample():
    model = fitted([[t, 1 - t] for t in Y], [4, 2], loss=nn.losses.binary_cross_entropy_with_logits)
    assert model.predict(X) == [[int(z > 0) for z in row] for row in outputs(model)]
    expected = [
        [[1 / (1 + math.exp(z)), 1 / (1 + math.exp(-z))] for z in r] for r in outputs(model)
    ]
    assert close(model.predict_proba(X), expected)


def test_the_meaning_is_saved_with_the_model(tmp_path):
    model = fitted([i % 3 for i in range(60)], [4, 3])
    model.save(tmp_path / "m.json")
    assert nn.load(tmp_path / "m.json").predict(X) == model.predict(X)


def test_names_of_classes_are_predicted_where_the_metadata_have_them():
    model = fitted(Y, [4, 1])
    numbers = model.predict(X)
    model.metadata["class_names"] = ["under", "over"]
    assert model.predict(X) == [["under", "over"][i] for i in numbers]
    assert model.predict(np.array(X)).tolist() == model.predict(X)
    model.metadata["class_names"] = ["a", "b", "c"]
    with pytest.raises(ValueError, match="name 3 classes, and its outputs stand for 2"):
        model.predict(X)


def test_models_of_the_command_line_take_samples_as_they_are_in_the_file():
    data = nn.data.Standardizer.fit(X)
    model = nn.MLP(2, [4, 1], seed=0)
    inside = [model(data(x)).data for x in X]
    model.metadata = {"standardizer": data._asdict(), "class_names": ["no", "yes"]}
    assert model.predict(X) == [["no", "yes"][z > 0] for z in inside]
    model.metadata = {
        "standardizer": data._asdict(),
        "class_names": [],
        "feature_names": ["u", "v"],
        "target_standardizer": {"mean": [10.0], "scale": [2.0]},
    }
    assert close(model.predict(X), [10.0 + 2.0 * z for z in inside])
    with pytest.raises(ValueError, match=r"takes samples of 2 numbers \(u, v\), got"):
        model.predict([[1.0, 2.0, 3.0]])


def test_outputs_are_the_bare_numbers_whatever_they_mean():
    model = fitted(Y, [4, 1])
    model.metadata["standardizer"] = {"mean": [5.0, 5.0], "scale": [2.0, 2.0]}
    assert close(nn.predicting.outputs(model, X), outputs(model))
