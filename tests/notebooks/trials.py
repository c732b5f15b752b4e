"""The checks tried out: on nothing, on answers that a student may well give and that are wrong,
and on the book's.

The wrong ones are Python for what `check` is given. They are evaluated behind the book's answer, in
the lesson, so that its names are there.
"""

TRIAL = """
from checks import EXERCISES, NotRightError, check

for _told, _given in [("nothing", (...,) * {count}), {wrong}]:
    try:
        check({number!r}, *_given)
    except NotRightError as _refused:
        assert str(_refused).startswith({number!r} + ": ")
        assert "\\n" not in str(_refused)
    else:
        raise AssertionError("{number} takes for right: " + _told)
check({number!r}, {names})
"""


def trial(number):
    """A cell that tries out the check of an exercise, behind the book's answer."""
    from checks import EXERCISES

    names = EXERCISES[number].names
    wrong = ", ".join(f"({given!r}, ({given}))" for given in WRONG[number])
    return TRIAL.format(number=number, count=len(names), wrong=wrong, names=", ".join(names))


WRONG = {
    "0.1": ["[[3], [8]], (2, 3)", "[11, 4], (2, 3)", "[[11], [4]], (4, 4)", "[[11], [4]], (3, 2)"],
    "0.2": ["(3, 2), 14", "(2, 3), 20", "(2, 3), 6"],
    "1.1": ["(2.0, 2.0), 2", "(-1.0, 2.0), 1", "(-3.0, 2.0), 2"],
    "1.2": [
        "nn.MLP(2, [8, 8, 1], activation='linear', seed=1),",
        "nn.MLP(2, [8, 1], activation='tanh', seed=1),",
    ],
    "1.3": ["30.0, table", "6.0, ((2.0, 0.0), (0.0, 2.0))", "6.0, (2.0, 1.0, 1.0, 2.0)"],
    "1.4": ["24,", "27,", "13,"],
    "2.1": ["perceptron(1.0, 1.0, -1.5),", "perceptron(-1.0, -1.0, 0.5),"],
    "2.2": ["lambda x: int(sum(x) > 0),", "lambda x: int(sum(x) > 2),"],
    "2.3": ["8,", "1,", "1 / 64,"],
    "2.4": ["set(product((0, 1), repeat=4)),", "{(0, 0, 0, 1), (0, 1, 1, 1)},", "{(2, 0, 0, 1)},"],
    "3.1": [
        "autograd.sigmoid,",
        "autograd.operation('a', value=math.tanh, gradients=lambda y, x: 1 - x**2),",
        "autograd.operation('b', value=math.tanh, gradients=lambda y, x: y * (1 - y)),",
    ],
    "3.2": ["0.25,", "0.5,", "4.0,"],
    "3.3": ["autograd.softplus,", "lambda x: float(x > 0),", "lambda x: math.exp(x),"],
    "3.4": [
        "lambda x: relu(x), hat",
        "absolute, lambda x: relu(x + 1) - relu(x)",
        "lambda x: relu(x) - relu(-x), hat",
        "abs, hat",
    ],
    "4.1": ["[10.0],", "[6.0, 6.0],", "[4.0, 12.0],"],
    "4.2": ["6, slope_of_h6", "64, 1.01**63", "64, 64 * 1.01**64"],
    "4.3": ["1e-12,", "1e-3,", "-1e-8,"],
    "4.4": ["20, 10", "200, 200", "200, 20"],
    "5.1": [
        "[d * 2 for d in d3], d2",
        "[d / (1 - t.data**2) for d, t in zip(d3, t3)], d2",
        "d3, [sum(d3[k] * numbers_2[j][k] for k in range(2)) for j in range(2)]",
    ],
    "5.2": [
        "[-d for d in d1],",
        "[sum(delta_2[j] * numbers_1[i][j] for j in range(2)) for i in range(2)],",
        "d1[:1],",
        "[value * 0.99 for value in d1],",
    ],
    "5.3": [
        "lambda X, Y, weights, biases: [(W, b) for W, b in zip(weights, biases)],",
        "lambda *given: gradients_in_matrices(*given)[::-1],",
        "lambda *given: [(dW / 4, db / 4) for dW, db in gradients_in_matrices(*given)],",
        "lambda *given: [(dW, 0 * db) for dW, db in gradients_in_matrices(*given)],",
    ],
    "6.1": [
        "log, log, Scalar",
        "lambda x: Scalar(math.exp(x.data), (x,), lambda: (x.data,)), log, Scalar",
        "exp, lambda x: Scalar(math.log(x.data), (x,), lambda: (x.data,)), Scalar",
        "lambda x: Scalar(math.exp(x.data), (), lambda: (math.exp(x.data),)), log, Scalar",
    ],
    "6.2": [
        "exp, goes_at_once, Scalar",
        "exp_in_a_circle, lambda operation: True, Scalar",
        "exp_in_a_circle, lambda operation: False, Scalar",
    ],
    "6.3": ["second, second", "first, first", "Scalar(27.0), second"],
    "7.1": ["0.2,", "0.2 / 442,", "0.2 * 221,"],
    "7.2": ["limit / 2, A", "curvatures[-1], A", "0.2, A"],
    "7.3": [
        "error_of_line, error_of_line, bmi, progression",
        "error_of_line / 2, error_of_parabola, bmi, progression",
        "error_of_line, error_of_parabola / 442, bmi, progression",
    ],
    "8.1": ["network(2, seed=0),", "model,"],
    "8.2": ["many_runs, network, eta"],
    "8.3": [
        "nn.MLP(2, [16, 16, 1], activation='tanh', seed=4), noisy, fresh",
        "eager_learner, noisy, noisy",
    ],
    "9.1": ["9.0,", "0.9,", "1 / 0.9,"],
    "9.2": ["1 / math.sqrt(10),", "1.0,", "100.0,"],
    "9.3": [
        "constant, constant, X, y, w_best",
        "constant / 100, falling, X, y, w_best",
        "constant, 0.0, X, y, w_best",
    ],
    "10.1": ["lambda weight: 1.0,", "lambda weight: chain(weight) / weight,"],
    "10.2": ["[1.0] * 20_000,", "[x * 0.7 for x in passed],", "passed[:100],"],
    "10.3": ["0.5,", "0.47,", "0.41,"],
    "11.1": ["1.0, outputs, y_test", "best * 2, outputs, y_test", "-best, outputs, y_test"],
    "11.2": [
        "botanist, unseen, [[1, 0, 0], [0, 1, 0], [0, 0, 1]]",
        "botanist, unseen, [list(row)[::-1] for row in table]",
        "nn.MLP(4, [8, 3], seed=9), unseen, table",
    ],
    "11.3": ["accuracy, model, X_test, y_test", "on_shifted / 2, model, X_test, y_test"],
    "12.1": ["1, may_be_sorted", "2, {'mul'}", "2, {'add', 'mul', 'sub'}"],
    "12.2": ["3, 1", "1, 3", "1, 0"],
    "12.3": [
        "[[0, 0], [1, 0], [1, 0], [1, 1]], model, X",
        "[0, 1, 1, 0], model, X",
        "answers, nn.MLP(2, [3, 2], activation='sigmoid', seed=1), X",
    ],
    "12.4": ["lambda x: scale * x, 50.0, scale", "scaled, 20.0, scale", "scaled, 50.0, 7.0"],
    "13.1": ["reader, images_test, test", "MaxReader(seed=3), images_test, test"],
    "13.2": ["Recurrent(hidden=4, seed=1),", "lambda bits: bits,"],
    "13.3": ["autoencoder, vectors_test, error"],
    "13.4": [
        "transformer, X_test, y_test, per_letter, loss_bigram",
        "Placeless(causal, seed=5), X_test, y_test, per_letter, loss_bigram",
    ],
    "13.5": [
        "Transformer, Transformer, causal, X_test",
        "lambda mask, seed: Transformer(causal, seed=seed + 1), Transformer, causal, X_test",
    ],
}
