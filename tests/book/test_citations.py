"""What each citation carries and what was read of it, and the sources of the table of chips."""

import re

import pytest
import yaml

from tests.book.citations import cell_faults, citation_faults
from tests.book.conftest import ROOT

BOOK = ROOT / "book"
CHIPS = BOOK / "hardware" / "chips.md"
TODAY = BOOK / "appendix" / "hardware-of-the-day.md"

PAGE = """# A page

Bees hum, says one {cite}`one1900`,
and another doubts it {cite}`two1901,one1900`.

(tab-bees)=
```{table} Bees
| bee | hum |
| --- | --- |
| big | low {cite}`two1901` |
| small | high |
| dead | not verified |
```
"""
WORKS = "@misc{one1900, title={One}, year={1900}}\n@misc{two1901, title={Two}, year={1901}}\n"
ENTRY = {"key": "one1900", "page": "hardware/bees", "sentence": "Bees hum", "read": "paper"}
OTHER = {"key": "two1901", "page": "hardware/bees", "sentence": "big | low", "read": "abstract"}


def test_each_citation_says_what_it_carries_and_what_was_read():
    assert citation_faults(BOOK) == []


@pytest.mark.parametrize("label", ["tab-chips", "tab-chips-machines"])
def test_every_cell_about_a_chip_names_its_source(label):
    assert cell_faults(CHIPS.read_text("utf-8"), label) == []


def test_what_ages_stands_apart_with_its_source_and_the_month():
    rows = table_rows(TODAY)
    chips = [name.split(", 20")[0] for name in table_rows(CHIPS, "tab-chips")]
    assert list(rows) == chips  # the same chips, in the same order
    assert len(chips) > 15
    for name, (*cells, month) in rows.items():
        assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month), name
        for cell in cells:
            assert re.search(r"\{cite\}|not verified", cell), name
    ages = re.compile(r"on sale|can one have|development kit|not sold|sold by")
    assert not ages.search(CHIPS.read_text("utf-8"))


def table_rows(path, label="tab-hardware-of-the-day"):
    """Cells of each row of a page's table, by the first."""
    table = re.search(rf"^\({label}\)=\n```{{table}}.*?\n```", path.read_text("utf-8"), re.M | re.S)
    rows = [line.strip("|").split("|") for line in table[0].splitlines() if line.startswith("|")]
    return {name.strip(): [cell.strip() for cell in cells] for name, *cells in rows[2:]}


def test_no_cell_stands_on_the_list_where_the_list_contradicts_itself():
    """Of the list's own header and text: neurons, synapses and watts of these chips."""
    rows = {
        row.split("|")[1].split(",")[0].strip(): [cell.strip() for cell in row.split("|")[2:-1]]
        for row in CHIPS.read_text("utf-8").splitlines()
        if row.startswith("|")
    }
    listed = "openneuromorphic2026hardware"
    for chip, columns in (
        ("TrueNorth", (0, 1, 5)),
        ("DYNAP-SE2", (0, 1, 5)),
        ("Xylo Audio 2", (0, 1, 5)),
        ("ODIN", (0, 1)),
    ):
        assert not [rows[chip][k] for k in columns if listed in rows[chip][k]], chip


@pytest.fixture
def small(tmp_path):
    (tmp_path / "hardware").mkdir()
    (tmp_path / "hardware" / "bees.md").write_text(PAGE)
    (tmp_path / "references.bib").write_text(WORKS)

    def faults(*entries, parts=("hardware",)):
        (tmp_path / "citations.yml").write_text(yaml.safe_dump(list(entries)))
        return citation_faults(tmp_path, parts)

    return faults


def test_a_file_that_is_right_has_no_faults(small):
    assert small(ENTRY, OTHER) == []
    assert small(parts=()) == []
    across = ENTRY | {"sentence": "says one {cite}`one1900`, and another doubts it"}
    assert small(across, OTHER) == []


def test_what_is_wrong_is_named(small):
    assert small(ENTRY) == ["hardware/bees: two1901 has no entry"]
    assert small(ENTRY, parts=("hardware/bees",)) == small(ENTRY)
    for change, fault in (
        ({"sentence": "Bees sing"}, "hardware/bees: one1900: 'Bees sing' does not stand"),
        ({"sentence": ""}, "hardware/bees: one1900: '' does not stand"),
        ({"sentence": "small | high"}, "hardware/bees: one1900 is not cited in the paragraph"),
        ({"key": "three1902"}, "hardware/bees: three1902 is not in references.bib"),
        ({"page": "hardware/wasps"}, "hardware/wasps: one1900: there is no such page"),
        ({"read": "skimmed"}, "hardware/bees: one1900: read is 'skimmed'"),
        ({"read": None}, "hardware/bees: one1900: an entry has"),
        ({"more": "x"}, "hardware/bees: one1900: an entry has"),
    ):
        assert small(ENTRY | change, OTHER)[0].startswith(fault), change


def test_a_cell_without_a_source_is_found():
    assert cell_faults(PAGE, "tab-bees") == ["high"]
