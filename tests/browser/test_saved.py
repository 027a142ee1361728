"""Figures that left their notebook: a page of their own, and a module for MyST's directive."""

import json

import pytest

from tests.browser import figures, picture_figures, site
from tests.browser.contract import describe, differences, random_settings
from tests.browser.test_behaviour import ask, settle

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def everything():
    return figures.everything("saved-everything")


@pytest.fixture(scope="module")
def weighted():
    return figures.weighted("saved-weighted", slices=5, worker=True)


# ── a page of its own ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def open_saved(open_page, tmp_path):
    """``open_saved(figure, **context options)``: its page, from the disk, without a network."""

    def open_saved(figure, wait=True, **options):
        path = figure.save(tmp_path / f"{figure.name}.html")
        page = open_page(path.as_uri(), offline=True, **options)
        if wait:
            site.ready(page, figure.name)
        return page

    return open_saved


def test_the_page_computes_what_numba_computes(open_saved, everything):
    page = open_saved(everything)
    settings = random_settings(describe(page, everything.name), n=40)
    assert differences(page, everything.name, settings) == []


@pytest.mark.parametrize("kind", ["worker", "image"])
def test_so_does_one_with_data_in_a_worker_or_pictures(open_saved, weighted, kind):
    figure = weighted if kind == "worker" else picture_figures.pictures("saved-pictures")
    page = open_saved(figure)
    settings = random_settings(describe(page, figure.name), n=10)
    assert differences(page, figure.name, settings) == []


def test_it_starts_and_resets_where_the_notebook_left_it(open_saved, everything):
    everything.v_th, everything.mode, everything.kick = 2.5, 2, 3
    try:
        page = open_saved(everything)
    finally:
        for name, value in everything.defaults.items():
            setattr(everything, name, value)
    assert [ask(page, f"live.get('{name}')") for name in ("v_th", "mode", "kick")] == [2.5, 2, 3]
    ask(page, "live.set('v_th', 1)")
    page.get_by_role("button", name="reset").click()
    settle(page)
    assert ask(page, "live.get('v_th')") == 2.5
    page.get_by_role("button", name="check the bits").click()
    page.locator('.live-bits [data-same="true"]').wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="save the picture").click()
    assert download.value.suggested_filename == "saved-everything.png"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1400])
def test_it_is_as_light_as_the_screen_and_fits(open_saved, everything, scheme, width):
    page = open_saved(everything, color_scheme=scheme, viewport={"width": width, "height": 800})
    ground, text = page.evaluate(
        """() => [getComputedStyle(document.documentElement).backgroundColor,
          getComputedStyle(document.querySelector(".live-title")).color]"""
    )
    light, dark = (
        ("rgb(255, 255, 255)", "rgb(34, 34, 34)"),
        ("rgb(20, 24, 30)", "rgb(227, 227, 227)"),
    )
    assert (ground, text) == (light if scheme == "light" else dark)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_javascript_the_picture_stands_there(open_saved, everything):
    page = open_saved(everything, wait=False, java_script_enabled=False)
    assert page.locator("[data-live-figure] svg").first.is_visible()
    assert page.get_by_text("This is a still picture.").is_visible()


# ── MyST's directive ───────────────────────────────────────────────────────────────────────────

# what MyST's theme does (myst-theme, packages/anywidget/src/renderers.tsx), with a model that
# throws on all that is not `get` and `on`
_THEME = """<!doctype html><html lang="en" class="LOOK"><meta charset="utf-8">
<title>MyST</title><link rel="icon" href="data:,">
<style>.live-figure{display:none} dd{color:red} *{box-sizing:border-box}</style>
<body><main id="place"></main><script type="module">
  const values = BODY, listeners = {};
  const model = new Proxy({
    get: (name) => values[name],
    on: (name, tell) => { (listeners[name] ??= []).push(tell); },
  }, {
    get(target, name) {
      if (!Object.hasOwn(target, name)) throw new Error(`model.${String(name)} is not there`);
      return target[name];
    },
    set(_, name) { throw new Error(`model.${String(name)} cannot be set`); },
  });
  window.change = (name, value) => {
    values[name] = value;
    for (const tell of listeners[`change:${name}`] ?? []) tell();
  };
  const shadow = document.querySelector("#place").attachShadow({ mode: "open" });
  const el = document.createElement("div");
  shadow.append(el);
  const { default: widget } = await import("./NAME.mjs");
  window.end = await widget.render({ model, el });
  // for the tests alone, which look for figures in the document
  const find = document.querySelector.bind(document);
  document.querySelector = (what) => find(what) ?? shadow.querySelector(what);
  document.body.dataset.begun = "1";
</script></body></html>"""


@pytest.fixture
def open_myst(open_page, made, origin):
    """``open_myst(figure)``: a page that shows it as MyST's theme does."""

    def open_myst(figure, look="light", body=None, wait=True, **options):
        text = figure.save_myst(made).read_text("utf-8")
        given = text.split(".mjs\n")[1].split("```")[0] if body is None else json.dumps(body)
        html = _THEME.replace("LOOK", look).replace("BODY", given).replace("NAME", figure.name)
        (made / f"{figure.name}-myst.html").write_text(html, "utf-8")
        page = open_page(f"{origin}/made/{figure.name}-myst.html", **options)
        page.locator('[data-begun="1"]').wait_for()
        if wait:
            site.ready(page, figure.name)
        return page

    return open_myst


def test_the_module_computes_what_numba_computes(open_myst, everything):
    page = open_myst(everything)
    settings = random_settings(describe(page, everything.name), n=40)
    assert differences(page, everything.name, settings) == []


def test_so_does_a_module_with_data(open_myst, weighted):
    page = open_myst(weighted)
    settings = random_settings(describe(page, weighted.name), n=10)
    assert differences(page, weighted.name, settings) == []
    page.get_by_role("button", name="check the bits").click()
    page.locator('.live-bits [data-same="true"]').wait_for()


def test_the_directives_body_sets_controls_and_the_model_moves_them(open_myst, everything):
    page = open_myst(everything, body={"v_th": 2.5, "mode": 1, "rectify": True, "other": 3})
    assert [ask(page, f"live.get('{n}')") for n in ("v_th", "mode", "rectify")] == [2.5, 1, True]
    page.evaluate("change('v_th', 3.01)")
    settle(page)
    assert ask(page, "live.get('v_th')") == 3.0
    page.get_by_role("slider", name="threshold").first.focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert ask(page, "live.get('v_th')") > 3.0


def test_a_body_with_a_wrong_value_is_told_in_words(open_myst, everything):
    page = open_myst(everything, body={"v_th": "high"}, wait=False)
    problem = page.locator(".live-problem:not([hidden])")
    problem.first.wait_for()
    assert (
        'control "v_th": its value must be a finite number, got high' in problem.first.inner_text()
    )


def test_styles_stay_inside_and_those_of_the_page_outside(open_myst, everything):
    page = open_myst(everything)
    figure = page.locator("figure[data-live-figure]")
    assert figure.is_visible()
    assert (
        figure.locator("dd").first.evaluate("d => getComputedStyle(d).color") == "rgb(34, 34, 34)"
    )
    assert page.evaluate("document.head.querySelectorAll('style').length") == 1


def test_the_figure_follows_the_pages_light_and_dark(open_myst, everything):
    page = open_myst(everything, look="dark")
    title = page.locator(".live-title")
    color = "t => getComputedStyle(t).color"
    assert title.evaluate(color) == "rgb(227, 227, 227)"
    page.evaluate("document.documentElement.className = 'light'")
    page.wait_for_function(
        f"({color})(document.querySelector('.live-title')) === 'rgb(34, 34, 34)'"
    )
    page.evaluate("document.documentElement.className = ''")  # then the screen says it
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        f"({color})(document.querySelector('.live-title')) === 'rgb(227, 227, 227)'"
    )


def test_when_the_page_goes_nothing_is_left(open_myst, everything):
    page = open_myst(everything)
    page.evaluate("end()")
    assert page.evaluate("document.querySelector('#place').shadowRoot.textContent.trim()") == ""
    page.evaluate("change('v_th', 3)")  # a model that cannot forget its listeners
    page.evaluate("document.documentElement.className = 'dark'")
