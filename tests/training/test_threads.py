"""Trainings in several threads at once, each of a model of its own: the numbers of one by one."""

import sys
import threading

import pytest

import nn

X, Y = nn.data.moons(30, noise=0.1, seed=0)


@pytest.fixture(autouse=True)
def _quick_switches():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def train(seed, compile):
    model = nn.Sequential(nn.Layer(2, 4, seed=seed), nn.Dropout(0.2), nn.Neuron(4, seed=seed))
    history = nn.fit(
        model,
        X,
        Y,
        validation=0.2,
        epochs=4,
        batch_size=7,
        seed=seed,
        progress=False,
        compile=compile,
    )
    return history, model.state_dict()


@pytest.mark.parametrize("compile", [False, True])
def test_trainings_in_threads_of_their_own_give_the_numbers_of_one_after_the_other(compile):
    if compile:
        pytest.importorskip("numpy")
    expected = [train(seed, compile) for seed in range(6)]
    found, errors = {}, []
    together = threading.Barrier(6)

    def job(seed):
        together.wait()
        try:
            found[seed] = train(seed, compile)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=job, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert [found[seed] for seed in range(6)] == expected
