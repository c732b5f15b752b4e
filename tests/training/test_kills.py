"""Processes that are killed while they save or train; more by `python -m tests.tools.kills`."""

import os
import random

import pytest

import nn
from tests.tools import kills


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_killed_processes_leave_whole_files_and_trainings_that_go_on_to_the_same_bits():
    pytest.importorskip("numpy")
    counts = kills.run(15, seed=1, of_one=4)
    assert {name: counts[name] for name in kills.BAD} == dict.fromkeys(kills.BAD, 0)
    assert counts["kills"] >= 15 + 2  # the one training may end before its fourth
    assert counts["trainings"] >= 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_some_kills_come_while_a_file_is_written():
    rng, counts = random.Random(2), kills.Counter()
    while not counts["left by a kill"] and counts["kills"] < 300:
        kills.kill_saves(5, rng, counts)
    assert counts["left by a kill"] > 0
    assert {name: counts[name] for name in kills.BAD} == dict.fromkeys(kills.BAD, 0)


@pytest.mark.parametrize("content", ["{}", "another model"])
def test_a_damaged_file_would_be_counted(tmp_path, monkeypatch, content):
    saving, counts = kills.Saving(tmp_path), kills.Counter()

    def damage(seconds, job):
        saving.path.write_text(content)
        if content == "another model":
            nn.MLP(2, [3, 1], seed=9).save(saving.path)
        return True

    monkeypatch.setattr(kills, "killed_after", damage)
    saving.kill(random.Random(0), counts)
    assert counts["damaged"] == 1
