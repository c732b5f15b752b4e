"""Where sequences repeat themselves."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numpy")
import numpy as np

from autograd.compiler.group.period import Stretch, stretches


def found(sequence, least=32):
    """The stretches of a list of numbers."""
    return stretches(np.array(sequence), least)


@pytest.mark.parametrize("period", [5, 7, 50, 333])
def test_a_period_is_found_between_what_does_not_repeat(period):
    word = [*range(100, 100 + period)]
    sequence = [1, 2, 3, *(word * 9), 4, 5]
    assert found(sequence) == [Stretch(3, 3 + 9 * period, period)]


def test_the_longer_period_is_chosen_where_it_saves_more():
    step = [9, *([1, 2] * 15), 8]
    assert found(step * 30) == [Stretch(0, 30 * len(step), len(step))]


def test_one_stretch_follows_the_other():
    first, second = [1, 2, 3] * 40, [4, 5, 6, 7, 5] * 30
    assert found(first + second) == [Stretch(0, 120, 3), Stretch(120, 270, 5)]


def test_numbers_drawn_by_lot_do_not_repeat():
    rng = random.Random(0)
    assert found([rng.randrange(6) for _ in range(5000)]) == []
    assert found([]) == found([1]) == found([1, 1]) == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(0, 2), max_size=40),
    st.lists(st.integers(0, 2), min_size=1, max_size=12),
    st.integers(8, 30),
    st.lists(st.integers(0, 2), max_size=40),
)
def test_stretches_repeat_do_not_overlap_and_save_what_there_is_to_save(before, word, times, after):
    sequence = before + word * times + after
    kept = found(sequence)
    for start, stop, period in kept:
        assert sequence[start : stop - period] == sequence[start + period : stop]
    for one, following in pairwise(kept):
        assert one.stop <= following.start
    if (times - 1) * len(word) >= 64:
        assert max(x.saved for x in kept) >= (times - 1) * len(word)
