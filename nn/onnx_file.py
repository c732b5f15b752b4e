"""A model as an ONNX file: what is done to its input, the model, and what its outputs mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from autograd.telling import import_error, type_error
from nn import predicting
from nn.files import Json
from nn.meaning import LIMITS, classes_of, loss_of, probabilities_of
from nn.modes import evaluating
from nn.module import Module

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from autograd.compiler.onnx import Meant, Tensor

    Floats = NDArray[np.float64]
    Outputs = dict[str, Tensor]

TOLD = "feature_names", "class_names", "loss", "columns"  # of the metadata, in the file


def onnx_file(model: Module, samples_of: Callable[[], Floats]) -> bytes:
    """The file, tried with some samples, which are as the model itself takes them.

    Its input is `X`, numbers in rows as `model.predict` takes them. A classifier's outputs are
    `label`, the number of the class, `probabilities`, where there are any, and `outputs`, the
    model's own numbers; all other models have these alone, in the units of the target.

    Raises:
        ImportError: onnx is not installed.
        TypeError, TraceError, ValueError: see `autograd.compile`.
    """
    from autograd import vmap

    try:
        import numpy as np

        from autograd.compiler.onnx import rows_bytes
    except ImportError as error:
        if error.name not in ("numpy", "onnx"):
            raise
        raise import_error("export to ONNX needs onnx: pip install 'chainrule[onnx]'") from None
    scaling, samples = model.metadata.get("standardizer"), samples_of()
    if scaling:
        samples = samples * scaling["scale"] + scaling["mean"]
    given = samples.astype(np.float32).astype(float)
    with evaluating(model):
        return rows_bytes(vmap(model), type(model).__name__, given, _meant(model))


def _meant(model: Module) -> Meant:
    import json

    from autograd.compiler.onnx import Meant

    metadata = model.metadata
    return Meant(
        prepared=_standardized(metadata) if metadata.get("standardizer") else None,
        outputs=lambda found: _answers(metadata, found),
        metadata={
            name: json.dumps(metadata[name], ensure_ascii=False)
            for name in TOLD
            if metadata.get(name)
        },
        doc=_told(model),
        expected=lambda X: _expected(model, X),
    )


def _standardized(metadata: Json) -> Callable[[Tensor], Tensor]:
    """The numbers as the model knows them, in 64 bits: means may be large beside deviations."""
    import numpy as np

    from autograd.compiler.onnx import DOUBLE

    scaling = metadata["standardizer"]

    def prepared(x: Tensor) -> Tensor:
        mean, scale = [
            x.graph.constant(np.array(scaling[part], float), DOUBLE, part)
            for part in ("mean", "scale")
        ]
        return ((x.of(DOUBLE) - mean) / scale).of(x.graph.real)

    return prepared


def _answers(metadata: Json, found: Outputs) -> Outputs:
    """What stands in the file for a model's outputs."""
    from autograd.compiler.onnx import INT, softmax, stack

    outputs, scaling = found["outputs"], metadata.get("target_standardizer")
    graph, loss = outputs.graph, loss_of(metadata, len(outputs.shape) > 1)
    if loss == "cross_entropy":
        label = graph.node("ArgMax", [outputs], outputs.shape[:-1], INT, axis=-1, keepdims=0)
        return {"label": label, "probabilities": softmax(outputs), **found}
    if loss not in LIMITS:
        if scaling:
            found["outputs"] = outputs * scaling["scale"][0] + scaling["mean"][0]
        return found
    label = (outputs > LIMITS[loss]).of(INT)
    if loss == "hinge":
        return {"label": label * 2 - 1, **found}
    pair = 1.0 - outputs, outputs
    if loss.endswith("logits"):
        pair = (-outputs).apply("Sigmoid"), outputs.apply("Sigmoid")
    return {"label": label, "probabilities": stack(*pair), **found}


def _expected(model: Module, X: Floats) -> dict[str, Floats]:
    """The same, as the model's own methods have it."""
    import numpy as np

    from nn.given import given_samples

    given = given_samples(model.metadata, X)
    outputs = predicting.outputs_of(model, given)
    if not isinstance(outputs, np.ndarray):
        raise type_error(
            "an ONNX file holds models that return a number or a list of numbers, and "
            f"{type(model).__name__} returns something else"
        )
    loss = loss_of(model.metadata, outputs.ndim > 1)
    found = {"outputs": outputs}
    if loss == "cross_entropy" or loss in LIMITS:
        model.predict(X)  # which refuses names that do not fit
        found["label"] = classes_of(outputs, loss)
        if loss != "hinge":
            found["probabilities"] = probabilities_of(outputs, loss)
    else:
        found["outputs"] = given.undone(outputs)
    return found


def _told(model: Module) -> str:
    """What people read who look at the file."""
    metadata = model.metadata
    lines = [f"{type(model).__name__}, exported by chainrule. X holds samples in rows."]
    if metadata.get("feature_names"):
        lines.append(f"Columns of X: {', '.join(metadata['feature_names'])}.")
    if metadata.get("class_names"):
        named = [f"{k} {name}" for k, name in enumerate(metadata["class_names"])]
        lines.append(f"Labels: {', '.join(named)}.")
    return "\n".join(lines)
