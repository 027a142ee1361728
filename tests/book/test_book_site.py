"""What the book's own extension does to Sphinx."""

import importlib.metadata

import book_site
import pybtex.plugin
import pytest


def test_pybtex_looks_once_for_its_plugins(monkeypatch):
    monkeypatch.setattr(pybtex.plugin, "entry_points", importlib.metadata.entry_points)
    book_site._remember_plugins()
    wanted = ("pybtex.style.names", "plain"), ("pybtex.style.names", "lastfirst")
    before = [pybtex.plugin.find_plugin(*which) for which in wanted]
    monkeypatch.setattr(importlib.metadata, "distributions", lambda: pytest.fail("looked again"))
    assert [pybtex.plugin.find_plugin(*which) for which in wanted] == before
    assert before[0] is not before[1]
