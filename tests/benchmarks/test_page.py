"""The pages and pictures of the benchmarks are what is made of the file of results."""

import re
from xml.etree import ElementTree

import pytest

from benchmarks import charts, growth, page, results
from benchmarks.__main__ import OUT, main
from benchmarks.korean import KOREAN, korean
from benchmarks.workloads import workloads

COMMITTED = results.read(OUT)
SAME = {  # what is called so in both languages
    *("CasADi SX", "HIPS autograd", "JAX", "JAX, fori_loop", "JAX, jit", "JAX, scan", "PyTorch"),
    *("chainrule", "chainrule, JAX", "micrograd", "nn.MLPClassifier", "nn.fit"),
    *("scikit-learn, MLPClassifier", "torch.compile"),
}


def way(name, peer, *seconds, trouble="", **others):
    known = {"too_long": bool(trouble), "aside": False, "difference": 0.0, "facts": {}}
    return {"name": name, "peer": peer, "seconds": seconds, "trouble": trouble, **known, **others}


def part(*ways, ratios=(), why=None):
    return {
        "name": "a job",
        "title": "a job",
        "unit": "step",
        "tolerance": 1e-9,
        "family": "",
        "size": 0,
        "ways": ways,
        "ratios": ratios,
        "why": why or {},
    }


def made(*parts):
    machine = {"date": "2026-01-02", "python": "CPython 3.12.1", "processor": "Abacus"}
    return {
        "machine": {**machine, "cores": 2, "system": "Linux x86_64", "threads": 1, "commit": "abc"},
        "versions": {"chainrule": {"numpy": "2.0"}, "python": {}},
        "missing": ["torch"],
        "workloads": parts,
    }


def text(*parts, language="", say=lambda words: words):
    return page.page(made(*parts), say, "benchmarks", language)


def test_the_pages_in_the_documentation_are_made_of_the_results_beside_them():
    files = page.files(COMMITTED, "benchmarks")
    for name, content in files.items():
        assert (OUT.parent / name).read_text(encoding="utf-8") == content, name
    pictures = {path.name for path in OUT.glob("*.svg")}
    assert pictures == {name.split("/")[1] for name in files if name.endswith(".svg")}


def test_the_command_makes_the_pages_anew_without_measuring(tmp_path):
    folder = tmp_path / "figures"
    results.write(COMMITTED, folder)
    assert main(["--page", "--out", str(folder)]) == 0
    english = (tmp_path / "figures.md").read_text(encoding="utf-8")
    korean_page = (tmp_path / "figures.ko.md").read_text(encoding="utf-8")
    for text_of in (english, korean_page):
        paths = re.findall(r"!\[[^]]*\]\(([^)]+)\)", text_of)
        assert paths
        assert all((tmp_path / path).exists() for path in paths)


def test_the_quickest_stands_first_and_beside_ours_all_are_measured():
    lines = text(part(way("slow", "numpy", 4e-3), way("ours", "chainrule", 1e-3, 3e-3, 2e-3)))
    rows = [line for line in lines.splitlines() if "ms" in line]
    assert rows == [
        "| **ours** | chainrule | 2.00 ms | 1.00 ms – 3.00 ms | 3 | 1.00 |  |",
        "| slow | NumPy | 4.00 ms | – | 1 | 2.00 |  |",
    ]
    assert "In no workload is another library quicker" in lines


def test_where_another_is_quicker_it_is_said_with_the_reason():
    ways = way("ours", "chainrule", 3e-3), way("theirs", "jax", 1e-3), way("half", "numpy", 2e-3)
    lines = text(part(*ways, why={"theirs": "they cheat."}))
    assert f"- **a job**: theirs 3.00, half 1.50. theirs: they cheat. {page.UNKNOWN}" in lines
    aside = way("theirs", "jax", 1e-3, aside=True)
    assert "In no workload" in text(part(ways[0], aside))


def test_words_are_those_of_the_workload_and_not_of_the_day_it_was_measured():
    measured = {**part(way("JAX", "jax", 1.0), way("ours", "chainrule", 2.0)), "name": "options"}
    found = page.files(made(measured), "benchmarks")
    options = next(each for each in workloads() if each.name == "options")
    assert options.title in found["benchmarks.md"]
    assert f"JAX: {options.why['JAX']}" in found["benchmarks.md"]
    assert "a job" not in found["benchmarks.md"]
    forgotten = page.files(made(part(way("JAX", "jax", 1.0))), "benchmarks")
    assert "a job" not in forgotten["benchmarks.md"]


def test_what_has_no_time_or_other_numbers_is_said():
    lines = text(
        part(
            way("ours", "chainrule", 1e-3),
            way("long", "jax", trouble="more than 30 s"),
            way("broken", "casadi", trouble="ValueError: no", too_long=False),
            way("wrong", "torch", 1.0, difference=2e-3),
            way("odd", "torch", 1.0, facts={"import, ms": 12.34}),
        )
    )
    assert "| long | JAX | more than 30 s | – | 0 | – |  |" in lines
    assert "| broken | CasADi | failed: ValueError: no | – | 0 | – |  |" in lines
    assert "differs by 2e-03 |" in lines
    assert "import, ms: 12.3 |" in lines


def test_promises_are_met_or_missed():
    ratios = [
        {"slow": "a", "fast": "b", "turns": [1.0, 2.0, 9.0], "wish": ">= 2", "met": True},
        {"slow": "a", "fast": "c", "turns": [0.5], "wish": ">= 7", "met": False},
        {"slow": "a", "fast": "d", "turns": [0.5], "wish": "", "met": True},
    ]
    lines = text(part(way("a", "chainrule", 1.0), ratios=ratios))
    assert "| a job | a : b | 2.00 | ≥ 2 | met |" in lines
    assert "| a job | a : c | 0.50 | ≥ 7 | **missed** |" in lines
    assert "a : d" not in lines


def test_the_machine_and_what_is_missing_are_told():
    lines = text(part(way("a", "chainrule", 1.0), way("b", "numpy", 1.0, 1.1, 1.2)))
    assert "one thread of Abacus (2 cores, Linux x86_64), in up to 3 turns" in lines
    assert "| Python | CPython 3.12.1 |" in lines
    assert "left out: PyTorch." in lines


def test_whatever_the_pages_say_of_workloads_has_korean():
    for workload in workloads():
        names = [way.name for way in workload.ways]
        for words in (workload.title, workload.unit, *workload.why.values(), *names):
            assert korean(words) != words or words in SAME, words
        if workload.size:
            assert korean(workload.family) != workload.family


def test_the_korean_page_has_no_english_sentence():
    results_of = made(part(way("eager", "chainrule", 3.0), way("JAX", "jax", 1.0)))
    korean_page = page.page(results_of, korean, "benchmarks", ".ko")
    prose = re.sub(r"`[^`]*`|\[[^]]*\]\([^)]*\)", "", korean_page)
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", prose)


@pytest.mark.parametrize("words", KOREAN)
def test_korean_has_the_holes_of_its_english(words):
    assert KOREAN[words].count("{}") == words.count("{}")


def test_a_picture_has_a_bar_for_each_time_the_shortest_above_and_words_for_the_rest():
    bars = [
        charts.Bar("b & c", False, [2.0, 3.0], 2.5),
        charts.Bar("ours", True, [1e-3], 1e-3),
        charts.Bar("none", False, said="more than 30 s"),
    ]
    root = ElementTree.fromstring(charts.bars("x < y", bars))
    words = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    names = [word for word in words if word in ("b & c", "ours", "none")]
    assert names == ["ours", "b & c", "none"]
    assert {"1.00 ms", "2.50 s", "more than 30 s"} <= {*words}
    widths = [
        float(each.get("width"))
        for each in root.iter("{http://www.w3.org/2000/svg}rect")
        if each.get("fill") in (charts.OURS, charts.OTHERS)
    ]
    axis = growth.Axis([0.5e-3, 3.0], charts.LEFT, charts.WIDTH - 90)
    assert widths == pytest.approx([axis(x) - charts.LEFT for x in (1e-3, 2.5)], abs=0.2)
