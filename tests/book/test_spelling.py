"""Every word is spelled as the British spell it, or is one of the project's own."""

import itertools

import pytest

from tests.book import checks, spelling
from tests.book.test_book import BOOK, ROOT

SOURCES = {
    "pages": checks.chapters(BOOK),
    "questions": sorted(BOOK.glob("questions/*.yml")),
    "around the book": [ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG")],
    "docstrings": sorted(p for top in (ROOT / "snnlib", BOOK) for p in top.rglob("*.py")),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_every_word_is_spelled_right(kind):
    found = {str(path.relative_to(ROOT)): spelling.misspelled(path) for path in SOURCES[kind]}
    assert {path: words for path, words in found.items() if words} == {}
    assert len(found) > 2


def test_no_word_of_the_own_list_is_english_or_used_by_nobody():
    english, own = spelling.lists()
    assert sorted(own & english.keys()) == []
    used = {
        word.lower().removesuffix("'s")
        for path in itertools.chain.from_iterable(SOURCES.values())
        for word in spelling.words_of(path)
    }
    assert sorted(own - used - {word.removesuffix("s") for word in used}) == []


RIGHT = """
behaviour behavioural colour coloured neighbours neighbourhood centre fibre grey normalised
quantisation analyse analysed modelling labelled signalling favourite size prize horizon
doctor vector error filter parameter meter metres millimetres decoration honorary vigorous
laboratory analog programs licence license defence sceptical spikes' neuron's snnTorch STDP
"""
WRONG = """
behavior behavioral color colored neighbors neighborhood center fiber gray normalized quantization
analyze modeling labeled signaling favorite millimeters defense skeptical
recieve occured seperate teh membrance neurone's spikse
"""


def test_british_words_and_names_are_right_and_others_wrong():
    assert [word for word in RIGHT.split() if not spelling.is_right(word)] == []
    assert [word for word in WRONG.split() if spelling.is_right(word)] == []


PAGE = """---
jupytext: zqa
---
# A headign

(zqb-anchor)=
```{note} Notise
:class: zqc
:alt: A pictuer
```

The `zqd` of $zqe$, and {doc}`a lnik <../zqf/zqg>`, [a linck](zqh.md) and
https://zqi.org: {cite}`zqj`, {glue:text}`zqk:.1f`, *emphasys* and a hyphen-hyfen. Not closed: `zql

In the nxet paragraph.

$$
zqm
$$ (eq-zqn)

```{code-cell} ipython3
:tags: [zqo]

zqp = live.Figure("zqq", title="Titul", caption=f"A capshun of {zqr}", zqs="zqt")  # a coment
```
"""
FOUND = """headign Notise pictuer lnik linck emphasys hyfen nxet Titul capshun coment"""


def test_words_are_found_wherever_they_are_read(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(PAGE, "utf-8")
    assert sorted(spelling.misspelled(page)) == sorted([*FOUND.split(), "zql"])


def test_docstrings_are_read_and_code_is_not(tmp_path):
    module = tmp_path / "module.py"
    docstring = "Retrun ``zqc``.\n\n    zqd : zqe\n        It's discription.\n    "
    module.write_text(f'def zqa(zqb):\n    """{docstring}"""\n    zqf = "zqg zqh"\n')
    assert spelling.misspelled(module) == ["Retrun", "discription"]
