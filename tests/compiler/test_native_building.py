"""How machine code is made, and where it stands in memory."""

import platform
import sys

import pytest

import autograd
from autograd import Value

pytest.importorskip("llvmlite")

close = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64",
    reason="elsewhere addresses may be of any size",
)


def of_all_samples(count):
    """Gradients of so many parameters are set to zero before a loop over samples adds to them."""
    ws = [Value(0.01 * k) for k in range(count)]

    @autograd.compile(backend="native")
    def loss(xs):
        return autograd.sum(
            autograd.vmap(lambda x: autograd.exp(autograd.sin(autograd.sum(w * x for w in ws))))(xs)
        )

    return loss


@close
def test_what_stands_elsewhere_is_called_by_a_table_of_addresses():
    loss = of_all_samples(400)
    loss([0.01 * k for k in range(20)]).backward()
    calls = [line for line in loss.assembly.splitlines() if "call" in line and "@" in line]
    for function in ("exp", "sin", "memset"):
        assert any(f"libm.{function}@" in call for call in calls)
    assert all("@GOTPCREL" in call for call in calls)
