"""Data to learn from: digits, films and sounds."""

from snnlib._lazy import lazily

__all__ = ["digits", "mnist", "scenes", "sounds"]
__getattr__, __dir__ = lazily(__name__, {name: (f"{__name__}.{name}", None) for name in __all__})
