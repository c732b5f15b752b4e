"""The operations in ONNX's words: those of the table, and others that are plain arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

from autograd import ops
from autograd.compiler.derive import Formula, Vocabulary, call, function, is_ours
from autograd.compiler.program import Number
from autograd.entry import Operation
from autograd.recording import TraceError


class OnnxVocabulary(Vocabulary):
    """How a program says its operations where it is to become a graph of ONNX."""

    def value(self, operation: Operation, operands: Sequence[Formula]) -> Formula:
        """An operation on whole arrays.

        Raises:
            TraceError: it is an operation of the user's own that wants floats.
        """
        if operation is ops.gelu:
            return function("gelu", *operands)
        try:
            return call(operation, operands)
        except Exception as error:  # whatever its author's code says to something that is no float
            if is_ours(operation):
                raise
            raise TraceError(
                f"the operation {operation.name!r} cannot be exported to ONNX ({error}); it can "
                "if its value is written with arithmetic and autograd's functions, such as where"
            ) from None

    def many(self, operation: Operation, count: int, *operands: Formula) -> Formula:
        """An operation of many numbers, which lie along the last axes of an array."""
        many, *axes = operands
        inner = int(axes[0].tree.value) if axes and isinstance(axes[0].tree, Number) else 1
        outer = sorted(many.axes)[: len(many.axes) - inner]
        pieces = [function("piece", many, float(k), *axes) for k in range(count)]
        return self.value(operation, [Formula(piece.tree, outer) for piece in pieces])
