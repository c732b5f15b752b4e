"""A graph is tried before anybody gets its file.

It is written twice: in 32 bits, as it is stored, and in 64 bits, in which it must give the numbers
of the function itself, computed by ONNX's own definition of its operators. Where 32 bits are too
few at these very numbers, that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from autograd.compiler.onnx.file import bytes_of, evaluated, model_of
from autograd.compiler.onnx.graph import Tensor
from autograd.compiler.onnx.kinds import DOUBLE, FLOAT
from autograd.compiler.onnx.writing import Exported, written
from autograd.recording import TraceError
from autograd.telling import value_error, warn_of

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats
    from autograd.compiler.onnx.kinds import Numbers

    Arrays: TypeAlias = "Mapping[str, Numbers]"

RIGHT, ROUGH = 1e-6, 1e-4  # what 64 bits may differ by, and 32 bits unsaid; in parts, from 1 up


@dataclass
class Meant:
    """What stands around a model's own numbers, in the file.

    Attributes:
        prepared: what is done to its input.
        outputs: what is made of its outputs.
        metadata: what the file says of it, by name.
        doc: the same for people.
        expected: the outputs for samples, as the model's own methods compute them.
    """

    prepared: Callable[[Tensor], Tensor] | None = None
    outputs: Callable[[dict[str, Tensor]], dict[str, Tensor]] | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    doc: str = ""
    expected: Callable[[Floats], Arrays] | None = None


@dataclass
class Trial:
    """Numbers to try a graph with: the inputs, and what the outputs have to be."""

    inputs: Sequence[Numbers]
    outputs: Arrays


def file_bytes(exported: Exported, trials: Sequence[Trial], meant: Meant) -> bytes:
    """The file, once its graph has given the expected numbers."""
    given = [x for trial in trials for x in trial.inputs]
    if not all(np.isfinite(x).all() for x in (exported.theta, *given)):
        raise value_error(f"{exported.name} is exported with finite numbers only")
    worst = dict.fromkeys((DOUBLE, FLOAT), 0.0)
    for kind in worst:
        found = written(exported, kind)
        model = model_of(found, exported.name, meant.metadata, meant.doc)
        for trial in trials:
            given = [np.asarray(x, kind) for x in trial.inputs]
            outputs = dict(zip(found.outputs, evaluated(model, given)))
            worst[kind] = max(worst[kind], _difference(outputs, trial.outputs, kind))
    if not worst[DOUBLE] <= RIGHT:
        raise TraceError(
            f"the ONNX graph of {exported.name} differs from it by {worst[DOUBLE]:.0e}, so no file "
            "is written; please report this"
        )
    if not worst[FLOAT] <= ROUGH:
        warn_of(
            f"{exported.name}: an ONNX file computes in 32 bits, which at the numbers of the "
            f"example differ by {worst[FLOAT]:.0e} from 64 bits",
            stacklevel=4,
        )
    return bytes_of(model)


def _difference(found: Arrays, expected: Arrays, kind: str) -> float:
    """By how much numbers differ at most, in parts of those expected, from 1 up.

    Labels need not be the same in 32 bits, where two classes may be as likely as each other.
    """
    worst = 0.0
    if {*found} != {*expected}:
        return np.inf
    for name, wanted in expected.items():
        if kind == FLOAT and found[name].dtype != kind:
            continue
        numbers = found[name].astype(float)
        if numbers.shape != wanted.shape:
            return np.inf
        differences = np.abs(numbers - wanted) / np.maximum(1.0, np.abs(wanted))
        worst = max(worst, float(np.nan_to_num(differences, nan=np.inf).max(initial=0.0)))
    return worst
