"""`fit`: the training loop. Forward, loss, backward, update; again and again."""

from __future__ import annotations

import math
import operator
import os
import random
import sys
from collections.abc import Callable, Iterable
from numbers import Real

from autograd import ProcessError
from autograd.telling import type_error, value_error
from nn import losses, optim
from nn.history import History
from nn.init import generator
from nn.meaning import remember
from nn.modes import put
from nn.module import Module
from nn.progress import progress_bar
from nn.schedulers import Scheduler
from nn.training.checkpoints import Checkpoint
from nn.training.choice import MakeOptimizer, learner_for, optimizer_of, scheduler_of
from nn.training.floats import FloatLearner
from nn.training.loop import Callback, Training, attributes, modes_kept_after_errors
from nn.training.processes import check_batch, ended, processes_of
from nn.training.samples import check, checked, default_loss, held_out
from nn.training.settings import digest, settings_of, states_of
from nn.training.steps import Steps
from nn.training.targets import as_row, check_classes, numbered
from nn.training.verdict import verdict


@modes_kept_after_errors
def fit(
    model: Module,
    X: Iterable[object],
    y: Iterable[object],
    *,
    loss: str | losses.Loss | None = None,
    optimizer: str | optim.Optimizer | MakeOptimizer = "adam",
    lr: float | None = None,
    epochs: int = 100,
    batch_size: int | None = None,
    validation: float | Iterable[object] | None = None,
    early_stopping: int | None = None,
    scheduler: Scheduler | Callable[[optim.Optimizer], Scheduler] | None = None,
    clip_grad_norm: float | None = None,
    callbacks: Iterable[Callback] = (),
    progress: bool = True,
    seed: int | None = None,
    compile: bool | str = "auto",
    backend: str | None = None,
    devices: object = None,
    checkpoint: str | os.PathLike[str] | None = None,
    resume: bool = False,
) -> History:
    """Trains a model on samples X and targets y, and returns the history of the run.

    Each epoch goes once over the data. For each batch: the model's outputs, their loss, its
    gradients, and one step of the optimizer.

    Arguments:
        model: called on one sample at a time. It is in train mode inside, and afterwards, also
            after an error, in the mode it was in.
        X: n samples, lists or arrays of finite numbers. They are read once, at the beginning.
        y: n targets, likewise; or names of classes, which stand for 0, 1, ... in the order of the
            alphabet and are kept in `model.metadata["class_names"]`. Those that the loss cannot
            take are refused before the first step, and so are those of `validation`.
        loss: a function `(outputs, targets) -> Value` over a batch, or a name of `nn.losses`. By
            default, for models with a list of outputs "cross_entropy" if the targets are ints,
            else "mse"; for models with one output "binary_cross_entropy_with_logits" if all
            targets are the ints 0 or 1 ("binary_cross_entropy" behind a sigmoid), "hinge" if they
            are the ints -1 or 1, else "mse". All of y counts, also what is held out of it; NumPy's
            ints and bools are ints; floats 0 and 1 are numbers to predict, and one line says so.
        optimizer: a name ("adam", "sgd", ...), an optimizer of this model's parameters, or what
            makes one of them: `lambda parameters: nn.SGD(parameters, lr=0.1, momentum=0.9)`.
        lr: the learning rate, for an optimizer given by name. By default 0.02 for "adam" and
            "adamw", with which small networks learn in 100 epochs; else the optimizer's own.
        epochs: how often to go over the data.
        batch_size: samples per step, drawn in another order each epoch; None takes all at once.
        validation: data to measure the loss on after each epoch, as a pair (X, y) or a `Dataset`;
            or the fraction of X and y to hold out for it, drawn from each class alike.
        early_stopping: stop once the validation loss has not fallen below its best for this many
            epochs. However the run ends but by an error, the model then has the parameters of the
            best epoch.
        scheduler: a scheduler of `optimizer`, or what makes one: `lambda o: StepLR(o, 30)`. Its
            `step()` is called after each epoch.
        clip_grad_norm: shorten each step's gradient to at most this norm.
        callbacks: functions `(record, model)`, called after each epoch with its record, to which
            they may add; the run ends when one returns something true.
        progress: show a bar on the terminal or in the notebook (needs tqdm); and at the end one
            line if the loss is above that of always saying the mean, or how frequent a class is.
        seed: of the order of batches, of a held-out fraction, and of dropout layers without a
            seed of their own. The same seed and the same start give the same history.
        compile: run loss, gradients and updates as array code (needs NumPy), which gives the same
            numbers a thousand times faster. "auto" falls back to the scalar engine where that is
            not possible, with one line saying why; True raises instead; False never compiles.
        backend: what runs the array code: "numpy", the default; or "jax" (needs JAX) or "native"
            (machine code, needs llvmlite), which make one compiled loop of an epoch, updates
            included; and of many epochs, if all data are one batch and there are no validation
            data, callbacks and scheduler. One line says what cannot be had as machine code; NumPy
            then does the work.
        devices: of JAX, which share the work (backend="jax"): "all", a number of them, or a list
            of `jax.Device`; None is one device. Each batch is split evenly over them, so its size
            must be a multiple of their number (a smaller last batch of an epoch is computed whole
            on each); parameters are whole on each, and the gradient is that of the whole batch:
            the same history as on one device, up to rounding. With processes that `nn.join` or
            `jax.distributed.initialize` has joined, "all" means the devices of all. Each calls
            `fit` with the same model, data, settings and `seed`, which are compared first; all
            return the same history. The first alone writes and reads `checkpoint`, which need not
            be on a shared disk, and shows progress; callbacks are called in each; Ctrl-C in one
            ends the epoch in all. Whoever raises an error must end, for others may wait for it.
        checkpoint: a file that the training can go on from after it was interrupted, by Ctrl-C or
            by a loss of power. It is written whole or not at all: before the first epoch, at the
            end, and after epochs in between, about once a second (less often where writing takes
            more than a tenth of the time). So a training that is killed loses that second, and
            its last epoch.
        resume: go on from the file `checkpoint`, if it is there; the training then ends with the
            numbers, to the last bit, of one that was not interrupted. Model, data and all settings
            must be those that it began with, or it is refused; but `epochs` may be more, and
            `devices` and processes others: then it ends with the same numbers up to rounding. What
            callbacks keep for themselves, and random numbers that come neither from Python's
            `random` nor from a `random.Random` of a module, are not in the file.

    Returns:
        The history. Ctrl-C ends the run early and returns the history so far; the model is then
        as its last complete step left it.

    Raises:
        TrainingError: a loss or parameter is not finite. The model is back at the last parameters
            with a finite loss, and the error carries the history so far.
        ValueError: an argument does not fit; the message says which.
        ProcessError: another process of this training has ended, or raised an error. The model is
            as the last complete loop of steps left it, and the error carries the history so far.
        ModelFileError: the file to resume from is of another training; the message says how.
        OSError: the checkpoint cannot be written; this shows before the first step.
    """
    if not isinstance(model, Module):
        raise type_error(f"fit trains an nn.Module, got {type(model).__name__}")
    epochs = _count("epochs", epochs)
    batch_size = batch_size if batch_size is None else _count("batch_size", batch_size)
    if early_stopping is not None:
        early_stopping = _count("early_stopping", early_stopping)
        if validation is None:
            raise value_error(
                "early_stopping watches the validation loss: give validation=(X, y) or a fraction"
            )
    processes = processes_of(devices, backend)
    file = Checkpoint(checkpoint, resume, processes)
    y, names = numbered(y, model.metadata.get("class_names") or ())
    X, y = checked(X, y)
    y = as_row(model, X[0], y)
    rng = generator(seed)
    file.rewind(rng)
    if names:
        check_classes(model, X[0], names)
    loss = losses.get(default_loss(model, X[0], y) if loss is None else loss)
    parts = held_out(validation, X, y, rng, names)
    check(model, loss, parts[:2], batch_size)
    check(model, loss, parts[2:], None, "validation ")
    check_batch(processes.devices, len(parts[0]), batch_size)
    remember(model, loss, names)
    optimizer = optimizer_of(model, optimizer, lr)
    scheduler = scheduler_of(scheduler, optimizer)
    floats = FloatLearner(model, loss, optimizer, clip_grad_norm)
    run = Steps(floats)
    if checkpoint is not None or processes.several:
        settings = settings_of(
            model,
            optimizer,
            None if checkpoint is None else scheduler,
            loss=getattr(loss, "__qualname__", type(loss).__name__),
            batch_size=batch_size,
            held_out=float(validation) if isinstance(validation, Real) else None,
            early_stopping=early_stopping,
            clip_grad_norm=clip_grad_norm,
            seed="a generator" if isinstance(seed, random.Random) else seed,
            data=digest(parts),
        )
        processes.check_same(
            **settings,
            epochs=epochs,
            parameters=run.learner.now(),
            random_numbers=states_of(model, rng),
        )
        file.load(run, scheduler, settings)
    training = Training(
        run,
        parts,
        rng,
        file,
        epochs=epochs,
        batch_size=batch_size,
        early_stopping=early_stopping,
        scheduler=scheduler,
        callbacks=list(callbacks),
    )
    inside, before = attributes(model, None if seed is None else rng)
    progress = progress and processes.is_first
    steps = (epochs - run.epoch) * (math.ceil(len(parts[0]) / batch_size) if batch_size else 1)
    try:
        try:
            with processes.interruptible(), progress_bar(steps, progress) as bar:
                put(inside)
                learner, training.parts = learner_for(
                    compile, backend, floats, parts, batch_size, processes
                )
                run.learn_by(learner)
                training.go(bar)
        except KeyboardInterrupt:
            run.history.stopped = "interrupted"
        except ProcessError as error:
            put(before)
            training.finish(failed=True)
            raise ended(error, run.history, checkpoint) from error
        except BaseException:
            put(before)
            training.finish(failed=True)
            raise
        put(before)
        training.finish()
    except KeyboardInterrupt:  # in the midst of that
        put(before)
        training.finish()
        run.history.stopped = "interrupted"
    if progress and run.history.stopped in ("epochs", "early stopping"):
        said = verdict(run.history, loss, y)
        print(said, end="\n" if said else "", file=sys.stderr)
    return run.history


def _count(name: str, count: int) -> int:
    try:
        number = 0 if isinstance(count, bool) else operator.index(count)
    except TypeError:
        number = 0
    if number < 1:
        raise value_error(f"{name} must be a whole number of at least 1, got {count!r}")
    return number
