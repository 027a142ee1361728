"""A chapter in a real JupyterLab: figures and Python follow one another."""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from snnlib.live.kernel import checksum
from tests.browser import site
from tests.browser.contract import from_page

pytestmark = pytest.mark.browser

CHAPTER = "book/neurons/lif.md"
_NAMED = ("book/spikes/membrane.md", "book/references.bib")  # what the chapter names
_SETTING = "tools/jupyter"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Address of a JupyterLab that shows a copy of the chapter and writes beside it."""
    root = tmp_path_factory.mktemp("lab")
    for name in (CHAPTER, *_NAMED):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(site.ROOT / name, root / name)
    own = root / "own"
    environment = os.environ | {
        "JUPYTER_CONFIG_PATH": str(site.ROOT / _SETTING),
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "IPYTHONDIR": str(own / "ipython"),
        "PYTHONPATH": str(site.ROOT),
    }
    options = [
        f"--ServerApp.root_dir={root}",
        "--ServerApp.port=0",
        "--ServerApp.open_browser=False",
        "--ServerApp.allow_root=True",
        "--IdentityProvider.token=open",
        "--LabApp.expose_app_in_browser=True",
    ]
    with (root / "log.txt").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield _address(process, own / "runtime", root / "log.txt")
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(process, runtime, log):
    for _ in range(3000):
        for entry in runtime.glob("jpserver-*.json"):
            return json.loads(entry.read_text())["url"]
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text()}")


class Notebook:
    """The chapter's notebook in the browser."""

    def __init__(self, page):
        self.page = page
        self.numbers = itertools.count()
        self.panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def command(self, name):
        self.page.evaluate("(name) => jupyterapp.commands.execute(name)", name)

    def run(self, code):
        """Run code in a new cell at the end."""
        self.page.evaluate(
            """async (code) => {
              const { commands, shell } = jupyterapp;
              const { content } = shell.currentWidget;
              content.activeCellIndex = content.widgets.length - 1;
              await commands.execute("notebook:insert-cell-below");
              content.activeCell.model.sharedModel.setSource(code);
              await commands.execute("notebook:run-cell");
              content.activeCell.node.scrollIntoView();
            }""",
            code,
        )

    def edit(self, old, new):
        """Replace text in the last cell that holds it, and run that cell."""
        self.page.evaluate(
            """async ([old, text]) => {
              const { content } = jupyterapp.shell.currentWidget;
              const cells = content.widgets.map(({ model }) => model.sharedModel);
              const at = cells.findLastIndex((cell) => cell.getSource().includes(old));
              content.activeCellIndex = at;
              cells[at].setSource(cells[at].getSource().replace(old, text));
              await jupyterapp.commands.execute("notebook:run-cell");
            }""",
            [old, new],
        )

    def python(self, expression):
        """The value of a Python expression, through JSON."""
        mark = f"answer {next(self.numbers)}:"
        self.run(f"import json; print({mark!r}, json.dumps({expression}))")
        output = self.panel.locator(".jp-OutputArea-output", has_text=mark).last
        return json.loads(output.inner_text().partition(mark)[2])

    def follows(self, expression, value, patience=120):
        """Whether a Python expression comes to be ``value()``, which may still change, too."""
        end = time.monotonic() + patience
        while (there := self.python(expression)) != (here := value()):
            if time.monotonic() > end:
                raise AssertionError(f"{expression} is {there} in Python, {here} in the page")
        return True


@pytest.fixture(scope="module")
def notebook(browser, lab):
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.watch = site.Watch(context)
    page.set_default_timeout(3 * site.PATIENCE_MS)  # a chapter runs
    folder, name = CHAPTER.rsplit("/", 1)
    page.goto(f"{lab}lab/tree/{folder}?token=open")
    page.locator(".jp-DirListing-item", has_text=name).dblclick()
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    page.wait_for_function(
        "jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
    )
    notebook = Notebook(page)
    page.wait_for_timeout(1000)  # Lab notes in a notebook what runs it
    notebook.opened = page.evaluate(
        """() => {
          const { context, content } = jupyterapp.shell.currentWidget;
          const hidden = content.widgets.filter((cell) => cell.inputHidden).length;
          return { dirty: context.model.dirty, hidden };
        }"""
    )
    notebook.command("notebook:run-all-cells")
    yield notebook
    context.close()


def roots(notebook, name):
    return notebook.panel.locator(f'figure[data-live-figure="{name}"]')


@pytest.fixture(scope="module")
def name(notebook):
    """Name of the chapter's first figure, once its cell has run and it is alive."""
    alive = notebook.panel.locator('figure[data-live-figure][data-ready="1"]')
    end = time.monotonic() + 3 * site.PATIENCE_MS / 1000
    while not alive.count():
        assert time.monotonic() < end, notebook.page.watch.complaints
        broken = [
            c for c in notebook.page.watch.complaints if "SyntaxError" in c or "view for" in c
        ]
        assert not broken
        notebook.page.wait_for_timeout(200)
    name = notebook.python("__import__('snnlib').live.figure.FIGURES and 'all cells have run'")
    assert name == "all cells have run"
    figure = notebook.panel.locator("figure[data-live-figure]").first
    name = figure.get_attribute("data-live-figure")
    notebook.run(f"from snnlib.live.figure import FIGURES; figure = FIGURES['{name}']")
    return name


def ask(root, expression):
    return root.evaluate(f"async (root) => {{ const {{ live }} = root; return {expression}; }}")


def first_slider(root):
    return ask(root, "live.describe().controls.find(({ kind }) => kind === 'range')")


def same_numbers(notebook, name):
    """Whether what the page shows now and `figure.result` are the same bits."""
    (answer,) = from_page(notebook.page, {name: [{}]}, whole=True)[name]
    described = ask(roots(notebook, name).first, "live.describe()")
    arrays = [np.frombuffer(answer["arrays"][a["name"]], a["dtype"]) for a in described["arrays"]]
    numbers = np.frombuffer(answer["readouts"], "float64")
    return checksum([*arrays, numbers]) == notebook.python("figure.kernel.checksum(figure.values)")


def test_the_chapter_runs_and_its_figures_are_alive(notebook, name):
    assert notebook.panel.locator('[data-mime-type*="error"]').count() == 0
    assert notebook.panel.locator("figure[data-live-figure]").count() == len(
        re.findall(r"live\.Figure\(", (site.ROOT / CHAPTER).read_text("utf-8"))
    )
    assert same_numbers(notebook, name)
    assert roots(notebook, name).first.get_by_role("button", name="link").count() == 0


def test_opening_a_chapter_folds_what_the_book_folds_and_changes_nothing(notebook, name):
    text = (site.ROOT / CHAPTER).read_text("utf-8")
    hidden = len(re.findall(r"tags: \[(hide|remove)-(input|cell)\]", text))
    assert notebook.opened == {"dirty": False, "hidden": hidden}


def test_the_text_of_a_chapter_is_set_as_in_the_book(notebook, name):
    solution = notebook.panel.locator("details", has_text="Solution 1").first
    assert solution.get_attribute("open") is None  # as long as the reader thinks
    notebook.page.evaluate(
        """() => {
          const { content } = jupyterapp.shell.currentWidget;
          content.activeCellIndex = 0;
          content.scrollToItem(0);
        }"""
    )
    notebook.panel.locator(".jp-MarkdownCell", has_text="Run All Cells").wait_for()
    told = " ".join(notebook.panel.locator(".jp-MarkdownCell").all_inner_texts())
    assert len(told) > 1000
    assert not re.findall(r"\{[a-z:]+\}|:::|glue:text|\(cite", told)
    assert "[Brunel and van Rossum, 2007]" in told
    assert "The chapter The membrane has the bucket" in told


def test_read_outs_stand_below_their_names(notebook, name):
    boxes = [
        [root.locator(kind).first.bounding_box() for kind in ("dt", "dd")]
        for root in roots(notebook, name).all()
    ]
    for label, value in boxes:
        assert label["y"] + label["height"] <= value["y"] + 1
        assert label["height"] > 8


def test_a_slider_in_the_browser_moves_the_trait_in_python(notebook, name):
    root = roots(notebook, name).first
    control = first_slider(root)
    slider = root.locator(f'input[name="{control["name"]}"]')
    slider.hover()  # waits until nothing moves any more
    box = slider.bounding_box()
    page = notebook.page
    share = (control["default"] - control["min"]) / (control["max"] - control["min"])
    page.mouse.move(box["x"] + 8 + share * (box["width"] - 16), box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2, steps=8)
    page.mouse.up()
    page.wait_for_function(
        "([root, { name, default: start }]) => root.live.get(name) > start",
        arg=[root.element_handle(), control],
    )
    assert notebook.follows(
        f"figure.{control['name']}", lambda: ask(root, f"live.get('{control['name']}')")
    )
    assert same_numbers(notebook, name)


def test_a_trait_set_in_python_moves_slider_and_trace(notebook, name):
    root = roots(notebook, name).first
    control = first_slider(root)
    before = ask(root, "await live.settled(), live.read(live.describe().arrays[0].name).join()")
    notebook.run(f"figure.{control['name']} = {control['max']}")
    slider = root.locator(f'input[name="{control["name"]}"]')
    notebook.page.wait_for_function(
        "([node, value]) => node.valueAsNumber === value",
        arg=[slider.element_handle(), control["max"]],
    )
    now = ask(root, "await live.settled(), live.read(live.describe().arrays[0].name).join()")
    assert now != before
    assert same_numbers(notebook, name)


def test_the_bits_are_checked_at_the_present_values(notebook, name):
    root = roots(notebook, name).first
    root.get_by_role("button", name="check the bits").click()
    bits = root.locator(".live-bits p")
    bits.wait_for()
    assert bits.get_attribute("data-same") == "true"
    assert notebook.python("figure.kernel.checksum(figure.values)") in bits.inner_text()


def test_a_second_view_and_a_box_follow(notebook, name):
    n = roots(notebook, name).count()
    notebook.run("import ipywidgets; display(figure); ipywidgets.HBox([figure])")
    roots(notebook, name).nth(n + 1).wait_for()
    control = first_slider(roots(notebook, name).first)
    views = [roots(notebook, name).nth(i) for i in (0, n, n + 1)]
    for k, view in enumerate(views):
        value = control["min"] + (k + 1) * control["step"]
        ask(view, f"live.set('{control['name']}', {value})")
        for other in views:
            assert ask(other, f"(await live.settled(), live.get('{control['name']}'))") == (
                ask(view, f"live.get('{control['name']}')")
            )
    assert len({view.locator("input").first.get_attribute("id") for view in views}) == 3
    assert notebook.follows(
        f"figure.{control['name']}", lambda: ask(views[0], f"live.get('{control['name']}')")
    )


_NATIVE = """
from snnlib import live
import numpy as np

def native(x, y, readouts):
    y[:] = [k * x for k in range(y.size)]  # a list: no browser can run it
    readouts.total = y.sum()
    readouts.odd = np.inf if x > 2 else np.nan

live.Figure("native-only", kernel=native, title="Computed in Python",
    controls=[live.Slider("x", 0, 9, 1, 0.5)], arrays={"y": live.Array(100)},
    readouts={"total": live.Readout(), "odd": live.Readout()},
    views=[live.Plot([live.Trace("y", 1.0)], live.Axis("i"), live.Axis("y"))])
"""


def test_a_kernel_that_no_browser_runs_is_computed_in_python(notebook, name):
    notebook.run(_NATIVE)
    root = notebook.panel.locator('figure[data-live-figure="native-only"][data-ready="1"]')
    root.wait_for()
    assert "Computed in Python" in root.locator(".live-note").inner_text()
    for x in (1.5, 2.5, 4.0):
        told = ask(
            root,
            f"(live.set('x', {x}), await live.settled(), [live.readouts().total,"
            " Array.from(live.read('y')), String(live.readouts().odd)])",
        )
        assert told == [4950 * x, [k * x for k in range(100)], "Infinity" if x > 2 else "NaN"]
    # forty quick moves end at the last one
    ask(root, "await (async () => { for (let k = 0; k < 40; k++) { live.set('x', k / 5);"
        " await new Promise((r) => setTimeout(r, 8)); } await live.settled(); })()")  # fmt: skip
    assert ask(root, "live.readouts().total === 4950 * live.get('x') && live.error === null")
    assert ask(root, "live.get('x')") == 8.0


_RULE = """
from snnlib._jit import jit

@jit
def rule(x):
    return 2.0 * x
"""
_FOLLOWER = """
def follow(x, y, readouts):
    y[0] = rule(x)
    readouts.out = y[0]

follower = live.Figure("follower", kernel=follow, title="It follows a rule",
    controls=[live.Slider("x", 0, 9, 1, 0.5)], arrays={"y": live.Array(1)},
    readouts={"out": live.Readout()},
    views=[live.Plot([live.Trace("y", 1.0)], live.Axis("i"), live.Axis("y"))])
follower
"""


def test_a_rule_that_is_edited_changes_the_figure_where_it_stands(notebook, name):
    notebook.run("from snnlib import live")
    notebook.run(_RULE)
    notebook.run(_FOLLOWER)
    root = notebook.panel.locator('figure[data-live-figure="follower"]')
    root.and_(notebook.panel.locator('[data-ready="1"]')).wait_for()
    ask(root, "live.set('x', 3)")
    assert ask(root, "(await live.settled(), live.readouts().out)") == 6.0
    notebook.edit("return 2.0 * x", "return 2.0 * x + 0.5")
    notebook.page.wait_for_function(
        "(root) => root.dataset.ready && root.live.readouts().out === 6.5",
        arg=root.element_handle(),
    )
    assert notebook.python("[follower.x, follower.readout['out']]") == [3.0, 6.5]
    line = root.locator(".live-call code").text_content()  # the library knows nothing of the change
    assert line == 'snnlib.live.evaluate("follower", {"x": 3.0})'
    notebook.edit("return 2.0 * x + 0.5", "return float(len('x' + str(int(x))) - 1)")  # a text
    notebook.page.wait_for_function(
        "(root) => root.dataset.ready && root.live.readouts().out === 1",
        arg=root.element_handle(),
    )
    assert "Computed in Python" in root.locator(".live-note").inner_text()
    notebook.edit("return float(len('x' + str(int(x))) - 1)", "return x")
    notebook.page.wait_for_function(
        "(root) => root.dataset.ready && root.live.readouts().out === 3",
        arg=root.element_handle(),
    )
    assert root.locator(".live-note").is_hidden()
    assert root.count() == 1


def test_the_lab_wrote_nothing_into_the_project(notebook, name):
    assert not list(Path(site.ROOT, "book").rglob("*.ipynb"))
    assert [c for c in notebook.page.watch.complaints if "left the origin" in c] == []


def test_the_workbench_is_the_same_box(notebook, name):
    """What is typed comes to Python, what Python sets comes to the box; both compute the same."""
    notebook.run("from snnlib.live.workbench import Workbench; bench = Workbench('LIF'); bench")
    root = notebook.panel.locator("[data-workbench][data-ready]")
    root.wait_for()
    area = root.locator("textarea")
    area.fill(area.input_value().replace("20*ms", "31*ms"))
    assert notebook.follows("bench.text", area.input_value)
    notebook.run("bench.settings = {**bench.settings, 'kind': 'noise', 'spread': 2.5}")
    select = root.locator("select[name=kind]")
    notebook.page.wait_for_function("(node) => node.value === 'noise'", arg=select.element_handle())
    notebook.run("bench.text = bench.text.replace('31*ms', '12*ms')")
    notebook.page.wait_for_function(
        "(node) => node.value.includes('12*ms')", arg=area.element_handle()
    )
    assert notebook.python("bench.result['v'].tolist()") == ask(root, "[...live.read('v')]")
    root.get_by_role("button", name="Check the bits").click()
    told = root.locator(".live-bits p")
    told.wait_for()
    assert told.get_attribute("data-same") == "true", told.inner_text()
    assert root.get_by_role("button", name="Link").count() == 0
