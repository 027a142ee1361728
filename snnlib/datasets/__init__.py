"""Data to learn from: digits, films and sounds."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(
    __name__,
    "digits mnist scenes sounds",
)
