"""The optimizer's update as a loop over all parameters, by its own rule on registers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograd.compiler.native.making import NativeError
from autograd.compiler.native.nests import Nests
from autograd.compiler.native.nests_arrays import JOINS
from autograd.compiler.native.nests_fields import Field, Leaf
from autograd.compiler.native.nests_loops import Nest, own
from autograd.compiler.native.nests_vocabulary import FUNCTIONS
from autograd.compiler.native.registers import Instruction, Number, ways

Update = Callable[
    ..., Number
]  # (p, g, state, step, lr) -> the new p, on numbers that are not known
WRONG = "wrong."  # whether a parameter is not finite
INFINITE = 0x7FF0 << 48  # the exponent of a number that is not finite


def update_nest(
    nests: Nests, count: int, kept: list[str], update: Update, largest_norm: float | None
) -> Nest:
    """The nest that moves all parameters, and keeps what was there before."""
    names = [name.partition("state.")[2] for name in kept[1:]]
    gradient = nests.gradients[0]
    if largest_norm is not None:
        gradient = _clipped(nests, gradient, largest_norm)

    def rule(p: Number, *others: Number) -> tuple[Number, ...]:
        *numbers, lr, step = others
        state = dict(zip(names, numbers))
        g = gradient.rule(*numbers[len(names) :])
        moved = update(p, g, state, step, lr)
        if [*state] != names:
            raise NativeError("the optimizer changes the form of its state at each step")
        return (moved, *state.values())

    leaves = [Leaf(name, 0, (1,)) for name in kept] + [*gradient.leaves]
    nest = Nest("update.", ("double %lr", "double %step"))
    blocks = ways(rule, len(leaves) + 2)
    if len(blocks) > 1:
        raise NativeError("the optimizer's rule has several ways through it")
    (block,) = blocks
    nest.calls |= {x.calls for x in block.instructions if x.calls is not None}
    once, each = _apart(block.instructions, {f"%x{len(leaves)}", f"%x{len(leaves) + 1}"})
    xs = [*(f"%p{k}" for k in range(len(leaves))), "%lr", "%step"]
    nest.instructions(once, "%u", xs)
    wrong = nest.slot("i64")
    nest.lines.append(f"  store i64 0, ptr {wrong}")
    with nest.loop(count) as k:
        xs = [*(nest.load(leaf, [k]) for leaf in leaves), "%lr", "%step"]
        nest.instructions(each, "%u", xs)
        for leaf, before, result in zip(leaves, xs, block.results):
            nest.store(before, Leaf(f"good.{leaf.memory}", 0, (1,)), [k])
            nest.store(own(result, "%u", xs), leaf, [k])
        bits = nest.emit(f"bitcast double {own(block.results[0], '%u', xs)} to i64")
        exponent = nest.emit(f"and i64 {bits}, {INFINITE}")
        here = nest.emit(f"icmp eq i64 {exponent}, {INFINITE}")
        before = nest.emit(f"load i64, ptr {wrong}")
        either = nest.emit(f"or i64 {before}, {nest.emit(f'zext i1 {here} to i64')}")
        nest.lines.append(f"  store i64 {either}, ptr {wrong}")
    found = nest.emit(f"load i64, ptr {wrong}")
    nest.lines.append(f"  store i64 {found}, ptr {nest.address(Leaf(WRONG, 0, ()), [])}")
    return nest


def _apart(
    instructions: Sequence[Instruction], fixed: set[str]
) -> tuple[list[Instruction], list[Instruction]]:
    """Those that depend on nothing else than the fixed registers, and the others."""
    once, each = [], []
    for x in instructions:
        words = {word.rstrip(",)") for word in x.text.split() if word[0] == "%"}
        read = {operand for operand in (*x.operands, *words) if operand[0] == "%"}
        if read <= fixed:
            fixed.add(x.result)
            once.append(x)
        else:
            each.append(x)
    return once, each


def _clipped(nests: Nests, gradient: Field, largest_norm: float) -> Field:
    """The gradient times what shortens it to the norm; without `largest` squares might overflow."""

    def shorter(largest: Number, total: Number) -> Number:
        norm = largest * FUNCTIONS["sqrt"](total)
        return FUNCTIONS["where"](norm > largest_norm, largest_norm / norm, 1.0)

    sizes = nests.apply(abs, gradient)
    found = nests.reduced(JOINS["max"], sizes, None)
    largest = nests.apply(lambda x: FUNCTIONS["where"](x == 0.0, 1.0, x), found)
    squares = nests.apply(lambda g, x: (g / x) * (g / x), gradient, largest)
    total = nests.reduced(JOINS["sum"], squares, None)
    return nests.apply(lambda a, b: a * b, gradient, nests.apply(shorter, largest, total))
