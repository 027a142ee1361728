"""What all tests share: one Hypothesis profile, and which tests stay together on one worker."""

import functools
import re

import pytest
from hypothesis import settings

# The examples are the same in every run, so that a failure means a change. A first example often
# waits for numba, so none has a deadline.
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
# `pytest --hypothesis-profile=explore` looks further, from another place each time.
settings.register_profile("explore", derandomize=False, deadline=None, max_examples=1000)
settings.load_profile("fixed")

_PAGE = re.compile(r"\[(book/[^\s\]]+\.html)")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """What tests of a file share is made once; tests of one page of the book share the page."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            page = _PAGE.search(nodeid)
            return page[1] if page else nodeid.partition("::")[0]

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
