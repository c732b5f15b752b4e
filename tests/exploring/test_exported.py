"""A notebook with explorers that was exported to HTML and is read offline."""

import sys

import pytest

import autograd
from tests.exploring.graphs import neuron
from tests.exploring.test_boxes import samples

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def exported(explorers, path):
    """What nbconvert makes of a notebook with these outputs."""
    nbconvert = pytest.importorskip("nbconvert")
    v4 = pytest.importorskip("nbformat").v4
    cells = []
    for explorer in explorers:
        bundle = explorer._repr_mimebundle_()
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        output = v4.new_output("execute_result", data, execution_count=1)
        cells.append(v4.new_code_cell("autograd.explore(v)", execution_count=1, outputs=[output]))
    html, _ = nbconvert.HTMLExporter().from_notebook_node(v4.new_notebook(cells=cells))
    path.write_text(html, encoding="utf-8")
    return data


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("with_widget", [True, False])
def test_explorers_of_an_exported_notebook_work_without_kernel_network_or_widget_manager(
    browser, tmp_path, monkeypatch, with_widget
):
    if with_widget:
        pytest.importorskip("anywidget")
    else:
        monkeypatch.delitem(sys.modules, "autograd.exploring.widget", raising=False)
        monkeypatch.setitem(sys.modules, "anywidget", None)
    explorers = [autograd.explore(neuron()), autograd.explore(samples(), language="ko")]
    data = exported(explorers, tmp_path / "lesson.html")
    assert (WIDGET_VIEW in data) == with_widget
    browser.driver.execute_cdp_cmd(
        "Network.emulateNetworkConditions",
        {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0},
    )
    try:
        browser.driver.get((tmp_path / "lesson.html").as_uri())
        frames = browser.driver.find_elements("css selector", "iframe")
        assert len(frames) == 2
        browser.driver.switch_to.frame(frames[0])
        browser.run("document.querySelector('.play').focus()")
        browser.press("END")
        title = "return document.querySelectorAll('.leaf .gradient .number')[3].title"
        assert float(browser.run(title)) == pytest.approx(1.0)  # ∂o/∂w1 of the lecture's neuron
        browser.driver.switch_to.default_content()
        browser.driver.switch_to.frame(frames[1])
        browser.run("document.querySelectorAll('.node.folded')[1].click()")
        opened = "return document.querySelector('.opened').innerText"
        assert browser.run(opened) == "− 1층"
    finally:
        browser.driver.switch_to.default_content()
        browser.driver.execute_cdp_cmd(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
        )
