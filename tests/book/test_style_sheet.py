"""Which rules of the theme's style sheets the site keeps."""

import pytest
import style_sheet


@pytest.mark.parametrize(
    ("selector", "kept"),
    [
        (".used", True),
        (".unused", False),
        ("#used .unused", False),
        ("p > a", True),
        (":is(.unused, .used)", True),  # it may meet something
        (".used:not(.unused)", True),
        (".used :is(.unused:not(:has(.nowhere)), .other, pre)", True),
        (".unused:is(.used)", False),
        ('[data-x=".unused"]', True),
    ],
)
def test_a_rule_stays_if_it_may_meet_something(tmp_path, selector, kept):
    sheet = tmp_path / "a.css"
    sheet.write_text(f"/* why */ @media print {{ {selector} {{ color: red; }} }}")
    assert (selector in style_sheet.join([sheet], {"used"})) == kept


def test_of_several_selectors_the_used_ones_stay(tmp_path):
    sheet = tmp_path / "a.css"
    sheet.write_text(".a, .b:is(.c, .d), .e { color: red; }")
    assert style_sheet.join([sheet], {"a", "b"}) == ".a,.b:is(.c, .d){color: red;}\n"
