"""Makes a site of the course that runs in the browser: JupyterLite, with Python inside.

    python notebooks/build.py [FOLDER] [--online]     makes it, by default in site/lite
    python -m http.server --directory site/lite       serves it, as any web server can

The site is complete in itself: nothing is asked of another host, so it works in a class without a
network. What Pyodide's own builds alone provide (NumPy, matplotlib, scikit-learn) it then lacks,
and the lessons say what they leave out. With `--online`, as the published site is made, these come
from Pyodide's host where a cell imports them.

It needs the extra `lite`, and npm, which fetches Python for the browser.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TypedDict

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
SETTINGS = "@jupyterlite/pyodide-kernel-extension:kernel"
# Loaded before the first cell: the library, and what the kernel would ask for one by one.
PRELOADED = ["chainrule", "comm", "ipython", "jedi", "micropip"]
PAGES = ["README.md", "notation.md", "errata.md", "reading.md"]  # to which lessons link
NOT_SERVED = ["*.map", "*.d.ts", "console*.html", "README.md", "package.json", "pyodide.js"]


class Entry(TypedDict, total=False):
    """A package as Pyodide's lock file has it."""

    name: str
    version: str
    file_name: str
    sha256: str
    imports: list[str]
    depends: list[str]
    install_dir: str
    package_type: str
    unvendored_tests: bool


def build(site: Path, online: bool) -> None:
    """Writes the site to a folder, in the place of what was there."""
    with tempfile.TemporaryDirectory() as scratch:
        lite = Path(scratch)
        copy_lessons(lite / "files")
        runtime = fetch_runtime(lite)
        lock_packages(runtime, online)
        (lite / "jupyter-lite.json").write_text(json.dumps(configuration(online)))
        built = lite / "built"
        command = ["lite", "build", "--lite-dir", lite, "--output-dir", built]
        options = ["--contents", lite / "files", "--apps", "lab", "--apps", "notebooks"]
        run(sys.executable, "-m", "jupyter", *command, *options, "--no-sourcemaps", cwd=lite)
        (built / "index.html").write_text(start_page(lite / "files"), encoding="utf-8")
        shutil.copy(built / "lab" / "favicon.ico", built)  # browsers ask for it there
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(built, site)


def copy_lessons(files: Path) -> None:
    """Both editions as they are stored, for a kernel that has another name here."""
    for edition in (Path(), Path("ko")):
        (files / edition).mkdir(parents=True)
        for name in ("course.py", "words.json", *PAGES):
            if (FOLDER / edition / name).exists():  # words are those of the Korean edition
                shutil.copy(FOLDER / edition / name, files / edition)
        for path in sorted((FOLDER / edition).glob("[0-9]*.ipynb")):
            notebook = json.loads(path.read_text(encoding="utf-8"))
            notebook["metadata"]["kernelspec"] = {"name": "python", "display_name": "Python"}
            (files / edition / path.name).write_text(json.dumps(notebook), encoding="utf-8")


def fetch_runtime(lite: Path) -> Path:
    """Pyodide as npm has it, in the version that the kernel was made for."""
    from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

    npm = shutil.which("npm")
    if not npm:
        raise SystemExit("npm fetches Python for the browser, and is not here: install Node.js")
    run(npm, "pack", "--silent", f"pyodide@{PYODIDE_VERSION}", cwd=lite)
    (archive,) = lite.glob("pyodide-*.tgz")
    shutil.unpack_archive(archive, lite / "npm", filter="data")
    runtime = lite / "static" / "pyodide"
    shutil.copytree(lite / "npm" / "package", runtime, ignore=shutil.ignore_patterns(*NOT_SERVED))
    return runtime


def lock_packages(runtime: Path, online: bool) -> None:
    """Puts wheels beside the runtime, and writes into its lock file where each package is."""
    from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL

    path = runtime / "pyodide-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    known: dict[str, Entry] = lock["packages"]
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", runtime, ROOT)
    download(["comm", *(f"{n}=={known[n]['version']}" for n in needed(known))], runtime)
    local = {entry["name"]: entry for entry in map(described, sorted(runtime.glob("*.whl")))}
    elsewhere = {
        name: entry | {"file_name": f"{PYODIDE_CDN_URL}/{entry['file_name']}"}
        for name, entry in known.items()
    }
    lock["packages"] = (elsewhere if online else {}) | {
        name: entry | {"depends": known[name]["depends"] if name in known else []}
        for name, entry in local.items()
    }
    path.write_text(json.dumps(lock), encoding="utf-8")


def needed(known: dict[str, Entry]) -> list[str]:
    """The packages of the lock file that the kernel can't start without."""
    found, waiting = [], [name for name in PRELOADED if name in known]
    while waiting:
        name = waiting.pop().replace("_", "-")
        if name not in found:
            found.append(name)
            waiting += known[name]["depends"]
    return found


def download(requirements: list[str], folder: Path) -> None:
    """Wheels of pure Python, from the package index."""
    pure = ["--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none"]
    options = ["-q", "--no-deps", *pure, "--python-version=3.14", "-d", folder]
    run(sys.executable, "-m", "pip", "download", *options, *requirements)


def described(wheel: Path) -> Entry:
    """A wheel's entry in the lock file."""
    name, version = wheel.name.split("-")[:2]
    with zipfile.ZipFile(wheel) as archive:
        top = {file.partition("/")[0].removesuffix(".py") for file in archive.namelist()}
    return {
        "name": name.lower().replace("_", "-"),
        "version": version,
        "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "imports": sorted(name for name in top if name.isidentifier()),
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }


def configuration(online: bool) -> dict[str, object]:
    """What JupyterLite reads when a page opens."""
    kernel = {"loadPyodideOptions": {"packages": PRELOADED}, "disablePyPIFallback": not online}
    data = {"appName": "chainrule", "exposeAppInBrowser": True}
    data["litePluginSettings"] = {SETTINGS: kernel}
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": data}


def start_page(files: Path) -> str:
    """A page with a link to each lesson."""
    parts = []
    for edition, heading in (("", "The lessons"), ("ko/", "강의 노트북")):
        links = [
            f'<li><a href="notebooks/index.html?path={edition}{path.name}">{title(path)}</a></li>'
            for path in sorted((files / edition).glob("*.ipynb"))
        ]
        parts.append(f"<h2>{heading}</h2>\n<ol start=0>\n{chr(10).join(links)}\n</ol>")
    return PAGE.format(lessons="\n".join(parts))


def title(lesson: Path) -> str:
    """The heading of a notebook."""
    first = json.loads(lesson.read_text(encoding="utf-8"))["cells"][0]
    return html.escape("".join(first["source"]).partition("\n")[0].lstrip("# "))


PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>chainrule: the course, nothing to install</title>
<style>
  body {{ font: 17px/1.6 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto }}
  :root {{ color-scheme: light dark }}
</style>
<!-- JupyterLite's pages look here for what they share. -->
<script id="jupyter-config-data" type="application/json" data-jupyter-lite-root=".">{{}}</script>
<h1>chainrule</h1>
<p>A lesson opens in this browser, and runs in it: choose <b>Run → Run All Cells</b>.
<p lang="ko">노트북은 이 브라우저 안에서 열리고 실행됩니다. <b>Run → Run All Cells</b>를 누르세요.
{lessons}
<p><a href="lab/index.html">JupyterLab</a>
</html>
"""


def run(*command: str | Path, cwd: Path | None = None) -> None:
    """Runs a program, which says what went wrong if it fails."""
    ran = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True)
    if ran.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{ran.stdout}{ran.stderr}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "site" / "lite")
    parser.add_argument("--online", action="store_true", help="NumPy and others by the network")
    arguments = parser.parse_args()
    build(arguments.folder, arguments.online)
    size = sum(path.stat().st_size for path in arguments.folder.rglob("*") if path.is_file())
    print(f"{arguments.folder}: {size / 1e6:.0f} MB; see it with")
    print(f"python -m http.server --directory {arguments.folder}")


if __name__ == "__main__":
    main()
