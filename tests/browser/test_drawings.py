"""Labels of the drawings, at every width that a page gives them."""

import itertools

import pytest

from snnlib.plotting import drawings
from tests.browser import site
from tests.plotting.test_drawings import NAMES

pytestmark = pytest.mark.browser

_TEXTS = """() => {
  const frame = document.querySelector("svg").getBoundingClientRect();
  return [...document.querySelectorAll("text")].filter((t) => t.getClientRects().length)
    .map((t) => {
      const { left, right, top, bottom } = t.getBoundingClientRect();
      const scale = frame.width / document.querySelector("svg").viewBox.baseVal.width;
      return { text: t.textContent, size: parseFloat(getComputedStyle(t).fontSize) * scale,
        box: [left - frame.left, right - frame.left, top - frame.top, bottom - frame.top],
        inside: left >= frame.left - 1 && right <= frame.right + 1 && top >= frame.top - 1
          && bottom <= frame.bottom + 1 };
    });
}"""


@pytest.mark.parametrize("width", [358, 480, 560, 640, 752])
@pytest.mark.parametrize("name", NAMES)
def test_labels_are_large_enough_inside_and_apart(name, width, browser):
    page = browser.new_page(viewport={"width": width, "height": 600})
    page.set_default_timeout(site.PATIENCE_MS)
    html = getattr(drawings, name)()._repr_html_()
    page.set_content(f"<!doctype html><body style='margin:0'>{html}</body>")
    texts = page.evaluate(_TEXTS)
    page.close()
    assert len(texts) >= 5
    for one in texts:
        assert one["size"] >= 13.0, one
        assert one["inside"], one
    for one, other in itertools.combinations(texts, 2):
        left, right, top, bottom = one["box"]
        l2, r2, t2, b2 = other["box"]
        apart = right <= l2 or r2 <= left or bottom - 4 <= t2 or b2 - 4 <= top
        assert apart, (one["text"], other["text"])
