"""Functions as ONNX files: the same numbers in ONNX Runtime, under names that people know."""

import random
import subprocess
import sys

import pytest

import autograd
from autograd import Value, vmap

np = pytest.importorskip("numpy")
onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")
from autograd.compiler.onnx import Meant, function_bytes, outputs_of, rows_bytes  # noqa: E402
from autograd.compiler.record import Call, argument_names, as_arrays  # noqa: E402
from tests.compiler.onnx_agreement import assert_same, file_of, in_32_bits, run, worst  # noqa: E402
from tests.compiler.test_random_graphs import KINDS  # noqa: E402

RNG = random.Random(3)


def numbers(*shape):
    return in_32_bits(np.random.default_rng(5).normal(size=shape))


def values(*shape):
    """Nested lists of Values, with numbers that 32 bits hold."""

    def filled(tree):
        return [*map(filled, tree)] if isinstance(tree, list) else Value(tree)

    return filled(numbers(*shape))


# --- programs ------------------------------------------------------------------------------------


def convolution(x, kernel, step=1):
    rows, columns = (len(x) - 3) // step + 1, (len(x[0]) - 3) // step + 1
    return [
        [
            autograd.tanh(
                autograd.sum(
                    kernel[a][b] * x[step * i + a][step * j + b] for a in range(3) for b in range(3)
                )
            )
            for j in range(columns)
        ]
        for i in range(rows)
    ]


@pytest.mark.parametrize("step", [1, 2])
def test_a_convolution_reads_its_windows(step):
    kernel = values(3, 3)
    assert_same(lambda x: convolution(x, kernel, step), numbers(9, 8))


def test_pooling_takes_the_largest_of_each_square():
    def pooled(x):
        return [
            [
                autograd.maximum(x[i][j], x[i][j + 1], x[i + 1][j], x[i + 1][j + 1])
                for j in range(0, 6, 2)
            ]
            for i in range(0, 6, 2)
        ]

    assert_same(pooled, numbers(6, 6))


def test_a_recurrent_network_goes_through_its_steps():
    W, U = values(4, 4), values(4, 2)

    def last(xs):
        h = [0.0] * 4
        for x in xs:
            h = [autograd.tanh(autograd.dot(w, h) + autograd.dot(u, x)) for w, u in zip(W, U)]
        return h

    assert_same(last, numbers(25, 2))


def test_causal_attention_looks_back():
    Q, K = values(4, 4), values(4, 4)

    def attention(x):
        queries = [[autograd.dot(row, token) for row in Q] for token in x]
        keys = [[autograd.dot(row, token) for row in K] for token in x]
        mixed = []
        for i, query in enumerate(queries):
            shares = autograd.softmax([autograd.dot(query, key) / 2.0 for key in keys[: i + 1]])
            mixed.append([autograd.dot(shares, [t[c] for t in x[: i + 1]]) for c in range(4)])
        return mixed

    assert_same(attention, numbers(6, 4))


def test_reversed_shifted_and_scattered_operands_are_found():
    w = values(7)
    scattered = [3, 0, 5, 5, 1]
    assert_same(lambda x: [a * b for a, b in zip(x[::-1], w)], numbers(7))
    assert_same(lambda x: [a - b for a, b in zip(x[1:], x)], numbers(7))
    assert_same(lambda x: [x[i] * w[j] for i, j in zip(scattered, scattered[::-1])], numbers(7))
    assert_same(
        lambda x: [[a * x[c][r] for r in range(3)] for c, a in enumerate(w[:4])], numbers(4, 3)
    )
    assert_same(lambda x: autograd.sum(x[k][k] for k in range(4)), numbers(4, 4))


def test_columns_by_a_vector_are_right_where_the_runtime_joins_operators():
    w, v = values(3), values(4)
    assert_same(lambda X: [autograd.dot(w, [row[c] for row in X]) for c in range(5)], numbers(3, 5))
    assert_same(lambda X: [autograd.dot(v, row) for row in X], numbers(5, 4))
    assert_same(
        lambda X: [[autograd.dot(w, [row[c] for row in x]) for c in range(5)] for x in X],
        numbers(2, 3, 5),
    )


@pytest.mark.parametrize("seed", range(0, 200, 4))
def test_random_arrays_and_networks_give_the_numbers_of_floats(seed):
    rng = random.Random(seed)
    f, _, calls = KINDS[seed % len(KINDS)](rng)
    call = Call(f, calls[0], {}, argument_names(f))
    found = run(function_bytes("f", call), *call.inputs)
    expected = outputs_of("f", as_arrays(call.eagerly()))
    assert {*found} == {*expected}
    assert max(worst(found[name], expected[name]) for name in expected) <= 1e-5


def test_lists_of_several_lengths_are_one_row_of_numbers():
    f = lambda x: [autograd.sum(part) for part in x]  # noqa: E731
    x = [[1.0, 2.0, 3.0], [4.0], [5.0, 6.0]]
    (found,) = run(file_of(f, x), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).values()
    assert found.tolist() == [6.0, 4.0, 11.0]


@pytest.mark.parametrize("seed", range(12))
def test_random_programs_give_the_numbers_of_floats(seed):
    rng = random.Random(seed)
    unary = [autograd.tanh, autograd.sigmoid, autograd.sin, autograd.softplus, autograd.expm1, abs]
    binary = [lambda a, b: a + b, lambda a, b: a * b, lambda a, b: a - b, autograd.maximum]
    binary += [
        lambda a, b: a / (1.5 + b * b),
        autograd.hypot,
        lambda a, b: autograd.logsumexp([a, b]),
    ]
    plan = [
        (rng.choice(unary), rng.choice(binary), rng.randrange(9), rng.randrange(9))
        for _ in range(14)
    ]
    w = [Value(rng.uniform(-1, 1)) for _ in range(4)]

    def program(x):
        made = [*x, *w]
        for f, g, i, j in plan:
            made.append(f(g(made[-1 - i % len(made)], made[j % len(made)])))
        return [made[-1], autograd.mean(made), made[4:9]]

    assert_same(program, [rng.uniform(-2, 2) for _ in range(5)])


# --- names and forms -----------------------------------------------------------------------------


def test_inputs_outputs_and_parameters_are_called_what_the_function_calls_them():
    weights, bias = values(2, 3), values(2)

    def scores(features, shift):
        z = [autograd.dot(row, features) + b for row, b in zip(weights, bias)]
        return {"z": z, "both": (z[0] * shift, 3.0)}

    content = file_of(scores, numbers(3), 2.0)
    graph = onnx.load_from_string(content).graph
    assert [x.name for x in graph.input] == ["features", "shift"]
    assert [x.name for x in graph.output] == ["scores.z", "scores.both.0", "scores.both.1"]
    assert {"weights", "bias"} <= {x.name for x in graph.initializer}
    found = run(content, numbers(3), 2.0)
    assert found["scores.z"].shape == (2,)
    assert found["scores.both.1"] == 3.0


def test_numbers_in_dicts_are_inputs_of_their_own():
    f = lambda p, x: p["w"][0] * x + p["w"][1] * p["b"]  # noqa: E731
    content = file_of(f, {"w": [1.0, 2.0], "b": 3.0}, 0.5)
    assert run(content, [4.0, 5.0], 6.0, 0.25)["result"] == 31.0


def test_an_argument_may_be_a_result_and_one_result_may_come_twice():
    found = run(file_of(lambda x: (x, x, x * 1.0, 2.0), 1.5), 0.5)
    assert [float(x) for x in found.values()] == [0.5, 0.5, 0.5, 2.0]


def test_the_same_function_gives_the_same_bytes():
    W = values(3, 3)
    f = lambda x: [autograd.tanh(autograd.dot(row, x)) for row in W]  # noqa: E731
    assert file_of(f, [1.0, 2.0, 3.0]) == file_of(f, [1.0, 2.0, 3.0])


def test_the_bytes_are_the_same_in_another_process():
    code = (
        "import hashlib, autograd\n"
        "from tests.compiler.onnx_agreement import file_of\n"
        "W = [[autograd.Value(0.5 * i - j) for i in range(3)] for j in range(4)]\n"
        "f = lambda x: autograd.softmax([autograd.dot(row, x) for row in W])\n"
        "print(hashlib.sha256(file_of(f, [1.0, 2.0, 3.0])).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    }
    assert len(found) == 1


# --- any number of samples -----------------------------------------------------------------------


def rows_of(f, X):
    expected = lambda X: {"outputs": np.array([[float(y) for y in f(x)] for x in X.tolist()])}  # noqa: E731
    return rows_bytes(vmap(f), "f", np.asarray(X), Meant(expected=expected))


def test_a_function_of_one_sample_takes_any_number_of_rows():
    W, b = values(4, 3), values(4)

    def f(x):
        h = [autograd.gelu(autograd.dot(w, x) + c) for w, c in zip(W, b)]
        return [*autograd.softmax(h), autograd.logsumexp(h), x[0] * 2.0]

    content = rows_of(f, numbers(5, 3))
    for count in (1, 2, 7, 100):
        X = numbers(count, 3)
        (found,) = run(content, X).values()
        assert worst(found, [[float(y) for y in f(x)] for x in X]) <= 1e-6


def test_results_that_are_the_same_for_all_samples_come_once_for_each_row():
    w, M = values(3), values(2, 3)
    f = lambda x: [w[1], autograd.dot(w, w), x[0] * w[2], M[1][2] * 2.0, 7.0]  # noqa: E731
    content = rows_of(f, numbers(4, 2))
    for count in (1, 5, 9):
        X = numbers(count, 2)
        (found,) = run(content, X).values()
        assert worst(found, [[float(y) for y in f(x)] for x in X]) <= 1e-6
    (found,) = run(rows_of(lambda x: [*w, x[0]][:3], numbers(4, 2)), numbers(6, 2)).values()
    assert worst(found, [[y.data for y in w]] * 6) <= 1e-6


def test_sizes_that_are_those_of_the_samples_are_not_taken_for_them():
    for size in (5, 7, 11):
        W = values(size, size)
        f = lambda x, W=W: [autograd.dot(w, x) + autograd.sum(w) for w in W]  # noqa: E731
        content = rows_of(f, numbers(size, size))
        X = numbers(3, size)
        (found,) = run(content, X).values()
        assert worst(found, [[float(y) for y in f(x)] for x in X]) <= 1e-6


# --- 32 bits -------------------------------------------------------------------------------------


def test_a_constant_beyond_32_bits_is_refused():
    with pytest.raises(ValueError, match=r"1e\+300: ONNX files hold numbers of 32 bits"):
        file_of(lambda x: 1e300 * x, 1.0)
    w = [Value(1.0), Value(1e-60)]
    with pytest.raises(ValueError, match=r"w: ONNX files hold .* got 1e-60"):
        file_of(lambda x: [a * x for a in w], 1.0)


def test_digits_that_32_bits_do_not_have_are_said():
    with pytest.warns(UserWarning, match="32 bits, which at the numbers of the example differ"):
        file_of(lambda x: (x + 1e-9 - x) * 1e9, 1.0)


def test_nan_and_infinity_are_refused():
    with pytest.raises(ValueError, match="finite"):
        file_of(lambda x: x * 2.0, float("nan"))
    w = Value(float("inf"))
    with pytest.raises(ValueError, match="finite"):
        file_of(lambda x: autograd.tanh(w) * x, 1.0)


def test_a_function_that_draws_is_refused():
    from nn import Dropout

    drop = Dropout(0.5)
    with pytest.raises(TypeError, match="draws random numbers"):
        file_of(lambda x: drop(x), [1.0, 2.0])


# --- without this library ------------------------------------------------------------------------

ALONE = """
import sys, numpy as np, onnxruntime
sys.modules["autograd"] = sys.modules["nn"] = None  # to import them is an error from now on
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
X = np.load(sys.argv[2])
np.save(sys.argv[3], session.run(None, {session.get_inputs()[0].name: X})[0])
"""


def test_the_file_runs_where_this_library_is_not(tmp_path):
    W = values(4, 3)
    f = lambda x: [autograd.silu(autograd.dot(w, x)) for w in W]  # noqa: E731
    x = numbers(3)
    (tmp_path / "f.onnx").write_bytes(file_of(f, x))
    np.save(tmp_path / "x.npy", np.array(x, np.float32))
    files = [str(tmp_path / name) for name in ("f.onnx", "x.npy", "y.npy")]
    subprocess.run([sys.executable, "-c", ALONE, *files], check=True, cwd=tmp_path)
    assert worst(np.load(tmp_path / "y.npy"), [float(y) for y in f(x)]) <= 1e-6


def test_samples_inside_a_function_are_one_program():
    w = values(3)
    f = vmap(lambda x: autograd.exp(autograd.dot(w, x)))
    nodes = len(onnx.load_from_string(file_of(f, numbers(50, 3))).graph.node)
    assert nodes < 6
    assert_same(f, numbers(50, 3))
