"""Names that are loaded when somebody asks for them: quick to import, and there all the same."""

import pickle
import pydoc
import subprocess
import sys

import pytest

import autograd
import nn

LOADED_LATER = [
    *("autograd.derivatives", "autograd.checking", "autograd.products", "autograd.compiling"),
    *("autograd.calling", "autograd.plotting", "nn.training", "nn.data", "nn.optim.rules"),
    *("nn.plotting", "nn.schedulers", "nn.metrics", "nn.given", "numpy", "typing_extensions"),
]


def run(program):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_import_loads_the_engine_and_the_layers_and_no_more():
    run(f"""
import sys
import autograd, nn
loaded = [name for name in {LOADED_LATER} if name in sys.modules]
assert not loaded, loaded
x = autograd.Value(2.0)
(nn.MLP(1, [2, 1])([x]) * autograd.exp(x)).backward()
loaded = [name for name in {LOADED_LATER} if name in sys.modules]
assert not loaded, loaded
""")


def test_each_name_is_there_however_it_is_first_asked_for():
    out = run("""
import autograd, nn
for package in (autograd, nn):
    missing = [name for name in package.__all__ if name not in dir(package)]
    assert not missing, missing
    for name in package.__all__:
        assert getattr(package, name) is getattr(package, name), name
        assert name in vars(package), name
from autograd import *
from nn import *
import nn.training, autograd.derivatives
assert fit is nn.training.fit and grad is autograd.derivatives.grad
print(nn.plotting.__name__, nn.schedulers.__name__, autograd.sparse.__name__)
""")
    assert out.split() == ["nn.plotting", "nn.schedulers", "autograd.sparse"]


@pytest.mark.parametrize("package", [autograd, nn])
def test_a_name_that_is_not_there_is_the_error_of_every_module(package):
    name = package.__name__
    with pytest.raises(AttributeError, match=f"module '{name}' has no attribute 'misspelt'"):
        package.misspelt  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'misspelt'"):
        exec(f"from {name} import misspelt")
    assert not hasattr(package, "misspelt")
    assert dir(package) == sorted(set(dir(package)))


def test_help_pickles_and_patches_see_what_was_not_loaded_yet():
    run("""
import pickle, autograd, nn
from unittest import mock
with mock.patch.object(autograd, "grad", 3.0):
    assert autograd.grad == 3.0
assert autograd.grad(lambda x: x * x)(3.0) == 6.0
assert pickle.loads(pickle.dumps(nn.fit)) is nn.fit
""")
    assert pickle.loads(pickle.dumps(autograd.value_and_grad)) is autograd.value_and_grad
    assert "jacobian" in pydoc.render_doc(autograd)
    assert "clip_grad_norm" in pydoc.render_doc(nn)


def test_threads_that_ask_at_once_all_get_it():
    run("""
import threading
import autograd, nn
found, start = [], threading.Barrier(8)
def ask():
    start.wait()
    found.append((autograd.hessian, nn.fit, nn.data, nn.SGD))
threads = [threading.Thread(target=ask) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert len(found) == 8 and len(set(found)) == 1
""")
