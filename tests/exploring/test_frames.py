"""Scopes as frames: what stands in them, and what does not."""

import itertools

import pytest

import autograd
from autograd import Value, topological_order
from autograd.drawing.scoped import paths_of
from autograd.exploring.layout import HEIGHT, WIDTH
from autograd.exploring.snapshot import snapshot
from tests.exploring.graphs import neuron, recurrent


def holds(frame, x, y, width=WIDTH, height=HEIGHT):
    """Whether a frame holds the whole of a box, and whether any of it."""
    (left, top), (wide, high) = frame["corner"], frame["size"]
    inside = left <= x - width / 2 and x + width / 2 <= left + wide
    inside = inside and top <= y - height / 2 and y + height / 2 <= top + high
    apart = x + width / 2 <= left or left + wide <= x - width / 2
    apart = apart or y + height / 2 <= top or top + high <= y - height / 2
    return inside, not apart


def again():
    """A scope that is left and whose result comes back into one of the same name."""
    x = Value(0.5, "x")
    with autograd.scope("<b>one</b>"):
        y = x * 2
    z = y.exp()
    with autograd.scope("<b>one</b>"):
        return y + z * x


@pytest.mark.parametrize("make", [recurrent, again])
def test_a_frame_holds_the_nodes_of_its_scope_whole_and_nothing_of_any_other(make):
    v = make()
    graph = snapshot(v)
    scopes = dict.fromkeys(s for path in paths_of(topological_order(v)).values() for s in path)
    assert sorted(f["name"] for f in graph["frames"]) == sorted(scope.name for scope in scopes)
    members = {scope: set() for scope in scopes}
    for i, path in enumerate(paths_of(topological_order(v)).values()):
        for scope in path:
            members[scope].add(i)
    found = []
    for frame in graph["frames"]:
        at = [holds(frame, node["x"], node["y"]) for node in graph["nodes"]]
        assert all(whole == part for whole, part in at)
        found.append((frame["name"], {i for i, (whole, _) in enumerate(at) if whole}))
    expected = [(scope.name, those) for scope, those in members.items()]
    assert sorted(map(str, found)) == sorted(map(str, expected))


def test_boxes_in_frames_do_not_cover_each_other_and_arrows_join_them():
    nodes = snapshot(recurrent())["nodes"]
    for a, b in itertools.combinations(nodes, 2):
        assert abs(a["x"] - b["x"]) >= WIDTH or abs(a["y"] - b["y"]) >= HEIGHT
    for node in nodes:
        for parent, way in zip(node["parents"], node["ways"]):
            tail = nodes[parent]
            assert way[0] == pytest.approx((tail["x"] + WIDTH / 2, tail["y"]))
            assert way[-1] == pytest.approx((node["x"] - WIDTH / 2, node["y"]))
            assert len(way) % 2 == 0


def test_without_scopes_there_are_no_frames():
    assert snapshot(neuron())["frames"] == []


def test_the_page_draws_frames_with_their_names_behind_the_boxes(page):
    page.open(again(), every=False)
    names = page.browser.run(
        "return [...document.querySelectorAll('.scope')].map((frame) => frame.innerText)"
    )
    assert names == ["<b>one</b>"] * 2
    page.browser.run("document.querySelectorAll('.node.computed')[0].click()")  # not the frame
    assert page.text(".place").startswith("Forward")
    page.browser.shoot("frames")
