"""The mutants of a file: mutmut's operators, and a few of ours, applied one at a time.

mutmut's own runner cannot be used here. It wraps every function in one that takes `*args`, which
an operation of this library reads as "takes any number of operands"; and it leaves out what stands
outside of functions, which is the table of operations. So the mutants are its, and the running is
in `tests.tools.mutants`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode


@dataclass(frozen=True)
class Mutant:
    """One small fault: what is written at a place, and what the mutant has there instead."""

    file: str
    number: int
    first_line: int
    last_line: int
    before: str
    after: str

    @property
    def key(self) -> str:
        """A name that stays while the file's text does."""
        return f"{self.file}#{self.number}"

    def __str__(self) -> str:
        before, after = (" ".join(text.split()) for text in (self.before, self.after))
        return f"{self.file}:{self.first_line}: {before}  ->  {after}"


def _deleted(node: cst.BaseSmallStatement) -> Iterator[cst.CSTNode]:
    """Nothing in the place of a `raise`, or of a call made for what it does."""
    if isinstance(node, cst.Raise) or isinstance(node.value, cst.Call):
        yield cst.Pass()


def _negated(node: cst.If | cst.While) -> Iterator[cst.CSTNode]:
    test = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    yield node.with_changes(test=cst.UnaryOperation(operator=cst.Not(), expression=test))


def _returns_none(node: cst.Return) -> Iterator[cst.CSTNode]:
    if node.value is not None and not _is_none(node.value):
        yield node.with_changes(value=cst.Name("None"))


def _is_string(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.BaseString)


def _is_none(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


OURS = [
    (cst.Raise, _deleted),
    (cst.Expr, _deleted),
    (cst.If, _negated),
    (cst.While, _negated),
    (cst.Return, _returns_none),
]


HELP = ("help", "usage", "description", "epilog", "metavar")


class _Visitor(MutationVisitor):
    """mutmut's visitor, which also goes into decorated functions, and not into texts for readers.

    Those are, by rule: the strings of a `raise` (that an error is raised is mutated, its wording is
    not); in the table of operations the sentence that says what one is; and what a command line
    says of itself (`help=` and its kin).
    """

    def __init__(self) -> None:
        super().__init__([*mutation_operators, *OURS], IgnoredCode(set(), set(), set()))
        self._raising = 0
        self._texts: set[cst.CSTNode] = set()

    def on_visit(self, node: cst.CSTNode) -> bool:
        self._raising += isinstance(node, cst.Raise)
        if isinstance(node, cst.Call) and m.matches(node.func, m.Name("Operation")):
            for argument in node.args[6:7]:
                self._texts.update(m.findall(argument, m.MatchIfTrue(_is_string)))
        if isinstance(node, cst.Arg) and node.keyword and node.keyword.value in HELP:
            self._texts.update(m.findall(node.value, m.MatchIfTrue(_is_string)))
        return super().on_visit(node)

    def on_leave(self, original_node: cst.CSTNode) -> None:
        self._raising -= isinstance(original_node, cst.Raise)
        super().on_leave(original_node)

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef):
            return False
        for_readers = isinstance(node, cst.BaseString) and (self._raising or node in self._texts)
        typing = isinstance(node, cst.If) and "TYPE_CHECKING" in cst.Module([]).code_for_node(node)
        return bool(for_readers or typing or super()._skip_node_and_children(node))


class File:
    """A source file and its mutants."""

    def __init__(self, root: Path, name: str) -> None:
        wrapper = MetadataWrapper(cst.parse_module((root / name).read_text(encoding="utf-8")))
        places = wrapper.resolve(PositionProvider)
        visitor = _Visitor()
        wrapper.visit(visitor)
        self._name, self._module, self._places = name, wrapper.module, places
        self._mutations = visitor.mutations

    def __len__(self) -> int:
        return len(self._mutations)

    def mutant(self, number: int) -> Mutant:
        """The mutant of this number, from 0."""
        mutation = self._mutations[number]
        place, code = self._places[mutation.original_node], self._module.code_for_node
        before, after = code(mutation.original_node), code(mutation.mutated_node)
        return Mutant(self._name, number, place.start.line, place.end.line, before, after)

    def words_near(self, mutant: Mutant) -> set[str]:
        """What stands around a mutant: by such words tests may be named."""
        lines = self._module.code.splitlines()[max(mutant.first_line - 4, 0) : mutant.last_line]
        return {*re.findall(r"[a-z_]\w{2,}", "\n".join(lines))}

    def mutated(self, mutant: Mutant) -> str:
        """The text of the file with this mutant in it."""
        mutation = self._mutations[mutant.number]
        replaced = self._module.deep_replace(mutation.original_node, mutation.mutated_node)
        assert isinstance(replaced, cst.Module)
        return replaced.code
