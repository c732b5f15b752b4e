"""The widget where it is used: JupyterLab on this machine, in the same browser."""

import contextlib
import importlib.util
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

import autograd

ROOT = Path(__file__).resolve().parents[2]
CELL = """
import autograd
from autograd import Value

x, w = Value(2.0, "x"), Value(-3.0, "w")
y = (x * w + 7).tanh()
y.label = "y"
autograd.explore(y)
"""
OWN = """
cube = autograd.operation("cube", lambda a: a**3, lambda y, a: (3 * a * a,))
autograd.explore(cube(Value(2.0, "x")) * 2)
"""
# What JupyterLab asks the world for at its start: news, updates, a list of extensions.
QUIET = (
    *("LabApp.news_url=None", "LabApp.extension_manager=readonly"),
    "LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(what, seconds, why):
    """The first true result of `what()`, asked again and again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            if result := what():
                return result
        time.sleep(0.2)
    raise AssertionError(f"waited {seconds} seconds in vain for {why}")


@pytest.fixture
def lab(tmp_path):
    """The address of a notebook in a JupyterLab that was started for it."""
    for package in ("jupyterlab", "anywidget"):  # not imported: another process does
        if not importlib.util.find_spec(package):
            pytest.skip(f"{package} is in the extra notebooks")
    nbformat = pytest.importorskip("nbformat")
    work = tmp_path / "work"
    work.mkdir()
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in (CELL, OWN)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, work / "lesson.ipynb")
    port, token = free_port(), secrets.token_hex(8)
    private = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    environment = {
        **os.environ,
        **{name: str(tmp_path / name) for name in private},
        "PYTHONPATH": str(ROOT),
    }
    arguments = ("ServerApp.ip=127.0.0.1", f"ServerApp.port={port}", f"ServerApp.root_dir={work}")
    options = (*arguments, f"IdentityProvider.token={token}", "ServerApp.port_retries=0", *QUIET)
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        + [f"--{option}" for option in options],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(
            lambda: json.load(urllib.request.urlopen(f"{address}/api", timeout=5)), 60, "the server"
        )
        yield f"{address}/lab/tree/lesson.ipynb?token={token}"
    finally:
        server.terminate()
        server.wait(timeout=30)


READY = """
document.querySelector('.jp-Dialog .jp-mod-accept')?.click();  // which kernel? the one offered
return document.querySelector('.jp-Notebook .jp-CodeCell .cm-content') !== null
  && document.querySelector('#jp-main-statusbar').innerText.includes('| Idle');
"""


def test_the_widget_runs_in_jupyterlab(browser, lab):
    browser.driver.get(lab)
    browser.window(1280, 1000)
    wait_for(lambda: browser.run(READY), 90, "the notebook and its kernel")
    hold_shift_and_press_enter(browser, ".jp-CodeCell .jp-InputPrompt")
    shown = "return document.querySelector('.chainrule-explorer .node') !== null"
    wait_for(lambda: browser.run(READY) and browser.run(shown), 60, "the widget")

    browser.run("document.querySelector('.chainrule-explorer').focus()")
    browser.press("END")
    gradients = browser.run(
        "return [...document.querySelectorAll('.chainrule-explorer .node')]"
        ".map((node) => Number(node.querySelector('.gradient .number').title))"
    )
    scope = {}
    exec(CELL, scope)
    scope["y"].backward()
    assert gradients == [node.grad for node in autograd.topological_order(scope["y"])]

    # JupyterLab's own keys do nothing while the explorer has the focus: a and b make new cells.
    cells = "return document.querySelectorAll('.jp-Notebook .jp-Cell').length"
    before = browser.run(cells)
    browser.press("HOME", "ARROW_RIGHT", "ARROW_RIGHT", "a", "b")  # the product, then the sum
    place = browser.run("return document.querySelector('.chainrule-explorer .place').innerText")
    assert place == "Forward 5 of 6"
    assert browser.run(cells) == before
    browser.shoot("jupyterlab")

    # An operation that only Python knows: the kernel computes what a changed leaf makes of it.
    hold_shift_and_press_enter(browser, ".jp-CodeCell:nth-child(2) .jp-InputPrompt")
    second = "const root = document.querySelectorAll('.chainrule-explorer')[1];"
    wait_for(lambda: browser.run(f"{second} return root?.querySelector('.node') != null"), 60, "it")
    browser.run(
        f"{second} root.querySelector('[aria-label=\"To the end\"]').click();"
        "const input = root.querySelector('.leaf-list input'); input.value = '5';"
        "input.dispatchEvent(new Event('input', { bubbles: true }))"
    )
    wait_for(
        lambda: (
            browser.run(f"{second} return root.querySelector('.result .number').title") == "250"
        ),
        30,
        "the kernel's answer",
    )
    gradient = f"{second} return root.querySelector('.leaf .gradient .number').title"
    assert browser.run(gradient) == "150"
    # And a step down the gradient, 5 - 0.1·150, is computed there too.
    browser.run(f"{second} root.querySelector('.descent button').click()")
    fallen = f"{second} return root.querySelector('.falling').innerText"
    wait_for(lambda: browser.run(fallen), 30, "the kernel's answer")
    assert "250 → −2000 in 1 step" in browser.run(fallen)
    assert not [message for message in browser.complaints() if "chainrule" in message]


def hold_shift_and_press_enter(browser, cell):
    """Runs a cell, found by a CSS selector."""
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    browser.driver.find_elements("css selector", cell)[0].click()
    actions = ActionChains(browser.driver).key_down(Keys.SHIFT).send_keys(Keys.ENTER)
    actions.key_up(Keys.SHIFT).perform()
