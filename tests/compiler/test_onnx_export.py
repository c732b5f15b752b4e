"""`compiled.export("model.onnx")`: the door to files of ONNX."""

import subprocess
import sys

import pytest

import autograd
from autograd import Value

np = pytest.importorskip("numpy")
pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")
from tests.compiler.onnx_agreement import run, worst  # noqa: E402


def network():
    W = [[Value(0.25 * i - 0.5 * j, f"W{i}{j}") for i in range(3)] for j in range(2)]
    return lambda x: [autograd.tanh(autograd.dot(row, x)) for row in W]


@pytest.mark.parametrize("backend", ["numpy", "native", "jax"])
def test_a_compiled_function_is_exported_with_an_example_and_without(backend, tmp_path):
    pytest.importorskip({"native": "llvmlite"}.get(backend, backend))
    f = network()
    compiled, path = autograd.compile(f, backend=backend), tmp_path / "f.onnx"
    x = [0.5, -1.0, 2.0]
    compiled.export(path, x)
    first = path.read_bytes()
    (found,) = run(first, x).values()
    assert worst(found, [y.data for y in f(x)]) <= 1e-6
    compiled(x)
    compiled.export(path)
    assert path.read_bytes() == first


def test_a_function_that_has_values_at_few_numbers_is_tried_with_others(tmp_path):
    compiled = autograd.compile(lambda x: autograd.acosh(x) + autograd.log(x))
    compiled(2.0)
    compiled.export(tmp_path / "f.onnx")
    found = run((tmp_path / "f.onnx").read_bytes(), 3.0)
    assert worst(found["result"], float(np.arccosh(3.0) + np.log(3.0))) <= 1e-6
    odd = autograd.compile(lambda x: autograd.log(x - 1e3))
    odd(1001.0)
    with pytest.raises(TypeError, match="give arguments to try it with"):
        odd.export(tmp_path / "g.onnx")
    assert not (tmp_path / "g.onnx").exists()
    odd.export(tmp_path / "g.onnx", 1002.0)


def test_a_recurrence_that_is_a_loop_in_jax_is_recorded_anew(tmp_path):
    pytest.importorskip("jax")

    def last(xs):
        h = 0.0
        for x in xs:
            h = autograd.tanh(0.5 * h + x)
        return h

    compiled, xs = autograd.compile(last, backend="jax"), [0.1 * k for k in range(60)]
    compiled(xs)
    compiled.export(tmp_path / "f.onnx", xs)
    found = run((tmp_path / "f.onnx").read_bytes(), xs)
    assert worst(found["last"], float(last(xs))) <= 1e-6


def test_what_is_shown_of_a_function_is_as_before(tmp_path, capsys):
    compiled = autograd.compile(network())
    compiled([1.0, 2.0, 3.0])
    shown = []
    for _ in range(2):
        compiled.explain("lifted")
        shown.append((capsys.readouterr().out, str(compiled.source)))
        compiled.export(tmp_path / "f.onnx")
    assert shown[0] == shown[1]


def test_a_file_that_cannot_be_written_leaves_the_earlier_one(tmp_path):
    path = tmp_path / "f.onnx"
    path.write_bytes(b"earlier")
    with pytest.raises(ValueError, match="32 bits"):
        autograd.compile(lambda x: x * 1e200).export(path, 1.0)
    assert path.read_bytes() == b"earlier"
    assert [x.name for x in tmp_path.iterdir()] == ["f.onnx"]


def test_without_onnx_one_line_says_what_to_install(tmp_path):
    code = (
        "import sys; sys.modules['onnx'] = None\n"
        "import autograd\n"
        "autograd.compile(lambda x: x * 2.0).export('f.onnx', 1.0)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert found.stderr.splitlines()[-1] == (
        "ImportError: export to ONNX needs onnx: pip install 'chainrule[onnx]'"
    )
