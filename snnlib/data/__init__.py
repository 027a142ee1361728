"""Digits, scenes and sounds to feed a network with; the public names are in snnlib."""
