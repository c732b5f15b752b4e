"""Models as ONNX files: what ONNX Runtime says is what the model predicts."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import autograd
import nn
from nn.activations import ACTIVATIONS

np = pytest.importorskip("numpy")
onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")
from tests.compiler.onnx_agreement import run, worst  # noqa: E402

RNG = np.random.default_rng(1)
X = RNG.normal(size=(60, 3)).astype(np.float32).astype(float)
COUNTS = (1, 2, 7, 100)


def onnx_file(model, samples=None):
    """What `model.export` writes, which is tried with these samples."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        model.export(path, *([] if samples is None else [samples]))
        return path.read_bytes()


def rows(count, *shape):
    return RNG.normal(size=(count, *shape)).astype(np.float32).astype(float)


def mlp(nout, activation="tanh"):
    return nn.MLP(3, [6, 5, nout], activation=activation, seed=3)


def assert_outputs(model, content, *shape):
    for count in COUNTS:
        samples = rows(count, *shape)
        found = run(content, samples)["outputs"]
        assert worst(found, model.predict(samples)) <= 1e-6


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("nout", [1, 4])
def test_a_network_of_any_activation_takes_any_number_of_rows(activation, nout):
    model = mlp(nout, activation)
    assert_outputs(model, onnx_file(model), 3)


def test_saturated_activations_do_not_overflow():
    for activation in ACTIVATIONS:
        model = nn.MLP(2, [4, 3], activation=activation, seed=1)
        for p in model.parameters():
            p.data = float(np.float32(100.0 * p.data))
        content = onnx_file(model, np.array([[1.0, -1.0], [0.5, 2.0]]))
        far = np.array([[1e4, -1e4], [-1e4, 1e4], [300.0, 300.0], [0.0, 0.0]])
        assert worst(run(content, far)["outputs"], model.predict(far)) <= 1e-6


@pytest.mark.parametrize("names", [["setosa", "versicolor", "virginica"], None])
def test_a_classifier_gives_label_probabilities_and_scores(names):
    model = mlp(3)
    y = [k % 3 if names is None else names[k % 3] for k in range(60)]
    nn.fit(model, X.tolist(), y, epochs=3, progress=False)
    content = onnx_file(model, X[:8])
    proto = onnx.load_from_string(content)
    assert [x.name for x in proto.graph.output] == ["label", "probabilities", "outputs"]
    for count in COUNTS:
        samples = rows(count, 3)
        found = run(content, samples)
        predicted = model.predict(samples)
        labels = found["label"].tolist()
        assert labels == ([names.index(x) for x in predicted] if names else predicted.tolist())
        assert worst(found["probabilities"], model.predict_proba(samples)) <= 1e-6
    said = {x.key: json.loads(x.value) for x in proto.metadata_props}
    assert said.get("class_names") == names
    assert said["loss"] == "cross_entropy"
    assert "X holds samples in rows" in proto.doc_string
    assert ("1 versicolor" in proto.doc_string) == bool(names)


@pytest.mark.parametrize("loss", ["binary_cross_entropy_with_logits", "binary_cross_entropy"])
def test_one_output_of_two_classes_gives_both_probabilities(loss):
    model = mlp(1)
    if loss == "binary_cross_entropy":
        model = nn.Sequential(model, autograd.sigmoid)
    model.metadata["loss"] = loss
    content = onnx_file(model, X[:8])
    samples = rows(9, 3)
    found = run(content, samples)
    assert found["label"].tolist() == model.predict(samples).tolist()
    assert worst(found["probabilities"], model.predict_proba(samples)) <= 1e-6


def test_margins_have_labels_and_no_probabilities():
    model = mlp(1)
    model.metadata["loss"] = "hinge"
    found = run(onnx_file(model, X[:8]), X)
    assert {*found} == {"label", "outputs"}
    assert found["label"].tolist() == model.predict(X).tolist()


def test_samples_and_targets_are_in_their_own_units():
    model = mlp(1)
    scaling = {"mean": [2000.0, -3.5, 0.001], "scale": [0.5, 20.0, 1e-4]}
    model.metadata["standardizer"] = scaling
    model.metadata["target_standardizer"] = {"mean": [1e4], "scale": [250.0]}
    model.metadata["feature_names"] = ["year", "temperature", "dose"]
    content = onnx_file(model)
    samples = (X * scaling["scale"] + scaling["mean"]).astype(np.float32).astype(float)
    assert worst(run(content, samples)["outputs"], model.predict(samples)) <= 1e-6
    assert "Columns of X: year, temperature, dose." in onnx.load_from_string(content).doc_string


def test_dropout_passes_all_and_the_mode_stays():
    model = nn.Sequential(nn.Layer(3, 8, seed=0), nn.Dropout(0.5, seed=0), nn.Layer(8, 2, seed=1))
    assert model.training
    assert_outputs(model, onnx_file(model, X[:8]), 3)
    assert model.training


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.inside, self.out = nn.Layer(6, 4, activation="tanh", seed=0), nn.Layer(4, 2, seed=1)

    def __call__(self, steps):
        h = [0.0] * 4
        for x in steps:
            h = self.inside([*x, *h])
        return self.out(h)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.queries, self.keys = nn.Layer(4, 4, seed=0), nn.Layer(4, 4, seed=1)

    def __call__(self, tokens):
        queries, keys = [*map(self.queries, tokens)], [*map(self.keys, tokens)]
        mixed = []
        for i, query in enumerate(queries):
            shares = autograd.softmax([autograd.dot(query, key) for key in keys[: i + 1]])
            mixed.append([autograd.dot(shares, [t[c] for t in tokens[: i + 1]]) for c in range(4)])
        return mixed


class Convolution(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernels, self.out = nn.Layer(9, 2, activation="relu", seed=0), nn.Layer(18, 2, seed=1)

    def __call__(self, image):
        maps = [
            self.kernels([image[i + a][j + b] for a in range(3) for b in range(3)])
            for i in range(3)
            for j in range(3)
        ]
        return self.out([x for each in maps for x in each])


class Letters(nn.Module):
    def __init__(self):
        super().__init__()
        self.table, self.out = nn.Layer(4, 5, nonlin=False, seed=0), nn.Layer(8, 3, seed=1)

    def __call__(self, ids):
        rows = [neuron.w for neuron in self.table.neurons]
        found = [autograd.take([row[c] for row in rows], i) for i in ids for c in range(4)]
        return self.out(found)


@pytest.mark.parametrize(
    ("model", "shape"), [(Recurrent(), (5, 2)), (Attention(), (5, 4)), (Convolution(), (5, 5))]
)
def test_models_of_ones_own_take_any_number_of_samples(model, shape):
    assert_outputs(model, onnx_file(model, rows(3, *shape)), *shape)


def test_letters_are_looked_up_in_a_table():
    model = Letters()
    content = onnx_file(model, np.array([[0.0, 4.0], [1.0, 3.0]]))
    ids = np.array([[a, b] for a in range(5) for b in range(5)], float)
    assert worst(run(content, ids)["outputs"], model.predict(ids)) <= 1e-6


class Choosing(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Layer(2, 2, seed=1)

    def __call__(self, x):
        return self.out(x) if x[0].data > 0 else x


def test_a_model_that_goes_another_way_for_each_sample_is_refused():
    with pytest.raises(TypeError):
        onnx_file(Choosing(), rows(6, 2))


def test_names_of_classes_that_do_not_fit_are_refused():
    model = mlp(3)
    model.metadata |= {"loss": "cross_entropy", "class_names": ["a", "b"]}
    with pytest.raises(ValueError, match="name 2 classes, and its outputs stand for 3"):
        onnx_file(model, X[:8])


def test_samples_of_a_file_come_in_its_units_and_are_standardised():
    model = mlp(1)
    model.metadata["standardizer"] = {"mean": [2000.0, -3.5, 1.0], "scale": [0.5, 20.0, 2.0]}
    samples = np.array([[2000.5, 3.0, 1.0], [1999.0, -20.0, 4.0]])
    found = run(onnx_file(model, samples), samples)["outputs"]
    assert worst(found, model.predict(samples)) <= 1e-6


def test_without_onnx_one_line_says_what_to_install():
    code = "import sys; sys.modules['onnx'] = None\nimport nn\nnn.MLP(2, [1]).export('model.onnx')"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert found.stderr.splitlines()[-1] == (
        "ImportError: export to ONNX needs onnx: pip install 'chainrule[onnx]'"
    )


ALONE = """
import sys, numpy as np, onnxruntime
sys.modules["autograd"] = sys.modules["nn"] = None  # to import them is an error from now on
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
label, probabilities, outputs = session.run(None, {"X": np.load(sys.argv[2])})
np.savez(sys.argv[3], label=label, probabilities=probabilities)
"""


def test_the_file_runs_where_this_library_is_not(tmp_path):
    model = mlp(3)
    model.metadata["loss"] = "cross_entropy"
    (tmp_path / "m.onnx").write_bytes(onnx_file(model, X[:8]))
    np.save(tmp_path / "x.npy", X.astype(np.float32))
    files = [str(tmp_path / name) for name in ("m.onnx", "x.npy", "y.npz")]
    subprocess.run([sys.executable, "-c", ALONE, *files], check=True, cwd=tmp_path)
    found = np.load(tmp_path / "y.npz")
    assert found["label"].tolist() == model.predict(X).tolist()
    assert worst(found["probabilities"], model.predict_proba(X)) <= 1e-6
