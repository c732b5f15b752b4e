"""What holds for every test of the compiler."""

import pytest

pytest.importorskip("numpy")
from autograd.compiler.record.region import BatchingError
from autograd.compiler.run import lifted
from autograd.recording import TraceError


@pytest.fixture(autouse=True)
def hidden_faults(monkeypatch):
    """What went wrong with a program for one sample of many; none, unless a test clears it.

    All samples are recorded then instead, for users are not to pay for a fault of the compiler.
    """
    faults = []

    def watched(step):
        def watching(*given):
            try:
                return step(*given)
            except (BatchingError, TraceError):
                raise
            except Exception as error:
                faults.append(error)
                raise

        return watching

    def compared(recording, tape, code):
        differ = difference(recording, tape, code)
        if differ and tape.regions:
            faults.append(f"the {differ} differ from those of the samples")
        return differ

    difference = lifted.difference
    monkeypatch.setattr(lifted, "difference", compared)
    for owner, name in ((lifted, "group"), (lifted, "lift"), (lifted.Lifted, "_written")):
        monkeypatch.setattr(owner, name, watched(getattr(owner, name)))
    yield faults
    assert not faults
