"""Exponents of growth, and their pictures."""

import math
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from benchmarks import growth
from benchmarks.workloads import workloads


def results(**seconds):
    """Of two sizes of a family, and of a workload that is alone."""
    sizes = [
        {
            "family": "a job",
            "size": size,
            "unit": "call",
            "ways": [{"name": name, "seconds": found} for name, found in ways.items()],
        }
        for size, ways in zip(
            (100, 10_000), [{n: s[i] for n, s in seconds.items()} for i in range(2)]
        )
    ]
    return {"workloads": [*sizes, {"family": "", "size": 0, "unit": "step", "ways": []}]}


@pytest.mark.parametrize("p", [0.0, 0.5, 1.0, 2.0])
def test_the_exponent_of_a_power_law_is_found(p):
    points = [(n, 3e-7 * n**p) for n in (39, 1_000, 10_000, 10**6)]
    assert growth.exponent(points) == pytest.approx(p, abs=1e-12)


def test_the_exponent_is_that_of_least_squares():
    numpy = pytest.importorskip("numpy")
    points = [(10, 2e-6), (100, 9e-6), (1_000, 4e-4), (100_000, 0.1)]
    expected = numpy.polyfit(*numpy.log(points).T, 1)[0]
    assert growth.exponent(points) == pytest.approx(expected, rel=1e-12)


def test_a_single_size_has_no_exponent():
    assert growth.exponent([(10, 1.0)]) is None
    assert growth.label("JAX", [(10, 1.0)]) == "JAX"


def test_lines_are_medians_by_size_and_ways_without_times_have_none():
    found = growth.families(results(ours=([3.0, 1.0, 2.0], [5.0]), theirs=([], [7.0])))
    assert found == {"a job": {"ours": [(100, 2.0), (10_000, 5.0)], "theirs": [(10_000, 7.0)]}}


def test_a_time_that_is_lost_in_noise_is_no_point():
    found = growth.families(results(ours=([1.0], [2.0]), theirs=([-1e-9], [0.0])))
    assert found == {"a job": {"ours": [(100, 1.0), (10_000, 2.0)]}}


@pytest.mark.parametrize("unit", ["node", "link"])
def test_a_time_of_a_part_becomes_that_of_the_whole(unit):
    given = results(ours=([2e-6], [3e-6]))
    for part in given["workloads"]:
        part["unit"] = unit
    points = growth.families(given)["a job"]["ours"]
    assert points == [(100, pytest.approx(2e-4)), (10_000, pytest.approx(3e-2))]


def test_a_picture_is_xml_with_a_line_and_a_label_for_each_way():
    lines = {"a & b": [(10, 1e-6), (100, 1e-5)], "<c>": [(10, 2e-6), (100, 2e-6)]}
    root = ElementTree.fromstring(growth.picture("x < y", lines))
    words = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "a & b   ∝ n^1.00" in words
    assert "<c>   ∝ n^0.00" in words
    assert {"10", "100", "1 µs", "x < y"} <= set(words)


def test_all_of_a_picture_is_inside_it():
    lines = {f"way {i}": [(39, 1e-6 * 1.01**i), (10**6, 1.0 * 1.01**i)] for i in range(10)}
    picture = growth.picture("many", lines)
    for name, most in (("x", growth.WIDTH), ("y", growth.HEIGHT), ("cx", 860), ("cy", 460)):
        places = [float(found) for found in re.findall(rf' {name}="([^"]*)"', picture)]
        assert places
        assert all(0.0 <= place <= most for place in places)


def test_labels_do_not_cover_each_other_and_stay_near():
    wanted = [50.0, 400.0, 51.0, 52.0, 399.0, 200.0]
    found = growth.spread(wanted, 40.0, 410.0)
    assert all(b - a >= growth.LINE for a, b in pairwise(sorted(found)))
    assert min(found) >= 40.0
    assert max(found) <= 410.0
    assert found[5] == 200.0
    assert all(math.isclose(a, b, abs_tol=2 * growth.LINE) for a, b in zip(wanted, found))


def test_each_family_has_a_picture_in_a_file_of_its_own():
    families = {workload.family for workload in workloads() if workload.size}
    assert len({growth.name_of(family) for family in families}) == len(families)
    assert growth.name_of("a job, of 3") == "growth-a-job-of"
