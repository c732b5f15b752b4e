"""Loops as text for LLVM: a function of the arrays that it reads and writes.

Each array is an argument of its own, of which LLVM is told that it overlaps no other; so it may
compute several neighbours at once. Counters and accumulators are in memory of the function, which
LLVM turns into registers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from autograd.compiler.native.making import NativeError
from autograd.compiler.native.nests_fields import COUNTER, Field, Leaf, Rule, itself, merged
from autograd.compiler.native.powers import as_numpy
from autograd.compiler.native.registers import Block, Instruction, ways
from autograd.compiler.native.templates import Part

LANES = 8  # sums that are formed at once, where all of them become one


class Nest:
    """A function of the program in the making.

    Arguments:
        name: what it is called.
        others: what it is given besides arrays of the memory, such as a learning rate.
    """

    def __init__(self, name: str, others: Sequence[str] = ()) -> None:
        self.name, self.others = name, others
        self.memories: dict[str, str] = {}
        self.slots: list[str] = []
        self.lines: list[str] = []
        self.calls: set[Part] = set()
        self.helpers: list[str] = []
        self._count = 0

    def __str__(self) -> str:
        arguments = [f"ptr noalias {x}" for x in self.memories.values()] + [*self.others]
        head = f'define internal void @"{self.name}"({", ".join(arguments)}) noinline nounwind {{'
        lines = [*self.helpers, head, "start:", *self.slots, *self.lines, "  ret void", "}", ""]
        return "\n".join(lines)

    def called(self, places: Mapping[str, int]) -> list[str]:
        """The lines that call it, where the arrays have these places in `%memory`."""
        lines: list[str] = []
        given: list[str] = []
        for name in self.memories:
            at = f'%"{self.name}.{len(given)}"'
            lines.append(f"  {at} = getelementptr double, ptr %memory, i64 {places[name]}")
            given.append(f"ptr {at}")
        given += [x.replace("noalias ", "") for x in self.others]
        return [*lines, f'  call void @"{self.name}"({", ".join(given)})']

    # --- pieces ----------------------------------------------------------------------------------

    def fresh(self, stem: str = "r") -> str:
        """A name for a register that nothing else has."""
        self._count += 1
        return f"%{stem}{self._count}"

    def emit(self, text: str, stem: str = "r") -> str:
        """The register with the result of an instruction."""
        name = self.fresh(stem)
        self.lines.append(f"  {name} = {text}")
        return name

    def slot(self, kind: str) -> str:
        """Memory of the function for one number, or one vector of them."""
        name = self.fresh("s")
        self.slots.append(f"  {name} = alloca {kind}")
        return name

    @contextmanager
    def loop(self, count: int, step: int = 1, start: int = 0) -> Iterator[str]:
        """A loop from start to count; gives the register of the counter."""
        slot, k = self.slot("i64"), self.fresh("k")
        label = k[1:]
        self.lines += [f"  store i64 {start}, ptr {slot}", f"  br label %{label}.head"]
        self.lines += [f"{label}.head:", f"  {k} = load i64, ptr {slot}"]
        more = self.emit(f"icmp ult i64 {k}, {count}")
        self.lines += [f"  br i1 {more}, label %{label}.body, label %{label}.end"]
        self.lines += [f"{label}.body:"]
        yield k
        following = self.emit(f"add nuw nsw i64 {k}, {step}")
        self.lines += [f"  store i64 {following}, ptr {slot}", f"  br label %{label}.head"]
        self.lines += [f"{label}.end:"]

    @contextmanager
    def loops(self, sizes: Sequence[int]) -> Iterator[list[str]]:
        """Loops in each other; gives all counters."""
        if not sizes:
            yield []
            return
        with self.loop(sizes[0]) as k, self.loops(sizes[1:]) as inner:
            yield [k, *inner]

    def position(self, leaf: Leaf, counters: Sequence[str]) -> str:
        """offset + Σ counter·stride."""
        found = str(leaf.offset)
        for k, stride in zip(counters, leaf.strides):
            if stride:
                step = k if stride == 1 else self.emit(f"mul nsw i64 {k}, {stride}")
                found = step if found == "0" else self.emit(f"add nsw i64 {found}, {step}")
        return found

    def address(self, leaf: Leaf, counters: Sequence[str]) -> str:
        """Where a number is."""
        memory = self.memories.setdefault(leaf.memory, f"%m{len(self.memories)}")
        return self.emit(f"getelementptr double, ptr {memory}, i64 {self.position(leaf, counters)}")

    def load(self, leaf: Leaf, counters: Sequence[str]) -> str:
        """The register with a number."""
        if leaf.memory == COUNTER:
            return self.emit(f"sitofp i64 {self.position(leaf, counters)} to double")
        return self.emit(f"load double, ptr {self.address(leaf, counters)}")

    def store(self, register: str, leaf: Leaf, counters: Sequence[str]) -> None:
        """Puts a number into memory."""
        self.lines.append(f"  store double {register}, ptr {self.address(leaf, counters)}")

    # --- rules -----------------------------------------------------------------------------------

    def rule(self, rule: Rule, arity: int) -> Callable[..., list[str]]:
        """What writes the rule's instructions for the registers it is given; gives its results."""
        if rule is itself:
            return lambda x: [x]
        blocks = ways(rule, arity)
        self.calls |= {i.calls for b in blocks for i in b.instructions if i.calls is not None}
        if len(blocks) > 1:
            return self._called(blocks, arity)
        (block,) = blocks

        def written(*xs: str) -> list[str]:
            prefix = self.fresh("t")
            self.instructions(block.instructions, prefix, xs)
            return [own(result, prefix, xs) for result in block.results]

        return written

    def instructions(self, those: Sequence[Instruction], prefix: str, xs: Sequence[str]) -> None:
        """Writes instructions of a rule for the registers `%x0`, `%x1`, ... that it is given."""
        for x in those:
            operands = [own(operand, prefix, xs) for operand in x.operands]
            text = as_numpy(x.text, operands).replace("%b.", f"{prefix}.").format(*operands)
            self.lines.append(f"  {own(x.result, prefix, xs)} = {text}")

    def _called(self, blocks: Sequence[Block], arity: int) -> Callable[..., list[str]]:
        """A rule with several ways through it is a function of its own."""
        if any(len(block.results) > 1 for block in blocks):
            raise NativeError("a rule with several ways through it has several results")
        name = f'@"{self.name}.{len(self.helpers)}"'
        parameters = ", ".join(f"double %x{k}" for k in range(arity))
        lines = [f"define internal double {name}({parameters}) {{"]
        for block in blocks:
            lines += [f"{block.name}:", "".join(map(str, block.instructions))]
            end = f"br i1 {block.question}, label %{block.name}1, label %{block.name}0"
            lines.append(f"  {end}" if block.question else f"  ret double {block.results[0]}")
        self.helpers.append("\n".join([*lines, "}", ""]))

        def written(*xs: str) -> list[str]:
            return [self.emit(f"call double {name}({', '.join(f'double {x}' for x in xs)})")]

        return written

    # --- nests -----------------------------------------------------------------------------------

    def map(self, field: Field, target: Leaf) -> None:
        """Computes a field, and leaves it in the target."""
        write = self.rule(field.rule, len(field.leaves))
        sizes, (out, *leaves) = merged(field.shape, [target, *field.leaves])
        with self.loops(sizes) as counters:
            (result,) = write(*[self.load(leaf, counters) for leaf in leaves])
            self.store(result, out, counters)

    def reduce(self, field: Field, axes: Sequence[int], target: Leaf, join: Rule) -> None:
        """target[...] = the field's numbers along the axes, joined; target has the others' strides.

        Where the last axis is joined, eight results are formed at once, and joined in the end.
        """
        spread = iter(target.strides)
        steps = tuple([0 if axis in axes else next(spread) for axis in range(len(field.shape))])
        joined = Leaf("joined", 0, tuple([int(axis in axes) for axis in range(len(field.shape))]))
        sizes, leaves = _merged_apart(
            field.shape, [Leaf(target.memory, target.offset, steps), joined, *field.leaves]
        )
        out, joined, *leaves = leaves
        if not any(joined.strides):
            self.map(Field(tuple(sizes), tuple(leaves), field.rule), out)
            return
        write, join_two = self.rule(field.rule, len(leaves)), self.rule(join, 2)
        outer = [n for n, along in zip(sizes, joined.strides) if not along]
        kept = [axis for axis, along in enumerate(joined.strides) if not along]
        # Where the first of those that are joined is: it is where the results start from.
        if joined.strides[-1] and joined.strides[:-1].count(1) == 0:
            with self.loops(sizes[:-1]) as counters:
                result = self._lanes(sizes[-1], counters, leaves, write, join_two)
                self.store(result, out, [*counters, "0"])
            return
        with self.loops(outer) as counters:
            every = _spread(counters, kept, len(sizes))
            self.store(write(*[self.load(x, every) for x in leaves])[0], out, every)
        first, *others = [axis for axis, along in enumerate(joined.strides) if along]
        if others:
            raise NativeError("numbers along several axes that are not one are joined")
        rest = [n - (axis == first) for axis, n in enumerate(sizes)]
        with self.loops(rest) as counters:
            ahead = [*counters]
            ahead[first] = self.emit(f"add nuw nsw i64 {counters[first]}, 1")
            (x,) = write(*[self.load(leaf, ahead) for leaf in leaves])
            (result,) = join_two(self.load(out, counters), x)
            self.store(result, out, counters)

    def _lanes(
        self,
        count: int,
        counters: list[str],
        leaves: Sequence[Leaf],
        write: Callable[..., list[str]],
        join: Callable[..., list[str]],
    ) -> str:
        """All numbers along the last axis, joined."""

        def number(k: str) -> str:
            return write(*[self.load(leaf, [*counters, k]) for leaf in leaves])[0]

        lanes = min(LANES, count)
        slots = [self.slot("double") for _ in range(lanes)]

        def add(slot: str, k: str) -> None:
            before = self.emit(f"load double, ptr {slot}")
            (after,) = join(before, number(k))
            self.lines.append(f"  store double {after}, ptr {slot}")

        for lane, slot in enumerate(slots):
            self.lines.append(f"  store double {number(str(lane))}, ptr {slot}")
        with self.loop(count - count % lanes, lanes, lanes) as k:
            for lane, slot in enumerate(slots):
                add(slot, self.emit(f"add nuw nsw i64 {k}, {lane}"))
        with self.loop(count, 1, count - count % lanes) as k:
            add(slots[0], k)
        found = [self.emit(f"load double, ptr {slot}") for slot in slots]
        while len(found) > 1:
            half = (len(found) + 1) // 2
            found = [
                join(x, found[k + half])[0] if k + half < len(found) else x
                for k, x in enumerate(found[:half])
            ]
        return found[0]


def _merged_apart(sizes: Sequence[int], leaves: Sequence[Leaf]) -> tuple[list[int], list[Leaf]]:
    """As `merged`; but axes of which one is joined and the other is kept stay two.

    The second leaf has a stride of 1 along those that are joined, and tells them apart.
    """
    first, joined, *others = leaves
    marks = joined.strides
    strides = [0] * len(sizes)
    for axis in range(len(sizes) - 1, -1, -1):
        strides[axis] = marks[axis] * _product(
            [n for n, mark in zip(sizes[axis + 1 :], marks[axis + 1 :]) if mark]
        )
    other = [(1 - mark) for mark in marks]
    apart = Leaf("kept", 0, tuple(_steps(sizes, other)))
    found_sizes, found = merged(
        tuple(sizes), [first, Leaf("joined", 0, tuple(strides)), apart, *others]
    )
    out, along, _, *rest = found
    return [*found_sizes], [
        out,
        Leaf("joined", 0, tuple([int(s > 0) for s in along.strides])),
        *rest,
    ]


def _steps(sizes: Sequence[int], marks: Sequence[int]) -> list[int]:
    return [
        mark * _product([n for n, m in zip(sizes[axis + 1 :], marks[axis + 1 :]) if m])
        for axis, mark in enumerate(marks)
    ]


def _product(numbers: Sequence[int]) -> int:
    found = 1
    for n in numbers:
        found *= n
    return found


def _spread(counters: Sequence[str], kept: Sequence[int], rank: int) -> list[str]:
    """The counters of the axes that are kept, and 0 for the others."""
    found = ["0"] * rank
    for axis, counter in zip(kept, counters):
        found[axis] = counter
    return found


def own(operand: str, prefix: str, xs: Sequence[str]) -> str:
    """What a register or literal of a rule is called where the rule is written."""
    return xs[int(operand[2:])] if operand[:2] == "%x" else operand.replace("%b.", f"{prefix}.")
