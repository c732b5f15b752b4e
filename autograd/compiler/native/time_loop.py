"""A loop over steps that are alike: one step as functions of the memory and the step's number."""

from __future__ import annotations

from autograd.compiler.native.chunk import Chunk
from autograd.compiler.native.registers import literal
from autograd.compiler.native.repeats import Column, Loop


class Tables:
    """What advances unevenly, step by step: constants of the program.

    Arguments:
        name: what their names begin with.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._names: dict[int, str] = {}
        self.texts: list[str] = []

    def name_of(self, column: Column) -> str:
        """The table of a column."""
        if column.name not in self._names:
            name = self._names[column.name] = f"@{self._name}.table.{len(self.texts)}"
            kind = "double" if column.is_numbers else "i64"
            entries = map(literal, column.entries.tolist()) if column.is_numbers else column.entries
            items = ", ".join(f"{kind} {x}" for x in entries)
            size = len(column.entries)
            self.texts.append(f"{name} = internal constant [{size} x {kind}] [{items}]")
        return self._names[column.name]


class Step(Chunk):
    """Some nodes of one step: a place in the memory advances from step to step.

    Arguments:
        name, memories: as those of a chunk.
        loop: whose step it is.
        tables: where columns become tables.
    """

    def __init__(self, name: str, memories: str, loop: Loop, tables: Tables) -> None:
        super().__init__(name, memories)
        self.head = self.head.replace(")", ", i64 %t)")
        self.call = self.call.replace(")", ", i64 %t)")
        self._loop, self._tables = loop, tables
        self._moved: dict[tuple[str, int], str] = {}

    def at(self, memory: str, place: int) -> str:
        """The register with the address of a number."""
        column = self._loop.column(place)
        if column.is_numbers:
            table = self._tables.name_of(column)
            return self.write(f"getelementptr double, ptr {table}, i64 %t")
        if column.stride is not None:
            base = self._advanced(memory, column.stride)
            return self.write(f"getelementptr double, ptr {base}, i64 {column.entries[0]}")
        entry = self.write(f"getelementptr i64, ptr {self._tables.name_of(column)}, i64 %t")
        found = self.write(f"load i64, ptr {entry}")
        return self.write(f"getelementptr double, ptr %{memory}, i64 {found}")

    def _advanced(self, memory: str, stride: int) -> str:
        """The memory from where it is at this step for those that advance so far."""
        if not stride:
            return f"%{memory}"
        if (memory, stride) not in self._moved:
            distance = self.write(f"mul i64 %t, {stride}")
            moved = self.write(f"getelementptr double, ptr %{memory}, i64 {distance}")
            self._moved[memory, stride] = moved
        return self._moved[memory, stride]


class Steps:
    """All steps, one after the other: a function that calls those of one step.

    Arguments:
        name, memories: as those of a chunk.
        loop: the loop.
    """

    def __init__(self, name: str, memories: str, loop: Loop) -> None:
        self._name, self._memories, self.loop = name, memories, loop
        self._chunks: list[Step] = []
        self._tables = Tables(name)
        self._pointers = ", ".join(f"ptr %{m}" for m in memories)
        self.call = f"  call void @{name}({self._pointers})"

    def begun(self) -> Step:
        """Another function, of the next nodes of a step."""
        name = f"{self._name}.{len(self._chunks)}"
        self._chunks.append(Step(name, self._memories, self.loop, self._tables))
        return self._chunks[-1]

    def __str__(self) -> str:
        return "\n".join(
            [
                *self._tables.texts,
                *map(str, self._chunks),
                f"define internal void @{self._name}({self._pointers}) {{",
                "start:",
                "  br label %next",
                "next:",
                "  %t = phi i64 [ 0, %start ], [ %t1, %next ]",
                *(chunk.call for chunk in self._chunks),
                "  %t1 = add i64 %t, 1",
                f"  switch i64 %t1, label %next [ i64 {self.loop.steps}, label %end ]",
                "end:",
                "  ret void",
                "}",
            ]
        )
