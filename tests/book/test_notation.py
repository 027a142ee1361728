"""The table of symbols against the chapters' formulas, their sliders, and the library's names."""

import importlib
import pkgutil
from typing import get_type_hints

import pytest

import snnlib
from snnlib import _declared
from tests.book import notation
from tests.book.test_text import CHAPTERS, PAGES

ROWS = notation.table()
LETTERS = notation.letters()
USED = notation.symbols_by_page()
#: Units that stand for one another: a scale, or what a model without units has.
FREE = {"", "steps"}
#: Names that models of their own give another unit; each says so where it is declared.
OWN_UNIT = {
    ("I", "mV/ms"),  # Izhikevich's neuron leaves out the capacitance
    ("I", "µA/cm²"),  # Hodgkin and Huxley's is per area
    ("C", "µF"),
}
#: Names for which no chapter has a formula.
NO_SYMBOL = {"v_peak"}


def test_a_symbol_stands_in_one_row():
    keys = [symbol for symbol, *_ in ROWS]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []
    assert len(keys) > 150
    assert set(keys) & set(LETTERS) == set()


def test_every_symbol_of_the_chapters_is_in_the_table():
    known = {symbol for symbol, *_ in ROWS} | set(LETTERS)
    assert {symbol: pages for symbol, pages in USED.items() if symbol not in known} == {}


def test_every_row_is_used_in_the_chapter_that_it_names():
    wrong = {s: c for s, _, _, c in ROWS if c not in USED.get(s, ()) and s != r"\Delta t"}
    assert wrong == {}
    assert {chapter for _, _, _, chapter in ROWS} <= {page.removeprefix("book/") for page in PAGES}


def test_a_letter_has_a_meaning_for_each_chapter_that_uses_it():
    """They are single letters, each said to mean something in just the chapters that use it."""
    assert {letter: set(meanings) for letter, meanings in LETTERS.items()} == {
        letter: USED[letter] for letter in LETTERS
    }
    assert all(len(letter) == 1 or letter == r"\ell" for letter in LETTERS)
    assert len(LETTERS) <= 12  # fewer are better: a symbol is to mean one thing in all chapters


def test_sliders_have_the_symbol_and_the_unit_of_the_table():
    rows = {symbol: (unit, names) for symbol, unit, names, _ in ROWS}
    rows |= {r"\Delta t": ("ms", ["dt"])}
    faults = []
    for path in CHAPTERS:
        for symbol, name, unit in notation.controls(path.read_text("utf-8")):
            key = symbol if symbol == r"\Delta t" else next(iter(notation.full_symbols(symbol)), "")
            if key not in rows:
                continue  # a letter of the chapter, or what counts
            kept, names = rows[key]
            same_unit = unit == kept or kept in FREE or unit in FREE or (key, unit) in OWN_UNIT
            if not same_unit:
                faults.append(f"{path.stem}: {symbol} in {unit}, not in {kept}")
            if names and name not in names:
                faults.append(f"{path.stem}: {symbol} is called {name}, not {' or '.join(names)}")
    assert faults == []


def declared():
    """``(name, unit, class)`` of every parameter that the library declares with a unit."""
    found = []
    for module in pkgutil.walk_packages(snnlib.__path__, "snnlib."):
        if ".live" in module.name or ".__main__" in module.name:
            continue
        for thing in vars(importlib.import_module(module.name)).values():
            if not (isinstance(thing, type) and hasattr(thing, "_fields")):
                continue
            for name, hint in get_type_hints(thing, include_extras=True).items():
                for rule in getattr(hint, "__metadata__", ()):
                    if isinstance(rule, _declared.Finite):
                        found.append((name, rule.unit, thing.__name__))
    return sorted(set(found))


@pytest.fixture(scope="module")
def parameters():
    return declared()


def test_the_library_uses_the_units_of_the_table(parameters):
    assert len(parameters) > 100
    units = {}
    for _, unit, names, _ in ROWS:
        for name in names:
            units.setdefault(name, set()).add(unit)
    faults = [
        f"{owner}.{name} in {unit}, the table has {' or '.join(sorted(units[name]))}"
        for name, unit, owner in parameters
        if name in units and unit and not units[name] & {unit, ""} and (name, unit) not in OWN_UNIT
    ]
    assert faults == []


def test_names_that_are_symbols_stand_in_the_table(parameters):
    """A name of one letter, or with an index as v_th, is a symbol; words such as window are not."""
    known = {name for _, _, names, _ in ROWS for name in names}
    symbols = {
        name
        for name, unit, _ in parameters
        if unit and (len(name) == 1 or name.split("_")[0] in {"v", "t", "tau", "r", "E", "g", "R"})
    }
    assert sorted(symbols - known - set(LETTERS) - NO_SYMBOL) == []
    assert len(symbols) > 15


def test_symbols_are_told_apart_and_words_and_counts_are_none():
    full = notation.full_symbols
    assert full(r"\tau_m \frac{\mathrm{d}v}{\mathrm{d}t} = -v + R_m I_{0,j}") == {
        r"\tau_m", "v", "R_m", "I",
    }  # fmt: skip
    assert full(r"A_+ e^{-\Delta t/\tau_+} + \mathcal{L}_t + g_\mathrm{i}") == {
        "A_+", r"\tau_+", r"\mathcal{L}", "g_i",
    }  # fmt: skip
    assert full(r"\Delta w_{ij} + z_{\mathrm{max},l-1} \text{ a word } \sigma_{\hat x}") == {
        "w", "z_max", r"\sigma_x",
    }  # fmt: skip
    assert full(r"\delta(t - t_k), \sum_i n_i") == set()
