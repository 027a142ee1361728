"""Models that one chapter of the book is about, each in a module of its own.

Besides these, what lets a page keep long runs (``kept``, ``definitions``, ``sources``) and trained
networks (``trained_digits``, ``on_disk``)."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(__name__, __file__)
