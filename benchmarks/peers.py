"""Peers, and the environments that are made for them, one for each, with what pip is set to find.

To add one, add a line to `PEERS`. An environment that is there is used as it is; what can't be
installed is left out, and the reason is told.
"""

import json
import platform
import subprocess
import sys
import venv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path.home() / ".cache" / "chainrule" / f"peers-{platform.python_version()}"
ASK = """
import importlib.metadata as m, json, sys
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = m.version(name)
    except m.PackageNotFoundError:
        pass
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Peer:
    """A library that does the same.

    Attributes:
        title: what people call it.
        distribution: by which one sees that it is there; none for what needs nothing.
        requirements: what pip installs.
        others: distributions whose versions are told besides.
    """

    title: str
    distribution: str = ""
    requirements: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


PEERS = {
    "chainrule": Peer(
        "chainrule",
        requirements=("-e", f"{ROOT}[fast,jax,native,data]"),
        others=("numpy", "llvmlite", "jax", "jaxlib", "scikit-learn"),
    ),
    "python": Peer("Python"),
    "numpy": Peer("NumPy", "numpy", ("numpy",)),
    "micrograd": Peer("micrograd", "micrograd", ("micrograd",)),
    "hips": Peer("HIPS autograd", "autograd", ("autograd", "scipy"), ("numpy",)),
    "torch": Peer("PyTorch", "torch", ("torch", "scikit-learn"), ("numpy", "scikit-learn")),
    "jax": Peer("JAX", "jax", ("jax",), ("jaxlib", "numpy")),
    "casadi": Peer("CasADi", "casadi", ("casadi", "numpy"), ("numpy",)),
    "sklearn": Peer("scikit-learn", "scikit-learn", ("scikit-learn",), ("numpy",)),
}


@dataclass
class Environment:
    """The Python of a peer, and the versions of what is in it."""

    interpreter: Path
    versions: dict[str, str] = field(default_factory=dict)


def here(names: Iterable[str], tell: Callable[[str], None] = print) -> dict[str, Environment]:
    """The peers that this very Python has."""
    return _present({name: Environment(Path(sys.executable)) for name in names}, tell)


def environments(
    names: Iterable[str], folder: Path = FOLDER, tell: Callable[[str], None] = print
) -> dict[str, Environment]:
    """The peers that can be had, each in an environment of its own in the folder."""
    found = {}
    for name in names:
        interpreter = _interpreter(folder / name)
        try:
            _made(folder / name, name, tell)
        except (OSError, subprocess.CalledProcessError) as error:
            said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
            tell(f"{PEERS[name].title} can't be installed, and is left out: {said[-1]}")
            continue
        found[name] = Environment(interpreter)
    return _present(found, tell)


def _interpreter(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _made(folder: Path, name: str, tell: Callable[[str], None]) -> None:
    """Makes the environment, unless there is one with what is wanted."""
    stamp, wanted = folder / "made.json", list(PEERS[name].requirements)
    if stamp.exists() and json.loads(stamp.read_text(encoding="utf-8")) == wanted:
        return
    tell(f"an environment for {PEERS[name].title} is made in {folder}")
    if not stamp.exists():  # or the last attempt was broken off
        venv.create(folder, with_pip=bool(wanted), clear=folder.exists())
    if wanted:
        pip = [_interpreter(folder), "-m", "pip", "--disable-pip-version-check"]
        wanted_here = [_for_processors(pip, tell) if x == "torch" else x for x in wanted]
        _run([*pip, "install", "--quiet", "--no-compile", *wanted_here])
    stamp.write_text(json.dumps(wanted), encoding="utf-8")


def _for_processors(pip: list[object], tell: Callable[[str], None]) -> str:
    """PyTorch without gigabytes for graphics cards, where pip is set to find such a wheel."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return "torch"  # there is no other
    offered = _run([*pip, "index", "versions", "torch"])
    _, _, versions = offered.partition("Available versions:")
    names = [name.strip() for name in versions.partition("\n")[0].split(",")]
    slim = [name for name in names if name.endswith("+cpu")]
    if slim:
        return f"torch=={slim[0]}"
    tell("PyTorch comes with several gigabytes for graphics cards; pip can be set to find its")
    tell("wheels for processors alone: see --extra-index-url in PyTorch's own instructions")
    return "torch"


def _present(found: dict[str, Environment], tell: Callable[[str], None]) -> dict[str, Environment]:
    """Those of which the library is there; their versions are looked up."""
    present = {}
    for name, environment in found.items():
        peer = PEERS[name]
        names = [peer.distribution, *peer.others] if peer.distribution else [*peer.others]
        command = [environment.interpreter, "-c", ASK, *names]
        environment.versions = json.loads(_run(command)) if names else {}
        if peer.distribution and peer.distribution not in environment.versions:
            tell(f"{peer.title} is not installed, and left out")
        else:
            present[name] = environment
    return present


def _run(command: list[object]) -> str:
    done = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, check=True, cwd=Path(sys.prefix)
    )
    return done.stdout
