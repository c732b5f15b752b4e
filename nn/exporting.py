"""`model.export(path)`: a model as a file that needs nothing of this library."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from autograd.files import ending_of, write_whole
from autograd.telling import import_error, value_error
from nn.files import Json
from nn.meaning import LIMITS, loss_of
from nn.modes import evaluating
from nn.module import Module
from nn.onnx_file import onnx_file
from nn.predicting import WORTH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from autograd.compiler import RowsModule

    Floats = NDArray[np.float64]

DOC = """{name}: what the model says of rows.

Exported by chainrule. It needs NumPy.

    predict(rows)        {means}{proba}
    forward(rows)        the outputs themselves: {outputs}
    gradient(rows)       for each row the gradient of its output in its own numbers{seed}

rows: {rows}; any number of them.
{features}
An operation that overflows, or that has no value where it stands, raises an ArithmeticError, and
so does a derivative that is not finite; what is no finite number is a ValueError or a TypeError.
"""


def export(model: Module, path: str | os.PathLike[str], X: object = None) -> None:
    """Writes a model into a file that needs nothing of this library, whole or not at all.

    Arguments:
        model: the model. It is exported as it is in eval mode: Dropout passes all.
        path: the file, whose ending says what it is to be: .py is a module of NumPy with
            `predict(rows)`, `forward(rows)` and `gradient(rows)`, and with what the metadata say of
            rows and classes; .onnx is a file for ONNX Runtime and others, in 32 bits; .json is
            what `save` writes.
        X: some samples, where the model itself does not say how large they are, as `MLP` does.

    Raises:
        ValueError: another ending; it is not known what a sample is; or a program can't be had.
        TypeError, TraceError: the model does what can't be written down.
        OSError: the file can't be written; an earlier one is then as it was.
    """
    WRITERS[ending_of(path, WRITERS)](model, path, X)


def write_module(model: Module, path: str | os.PathLike[str], X: object) -> None:
    """A module of NumPy."""
    write_whole(path, python_module(model, X).encode(errors="backslashreplace"))


WRITERS: dict[str, Callable[[Module, str | os.PathLike[str], object], None]] = {
    ".py": write_module,
    ".onnx": lambda model, path, X: write_whole(
        path, onnx_file(model, lambda: samples_of(model, X))
    ),
    ".json": lambda model, path, X: model.save(path),
}
"""Who writes a model, by the ending of the file's name."""


def python_module(model: Module, X: object = None) -> str:
    """The text of a module of NumPy for a model."""
    try:
        from nn import carried
    except ImportError as error:
        if error.name != "numpy":
            raise
        raise import_error("exporting needs numpy: pip install 'chainrule[fast]'") from None
    rows = rows_module_of(model, samples_of(model, X))
    transplant = rows.module.transplant
    transplant.hidden.add(carried.__name__)
    bring = transplant.bring
    metadata = model.metadata
    named, given = _constants(metadata), "rows"
    if metadata.get("feature_names"):
        table = bring(carried.table_of, "_table_of")
        given = f"{table}(rows, FEATURES, {'COLUMNS' if metadata.get('columns') else []})"
    scale = bool(metadata.get("standardizer"))
    functions = rows.functions(
        given, "(X - MEAN) / SCALE" if scale else "X", "d / SCALE" if scale else "d"
    )
    functions += _meanings(metadata, rows.outputs, lambda f: bring(f, f"_{f.__name__}"))
    public = "\n\n\n".join(functions)
    return rows.module.laid_out(_told(model, rows), public, named)


# --- the program ---------------------------------------------------------------------------------


def samples_of(model: Module, X: object) -> Floats:
    """A few samples as the model takes them, which are recorded.

    Raises:
        ValueError: it is not known what they are.
    """
    import numpy as np

    from nn.given import given_samples

    if X is not None:
        array: Floats = given_samples(model.metadata, X).array
        if array is None:
            raise value_error("export needs samples of one shape")
        return array
    count = _features(model.metadata, model.description())
    if not count:
        raise value_error(
            f"{type(model).__name__} does not say what a sample is: give some: "
            "model.export(path, X)"
        )
    rng = random.Random(0)
    return np.array([[rng.gauss(0.0, 1.0) for _ in range(count)] for _ in range(8)])


def _features(metadata: Json, description: Json) -> int:
    """How many numbers a sample has; 0 where nothing says it."""
    names = metadata.get("feature_names") or (metadata.get("standardizer") or {}).get("mean")
    if names:
        return len(names)
    arguments = description["arguments"] or {}
    if arguments.get("layers"):
        return next(filter(None, (_features({}, x) for x in arguments["layers"])), 0)
    return int(arguments.get("nin", 0))


def rows_module_of(model: Module, samples: Floats) -> RowsModule:
    """The program of a model for any number of rows, in eval mode."""
    import numpy as np

    from autograd import vmap
    from autograd.compiler import Compiled, row_module, rows_module

    few = max(2, min(64, WORTH // (len(model.parameters()) or WORTH)))
    with evaluating(model):
        many = Compiled(vmap(model))
        programs = [many.program(samples[np.arange(n) % len(samples)]) for n in (few, few + 1)]
        for program in programs:
            program.name = type(model).__name__
        found = rows_module(programs[0], programs[1], few)
        if found is None:
            found = row_module(Compiled(model).program(samples[0]))
    return found


# --- what rows and outputs mean ------------------------------------------------------------------


def _constants(metadata: Json) -> list[str]:
    """What is known of rows and classes, as lines."""
    named = []
    if metadata.get("feature_names"):
        named.append(f"FEATURES = {metadata['feature_names']!r}")
    if metadata.get("columns"):
        wanted = "name", "kind", "categories", "mean", "may_miss"
        columns = [{key: x[key] for key in wanted} for x in metadata["columns"]["used"]]
        named.append("COLUMNS = [\n" + "".join(f"    {x!r},\n" for x in columns) + "]")
    for name, key in (("", "standardizer"), ("TARGET_", "target_standardizer")):
        if metadata.get(key):
            parts = [(part, metadata[key][part]) for part in ("mean", "scale")]
            named += [f"{name}{part.upper()} = np.array({numbers!r})" for part, numbers in parts]
    if metadata.get("class_names"):
        named.append(f"CLASSES = {metadata['class_names']!r}")
    return named


def _meanings(
    metadata: Json, outputs: tuple[int, ...], bring: Callable[[Callable[..., object]], str]
) -> list[str]:
    """`predict`, and where there are probabilities `predict_proba`."""
    from autograd.compiler import function
    from nn import carried

    loss, names = loss_of(metadata, bool(outputs)), metadata.get("class_names")
    lines = ["outputs = forward(rows, parameters=parameters)"]
    if loss == "cross_entropy":
        lines.append("found = outputs.argmax(-1)")
    elif loss in LIMITS:
        other = -1 if loss == "hinge" else 0
        lines.append(f"found = np.where(outputs > {LIMITS[loss]}, 1, {other})")
    elif metadata.get("target_standardizer"):
        lines.append("found = outputs * TARGET_SCALE + TARGET_MEAN")
    else:
        lines.append("found = outputs")
    is_class = loss == "cross_entropy" or loss in LIMITS
    count = outputs[0] if loss == "cross_entropy" else 2
    if names and is_class:
        if len(names) != count:
            raise value_error(
                f"the model's metadata name {len(names)} classes, and its outputs stand for {count}"
            )
        lines.append("found = np.array(CLASSES)[found.clip(0)]")
    head = "(rows, *, parameters=PARAMETERS)"
    found = [
        function(f"predict{head}", "What the model says of each row.", [*lines, "return found"])
    ]
    if is_class and loss != "hinge":
        if loss == "cross_entropy":
            text = f"{bring(carried.softmax_of)}(outputs)"
        elif loss.endswith("logits"):
            text = f"{bring(carried.pairs_of)}(outputs)"
        else:
            text = "np.stack([1.0 - outputs, outputs], -1)"
        lines = [lines[0], f"return {text}"]
        told = "The probabilities of all classes, row by row."
        found.append(function(f"predict_proba{head}", told, lines))
    return found


def _told(model: Module, rows: RowsModule) -> str:
    """The module's docstring."""
    metadata = model.metadata
    loss, names = loss_of(metadata, bool(rows.outputs)), metadata.get("class_names")
    is_class = loss == "cross_entropy" or loss in LIMITS
    classes = f"the class: {', '.join(names)}" if names else "the class, as a number"
    shape = " × ".join(map(str, rows.shape))
    one = " × ".join(map(str, rows.outputs)) or "a number"
    features = metadata.get("feature_names") or []
    return DOC.format(
        name=type(model).__name__,
        means=classes if is_class else "the outputs, in the units of the target",
        proba="\n    predict_proba(rows)  the probabilities of all classes"
        if is_class and loss != "hinge"
        else "",
        outputs=f"for each row {one}",
        seed=""
        if not rows.outputs
        else ";\n                         seed says what each output counts",
        rows=f"{shape} numbers each" if shape else "numbers",
        features=f"\nFeatures: {', '.join(features)}\n" if features else "",
    )


def hang() -> None:
    """Gives every model this as a method."""
    Module.export = export
