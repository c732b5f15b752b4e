"""From a recorded graph to groups: the scalar nodes that one array statement can compute.

Two nodes belong together if the same operation made them from operands that belong together. So the
groups follow from the graph alone, leaves first; nobody has to say what a layer is. Sums are made
flat before (a + b + c is one sum of three), and a product that only ever feeds sums stays part of
them, for a sum of products is a contraction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autograd import ops
from autograd.entry import Operation
from autograd.value import Value

PARAMETER = Operation("parameter", "", lambda: 0.0, lambda y: ())
CONSTANT = ops.constant
DETACH = Operation("detach", "", lambda a: a, lambda y, a: (0.0,), "a", ("0",))
GREATER = Operation(">", ">", lambda a, b: 1.0 * (a > b), lambda y, a, b: (0.0, 0.0))
GREATER_EQUAL = Operation(">=", ">=", lambda a, b: 1.0 * (a >= b), lambda y, a, b: (0.0, 0.0))
EQUAL = Operation("==", "==", lambda a, b: 1.0 * (a == b), lambda y, a, b: (0.0, 0.0))
WITHOUT_GRADIENT = {CONSTANT, DETACH, GREATER, GREATER_EQUAL, EQUAL}
Key = tuple[Any, ...]


@dataclass
class Group:
    """Scalar nodes of one form.

    `members` are node numbers in the order of their making; `runs` says for a sum how many operands
    each member has from each group.
    """

    operation: Operation
    operands: tuple[int, ...]
    members: list[int] = field(default_factory=list)
    runs: tuple[tuple[int, int], ...] = ()
    inlined: bool = False  # a product that is computed inside the sums that use it
    absorbed: int = 0  # additions that became part of a flat sum


@dataclass
class Tape:
    """The graph as flat lists, one entry per scalar node, parents before children."""

    operations: list[Operation]
    operands: list[tuple[int, ...]]
    data: list[float]
    parameters: list[Value]
    group_of: list[int]
    position: list[int]  # of each node within its group
    groups: list[Group]
    results: list[int]
    scalar_nodes: int


def read_tape(
    recorded: list[Value],
    inputs: dict[Value, Operation],
    results: list[Value],
    detached: set[Value],
) -> Tape:
    """Takes a recording apart into groups.

    Arguments:
        recorded: the nodes in the order of their making.
        inputs: for each input leaf, the operation that stands for its argument.
        results: the nodes that must be computed.
        detached: the nodes through which no gradient passes.
    """
    operations: list[Operation] = []
    operands: list[tuple[int, ...]] = []
    data: list[float] = []
    uses: list[int] = []
    parameters: list[Value] = []
    index: dict[Value, int] = {}
    here = set(recorded)

    def put(operation: Operation, parents: tuple[int, ...], value: float) -> int:
        operations.append(operation)
        operands.append(parents)
        data.append(value)
        uses.append(0)
        for parent in parents:
            uses[parent] += 1
        return len(operations) - 1

    def put_leaf(leaf: Value) -> int:
        if leaf in inputs:
            number = put(inputs[leaf], (), leaf._data)
        elif leaf in here:
            number = put(CONSTANT, (), leaf._data)
        else:
            number = put(PARAMETER, (), leaf._data)
            parameters.append(leaf)
        index[leaf] = number
        return number

    for leaf in inputs:
        put_leaf(leaf)
    free: set[int] = set()  # nodes that carry no gradient: cutting them off again changes nothing
    live = _needed(results)
    sum_, dot, add, constant = ops.sum_, ops.dot, ops.add, ops.constant
    for node in recorded:
        if node not in live or not node.parents:
            continue
        parents = tuple([index[p] if p in index else put_leaf(p) for p in node.parents])
        operation = node.operation
        if operation is DETACH and parents[0] in free:
            number = parents[0]
        elif operation is dot:
            half = len(parents) // 2
            products = zip(parents[:half], parents[half:])
            number = put(sum_, tuple([put(ops.mul, pair, 0.0) for pair in products]), node._data)
        elif operation is add:
            # sum() starts from a literal 0, which is not part of anybody's mathematics.
            first = parents[0]
            starts = operations[first] is constant and data[first] == 0.0
            number = put(sum_, parents[1:] if starts else parents, node._data)
        elif all(operations[p] is constant for p in parents):
            number = put(constant, (), node._data)
        else:
            number = put(operation, parents, node._data)
        if node in detached:
            number = put(DETACH, (number,), node._data)
        if operations[number] in WITHOUT_GRADIENT or all(p in free for p in operands[number]):
            free.add(number)
        index[node] = number
    for result in results:
        uses[index[result] if result in index else put_leaf(result)] += 1

    group_of, position, groups = _group(operations, operands, uses)
    roots = [index[result] for result in results]
    for root in roots:
        groups[group_of[root]].inlined = False
    return Tape(
        operations, operands, data, parameters, group_of, position, groups, roots, len(recorded)
    )


def _needed(results: list[Value]) -> set[Value]:
    seen: set[Value] = set()
    stack = list(results)
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack.extend(node.parents)
    return seen


def _group(
    operations: list[Operation], operands: list[tuple[int, ...]], uses: list[int]
) -> tuple[list[int], list[int], list[Group]]:
    count = len(operations)
    group_of, position = [-1] * count, [0] * count
    groups: list[Group] = []
    known: dict[Key, int] = {}
    sum_, mul = ops.sum_, ops.mul
    absorbed = [0] * count
    # A sum used once, by another sum, is part of it.
    inner = bytearray(count)
    for number in range(count):
        if operations[number] is sum_:
            for operand in operands[number]:
                if operations[operand] is sum_ and uses[operand] == 1:
                    inner[operand] = 1
    for number in range(count):
        if inner[number]:
            continue
        operation = operations[number]
        if operation is sum_:
            if any(inner[o] for o in operands[number]):
                operands[number] = _flat(number, operands, inner, absorbed)
            runs: dict[int, int] = {}
            for operand in operands[number]:
                group = group_of[operand]
                runs[group] = runs.get(group, 0) + 1
            signature: tuple[Any, ...] = tuple(sorted(runs.items()))
        elif operation is mul:
            a, b = operands[number]
            if group_of[a] > group_of[b]:
                operands[number] = a, b = b, a
            signature = (group_of[a], group_of[b])
        else:
            signature = tuple([group_of[o] for o in operands[number]])
        key = (operation, signature)
        found = known.get(key)
        if found is None:
            found = known[key] = len(groups)
            is_sum = operation is sum_
            groups.append(
                Group(operation, () if is_sum else signature, [], signature if is_sum else ())
            )
            if operation is mul:
                groups[found].inlined = True
            if not is_sum:
                for operand_group in signature:
                    groups[operand_group].inlined = False
        entry = groups[found]
        group_of[number], position[number] = found, len(entry.members)
        entry.members.append(number)
        entry.absorbed += absorbed[number]
    return group_of, position, groups


def _flat(
    number: int, operands: list[tuple[int, ...]], inner: bytearray, absorbed: list[int]
) -> tuple[int, ...]:
    """The terms of a sum, from left to right, with those of the sums inside it."""
    terms: list[int] = []
    stack = list(reversed(operands[number]))
    while stack:
        operand = stack.pop()
        if inner[operand]:
            stack.extend(reversed(operands[operand]))
            absorbed[number] += 1
        else:
            terms.append(operand)
    return tuple(terms)
