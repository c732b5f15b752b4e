"""`docs/scaling.md`: its script trains in one process and in two, its numbers are its code's."""

import subprocess
import sys
from pathlib import Path

import pytest

import nn
from tests.compiler.processes import ended, free_address, started
from tests.docs.test_readme import blocks, links, run, text_of
from tests.tools import scaling_page

pytest.importorskip("jax")
PAGES = ("docs/scaling.md", "docs/scaling.ko.md")
COMMANDS = [line for block in blocks(PAGES[0], "sh") for line in block.splitlines()]


@pytest.fixture(scope="module")
def names():
    """What the page's code leaves behind, each of its results being as printed."""
    found = {}
    _, others = scaling_page.blocks()
    claims = sum(run(block, found) for block in others)
    assert claims == text_of(PAGES[0]).count("# → ")
    return found


@pytest.mark.parametrize("page", PAGES)
def test_the_table_is_what_the_code_of_the_page_computes(page, names):
    rows = scaling_page.rows(names)
    assert len(rows) == 8
    assert "\n".join(["| ---: | --- | ---: | ---: | ---: |", *rows, ""]) in text_of(page)


def test_the_picture_of_the_page_can_be_drawn(tmp_path, names):
    pytest.importorskip("matplotlib")
    scaling_page.draw(tmp_path, names)
    assert {path.name for path in tmp_path.iterdir()} <= {*links(PAGES[0])}


def test_the_sum_of_a_gradient_by_the_formulas_is_what_passing_messages_one_by_one_takes(names):
    bandwidth, latency = 1e9, 1e-5
    n, size = 8, names["gradient"]
    ring = sum(latency + size / n / bandwidth for _ in range(2 * (n - 1)))
    assert names["ring"](n, bandwidth, latency) == pytest.approx(ring)
    tree = sum(latency for _ in range(3)) * 2 + 2 * size / bandwidth
    assert names["tree"](n, bandwidth, latency) == pytest.approx(tree)


def test_one_command_per_host_gives_the_numbers_of_one_machine(tmp_path):
    pytest.importorskip("sklearn")
    script, _ = scaling_page.blocks()
    commands = [line.split()[1:] for line in COMMANDS if line.startswith("python train.py")]
    assert [len(command) for command in commands] == [1, 4, 4, 1]
    told, address = [], free_address()
    for group in ([commands[0]], commands[1:3]):
        running = []
        for k, (name, *joined) in enumerate(group):
            folder = tmp_path / f"{len(group)}{k}"
            folder.mkdir()
            (folder / name).write_text(script, encoding="utf-8")
            joined = [*joined[:2], address] if joined else []
            running.append(started([name, *joined], 1, folder))
        told.append([out.splitlines()[-1] for out in ended(*running)])
    (alone,), (first, other) = told
    assert alone.startswith("devices 1, loss 0.")
    assert first == alone.replace("devices 1", "devices 2")
    assert "loss" not in other
    folder = tmp_path / "20"
    assert nn.load(folder / "digits.json").predict([[0.0] * 64]) is not None
    assert ended(started(commands[3], 1, folder)) == [f"{alone}\n"]  # from the checkpoint


def test_the_command_for_a_gpu_names_tests_that_exist():
    (line,) = [line for line in COMMANDS if line.startswith("JAX_PLATFORMS=cuda")]
    files = [word for word in line.split() if word.endswith(".py")]
    assert len(files) >= 4
    assert [file for file in files if not Path(file).exists()] == []


def test_the_page_says_what_jax_finds():
    (line,) = [line for line in COMMANDS if line.startswith("python -c")]
    code = line.split('"')[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Device" in done.stdout
