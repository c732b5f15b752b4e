"""One of several processes that train together, on loopback; run by the tests.

    python -m tests.training.together PORT PROCESSES NUMBER PLAY CHECKPOINT

prints what came of it as JSON on its last line.
"""

import json
import os
import random
import signal
import sys
import time

import nn
from tests.training.sharing import message_of, network, train

SHARED = {"backend": "jax", "devices": "all", "batch_size": 8, "n": 40, "epochs": 6}


def at_epoch(epoch, act):
    """A callback that does something in one epoch."""
    return lambda record, model: act() if record["epoch"] == epoch else None


def interrupt():
    """What Ctrl-C does."""
    signal.raise_signal(signal.SIGINT)


def fail():
    """An error of a callback's own."""
    raise LookupError("no such column")


def die():
    """What `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)


def slowed(parameters):
    """An optimizer that a callback changes in one of the processes."""
    slowed.optimizer = nn.SGD(parameters, lr=0.1)
    return slowed.optimizer


def slow_down():
    """What a callback may do for reasons of its own."""
    slowed.optimizer.lr = 0.01


def only_in(process, number, *callbacks):
    """The callbacks, in one of the processes."""
    return list(callbacks) if number == process else []


def disagreements(number):
    """What is said where the processes were given different things."""
    random.seed(number)
    return {
        "another model": message_of(**SHARED, model=network(seed=1 + number)),
        "no seed": message_of(**{**SHARED, "seed": None}),
        "other data": message_of(**{**SHARED, "n": 40 + number}),
        "another rate": message_of(
            **{**SHARED, "batch_size": None, "optimizer": slowed},
            callbacks=only_in(1, number, at_epoch(1, slow_down)),
        ),
        "a callback's error": message_of(
            **{**SHARED, "batch_size": None, "callbacks": only_in(1, number, at_epoch(1, fail))}
        ),
    }


def play(name, number, checkpoint):
    """What the process is to do."""
    if name == "agree":
        stopped = only_in(1, number, at_epoch(3, interrupt))
        own = checkpoint + str(number)  # of which only that of the first comes to be
        return {
            "history": train(**SHARED, callbacks=stopped, checkpoint=own),
            "resumed": train(**SHARED, checkpoint=own, resume=True),
            **disagreements(number),
        }
    model, at_work = network(), [0.0]
    callbacks = [lambda record, model: at_work.append(time.monotonic()) and None]
    callbacks += only_in(int(name), number, at_epoch(4, die))
    try:
        train(**SHARED, model=model, callbacks=callbacks, checkpoint=checkpoint)
    except nn.ProcessError as error:
        return {
            "error": str(error),
            "epochs": len(error.history),
            "seconds": time.monotonic() - at_work[-1],
            "numbers": [parameter.data for parameter in model.parameters()],
        }
    return None


if __name__ == "__main__":
    port, processes, number, name, checkpoint = sys.argv[1:]
    nn.join(f"127.0.0.1:{port}", int(processes), int(number))
    print(json.dumps(play(name, int(number), checkpoint)), flush=True)
