"""Data to learn from: digits and films."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(
    __name__,
    "digits mnist scenes",
)
