"""Text for LLVM: the numbers of one sample go to a column of a memory, and come from there.

Samples abreast have a memory in which each number of the one stands beside that of the others.
"""

from __future__ import annotations

from autograd.compiler.native.lanes import Lanes
from autograd.compiler.native.registers import literal


class Columns:
    """The functions that do this for a sample of number `%b`, whose column begins at `%m`."""

    def __init__(self, lanes: Lanes, at_once: int) -> None:
        self.lanes, self.at_once = lanes, at_once

    def tables(self) -> list[str]:
        """Of numbers of a sample the places in all lanes, where they are not in steps; or values.

        So the text does not grow with the samples, unless these are told one by one.
        """
        texts = []
        for k, source in enumerate(self.lanes.sources):
            if not step_of(source):
                kind = "i32" if isinstance(source[0], int) else "double"
                entries = ", ".join(
                    f"i32 {x}" if isinstance(x, int) else f"double {literal(x)}" for x in source
                )
                texts.append(f"@lane.{k} = internal constant [{len(source)} x {kind}] [{entries}]")
        return texts

    def _address(self, k: int, memory: str) -> list[str]:
        """The address `%at` of a number of sample `%b` in a memory, or in its table."""
        source = self.lanes.sources[k]
        step = step_of(source)
        if step:
            return [
                f"  %step{k} = mul i64 %b, {step}",
                f"  %place{k} = add i64 %step{k}, {source[0]}",
                f"  %at{k} = getelementptr double, ptr %{memory}, i64 %place{k}",
            ]
        if isinstance(source[0], float):
            return [f"  %at{k} = getelementptr double, ptr @lane.{k}, i64 %b"]
        return [
            f"  %entry{k} = getelementptr i32, ptr @lane.{k}, i64 %b",
            f"  %place{k} = load i32, ptr %entry{k}",
            f"  %at{k} = getelementptr double, ptr %{memory}, i32 %place{k}",
        ]

    def _column(self, k: int, place: int) -> str:
        return f"  %m{k} = getelementptr double, ptr %m, i64 {place * self.at_once}"

    def _row(self, r: int, memory: str) -> list[str]:
        """The address `%row` of a result of sample `%b`."""
        return [
            f"  %first{r} = mul i64 %b, {self.lanes.width}",
            f"  %place{r} = add i64 %first{r}, {self.lanes.first + r}",
            f"  %row{r} = getelementptr double, ptr %{memory}, i64 %place{r}",
        ]

    def given(self) -> str:
        """The numbers of a sample go to its column."""
        lines = []
        for k in range(len(self.lanes.sources)):
            lines += [*self._address(k, "v"), self._column(k, len(self.lanes.shared) + k)]
            lines += [f"  %x{k} = load double, ptr %at{k}", f"  store double %x{k}, ptr %m{k}"]
        return function("lane.given", "ptr %v, ptr %m, i64 %b", lines)

    def taken(self) -> str:
        """Its results go to their places."""
        lines = []
        for r in range(self.lanes.width):
            lines += [*self._row(r, "v"), self._column(r, self.lanes.sample.size + r)]
            lines += [f"  %y{r} = load double, ptr %m{r}", f"  store double %y{r}, ptr %row{r}"]
        return function("lane.taken", "ptr %v, ptr %m, i64 %b", lines)

    def seeded(self) -> str:
        """The seeds of a sample; nothing flows back to one that only fills a place."""
        lines = []
        for r in range(self.lanes.width):
            lines += [*self._row(r, "g"), self._column(r, self.lanes.sample.size + r)]
            lines += [
                f"  %arrived{r} = load double, ptr %row{r}",
                f"  %seed{r} = select i1 %live, double %arrived{r}, double {literal(0.0)}",
                f"  store double %seed{r}, ptr %m{r}",
            ]
        return function("lane.seeded", "ptr %g, ptr %m, i64 %b, i1 %live", lines)

    def left(self) -> str:
        """The gradients of its numbers are added where they belong."""
        lines = []
        for k, source in enumerate(self.lanes.sources):
            if isinstance(source[0], int):
                lines += [*self._address(k, "g"), self._column(k, len(self.lanes.shared) + k)]
                lines += [
                    f"  %d{k} = load double, ptr %m{k}",
                    f"  %before{k} = load double, ptr %at{k}",
                    f"  %after{k} = fadd double %before{k}, %d{k}",
                    f"  store double %after{k}, ptr %at{k}",
                ]
        return function("lane.left", "ptr %g, ptr %m, i64 %b", lines)


def step_of(source: list[int] | list[float]) -> int:
    """By how much each place is behind the one before, if that is always the same; else 0."""
    first = source[0]
    if not isinstance(first, int):
        return 0
    step = int(source[-1] - first) // max(1, len(source) - 1)
    return step if source == [*range(first, first + step * len(source), step or 1)] else 0


def function(name: str, parameters: str, lines: list[str]) -> str:
    """A function without a result."""
    head = f"define internal void @{name}({parameters}) {{\nstart:"
    return "\n".join([head, *lines, "  ret void", "}"])
