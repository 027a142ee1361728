"""What all tests share: a Hypothesis profile, what is collected, and what stays on one worker."""

import functools
import itertools
import re

import pytest
from hypothesis import settings

# The examples are the same in every run, so that a failure means a change. A first example often
# waits for numba, so none has a deadline.
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
# `pytest --hypothesis-profile=explore` looks further, from another place each time.
settings.register_profile("explore", derandomize=False, deadline=None, max_examples=1000)
settings.load_profile("fixed")

_MARKS = ("kernel", "book", "browser")
_SMALL_BOOK = dict.fromkeys(
    ["tests/book/test_small_book.py", "tests/book/test_find_it.py"], "small"
)
_PAGE = re.compile(r"\[(book/[^\s\]]+\.html)")


def may_have(source, asked):
    """Whether a file of tests may have one that a marker expression asks for.

    Each file writes the marks of its own tests down; ``pytestmark`` marks all of them.
    """
    if not re.fullmatch(rf"(?:\s|[()]|\b(?:and|or|not|{'|'.join(_MARKS)})\b)+", asked):
        return True  # another mark, or none: pytest itself knows
    lines = re.findall(r"^.*\bmark\.(?:" + "|".join(_MARKS) + r")\b.*$", source, re.M)
    all_have = " ".join(line for line in lines if line.startswith("pytestmark"))
    choices = [
        (True,) if f"mark.{name}" in all_have else (False, f"mark.{name}" in " ".join(lines))
        for name in _MARKS
    ]
    return any(
        eval(asked, {}, dict(zip(_MARKS, marks, strict=True)))
        for marks in itertools.product(*choices)
    )


def pytest_ignore_collect(collection_path, config):
    """What ``-m`` leaves out is not even imported: that takes longer than many a test."""
    asked = config.option.markexpr
    if asked and collection_path.suffix == ".py" and collection_path.name.startswith("test_"):
        return None if may_have(collection_path.read_text("utf-8"), asked) else True
    return None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """What tests of a file share is made once; tests of one page of the book share the page.

    All tests of the small book share its builds.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            page = _PAGE.search(nodeid)
            file = nodeid.partition("::")[0]
            return page[1] if page else _SMALL_BOOK.get(file, file)

    return Scheduling(config, log)


@pytest.fixture
def report(record_property):
    """``report(line)``: a line for the end of the run, such as what a budget came to."""
    return functools.partial(record_property, "report")


def pytest_terminal_summary(terminalreporter):
    ended = [one for reports in terminalreporter.stats.values() for one in reports]
    told = [pair for one in ended for pair in getattr(one, "user_properties", ())]
    if lines := dict.fromkeys(line for name, line in told if name == "report"):
        terminalreporter.section("budgets")
        for line in lines:
            terminalreporter.line(line)
