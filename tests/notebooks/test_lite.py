"""The course as a site in the browser, with the network cut off; and its engine in Node.

    python notebooks/build.py && LITE_SITE=site/lite python -m pytest tests/notebooks/test_lite.py

The gate builds the site and names it so; without it these tests skip.
"""

import functools
import json
import math
import os
import shutil
import subprocess
import threading
import time
import xml.etree.ElementTree as ET
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.exploring.conftest import Browser

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(os.environ.get("LITE_SITE", ""))
pytestmark = pytest.mark.skipif(
    "LITE_SITE" not in os.environ,
    reason="LITE_SITE is to name the site that notebooks/build.py has made",
)
LESSONS = [
    f"{edition}{lesson}.ipynb"
    for lesson in ("01_quickstart", "05_backprop_by_hand")
    for edition in ("", "ko/")
]
OFFLINE = "host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
PANEL = "const panel = [...window.jupyterapp?.shell.widgets('main') ?? []][0];"
READY = f"""{PANEL}
return panel?.context?.sessionContext.session?.kernel?.status === 'idle' &&
  document.querySelectorAll('.jp-Notebook .jp-Cell').length > 3"""
RUN_ALL = f"""{PANEL}
window.ran = null;
const running = jupyterapp.commands.execute('notebook:run-all-cells');
running.then((all) => {{ window.ran = String(all) }})"""
EXPLORE = f"""{PANEL}
const model = panel.content.model.sharedModel;
model.insertCell(model.cells.length, {{ cell_type: 'code', source: arguments[0] }});
panel.content.activeCellIndex = model.cells.length - 1;
jupyterapp.commands.execute('notebook:run-cell')"""

FRAMES = "return document.querySelectorAll('.jp-OutputArea iframe').length"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address():
    """The site on a server of files, such as any web host is."""
    handler = functools.partial(Quiet, directory=SITE)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser():
    """A browser that reaches this machine alone."""
    browser = Browser(OFFLINE)
    yield browser
    browser.driver.quit()


def wait_for(browser, script, why, seconds=240):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := browser.run(script):
            return result
        time.sleep(0.2)
    raise AssertionError(f"waited {seconds} s in vain for {why}: {browser.complaints()[-5:]}")


def boxes_of_the_last_explorer(browser):
    """How many nodes it shows; it stands in a frame, shut off from the page."""
    driver = browser.driver
    driver.switch_to.frame(driver.find_elements("css selector", ".jp-OutputArea iframe")[-1])
    try:
        return wait_for(browser, "return document.querySelectorAll('.node').length", "its boxes")
    finally:
        driver.switch_to.default_content()


@pytest.fixture(params=LESSONS)
def lesson(request, browser, address):
    """A lesson that was opened and run; its cells of code."""
    browser.complaints(), browser.requests()
    browser.driver.get(f"{address}notebooks/index.html?path={request.param}")
    browser.window(1280, 1000)
    wait_for(browser, READY, "Python")
    browser.run(RUN_ALL)
    wait_for(browser, "return window.ran", "the last cell")
    return [
        cell
        for cell in browser.run(f"{PANEL} return panel.context.model.toJSON()")["cells"]
        if cell["cell_type"] == "code"
    ]


def test_a_lesson_runs_to_its_end_without_the_network(lesson, browser, address):
    errors = [o for cell in lesson for o in cell["outputs"] if o["output_type"] == "error"]
    assert errors == []
    assert [cell["execution_count"] for cell in lesson] == list(range(1, len(lesson) + 1))
    assert browser.run("return window.ran") == "true"
    kinds = {kind for cell in lesson for o in cell["outputs"] for kind in o.get("data", {})}
    assert "image/svg+xml" in kinds  # a graph, drawn here

    before = browser.run(FRAMES)
    browser.run(EXPLORE, "autograd.explore((Value(2.0) * Value(3.0) + 1.0).tanh())")
    wait_for(browser, f"{FRAMES} > {before}", "the explorer")
    assert boxes_of_the_last_explorer(browser) == 6

    asked = [url for url in browser.requests() if url.startswith(("http:", "https:", "ws"))]
    assert asked
    assert not [url for url in asked if not url.startswith(address)]
    assert not [line for line in browser.complaints() if "Failed to load" in line]


def test_the_start_page_leads_to_every_lesson_of_both_editions(browser, address):
    browser.driver.get(address)
    links = browser.run("return [...document.querySelectorAll('li a')].map((a) => a.href)")
    paths = [link.partition("?path=")[2] for link in links]
    lessons = sorted(path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
    assert sorted(paths) == sorted([*lessons, *(f"ko/{name}" for name in lessons)])
    assert all((SITE / "files" / path).is_file() for path in paths)
    assert browser.run("return document.querySelectorAll('h2').length") == 2
    # A lesson that the browser has just left may complain so late that it is heard here.
    assert [line for line in browser.complaints() if "beforeunload" not in line] == []


IN_NODE = """
import { loadPyodide } from "./pyodide.mjs";

const python = await loadPyodide({ packages: ["chainrule"] });
console.log(python.runPython(`
import json, autograd
from autograd import Value
from nn.command.program import main

x = Value(2.0, "x")
y = (x * x + x).tanh()
y.backward()
status = main(["demo", "--epochs", "2"])
json.dumps([status, x.grad, autograd.draw(y).pipe(format="svg").decode()])
`));
"""


def test_demo_and_pictures_work_in_node_with_nothing_installed(tmp_path):
    node = shutil.which("node")
    if not node:
        pytest.skip("no node here (Debian: nodejs)")
    folder = SITE.resolve() / "static" / "pyodide"
    command = [node, "--input-type=module", "--eval", IN_NODE]
    ran = subprocess.run(command, cwd=folder, capture_output=True, timeout=300, text=True)
    assert ran.returncode == 0, ran.stderr
    *printed, last = ran.stdout.splitlines()
    status, slope, picture = json.loads(last)
    assert status == 0
    assert any(line.startswith("result    accuracy") for line in printed)
    assert math.isclose(slope, 5 * (1 - math.tanh(6.0) ** 2), rel_tol=1e-9)
    words = "".join(ET.fromstring(picture).itertext())
    assert "tanh" in words
    assert "x" in words
