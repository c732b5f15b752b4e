"""Groups that have a name: frames, boxes, messages; and nothing of them where there are none."""

import asyncio
import copy
import gc
import re
import sys
import threading
import weakref

import pytest

import autograd
from autograd import Value, scopes, value
from autograd.drawing.vector import svg_of
from tests.drawing.test_bare import bare, parsed, rectangles  # noqa: F401  (hides graphviz)


def frames(source):
    """Of each frame its title and the boxes that stand directly in it."""
    found, inside = {}, []
    for line in source.splitlines():
        if "subgraph" in line:
            inside.append("")
        elif line.strip() == "}" and inside:
            inside.pop()
        elif inside and "labeljust=l" in line:
            inside[-1] = re.search(r"<B>(.*)</B>", line)[1]
            found[inside[-1]] = set()
        elif inside and (box := re.match(r"\t+(\w+) \[", line)):
            found[inside[-1]].add(box[1])
    return found


def nested():
    x, w = Value(2.0, "x"), Value(0.5, "w")
    with autograd.scope("outer"):
        a = x * w
        with autograd.scope("inner"):
            b = a.tanh() + 1
        c = b * a
    result = c + 1
    result.backward()
    return result


def recurrent(steps):
    w, u, h = Value(0.5, "w"), Value(0.25, "u"), Value(0.0, "h")
    for t in range(steps):
        with autograd.scope(f"step {t}"):
            x = Value(float(t), f"x{t}")
            for _ in range(4):
                h = (w * x + u * h).tanh()
    return h


def test_frames_are_nested_and_leaves_stand_where_they_are_read():
    source = autograd.draw(nested()).source
    # n0 the result, n1 c, n2 its 1; n3 b; n4 tanh and n5 the 1 of inner; a, x and w.
    assert {title: len(inside) for title, inside in frames(source).items()} == {
        "outer": 6,  # c and a, each with its operation, x and w
        "inner": 5,  # b and tanh, each with its operation, and a constant
    }
    assert source.count("subgraph") == 2


def test_frames_hold_what_is_theirs_in_the_picture():
    source = autograd.draw(nested()).source
    svg = parsed(svg_of(source))
    boxes, inside = rectangles(svg), frames(source)
    groups = [g for g in svg.iter() if g.get("class") == "cluster"]
    for group, members in zip(groups, [inside["outer"] | inside["inner"], inside["inner"]]):
        shape = next(s for s in group if s.tag.endswith("rect"))
        x, y, w, h = (float(shape.get(name)) for name in ("x", "y", "width", "height"))
        for name, (left, top, right, bottom) in boxes.items():
            within = x < left and right < x + w and y < top and bottom < y + h
            assert within == (name in members)


def test_two_scopes_of_one_name_are_two_groups():
    x = Value(1.0, "x")
    for _ in range(2):
        with autograd.scope("step"):
            x = x.sin()
    assert autograd.draw(x).source.count("<B>step</B>") == 2


def test_a_large_graph_has_a_box_for_each_scope_and_opens_by_its_number():
    h = recurrent(20)
    source = autograd.draw(h).source
    assert len(re.findall(r"<B>step \d+</B>", source)) == 20
    assert frames(source) == {}
    opened = autograd.draw(h, open=3).source
    assert [*frames(opened)] == ["step 2"]
    assert len(re.findall(r"<B>step \d+</B>", opened)) == 20
    with pytest.raises(ValueError, match=r"no box 99 to open; the scopes are 1, 2, 3"):
        autograd.draw(h, open=99)
    # Every step reads the one before, w and u: arrows between boxes, each once.
    arrows = re.findall(r"^\t(\w+) -> (\w+)", source, re.MULTILINE)
    assert len(arrows) == len(set(arrows))
    assert {("s1", "s2"), ("s19", "s20")} <= set(arrows)


def test_a_small_graph_folds_its_scopes_when_asked():
    assert frames(autograd.draw(recurrent(3), fold=True).source) == {}
    assert len(frames(autograd.draw(recurrent(3)).source)) == 3


def test_parameters_that_the_same_boxes_read_share_one():
    weights = [Value(0.1, f"w{i}") for i in range(5)]
    h = Value(1.0, "h")
    for _ in range(30):
        with autograd.scope("step"):
            h = autograd.sum([w * h for w in weights]).tanh()
    source = autograd.draw(h).source
    assert re.search(r"<B>w0</B>.*<B>w4</B>", source)


def test_errors_say_in_which_scope_they_arose():
    def divide():
        with autograd.scope("norm"), autograd.scope("step 2"):
            return Value(1.0) / 0.0

    with pytest.raises(ZeroDivisionError, match=r"div\(1.0, 0.0\), in scope norm / step 2"):
        divide()
    with pytest.raises(ZeroDivisionError) as error:
        Value(1.0) / 0.0
    assert "scope" not in str(error.value)


def test_the_name_is_a_string():
    message = "the name of a scope is a string, got int 3"
    with pytest.raises(TypeError, match=message), autograd.scope(3):
        pass


def test_without_a_scope_the_engine_is_as_it_was():
    before = value._new
    assert before is object.__new__
    with autograd.scope("a"):
        assert value._new is not before
        with autograd.scope("b"):
            pass
        assert value._new is not before
    assert value._new is before
    with pytest.raises(KeyError), autograd.scope("a"):
        raise KeyError
    assert value._new is before
    assert sys.getsizeof(Value(1.0) * 2) == sys.getsizeof(Value(1.0))


def test_nothing_is_kept_alive():
    with autograd.scope("a"):
        v = Value(1.0).exp()
    gone = weakref.ref(v)
    scope = weakref.ref(scopes.path_of(v)[0])
    gc.disable()
    try:
        del v
        assert gone() is None
    finally:
        gc.enable()
    gc.collect()
    assert scope() is None


def test_values_are_the_same_inside():
    x = Value(0.7)
    with autograd.scope("a"):
        y = (x * x + 2 * x).tanh()
    y.backward()
    expected = autograd.grad(lambda x: (x * x + 2 * x).tanh())(0.7)
    assert x.grad == expected


def test_each_thread_and_each_task_has_its_own():
    made = {}

    def work(name):
        with autograd.scope(name):
            v = Value(1.0)
            for _ in range(200):
                v = v.sin()
            made[name] = v

    threads = [threading.Thread(target=work, args=(f"t{i}",)) for i in range(8)]
    for thread in threads:
        thread.start()
    outside = Value(1.0).sin()
    for thread in threads:
        thread.join()
    assert {name: repr(scopes.path_of(v)[-1]) for name, v in made.items()} == {
        name: name for name in made
    }
    assert scopes.path_of(outside) == ()

    async def task(name):
        with autograd.scope(name):
            await asyncio.sleep(0)
            v = Value(1.0).sin()
            await asyncio.sleep(0)
            return repr(scopes.path_of(v)[-1])

    async def both():
        return await asyncio.gather(task("one"), task("two"))

    assert asyncio.run(both()) == ["one", "two"]
    assert value._new is object.__new__


def test_copies_stay_in_their_scopes():
    with autograd.scope("a"):
        v = Value(1.0).exp()
    for same in (copy.copy(v), copy.deepcopy(v)):
        assert scopes.path_of(same) == scopes.path_of(v) != ()


def test_compiled_code_does_not_heed_scopes():
    pytest.importorskip("numpy")
    w = Value(0.5, "w")

    def f(x):
        with autograd.scope("inside"):
            return (w * x).tanh()

    plain = f(Value(2.0))
    compiled = autograd.compile(f)
    with autograd.scope("around"):
        results = [compiled(2.0) for _ in range(3)]
    for result in results:
        assert result.data == pytest.approx(plain.data, rel=1e-15)
    results[0].backward()
    assert w.grad == pytest.approx(2 * (1 - plain.data**2))


@pytest.mark.parametrize("name", ["\x00 \ud800", "\ufffe", "]]> <b> &amp;", 'a "b" \\N', "두 줄\n"])
def test_any_text_is_a_name(name):
    h = Value(0.5, "x")
    with autograd.scope(name):
        for _ in range(3):
            h = h.sin()
    for fold in (False, True):
        assert rectangles(parsed(svg_of(autograd.draw(h, fold=fold).source).encode()))
