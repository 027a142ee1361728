"""A notebook that nbconvert runs and exports: its figures are live, without kernel and network."""

import os
import subprocess
import sys

import nbformat
import pytest

from tests.browser import site

pytestmark = pytest.mark.browser

# nbconvert runs it, and waits as long as a slow machine needs
RUN = ["--execute", "--ExecutePreprocessor.startup_timeout=600"]
RUN += ["--ExecutePreprocessor.iopub_timeout=600"]
CELL = """
from snnlib import live

def line(slope, y, readouts):
    for k in range(y.size):
        y[k] = slope * k
    readouts.end = y[-1]

axis = live.Axis("k")
live.Figure("exported", kernel=line, title="Exported", controls=[live.Slider("slope", 0, 9, 3, 1)],
    arrays={"y": live.Array(11)}, readouts={"end": live.Readout()},
    views=[live.Plot([live.Trace("y", 1)], axis, axis)])
"""


def test_an_exported_notebook_is_live(browser, tmp_path):
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [nbformat.v4.new_code_cell(CELL)]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, tmp_path / "notebook.ipynb")
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "html", *RUN, "notebook.ipynb"],
        cwd=tmp_path, check=True, capture_output=True,
        env=os.environ | {"PYTHONPATH": str(site.ROOT), "IPYTHONDIR": str(tmp_path / "own")},
    )  # fmt: skip
    context = browser.new_context(offline=True)
    context.set_default_timeout(site.PATIENCE_MS)
    try:
        page = context.new_page()
        page.goto((tmp_path / "notebook.html").as_uri(), wait_until="domcontentloaded")
        page.wait_for_selector('[data-live-figure="exported"][data-ready="1"]')
        live = page.locator("[data-live-figure]")
        assert live.evaluate("f => f.live.readouts().end") == 30.0
        live.evaluate("async f => { f.live.set('slope', 5); await f.live.settled(); }")
        assert live.evaluate("f => f.live.readouts().end") == 50.0
    finally:
        context.close()

    still = browser.new_context(offline=True, java_script_enabled=False)
    try:
        page = still.new_page()
        page.goto((tmp_path / "notebook.html").as_uri(), wait_until="domcontentloaded")
        assert page.locator("[data-live-figure] svg").is_visible()
        assert page.get_by_text("This is a still picture.").is_visible()
    finally:
        still.close()
