"""What chips do: integers instead of floats, and events instead of steps."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(__name__, __file__)
