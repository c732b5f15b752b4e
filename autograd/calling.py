"""Which function of C code is a frame in? Read from its bytecode, for `leaving`.

Python shows no frame for a function of C code. When `math.exp(v)` asks `v` for its number, the
frame above is that of the line that says `math.exp(v)`, standing at the instruction that calls.
So we look back from there over the instructions that have put the function and its arguments on
the stack, and do again the loads among them: names, attributes, subscripts. Nothing is run that is
the program's own code, such as properties: what would need it stays `UNKNOWN`.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from functools import lru_cache
from types import CodeType, FrameType, GetSetDescriptorType, MemberDescriptorType, ModuleType
from typing import Any, NamedTuple

UNKNOWN: object = type("Unknown", (), {"__repr__": lambda _: "<unknown>"})()
NULL: object = type("Null", (), {"__repr__": lambda _: "<null>"})()  # CPython's, beside a callee

CALLS = {"CALL", "CALL_FUNCTION", "CALL_METHOD", "CALL_KW", "CALL_FUNCTION_KW", "CALL_FUNCTION_EX"}
ENDS = {"JUMP_FORWARD", "JUMP_ABSOLUTE", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT"}
ENDS |= {"RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE"}
NOTHING = {"PRECALL", "KW_NAMES", "NOP", "EXTENDED_ARG", "CACHE", "RESUME", "NOT_TAKEN"}
SETTING_OUT = {"GET_ITER", "SWAP", "LOAD_FAST_AND_CLEAR", "BUILD_LIST", "BUILD_SET", "BUILD_MAP"}
ATTRIBUTES = {"LOAD_ATTR", "LOAD_METHOD"}
CONTAINERS = (dict, list, tuple)
PLAIN_KEYS = (str, int, float, bytes, type(None))


class Thing(NamedTuple):
    """An entry of the stack: what it is, and what went into it where it was computed."""

    it: Any = UNKNOWN
    parts: tuple[object, ...] = ()
    name: str = ""  # of an attribute of something unknown

    def with_parts(self, other: Thing) -> Thing:
        """The same with another that went into it."""
        return self._replace(parts=(*self.parts, other.it, *other.parts))


class Call(NamedTuple):
    """What a frame is at: a callee, if it is a call, and what is handed to it."""

    callee: Thing | None
    arguments: list[Thing]
    keywords: tuple[str, ...]


class Step(NamedTuple):
    """One instruction.

    Attributes:
        depth: the height of the stack before it, from a ground that is the same within a block.
        effect: by how much it grows.
        target: where it may jump to, an offset.
    """

    offset: int
    op: str
    value: Any
    depth: int
    effect: int
    target: int


class Site(NamedTuple):
    """The instructions that make the operands of one instruction, and how many it takes."""

    code: CodeType  # kept, so that no other code can get its id
    steps: list[Step]
    end: Step
    callee: int  # how many entries of the stack are the callee: 0, 1 or 2
    plain: str  # the name of a callee that is a global name and no more
    keywords: tuple[str, ...]


_sites: dict[tuple[int, int], Site] = {}


def site_of(frame: FrameType) -> Site:
    """The instruction that a frame is at, with those that prepare it."""
    key = (id(frame.f_code), frame.f_lasti)
    site = _sites.get(key)
    if site is None:
        if len(_sites) >= 4096:  # code made on the fly, over and over
            _sites.clear()
        site = _sites[key] = _find_site(frame.f_code, frame.f_lasti)
    return site


def call_at(site: Site, frame: FrameType) -> Call:
    """What the instruction takes, with the names looked up as they are now."""
    try:
        stack = _Replay(frame).run(site.steps)
    except IndexError:  # an order of instructions that we do not follow (1 in 40,000 of Python's
        stack = []  # own library): nothing is known of it, so no function is let pass
    callee = next((thing for thing in stack[: site.callee] if thing.it is not NULL), Thing())
    return Call(callee if site.callee else None, stack[site.callee :], site.keywords)


# --- finding the instructions --------------------------------------------------------------------


@lru_cache(maxsize=64)
def _steps(code: CodeType) -> list[Step]:
    """The instructions with the height of the stack at each."""
    import dis  # slow to import, and mostly not needed

    steps: list[Step] = []
    heights: dict[int, int] = {}
    depth = 0
    options: dict[str, bool] = {"adaptive": False} if sys.version_info >= (3, 11) else {}
    for at in dis.get_instructions(code, **options):
        depth = heights.get(at.offset, depth)
        argument = at.arg if at.opcode >= dis.HAVE_ARGUMENT else None
        target = at.argval if at.opcode in dis.hasjrel or at.opcode in dis.hasjabs else -1
        value = code.co_consts[at.arg or 0] if at.opname == "KW_NAMES" else at.argval
        if at.opname in ("PRECALL", "CALL"):  # 3.11 calls in two steps
            effect = 0 if at.opname == "PRECALL" else -1 - (at.arg or 0)
        else:
            effect = dis.stack_effect(at.opcode, argument, jump=False)
        if target > at.offset:
            heights.setdefault(target, depth + dis.stack_effect(at.opcode, argument, jump=True))
        if at.opname.count("_FAST") == 2:  # two instructions in one
            for kind, name in zip(re.findall("LOAD|STORE", at.opname), value):
                effect = 1 if kind == "LOAD" else -1
                steps.append(Step(at.offset, f"{kind}_FAST", name, depth, effect, -1))
                depth += effect
            continue
        subscript = at.opname == "BINARY_OP" and at.argrepr == "[]"  # from 3.14 on
        op = "BINARY_SUBSCR" if subscript else at.opname
        steps.append(Step(at.offset, op, value, depth, effect, target))
        depth += effect
        if at.opname in ENDS:
            depth = 1000  # of a block that only an exception reaches; a jump here says its own
    return steps


def _find_site(code: CodeType, offset: int) -> Site:
    steps = _steps(code)
    end = bisect_right(steps, offset, key=lambda step: step.offset) - 1
    if steps[end].op == "PRECALL":
        end += 1
    step = steps[end]
    callee = 0
    taken = 2 if step.op in ("SEND", "YIELD_FROM") else 1  # what is no call may iterate over it
    if step.op == "FOR_ITER":
        while steps[end - 1].op in SETTING_OUT:
            end -= 1
    elif step.op in CALLS:
        taken = 1 - step.effect
        callee = 2 if sys.version_info >= (3, 11) or step.op == "CALL_METHOD" else 1
    ground = steps[end].depth - taken
    made = steps[_start(steps, end, ground) : end]
    loads = [s for s in made if s.depth < ground + callee and s.op != "PUSH_NULL"]
    plain = (
        loads[0].value if len(loads) == 1 and loads[0].op in ("LOAD_GLOBAL", "LOAD_NAME") else ""
    )
    return Site(code, made, step, callee, plain if callee else "", _keywords(made, step))


def _start(steps: list[Step], end: int, level: int) -> int:
    """Where the expression begins whose value comes to lie on a stack of height `level`.

    It begins at the nearest instruction of that height, unless a jump from before leads into it:
    then that was one branch of `a if c else b`, and the other belongs to it too.
    """
    start = end
    while start > 0:
        start -= 1
        if steps[start].depth != level:
            continue
        inside = range(steps[start].offset + 1, steps[end].offset + 1)
        joins = [i for i, step in enumerate(steps[:start]) if step.target in inside]
        if not joins:
            break
        start = joins[0]
    return start


def _keywords(made: list[Step], end: Step) -> tuple[str, ...]:
    """The names of the arguments that are given by name."""
    for step in reversed(made[-2:]):
        if step.op == "KW_NAMES" or (end.op in ("CALL_KW", "CALL_FUNCTION_KW")):
            return step.value if isinstance(step.value, tuple) else ()
    return ()


# --- doing the loads again -----------------------------------------------------------------------


class _Replay:
    """Instructions done again on a stack of `Thing`s."""

    def __init__(self, frame: FrameType) -> None:
        self.frame = frame
        self.stack: list[Thing] = []
        self.dropped: list[
            object
        ] = []  # of another branch: it may be what the program went on with

    def run(self, steps: list[Step]) -> list[Thing]:
        """The stack after them."""
        ground = steps[0].depth if steps else 0
        for step in steps:
            if step.op not in NOTHING:
                self._drop(step.depth - ground)
                self._do(step)
        return self.stack

    def _drop(self, height: int) -> None:
        """Takes off what lies above; the next entry will have it among its parts."""
        self.dropped += [x for thing in self.stack[height:] for x in (thing.it, *thing.parts)]
        del self.stack[height:]

    def _push(self, it: object, parts: tuple[object, ...] = ()) -> None:
        self.stack.append(Thing(it, (*parts, *self.dropped)))
        self.dropped.clear()

    def _do(self, step: Step) -> None:
        op, stack = step.op, self.stack
        if op in ATTRIBUTES:
            stack[-1] = _attribute(stack[-1], step.value)
            stack += [Thing(NULL)] * step.effect  # the object itself, beside its method
        elif op.startswith("LOAD_") and step.effect > 0:
            nulls = [Thing(NULL)] * (step.effect - 1)  # above the callee from 3.13 on
            self.stack += nulls if sys.version_info < (3, 13) else []
            self._push(self._load(op, step.value))
            self.stack += nulls if sys.version_info >= (3, 13) else []
        elif op == "PUSH_NULL":
            stack.append(Thing(NULL))
        elif op == "BINARY_SUBSCR":
            key, container = stack.pop(), stack.pop()
            stack.append(_item(container, key))
        elif op in CALLS:
            taken = stack[step.effect - 1 :]
            del stack[step.effect - 1 :]
            stack.append(_result(taken))
        else:
            self._do_something_else(step)

    def _do_something_else(self, step: Step) -> None:
        """An instruction of which we keep only what goes into its result."""
        if step.op.startswith(("POP_", "JUMP_")):
            self._drop(len(self.stack) + step.effect)
        elif step.op.startswith(("LIST_", "SET_", "DICT_", "MAP_")) and self.stack:
            added = self.stack.pop()
            self.stack[-1] = self.stack[-1].with_parts(added)
        else:
            taken = [self.stack.pop() for _ in range(max(1 - step.effect, 0)) if self.stack]
            for _ in range(step.effect + len(taken)):
                self._push(UNKNOWN, tuple(x for t in taken for x in (t.it, *t.parts)))

    def _load(self, op: str, name: object) -> object:
        frame = self.frame
        if op in ("LOAD_CONST", "LOAD_SMALL_INT"):
            return name
        if op == "LOAD_GLOBAL":
            return _named(name, frame.f_globals, frame.f_builtins)
        return _named(name, frame.f_locals, frame.f_globals, frame.f_builtins)


def _named(name: object, *scopes: dict[str, object]) -> object:
    return next((scope[name] for scope in scopes if name in scope), UNKNOWN)


def _attribute(thing: Thing, name: str) -> Thing:
    """What `thing.name` is, if one can see it without running anything."""
    if thing.it is UNKNOWN:
        return Thing(UNKNOWN, thing.parts, name)
    if name == "__class__":
        return Thing(type(thing.it))
    if isinstance(thing.it, ModuleType):
        return Thing(vars(thing.it).get(name, UNKNOWN))
    import inspect  # slow to import, and mostly not needed

    found = inspect.getattr_static(thing.it, name, UNKNOWN)
    if isinstance(found, (staticmethod, classmethod)):
        return Thing(found.__func__)
    if isinstance(found, (MemberDescriptorType, GetSetDescriptorType)):
        return Thing(getattr(thing.it, name, UNKNOWN))
    if isinstance(found, property):
        return Thing()
    if inspect.isbuiltin(found) or not inspect.isroutine(found):
        return Thing(found)
    return Thing(found, (thing.it,))  # a method, with what it is a method of


def _item(container: Thing, key: Thing) -> Thing:
    it = container.it
    if isinstance(it, CONTAINERS) and isinstance(key.it, PLAIN_KEYS):
        usual = next(kind for kind in CONTAINERS if isinstance(it, kind)).__getitem__
        if type(it).__getitem__ is usual:
            try:
                return Thing(it[key.it])  # type: ignore[index]
            except (LookupError, TypeError):
                pass
    return Thing(UNKNOWN, container.parts if it is UNKNOWN else (it, *container.parts))


def _result(taken: list[Thing]) -> Thing:
    """What a call gave: unknown mostly, made of its arguments."""
    called = [thing for thing in taken if thing.it is not NULL]
    callee, arguments = called[0], called[1:]
    if callee.it is type and len(arguments) == 1 and arguments[0].it is not UNKNOWN:
        return Thing(type(arguments[0].it))
    if callee.it is getattr and len(arguments) > 1 and isinstance(arguments[1].it, str):
        return _attribute(arguments[0], arguments[1].it)
    return Thing(UNKNOWN, tuple(x for thing in arguments for x in (thing.it, *thing.parts)))
