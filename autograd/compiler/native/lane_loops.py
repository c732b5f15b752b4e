"""Text for LLVM of a program for many samples: loops that take a few abreast after the other.

The memory of the rest comes first, then the sums of the slices, and behind them that of a few
samples, which serves one few after the other: on the way back each sample is computed once more,
which costs less than to keep them all. That is done in the memory of the gradients, so that of the
values is only read then, by any number of threads.
"""

from __future__ import annotations

from autograd.compiler.native.abreast import abreast, declarations_abreast, definitions_abreast
from autograd.compiler.native.columns import Columns, function
from autograd.compiler.native.entries import IS_NAN, entry
from autograd.compiler.native.lanes import Lanes
from autograd.compiler.native.program import Writing, constants_of
from autograd.compiler.native.slices import Slices
from autograd.compiler.native.templates import definitions_of

MEMSET = "declare ptr @libm.memset(ptr, i32, i64) nonlazybind"


def lanes_written(lanes: Lanes) -> str:
    """The program, with the functions that `written` tells of, and their parts for threads.

    forward.slices(values, scratch, from, to)               samples of some slices
    forward.rest(values)                                    what is made of their results
    backward.rest(values, gradients)                        back to these results
    backward.slices(values, gradients, scratch, from, to)   back through some slices
    backward.sums(values, gradients)                        what slices add to shared gradients
    """
    loops = _Loops(lanes)
    sample = Writing(lanes.sample, "sample", lanes.sample.leaves)
    rest = Writing(lanes.rest, "rest", 0)  # whose gradients are cleared
    of_sample = f"{sample.forward()}\n{sample.backward()}"
    texts, writings = [of_sample], [sample]
    if loops.slices.at_once > 1:
        called = definitions_of(sample.calls)
        texts = [declarations_abreast(), *definitions_abreast(of_sample, called)]
        texts.append(abreast(of_sample))
    cleared, forward, back = lanes.first, "", ""
    if not lanes.is_all:
        writings.append(rest)
        texts += [rest.forward(), rest.backward()]
        cleared, forward = lanes.rest.leaves, "call void @rest.forward(ptr %v)"
        back = "call void @rest.backward(ptr %v, ptr %g)"
    back = f"%g.cleared = call ptr @libm.memset(ptr %g, i32 0, i64 {8 * cleared})\n  {back}"
    return "\n".join([*constants_of(writings), MEMSET, *texts, *loops.texts(forward, back), IS_NAN])


class _Loops:
    """The loops over the samples, and the functions by which a program is entered."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes, self.slices = lanes, Slices(lanes)
        self.abreast = "abreast." if self.slices.at_once > 1 else ""

    def texts(self, forward: str, back: str) -> list[str]:
        """All of them; the rest is computed and gone back through by these instructions."""
        slices, some = self.slices, ", i64 %from, i64 %to"
        every = f"ptr %scratch, i64 0, i64 {slices.count}"
        here = f"%scratch = getelementptr double, ptr %{{}}, i64 {slices.scratch}\n  call void"
        ahead = f"{here.format('v')} @lanes.forward(ptr %v, {every})"
        behind = f"{here.format('g')} @lanes.backward(ptr %v, ptr %g, {every})"
        sums = "call void @lanes.sums(ptr %g)"
        some_ahead = "call void @lanes.forward(ptr %v, ptr %m, i64 %from, i64 %to)"
        some_behind = "call void @lanes.backward(ptr %v, ptr %g, ptr %m, i64 %from, i64 %to)"
        first, columns = self.lanes.first, Columns(self.lanes, slices.at_once)
        return [
            *columns.tables(),
            columns.given(),
            columns.taken(),
            columns.seeded(),
            columns.left(),
            self._forward(),
            self._backward(),
            self._sums(),
            entry("forward", "v", f"{ahead}\n  {forward}"),
            entry("backward", "vg", f"{back}\n  {behind}\n  {sums}", first),
            entry("forward.slices", "vm", some_ahead, more=some),
            entry("forward.rest", "v", forward),
            entry("backward.rest", "vg", back),
            entry("backward.slices", "vgm", some_behind, more=some),
            entry("backward.sums", "vg", sums, first),
        ]

    # --- loops -----------------------------------------------------------------------------------

    def _forward(self) -> str:
        calls = [
            *self._for_each("call void @lane.given(ptr %v, ptr %m{k}, i64 %b{k})"),
            f"  call void @{self.abreast}sample.forward(ptr %m)",
            *self._for_each("call void @lane.taken(ptr %v, ptr %m{k}, i64 %b{k})"),
        ]
        return self._loop("forward", "ptr %v, ptr %m", [*self._shared(), *self._columns()], calls)

    def _backward(self) -> str:
        start = [*self._shared(), *self._columns()]
        start.append(f"  %mg = getelementptr double, ptr %m, i64 {self.slices.room}")
        start += self._columns("mg")
        calls = [
            *self._for_each("call void @lane.given(ptr %v, ptr %m{k}, i64 %b{k})"),
            f"  call void @{self.abreast}sample.forward(ptr %m)",
            *self._for_each("call void @lane.seeded(ptr %g, ptr %mg{k}, i64 %b{k}, i1 %live{k})"),
            f"  call void @{self.abreast}sample.backward(ptr %m, ptr %mg)",
            *self._for_each("call void @lane.left(ptr %g, ptr %mg{k}, i64 %b{k})"),
            *self._added(),
        ]
        return self._loop("backward", "ptr %v, ptr %g, ptr %m", start, calls)

    def _for_each(self, call: str) -> list[str]:
        return [f"  {call.replace('{k}', str(k))}" for k in range(self.slices.at_once)]

    def _columns(self, memory: str = "m") -> list[str]:
        return [
            f"  %{memory}{k} = getelementptr double, ptr %{memory}, i64 {k}"
            for k in range(self.slices.at_once)
        ]

    def _shared(self) -> list[str]:
        """What is the same for all samples, put to each of those abreast, once."""
        lines = []
        for k, place in enumerate(self.lanes.shared):
            lines.append(f"  %shared.of{k} = getelementptr double, ptr %v, i64 {place}")
            lines.append(f"  %shared{k} = load double, ptr %shared.of{k}")
            for b in range(self.slices.at_once):
                at = self.slices.at_once * k + b
                lines.append(f"  %shared.at{at} = getelementptr double, ptr %m, i64 {at}")
                lines.append(f"  store double %shared{k}, ptr %shared.at{at}")
        return lines

    def _loop(self, name: str, pointers: str, start: list[str], calls: list[str]) -> str:
        """Over the samples of some slices, those of one after those of the other."""
        slices, last = self.slices, self.lanes.count - 1
        lines = [
            *start,
            "  br label %slice",
            "slice:",
            "  %s = phi i64 [ %from, %start ], [ %s1, %over ]",
            f"  %first = mul i64 %s, {slices.size}",
            f"  %beyond = add i64 %first, {slices.size}",
        ]
        if name == "backward":
            lines += self._cleared()
        lines += [
            "  br label %next",
            "next:",
            "  %b0 = phi i64 [ %first, %slice ], [ %b.1, %next ]",
        ]
        for k in range(1, slices.at_once):  # beyond the last, the last once more
            lines += [
                f"  %ahead{k} = add i64 %b0, {k}",
                f"  %live{k} = icmp ule i64 %ahead{k}, {last}",
                f"  %b{k} = select i1 %live{k}, i64 %ahead{k}, i64 {last}",
            ]
        lines += [
            "  %live0 = icmp eq i64 0, 0",
            *calls,
            f"  %b.1 = add i64 %b0, {slices.at_once}",
            "  %end.of.slice = icmp uge i64 %b.1, %beyond",
            f"  %end.of.all = icmp ugt i64 %b.1, {last}",
            "  %end = or i1 %end.of.slice, %end.of.all",
            "  br i1 %end, label %over, label %next",
            "over:",
            "  %s1 = add i64 %s, 1",
            "  %done = icmp uge i64 %s1, %to",
            "  br i1 %done, label %out, label %slice",
            "out:",
        ]
        return function(f"lanes.{name}", f"{pointers}, i64 %from, i64 %to", lines)

    # --- sums over samples -----------------------------------------------------------------------

    def _cleared(self) -> list[str]:
        """The address of this slice's sums, which are 0 at first."""
        size = len(self.lanes.shared) * self.slices.at_once
        return [
            f"  %before = mul i64 %s, {size}",
            f"  %place = add i64 %before, {self.slices.sums}",
            "  %sums = getelementptr double, ptr %g, i64 %place",
            f"  %cleared = call ptr @libm.memset(ptr %sums, i32 0, i64 {8 * size})",
        ]

    def _added(self) -> list[str]:
        """The gradients of what is shared, added to the slice's sums, those abreast at once."""
        kind = f"<{self.slices.at_once} x double>"
        lines = []
        for k in range(len(self.lanes.shared)):
            at = f"i64 {k * self.slices.at_once}"
            lines += [
                f"  %d.at{k} = getelementptr double, ptr %mg, {at}",
                f"  %d{k} = load {kind}, ptr %d.at{k}, align 8",
                f"  %sum.at{k} = getelementptr double, ptr %sums, {at}",
                f"  %sum{k} = load {kind}, ptr %sum.at{k}, align 8",
                f"  %more{k} = fadd {kind} %sum{k}, %d{k}",
                f"  store {kind} %more{k}, ptr %sum.at{k}, align 8",
            ]
        return lines

    def _sums(self) -> str:
        """All that the slices add to the gradients of what is shared, in the order of slices."""
        size = len(self.lanes.shared) * self.slices.at_once
        start = [
            f"  %at = getelementptr double, ptr %g, i64 {self.slices.sums}",
            "  br label %next",
        ]
        lines = [*start, "next:", "  %s = phi i64 [ 0, %start ], [ %s1, %next ]"]
        lines += [f"  %before = mul i64 %s, {size}"]
        lines += ["  %sums = getelementptr double, ptr %at, i64 %before"]
        for k, place in enumerate(self.lanes.shared):
            lines.append(f"  %to{k} = getelementptr double, ptr %g, i64 {place}")
            lines.append(f"  %sum{k}.0 = load double, ptr %to{k}")
            for b in range(self.slices.at_once):
                n = f"{k}.{b}"
                lines += [
                    f"  %from{n} = getelementptr double, ptr %sums, i64 "
                    f"{k * self.slices.at_once + b}",
                    f"  %part{n} = load double, ptr %from{n}",
                    f"  %sum{k}.{b + 1} = fadd double %sum{n}, %part{n}",
                ]
            lines.append(f"  store double %sum{k}.{self.slices.at_once}, ptr %to{k}")
        lines += [
            "  %s1 = add i64 %s, 1",
            f"  %done = icmp eq i64 %s1, {self.slices.count}",
            "  br i1 %done, label %out, label %next",
            "out:",
        ]
        return function("lanes.sums", "ptr %g", lines)
