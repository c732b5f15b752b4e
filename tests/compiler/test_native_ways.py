"""Machine code beside the other ways: chosen by measuring, kept on disk, shown, and missing."""

import builtins
import hashlib
import math
import re
import sys
import threading

import pytest

pytest.importorskip("llvmlite")
from llvmlite import binding

import autograd
from autograd import Value
from autograd.compiler.native import NativeCode, code, machine


def spiral(x, y):
    """Ninety steps in which little repeats."""
    for k in range(30):
        x, y = x + 0.01 * autograd.sin(y * k), y - 0.02 * autograd.tanh(x) / (k + 1.0)
        x = x * autograd.exp(-0.01 * y)
    return x * y


def numbers(f, a, b):
    """The value and the gradient."""
    x, y = Value(a), Value(b)
    result = f(x, y)
    result.backward()
    return result.data, x.grad, y.grad


def test_a_function_that_is_called_often_becomes_machine_code_if_that_is_quicker(capsys):
    compiled = autograd.compile(spiral)
    early = compiled(Value(0.5), Value(1.0))
    waiting = compiled.lifted.rival_in
    assert waiting < math.inf
    for _ in range(waiting + 2):
        compiled(Value(0.5), Value(1.0))
    compiled.explain()
    told = capsys.readouterr().out
    assert re.search(r"machine code took [\d.,]+ µs and Python [\d.,]+ µs", told)
    assert isinstance(compiled.lifted.code, NativeCode)  # forty times quicker
    assert numbers(compiled, 0.25, -1.5) == numbers(spiral, 0.25, -1.5)
    early.backward()  # the way back of a result is that of its own program


def test_a_program_on_large_arrays_is_never_tried_as_machine_code():
    w = [Value(0.1 * k) for k in range(20)]
    compiled = autograd.compile(
        lambda X: autograd.mean(autograd.dot(w, row) ** 2 for row in X), backend="auto"
    )
    compiled([[0.01 * (i + j) for j in range(20)] for i in range(2000)])
    assert compiled.lifted.rival_in == math.inf


def test_explain_tells_the_size_of_machine_code(capsys):
    compiled = autograd.compile(spiral, backend="native")
    compiled(0.5, 1.0)
    compiled.explain()
    told = capsys.readouterr().out
    assert re.search(r"nodes forward +\d", told)
    assert re.search(r"bytes of machine code +[1-9]", told)


def test_the_text_of_machine_code_is_shown():
    compiled = autograd.compile(spiral, backend="native")
    with pytest.raises(ValueError, match="call the compiled function once"):
        compiled.llvm  # noqa: B018
    compiled(0.5, 1.0)
    assert "call double @libm.tanh" in compiled.llvm
    assert "ret" in compiled.assembly
    arrays = autograd.compile(spiral, backend="numpy")
    arrays(0.5, 1.0)
    with pytest.raises(ValueError, match="is not machine code; compile it with backend='native'"):
        arrays.assembly  # noqa: B018


@pytest.mark.parametrize("triple", ["x86_64-linux-gnu", "aarch64-linux-gnu", "arm64-apple-macosx"])
def test_no_processor_joins_a_product_and_a_sum(triple):
    """A fused operation rounds once where floats round twice."""
    binding.initialize_all_targets()
    binding.initialize_all_asmprinters()
    compiled = autograd.compile(
        lambda a, b, c: (a * b + c) * c - a * b + autograd.dot([a, b, c], [b, c, a]),
        backend="native",
    )
    compiled(1.0, 2.0, 3.0)
    module = binding.parse_assembly(compiled.llvm)
    cpu = "skylake" if triple.startswith("x86") else ""
    target = binding.Target.from_triple(triple).create_target_machine(cpu=cpu, opt=0)
    assembly = target.emit_assembly(module)
    assert re.search(r"\bv?mulsd\b|\bfmul\b", assembly)
    assert not re.search(r"fn?m(add|sub)", assembly)


@pytest.mark.parametrize(("steps", "level"), [(3, 0), (200, 1), (1_000, machine.BEST)])
def test_code_in_loops_is_worked_on_more_and_has_the_same_bits(steps, level):
    def spring(x, v):
        for _ in range(steps):
            x, v = x + 0.01 * v, v - 0.01 * autograd.sin(x) / (1.0 + v * v)
        return x * v

    compiled = autograd.compile(spring, backend="native")
    assert numbers(compiled, 0.5, 1.0) == numbers(spring, 0.5, 1.0)
    module, made_for = machine.prepared(compiled.llvm, level)
    assert compiled.assembly == made_for.emit_assembly(module)


@pytest.fixture
def disk(tmp_path, monkeypatch):
    """A directory for caches, which is empty."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "chainrule"


def test_machine_code_is_kept_on_disk_for_the_next_process(disk, monkeypatch):
    expected = numbers(autograd.compile(spiral, backend="native", cache=True), 0.5, 1.0)
    (file,) = disk.iterdir()
    assert expected == numbers(spiral, 0.5, 1.0)

    def refuse(text, nodes):
        raise AssertionError("LLVM is asked once more")

    monkeypatch.setattr(code, "compiled", refuse)
    again = autograd.compile(spiral, backend="native", cache=True)
    assert numbers(again, 0.5, 1.0) == expected
    assert [*disk.iterdir()] == [file]


@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_a_damaged_file_is_a_miss(disk, damage):
    expected = numbers(autograd.compile(spiral, backend="native", cache=True), 0.5, 1.0)
    (file,) = disk.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] if damage is None else damage)
    assert numbers(autograd.compile(spiral, backend="native", cache=True), 0.5, 1.0) == expected
    assert file.read_bytes() == whole


def test_another_program_has_another_file(disk):
    for f in (
        lambda x: x * 2.0,
        lambda x: x * 3.0,
        lambda x: x * -0.0,
        lambda x: x * 0.0,
        lambda x: x + 2.0,
        lambda x: autograd.clip(x, 0.0, 2.0),
        lambda x: autograd.clip(x, 0.0, 3.0),
    ):
        compiled = autograd.compile(f, backend="native", cache=True)
        assert compiled(1.5).data == f(Value(1.5)).data
    names = [file.name for file in disk.iterdir()]
    assert len(names) == 7
    assert all(len(name) == 2 * hashlib.sha256().digest_size + 2 for name in names)


def test_a_disk_that_cannot_be_written_is_no_reason_to_stop(disk):
    disk.parent.joinpath("chainrule").write_text("a file in the way")
    compiled = autograd.compile(spiral, backend="native", cache=True)
    assert numbers(compiled, 0.5, 1.0) == numbers(spiral, 0.5, 1.0)


def test_threads_do_not_share_memory():
    compiled = autograd.compile(spiral, backend="native")
    compiled(0.5, 1.0)
    expected = [numbers(spiral, 0.1 * k, 1.0) for k in range(8)]
    wrong = []

    def work(k):
        found = {numbers(compiled, 0.1 * k, 1.0) for _ in range(100)}
        wrong.extend(found - {expected[k]})

    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_missing_llvmlite_is_one_line_and_the_default_works_without(monkeypatch):
    real_import = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name.split(".")[0] == "llvmlite":
            raise ModuleNotFoundError("No module named 'llvmlite'", name="llvmlite")
        return real_import(name, *args, **kwargs)

    machine.llvm.cache_clear()
    for name in [*sys.modules]:
        if name.split(".")[0] == "llvmlite":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ImportError, match=r"needs llvmlite: pip install 'chainrule\[native\]'"):
        autograd.compile(spiral, backend="native")
    compiled = autograd.compile(spiral)
    for _ in range(3):
        value, *_ = numbers(compiled, 0.5, 1.0)
    assert value == pytest.approx(numbers(spiral, 0.5, 1.0)[0], rel=1e-12)
    compiled.lifted.rival_in = 0
    assert numbers(compiled, 0.5, 1.0)[0] == value
