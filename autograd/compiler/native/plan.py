"""What a code needs of a program, be it one graph or a graph for many samples."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from autograd.compiler.native.cache import key
from autograd.compiler.native.graph import Graph
from autograd.compiler.native.lane_loops import lanes_written
from autograd.compiler.native.lanes import Lanes
from autograd.compiler.native.program import Layout, callbacks_of, written
from autograd.compiler.native.repeats import loops_of
from autograd.compiler.native.slices import Slices
from autograd.compiler.native.templates import Part
from autograd.value import Value


@dataclass
class Plan:
    """A program that is to be machine code.

    Attributes:
        parameters: the leaves that it found outside itself, in the order of its memory.
        inputs_too: whether somebody asks for the gradients of inputs.
        results, count: the place of the first result, and how many there are.
        memory: how many numbers each of its memories holds.
        callbacks: what it calls of Python's own functions, by the name that it has there.
        nodes: how many there are, forward and back.
        repeats: how often most of them are computed in a call.
        loops: tells of the loops over steps that are alike: which way, how many steps, of what.
        slices: how many samples are shared out, if there are many.
        text: writes the program.
        key: a digest of all that its machine code depends on.
    """

    parameters: list[Value]
    inputs_too: bool
    results: int
    count: int
    memory: int
    callbacks: dict[str, Part]
    nodes: tuple[int, int]
    repeats: int
    loops: Callable[[], list[tuple[str, int, str]]]
    slices: Slices | None
    text: Callable[[], str]
    key: Callable[[], str]

    @property
    def work(self) -> int:
        """How many nodes a call computes, forward and back."""
        return sum(self.nodes) * self.repeats


def plan_of(work: Graph | Lanes) -> Plan:
    """The plan of a graph."""
    if isinstance(work, Lanes):
        return _plan_of_lanes(work)
    return Plan(
        work.parameters,
        work.inputs_too,
        work.size,
        len(work.results),
        Layout(work).memory,
        callbacks_of(work),
        (len(work.nodes), len(work.backward)),
        1,
        lambda: loops_of(work),
        None,
        lambda: written(work),
        lambda: key(work),
    )


def _plan_of_lanes(lanes: Lanes) -> Plan:
    sample, rest, slices = lanes.sample, lanes.rest, Slices(lanes)

    def digest() -> str:
        parts = [key(sample), key(rest), lanes.count, lanes.first, lanes.shared, lanes.sources]
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    return Plan(
        lanes.parameters,
        lanes.inputs_too,
        lanes.first if lanes.is_all else rest.size,
        len(rest.results),
        slices.scratch + 2 * slices.room,
        callbacks_of(sample) | callbacks_of(rest),
        (len(sample.nodes) + len(rest.nodes), len(sample.backward) + len(rest.backward)),
        lanes.count,
        lambda: loops_of(sample) + loops_of(rest),
        slices,
        lambda: lanes_written(lanes),
        digest,
    )
