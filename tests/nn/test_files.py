"""Files: written whole or not at all, with the mode they had, and nothing left behind."""

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import pytest

import nn
from autograd import files
from autograd.files import check_writable, write_whole

POSIX = os.name == "posix"
pytestmark = pytest.mark.skipif(not POSIX, reason="modes, links and limits are those of POSIX")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def run(code, *arguments):
    """The code in a process of its own, which finds the same package."""
    root = str(Path(nn.__file__).parents[1])
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def umask():
    before = os.umask(0o027)
    yield
    os.umask(before)


@pytest.mark.parametrize("kept", [0o600, 0o644, 0o666, 0o640, 0o400])
def test_a_file_keeps_its_mode_when_it_is_replaced(tmp_path, umask, kept):
    path = tmp_path / "model.json"
    path.write_text("old")
    path.chmod(kept)
    write_whole(path, "new")
    assert (path.read_text(), mode(path)) == ("new", kept)


def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path, umask):
    nn.MLP(1, [1]).save(tmp_path / "model.json")
    assert mode(tmp_path / "model.json") == 0o640


def test_what_is_written_is_never_readable_for_others_than_the_file(tmp_path, monkeypatch):
    path, seen = tmp_path / "model.json", []
    path.write_text("old")
    path.chmod(0o600)
    plain = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (seen.append(os.fstat(fd)), plain(fd)))
    write_whole(path, "new")
    first, folder = seen
    assert (stat.S_IMODE(first.st_mode), first.st_size) == (0o600, 3)
    assert (folder.st_ino, stat.S_ISDIR(folder.st_mode)) == (tmp_path.stat().st_ino, True)


def test_links_are_followed_to_the_file_that_is_there_or_not_there_yet(tmp_path):
    (tmp_path / "folder").mkdir()
    real, link, second = tmp_path / "folder" / "real", tmp_path / "link", tmp_path / "second"
    link.symlink_to(real)
    second.symlink_to("link")
    for content in ("one", "two"):
        write_whole(second, content)
        assert real.read_text() == content
    assert (link.readlink(), second.readlink()) == (real, Path("link"))
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["folder", "link", "real", "second"]


def unfit(folder):
    """Names that no file can be written to, by what is wrong with them."""
    (folder / "loop").symlink_to("pool")
    (folder / "pool").symlink_to("loop")
    (folder / "astray").symlink_to("nowhere/model.json")
    (folder / "file").write_text("")
    os.mkfifo(folder / "pipe")
    return {
        "loop": errno.ELOOP,
        "n" * 256: errno.ENAMETOOLONG,
        "a\0b": errno.EINVAL,
        ".": errno.EEXIST,
        "pipe": errno.EEXIST,
        "nowhere/model.json": errno.ENOENT,
        "astray": errno.ENOENT,
        "file/model.json": errno.ENOTDIR,
    }


@pytest.mark.parametrize("write", [check_writable, lambda path: write_whole(path, "new")])
def test_a_name_that_no_file_can_have_is_an_error_that_says_it(tmp_path, write):
    for name, number in unfit(tmp_path).items():
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(OSError, match=r"^\[Errno") as caught:
            write(f"{tmp_path}/{name}")
        assert (caught.value.errno, caught.value.filename) == (number, f"{tmp_path}/{name}")
        assert len(caught.value.strerror) > 10
        assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "pipe").is_fifo()


def test_a_name_that_no_file_can_have_costs_no_training(tmp_path):
    for name in unfit(tmp_path):
        model = nn.MLP(1, [1], seed=0)
        before = model.state_dict()
        with pytest.raises(OSError, match=r"^\[Errno"):
            nn.fit(model, [[0.0], [1.0]], [0, 1], checkpoint=f"{tmp_path}/{name}", progress=False)
        assert model.state_dict() == before


def test_a_name_of_full_length_fits(tmp_path):
    path = tmp_path / ("n" * 255)
    check_writable(path)
    assert not path.exists()
    write_whole(path, "new")
    assert path.read_text() == "new"


@pytest.mark.skipif(POSIX and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_told_before(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError):
        check_writable(tmp_path / "model.json")


# --- a full disk ---------------------------------------------------------------------------------

FULL = """
import resource, signal, sys
import nn
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    nn.MLP(2, [40, 1], seed=1).save(sys.argv[1])
except OSError as error:
    print(error)
"""


def test_a_file_that_does_not_fit_on_the_disk_leaves_the_old_one(tmp_path):
    path = tmp_path / "model.json"
    nn.MLP(2, [2, 1], seed=0).save(path)
    old = path.read_bytes()
    done = run(FULL, path)
    assert done.stdout == f"[Errno 27] File too large: '{path}'\n"
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["fsync", "replace", "fchmod"])
def test_whichever_call_fails_the_old_file_stays_and_no_other(tmp_path, monkeypatch, name):
    path = tmp_path / "model.json"
    path.write_text("old")

    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, name, full)
        with pytest.raises(OSError, match="No space left on device") as caught:
            write_whole(path, "new")
    assert caught.value.filename == str(path)
    assert (path.read_text(), list(tmp_path.iterdir())) == ("old", [path])


# --- what was killed -----------------------------------------------------------------------------

KILLED = """
import os, signal, sys
import autograd.files
os.fsync = lambda fd: os.kill(os.getpid(), signal.SIGKILL)
autograd.files.write_whole(sys.argv[1], "half")
"""


def test_what_a_killed_writer_left_goes_with_the_next_writing(tmp_path):
    path, other = tmp_path / "model.json", tmp_path / "other.json"
    path.write_text("old")
    for target in (path, path, other):
        assert run(KILLED, target).returncode == -signal.SIGKILL
    assert path.read_text() == "old"
    left = [p for p in tmp_path.iterdir() if p.name.startswith(".")]
    assert len(left) == 2  # for the second had removed what was left from the first
    write_whole(path, "new")
    assert len([p for p in tmp_path.iterdir() if p.name.startswith(".")]) == 1
    write_whole(other, "new")
    assert sorted(tmp_path.iterdir()) == [path, other]


def test_where_open_files_cannot_be_renamed_they_are_closed_first(tmp_path, monkeypatch):
    path, closed = tmp_path / "model.json", []
    plain, opened = os.replace, files._opened

    def told(start):
        closed.append(opened(start))
        return closed[-1]

    def replace(source, target):
        assert closed[-1].closed
        plain(source, target)

    monkeypatch.setattr(files, "WINDOWS", True)
    monkeypatch.setattr(files, "_opened", told)
    monkeypatch.setattr(os, "replace", replace)
    (tmp_path / f".{zlib.crc32(b'model.json'):08x}.left.part").write_text("half")
    for content in ("one", "two"):
        write_whole(path, content)
        assert path.read_text() == content
        assert list(tmp_path.iterdir()) == [path]


def test_the_file_of_a_writer_that_lives_stays(tmp_path):
    path = tmp_path / "model.json"
    with files._beside(str(path)) as file:
        file.write(b"slow")
        write_whole(path, "quick")
        assert Path(file.name).exists()
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_text() == "quick"


def test_a_file_that_is_removed_before_it_is_locked_is_made_again(tmp_path, monkeypatch):
    removed, lock = [], files._lock

    def slow(fd):
        if not removed:
            (half,) = tmp_path.iterdir()
            removed.append(half.name)
            half.unlink()
        return lock(fd)

    monkeypatch.setattr(files, "_lock", slow)
    write_whole(tmp_path / "model.json", "new")
    assert len(removed) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["model.json"]


def test_no_two_half_files_have_one_name_and_links_are_not_followed(tmp_path, monkeypatch):
    victim = tmp_path / "victim"
    victim.write_text("precious")
    names = []

    def urandom(count):
        names.append(count)
        if len(names) == 1:  # somebody guessed the name, and put a link there
            start = f".{zlib.crc32(b'model.json'):08x}."
            (tmp_path / f"{start}{bytes(count).hex()}.part").symlink_to(victim)
            return bytes(count)
        return b"\1" * count

    monkeypatch.setattr(files.os, "urandom", urandom)
    with pytest.raises(FileExistsError):
        write_whole(tmp_path / "model.json", "new")
    assert victim.read_text() == "precious"


def test_many_threads_that_save_to_one_name_leave_one_whole_file(tmp_path):
    path, errors = tmp_path / "model.json", []

    def save(seed):
        model = nn.MLP(2, [3, 1], seed=seed)
        try:
            for _ in range(20):
                model.save(path)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=save, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert list(tmp_path.iterdir()) == [path]
    saved = nn.load(path).state_dict()
    assert saved in [nn.MLP(2, [3, 1], seed=seed).state_dict() for seed in range(4)]


# --- what is in them -----------------------------------------------------------------------------


def test_a_name_that_stands_twice_in_a_model_file_is_refused(tmp_path):
    path = tmp_path / "model.json"
    nn.Neuron(2, seed=0).save(path)
    text = path.read_text()
    path.write_text(text.replace('"w.0":', '"w.0": 5.0,\n  "w.0":'))
    for load in (nn.load, nn.Neuron(2).load):
        with pytest.raises(nn.ModelFileError, match=r'not a model file: "w\.0" stands in it twice'):
            load(path)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e400"])
def test_a_number_that_is_not_finite_in_a_model_file_is_refused(tmp_path, number):
    path = tmp_path / "model.json"
    nn.Neuron(1, seed=0).save(path)
    content = json.loads(path.read_text())
    for part in ("parameters", "metadata"):
        changed = {**content, part: {**content[part], "b": "HERE"}}
        path.write_text(json.dumps(changed).replace('"HERE"', number))
        with pytest.raises(nn.ModelFileError, match=f"{number} stands in it, and all numbers"):
            nn.load(path)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_model_with_such_a_number_is_not_saved(tmp_path, number):
    neuron = nn.Neuron(1, seed=0)
    neuron.save(tmp_path / "model.json")
    old = (tmp_path / "model.json").read_bytes()
    neuron.b.data = number
    with pytest.raises(ValueError, match=f"finite parameters only; b is {number}"):
        neuron.save(tmp_path / "model.json")
    neuron.b.data = 0.0
    neuron.metadata["score"] = number
    with pytest.raises(ValueError, match="not written: Out of range float values"):
        neuron.save(tmp_path / "model.json")
    assert (tmp_path / "model.json").read_bytes() == old
