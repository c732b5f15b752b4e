"""`python -m nn`: one line for everything that can be wrong, and what is left behind."""

import csv
import io
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import nn

ROOT = str(Path(nn.__file__).parent.parent)


pytestmark = pytest.mark.usefixtures("in_an_empty_folder")


def start(*arguments, **settings):
    """The same in a process of its own."""
    command = [sys.executable, "-m", "nn", *arguments]
    environment = {**os.environ, "PYTHONPATH": ROOT, "PYTHONUNBUFFERED": ""}
    settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **settings}
    return subprocess.Popen(command, text=True, encoding="utf-8", env=environment, **settings)


def write(name, content):
    Path(name).write_text(content, encoding="utf-8")
    return name


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


TRAIN = ("train", "bad.csv", "--target", "y")


BAD_COMMANDS = {
    "no such command": (["learn"], "invalid choice: 'learn'"),
    "no data": (["train"], "required: DATA"),
    "no such data": (["train", "moon"], "no data set 'moon'; known are moons, circles"),
    "no such file": (["train", "none.csv", "--target", "y"], "none.csv: No such file"),
    "a folder": (["train", ".", "--target", "y"], ".: Is a directory"),
    "no target": (["train", "good.csv"], "by --target; columns are x, y"),
    "target of moons": (["train", "moons", "--target", "y"], "--target is for CSV files"),
    "task of moons": (["train", "moons", "--task", "regression"], "--task is for CSV files"),
    "missing column": (["train", "good.csv", "--target", "z"], "good.csv: no column 'z'"),
    "hidden": (["train", "moons", "--hidden", "0"], "--hidden: must be a whole number of"),
    "hidden text": (["train", "moons", "--hidden", "x"], "a whole number of at least 1, got x"),
    "hidden fraction": (["train", "moons", "--hidden", "1.5"], "of at least 1, got 1.5"),
    "hidden huge": (["train", "moons", "--hidden", "1000000000"], "of 4,000,000,001 parameters"),
    "hidden both": (["train", "moons", "--hidden", "3000", "3000"], "--hidden 3000 3000 makes"),
    "over itself": (["train", "good.csv", "--target", "y", "--save", "good.csv"], "the data;"),
    "over the other": (["train", "xor", "--save", "a.png", "--plot", "./a.png"], "of --save"),
    "long name": (["train", "moons", "--save", "n" * 300], "n: File name too long"),
    "epochs": (["train", "moons", "--epochs", "0"], "--epochs: must be a whole number of"),
    "batch": (["train", "moons", "--batch-size", "-1"], "--batch-size: must be a whole"),
    "lr": (["train", "moons", "--lr", "0"], "--lr: must be a number above 0"),
    "lr nan": (["train", "moons", "--lr", "nan"], "--lr: must be a number above 0"),
    "seed": (["train", "moons", "--seed", "x"], "--seed: must be a whole number, got x"),
    "activation": (["train", "moons", "--activation", "rely"], "invalid choice: 'rely'"),
    "optimizer": (["train", "moons", "--optimizer", "a"], "invalid choice: 'a'"),
    "save nowhere": (["train", "moons", "--save", "no/m.json"], "no/m.json: there is no"),
    "save on a folder": (["train", "moons", "--save", "."], ".: exists and is not a file"),
    "plot nowhere": (["train", "moons", "--plot", "no/m.png"], "no/m.png: there is no"),
    "plot format": (["train", "moons", "--plot", "m.xyz"], "m.xyz: a picture's name must end"),
    "diverges": (["train", "xor", "--lr", "1e300"], "epoch 1, batch 2: the loss is"),
    "no model": (["predict", "none.json", "good.csv"], "none.json: No such file"),
    "no new file": (["predict", "model.json", "none.csv"], "none.csv: No such file"),
    "foreign model": (["predict", "good.csv", "good.csv"], "good.csv is not a model file"),
    "empty model": (["predict", "empty", "good.csv"], "empty is not a model file"),
    "binary model": (["predict", "binary", "good.csv"], "binary is not a model file"),
    "other json": (["predict", "other.json", "good.csv"], "other.json is not a model file"),
    "half a model": (["predict", "half.json", "good.csv"], "half.json is not a model file"),
    "bare model": (["predict", "bare.json", "good.csv"], "bare.json: the metadata do not say"),
    "too few columns": (["predict", "model.json", "y.csv"], "y.csv: columns without 'x'"),
    "far out": (["predict", "model.json", "far.csv"], "far.csv, row 3: "),
}  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A good file, a model of it, and some that are wrong."""
    folder = tmp_path_factory.mktemp("files")
    X, y = [[0.0], [1.0]] * 10, [0, 1] * 10
    (folder / "good.csv").write_text("x,y\n" + "".join(f"{a},{b}\n" for (a,), b in zip(X, y)))
    (folder / "y.csv").write_text("y\n0\n1\n")
    (folder / "far.csv").write_text("x\n0\n1e308\n")
    (folder / "empty").write_text("")
    (folder / "binary").write_bytes(bytes(range(256)))
    (folder / "other.json").write_text('{"a": 1}')
    model = nn.MLP(1, [1], seed=0)
    model.save(folder / "bare.json")
    model.metadata = {
        "feature_names": ["x"],
        "class_names": ["0", "1"],
        "target_name": "y",
        "standardizer": {"mean": [0.5], "scale": [0.001]},
    }
    model.save(folder / "model.json")
    text = (folder / "model.json").read_text()
    (folder / "half.json").write_text(text[: len(text) // 2])
    return folder


def one_line(err):
    assert err.startswith("python -m nn: ")
    assert err.endswith("\n")
    assert len(err.splitlines()) == 1
    return err


@pytest.mark.parametrize(("arguments", "words"), BAD_COMMANDS.values(), ids=BAD_COMMANDS)
def test_what_is_wrong_is_said_in_one_line_and_nothing_is_left(
    run, files, monkeypatch, arguments, words
):
    if words.startswith("m.xyz"):
        pytest.importorskip("matplotlib")
    monkeypatch.chdir(files)
    before = {path: path.read_bytes() for path in files.iterdir()}
    status, out, err = run(*arguments)
    assert status == 2
    assert words in one_line(err)
    assert "result" not in out
    assert {path: path.read_bytes() for path in files.iterdir()} == before


@pytest.mark.parametrize(
    "content",
    [
        "x,y\n1,0\nfoo,1\n",
        "x,y\n1,a\n2,a\n",
        "x,y\n1,0\n1e999,1\n",
        "x,y\n1,0\n2\n",
        "x,y\n",
        "",
        'x,y\n"1,0\n',
    ],
)
def test_a_wrong_csv_file_is_one_line_for_training_and_leaves_nothing(run, content):
    write("bad.csv", content)
    status, out, err = run(*TRAIN, "--save", "bad.json")
    assert (status, out) == (2, "")
    assert "bad.csv" in one_line(err)
    assert os.listdir() == ["bad.csv"]  # noqa: PTH208


def test_a_file_that_cannot_be_split_is_one_line(run):
    write("bad.csv", "x,y\n1,a\n2,b\n3,c\n")
    status, _, err = run(*TRAIN)
    assert status == 2
    assert "nothing to hold out" in one_line(err)


@pytest.mark.parametrize(
    "damage",
    [
        {"feature_names": "x"},
        {"feature_names": ["x", "z"]},
        {"feature_names": [1]},
        {"class_names": ["a", "b", "c"]},
        {"class_names": []},
        {"target_name": None},
        {"standardizer": None},
        {"standardizer": {"mean": [0.0], "scale": [0.0]}},
        {"standardizer": {"mean": ["a"], "scale": [1.0]}},
        {"standardizer": {"mean": [], "scale": []}},
        {"class_names": [], "target_standardizer": {"mean": [0.0]}},
    ],
)
def test_a_model_with_damaged_metadata_is_one_line(run, files, damage):
    content = json.loads((files / "model.json").read_text())
    content["metadata"].update(damage)
    write("damaged.json", json.dumps(content))
    status, out, err = run("predict", "damaged.json", files / "good.csv")
    assert (status, out) == (2, "")
    assert "damaged.json" in one_line(err)


@pytest.mark.parametrize("seed", range(60))
def test_a_corrupt_model_file_is_one_line_or_still_predicts(run, files, seed):
    rng = random.Random(seed)
    text = bytearray((files / "model.json").read_bytes())
    for _ in range(rng.randint(1, 3)):
        place = rng.randrange(len(text))
        text[place : place + rng.randint(0, 9)] = bytes([rng.randrange(256)]) * rng.randint(0, 2)
    Path("corrupt.json").write_bytes(text)
    status, out, err = run("predict", "corrupt.json", files / "good.csv")
    if status:
        assert (status, out) == (2, "")
        one_line(err)
    else:
        assert len(rows_of(out)) == 21


def test_help_is_given_for_every_command(run, capsys):
    for arguments, words in (
        (["--help"], ["train", "predict", "moons.png"]),
        (["train", "--help"], ["--target", "--save", "--hidden", "moons, circles", "example"]),
        (["predict", "--help"], ["MODEL.json", "FILE.csv", "example"]),
    ):
        with pytest.raises(SystemExit) as caught:
            run(*arguments)
        assert caught.value.code == 0
        out = capsys.readouterr().out
        assert all(word in out for word in words)


def test_errors_in_a_process_have_no_traceback():
    process = start("train", "none.csv", "--target", "y")
    out, err = process.communicate()
    assert (process.returncode, out) == (2, "")
    assert one_line(err) == "python -m nn: none.csv: No such file or directory\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_ctrl_c_saves_what_is_there_and_is_status_130():
    # Whoever runs these tests in the background has them, and so their children, ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = start(
        "train", "xor", "--epochs", "1000000", "--batch-size", "1000", "--save", "m.json"
    )
    signal.signal(signal.SIGINT, before)
    for line in process.stdout:
        if line.startswith("training"):
            break
    # The signal must not come before the first step; a run of a million epochs does not end.
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1.0)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130
    assert err == ""
    words = [line.split()[0] for line in out.splitlines()]
    assert [word for word in words if word != "warning"] == ["stopped", "result", "saved"]
    assert nn.load("m.json").metadata["feature_names"] == ["x1", "x2"]


def test_a_reader_that_has_seen_enough_is_no_error(files):
    write("long.csv", "x\n" + "0.5\n" * 20_000)
    process = start("predict", str(files / "model.json"), "long.csv")
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait() == 141


def test_a_reader_that_is_gone_from_the_start_is_no_error(files):
    reading, writing = os.pipe()
    os.close(reading)
    process = start("predict", str(files / "model.json"), str(files / "good.csv"), stdout=writing)
    os.close(writing)
    _, err = process.communicate()
    assert (process.returncode, err) == (141, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a full device")  # noqa: PTH110
def test_a_full_device_is_one_line(files):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        process = start("predict", str(files / "model.json"), str(files / "good.csv"), stdout=full)
        _, err = process.communicate()
    assert process.returncode == 2
    assert "No space left" in one_line(err)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_on_a_terminal_there_is_a_progress_bar(files):
    pytest.importorskip("tqdm")
    leader, follower = os.openpty()
    process = start("train", "xor", "--epochs", "3", stderr=follower)
    os.close(follower)
    out, _ = process.communicate()
    shown = b""
    try:
        while part := os.read(leader, 1000):
            shown += part
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(leader)
    assert process.returncode == 0
    assert b"\r" in shown
    assert "epoch  " not in out
