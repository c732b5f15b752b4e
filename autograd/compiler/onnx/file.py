"""A graph as the bytes of a file: checked, tried, and the same for the same graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from autograd.compiler.onnx.graph import Node, Tensor
from autograd.compiler.onnx.kinds import BOOL, DOUBLE, FLOAT, INT, Batch, Sizes
from autograd.compiler.onnx.writing import Written

if TYPE_CHECKING:
    from autograd.compiler.onnx.kinds import Numbers

OPSET, IR_VERSION = 18, 8  # of December 2022: read by ONNX Runtime from 1.14 on
KINDS = {
    FLOAT: TensorProto.FLOAT,
    DOUBLE: TensorProto.DOUBLE,
    BOOL: TensorProto.BOOL,
    INT: TensorProto.INT64,
}


def model_of(written: Written, name: str, metadata: Mapping[str, str], doc: str) -> onnx.ModelProto:
    """The graph as ONNX has it, looked at by its own checker."""
    graph = written.graph
    for wanted, tensor in written.outputs.items():
        graph.scope = wanted
        written.outputs[wanted] = graph.output(tensor, wanted)
    outputs = [*written.outputs.values()]
    nodes = needed(graph.nodes, outputs)
    read = {x for node in nodes for x in node.inputs}
    proto = helper.make_graph(
        [_node(node) for node in nodes],
        name,
        [_value(x) for x in written.inputs],
        [*map(_value, outputs)],
        [
            numpy_helper.from_array(numbers, x.name)
            for x, numbers in graph.constants.items()
            if x in read
        ],
        value_info=[_value(node.result) for node in nodes if node.result not in outputs],
    )
    opsets = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(
        proto, opset_imports=opsets, ir_version=IR_VERSION, producer_name="chainrule"
    )
    model.doc_string = doc
    helper.set_model_props(model, dict(metadata))
    return model


def needed(nodes: Sequence[Node], outputs: Sequence[Tensor]) -> list[Node]:
    """The operators without which the outputs would not be."""
    wanted, kept = {*outputs}, []
    for node in reversed(nodes):
        if node.result in wanted:
            wanted.update(node.inputs)
            kept.append(node)
    return kept[::-1]


def _node(node: Node) -> onnx.NodeProto:
    attributes: dict[str, object] = dict(node.attributes)
    if node.operator == "Cast":
        attributes["to"] = KINDS[node.result.kind]
    inputs = [x.name for x in node.inputs]
    return helper.make_node(
        node.operator, inputs, [node.result.name], name=node.result.name, **attributes
    )


def _value(x: Tensor) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(x.name, KINDS[x.kind], _dimensions(x.shape))


def _dimensions(shape: Sizes) -> list[int | str]:
    return ["batch" if isinstance(n, Batch) else n for n in shape]


def bytes_of(model: onnx.ModelProto) -> bytes:
    """The file. The same model gives the same bytes."""
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString(deterministic=True))


def evaluated(model: onnx.ModelProto, inputs: Sequence[Numbers]) -> list[Numbers]:
    """The outputs by ONNX's own definition of its operators, in NumPy."""
    from onnx.reference import ReferenceEvaluator

    given = {x.name: np.asarray(n) for x, n in zip(model.graph.input, inputs)}
    with np.errstate(all="ignore"):
        return [np.asarray(found) for found in ReferenceEvaluator(model).run(None, given)]
