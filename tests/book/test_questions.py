"""The questions with which a reader checks a chapter."""

import re

import pytest
import questions

from tests.book import checks
from tests.book.conftest import ROOT
from tests.book.test_book import CHAPTERS, SITE

ONE = [("Is it?", [("wrong", "It <is>.", "It is not."), ("right", "No.", "Look at $v$.")])]
TEXT = "# A\n\n## What to keep\n\n- One.\n\n## Exercises\n\n**1. Now.** Why?\n"


def test_every_chapter_has_two_or_three_with_one_right_answer():
    found = questions.read(ROOT)
    assert {f"book/{page}" for page in found} == {*CHAPTERS}
    for page, asked in found.items():
        assert 2 <= len(asked) <= 3, page
        for ask, answers in asked:
            assert ask.endswith("?"), ask
            assert sum(kind == "right" for kind, *_ in answers) == 1
            assert len({answer for _, answer, _ in answers}) == len(answers) >= 2
            assert all(why.endswith(".") for *_, why in answers), ask


def test_the_right_answer_does_not_stand_in_one_place():
    places = [
        [kind for kind, *_ in answers].index("right")
        for asked in questions.read(ROOT).values()
        for _, answers in asked
    ]
    assert all(places.count(place) < 0.7 * len(places) for place in range(3))
    assert min(places.count(0), places.count(1)) > 0.2 * len(places)


def test_their_words_are_plain():
    for page, asked in questions.read(ROOT).items():
        assert checks.not_plain(questions.as_details(asked)) == [], page


def test_they_stand_right_before_the_exercises():
    text = questions.insert(TEXT, questions.as_directives(ONE))
    assert re.findall(r"^## (.+)$", text, re.M) == ["What to keep", "Check yourself", "Exercises"]
    assert questions.insert(TEXT, None) == TEXT
    told = questions.as_details(ONE)
    assert "<summary>It &lt;is&gt;.</summary>" in told
    assert "**Right.** Look at $v$." in told


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("[{right: a, because: b}]", "one right answer of two or more"),
        ("[{right: a, because: b}, {right: c, because: d}]", "one right answer"),
        ("[{maybe: a, because: b}, {right: c, because: d}]", "must have the keys right or wrong"),
        ("[{wrong: a}, {right: c, because: d}]", "."),
    ],
)
def test_a_question_that_is_not_one_is_refused(tmp_path, answers, said):
    folder = tmp_path / questions.FOLDER
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text(f"b:\n  - ask: c?\n    answers: {answers}\n", "utf-8")
    with pytest.raises(ValueError, match=said):
        questions.read(tmp_path)


@pytest.mark.book
def test_each_page_asks_its_questions():
    for page, asked in questions.read(ROOT).items():
        text = (SITE / "book" / f"{page}.html").read_text("utf-8")
        section = re.search(r'<section id="check-yourself">.*?</section>', text, re.S)[0]
        assert section.count('<div class="question') == len(asked), page
        assert section.count('<details class="fold choice">') == sum(len(a) for _, a in asked)
        assert section.count("<strong>Right.</strong>") == len(asked)
