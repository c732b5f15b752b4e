"""Random graphs by machine code and by the engine, to the last bit: `python -m tests.tools.bits`.

Every operation of the table, shared operands, operands of all sizes, and numbers that sit on kinks,
ties and edges. Each graph is computed forward and backward by both; each number must have the same
bits, or both must fail: where the engine raises an error, machine code must say that it cannot.

    --graphs N      how many, 1,000 unless told
    --seed S        the first seed; each graph has its own, which is printed where bits differ
    --tiled         long graphs that repeat a few steps, which become loops
"""

from __future__ import annotations

import argparse
import math
import random
import struct
import sys

from autograd import Value
from autograd.compiler.native import NativeCode, graph_of, plan_of
from autograd.compiler.record import Call, Recorder, Surroundings, argument_names, record
from autograd.entry import FAMILIES, OPERATIONS, Operation

ERRORS = (ArithmeticError, ValueError)
EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 3.0, -2.5, 1e-8, 1e8, 1e-160, 1e160, 1e-310, 1e300, -40.0]
LEFT_OUT = {"", "constant", "parameter", "detached"}
MEMBERS = [
    *(FAMILIES["power"](n) for n in (0.0, 0.5, 1.0, 2.0, 3.0, -1.0, -0.5, 0.3)),
    *(FAMILIES["power_log"](k) for k in (0.0, 1.0, 2.0)),
    *(FAMILIES["leaky_relu"](0.2), FAMILIES["elu"](0.7), FAMILIES["clip"](-0.5, 0.75)),
    *(FAMILIES["polygamma"](2.0), FAMILIES["normal_tail"](0.0), FAMILIES["normal_tail"](1.0)),
]


def operations() -> list[Operation]:
    """All of the table, and some members of each family."""
    return [op for name, op in OPERATIONS.items() if name not in LEFT_OUT] + MEMBERS


def leaves_of(rng: random.Random) -> list[float]:
    """The numbers that a graph begins with."""
    return [
        rng.choice(EDGES) if rng.random() < 0.3 else rng.gauss(0.0, rng.choice([0.5, 1.0, 5.0]))
        for _ in range(rng.randint(1, 5))
    ]


Step = tuple[Operation, list[int]]


def step_of(rng: random.Random, table: list[Operation], known: int) -> Step:
    """An operation, and which of the known numbers it takes."""
    operation = rng.choice(table)
    arity = operation.arity or rng.choice([1, 2, 2, 3, 5, 12, 40, 90])
    arity += operation.name == "dot" and arity % 2
    lately = max(0, known - 12)
    return operation, [
        rng.randrange(lately, known) if rng.random() < 0.6 else rng.randrange(known)
        for _ in range(arity)
    ]


def drawn(seed: int) -> tuple[list[float], list[Step]]:
    """The leaves and the steps of a seed's graph; few steps fail or give what is not finite."""
    rng = random.Random(seed)
    leaves, table = leaves_of(rng), operations()
    numbers, steps = list(leaves), []
    for _ in range(rng.randint(1, 40)):
        step = step_of(rng, table, len(numbers))
        try:
            number = step[0].evaluate(*[numbers[k] for k in step[1]])
        except ERRORS:
            number = math.nan
        if math.isfinite(number) or rng.random() < 0.01:
            steps.append(step)
            numbers.append(number)
    return leaves, steps


def tiled(seed: int) -> tuple[list[float], list[Step]]:
    """A few steps drawn by lot, again and again, until one fails or there are some 300 in all.

    What they read is a leaf, or so far back, perhaps in the repetition before.
    """
    rng = random.Random(seed)
    leaves, table, size = leaves_of(rng), operations(), rng.randint(1, 12)
    body = []
    for k in range(size):
        operation, operands = step_of(rng, table, len(leaves) + k)
        back = [x - len(leaves) - k - rng.choice([0, 0, size]) for x in operands]
        body.append((operation, [b if b < 0 else x for x, b in zip(operands, back)]))
    numbers, steps = list(leaves), []
    for operation, reads in body * (250 // size + rng.randint(3, 30)):
        operands = [x if x >= 0 else max(0, len(numbers) + x) for x in reads]
        try:
            number = operation.evaluate(*[numbers[k] for k in operands])
        except ERRORS:
            break
        if not math.isfinite(number):
            break
        numbers.append(number)
        steps.append((operation, operands))
    return leaves, steps


def computed(steps: list[Step], leaves: list[Value]) -> Value:
    """The graph's result; several of its nodes are part of it."""
    known = list(leaves)
    for operation, operands in steps:
        known.append(operation(*[known[k] for k in operands]))
    return known[-1] + known[len(known) // 2] * known[0]


def by_engine(leaves: list[float], steps: list[Step]) -> list[float] | str:
    """The value and the gradients, or the kind of error."""
    given = [Value(x) for x in leaves]
    try:
        result = computed(steps, given)
        result.backward()
    except ERRORS as error:
        return type(error).__name__
    return [result.data, *(x.grad for x in given)]


def by_machine(leaves: list[float], steps: list[Step]) -> list[float] | str:
    """The same by machine code, made from a recording at these very leaves; `""` where that fails.

    Raises:
        NativeError: the graph can't be machine code.
    """

    def f(given: list[Value]) -> Value:
        return computed(steps, given)

    call = Call(f, ([Value(x) for x in leaves],), {}, argument_names(f))
    try:
        recording = record(call, "f", Surroundings(f, call.fixed), Recorder())
    except ERRORS as error:
        return type(error).__name__
    code = NativeCode(plan_of(graph_of(recording, inputs_too=True)), [], [(len(leaves),)], None)
    try:
        (value,), saved = code.forward([], [leaves])
        _, gradients = code.backward(saved, [1.0])
    except ERRORS:
        return ""
    return [float(value), *map(float, gradients)]


def same(expected: list[float] | str, found: list[float] | str) -> bool:
    """Whether all bits are equal; one NaN is as good as another."""
    if isinstance(found, str) or isinstance(expected, str):
        # Machine code may give up where the engine finds numbers: then the engine is asked.
        return isinstance(found, str) and (not isinstance(expected, str) or found in ("", expected))
    return all(
        struct.pack("d", a) == struct.pack("d", b) or (a != a and b != b)
        for a, b in zip(expected, found)
    )


def main() -> None:
    """Compares as many as told; the exit status says whether any differed."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.bits", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--graphs", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--tiled", action="store_true")
    arguments = parser.parse_args()
    compared = failed = differing = asked = 0
    for seed in range(arguments.seed, arguments.seed + arguments.graphs):
        leaves, steps = (tiled if arguments.tiled else drawn)(seed)
        if not steps:
            continue
        expected, found = by_engine(leaves, steps), by_machine(leaves, steps)
        compared += 1
        failed += isinstance(expected, str)
        asked += found == "" and not isinstance(expected, str)
        if not same(expected, found):
            differing += 1
            print(f"seed {seed}: engine {expected}, machine {found}")
    print(
        f"{compared:,} graphs: {differing} differ; in {failed:,} the engine raises an error, and "
        f"in {asked:,} more machine code leaves the work to it"
    )
    sys.exit(differing > 0)


if __name__ == "__main__":
    main()
