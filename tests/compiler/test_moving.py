"""What a function changes outside itself while it is recorded is refused, and put back."""

import itertools

import pytest

import autograd
from autograd import Value
from autograd.recording import active_recorder

np = pytest.importorskip("numpy")
REFUSAL = r"uses `|changes `"


class Schedule:
    shared = 0
    last = None

    def __init__(self):
        self.calls, self.box, self.cache = 0, [0], {}
        self.queue, self.seen = [1.0, 2.0, 3.0, 4.0], {1.0}
        self.number, self.array = moving_in_a_closure(), np.zeros(1)

    def counted(self):
        self.calls += 1
        return float(self.calls)

    def of_the_class(self):
        type(self).shared += 1
        return float(self.shared)

    def kept(self, x):
        self.out = x
        return x

    def kept_before(self, x):
        self.last = x
        return x


def counter():
    counter.calls += 1
    return float(counter.calls)


COUNT = 0


def counted_globally():
    global COUNT
    COUNT += 1
    return float(COUNT)


def moving_in_a_closure():
    n = 0

    def number():
        nonlocal n
        n += 1
        return float(n)

    return number


def boxed(schedule):
    schedule.box[0] += 1
    return float(schedule.box[0])


def filled(schedule):
    schedule.cache[len(schedule.cache)] = 1.0
    return float(len(schedule.cache))


MOVING = {
    "attribute": lambda s, x: x * s.counted(),
    "attribute of a class": lambda s, x: x * s.of_the_class(),
    "attribute that appears": lambda s, x: s.kept(x * 2),
    "attribute that is set": lambda s, x: s.kept_before(x * 2),
    "attribute by setattr": lambda s, x: (setattr(s, "calls", s.calls + 1), x * s.calls)[1],
    "attribute of a function": lambda s, x: x * counter(),
    "global": lambda s, x: x * counted_globally(),
    "closure": lambda s, x: x * s.number(),
    "box": lambda s, x: x * boxed(s),
    "dict": lambda s, x: x * filled(s),
    "set": lambda s, x: (s.seen.add(10.0 * len(s.seen)), x * len(s.seen))[1],
    "set that shrinks": lambda s, x: (s.seen.clear(), x * (1 + len(s.seen)))[1],
    "dict that is updated": lambda s, x: (s.cache.update(a=len(s.cache)), x * s.cache["a"])[1],
    "pop": lambda s, x: x * s.queue.pop(0),
    "append": lambda s, x: (s.queue.append(1.0), x * len(s.queue))[1],
    "append of a result": lambda s, x: (s.queue.append(x * 2), x * 2)[1],
    "array": lambda s, x: x * float(np.add(s.array, 1.0, out=s.array)[0]),
    "next": lambda s, x, it=itertools.count(1): x * float(next(it)),  # noqa: B008
    "next of a list": lambda s, x, it=iter([1.0, 2.0, 3.0]): x * next(it),  # noqa: B008
}


@pytest.mark.parametrize("batch", [False, True], ids=["one", "vmap"])
@pytest.mark.parametrize("name", MOVING)
def test_what_moves_while_it_is_recorded_is_refused_by_name(name, batch):
    counter.calls = 0
    w, schedule, move = Value(2.0), Schedule(), MOVING[name]
    f = autograd.vmap(lambda x: move(schedule, w * x)) if batch else lambda x: move(schedule, w * x)
    with pytest.raises(autograd.TraceError, match=REFUSAL):
        autograd.compile(f)([1.0, 2.0, 3.0] if batch else 1.0)
    assert active_recorder() is None


@pytest.mark.parametrize("batch", [False, True], ids=["one", "vmap"])
@pytest.mark.parametrize("name", sorted(set(MOVING) - {"next", "next of a list"}))
def test_a_refused_recording_leaves_everything_as_it_was(name, batch):
    w, move = Value(2.0), MOVING[name]

    def three_calls(schedule):
        return [float(move(schedule, w * x)) for x in (1.0, 2.0, 3.0)]

    def start_anew():
        counter.calls = Schedule.shared = 0
        globals().update(COUNT=0)

    start_anew()
    schedule = Schedule()
    f = autograd.vmap(lambda x: move(schedule, w * x)) if batch else lambda x: move(schedule, w * x)
    with pytest.raises(autograd.TraceError):
        autograd.compile(f)([1.0, 2.0, 3.0] if batch else 1.0)
    found = three_calls(schedule)
    start_anew()
    assert found == three_calls(Schedule())
