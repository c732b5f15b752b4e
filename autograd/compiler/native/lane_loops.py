"""Text for LLVM of a program for many samples: a loop that takes one after the other.

The memory of the rest comes first, and behind it that of one sample, which serves all of them: on
the way back each sample is computed once more, which costs less than to keep them all. That is done
in the memory of the gradients, so that of the values is only read then, by any number of threads.
"""

from __future__ import annotations

from autograd.compiler.native.entries import IS_NAN, entry
from autograd.compiler.native.lanes import Lanes
from autograd.compiler.native.program import Layout, Writing, constants_of
from autograd.compiler.native.registers import literal

MEMSET = "declare ptr @libm.memset(ptr, i32, i64) nonlazybind"


def lanes_written(lanes: Lanes) -> str:
    """The program, with the functions that `written` tells of."""
    sample, rest = Writing(lanes.sample, "sample"), Writing(lanes.rest, "rest", cleared=True)
    nodes = [sample.forward(), sample.backward()]
    forward, back = "call void @lanes.forward(ptr %v)", "call void @lanes.backward(ptr %v, ptr %g)"
    writings = [sample]
    cleared = f"%g.cleared = call ptr @libm.memset(ptr %g, i32 0, i64 {8 * lanes.first})"
    if not lanes.is_all:
        writings.append(rest)
        nodes += [rest.forward(), rest.backward()]
        forward += "\n  call void @rest.forward(ptr %v)"
        back = f"call void @rest.backward(ptr %v, ptr %g)\n  {back}"
        cleared = cleared.replace(f"{8 * lanes.first})", f"{8 * lanes.rest.leaves})")
    loops = _Loops(lanes)
    return "\n".join(
        [
            *constants_of(writings),
            MEMSET,
            *loops.tables(),
            *nodes,
            loops.forward(),
            loops.backward(),
            IS_NAN,
            entry("forward", "v", forward),
            entry("backward", "vg", f"{cleared}\n  {back}", lanes.first),
        ]
    )


class _Loops:
    """The loops over the samples."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        self.offset = Layout(lanes.rest).memory

    def tables(self) -> list[str]:
        """Of each number of a sample its place in every lane, or its value there."""
        texts = []
        for k, source in enumerate(self.lanes.sources):
            kind = "i32" if isinstance(source[0], int) else "double"
            entries = ", ".join(
                f"i32 {x}" if isinstance(x, int) else f"double {literal(x)}" for x in source
            )
            texts.append(f"@lane.{k} = internal constant [{len(source)} x {kind}] [{entries}]")
        return texts

    def forward(self) -> str:
        """Each sample in turn; its results go to their places."""
        taken = [*self._shared(), *self._next(), *self._taken()]
        taken.append("  call void @sample.forward(ptr %m)")
        for r in range(self.lanes.width):
            taken += self._row(r, "v")
            taken += [
                f"  %from{r} = getelementptr double, ptr %m, i64 {self.lanes.sample.size + r}",
                f"  %y{r} = load double, ptr %from{r}",
                f"  store double %y{r}, ptr %row.v{r}",
            ]
        return self._loop("forward", "ptr %v", "v", self.offset, taken)

    def backward(self) -> str:
        """Each sample in turn: computed once more, and back to the leaves."""
        lanes = self.lanes
        lines = [*self._shared(), f"  %mg = getelementptr double, ptr %g, i64 {self.offset}"]
        lines += [*self._next(), *self._taken(), "  call void @sample.forward(ptr %m)"]
        for r in range(lanes.width):
            lines += self._row(r, "g")
            lines += [
                f"  %seed{r} = load double, ptr %row.g{r}",
                f"  %to{r} = getelementptr double, ptr %mg, i64 {lanes.sample.size + r}",
                f"  store double %seed{r}, ptr %to{r}",
            ]
        lines.append("  call void @sample.backward(ptr %m, ptr %mg)")
        for k, place in enumerate(lanes.shared):
            lines += self._added(k, f"i64 {place}")
        for k, source in enumerate(lanes.sources):
            if isinstance(source[0], int):
                lines += self._added(len(lanes.shared) + k, f"i32 %place{k}")
        behind = self.offset + Layout(lanes.sample).memory
        return self._loop("backward", "ptr %v, ptr %g", "g", behind, lines)

    def _loop(self, name: str, pointers: str, memory: str, place: int, lines: list[str]) -> str:
        return "\n".join(
            [
                f"define internal void @lanes.{name}({pointers}) {{",
                "start:",
                f"  %m = getelementptr double, ptr %{memory}, i64 {place}",
                *lines,
                "  %b1 = add i64 %b, 1",
                f"  %done = icmp eq i64 %b1, {self.lanes.count}",
                "  br i1 %done, label %end, label %next",
                "end:",
                "  ret void",
                "}",
            ]
        )

    def _next(self) -> list[str]:
        return ["  br label %next", "next:", "  %b = phi i64 [ 0, %start ], [ %b1, %next ]"]

    def _shared(self) -> list[str]:
        """What is the same for all samples, taken once."""
        return [
            line
            for k, place in enumerate(self.lanes.shared)
            for line in (
                f"  %of{k} = getelementptr double, ptr %v, i64 {place}",
                f"  %shared{k} = load double, ptr %of{k}",
                f"  %at{k} = getelementptr double, ptr %m, i64 {k}",
                f"  store double %shared{k}, ptr %at{k}",
            )
        ]

    def _taken(self) -> list[str]:
        """The numbers of this sample."""
        lines = []
        for k, source in enumerate(self.lanes.sources):
            if isinstance(source[0], int):
                lines += [
                    f"  %entry{k} = getelementptr i32, ptr @lane.{k}, i64 %b",
                    f"  %place{k} = load i32, ptr %entry{k}",
                    f"  %x.at{k} = getelementptr double, ptr %v, i32 %place{k}",
                ]
            else:
                lines.append(f"  %x.at{k} = getelementptr double, ptr @lane.{k}, i64 %b")
            lines += [
                f"  %x{k} = load double, ptr %x.at{k}",
                f"  %x.to{k} = getelementptr double, ptr %m, i64 {len(self.lanes.shared) + k}",
                f"  store double %x{k}, ptr %x.to{k}",
            ]
        return lines

    def _row(self, r: int, memory: str) -> list[str]:
        """The address of a result of this sample."""
        lanes = self.lanes
        return [
            f"  %row{r} = mul i64 %b, {lanes.width}",
            f"  %column{r} = add i64 %row{r}, {lanes.first + r}",
            f"  %row.{memory}{r} = getelementptr double, ptr %{memory}, i64 %column{r}",
        ]

    def _added(self, leaf: int, place: str) -> list[str]:
        """The gradient of a leaf of the sample, added where it belongs."""
        return [
            f"  %mg{leaf} = getelementptr double, ptr %mg, i64 {leaf}",
            f"  %d{leaf} = load double, ptr %mg{leaf}",
            f"  %g.at{leaf} = getelementptr double, ptr %g, {place}",
            f"  %g.before{leaf} = load double, ptr %g.at{leaf}",
            f"  %g.after{leaf} = fadd double %g.before{leaf}, %d{leaf}",
            f"  store double %g.after{leaf}, ptr %g.at{leaf}",
        ]
