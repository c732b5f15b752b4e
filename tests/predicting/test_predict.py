"""`model.predict(X)`: the numbers of `[model(x) for x in X]`, from whatever X comes in."""

import copy
import gc
import pickle
import subprocess
import sys
import threading
import weakref

import pytest

import autograd
import nn
from autograd import Value

np = pytest.importorskip("numpy")


def one_by_one(model, X):
    """What the engine gives, sample by sample."""
    with autograd.no_grad():
        outputs = [model(x) for x in X]
    return np.array([[float(v) for v in y] if isinstance(y, list) else float(y) for y in outputs])


def data(n, k, seed=0):
    return np.random.default_rng(seed).normal(size=(n, k))


def check(model, X):
    found, expected = model.predict(X), one_by_one(model, X)
    assert isinstance(found, np.ndarray)
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= 1e-12 * max(1.0, np.abs(expected).max())


@pytest.mark.parametrize("activation", nn.layers.ACTIVATIONS)
def test_every_activation_gives_the_numbers_of_single_samples(activation):
    check(nn.MLP(3, [5, 4, 2], activation=activation, seed=1), data(97, 3))


@pytest.mark.parametrize("n", [1, 2, 3, 7, 63, 64, 65, 200])
@pytest.mark.parametrize("nouts", [[1], [3], [4, 1], [4, 2]])
def test_every_number_of_samples_and_of_outputs_is_served(n, nouts):
    check(nn.MLP(2, nouts, seed=1), data(n, 2))


def test_one_program_serves_all_numbers_of_samples(monkeypatch):
    monkeypatch.setattr(nn.predicting, "_one_by_one", None)
    model = nn.MLP(4, [8, 3], seed=0)
    for n in (300, 5, 64, 9000):
        assert model.predict(data(n, 4)).shape == (n, 3)
    assert len(model._predictor.rows.compiled._lifted) == 1


def test_blocks_of_a_long_array_are_put_together_in_order(monkeypatch):
    monkeypatch.setattr(nn.predicting, "BLOCK", 100)
    check(nn.MLP(2, [4, 2], seed=0), data(350, 2))


class Own(nn.Module):
    """Outputs from several places: an array's columns in another order, an input, a constant."""

    def __init__(self):
        self.hidden, self.a, self.b = nn.Layer(2, 3, seed=3), Value(1.5), 2.0

    def __call__(self, x):
        h = self.hidden(x)
        return [h[2] * self.a, autograd.sin(h[0]) * self.b, x[0] * 1.0, 3.0, x[1]]


class Recurrent(nn.Module):
    def __init__(self):
        self.w, self.u = Value(0.5), Value(0.3)

    def __call__(self, x):
        h = 0.0
        for number in x:
            h = autograd.tanh(self.w * h + self.u * number)
        return h


class Centred(nn.Module):
    """What would be wrong if the number of samples were in the program."""

    def __init__(self):
        self.a = Value(2.0)

    def __call__(self, x):
        middle = autograd.mean(x)
        return [self.a * (number - middle) for number in x]


@pytest.mark.parametrize("make", [Own, Recurrent, Centred])
def test_models_of_one_s_own_are_compiled(make, capsys):
    check(make(), data(150, 2))
    check(make(), data(2, 2))
    assert capsys.readouterr().err == ""


class Branching(nn.Module):
    def __init__(self):
        self.a = Value(1.5)

    def __call__(self, x):
        return self.a * x[0] if x[0] > 0 else self.a * x[1]


def test_what_cannot_be_compiled_runs_one_by_one_and_one_line_says_so(capsys):
    model = Branching()
    check(model, data(50, 2))
    check(model, data(60, 2))
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("predicting without compiling: ")
    assert "if" in line


def test_pairs_and_nested_results_keep_their_form():
    class Pair(nn.Module):
        def __init__(self):
            self.a = Value(2.0)

        def __call__(self, x):
            return [[self.a * x[0], x[1] + 1.0], [x[0] * 1.0, self.a * 1.0]]

    X = data(30, 2)
    expected = np.array([[[2 * a, b + 1], [a, 2.0]] for a, b in X])
    assert np.allclose(Pair().predict(X), expected, 1e-15)


def test_changes_of_weights_and_of_the_model_are_seen():
    model, X = nn.MLP(2, [4, 1], seed=0), data(20, 2)
    before = model.predict(X)
    model.layers[0].neurons[0].w[0].data += 1.0
    assert not np.allclose(model.predict(X), before)
    check(model, X)
    model.layers[0].neurons[1].activation = autograd.tanh
    check(model, X)
    model.layers[1].neurons[0].w[2] = Value(7.0)
    check(model, X)
    model.load_state_dict(nn.MLP(2, [4, 1], seed=5).state_dict())
    check(model, X)


def test_dropout_passes_all_and_every_part_is_in_its_mode_afterwards():
    model = nn.Sequential(nn.Layer(2, 8, seed=0), nn.Dropout(0.5, seed=0), nn.Layer(8, 1, seed=1))
    model.layers[1].training = True
    model.layers[0].training = False
    found = model.predict(data(40, 2))
    assert [part.training for part in model.layers] == [False, True, True]
    check(model.eval(), data(40, 2))
    assert np.array_equal(model.predict(data(40, 2)), found)
    with pytest.raises(ValueError, match="takes 2 inputs"):
        model.train().predict([[1.0, 2.0, 3.0]])
    assert model.layers[1].training


def test_lists_give_lists_and_arrays_and_tables_arrays():
    pandas = pytest.importorskip("pandas")
    model, X = nn.MLP(2, [3, 2], seed=0), [[1, 2.5], [3, 4], [-1, 0]]
    found = model.predict(X)
    assert found == model.predict(np.array(X)).tolist()
    assert isinstance(found[0][0], float)
    assert model.predict(tuple(map(tuple, X))) == found
    assert model.predict([np.array(x) for x in X]) == found
    assert model.predict(iter(X)) == found
    table = pandas.DataFrame(X, columns=["a", "b"])
    assert np.array_equal(model.predict(table), np.array(found))


def test_columns_of_a_table_are_found_by_their_names():
    pandas = pytest.importorskip("pandas")
    model = nn.MLP(2, [1], seed=0)
    model.metadata["feature_names"] = ["a", "b"]
    table = pandas.DataFrame({"b": [2.0, 4.0], "other": ["x", "y"], "a": [1.0, 3.0]})
    assert model.predict(table).tolist() == model.predict([[1.0, 2.0], [3.0, 4.0]])
    with pytest.raises(ValueError, match=r"features are \['a', 'b'\]; the table has no \['b'\]"):
        model.predict(table[["a"]])


NAN, HUGE = float("nan"), 10**400


@pytest.mark.parametrize(
    ("X", "kind", "message"),
    [
        ([], ValueError, "predict needs at least one sample, got none"),
        (np.zeros((0, 2)), ValueError, "predict needs at least one sample, got none"),
        ([1.0, 2.0], ValueError, r"X\[0\]: this layer takes 2 inputs, got 1; for one sample: mod"),
        (np.ones(2), ValueError, r"X\[0\]: this layer takes 2 inputs, got 1; for one sample: mod"),
        ([[1, 2, 3]], ValueError, r"^X\[0\]: this layer takes 2 inputs, got 3$"),
        ([[1, 2], [3]], ValueError, r"^X\[1\]: this layer takes 2 inputs, got 1$"),
        (np.ones((2, 2, 2)), TypeError, r"X\[0\]: this layer takes 2 inputs, got 2 lists"),
        ([["a", 1]], TypeError, r"X\[0\]: expected a real number or a Value, got str 'a'"),
        ([["1", "2"]], TypeError, r"got str '1'; convert text with float"),
        (np.array([["a", "b"]]), TypeError, r"X\[0\]: expected a real number .* got str 'a'"),
        ([[1, None]], TypeError, r"X\[0\]: expected a real number .* got NoneType None"),
        ([[1, 2j]], TypeError, r"X\[0\]: expected a real number or a Value, got complex"),
        ([[1, 2], [1, NAN]], ValueError, r"X\[1\] is not finite: \[1, nan\]"),
        (np.array([[1, np.inf]]), ValueError, r"X\[0\] is not finite: \[1.0, inf\]"),
        ([[HUGE, 1]], ValueError, r"X\[0\] is not finite: \[1000"),
        ([[Value(1.0), 2]], TypeError, r"X\[0\] has a Value in it, and predict returns plain"),
        ("abc", TypeError, "predict takes a list or an array of samples, got str 'abc'"),
        (3, TypeError, "predict takes a list or an array of samples, got int 3"),
        (np.float64(3), TypeError, "predict takes a list or an array of samples, got float64"),
        (None, TypeError, "predict takes a list or an array of samples, got NoneType None"),
        (nn.data.moons(5), TypeError, r"of a Dataset, model.predict\(data.X\)"),
    ],
)
def test_what_is_no_set_of_samples_is_one_clear_line(X, kind, message, capsys):
    with pytest.raises(kind, match=message) as told:
        nn.MLP(2, [1], seed=0).predict(X)
    assert "\n" not in str(told.value)
    assert capsys.readouterr().err == ""


def test_a_sample_whose_outputs_overflow_is_named():
    model = nn.Sequential(nn.Layer(1, 1, activation="linear", seed=0), autograd.exp)
    with pytest.raises(ArithmeticError, match=r"^X\[1\]: .*exp"):
        model.predict(
            [[0.0], [-1e6], [1e6]]
            if model.layers[0].neurons[0].w[0].data < 0
            else [[0.0], [1e6], [-1e6]]
        )


def test_predict_inside_a_derivative_or_compiled_code_is_refused():
    model = nn.MLP(1, [1], seed=0)
    for run in (autograd.grad, autograd.compile):
        with pytest.raises(TypeError, match="predict returns plain numbers, which carry no grad"):
            run(lambda x: model.predict([[1.0]])[0] * x)(2.0)


def test_a_model_with_its_program_is_freed_copied_and_pickled():
    model, X = nn.MLP(2, [4, 1], seed=0), data(10, 2)
    found = model.predict(X)
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert np.array_equal(other.predict(X), found)
        other.layers[0].neurons[0].w[0].data += 1.0
    assert np.array_equal(model.predict(X), found)
    assert [*model.state_dict()] == [*nn.MLP(2, [4, 1]).state_dict()]
    known = weakref.ref(model)
    del model
    gc.collect()
    assert known() is None


def test_a_program_kept_with_the_model_does_not_make_others_compile_anew():
    model, X = nn.MLP(2, [4, 1], seed=0), data(10, 2)

    @autograd.compile
    def loss(X):
        return autograd.mean(autograd.vmap(model)(X))

    loss(X)
    program = loss.lifted
    model.predict(X)
    loss(X)
    assert loss.lifted is program


def test_threads_that_predict_at_once_get_the_same_numbers():
    model, X = nn.MLP(3, [8, 2], seed=0), data(500, 3)
    expected, found = one_by_one(model, X), []
    threads = [threading.Thread(target=lambda: found.append(model.predict(X))) for _ in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(found) == 6
    assert all(np.abs(numbers - expected).max() < 1e-12 for numbers in found)
    assert model.training


def test_without_numpy_lists_give_lists():
    program = (
        "import sys; sys.modules['numpy'] = None\n"
        "import nn\n"
        "model = nn.MLP(2, [4, 3], seed=0)\n"
        "X, y = [[1.0, 2.0], [0.5, -1.0], [3, 4]], ['b', 'a', 'c']\n"
        "outputs = model.predict(X)\n"
        "assert outputs == [[v.data for v in model(x)] for x in X], outputs\n"
        "model.metadata['loss'] = 'cross_entropy'\n"
        "assert model.predict(X) == nn.metrics.predicted_classes(outputs)\n"
        "assert all(abs(sum(p) - 1) < 1e-15 for p in model.predict_proba(X))\n"
        "try: model.predict([[1.0, float('nan')]])\n"
        "except ValueError as error: print(error)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("X[0] is not finite: [1.0, nan]\n", "")
