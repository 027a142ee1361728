"""The language of equations."""
