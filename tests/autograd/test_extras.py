"""Where an optional package is missing, one line says which to install; other faults are told."""

import contextlib
import importlib
import sys

import pytest

import autograd


@pytest.fixture
def missing(monkeypatch):
    """`missing(package)`: from then on it cannot be imported, nor is the compiler there already."""
    with contextlib.suppress(ImportError):  # what is there can be put back
        importlib.import_module("autograd.compiler")

    def forget(package):
        for name in [*sys.modules]:
            if name.startswith("autograd.compiler") or name.partition(".")[0] == package:
                monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, package, None)
        # Or else the package would go on with a second compiler, beside that of its modules.
        monkeypatch.setattr(autograd, "compiler", None, raising=False)

    return forget


def test_without_numpy_compiling_says_what_to_install(missing):
    missing("numpy")
    with pytest.raises(ImportError) as caught:
        autograd.compile(lambda x: x)
    assert str(caught.value) == "compiling needs numpy: pip install 'chainrule[fast]'"


def test_without_jax_its_backend_says_what_to_install(missing):
    pytest.importorskip("numpy")
    missing("jax")
    with pytest.raises(ImportError) as caught:
        autograd.compile(lambda x: x, backend="jax")
    assert str(caught.value) == "backend='jax' needs JAX: pip install 'chainrule[jax]'"


def test_without_scipy_a_sparse_jacobian_says_what_to_install(missing):
    missing("scipy")
    with pytest.raises(ImportError) as caught:
        autograd.jacobian(lambda xs: xs, sparse=True)([1.0])
    assert str(caught.value) == "jacobian(sparse=True) needs SciPy: pip install 'chainrule[sparse]'"


def test_another_fault_of_an_import_is_not_taken_for_a_missing_package(missing, monkeypatch):
    missing("nothing")
    monkeypatch.setitem(sys.modules, "autograd.compiler", None)
    with pytest.raises(ImportError) as caught:
        autograd.compile(lambda x: x)
    assert caught.value.name == "autograd.compiler"


def test_a_backend_that_is_unknown_is_named_with_those_that_are():
    for decorator in (autograd.compile, autograd.compile(backend="numpy")):
        assert callable(decorator)
    with pytest.raises(
        ValueError, match="unknown backend 'torch'; known: 'auto', 'numpy', 'jax', 'native'"
    ):
        autograd.compile(lambda x: x, backend="torch")
