"""`docs/accuracy.md` is complete, and a part of it measured anew is within what it says."""

import re

import pytest
from mpmath import mp

np = pytest.importorskip("numpy")

from tests.tools.accuracy import ALL, PATH, Worst, measure, name_of  # noqa: E402  (needs NumPy)
from tests.tools.domains import DIGITS  # noqa: E402

SLACK = 2.0  # ulp by which the mathematical library of another machine may differ
SAMPLES = 20


def committed():
    """Of each operation the figures that the table gives, in ulp; None where there are none."""
    found = {}
    for line in PATH.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"`\w+(\(.*\))?`", cells[0]):
            found[cells[0].strip("`")] = [figure(cell) for cell in cells[1:]]
    return found


def figure(cell):
    if cell == "—":
        return None
    return 0.5 if cell == "exact" else float(cell.partition(" at ")[0])


def test_every_operation_has_its_row():
    assert list(committed()) == [name_of(domain) for domain in ALL]


@pytest.mark.parametrize("domain", ALL, ids=name_of)
def test_a_part_measured_anew_is_within_what_the_table_says(domain):
    figures = committed()[name_of(domain)]
    with mp.workdps(DIGITS):
        row = measure(domain, SAMPLES, compiled=False)
    for worst, limit in zip(row[1:3], figures):
        assert worst.error <= 1.01 * limit + SLACK, worst  # a figure is rounded to three digits


def test_most_operations_are_within_four_ulp_of_the_exact_result():
    """Those that are not are explained below the table."""
    text = PATH.read_text(encoding="utf-8")
    for name, figures in committed().items():
        if max(x for x in figures if x is not None) > 4.0:
            assert f"- `{name.partition('(')[0]}`: " in text, name


def test_an_error_is_shown_with_its_place():
    assert str(Worst(1.2345, (0.5, -3.0))) == "1.23 at 0.5, -3"
    assert str(Worst(0.4, (1.0,))) == "exact"
    assert str(Worst(20000.0, (1.0,))) == "2e+04 at 1"
